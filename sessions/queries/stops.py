"""The answers of an interview under somebody's rating, one stop each, whoever they are."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from sessions.models import Answer, Rating


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


def choices(answer, rating):
    """Return (open, total): how many choices `rating` (may be None) still lacks for `answer`, and of how many."""
    content = answer.content
    still_open = len(open_to_judge(content, rating)) if answer.is_answered else 0
    return still_open, len(content["key_points"]) + len(content["criteria"])


class Counted:
    """Something to be judged, of which `open` choices of `total` are still to be made."""

    @property
    def is_done(self):
        """Whether nothing is left to judge."""
        return self.open == 0

    @property
    def is_untouched(self):
        """Whether nothing has been judged yet."""
        return self.open == self.total


@dataclass(frozen=True)
class Stop(Counted):
    """One answer in front of a rater: their Rating or None, and how many choices are open of how many."""

    answer: Answer
    rating: Rating | None
    open: int
    total: int

    @property
    def position(self):
        """Its place in the interview."""
        return self.answer.position

    @property
    def is_answered(self):
        """Whether there is anything to judge."""
        return self.answer.is_answered


class Stops:
    """All answers of an interview under one person's rating."""

    def __init__(self, stops):
        self.stops = stops

    def at(self, position):
        """Return the Stop at `position`, or None."""
        return next((stop for stop in self.stops if stop.position == position), None)

    @cached_property
    def answered(self):
        """The stops with something to judge."""
        return [stop for stop in self.stops if stop.is_answered]

    @cached_property
    def still_open(self):
        """The stops that are still to be judged."""
        return [stop for stop in self.answered if not stop.is_done]

    @property
    def total(self):
        """How many choices there are to make in the whole interview."""
        return sum(stop.total for stop in self.answered)

    @property
    def judged(self):
        """How many of them are made."""
        return self.total - sum(stop.open for stop in self.answered)

    def next_after(self, position):
        """Return the next Stop to judge after `position`, from the start again; None where all are judged."""
        later = [stop for stop in self.still_open if stop.position > position]
        return next(iter(later + self.still_open), None)
