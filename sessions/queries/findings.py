"""
What a result says in words: one sentence, one thing that held, one to change, and how its figures came about.

Pure: it works on the records of `sessions/queries/results.py` and asks the database nothing.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions import scoring
from sessions.models import Mark

MUCH_COVERAGE, HALF_COVERAGE = 80, 50
HIGH_QUALITY, SOLID_QUALITY = 3.0, 2.5
HELD_LEVEL, TOP_LEVEL = 3, 4


def sentence(result):
    """Return the one sentence on a Result: the first of a short list that its figures allow, a neutral one last."""
    score = result.counted_score
    if not result.answered:
        return _("You left every question empty, so there is nothing to score yet.")
    if score.coverage is None or score.quality is None:
        return ngettext("%d answer is rated.", "%d answers are rated.", score.rated) % score.rated
    if score.coverage >= MUCH_COVERAGE and score.quality >= HIGH_QUALITY:
        return _("Nearly all that a strong answer holds, and said well.")
    if score.coverage >= HALF_COVERAGE and score.quality >= HIGH_QUALITY:
        return _("More than half of what a strong answer holds, and said well.")
    if score.coverage >= HALF_COVERAGE and score.quality >= SOLID_QUALITY:
        return _("At least half of what a strong answer holds, on solid ground.")
    if score.coverage >= HALF_COVERAGE:
        return _("At least half of what a strong answer holds, but not yet said so that it carries.")
    if score.quality >= SOLID_QUALITY:
        return _("Soundly said, but less than half of what a strong answer holds.")
    return _("Less than half of what a strong answer holds so far: there is much to gain here.")


@dataclass(frozen=True)
class Finding:
    """
    One thing about one answer (an AnswerResult). `title` names the key point or criterion, `words` say what was seen
    or what to do, `why` is why it matters. Of an answer that was left empty `title` is the prompt.
    """

    result: object
    title: str
    words: str
    why: str = ""
    is_empty: bool = False


def held(result):
    """Return the Finding of what held best: a level of 4, of 3, else a key point said specifically; or None."""
    shown = [one for one in result.answers if one.counted and not one.is_hidden]
    for level in (TOP_LEVEL, HELD_LEVEL):
        for one in shown:
            for criterion in one.content["criteria"]:
                if one.counted.levels.get(criterion["slug"]) == level:
                    return Finding(
                        one,
                        criterion["name"],
                        _("Level %(level)d: %(anchor)s") % {"level": level, "anchor": criterion["anchors"][level - 1]},
                    )
    for one in shown:
        for point in one.content["key_points"]:
            if one.counted.marks.get(point["slug"]) == Mark.SPECIFIC:
                return Finding(one, point["text"], _("You said it specifically."), point["why"])
    return None


def change(result):
    """
    Return the Finding of what to change first, or None where nothing is left to change.

    In the lowest rated answer: a key point that is absent, else a criterion under level 3, else what was said in
    general only, else a criterion under level 4. Where no rated answer is weak, a question left empty comes first.
    """
    shown = [one for one in result.answers if not one.is_hidden]
    rated = sorted((one for one in shown if one.counted), key=_standing)
    empty = next((one for one in shown if not one.answer.is_answered), None)
    if empty is not None and not any(one.is_weak for one in rated):
        return Finding(empty, empty.content["prompt"], _("You left it empty."), is_empty=True)
    for one in rated:
        found = _weakest_part(one)
        if found:
            return found
    return None


def _standing(one):
    """Order answers from the lowest rated; coverage and quality weigh the same, one not available counts as full."""
    score = one.counted.score
    coverage = 1 if score.coverage is None else score.coverage / 100
    quality = 1 if score.quality is None else (score.quality - 1) / 3
    return coverage + quality, one.position


def _weakest_part(one):
    absent = _point_with(one, Mark.ABSENT)
    if absent:
        return Finding(one, absent["text"], _("It is absent from your answer."), absent["why"])
    lowest = min(
        (criterion for criterion in one.content["criteria"] if one.counted.levels.get(criterion["slug"])),
        key=lambda criterion: one.counted.levels[criterion["slug"]],
        default=None,
    )
    level = one.counted.levels[lowest["slug"]] if lowest else TOP_LEVEL
    general = _point_with(one, Mark.GENERAL)
    if level < HELD_LEVEL or (level < TOP_LEVEL and not general):
        return Finding(
            one,
            lowest["name"],
            _("You are at level %(level)d. One level higher one sees: %(anchor)s")
            % {"level": level, "anchor": lowest["anchors"][level]},
        )
    if general:
        return Finding(one, general["text"], _("You said it in general. Say it specifically."), general["why"])
    return None


def _point_with(one, mark):
    return next((point for point in one.content["key_points"] if one.counted.marks.get(point["slug"]) == mark), None)


@dataclass(frozen=True)
class Trait:
    """
    One criterion over an interview: mean levels with the number of answers, and the signed gap with its pairs.

    `before` is the mean of the own levels in the interviews before it, over `before_count` answers; None without any.
    """

    name: str
    own: float | None
    own_count: int
    coach: float | None
    gap: float | None
    pairs: int
    before: float | None = None
    before_count: int = 0


def profile(result):
    """Return a Trait for each criterion that the interview's questions elicit, in the order in which they come."""
    names, own, coach = {}, {}, {}
    for one in result.answers:
        if not one.counted:
            continue
        for criterion in one.content["criteria"]:
            slug = criterion["slug"]
            names[slug] = criterion["name"]
            own.setdefault(slug, []).append(one.own.levels.get(slug) if one.own else None)
            coach.setdefault(slug, []).append(one.coach.levels.get(slug) if one.coach else None)
    traits = []
    for slug, name in names.items():
        difference, pairs = scoring.gap(own[slug], coach[slug])
        count = sum(level is not None for level in own[slug])
        before = result.before.levels.get(slug, [])
        traits.append(
            Trait(
                name,
                scoring.mean(own[slug]),
                count,
                scoring.mean(coach[slug]),
                difference,
                pairs,
                scoring.mean(before),
                len(before),
            )
        )
    return traits


