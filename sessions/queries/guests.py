"""
What the pages of a guest show, and what the candidate sees of whom they asked by a link.

Nothing of the candidate's own rating is loaded for a guest, and nothing of a guest's work for the candidate before it
is submitted.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from sessions import scoring
from sessions.models import (
    Answer,
    AnswerRevision,
    Evidence,
    GuestLink,
    Mark,
    Rating,
    Review,
    ReviewRequest,
    Role,
    Verdict,
)
from sessions.queries.judgements import Given, given_in, score_of
from sessions.queries.peeking import with_hidden
from sessions.queries.stops import Stop, Stops, choices

OPEN, EXPIRED, WITHDRAWN, SUBMITTED = "open", "expired", "withdrawn", "submitted"


def digest_of(token):
    """Return what is stored of a link's `token`."""
    return hashlib.sha256(token.encode()).hexdigest()


def by_token(token):
    """Return the GuestLink that `token` opens, with its request, interview and candidate, or None."""
    links = GuestLink.objects.select_related("request__interview__candidate", "request__interview__guide")
    return links.filter(token_digest=digest_of(token)).first()


def open_link(interview):
    """Return the GuestLink of the candidate's `interview` that is neither taken back nor submitted, or None."""
    links = GuestLink.objects.select_related("request__interview__candidate")
    return links.filter(request__in=ReviewRequest.objects.open().filter(interview=interview)).first()


def standing(link, now):
    """Return where `link` stands at `now`: one of the words above."""
    if link.request.withdrawn_at is not None:
        return WITHDRAWN
    if link.request.closed_at is not None:
        return SUBMITTED
    return EXPIRED if link.expires_at <= now else OPEN


class Desk(Stops):
    """A guest's review with all answers of the interview."""

    def __init__(self, link, review, stops):
        self.link = link
        self.review = review
        self.interview = link.request.interview
        super().__init__(stops)


def desk(link):
    """Return the Desk of an open GuestLink, in six queries whatever the number of answers."""
    review = review_of(link)
    given = Rating.objects.current().filter(review=review).prefetch_related("marks", "levels", "evidence")
    mine = {rating.answer_id: rating for rating in given}
    stops = []
    for answer in link.request.interview.answers.select_related("version").order_by("position"):
        rating = mine.get(answer.pk)
        stops.append(Stop(answer, rating, *choices(answer, rating)))
    return Desk(link, review, stops)


def review_of(link):
    """Return the Review of a GuestLink: there is one."""
    return Review.objects.filter(request=link.request_id).latest("pk")


def late_texts(answer):
    """Return the texts of `answer` that arrived after its end and do not count."""
    return list(answer.revisions.filter(kind=AnswerRevision.Kind.LATE))


# What the candidate sees


@dataclass(frozen=True)
class Asked:
    """Somebody whom the candidate asked: `review` is the primary key of their work, `verdict` empty until submitted."""

    name: str
    review: int
    asked_at: datetime
    expires_at: datetime
    submitted_at: datetime | None
    is_read: bool
    verdict: str

    @property
    def verdict_label(self):
        """The verdict in words."""
        return Verdict(self.verdict).label


@dataclass(frozen=True)
class AllAsked:
    """Everybody asked about one interview: the open one or None, and those who have submitted, the newest first."""

    open: Asked | None
    submitted: list
    has_expired: bool


def all_asked(asked, now):
    """Return the AllAsked of the Asked of one interview (`hand_ins.HandIns.by_link`) at `now`."""
    still_open = next((one for one in asked if one.submitted_at is None), None)
    given = sorted((one for one in asked if one.submitted_at), key=lambda one: one.submitted_at, reverse=True)
    return AllAsked(still_open, given, has_expired=still_open is not None and still_open.expires_at <= now)


@dataclass(frozen=True)
class Judged:
    """
    What one rater gave for one answer, in the order of the version's content.

    `marks`: in words; `levels`: 1 to 4, None for no chance to show; `quotes`: the passages tied to each slug.
    """

    marks: list
    levels: list
    quotes: dict
    note: str
    score: scoring.Score


@dataclass(frozen=True)
class GuestAnswer:
    """One answer with the candidate's own rating and the guest's, each a Judged or None."""

    answer: Answer
    own: Judged | None
    guest: Judged | None

    @property
    def points(self):
        """Key points with both marks."""
        both = self._given("marks", "key_points")
        return [
            {"text": one["text"], "own": own, "guest": guest} | self._quotes(one["slug"]) for one, own, guest in both
        ]

    @property
    def criteria(self):
        """Criteria with both levels and their difference, own minus the guest's."""
        both = self._given("levels", "criteria")
        return [
            {"name": one["name"], "own": own, "guest": guest, "gap": own - guest if own and guest else None}
            | self._quotes(one["slug"])
            for one, own, guest in both
        ]

    def _quotes(self, slug):
        both = {"own_quotes": self.own, "guest_quotes": self.guest}
        return {name: given.quotes.get(slug, []) if given else [] for name, given in both.items()}

    def _given(self, what, part):
        parts = self.answer.content[part]
        given = [getattr(one, what) if one else [""] * len(parts) for one in (self.own, self.guest)]
        return zip(parts, *given, strict=True)


@dataclass(frozen=True)
class GuestReview:
    """What a guest submitted about an interview, beside the candidate's own rating."""

    review: Review
    name: str
    answers: list


def submitted(interview, candidate, pk):
    """Return the GuestReview of the submitted review `pk` of the candidate's `interview`, or None; five queries."""
    found = Review.objects.submitted().filter(request__interview=interview, request__kind=ReviewRequest.Kind.LINK)
    review = found.select_related("request__guest_link").filter(pk=pk).first()
    if review is None:
        return None
    answers = list(with_hidden(interview.answers, candidate).select_related("version").order_by("position"))
    contents = {answer.pk: answer.content for answer in answers}
    ratings = Rating.objects.sealed().filter(Q(role=Role.SELF) | Q(review=review), answer__interview=interview)
    given, own, guest, quotes = given_in(ratings), {}, {}, {}
    evidence = Evidence.objects.filter(rating__in=ratings.values("pk")).order_by("position", "pk")
    for rating, key_point, criterion, quote in evidence.values_list("rating", "key_point", "criterion", "quote"):
        quotes.setdefault(rating, {}).setdefault(key_point or criterion, []).append(quote)
    for rating, answer, role, note in ratings.values_list("pk", "answer_id", "role", "note"):
        judged = _judged(given.get(rating, Given()), contents[answer], note, quotes.get(rating, {}))
        (own if role == Role.SELF else guest)[answer] = judged
    both = [GuestAnswer(answer, own.get(answer.pk), guest.get(answer.pk)) for answer in answers]
    return GuestReview(review, review.request.guest_link.name, both)


def _judged(given, content, note, quotes):
    return Judged(
        quotes=quotes,
        marks=[
            Mark(given.marks[one["slug"]]).label if one["slug"] in given.marks else "" for one in content["key_points"]
        ],
        levels=[given.levels.get(criterion["slug"]) for criterion in content["criteria"]],
        note=note,
        score=score_of(given, content["key_points"], content["criteria"]),
    )
