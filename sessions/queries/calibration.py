"""The calibration page: how a candidate's own levels stand to those of their coaches, criterion by criterion."""

from collections import namedtuple
from dataclasses import dataclass, field
from datetime import datetime

from sessions import calibration
from sessions.models import CriterionLevel, Review, ReviewRequest, Role, Verdict
from sessions.queries.peeking import hidden_questions

# Of how many single answers the two texts stand side by side.
LARGEST = 5
# From how many reviews on a criterion has its row over time.
ROW_FROM = 3
# From which distance on two levels are worth a look.
FAR = 2

Judged = namedtuple("Judged", "answer criterion level note")
Reviewed = namedtuple(
    "Reviewed",
    "answer criterion level note review coach coach_name submitted_at interview position question prompt criteria"
    " guide_title",
)


@dataclass(frozen=True)
class OneReview:
    """What one review says of one criterion: the mean signed difference over its answers."""

    submitted_at: datetime
    coach: str
    signed: float
    answers: int


@dataclass(frozen=True)
class CriterionLine:
    """One criterion: the Agreement of all pairs, what is claimed ("over", "under" or None), its reviews by time."""

    slug: str
    name: str
    figures: calibration.Agreement
    claim: str | None
    reviews: list

    @property
    def has_shares(self):
        """Whether there are enough pairs for shares."""
        return self.figures.pairs >= calibration.SHARES_FROM


@dataclass(frozen=True)
class Gap:
    """One answer where both levels lie far apart, with the anchors of both and what both wrote."""

    row: Reviewed
    name: str
    own: int
    own_note: str
    anchors: dict

    @property
    def difference(self):
        """The own level minus the coach's."""
        return self.own - self.row.level


@dataclass(frozen=True)
class Predicted:
    """The verdict that the candidate expected for one interview, and the one that its coach gave."""

    interview: int
    title: str
    scope: str
    submitted_at: datetime
    coach: int | None
    coach_name: str
    given: str
    expected: str

    @property
    def given_label(self):
        """The coach's verdict in words."""
        return Verdict(self.given).label

    @property
    def expected_label(self):
        """The expected verdict in words."""
        return Verdict(self.expected).label

    @property
    def steps(self):
        """How many steps the expectation lay above the verdict; 0 is a hit."""
        return Verdict.values.index(self.expected) - Verdict.values.index(self.given)

    @property
    def short(self):
        """How many steps the expectation lay below the verdict."""
        return max(0, -self.steps)


@dataclass
class CalibrationPage:
    """
    Everything the page shows. `coaches` are (pk, name, number of reviews) of all reviews, whoever is asked for.

    `hidden` counts the answers whose texts are not shown while a realistic interview runs on their questions;
    `predictions` are the latest Predicted first.
    """

    lines: list = field(default_factory=list)
    gaps: list = field(default_factory=list)
    coaches: list = field(default_factory=list)
    coach: tuple | None = None
    overall: calibration.Agreement | None = None
    hidden: int = 0
    predictions: list = field(default_factory=list)

    @property
    def hits(self):
        """How many predictions were the coach's very verdict."""
        return sum(one.steps == 0 for one in self.predictions)

    @property
    def hit_share(self):
        """The share of hits from 0 to 1, None with fewer than five predictions."""
        if len(self.predictions) < calibration.SHARES_FROM:
            return None
        return self.hits / len(self.predictions)

    @property
    def over_time(self):
        """The lines with reviews enough for a row of them."""
        return [line for line in self.lines if len(line.reviews) >= ROW_FROM]

    @property
    def claimed(self):
        """The line with the largest difference of which something is claimed, or None."""
        return next((line for line in self.lines if line.claim), None)


