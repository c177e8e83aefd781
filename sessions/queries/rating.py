"""What the pages of an interview's own rating show."""

from collections import namedtuple
from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Concat
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from sessions.models import (
    Answer,
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


def open_to_judge(content, rating):
    """
    Return what is still open in `rating` (may be None) of a version's `content`: slugs of key points, then criteria.

    `rating` should have its marks and levels prefetched.
    """
    marks = {mark.key_point for mark in rating.marks.all()} if rating else set()
    levels = {level.criterion for level in rating.levels.all()} if rating else set()
    return [point["slug"] for point in content["key_points"] if point["slug"] not in marks] + [
        criterion["slug"] for criterion in content["criteria"] if criterion["slug"] not in levels
    ]


@dataclass(frozen=True)
class Stop:
    """One answer of the interview under rating: its own Rating or None, and how many choices are open of how many."""

    answer: Answer
    rating: Rating | None
    open: int
    total: int
    is_hidden: bool

    @property
    def position(self):
        """Its place in the interview."""
        return self.answer.position

    @property
    def is_answered(self):
        """Whether there is anything to rate."""
        return self.answer.is_answered

    @property
    def is_done(self):
        """Whether nothing is left to judge."""
        return self.open == 0

    @property
    def is_untouched(self):
        """Whether nothing has been judged yet."""
        return self.open == self.total


class Sheet:
    """All answers of an interview under rating."""

    def __init__(self, interview, stops):
        self.interview = interview
        self.stops = stops

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

    def at(self, position):
        """Return the Stop at `position`, or None."""
        return next((stop for stop in self.stops if stop.position == position), None)

    @property
    def still_open(self):
        """The stops that are still to be judged."""
        return [stop for stop in self.stops if not stop.is_done]

    @property
    def total(self):
        """How many choices there are to make in the whole interview."""
        return sum(stop.total for stop in self.stops if stop.is_answered)

    @property
    def judged(self):
        """How many of them are made."""
        return self.total - sum(stop.open for stop in self.stops)

    def next_after(self, position):
        """Return the next Stop to judge after `position`, from the start again; None where all are judged."""
        later = [stop for stop in self.still_open if stop.position > position]
        return next(iter(later + self.still_open), None)


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
        content = answer.content
        rating = ratings.get(answer.pk)
        is_open = len(open_to_judge(content, rating)) if answer.is_answered else 0
        total = len(content["key_points"]) + len(content["criteria"])
        stops.append(Stop(answer, rating, is_open, total, answer.is_hidden))
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
