"""How far two coaches agree who rated the same interview without seeing each other: per criterion, per question."""

from collections import defaultdict, namedtuple
from dataclasses import dataclass

from django.core.paginator import Paginator

from questions.models import Criterion, Question
from sessions import calibration
from sessions.models import CriterionLevel, ReviewRequest, Role

# From how many different candidates something is said of one question.
CANDIDATES_FROM = 5
QUESTIONS_A_PAGE = 50

Both = namedtuple("Both", "pair criterion question candidate coaches")


@dataclass(frozen=True)
class Line:
    """What two coaches agree on in one respect; `kappa` is None under 30 pairs, or where it is not defined."""

    name: str
    figures: calibration.Agreement
    kappa: float | None

    @property
    def has_shares(self):
        """Whether there are enough pairs for shares."""
        return self.figures.pairs >= calibration.SHARES_FROM

    @property
    def has_kappa(self):
        """Whether there are enough pairs for kappa."""
        return self.figures.pairs >= calibration.KAPPA_FROM


@dataclass(frozen=True)
class AgreementPage:
    """The Line over all criteria, and one for each of them; `is_mine`: only where the coach gave one of the two."""

    overall: Line
    lines: list
    is_mine: bool

    @property
    def enough(self):
        """The criteria with enough pairs for shares."""
        return [line for line in self.lines if line.has_shares]

    @property
    def too_few(self):
        """The criteria of which nothing but the number of pairs is said."""
        return [line for line in self.lines if not line.has_shares]


def agreement_page(coach, is_mine=False):
    """Return the AgreementPage for `coach` in three queries; `is_mine` narrows it to the opinions they gave."""
    rows = [row for row in _both() if not is_mine or coach.pk in row.coaches]
    of_criterion = defaultdict(list)
    for row in rows:
        of_criterion[row.criterion].append(row)
    names = dict(Criterion.objects.filter(key__in=of_criterion).values_list("key", "name"))
    lines = [_line(names.get(slug, slug), found) for slug, found in of_criterion.items()]
    return AgreementPage(
        overall=_line("", rows),
        lines=sorted(lines, key=lambda line: (-line.figures.pairs, line.name)),
        is_mine=is_mine,
    )


@dataclass(frozen=True)
class QuestionLine:
    """How two coaches agree on the answers to one question, and of how many candidates."""

    question: Question
    figures: calibration.Agreement
    candidates: int


@dataclass(frozen=True)
class QuestionsPage:
    """A page of QuestionLines, those least agreed on first; `too_few` counts the questions with too few candidates."""

    page: object
    too_few: int


def questions_page(page=1):
    """Return the QuestionsPage for curators in three queries: public guides alone, from five different candidates."""
    of_question = defaultdict(list)
    for row in _both():
        of_question[row.question].append(row)
    enough, too_few = [], 0
    for question, rows in of_question.items():
        candidates = len({row.candidate for row in rows})
        if candidates < CANDIDATES_FROM:
            too_few += 1
        else:
            enough.append((question, calibration.agreement(row.pair for row in rows), candidates))
    enough.sort(key=lambda found: (found[1].within_one, found[1].exact, found[0]))
    shown = Paginator(enough, QUESTIONS_A_PAGE).get_page(page)
    questions = Question.objects.select_related("guide").in_bulk([question for question, *_ in shown])
    shown.object_list = [
        QuestionLine(questions[question], figures, candidates) for question, figures, candidates in shown
    ]
    return QuestionsPage(shown, too_few)


def _line(name, rows):
    pairs = [row.pair for row in rows]
    figures = calibration.agreement(pairs)
    return Line(name, figures, calibration.kappa(pairs) if figures.pairs >= calibration.KAPPA_FROM else None)


def _both():
    """Return a Both for every criterion of an answer to which the first and the second coach gave a level."""
    first = {
        (answer, criterion): (level, coach)
        for answer, criterion, level, coach in _levels(ReviewRequest.Kind.FIRST)
        .filter(rating__answer__interview__requests__kind=ReviewRequest.Kind.SECOND)
        .values_list("rating__answer_id", "criterion", "level", "rating__review__coach_id")
    }
    found = []
    for answer, criterion, level, coach, interview, question, candidate in _levels(
        ReviewRequest.Kind.SECOND
    ).values_list(
        "rating__answer_id",
        "criterion",
        "level",
        "rating__review__coach_id",
        "rating__answer__interview_id",
        "rating__answer__version__question_id",
        "rating__answer__interview__candidate_id",
    ):
        if (answer, criterion) in first:
            before, by = first[answer, criterion]
            pair = calibration.Pair(before, level, interview)
            found.append(Both(pair, criterion, question, candidate, {by, coach}))
    return found


def _levels(kind):
    """The levels of submitted reviews of a kind, as they were first given: a revision knows the other opinion."""
    return CriterionLevel.objects.filter(
        rating__role=Role.COACH,
        rating__revision=1,
        rating__sealed_at__isnull=False,
        rating__review__submitted_at__isnull=False,
        rating__review__released_at=None,
        rating__review__request__kind=kind,
        rating__review__request__withdrawn_at=None,
        rating__answer__interview__guide__owner=None,
        level__isnull=False,
    ).order_by()
