"""What the coach's queue shows: open on the desk, waiting, submitted."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from sessions.models import (
    ACCESS_AFTER_SUBMITTING,
    Answer,
    CriterionLevel,
    KeyPointMark,
    Preparation,
    Review,
    ReviewRequest,
)
from sessions.queries.review import shown_name

REQUESTS_A_PAGE = 25
SUBMITTED_SHOWN = 10
ASKED = "asked"


@dataclass(frozen=True)
class Waiting:
    """
    One interview that waits for a coach. `who` is its candidate, by name only if it was asked of this coach.

    `days_left` counts the days to the date toward which they prepare its guide, None without one.
    """

    request: ReviewRequest
    who: str
    is_mine: bool
    answers: int
    words: int
    days_left: int | None

    @property
    def name(self):
        """What was sat: the round, the topic, a mix; or that it is on a private guide."""
        return self.request.subject if self.request.is_private else self.request.interview.scope_name

    @property
    def guide(self):
        """The title of the guide; empty where it is private."""
        return "" if self.request.is_private else self.request.interview.guide_title


@dataclass(frozen=True)
class Coming:
    """The interview that stands first in the queue."""

    request: ReviewRequest
    who: str
    is_mine: bool


@dataclass(frozen=True)
class OnDesk:
    """One review that the coach works on, with how many choices are made of how many."""

    review: Review
    who: str
    judged: int
    total: int


@dataclass(frozen=True)
class Filter:
    """A link that shows a part of what waits; `value` is what stands in the address."""

    name: str
    value: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class Queue:
    """The whole page. `total` counts all that waits, `asked` what was asked of this coach."""

    on_desk: list
    page: object
    waiting: list
    total: int
    asked: int
    asked_is_current: bool
    guides: list
    submitted: list

    @property
    def shows_all(self):
        """Whether nothing narrows what is shown."""
        return not self.asked_is_current and not any(guide.is_current for guide in self.guides)


def queue(coach, now, show="", page=1):
    """
    Return the Queue of `coach` at `now`, in six queries whatever waits.

    `show` is what the address asks for: "asked", the primary key of a guide as text, or anything else for all.
    """
    waiting = ReviewRequest.objects.waiting().for_coach(coach)
    rows = list(
        waiting.order_by()
        .values("interview__guide", "interview__guide__owner", title=_short_title())
        .annotate(count=Count("pk"), asked=Count("pk", filter=Q(requested_of=coach)))
        .order_by("title", "interview__guide")
    )
    total, asked = sum(row["count"] for row in rows), sum(row["asked"] for row in rows)
    # A private guide has no name here, so it has no link either.
    guides = [
        Filter(row["title"], str(row["interview__guide"]), row["count"], str(row["interview__guide"]) == show)
        for row in rows
        if row["interview__guide__owner"] is None
    ]
    chosen = next((guide for guide in guides if guide.is_current), None)
    count = total
    if show == ASKED:
        waiting, count = waiting.filter(requested_of=coach), asked
    elif chosen:
        waiting, count = waiting.filter(interview__guide=int(chosen.value)), chosen.count
    paginator = Paginator(_in_order(waiting, coach, now), REQUESTS_A_PAGE)
    paginator.count = count
    shown = paginator.get_page(page)
    return Queue(
        on_desk=_on_desk(coach),
        page=shown,
        waiting=_with_words(list(shown), coach, now),
        total=total,
        asked=asked,
        asked_is_current=show == ASKED,
        guides=guides,
        submitted=_submitted(coach, now),
    )


def next_for(coach, now):
    """Return what stands first in the queue of `coach` as Coming, or None."""
    first = _in_order(ReviewRequest.objects.waiting().for_coach(coach), coach, now).first()
    return Coming(first, shown_name(first, coach), first.requested_of_id == coach.pk) if first else None


def _short_title():
    guide = "interview__guide__"
    return Coalesce(NullIf(F(f"{guide}short_title"), Value("")), F(f"{guide}title"))


def _in_order(requests, coach, now):
    """What was asked of the coach first, then whoever has their interview soonest, then the oldest."""
    mine = Case(When(requested_of=coach, then=Value(0)), default=Value(1))
    # The coach's day decides what has passed: nearer than a day does not matter here.
    ahead = Preparation.objects.filter(
        candidate=OuterRef("interview__candidate"),
        guide=OuterRef("interview__guide"),
        date__gte=timezone.localdate(now),
    )
    return (
        requests.select_related("interview__guide", "interview__candidate")
        .annotate(interview_on=Subquery(ahead.values("date")[:1]))
        .order_by(mine, F("interview_on").asc(nulls_last=True), "requested_at", "pk")
    )


def _with_words(requests, coach, now):
    today = timezone.localdate(now)
    texts = {}
    for interview, text in Answer.objects.filter(interview__in=[one.interview_id for one in requests]).values_list(
        "interview", "text"
    ):
        if text.strip():
            texts.setdefault(interview, []).append(len(text.split()))
    return [
        Waiting(
            request=one,
            who=shown_name(one, coach),
            is_mine=one.requested_of_id == coach.pk,
            answers=len(texts.get(one.interview_id, [])),
            words=sum(texts.get(one.interview_id, [])),
            days_left=None if one.interview_on is None else (one.interview_on - today).days,
        )
        for one in requests
    ]


def _on_desk(coach):
    reviews = list(
        Review.objects.in_work()
        .filter(coach=coach, request__withdrawn_at=None)
        .select_related("request__interview__guide", "request__interview__candidate")
        .annotate(
            judged=_number_of(KeyPointMark.objects.filter(rating__review=OuterRef("pk")))
            + _number_of(CriterionLevel.objects.filter(rating__review=OuterRef("pk")))
        )
        .order_by("claimed_at", "pk")
    )
    totals = {}
    for interview, text, content in Answer.objects.filter(
        interview__in=[review.request.interview_id for review in reviews]
    ).values_list("interview", "text", "version__content"):
        if text.strip():
            choices = len(content["key_points"]) + len(content["criteria"])
            totals[interview] = totals.get(interview, 0) + choices
    return [
        OnDesk(review, shown_name(review.request, coach), review.judged, totals.get(review.request.interview_id, 0))
        for review in reviews
    ]


def _submitted(coach, now):
    return list(
        Review.objects.submitted()
        .filter(coach=coach, submitted_at__gte=now - ACCESS_AFTER_SUBMITTING, request__withdrawn_at=None)
        .select_related("request__interview__guide", "request__interview__candidate")
        .order_by("-submitted_at", "-pk")[:SUBMITTED_SHOWN]
    )


def _number_of(rows):
    # An empty GROUP BY gives no row, hence the zero.
    counted = rows.order_by().values("rating__review").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
