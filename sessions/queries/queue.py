"""What the coach's queue shows: open on the desk, waiting, submitted."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.core.paginator import Paginator
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from sessions.models import (
    ACCESS_AFTER_SUBMITTING,
    Answer,
    Comment,
    CriterionLevel,
    KeyPointMark,
    Preparation,
    Rating,
    Review,
    ReviewRequest,
)
from sessions.queries.review import shown_name

REQUESTS_A_PAGE = 25
SUBMITTED_SHOWN = 10
# For how many days something waits at least, where the coach asks for what waits long.
LONGER = (1, 3, 7)
# Whose the coach asks for: what was asked of them, what they have begun to review before.
ASKED, DRAFTS = "asked", "drafts"


@dataclass(frozen=True)
class Wish:
    """
    What part of the queue the address asks for; None or an empty text stands for everything.

    `guide`, `round`: primary keys; `longer`: one of LONGER; `whose`: ASKED or DRAFTS.
    """

    guide: int | None = None
    round: int | None = None
    longer: int | None = None
    whose: str = ""

    @property
    def narrows(self):
        """Whether it leaves anything out."""
        return any(vars(self).values())


def wish_of(asked):
    """Return the Wish that a mapping of texts stands for; what makes no sense asks for nothing."""

    def number(name):
        text = asked.get(name, "")
        return int(text) if text.isdecimal() and len(text) < 19 else None

    longer, whose = number("longer"), asked.get("whose", "")
    return Wish(
        guide=number("guide"),
        round=number("round"),
        longer=longer if longer in LONGER else None,
        whose=whose if whose in {ASKED, DRAFTS} else "",
    )


@dataclass(frozen=True)
class Waiting:
    """
    One interview that waits for a coach. `who` is its candidate, by name only if it was asked of this coach.

    `days_left` counts the days to the date toward which they prepare its guide, None without one; `has_draft`:
    whether this coach began to review it before.
    """

    request: ReviewRequest
    who: str
    is_mine: bool
    answers: int
    words: int
    days_left: int | None
    has_draft: bool

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


@dataclass
class Choice:
    """A guide of which something waits, with how much, and its rounds likewise."""

    pk: int
    name: str
    count: int = 0
    rounds: list = field(default_factory=list)


@dataclass(frozen=True)
class Queue:
    """
    The whole page.

    `wish` is what of it is shown, as far as there is such a thing; `total` counts all that waits, `asked` what was
    asked of this coach, `drafts` what they began before; `guides` are the Choices.
    """

    on_desk: list
    page: object
    waiting: list
    wish: Wish
    total: int
    asked: int
    drafts: int
    guides: list
    submitted: list

    @property
    def rounds(self):
        """The Choices whose rounds can be chosen: that of the guide that was chosen, or all."""
        return [guide for guide in self.guides if self.wish.guide in (None, guide.pk) and guide.rounds]

    @property
    def offers_filters(self):
        """Whether there is anything to narrow."""
        return self.total > 1 or self.wish.narrows


def queue(coach, now, wish=Wish(), page=1):
    """Return the Queue of `coach` at `now`, in six queries whatever waits; `wish` narrows what waits."""
    waiting = ReviewRequest.objects.waiting().for_coach(coach).alias(has_draft=_draft_of(coach))
    whose = {ASKED: Q(requested_of=coach), DRAFTS: Q(has_draft=True)}
    narrowed = whose.get(wish.whose, Q())
    if wish.longer:
        narrowed &= Q(requested_at__lte=now - timedelta(days=wish.longer))
    rows = list(
        waiting.order_by()
        .values("interview__guide", "interview__guide__owner", title=_short_title(), **_ROUND)
        .annotate(
            count=Count("pk"),
            asked=Count("pk", filter=whose[ASKED]),
            drafts=Count("pk", filter=whose[DRAFTS]),
            kept=Count("pk", filter=narrowed) if narrowed else Count("pk"),
        )
        .order_by("title", "interview__guide", "round_position", "round")
    )
    guides = _choices(rows)
    wish = _sensible(wish, guides)
    if wish.guide:
        narrowed &= Q(interview__guide=wish.guide)
    if wish.round:
        narrowed &= Q(interview__round=wish.round) | Q(interview__topic__round=wish.round)
    paginator = Paginator(_in_order(waiting.filter(narrowed), coach, now), REQUESTS_A_PAGE)
    paginator.count = sum(
        row["kept"]
        for row in rows
        if wish.guide in (None, row["interview__guide"]) and wish.round in (None, row["round"])
    )
    shown = paginator.get_page(page)
    return Queue(
        on_desk=_on_desk(coach),
        page=shown,
        waiting=_with_words(list(shown), coach, now),
        wish=wish,
        total=sum(row["count"] for row in rows),
        asked=sum(row["asked"] for row in rows),
        drafts=sum(row["drafts"] for row in rows),
        guides=guides,
        submitted=_submitted(coach, now),
    )


_ROUND = {
    name: Coalesce(F(f"interview__{column}"), F(f"interview__topic__{column}"))
    for name, column in {
        "round": "round",
        "round_name": "round__name",
        "round_position": "round__position",
    }.items()
}


def _choices(rows):
    """Return what can be chosen: the public guides of `rows` with their rounds. A private guide has no name here."""
    guides = {}
    for row in rows:
        if row["interview__guide__owner"] is None:
            guide = guides.setdefault(row["interview__guide"], Choice(row["interview__guide"], row["title"]))
            guide.count += row["count"]
            if row["round"] is not None:
                guide.rounds.append(Choice(row["round"], row["round_name"], row["count"]))
    return list(guides.values())


def _sensible(wish, guides):
    """Return `wish` without a guide or round of which nothing waits."""
    guide = wish.guide if wish.guide in {guide.pk for guide in guides} else None
    rounds = {a_round.pk for one in guides if guide in (None, one.pk) for a_round in one.rounds}
    return Wish(guide, wish.round if wish.round in rounds else None, wish.longer, wish.whose)


def _draft_of(coach):
    """Whether `coach` has begun to review a request that waits again: a lapsed review that holds something."""
    mine = Review.objects.filter(request=OuterRef("pk"), coach=coach, released_at__isnull=False).order_by()
    written = Exists(Rating.objects.filter(review=OuterRef("pk"))) | Exists(
        Comment.objects.filter(review=OuterRef("pk")).order_by()
    )
    return Exists(mine.filter(~Q(summary="") | ~Q(verdict="") | written))


def next_for(coach, now):
    """Return what stands first in the queue of `coach` as Coming, or None."""
    first = _in_order(ReviewRequest.objects.waiting().for_coach(coach), coach, now).first()
    return Coming(first, shown_name(first, coach), first.requested_of_id == coach.pk) if first else None


def by_urgency(requests, now):
    """Return `requests` in order: whoever has their interview soonest (`interview_on`), then the oldest."""
    # The reader's day decides what has passed: nearer than a day does not matter here.
    ahead = Preparation.objects.filter(
        candidate=OuterRef("interview__candidate"),
        guide=OuterRef("interview__guide"),
        date__gte=timezone.localdate(now),
    )
    return requests.annotate(interview_on=Subquery(ahead.values("date")[:1])).order_by(
        F("interview_on").asc(nulls_last=True), "requested_at", "pk"
    )


def _short_title():
    guide = "interview__guide__"
    return Coalesce(NullIf(F(f"{guide}short_title"), Value("")), F(f"{guide}title"))


def _in_order(requests, coach, now):
    """
    What was asked of the coach first, then whoever has their interview soonest, then the oldest.

    Second opinions come last: no candidate waits for them.
    """
    mine = Case(
        When(requested_of=coach, then=Value(0)), When(kind=ReviewRequest.Kind.SECOND, then=Value(2)), default=Value(1)
    )
    found = by_urgency(requests, now).select_related("interview__guide", "interview__candidate")
    return found.annotate(has_draft=_draft_of(coach)).order_by(mine, *found.query.order_by)


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
            has_draft=one.has_draft,
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
