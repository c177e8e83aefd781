"""A guide and what hangs on it: rounds, focus topics, tips, resources, sources, questions asked often."""

from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a guide or a question stands. Only published ones are shown to candidates."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


# Before the slug of a private guide wherever guides are named by one text: a public slug never holds it.
OWN = "~"


def address_of(path=""):
    """Return the expression for the address of the guides at `path` (such as `guide__`): see `Guide.address`."""
    slug = F(f"{path}slug")
    return Case(
        When(**{f"{path}owner": None}, then=slug),
        default=Concat(Value(OWN), slug, output_field=CharField()),
        output_field=CharField(),
    )


class GuideQuerySet(models.QuerySet):
    """Guides by who may see them."""

    def public(self):
        """Published guides that belong to nobody: what an anonymous visitor may read."""
        return self.filter(owner=None, status=Status.PUBLISHED)

    def visible_to(self, user):
        """Public guides, and the private ones of `user`."""
        if not user.is_authenticated:
            return self.public()
        mine = Q(owner=user) & ~Q(status=Status.RETIRED)
        return self.filter(Q(owner=None, status=Status.PUBLISHED) | mine)

    def at(self, user, address):
        """Return the one guide that `user` sees at an address (see `Guide.address`), as a queryset."""
        found = self.visible_to(user).filter(slug=address.removeprefix(OWN))
        if address.startswith(OWN):
            return found.filter(owner__isnull=False)[:1]
        # Private guides once had plain addresses: those lead on where no public guide has the slug.
        return found.order_by(F("owner").asc(nulls_first=True))[:1]

    def get_by_natural_key(self, key):
        """Find a guide by its key."""
        return self.get(key=key)


class Guide(models.Model):
    """Preparation guide for one company, role and level; public, or private to the candidate who owns it."""

    key = models.SlugField(_("key"), max_length=100, unique=True)
    slug = models.SlugField(_("slug"), max_length=100)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("owner"), on_delete=models.CASCADE, null=True, blank=True
    )
    title = models.CharField(_("title"), max_length=200)
    short_title = models.CharField(_("short title"), max_length=60, blank=True)
    company = models.CharField(_("company"), max_length=100, blank=True)
    role = models.CharField(_("role"), max_length=100, blank=True)
    level = models.CharField(_("level"), max_length=100, blank=True)
    audience = models.CharField(_("audience"), max_length=300, blank=True)
    summary = models.TextField(_("summary"), blank=True)
    overview = models.TextField(_("overview"), blank=True, help_text=_("Markdown"))
    least_weeks = models.PositiveSmallIntegerField(_("least weeks"), null=True, blank=True)
    most_weeks = models.PositiveSmallIntegerField(_("most weeks"), null=True, blank=True)
    questions_to_ask = models.JSONField(_("questions to ask the interviewer"), default=list, blank=True)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.DRAFT)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    copied_from = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="copies",
        verbose_name=_("copied from"),
    )
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = GuideQuerySet.as_manager()

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        ordering = ["position", "title"]
        constraints = [
            models.UniqueConstraint(fields=["slug"], condition=Q(owner=None), name="one_public_guide_per_slug"),
            models.UniqueConstraint(
                fields=["owner", "slug"], condition=Q(owner__isnull=False), name="one_private_guide_per_slug"
            ),
            models.CheckConstraint(
                condition=Q(least_weeks=None) | Q(most_weeks=None) | Q(least_weeks__lte=models.F("most_weeks")),
                name="guide_least_weeks_first",
            ),
        ]

    def __str__(self):
        return self.title

    def natural_key(self):
        """Return the key."""
        return (self.key,)

    @property
    def address(self):
        """The slug; a private guide's is marked, since a public guide may have the same one."""
        return self.slug if self.owner_id is None else f"{OWN}{self.slug}"

    @property
    def short(self):
        """The short title where there is one, else the title."""
        return self.short_title or self.title


class RoundManager(models.Manager):
    """Finds rounds by natural key."""

    def get_by_natural_key(self, guide_key, key):
        """Find a round by its guide's key and its own."""
        return self.get(guide__key=guide_key, key=key)


