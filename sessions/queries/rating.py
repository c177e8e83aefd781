"""What the pages of an interview's own rating show."""

from collections import namedtuple
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Concat
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from sessions.models import (
    AnswerRevision,
    CriterionLevel,
    InterviewStatus,
    KeyPointMark,
    Mark,
    Rating,
    Review,
    Role,
)
from sessions.queries.peeking import with_hidden
from sessions.queries.stops import Stop, Stops, choices


@dataclass(frozen=True)
class OwnStop(Stop):
    """One answer of the interview under rating. `is_hidden`: its question is in an interview that is sat right now."""

    is_hidden: bool


class Sheet(Stops):
    """All answers of an interview under rating."""

    def __init__(self, interview, stops):
        self.interview = interview
        super().__init__(stops)

    @cached_property
    def has_begun(self):
        """Whether the rating is open: every expected answer may be seen, and no text comes in time any more."""
        return self.interview.status == InterviewStatus.RATING and all(
            stop.answer.revealed_at is not None for stop in self.stops
        )

    def elsewhere(self, position):
        """How many choices are made in the answers other than that at `position`."""
        return self.judged - sum(
            stop.total - stop.open for stop in self.stops if stop.is_answered and stop.position == position
        )


def sheet(interview, candidate):
    """Return the Sheet of the candidate's `interview`, in five queries whatever the number of answers."""
    ratings = {
        rating.answer_id: rating
        for rating in Rating.objects.by_candidate()
        .filter(answer__interview=interview)
        .prefetch_related("marks", "levels", "evidence")
    }
    stops = []
    for answer in with_hidden(interview.answers, candidate).select_related("version").order_by("position"):
        rating = ratings.get(answer.pk)
        stops.append(OwnStop(answer, rating, *choices(answer, rating), answer.is_hidden))
    return Sheet(interview, stops)


def set_aside_texts(answer):
    """Return (late, earlier): the texts that arrived after the end, and how many others were set aside."""
    revisions = list(answer.revisions.all())
    late = [revision for revision in revisions if revision.kind == AnswerRevision.Kind.LATE]
    return late, len(revisions) - len(late)


def is_reviewed(interview):
    """Whether the candidate can read a review of `interview`."""
    return Review.objects.for_candidate().filter(request__interview=interview).exists()


@dataclass(frozen=True)
class Change:
    """
    One change of a sealed own rating: when, why, and what became of what, (title, before, after) each.

    `is_after_review`: the candidate could read a coach's rating by then, so that no score or gap follows it.
    """

    at: datetime
    reason: str
    is_after_review: bool
    differences: list


_Row = namedtuple("_Row", "revision sealed_at reason note name value read_from")


def changes_of(answer):
    """Return the Changes of the own rating of `answer`, oldest first, in one query."""
    reviews = Review.objects.for_candidate().filter(request__interview=OuterRef("rating__answer__interview"))
    read_from = Subquery(reviews.order_by("submitted_at").values("submitted_at")[:1])

    def rows(given, prefix, slug, value):
        own = given.filter(rating__answer=answer, rating__role=Role.SELF, rating__sealed_at__isnull=False)
        named = own.annotate(name=Concat(Value(prefix), slug, output_field=CharField()), value=F(value), read=read_from)
        of_rating = ("rating__revision", "rating__sealed_at", "rating__reason", "rating__note")
        return named.order_by().values_list(*of_rating, "name", "value", "read")

    marks = rows(KeyPointMark.objects, "kp-", "key_point", "mark")
    revisions = {}
    for row in map(_Row._make, marks.union(rows(CriterionLevel.objects, "c-", "criterion", "level"), all=True)):
        revisions.setdefault(row.revision, []).append(row)
    in_order = [revisions[number] for number in sorted(revisions)]
    return [
        Change(
            at=after[0].sealed_at,
            reason=after[0].reason,
            is_after_review=after[0].read_from is not None and after[0].sealed_at >= after[0].read_from,
            differences=_differences(answer.content, before, after),
        )
        for before, after in zip(in_order, in_order[1:], strict=False)
    ]


def _differences(content, before, after):
    old, new = ({row.name: _word(row) for row in rows} for rows in (before, after))
    titles = [(f"kp-{point['slug']}", point["text"]) for point in content["key_points"]]
    titles += [(f"c-{criterion['slug']}", criterion["name"]) for criterion in content["criteria"]]
    found = [(title, old.get(name), new.get(name)) for name, title in titles if old.get(name) != new.get(name)]
    if before[0].note != after[0].note:
        found.append((_("Your note"), before[0].note, after[0].note))
    return found


def _word(row):
    if row.name.startswith("kp-"):
        return Mark(row.value).label
    return _("no chance to show") if row.value is None else str(row.value)
