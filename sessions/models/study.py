"""What a candidate notes while studying: the guides they prepare, and marks on questions."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Preparation(models.Model):
    """A candidate prepares one guide, perhaps toward a date."""

    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preparations")
    guide = models.ForeignKey("questions.Guide", on_delete=models.CASCADE, related_name="+")
    date = models.DateField(_("date of the interview"), null=True, blank=True)
    begun_at = models.DateTimeField()

    class Meta:
        verbose_name = _("preparation")
        verbose_name_plural = _("preparations")
        ordering = ["date", "begun_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["candidate", "guide"], name="one_preparation_per_guide")]

    def __str__(self):
        return f"{self.candidate_id}, {self.guide_id}: {self.date}"

    def days_left(self, today):
        """Return the whole days from `today` to the date, or None where there is none or it has passed."""
        if self.date is None or self.date < today:
            return None
        return (self.date - today).days


class StudyMark(models.Model):
    """A candidate's own mark on a question, whether they flagged it, and when its expected answer was read."""

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
    is_flagged = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("study mark")
        verbose_name_plural = _("study marks")
        constraints = [models.UniqueConstraint(fields=["candidate", "question"], name="one_study_mark_per_question")]

    def __str__(self):
        return f"{self.candidate_id}, {self.question_id}: {self.mark}"