def calibration_page(candidate, coach=""):
    """
    Return the CalibrationPage of `candidate` in four queries; `coach` (a primary key as text) narrows it to one.

    Counted are the first sealed ratings of first reviews: a later revision, or another review of the same interview,
    would be given with knowledge of the other side.
    """
    own = {(row.answer, row.criterion): row for row in _own_levels(candidate)}
    rows = [row for row in _coach_levels(candidate) if (row.answer, row.criterion) in own]
    page = CalibrationPage(coaches=_coaches(rows), predictions=_predictions(candidate))
    page.coach = next((one for one in page.coaches if str(one[0]) == coach), None)
    if page.coach:
        rows = [row for row in rows if row.coach == page.coach[0]]
        page.predictions = [one for one in page.predictions if one.coach == page.coach[0]]
    if not rows:
        return page
    names = {criterion["slug"]: criterion for row in rows for criterion in row.criteria}
    page.lines = sorted((_line(slug, rows, own, names) for slug in {row.criterion for row in rows}), key=_by_weight)
    page.overall = calibration.agreement(_pairs(rows, own))
    hidden = hidden_questions(candidate)
    far = [row for row in rows if abs(own[row.answer, row.criterion].level - row.level) >= FAR]
    page.hidden = sum(row.question in hidden for row in far)
    far.sort(key=lambda row: (-abs(own[row.answer, row.criterion].level - row.level), -row.submitted_at.timestamp()))
    page.gaps = [_gap(row, own, names) for row in far if row.question not in hidden][:LARGEST]
    return page


def _own_levels(candidate):
    rows = CriterionLevel.objects.filter(
        rating__answer__interview__candidate=candidate,
        rating__role=Role.SELF,
        rating__revision=1,
        rating__sealed_at__isnull=False,
        level__isnull=False,
    ).values_list("rating__answer_id", "criterion", "level", "rating__note")
    return [Judged(*row) for row in rows]


def _coach_levels(candidate):
    rows = (
        CriterionLevel.objects.filter(
            rating__answer__interview__candidate=candidate,
            rating__role=Role.COACH,
            rating__revision=1,
            rating__sealed_at__isnull=False,
            rating__review__submitted_at__isnull=False,
            rating__review__request__kind=ReviewRequest.Kind.FIRST,
            level__isnull=False,
        )
        .order_by("rating__review__submitted_at", "rating__answer__position", "pk")
        .values_list(
            "rating__answer_id",
            "criterion",
            "level",
            "rating__note",
            "rating__review_id",
            "rating__review__coach_id",
            "rating__review__coach__name",
            "rating__review__submitted_at",
            "rating__answer__interview_id",
            "rating__answer__position",
            "rating__answer__version__question_id",
            "rating__answer__version__content__prompt",
            "rating__answer__version__content__criteria",
            "rating__answer__interview__guide_title",
        )
    )
    return [Reviewed(*row) for row in rows]


def _predictions(candidate):
    rows = (
        Review.objects.submitted()
        .filter(
            request__kind=ReviewRequest.Kind.FIRST,
            request__interview__candidate=candidate,
            request__interview__prediction__isnull=False,
        )
        .exclude(verdict="")
        .order_by("-submitted_at", "-pk")
        .values_list(
            "request__interview_id",
            "request__interview__guide_title",
            "request__interview__scope_name",
            "submitted_at",
            "coach_id",
            "coach__name",
            "verdict",
            "request__interview__prediction__verdict",
        )
    )
    return [Predicted(*row) for row in rows]


def _coaches(rows):
    found = {}
    for row in rows:
        if row.coach is not None:
            found.setdefault((row.coach, row.coach_name), set()).add(row.review)
    return [(*coach, len(reviews)) for coach, reviews in found.items()]


def _pairs(rows, own):
    return [calibration.Pair(own[row.answer, row.criterion].level, row.level, row.interview) for row in rows]


def _line(slug, rows, own, names):
    mine = [row for row in rows if row.criterion == slug]
    pairs = _pairs(mine, own)
    return CriterionLine(
        slug=slug,
        name=names[slug]["name"] if slug in names else slug,
        figures=calibration.agreement(pairs),
        claim=calibration.claim(pairs),
        reviews=[_review(review, mine, own) for review in dict.fromkeys(row.review for row in mine)],
    )


def _review(review, rows, own):
    of_it = [row for row in rows if row.review == review]
    figures = calibration.agreement(_pairs(of_it, own))
    return OneReview(of_it[0].submitted_at, of_it[0].coach_name or "", figures.signed, figures.pairs)


def _by_weight(line):
    # What rests on many answers stands before what rests on one.
    return line.claim is None, -line.figures.pairs, -abs(line.figures.signed), line.name


def _gap(row, own, names):
    criterion = next((one for one in row.criteria if one["slug"] == row.criterion), names.get(row.criterion, {}))
    anchors = dict(enumerate(criterion.get("anchors", []), start=1))
    mine = own[row.answer, row.criterion]
    return Gap(row, criterion.get("name", row.criterion), mine.level, mine.note, anchors)
