"""A handed-in interview waiting for a coach, and one coach's work on it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sessions.models.interview import Verdict

# A claim is a lease: working on it prolongs it, `tick` ends it.
LEASE = timedelta(hours=72)
# How long a coach can still open what they have submitted.
ACCESS_AFTER_SUBMITTING = timedelta(days=90)


class ReviewRequestQuerySet(models.QuerySet):
    """Requests by standing. A request by link is for its guest alone: no coach finds it."""

    def open(self):
        """Neither withdrawn nor reviewed."""
        return self.filter(withdrawn_at=None, closed_at=None)

    def waiting(self):
        """Open, and no coach works on it."""
        active = Review.objects.filter(request=models.OuterRef("pk"), released_at=None)
        return self.open().exclude(kind=ReviewRequest.Kind.LINK).filter(~models.Exists(active))

    def for_coach(self, coach):
        """
        What `coach` may see on the desk: not their own interviews, not what was asked of somebody else.

        A second opinion is for somebody who has not submitted a review of the interview.
        """
        known = Review.objects.submitted().filter(coach=coach, request__interview=models.OuterRef("interview"))
        return (
            self.exclude(interview__candidate=coach)
            .exclude(kind=ReviewRequest.Kind.LINK)
            .filter(Q(requested_of=None) | Q(requested_of=coach))
            .filter(
                ~Q(kind=ReviewRequest.Kind.SECOND)
                | ~models.Exists(known.exclude(request=models.OuterRef("pk")).order_by())
            )
        )

    def by_candidate(self):
        """
        What the candidate handed in to coaches.

        Not second opinions, of which they are not told, nor what they asked of somebody they know, which stands apart.
        """
        return self.exclude(kind__in=[ReviewRequest.Kind.SECOND, ReviewRequest.Kind.LINK])


class ReviewRequest(models.Model):
    """An interview that its candidate handed in."""

    class Kind(models.TextChoices):
        """Which hand-in it is."""

        FIRST = "first", _("first review")
        SECOND = "second", _("second opinion")
        AGAIN = "again", _("another review")
        REDO = "redo", _("redo")
        LINK = "link", _("asked by link")

    interview = models.ForeignKey("mock_sessions.MockInterview", on_delete=models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FIRST)
    requested_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=500, blank=True)
    requested_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("review request")
        verbose_name_plural = _("review requests")
        ordering = ["requested_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "kind"],
                condition=Q(withdrawn_at=None, closed_at=None),
                name="one_open_request_per_kind",
            )
        ]
        indexes = [
            models.Index(fields=["requested_at"], condition=Q(withdrawn_at=None, closed_at=None), name="request_open")
        ]

    def __str__(self):
        return f"{self.interview_id}, {self.get_kind_display()}"

    @property
    def is_private(self):
        """Whether the interview is on a private guide, of which a coach sees the question versions only."""
        return self.interview.guide.owner_id is not None

    @property
    def is_second(self):
        """Whether it is a second opinion: its coach is blind to the first, and its candidate is not told."""
        return self.kind == self.Kind.SECOND

    @property
    def subject(self):
        """What the interview is about, in words that a coach may read."""
        if self.is_private:
            return gettext("An interview on a private guide")
        return f"{self.interview.guide_title}, {self.interview.scope_name}"


class ReviewQuerySet(models.QuerySet):
    """Reviews by standing and by who may open them."""

    def active(self):
        """Claimed, not released; submitted ones included."""
        return self.filter(released_at=None)

    def in_work(self):
        """Claimed and not yet submitted."""
        return self.active().filter(submitted_at=None)

    def submitted(self):
        """Submitted reviews."""
        return self.active().filter(submitted_at__isnull=False)

    def for_candidate(self):
        """Submitted reviews that the candidate reads: a second opinion only where both coaches have released both."""
        other = Review.objects.filter(
            request__kind=ReviewRequest.Kind.FIRST,
            request__interview=models.OuterRef("request__interview"),
            submitted_at__isnull=False,
            shared_at__isnull=False,
        )
        second = Q(request__kind=ReviewRequest.Kind.SECOND)
        return self.submitted().filter(~second | (Q(shared_at__isnull=False) & models.Exists(other.order_by())))

    def open_to(self, coach, now):
        """What `coach` may open at `now`: claimed and not withdrawn, or submitted less than 90 days ago."""
        return (
            self.active()
            .filter(coach=coach)
            .filter(
                Q(submitted_at=None, request__withdrawn_at=None)
                | Q(submitted_at__gte=now - ACCESS_AFTER_SUBMITTING, request__withdrawn_at=None)
            )
        )


class Review(models.Model):
    """One coach's work on one request. Nothing of it reaches the candidate before it is submitted."""

    request = models.ForeignKey(ReviewRequest, on_delete=models.CASCADE, related_name="reviews")
    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reviews")
    claimed_at = models.DateTimeField()
    lease_until = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, choices=Verdict, blank=True)
    summary = models.TextField(blank=True)
    practise_next = models.ManyToManyField("questions.FocusTopic", related_name="+", blank=True)
    # The answers that the coach asks to be given again; on submitting they become a planned interview
    redo_answers = models.ManyToManyField("mock_sessions.Answer", related_name="+", blank=True)
    # Whether this coach agrees that the candidate sees the first and the second opinion; both have to
    shared_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["-claimed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(released_at=None), name="one_active_review_per_request"
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(released_at=None), name="submitted_is_not_released"
            ),
        ]
        indexes = [models.Index(fields=["coach", "-claimed_at"], name="review_by_coach")]

    def __str__(self):
        return f"{self.request_id}, {self.coach}"


class GuestLink(models.Model):
    """
    A link on which one named person without an account rates one interview, like a coach and sealed like one.

    Its request is of kind `link`; its review has no coach. Only the digest of the token is kept.
    """

    request = models.OneToOneField(ReviewRequest, on_delete=models.CASCADE, related_name="guest_link")
    name = models.CharField(_("name"), max_length=100)
    token_digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("guest link")
        verbose_name_plural = _("guest links")

    def __str__(self):
        return f"{self.request_id}, {self.name}"


class Comment(models.Model):
    """
    A coach's remark tied to a passage of an answer, to a whole answer, or to the review; or a reply to one.

    `quote` stood at `position` (in characters) of the answer's text. A remark on a whole answer has neither, one on
    the whole review no answer. Nothing of it reaches the candidate before the review is submitted.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="comments")
    answer = models.ForeignKey("mock_sessions.Answer", on_delete=models.CASCADE, null=True, related_name="comments")
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replies")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    quote = models.TextField(blank=True)
    position = models.PositiveIntegerField(null=True)
    text = models.TextField()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["review", "answer", "position", "created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(position=None, quote="") | (Q(position__isnull=False, answer__isnull=False) & ~Q(quote="")),
                name="comment_quotes_a_place",
            ),
        ]

    def __str__(self):
        return f"{self.review_id}: {self.text[:40]}"


class Phrase(models.Model):
    """An entry of a coach's own comment bank."""

    coach = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="phrases")
    text = models.TextField(_("text"), max_length=2000)
    used = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")
        ordering = ["-used", "created_at", "pk"]

    def __str__(self):
        return self.text[:60]
