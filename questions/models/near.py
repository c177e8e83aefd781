"""Which questions ask nearly the same, as far as their prompts were compared."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from questions.models.question import Question


class ComparedPromptManager(models.Manager):
    """Finds compared prompts by natural key."""

    def get_by_natural_key(self, question_key):
        """Find the row by its question's key."""
        return self.get(question__key=question_key)


class NearPairManager(models.Manager):
    """Finds pairs by natural key."""

    def get_by_natural_key(self, one_key, other_key):
        """Find a pair by the keys of its questions."""
        return self.get(one__key=one_key, other__key=other_key)


class ComparedPrompt(models.Model):
    """The prompt of a question as it was when it was compared with all others: kept by `questions/duplicates.py`."""

    question = models.OneToOneField(Question, on_delete=models.CASCADE, related_name="compared")
    prompt = models.TextField()

    objects = ComparedPromptManager()

    class Meta:
        verbose_name = _("compared prompt")
        verbose_name_plural = _("compared prompts")

    def __str__(self):
        return self.prompt

    def natural_key(self):
        """Return the question's key."""
        return (self.question.key,)

    natural_key.dependencies = ["questions.question"]


class NearPair(models.Model):
    """
    Two questions of the public bank with nearly the same prompt.

    A curator who looked at them may note that they are not the same; the note goes with the pair as soon as either
    prompt changes.
    """

    one = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    likeness = models.PositiveSmallIntegerField(_("likeness in percent"))
    noted_at = models.DateTimeField(_("noted as not the same at"), null=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = NearPairManager()

    class Meta:
        verbose_name = _("near-duplicate")
        verbose_name_plural = _("near-duplicates")
        ordering = ["-likeness", "one", "other"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_near_pair"),
            models.CheckConstraint(condition=models.Q(one__lt=F("other")), name="near_pair_in_order"),
        ]

    def __str__(self):
        return f"{self.one}, {self.other}: {self.likeness} %"

    def natural_key(self):
        """Return the keys of both questions."""
        return (self.one.key, self.other.key)

    natural_key.dependencies = ["questions.question"]
