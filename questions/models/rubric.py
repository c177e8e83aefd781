"""Rubrics: the criteria shared by all questions of a kind."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What sort of question it is; each kind has its rubric."""

    BEHAVIOURAL = "behavioural", _("behavioural")
    SITUATIONAL = "situational", _("situational")
    PRODUCT_SENSE = "product_sense", _("product sense")
    STRATEGY = "strategy", _("strategy")
    TECHNICAL = "technical", _("technical")
    PRESENTATION = "presentation", _("presentation")


class KeyManager(models.Manager):
    """Finds rows by their key alone."""

    def get_by_natural_key(self, key):
        """Find the row with `key`."""
        return self.get(key=key)


class Rubric(models.Model):
    """The criteria shared by all questions of a kind."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, unique=True)
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = KeyManager()

    class Meta:
        verbose_name = _("rubric")
        verbose_name_plural = _("rubrics")
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        """Return the key."""
        return (self.key,)


class Criterion(models.Model):
    """One dimension of a rubric, with four described levels."""

    rubric = models.ForeignKey(Rubric, verbose_name=_("rubric"), on_delete=models.CASCADE, related_name="criteria")
    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80)
    question = models.CharField(_("question"), max_length=250, help_text=_("What the rater looks for."))
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    anchor_1 = models.TextField(_("level 1"))
    anchor_2 = models.TextField(_("level 2"))
    anchor_3 = models.TextField(_("level 3"))
    anchor_4 = models.TextField(_("level 4"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = KeyManager()

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["rubric", "position", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(weight__gte=1), name="criterion_weight_from_1")]

    def __str__(self):
        return self.name

    def natural_key(self):
        """Return the key."""
        return (self.key,)

    natural_key.dependencies = ["questions.rubric"]

    @property
    def anchors(self):
        """The four descriptions, level 1 first."""
        return [self.anchor_1, self.anchor_2, self.anchor_3, self.anchor_4]
