"""The hand-ins of an interview as its candidate sees them: the one that waits, and the submitted reviews."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, CharField, F, Q, TextField, Value, When

from sessions.models import Review, ReviewRequest, Verdict
from sessions.queries.guests import Asked

SECOND = ReviewRequest.Kind.SECOND
LINK = ReviewRequest.Kind.LINK


@dataclass(frozen=True)
class SubmittedReview:
    """
    A coach's words on the whole interview.

    `topics` are (key, name) of what to practise next; `predicted` is the verdict that the candidate expected.
    """

    pk: int
    coach: str
    submitted_at: datetime
    verdict: str
    summary: str
    is_read: bool
    predicted: str = ""
    topics: list = field(default_factory=list)

    @property
    def verdict_label(self):
        """The verdict in words."""
        return Verdict(self.verdict).label

    @property
    def predicted_label(self):
        """The candidate's prediction in words; empty where there is none."""
        return Verdict(self.predicted).label if self.predicted else ""


@dataclass(frozen=True)
class OpenRequest:
    """A hand-in that waits (`claimed_by` is empty) or that a coach works on."""

    pk: int
    requested_of: str
    requested_of_pk: int | None
    note: str
    requested_at: datetime
    claimed_by: str = ""
    claimed_at: datetime | None = None


@dataclass(frozen=True)
class HandIns:
    """
    The hand-ins of an interview: the open one or None, the submitted reviews, and a request to take back or None.

    `second` is a second opinion that both coaches have released, or None. It stands apart: it replaces no review. So do
    those `by_link`: the Asked, whose links are open or who have submitted.
    """

    open: OpenRequest | None
    reviews: list
    can_be_withdrawn: int | None
    second: SubmittedReview | None = None
    by_link: list = field(default_factory=list)

    @property
    def shown(self):
        """Every submitted review that the candidate reads."""
        return [*self.reviews, *([self.second] if self.second else [])]


def hand_ins_of(interview):
    """Return the HandIns of `interview`, in one query that never reads the words of a review in work."""
    submitted = Q(reviews__submitted_at__isnull=False)
    released = Review.objects.for_candidate().filter(request__interview=interview, request__kind=SECOND)
    rows = (
        ReviewRequest.objects.filter(interview=interview)
        .filter(~Q(kind=SECOND) | Q(pk__in=released.values("request")))
        .annotate(
            said_verdict=Case(When(submitted, then=F("reviews__verdict")), default=Value(""), output_field=CharField()),
            said=Case(When(submitted, then=F("reviews__summary")), default=Value(""), output_field=TextField()),
            topic=Case(When(submitted, then=F("reviews__practise_next__key")), output_field=CharField()),
            topic_name=Case(When(submitted, then=F("reviews__practise_next__name")), output_field=CharField()),
        )
        .order_by("requested_at", "pk", "reviews__pk", "reviews__practise_next__position")
        .values_list(
            "pk",
            "kind",
            "note",
            "requested_at",
            "withdrawn_at",
            "closed_at",
            "requested_of_id",
            "requested_of__name",
            "requested_of__email",
            "reviews__pk",
            "reviews__claimed_at",
            "reviews__released_at",
            "reviews__submitted_at",
            "reviews__read_at",
            "reviews__coach__name",
            "reviews__coach__email",
            "said_verdict",
            "said",
            "topic",
            "topic_name",
            "interview__prediction__verdict",
            "guest_link__name",
            "guest_link__expires_at",
            named=True,
        )
    )
    reviews, seconds, by_link, open_request, to_withdraw = {}, {}, [], None, None
    for row in rows:
        if row.kind == LINK:
            if row.withdrawn_at is None:
                by_link.append(_asked(row))
            continue
        coach = row.reviews__coach__name or row.reviews__coach__email or ""
        holds = row.reviews__pk is not None and row.reviews__released_at is None
        if holds and row.reviews__submitted_at is not None:
            review = (seconds if row.kind == SECOND else reviews).setdefault(
                row.reviews__pk,
                SubmittedReview(
                    pk=row.reviews__pk,
                    coach=coach,
                    submitted_at=row.reviews__submitted_at,
                    verdict=row.said_verdict,
                    summary=row.said,
                    is_read=row.reviews__read_at is not None,
                    predicted=row.interview__prediction__verdict or "",
                ),
            )
            if row.topic:
                review.topics.append((row.topic, row.topic_name))
        elif (
            row.kind != SECOND
            and row.withdrawn_at is None
            and row.closed_at is None
            and (open_request is None or holds)
        ):
            open_request = OpenRequest(
                pk=row.pk,
                requested_of=row.requested_of__name or row.requested_of__email or "",
                requested_of_pk=row.requested_of_id,
                note=row.note,
                requested_at=row.requested_at,
                claimed_by=coach if holds else "",
                claimed_at=row.reviews__claimed_at if holds else None,
            )
        if row.withdrawn_at is None and row.kind != SECOND:
            to_withdraw = row.pk
    in_order = sorted(reviews.values(), key=lambda review: (review.submitted_at, review.pk))
    second = next(iter(seconds.values()), None)
    return HandIns(open_request, in_order, open_request.pk if open_request else to_withdraw, second, by_link)


def _asked(row):
    return Asked(
        name=row.guest_link__name,
        review=row.reviews__pk,
        asked_at=row.requested_at,
        expires_at=row.guest_link__expires_at,
        submitted_at=row.reviews__submitted_at,
        is_read=row.reviews__read_at is not None,
        verdict=row.said_verdict,
    )
