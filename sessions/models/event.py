"""Who did what to which interview, when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One line of the audit trail. Written by the transitions, never changed."""

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    verb = models.CharField(max_length=40)
    interview = models.ForeignKey(
        "mock_sessions.MockInterview", on_delete=models.CASCADE, null=True, related_name="events"
    )
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["interview", "-at"], name="event_by_interview")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb}"
