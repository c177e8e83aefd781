"""Who gave a guide or a question its status, and when."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from questions.models.guide import Guide, Status
from questions.models.question import Question


class StatusChange(models.Model):
    """A guide or a question got a status."""

    guide = models.ForeignKey(Guide, on_delete=models.CASCADE, null=True, related_name="status_changes")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, null=True, related_name="status_changes")
    status = models.CharField(_("status"), max_length=16, choices=Status)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("change of status")
        verbose_name_plural = _("changes of status")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(guide=None, question__isnull=False) | Q(guide__isnull=False, question=None),
                name="status_of_one_thing",
            )
        ]

    def __str__(self):
        return f"{self.get_status_display()}, {self.at:%Y-%m-%d %H:%M}"
