"""
What the pictures of a result are drawn from: key points, time and words, answer by answer.

Pure: it works on the records of `sessions/queries/results.py` and asks the database nothing.
"""

from dataclasses import dataclass

from sessions import scoring
from sessions.models import Mark


@dataclass(frozen=True)
class Counts:
    """How many key points were said specifically, said in general, and absent."""

    specific: int
    general: int
    absent: int

    @property
    def total(self):
        """How many key points were marked."""
        return self.specific + self.general + self.absent


@dataclass(frozen=True)
class PointRow:
    """One key point with both marks, 0 to 2, each None where nobody gave one."""

    text: str
    own: int | None
    coach: int | None

    @property
    def own_label(self):
        """The own mark in words."""
        return "" if self.own is None else Mark(self.own).label

    @property
    def coach_label(self):
        """The coach's mark in words."""
        return "" if self.coach is None else Mark(self.coach).label


@dataclass(frozen=True)
class PointsOf:
    """The key points of one answer (an AnswerResult), with their Counts; the coach's are None without a review."""

    result: object
    points: list
    own: Counts | None
    coach: Counts | None


@dataclass(frozen=True)
class PointsPicture:
    """The key points of all rated answers, and the Counts over all of them; each None where nobody rated."""

    answers: list
    own: Counts | None
    coach: Counts | None


def key_points(result):
    """Return the PointsPicture of a Result: the key points of the rated answers, in their order."""
    answers = []
    for one in result.answers:
        if not one.counted or not one.content["key_points"]:
            continue
        points = [
            PointRow(point["text"], _mark(one.own, point), _mark(one.coach, point))
            for point in one.content["key_points"]
        ]
        answers.append(
            PointsOf(one, points, _counts([row.own for row in points]), _counts([row.coach for row in points]))
        )
    every = [row for of in answers for row in of.points]
    return PointsPicture(answers, _counts([row.own for row in every]), _counts([row.coach for row in every]))


def _mark(opinion, point):
    # A key point without a mark counts as absent, as it does in the coverage.
    return None if opinion is None else opinion.marks.get(point["slug"], Mark.ABSENT)


def _counts(marks):
    given = [mark for mark in marks if mark is not None]
    if not given:
        return None
    return Counts(*(given.count(mark) for mark in (Mark.SPECIFIC, Mark.GENERAL, Mark.ABSENT)))


@dataclass(frozen=True)
class Bar:
    """One bar: the AnswerResult that it stands for, its value, and what was suggested or None."""

    result: object
    value: float
    suggested: int | None = None


@dataclass(frozen=True)
class BarPicture:
    """Bars to one scale, up to `longest`; the sum and the mean of their values, and the sum of what was suggested."""

    bars: list

    @property
    def longest(self):
        """The largest value or suggestion, at least 1."""
        return max([1, *(bar.value for bar in self.bars), *(bar.suggested or 0 for bar in self.bars)])

    @property
    def total(self):
        """The sum of the values."""
        return sum(bar.value for bar in self.bars)

    @property
    def mean(self):
        """The mean of the values, or None without any."""
        return scoring.mean(bar.value for bar in self.bars)

    @property
    def suggested(self):
        """The sum of what was suggested."""
        return sum(bar.suggested or 0 for bar in self.bars)


def time(result):
    """Return the BarPicture of the minutes spent on every question that was opened, beside the suggested ones."""
    opened = [one for one in result.answers if one.answer.opened_at is not None]
    return BarPicture([Bar(one, one.answer.seconds_spent / 60, one.suggested_minutes) for one in opened])


def words(result):
    """Return the BarPicture of the words of every answered question."""
    return BarPicture([Bar(one, one.answer.words) for one in result.answered])
