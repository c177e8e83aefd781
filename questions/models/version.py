"""Immutable content of questions, its history, and the sample answers that stand on it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from questions.models.question import Question


class QuestionVersionManager(models.Manager):
    """Finds versions by natural key."""

    def get_by_natural_key(self, question_key, digest):
        """Find a version by its question's key and its own digest."""
        return self.get(question__key=question_key, digest=digest)


class QuestionVersion(models.Model):
    """
    The content of a question, its key points and its criteria at one moment.

    Never updated (a trigger in the database refuses it), never deleted. `content` holds: prompt, kind, minutes,
    expected_answer, why_it_matters, key_points [{slug, text, why}], probes, rubric {slug, name}, criteria
    [{slug, name, question, weight, anchors: [4]}]; see `questions/rubrics.py`.
    """

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="versions")
    digest = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    content = models.JSONField()
    created_at = models.DateTimeField()

    objects = QuestionVersionManager()

    class Meta:
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "digest"], name="one_version_per_digest"),
            models.UniqueConstraint(fields=["question", "number"], name="one_version_per_number"),
        ]

    def __str__(self):
        return f"{self.content['prompt']} ({self.number})"

    def natural_key(self):
        """Return the question's key and the digest."""
        return (self.question.key, self.digest)

    natural_key.dependencies = ["questions.question"]


class QuestionChange(models.Model):
    """Who changed a question's content to which version, when and why."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="changes")
    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    is_typo = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("question change")
        verbose_name_plural = _("question changes")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.version.number}, {self.at:%Y-%m-%d %H:%M}"


class Standing(models.TextChoices):
    """What a sample answer stands for."""

    WEAK = "weak", _("weak")
    SOLID = "solid", _("solid")
    STRONG = "strong", _("strong")


class SampleAnswer(models.Model):
    """
    A stored answer to one version, with reference marks and levels. Replaced rather than edited.

    marks: {key point slug: {mark: 0..2, reason}}; levels: {criterion slug: {level: 1..4, reason}}.
    """

    version = models.ForeignKey(QuestionVersion, on_delete=models.PROTECT, related_name="samples")
    standing = models.CharField(_("standing"), max_length=10, choices=Standing)
    text = models.TextField(_("text"))
    marks = models.JSONField(_("reference marks"), default=dict)
    levels = models.JSONField(_("reference levels"), default=dict)
    needs_checking = models.BooleanField(
        _("needs checking"), default=False, help_text=_("The question's content has moved on since.")
    )
    replaced_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    class Meta:
        verbose_name = _("sample answer")
        verbose_name_plural = _("sample answers")
        ordering = ["version", "pk"]

    def __str__(self):
        return f"{self.get_standing_display()}: {self.text[:60]}"
