"""The marks and levels of many ratings at once, the scores that come of them, and what raters said in all."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import CharField, F, OuterRef, Q, Subquery, Value

from sessions import scoring
from sessions.models import CriterionLevel, KeyPointMark, Rating, Review, ReviewRequest, Role

_MARK, _LEVEL = "mark", "level"


@dataclass
class Given:
    """What one rating gave: {key point slug: 0..2} and {criterion slug: 1..4 or None for no chance to show}."""

    marks: dict = field(default_factory=dict)
    levels: dict = field(default_factory=dict)


def given_in(ratings):
    """Return {rating pk: Given} of a queryset of ratings, in one query; a rating that gave nothing is left out."""
    marks = KeyPointMark.objects.filter(rating__in=ratings.values("pk"))
    levels = CriterionLevel.objects.filter(rating__in=ratings.values("pk"))
    found = {}
    rows = _rows(marks, _MARK, "key_point", "mark").union(_rows(levels, _LEVEL, "criterion", "level"), all=True)
    for rating, sort, slug, value in rows:
        one = found.setdefault(rating, Given())
        (one.marks if sort == _MARK else one.levels)[slug] = value
    return found


def score_of(given, key_points, criteria):
    """Return the Score of a Given; `key_points` and `criteria` are those of the version's content."""
    return scoring.Score(
        coverage=scoring.coverage(given.marks.values(), len(key_points)),
        quality=scoring.quality((given.levels.get(criterion["slug"]), criterion["weight"]) for criterion in criteria),
    )


def _rows(queryset, sort, slug, value):
    return (
        queryset.order_by()
        .annotate(sort=Value(sort, output_field=CharField()), slug=F(slug), value=F(value))
        .values_list("rating_id", "sort", "slug", "value")
    )


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
