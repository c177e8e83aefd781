"""An own answer beside rated samples of its question: where it stands, and what the next better sample has."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import cached_property

from questions.models import Standing
from sessions import calibration, scoring
from sessions.models import Mark, SampleRating
from sessions.queries import lessons
from sessions.queries.judgements import Given, opinions, score_of
from sessions.queries.training import reference_levels, reference_marks

MOST_STEPS = 3


@dataclass(frozen=True)
class Beside:
    """
    One text of the comparison: the own answer (`kept` is None) or a sample.

    `own` is the own rating, `other` the reference; of the own answer it is the coach's rating, None where there is
    none. Both are Given, and their Scores count what both wordings of the question share. `kept` is the SampleRating
    of a sample, with the reasons of the reference.
    """

    kept: SampleRating | None
    own: Given
    other: Given | None
    own_score: scoring.Score
    other_score: scoring.Score | None

    @property
    def is_answer(self):
        """Whether it is the own answer."""
        return self.kept is None

    @property
    def standing_name(self):
        """The standing in words."""
        return Standing(self.kept.standing).label

    @property
    def other_quality(self):
        """The quality by the other rating, or None where there is none."""
        return self.other_score.quality if self.other_score else None


@dataclass(frozen=True)
class Row:
    """
    One key point or criterion: for each text of the comparison (Beside, own value, other value) in words.

    The other value is empty where it is the same, or where there is none.
    """

    name: str
    cells: list


@dataclass(frozen=True)
class Step:
    """What the next better sample has and the own answer has not: a key point or criterion, and why, in words."""

    title: str
    words: str
    reason: str


class Comparison:
    """
    An own answer with the rated samples of its question, from weak to strong.

    `points`, `criteria`: those that the answer's wording of the question and the samples' share; `left_out` counts
    those that one of the two has alone.
    """

    def __init__(self, training, answer, samples, shared, left_out):
        self.training = training
        self.answer = answer
        self.samples = samples
        self.points, self.criteria = shared
        self.left_out = left_out

    @property
    def is_other_wording(self):
        """Whether the samples answer another version of the question."""
        return self.training.version_id != self.training.answer.version_id

    @cached_property
    def quality(self):
        """Where the answer stands by quality, both sides by own ratings: a calibration.Place, or None."""
        return _place(self.answer, self.samples, lambda one: one.own_score.quality)

    @cached_property
    def coverage(self):
        """Where the answer stands by coverage, both sides by own ratings: a calibration.Place, or None."""
        return _place(self.answer, self.samples, lambda one: one.own_score.coverage)

    @cached_property
    def sentence(self):
        """The one sentence: where the answer stands."""
        return lessons.standing(self.quality or self.coverage)

    @cached_property
    def measure(self):
        """What to say of the measure: where the answer stands by coverage, and how far the own levels may be off."""
        own = self.answer.own_score
        parts = [lessons.by_coverage(own.coverage, self.coverage) if self.quality else "", self._by_reference()]
        return " ".join(part for part in [*parts, lessons.leaning(self.leaning)] if part)

    @property
    def wording(self):
        """What to say where the samples answer another wording of the question."""
        return lessons.wording(len(self.points), len(self.criteria), self.left_out)

    def _by_reference(self):
        """Say where the answer stands beside the reference ratings of the samples, where that is somewhere else."""
        place = _place(
            self.answer, self.samples, lambda one: (one.own_score if one.is_answer else one.other_score).quality
        )
        return lessons.by_reference(place) if place and place != self.quality else ""

    @cached_property
    def leaning(self):
        """The Agreement of the own levels of the samples with the reference: how far the own ruler is off."""
        return calibration.agreement(
            pair
            for one in self.samples
            for pair in calibration.paired(one.own.levels, one.other.levels, self.training.pk)
        )

    @cached_property
    def texts(self):
        """The answer among the samples, the strongest first, by quality and then coverage of the own ratings."""
        in_order = self.samples[::-1]
        own = _height(self.answer.own_score)
        above = [one for one in in_order if _height(one.own_score) > own]
        # Samples stay in their order, even where the own ratings turn it round.
        place = in_order.index(above[-1]) + 1 if above else 0
        return [*in_order[:place], self.answer, *in_order[place:]]

    @cached_property
    def point_rows(self):
        """The shared key points as Rows; a value is the words of a mark."""
        return [_row(point, point["text"], self.texts, "marks", _mark) for point in self.points]

    @cached_property
    def criterion_rows(self):
        """The shared criteria as Rows; a value is a level, 1 to 4, or the words for no chance to show it."""
        return [_row(criterion, criterion["name"], self.texts, "levels", _level) for criterion in self.criteria]

    @cached_property
    def next_better(self):
        """
        The (sample, its Steps, at most three) to learn from next, key points before criteria.

        The lowest sample above the answer, by own ratings or by the reference, that has anything which the answer has
        not; the strong one where there is none.
        """
        own = _height(self.answer.own_score)
        above = [one for one in self.samples if max(_height(one.own_score), _height(one.other_score)) > own]
        found = ((one, self._steps(one)) for one in above or self.samples[-1:])
        return next((one for one in found if one[1]), (self.samples[-1], []))

    def _steps(self, better):
        kept, mine, found = better.kept, self.answer.own, []
        for point in self.points:
            slug = point["slug"]
            mark, theirs = mine.marks.get(slug, 0), better.other.marks.get(slug, 0)
            if theirs > mark:
                reason = kept.reference_marks[slug].get("reason", "")
                found.append(Step(point["text"], lessons.step(_mark(mark), _mark(theirs)), reason))
        for criterion in self.criteria:
            slug = criterion["slug"]
            level, theirs = mine.levels.get(slug), better.other.levels.get(slug)
            if level is not None and theirs is not None and theirs > level:
                words = lessons.step(lessons.level(level), lessons.level(theirs, criterion["anchors"]))
                found.append(Step(criterion["name"], words, kept.reference_levels[slug].get("reason", "")))
        return found[:MOST_STEPS]


def comparison_of(sheet):
    """
    Return the Comparison of a finished comparing training's Sheet, in one query.

    The own answer counts by the candidate's sealed rating; the coach's of the latest submitted review stands beside it.
    """
    training = sheet.training
    theirs, mine = training.version.content, training.answer.content
    points, points_alone = _shared(mine["key_points"], theirs["key_points"])
    criteria, criteria_alone = _shared(mine["criteria"], theirs["criteria"])
    own, coach = _ratings(training.answer)
    ratings = sorted((stop.rating for stop in sheet.stops), key=lambda one: Standing.values.index(one.standing))
    samples = [
        _beside(
            Given(one.marks, one.levels), Given(reference_marks(one), reference_levels(one)), (points, criteria), one
        )
        for one in ratings
    ]
    answer = _beside(own, coach, (points, criteria))
    return Comparison(training, answer, samples, (points, criteria), points_alone + criteria_alone)


def _shared(mine, theirs):
    """Return (what stands in both lists, by slug and in the words of `theirs`; how many stand in one alone)."""
    slugs = {one["slug"] for one in mine}
    both = [one for one in theirs if one["slug"] in slugs]
    return both, len(mine) + len(theirs) - 2 * len(both)


def _ratings(answer):
    """Return (own Given, the coach's or None) of a rated answer."""
    own, coach, _levels = opinions(Q(answer=answer.pk), [answer])
    mine, theirs = own.get(answer.pk), coach.get(answer.pk)
    return Given(mine.marks, mine.levels) if mine else Given(), Given(theirs.marks, theirs.levels) if theirs else None


def _beside(own, other, shared, rating=None):
    own, other = _only(own, shared), _only(other, shared) if other else None
    return Beside(
        kept=rating,
        own=own,
        other=other,
        own_score=score_of(own, *shared),
        other_score=score_of(other, *shared) if other else None,
    )


def _only(given, shared):
    points, criteria = ({one["slug"] for one in part} for part in shared)
    return Given(
        {slug: mark for slug, mark in given.marks.items() if slug in points and mark is not None},
        {slug: level for slug, level in given.levels.items() if slug in criteria},
    )


def _place(answer, samples, value):
    own = value(answer)
    others = {one.standing_name: value(one) for one in samples if value(one) is not None}
    return calibration.place(own, others) if own is not None and others else None


def _height(score):
    return (score.quality or 0, score.coverage or 0)


def _row(part, name, texts, what, words):
    cells = []
    for one in texts:
        own, other = (_value(given, what, part["slug"], words) for given in (one.own, one.other))
        cells.append((one, own, "" if other == own else other))
    return Row(name, cells)


def _value(given, what, slug, words):
    values = getattr(given, what) if given else {}
    return words(values[slug]) if slug in values else ""


def _mark(mark):
    return Mark(mark).label


def _level(level):
    return lessons.NO_CHANCE if level is None else str(level)
