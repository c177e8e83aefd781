"""What people say is wrong with a question."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from questions.models.question import Question


class ProblemReport(models.Model):
    """Somebody's remark that a question is wrong, unclear, duplicate or outdated, until it is settled."""

    class Problem(models.TextChoices):
        """What is the matter with the question."""

        WRONG = "wrong", _("Something in it is wrong")
        UNCLEAR = "unclear", _("It is unclear what is asked or expected")
        DUPLICATE = "duplicate", _("Another question asks the same")
        OUTDATED = "outdated", _("It is no longer true")
        OTHER = "other", _("Something else")
        STRONG_POINT = "strong_point", _("Answers show a strong point that it lacks")

    class Outcome(models.TextChoices):
        """What became of it."""

        MENDED = "mended", _("mended")
        LEFT = "left", _("left as it is")

    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.CASCADE, related_name="problem_reports"
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reported by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="problem_reports",
    )
    problem = models.CharField(_("problem"), max_length=16, choices=Problem)
    words = models.TextField(_("in their words"), blank=True, max_length=2000)
    reported_at = models.DateTimeField(_("reported at"))
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome, blank=True)
    answer = models.TextField(_("answer to the reporter"), blank=True, max_length=2000)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("settled by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("problem report")
        verbose_name_plural = _("problem reports")
        ordering = ["settled_at", "reported_at", "pk"]
        indexes = [models.Index(fields=["settled_at", "reported_at"], name="report_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at=None, outcome="") | (Q(settled_at__isnull=False) & ~Q(outcome="")),
                name="settled_report_has_outcome",
            ),
        ]

    def __str__(self):
        return f"{self.get_problem_display()}: {self.question}"
