"""A coach's candidates: those whose work they reviewed and may still open, and what they were advised."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Count, F, Max, OuterRef, Subquery
from django.utils.translation import gettext as _

from questions.models import FocusTopic
from sessions import scoring
from sessions.models import Comment, Rating, Review, ReviewRequest, Role
from sessions.queries.judgements import Given, given_in, score_of

CANDIDATES_A_PAGE = 25
REVIEWS_A_PAGE = 25
# How many interviews the picture of the scores holds.
DRAWN = 8


@dataclass(frozen=True)
class Candidate:
    """One person, with the number of their interviews that the coach reviewed, and the latest of these reviews."""

    pk: int
    name: str
    reviews: int
    last: Review


@dataclass(frozen=True)
class Reviewed:
    """One review with the Score of the coach's own ratings."""

    review: Review
    score: scoring.Score

    @property
    def at(self):
        """When it was submitted."""
        return self.review.submitted_at


@dataclass(frozen=True)
class Trait:
    """One criterion over all that the coach rated: the mean level, of how many answers, and the last ones' mean."""

    name: str
    mean: float
    answers: int
    latest: float | None
    latest_answers: int


@dataclass(frozen=True)
class Advice:
    """What the coach said last: the review, topics to practise next, notes by answer, comments."""

    review: Review
    topics: list
    notes: list
    comments: list


@dataclass(frozen=True)
class CandidatePage:
    """One candidate as the coach knows them. `trend` are the last Revieweds, the oldest first."""

    name: str
    page: object
    trend: list
    traits: list
    advice: Advice
    since: datetime

    @property
    def last(self):
        """The latest review."""
        return self.advice.review


def candidates(coach, now, page=1):
    """Return a page of the Candidates of `coach`, whoever was reviewed last first, in three queries."""
    mine = _reviewed(coach, now)
    latest = mine.filter(request__interview__candidate=OuterRef("request__interview__candidate"))
    people = (
        mine.order_by()
        .values(candidate=F("request__interview__candidate"))
        .annotate(number=Count("pk"), at=Max("submitted_at"))
        .order_by("-at", "candidate")
        .annotate(last=Subquery(latest.order_by("-submitted_at", "-pk").values("pk")[:1]))
    )
    shown = Paginator(people, CANDIDATES_A_PAGE).get_page(page)
    rows = list(shown)
    reviews = _with_people(Review.objects).in_bulk([row["last"] for row in rows])
    shown.object_list = [
        Candidate(row["candidate"], _name(reviews[row["last"]]), row["number"], reviews[row["last"]]) for row in rows
    ]
    return shown


def candidate_page(coach, pk, now, page=1):
    """Return the CandidatePage of the person `pk`, or None where `coach` may see nothing of them; seven queries."""
    reviews = list(_with_people(_reviewed(coach, now).filter(request__interview__candidate=pk)))
    if not reviews:
        return None
    ratings = Rating.objects.sealed().filter(review__in=[review.pk for review in reviews], role=Role.COACH)
    given = given_in(ratings)
    scores, levels, notes = defaultdict(list), defaultdict(lambda: defaultdict(list)), []
    names = {}
    last = reviews[0]
    for rating, review, position, note, prompt, points, criteria in ratings.order_by("answer__position").values_list(
        "pk",
        "review_id",
        "answer__position",
        "note",
        "answer__version__content__prompt",
        "answer__version__content__key_points",
        "answer__version__content__criteria",
    ):
        one = given.get(rating, Given())
        scores[review].append(score_of(one, points, criteria))
        for criterion in criteria:
            names.setdefault(criterion["slug"], criterion["name"])
            levels[criterion["slug"]][review].append(one.levels.get(criterion["slug"]))
        if review == last.pk and note:
            notes.append((position, prompt, note))
    found = [Reviewed(review, scoring.interview_score(scores[review.pk])) for review in reviews]
    shown = Paginator(found, REVIEWS_A_PAGE).get_page(page)
    return CandidatePage(
        name=_name(last),
        page=shown,
        trend=found[:DRAWN][::-1],
        traits=_traits(levels, names, last.pk),
        advice=_advice(last, notes),
        since=reviews[-1].submitted_at,
    )


def _reviewed(coach, now):
    """
    What the coach submitted and may still open, the latest first.

    A second opinion is left out: its candidate has no coach in whoever gave it, and was advised nothing.
    """
    return (
        Review.objects.open_to(coach, now)
        .filter(submitted_at__isnull=False)
        .exclude(request__kind=ReviewRequest.Kind.SECOND)
        .order_by("-submitted_at", "-pk")
    )


def _with_people(reviews):
    return reviews.select_related("request__interview__guide", "request__interview__candidate")


def _name(review):
    return review.request.interview.candidate.name or _("A candidate")


def _traits(levels, names, last):
    traits = []
    for slug, by_review in levels.items():
        everything = [level for found in by_review.values() for level in found if level is not None]
        latest = [level for level in by_review.get(last, []) if level is not None]
        if everything:
            traits.append(
                Trait(names[slug], scoring.mean(everything), len(everything), scoring.mean(latest), len(latest))
            )
    return sorted(traits, key=lambda trait: (trait.mean, trait.name))


def _advice(review, notes):
    topics = FocusTopic.objects.filter(pk__in=review.practise_next.values("pk")).select_related("round")
    comments = Comment.objects.filter(review=review, parent=None, author=review.coach_id).select_related("answer")
    return Advice(
        review=review,
        topics=list(topics.order_by("round__position", "position", "pk")),
        notes=notes,
        comments=list(comments.order_by("answer__position", "position", "created_at", "pk")),
    )
