"""The marks and levels of many ratings at once, the scores that come of them, and what raters said in all."""

from collections import namedtuple
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    F,
    OuterRef,
    PositiveSmallIntegerField,
    Q,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce, NullIf

from sessions import scoring
from sessions.models import CriterionLevel, Evidence, KeyPointMark, Rating, Review, ReviewRequest, Role

_RATING, _MARK, _LEVEL = "rating", "mark", "level"
_OF_POINT, _OF_CRITERION = "of point", "of criterion"


@dataclass
class Given:
    """
    What one rating gave: {key point slug: 0..2} and {criterion slug: 1..4 or None for no chance to show}.

    `point_quotes` and `criterion_quotes` map the same slugs to the passages tied to them, where those were asked for.
    """

    marks: dict = field(default_factory=dict)
    levels: dict = field(default_factory=dict)
    point_quotes: dict = field(default_factory=dict)
    criterion_quotes: dict = field(default_factory=dict)


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
    point_quotes: dict = field(default_factory=dict)
    criterion_quotes: dict = field(default_factory=dict)


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
    return Rating.objects.standing().filter(
        Q(role=Role.SELF) | Q(role=Role.COACH, review=Subquery(latest.values("pk")[:1]))
    )


def opinions(which, answers):
    """
    Return two dicts {answer pk: Opinion} for `answers`, own and coach's, and all OwnLevels, in one query.

    `which` is a condition on ratings; the self-ratings among them may be of answers that are not asked for.
    """
    contents = {answer.pk: answer.content for answer in answers}
    ratings, given = _ratings_with_given(_standing_ratings().filter(which))
    own, coach, levels = {}, {}, []
    for row in ratings:
        one = given.get(row.rating, Given())
        if row.role == Role.SELF:
            levels.append(OwnLevels(one.levels, row.interview, row.rated_at))
        if row.answer not in contents:
            continue
        content = contents[row.answer]
        opinion = Opinion(
            marks=one.marks,
            levels=one.levels,
            note=row.note,
            score=score_of(one, content["key_points"], content["criteria"]),
            by=row.by,
            point_quotes=one.point_quotes,
            criterion_quotes=one.criterion_quotes,
        )
        (own if row.role == Role.SELF else coach)[row.answer] = opinion
    return own, coach, levels


_Row = namedtuple("_Row", "rating sort slug value answer interview rated_at role note by")


def _ratings_with_given(ratings):
    """Return (rows of the ratings, {rating pk: Given}) in one query: ratings, marks, levels and tied passages."""
    of_rating = {
        "of_answer": F("answer_id"),
        "of_interview": F("answer__interview_id"),
        "at": F("answer__interview__rated_at"),
        "as_role": F("role"),
        "said": F("note"),
        "by": Coalesce(NullIf("rater__name", Value("")), "rater__email", Value(""), output_field=CharField()),
    }
    of_given = {
        "of_answer": Cast(Value(None), BigIntegerField()),
        "of_interview": Cast(Value(None), BigIntegerField()),
        "at": Cast(Value(None), DateTimeField()),
        "as_role": Value("", CharField()),
        "said": Value("", TextField()),
        "by": Value("", CharField()),
    }

    def rows(queryset, rating, sort, slug, value, more):
        return (
            queryset.order_by()
            .annotate(of=F(rating), sort=Value(sort, CharField()), slug=slug, value=value, **more)
            .values_list("of", "sort", "slug", "value", *more)
        )

    wanted, number = ratings.values("pk"), PositiveSmallIntegerField()
    marks = KeyPointMark.objects.filter(rating__in=wanted)
    levels = CriterionLevel.objects.filter(rating__in=wanted)
    evidence = Evidence.objects.filter(rating__in=wanted)
    nothing = Cast(Value(None), number)
    quoted = of_given | {"said": F("quote")}
    found = rows(ratings, "pk", _RATING, Value("", CharField()), nothing, of_rating).union(
        rows(marks, "rating_id", _MARK, F("key_point"), F("mark"), of_given),
        rows(levels, "rating_id", _LEVEL, F("criterion"), F("level"), of_given),
        rows(evidence.filter(criterion=""), "rating_id", _OF_POINT, F("key_point"), nothing, quoted),
        rows(evidence.filter(key_point=""), "rating_id", _OF_CRITERION, F("criterion"), nothing, quoted),
        all=True,
    )
    heads, given = [], {}
    for row in map(_Row._make, found):
        if row.sort == _RATING:
            heads.append(row)
        else:
            one = given.setdefault(row.rating, Given())
            if row.sort in (_OF_POINT, _OF_CRITERION):
                quotes = one.point_quotes if row.sort == _OF_POINT else one.criterion_quotes
                quotes.setdefault(row.slug, []).append(row.note)
            else:
                (one.marks if row.sort == _MARK else one.levels)[row.slug] = row.value
    return heads, given
