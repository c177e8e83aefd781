"""One rater's judgement of one answer, in rows that can be summed."""

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from sessions.models.review import Review


class Role(models.TextChoices):
    """Who rates."""

    SELF = "self", _("the candidate")
    COACH = "coach", _("a coach")
    LINK = "link", _("a guest by link")


class Mark(models.IntegerChoices):
    """Whether a key point is in the answer."""

    ABSENT = 0, _("Absent")
    GENERAL = 1, _("In general")
    SPECIFIC = 2, _("Specifically")


class RatingQuerySet(models.QuerySet):
    """Ratings by standing."""

    def current(self):
        """Ratings that no later revision has replaced."""
        return self.filter(superseded_at=None)

    def sealed(self):
        """Ratings that count: sealed and not replaced."""
        return self.current().filter(sealed_at__isnull=False)

    def standing(self):
        """
        Sealed ratings as they stand for every score and gap beside a coach's.

        A self-rating that was changed after the candidate could read a review stands as it was before.
        """
        reviews = Review.objects.for_candidate().filter(request__interview=OuterRef("answer__interview"))
        read_from = Subquery(reviews.order_by("submitted_at").values("submitted_at")[:1])
        return (
            self.filter(sealed_at__isnull=False)
            .alias(read_from=read_from)
            .filter(
                Q(superseded_at=None)
                & (~Q(role=Role.SELF) | Q(read_from=None) | Q(sealed_at__lt=models.F("read_from")))
                | Q(role=Role.SELF, sealed_at__lt=models.F("read_from"), superseded_at__gte=models.F("read_from"))
            )
        )

    def by_candidate(self):
        """Current self-ratings."""
        return self.current().filter(role=Role.SELF)


class Rating(models.Model):
    """
    One rater's judgement of one answer.

    After sealing it never changes: a correction is a new row with a higher `revision` and a reason, and the old
    one gets `superseded_at`.
    """

    answer = models.ForeignKey("mock_sessions.Answer", on_delete=models.CASCADE, related_name="ratings")
    rater = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="ratings_given"
    )
    role = models.CharField(max_length=10, choices=Role)
    review = models.ForeignKey("mock_sessions.Review", on_delete=models.CASCADE, null=True, related_name="ratings")
    note = models.TextField(blank=True)
    # What the answer does well and the rubric lacks: a coach's word to the curators, sent when the review is submitted
    strong_point = models.TextField(blank=True)
    revision = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        constraints = [
            models.UniqueConstraint(
                fields=["answer"], condition=Q(role="self", superseded_at=None), name="one_current_self_rating"
            ),
            models.UniqueConstraint(
                fields=["answer", "review"],
                condition=Q(review__isnull=False, superseded_at=None),
                name="one_current_rating_per_review",
            ),
            models.CheckConstraint(
                condition=Q(role="self", review=None) | (~Q(role="self") & Q(review__isnull=False)),
                name="rating_role_fits_review",
            ),
        ]

    def __str__(self):
        return f"{self.answer_id}, {self.get_role_display()}, {self.revision}"


class KeyPointMark(models.Model):
    """The mark of one key point: 0 absent, 1 said in general, 2 said specifically."""

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="marks")
    key_point = models.SlugField(max_length=80)
    mark = models.PositiveSmallIntegerField(choices=Mark)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rating", "key_point"], name="one_mark_per_key_point"),
            models.CheckConstraint(condition=Q(mark__range=(0, 2)), name="mark_0_to_2"),
        ]

    def __str__(self):
        return f"{self.key_point}: {self.mark}"


class CriterionLevel(models.Model):
    """The level of one criterion, 1 to 4; no level means that the answer gave no chance to show it."""

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="levels")
    criterion = models.SlugField(max_length=60)
    level = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rating", "criterion"], name="one_level_per_criterion"),
            models.CheckConstraint(condition=Q(level=None) | Q(level__range=(1, 4)), name="level_1_to_4"),
        ]

    def __str__(self):
        return f"{self.criterion}: {self.level}"


class Evidence(models.Model):
    """
    The passage of an answer that earns a key point or shows a criterion.

    `quote` stood at `position` (in characters) of the answer's text when it was chosen; the two together find it
    again.
    """

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="evidence")
    key_point = models.SlugField(max_length=80, blank=True)
    criterion = models.SlugField(max_length=60, blank=True)
    quote = models.TextField()
    position = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["rating", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rating", "key_point", "criterion", "position"], name="one_evidence_per_place"
            ),
            models.CheckConstraint(
                condition=(Q(key_point="") & ~Q(criterion="")) | (~Q(key_point="") & Q(criterion="")),
                name="evidence_of_one_thing",
            ),
        ]

    def __str__(self):
        return f"{self.key_point or self.criterion}: {self.quote[:40]}"
