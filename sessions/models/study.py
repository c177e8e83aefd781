"""What a candidate notes of a question while studying."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StudyMark(models.Model):
    """A candidate's own mark on a question, and when its expected answer was read."""

    class Mark(models.TextChoices):
        """How well they know it."""

        NOT_YET = "not_yet", _("Not yet")
        SHAKY = "shaky", _("Shaky")
        KNOW = "know", _("Know it")

    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="study_marks")
    question = models.ForeignKey("questions.Question", on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=10, choices=Mark, blank=True)
    marked_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("study mark")
        verbose_name_plural = _("study marks")
        constraints = [models.UniqueConstraint(fields=["candidate", "question"], name="one_study_mark_per_question")]

    def __str__(self):
        return f"{self.candidate_id}, {self.question_id}: {self.mark}"
