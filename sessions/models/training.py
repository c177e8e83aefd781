"""Learning to rate: sample answers rated without their standing, then set beside the reference ratings."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RaterTraining(models.Model):
    """One person rates the sample answers of one question version; finished, the reference is shown."""

    class Purpose(models.TextChoices):
        """Why the samples are rated."""

        LEARNING = "learning", _("learning to rate")
        COMPARING = "comparing", _("comparing an own answer with rated samples")

    rater = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trainings")
    version = models.ForeignKey("questions.QuestionVersion", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.LEARNING)
    # The own answer that the samples are compared with; none while learning
    answer = models.ForeignKey("mock_sessions.Answer", on_delete=models.CASCADE, null=True, related_name="trainings")
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("rater training")
        verbose_name_plural = _("rater trainings")
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rater", "version"],
                condition=Q(purpose="learning", finished_at=None),
                name="one_open_training_per_version",
            ),
            models.UniqueConstraint(
                fields=["answer"], condition=Q(answer__isnull=False), name="one_comparison_per_answer"
            ),
            models.CheckConstraint(
                condition=Q(purpose="learning", answer=None) | Q(purpose="comparing", answer__isnull=False),
                name="training_purpose_fits",
            ),
        ]

    def __str__(self):
        return f"{self.rater_id}, {self.version_id}"


class SampleRating(models.Model):
    """
    One sample answer in a training: what was shown, the rater's own marks and levels, and the reference.

    Text, standing and reference are kept as they were, since samples are replaced. `marks`: {key point slug: 0..2},
    `levels`: {criterion slug: 1..4 or None}; the reference maps have the shape of SampleAnswer's.
    """

    training = models.ForeignKey(RaterTraining, on_delete=models.CASCADE, related_name="ratings")
    position = models.PositiveSmallIntegerField()
    sample = models.ForeignKey("questions.SampleAnswer", on_delete=models.SET_NULL, null=True, related_name="+")
    standing = models.CharField(max_length=10)
    text = models.TextField()
    reference_marks = models.JSONField(default=dict)
    reference_levels = models.JSONField(default=dict)
    marks = models.JSONField(default=dict)
    levels = models.JSONField(default=dict)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("sample rating")
        verbose_name_plural = _("sample ratings")
        ordering = ["training", "position"]
        constraints = [models.UniqueConstraint(fields=["training", "position"], name="one_sample_per_position")]

    def __str__(self):
        return f"{self.training_id}, {self.position}"