@dataclass(frozen=True)
class Working:
    """How the scores of one answer came about, as sums written out; empty where a score is not available."""

    position: int
    coverage: str
    quality: str


@dataclass(frozen=True)
class Workings:
    """How an interview's own scores came about: for each answer, and the means over them."""

    answers: list
    coverage: str
    quality: str


def workings(result):
    """Return the Workings of the candidate's own scores of a Result."""
    rated = [one for one in result.answers if one.own]
    return Workings(
        answers=[Working(one.position, _coverage_sum(one), _quality_sum(one)) for one in rated],
        coverage=_mean_sum([one.own.score.coverage for one in rated], 0, " %"),
        quality=_mean_sum([one.own.score.quality for one in rated], 1, ""),
    )


def _coverage_sum(one):
    points = one.content["key_points"]
    if not points:
        return ""
    marks = " + ".join(str(one.own.marks.get(point["slug"], 0)) for point in points)
    return f"({marks}) / (2 × {len(points)}) = {one.own.score.coverage:.0f} %"


def _quality_sum(one):
    given = [
        (one.own.levels.get(criterion["slug"]), criterion["weight"])
        for criterion in one.content["criteria"]
        if one.own.levels.get(criterion["slug"]) is not None
    ]
    if not given:
        return ""
    weighs = any(weight != 1 for _level, weight in given)
    levels = " + ".join(f"{level} × {weight}" if weighs else str(level) for level, weight in given)
    return f"({levels}) / {sum(weight for _level, weight in given)} = {one.own.score.quality:.1f}"


def _mean_sum(values, digits, unit):
    given = [value for value in values if value is not None]
    if not given:
        return ""
    total = " + ".join(f"{value:.{digits}f}" for value in given)
    return f"({total}) / {len(given)} = {sum(given) / len(given):.{digits}f}{unit}"


@dataclass(frozen=True)
class PointRow:
    """One key point of an answer with both marks in words, empty where nobody gave one, and the passages tied to it."""

    text: str
    why: str
    own: str
    coach: str
    own_quotes: list
    coach_quotes: list


@dataclass(frozen=True)
class LevelRow:
    """One level of a criterion: its number, its anchor, and who chose it."""

    level: int
    anchor: str
    is_own: bool
    is_coach: bool


@dataclass(frozen=True)
class CriterionRow:
    """One criterion: its four LevelRows, the passages tied to it, who saw no chance to show it, the gap or None."""

    name: str
    levels: list
    own_quotes: list
    coach_quotes: list
    own_saw_no_chance: bool
    coach_saw_no_chance: bool
    gap: float | None


@dataclass(frozen=True)
class SideBySide:
    """Both ratings of one answer, row by row."""

    points: list
    criteria: list


def side_by_side(one):
    """Return the SideBySide of an AnswerResult."""
    points = [
        PointRow(
            point["text"],
            point["why"],
            *(_mark(opinion, point["slug"]) for opinion in (one.own, one.coach)),
            *(opinion.point_quotes.get(point["slug"], []) if opinion else [] for opinion in (one.own, one.coach)),
        )
        for point in one.content["key_points"]
    ]
    return SideBySide(points, [_criterion_row(one, criterion) for criterion in one.content["criteria"]])


def _mark(opinion, slug):
    mark = opinion.marks.get(slug) if opinion else None
    return "" if mark is None else Mark(mark).label


def _criterion_row(one, criterion):
    slug = criterion["slug"]
    own = one.own.levels.get(slug) if one.own else None
    coach = one.coach.levels.get(slug) if one.coach else None
    difference, _pairs = scoring.gap([own], [coach])
    return CriterionRow(
        name=criterion["name"],
        levels=[
            LevelRow(level, anchor, own == level, coach == level)
            for level, anchor in enumerate(criterion["anchors"], start=1)
        ],
        own_quotes=one.own.criterion_quotes.get(slug, []) if one.own else [],
        coach_quotes=one.coach.criterion_quotes.get(slug, []) if one.coach else [],
        own_saw_no_chance=one.own is not None and own is None,
        coach_saw_no_chance=one.coach is not None and coach is None,
        gap=difference,
    )
