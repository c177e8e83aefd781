"""One rater training: what is still to be judged, and, once it is finished, own ratings beside the reference."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from questions.models import Standing
from sessions import calibration, scoring
from sessions.models import Mark, RaterTraining, SampleRating
from sessions.queries import lessons
from sessions.queries.judgements import Given, score_of
from sessions.queries.stops import Counted
from sessions.queries.training import open_in, reference_levels, reference_marks


@dataclass(frozen=True)
class Stop(Counted):
    """One sample under rating, with how many choices are open of how many."""

    rating: SampleRating
    open: int
    total: int

    @property
    def position(self):
        """Its place in the training."""
        return self.rating.position


@dataclass(frozen=True)
class Sheet:
    """All samples of a training."""

    training: RaterTraining
    stops: list

    def at(self, position):
        """Return the Stop at `position`, or None."""
        return next((stop for stop in self.stops if stop.position == position), None)

    def next_after(self, position):
        """Return the next Stop to judge after `position`, from the start again; None where no other is open."""
        still_open = [stop for stop in self.stops if not stop.is_done and stop.position != position]
        return next((stop for stop in still_open if stop.position > position), next(iter(still_open), None))

    @property
    def first_open(self):
        """The first Stop that is still to be judged, the last one where nothing is."""
        return next((stop for stop in self.stops if not stop.is_done), self.stops[-1])


def sheet(training):
    """Return the Sheet of a RaterTraining loaded with its version, in one query."""
    content = training.version.content
    total = len(content["key_points"]) + len(content["criteria"])
    return Sheet(training, [Stop(one, len(open_in(content, one)), total) for one in training.ratings.all()])


# Finished


@dataclass(frozen=True)
class PointLine:
    """One key point of a sample: both marks in words (empty where there is none), and the reason of the reference."""

    text: str
    own: str
    reference: str
    reason: str

    @property
    def is_same(self):
        """Whether both marks are the same."""
        return self.own == self.reference


@dataclass(frozen=True)
class LevelLine:
    """One level of a criterion: its number, its anchor, and who gave it."""

    level: int
    anchor: str
    is_own: bool
    is_reference: bool


@dataclass(frozen=True)
class CriterionLine:
    """
    One criterion of a sample: own level and that of the reference (None: no chance to show it), and why.

    `look_for` is the plain sentence on the difference, empty where there is none.
    """

    slug: str
    name: str
    own: int | None
    reference: int | None
    levels: list
    reason: str
    look_for: str

    @property
    def difference(self):
        """The own level minus that of the reference, or None where one of the two is missing."""
        return None if self.own is None or self.reference is None else self.own - self.reference

    @property
    def weight(self):
        """How much there is to learn: the distance in levels; seeing a chance where there is none counts as one."""
        if self.difference is None:
            return int(self.own is not self.reference)
        return abs(self.difference)


@dataclass(frozen=True)
class SampleResult:
    """One sample with both ratings; `own` and `reference` are the Scores that come of them."""

    position: int
    standing: str
    text: str
    points: list
    criteria: list
    own: scoring.Score
    reference: scoring.Score

    @property
    def standing_name(self):
        """The standing in words."""
        return Standing(self.standing).label


@dataclass(frozen=True)
class TrainingResult:
    """A finished training: its samples as they were shown, and the Agreement of levels and of marks."""

    training: RaterTraining
    samples: list
    levels: calibration.Agreement
    marks: calibration.Agreement
    criteria: list

    @property
    def content(self):
        """The content of the version that the samples answer."""
        return self.training.version.content

    def at(self, position):
        """Return the SampleResult at `position`, or None."""
        return next((sample for sample in self.samples if sample.position == position), None)

    @property
    def from_weak_to_strong(self):
        """The samples by their standing."""
        return sorted(self.samples, key=lambda sample: Standing.values.index(sample.standing))

    @cached_property
    def sentence(self):
        """The one sentence on it."""
        return lessons.sentence(self.levels)

    @cached_property
    def direction(self):
        """Which way the own levels lean in this training, in words; empty where they do not."""
        return lessons.direction(self.levels)

    @property
    def same(self):
        """How many levels are those of the reference."""
        return round((self.levels.exact or 0) * self.levels.pairs)

    @property
    def within_one(self):
        """How many levels are those of the reference or one beside."""
        return round((self.levels.within_one or 0) * self.levels.pairs)

    @property
    def same_marks(self):
        """How many marks are those of the reference."""
        return round((self.marks.exact or 0) * self.marks.pairs)

    @cached_property
    def order_sentence(self):
        """What to say of the order in which the own ratings put the samples."""
        return lessons.order(self.from_weak_to_strong)

    @cached_property
    def to_look_for(self):
        """The (SampleResult, CriterionLine) from which there is most to learn, at most three."""
        return lessons.largest(self.samples)


def result_of(sheet):
    """Return the TrainingResult of a finished training's Sheet; asks the database nothing."""
    training, ratings = sheet.training, [stop.rating for stop in sheet.stops]
    content = training.version.content
    levels = [pair for one in ratings for pair in calibration.paired(one.levels, reference_levels(one), training.pk)]
    marks = [pair for one in ratings for pair in calibration.paired(one.marks, reference_marks(one), training.pk)]
    samples = [_sample(content, one) for one in ratings]
    return TrainingResult(
        training=training,
        samples=samples,
        levels=calibration.agreement(levels),
        marks=calibration.agreement(marks),
        criteria=[_over_samples(criterion, samples) for criterion in content["criteria"]],
    )


@dataclass(frozen=True)
class OverSamples:
    """One criterion over the samples of a training: the CriterionLines from weak to strong, and their Agreement."""

    name: str
    lines: list
    figures: calibration.Agreement


def _over_samples(criterion, samples):
    in_order = sorted(samples, key=lambda sample: Standing.values.index(sample.standing))
    lines = [(sample, line) for sample in in_order for line in sample.criteria if line.slug == criterion["slug"]]
    own = {sample.position: line.own for sample, line in lines}
    reference = {sample.position: line.reference for sample, line in lines}
    return OverSamples(criterion["name"], lines, calibration.agreement(calibration.paired(own, reference, 0)))


def _sample(content, rating):
    marks, levels = reference_marks(rating), reference_levels(rating)
    points, criteria = content["key_points"], content["criteria"]
    return SampleResult(
        position=rating.position,
        standing=rating.standing,
        text=rating.text,
        points=[
            PointLine(
                point["text"],
                _words(rating.marks.get(point["slug"])),
                _words(marks.get(point["slug"])),
                rating.reference_marks.get(point["slug"], {}).get("reason", ""),
            )
            for point in points
        ],
        criteria=[_criterion(criterion, rating, levels) for criterion in criteria],
        own=score_of(Given(rating.marks, rating.levels), points, criteria),
        reference=score_of(Given(_given(marks), levels), points, criteria),
    )


def _criterion(criterion, rating, levels):
    slug = criterion["slug"]
    own, reference = rating.levels.get(slug), levels.get(slug)
    return CriterionLine(
        slug=slug,
        name=criterion["name"],
        own=own,
        reference=reference,
        levels=[
            LevelLine(level, anchor, own == level, reference == level)
            for level, anchor in enumerate(criterion["anchors"], start=1)
        ],
        reason=rating.reference_levels.get(slug, {}).get("reason", ""),
        look_for=lessons.look_for(criterion["anchors"], own, reference),
    )


def _given(marks):
    return {slug: mark for slug, mark in marks.items() if mark is not None}


def _words(mark):
    return "" if mark is None else Mark(mark).label
