"""
An answer beside the one that it gives again: what changed in its scores, key point by key point, level by level.

It is the same question, so that a difference may be called a change. Where the question was edited in between, both
are judged by what the two versions share. Pure: it works on the records of `sessions/queries/results.py`.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from sessions.models import Mark
from sessions.queries.judgements import Given, score_of


@dataclass(frozen=True)
class Change:
    """One thing before and after, in words, and the signed difference; None where one of the two is missing."""

    name: str
    before: str
    after: str
    difference: float | None


@dataclass(frozen=True)
class Side:
    """The changes by one rater's role; `before_by` and `after_by` are who rated, empty for the candidate."""

    coverage: tuple
    quality: tuple
    points: list
    criteria: list
    before_by: str = ""
    after_by: str = ""

    @property
    def coverage_change(self):
        """Coverage after minus before, in percent points, or None."""
        return _difference(*self.coverage)

    @property
    def quality_change(self):
        """Quality after minus before, or None."""
        return _difference(*self.quality)


@dataclass(frozen=True)
class Rewrite:
    """
    `new` gives `old` again, both AnswerResults. `own` and `coach` are Sides, None unless that role rated both.

    `is_edited`: the question changed in between, `dropped` counts the key points and criteria of one version alone.
    """

    old: object
    new: object
    own: Side | None
    coach: Side | None
    is_edited: bool
    dropped: int

    @property
    def sides(self):
        """The Sides that there are, the coach's last."""
        return [side for side in (self.own, self.coach) if side]


def rewrite(result):
    """Return the Rewrite of an AnswerResult, or None where it gives no earlier answer again."""
    old = result.earlier
    if old is None:
        return None
    points = _shared(old.content["key_points"], result.content["key_points"])
    criteria = _shared(old.content["criteria"], result.content["criteria"])
    slugs = [{part["slug"] for part in one.content["key_points"] + one.content["criteria"]} for one in (old, result)]
    return Rewrite(
        old=old,
        new=result,
        own=_side(old.own, result.own, points, criteria, names=False),
        coach=_side(old.coach, result.coach, points, criteria, names=True),
        is_edited=old.answer.version_id != result.answer.version_id,
        dropped=len(slugs[0] ^ slugs[1]),
    )


def rewrites(result):
    """Return the Rewrites of a Result: those of its answers that give an earlier one again."""
    return [made for made in map(rewrite, result.answers) if made is not None]


def _shared(before, after):
    """What both versions have, in the present wording and with the present weight."""
    kept = {part["slug"] for part in before}
    return [part for part in after if part["slug"] in kept]


def _side(before, after, points, criteria, names):
    if before is None or after is None:
        return None
    scores = [_score(one, points, criteria) for one in (before, after)]
    return Side(
        coverage=(scores[0].coverage, scores[1].coverage),
        quality=(scores[0].quality, scores[1].quality),
        points=[_point(point, before, after) for point in points],
        criteria=[_criterion(criterion, before, after) for criterion in criteria],
        before_by=before.by if names else "",
        after_by=after.by if names else "",
    )


def _score(opinion, points, criteria):
    marks = {point["slug"]: opinion.marks.get(point["slug"], Mark.ABSENT) for point in points}
    return score_of(Given(marks, opinion.levels), points, criteria)


def _point(point, before, after):
    marks = [Mark(one.marks.get(point["slug"], Mark.ABSENT)) for one in (before, after)]
    return Change(point["text"], marks[0].label, marks[1].label, marks[1] - marks[0])


def _criterion(criterion, before, after):
    levels = [one.levels.get(criterion["slug"]) for one in (before, after)]
    words = [_("no chance to show") if level is None else str(level) for level in levels]
    return Change(criterion["name"], words[0], words[1], _difference(*levels))


def _difference(before, after):
    if before is None or after is None:
        return None
    return after - before
