"""The marks and levels of many ratings at once, and the scores that come of them."""

from dataclasses import dataclass, field

from django.db.models import CharField, F, Value

from sessions import scoring
from sessions.models import CriterionLevel, KeyPointMark

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