class Round(models.Model):
    """One interview of the guide's hiring loop."""

    guide = models.ForeignKey(Guide, verbose_name=_("guide"), on_delete=models.CASCADE, related_name="rounds")
    key = models.SlugField(_("key"), max_length=100)
    name = models.CharField(_("name"), max_length=120)
    format = models.CharField(_("format"), max_length=200, blank=True)
    least_minutes = models.PositiveSmallIntegerField(_("least minutes"))
    most_minutes = models.PositiveSmallIntegerField(_("most minutes"))
    what_to_expect = models.TextField(_("what to expect"), blank=True, help_text=_("Markdown"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = RoundManager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["guide", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["guide", "key"], name="one_round_per_key"),
            models.CheckConstraint(
                condition=Q(least_minutes__gte=1) & Q(least_minutes__lte=models.F("most_minutes")),
                name="round_least_minutes_first",
            ),
        ]

    def __str__(self):
        return self.name

    def natural_key(self):
        """Return the guide's key and the round's."""
        return (*self.guide.natural_key(), self.key)

    natural_key.dependencies = ["questions.guide"]


class FocusTopicManager(models.Manager):
    """Finds focus topics by natural key."""

    def get_by_natural_key(self, guide_key, key):
        """Find a topic by its guide's key and its own."""
        return self.get(round__guide__key=guide_key, key=key)


class FocusTopic(models.Model):
    """A subject that a round probes, with what is expected at this level."""

    round = models.ForeignKey(Round, verbose_name=_("round"), on_delete=models.CASCADE, related_name="topics")
    key = models.SlugField(_("key"), max_length=100)
    name = models.CharField(_("name"), max_length=120)
    description = models.TextField(_("description"), blank=True, help_text=_("Markdown"))
    expected_at_level = models.TextField(_("expected at this level"), blank=True, help_text=_("Markdown"))
    example = models.TextField(_("example"), blank=True, help_text=_("Markdown"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = FocusTopicManager()

    class Meta:
        verbose_name = _("focus topic")
        verbose_name_plural = _("focus topics")
        ordering = ["round", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "key"], name="one_topic_per_key")]

    def __str__(self):
        return self.name

    def natural_key(self):
        """Return the guide's key and the topic's, which is unique in its guide."""
        return (self.round.guide.key, self.key)

    natural_key.dependencies = ["questions.round"]


class GuidePartManager(models.Manager):
    """Finds parts of a guide by natural key."""

    def get_by_natural_key(self, guide_key, key):
        """Find a part by its guide's key and its own."""
        return self.get(guide__key=guide_key, key=key)


class GuidePart(models.Model):
    """What the parts of a guide have in common: the guide, a key, a place in the order."""

    guide = models.ForeignKey(Guide, verbose_name=_("guide"), on_delete=models.CASCADE, related_name="%(class)ss")
    key = models.SlugField(_("key"), max_length=100)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = GuidePartManager()

    class Meta:
        abstract = True
        ordering = ["guide", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["guide", "key"], name="one_%(class)s_per_key")]

    def natural_key(self):
        """Return the guide's key and the part's."""
        return (self.guide.key, self.key)

    natural_key.dependencies = ["questions.guide"]


class Tip(GuidePart):
    """Preparation advice: of the whole guide, a round, a topic, or a batch of ten of the list."""

    round = models.ForeignKey(
        Round, verbose_name=_("round"), on_delete=models.CASCADE, null=True, blank=True, related_name="tips"
    )
    topic = models.ForeignKey(
        FocusTopic, verbose_name=_("topic"), on_delete=models.CASCADE, null=True, blank=True, related_name="tips"
    )
    batch = models.PositiveSmallIntegerField(
        _("batch"), null=True, blank=True, help_text=_("1 for questions 1 to 10, 2 for 11 to 20, and so on")
    )
    title = models.CharField(_("title"), max_length=150)
    body = models.TextField(_("body"), blank=True, help_text=_("Markdown"))
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta(GuidePart.Meta):
        verbose_name = _("tip")
        verbose_name_plural = _("tips")

    def __str__(self):
        return self.title


class Medium(models.TextChoices):
    """What a resource is."""

    PAGE = "page", _("page")
    BOOK = "book", _("book")
    COURSE = "course", _("course")
    BLOG = "blog", _("blog")
    REPORT = "report", _("report")
    COMMUNITY = "community", _("community")


class Resource(GuidePart):
    """A book, page or course that is worth the candidate's time."""

    title = models.CharField(_("title"), max_length=200)
    author = models.CharField(_("author"), max_length=150, blank=True)
    medium = models.CharField(_("medium"), max_length=16, choices=Medium, default=Medium.PAGE)
    url = models.URLField(_("address"), max_length=500, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta(GuidePart.Meta):
        verbose_name = _("resource")
        verbose_name_plural = _("resources")

    def __str__(self):
        return self.title


class Source(GuidePart):
    """Where a guide's facts come from, with the day they were last verified."""

    title = models.CharField(_("title"), max_length=200)
    url = models.URLField(_("address"), max_length=500, blank=True)
    note = models.TextField(_("note"), blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)

    class Meta(GuidePart.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self):
        return self.title


class FrequentlyAsked(GuidePart):
    """A question that candidates or interviewers ask often, with an answer."""

    question = models.CharField(_("question"), max_length=300)
    answer = models.TextField(_("answer"), help_text=_("Markdown"))

    class Meta(GuidePart.Meta):
        verbose_name = _("frequently asked question")
        verbose_name_plural = _("frequently asked questions")

    def __str__(self):
        return self.question
