"""What the raters of an interview said of its answers, as its candidate may read it: never a review in work."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Q, Subquery

from sessions import scoring
from sessions.models import Rating, Review, ReviewRequest, Role
from sessions.queries.judgements import Given, given_in, score_of


@dataclass(frozen=True)
class Opinion:
    """One rater's sealed rating of an answer; `by` is their name, empty for somebody who is no longer here."""

    marks: dict
    levels: dict
    note: str
    score: scoring.Score
    by: str


@dataclass(frozen=True)
class OwnLevels:
    """The levels of one self-rating, {criterion slug: 1..4 or None}, and when its interview was rated."""

    levels: dict
    interview: int
    rated_at: datetime | None


def _standing_ratings():
    """Sealed self-ratings, and those of the latest submitted review; a second opinion never takes its place."""
    latest = (
        Review.objects.submitted()
        .filter(request__interview=OuterRef("answer__interview"))
        .exclude(request__kind__in=[ReviewRequest.Kind.SECOND, ReviewRequest.Kind.LINK])
        .order_by("-submitted_at", "-pk")
    )
    return Rating.objects.sealed().filter(
        Q(role=Role.SELF) | Q(role=Role.COACH, review=Subquery(latest.values("pk")[:1]))
    )


def opinions(which, answers):
    """
    Return two dicts {answer pk: Opinion} for `answers`, own and coach's, and all OwnLevels, in two queries.

    `which` is a condition on ratings; the self-ratings among them may be of answers that are not asked for.
    """
    contents = {answer.pk: answer.content for answer in answers}
    ratings = _standing_ratings().filter(which)
    given = given_in(ratings)
    own, coach, levels = {}, {}, []
    for pk, answer, interview, rated_at, role, note, name, email in ratings.values_list(
        "pk",
        "answer_id",
        "answer__interview_id",
        "answer__interview__rated_at",
        "role",
        "note",
        "rater__name",
        "rater__email",
    ):
        one = given.get(pk, Given())
        if role == Role.SELF:
            levels.append(OwnLevels(one.levels, interview, rated_at))
        if answer not in contents:
            continue
        content = contents[answer]
        opinion = Opinion(
            marks=one.marks,
            levels=one.levels,
            note=note,
            score=score_of(one, content["key_points"], content["criteria"]),
            by=name or email or "",
        )
        (own if role == Role.SELF else coach)[answer] = opinion
    return own, coach, levels
