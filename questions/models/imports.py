"""A list of questions on its way into the bank, and what became of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from questions.models.guide import Guide


class ImportQuerySet(models.QuerySet):
    """Imports by whose they are and how far they have come."""

    def waiting(self):
        """Imports that are not written yet."""
        return self.filter(written_at=None)

    def owned_by(self, user):
        """Imports that `user` began, on whichever side of the bank."""
        return self.filter(by=user)


class Import(models.Model):
    """
    One file or pasted text, from the moment that it arrives.

    The text is kept until it is written or a day has passed. `understood` is what the reader made of it, `matches` how
    each question stands to the bank and `compared_with` a digest of what was there then (see `importing.compare`),
    `decisions` what the person chose in the preview (see `importing.proposal`). `made` names the rows that it wrote, so
    that it can be undone as a whole.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), on_delete=models.CASCADE, null=True, related_name="imports"
    )
    is_private = models.BooleanField(_("for a private guide"))
    name = models.CharField(_("name of the source"), max_length=200)
    at = models.DateTimeField(_("at"))
    text = models.TextField(blank=True)
    understood = models.JSONField(null=True)
    matches = models.JSONField(null=True)
    compared_with = models.CharField(max_length=64, blank=True)
    decisions = models.JSONField(default=dict)
    guide = models.ForeignKey(
        Guide, verbose_name=_("guide"), on_delete=models.SET_NULL, null=True, related_name="imports"
    )
    counts = models.JSONField(default=dict)
    made = models.JSONField(default=dict)
    written_at = models.DateTimeField(_("written at"), null=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(written_at=None) | Q(text=""), name="written_import_keeps_no_text"),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(written_at__isnull=False), name="undone_import_was_written"
            ),
        ]

    def __str__(self):
        return self.name
