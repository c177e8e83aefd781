"""Filters and a search of a list in the admin, kept under a name by the curator who uses them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_IN_QUERY = 1000


class SavedFilter(models.Model):
    """A named view of one list. `query` is the part of the list's address behind the question mark, and no more."""

    class List(models.TextChoices):
        """The lists whose filters are kept."""

        QUESTIONS = "question", _("questions")
        GUIDES = "guide", _("guides")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("owner"), on_delete=models.CASCADE, related_name="saved_filters"
    )
    list = models.CharField(_("list"), max_length=10, choices=List)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=MOST_IN_QUERY)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "list", "name"], name="one_saved_filter_per_name")]

    def __str__(self):
        return self.name
