"""
How far two coaches agree who rated the same interview without seeing each other: per criterion, per question.

For curators also how far candidates and coaches lie apart. Whether a criterion is unclear is told by two coaches alone:
a candidate who differs from a coach may simply not know yet.
"""

from collections import defaultdict, namedtuple
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q

from questions.models import Criterion, Question, QuestionVersion
from sessions import calibration
from sessions.models import CriterionLevel, Rating, ReviewRequest, Role
from sessions.queries.items import FEWEST, in_steps, present

QUESTIONS_A_PAGE = 50
# From which mean distance on it is said that candidates rate otherwise than coaches; and under which share of the same
# level that two coaches read a criterion differently.
FAR_APART = 1.0
UNCLEAR_UNDER = 0.5

FIRST, SECOND = ReviewRequest.Kind.FIRST, ReviewRequest.Kind.SECOND
# The first level of a pair is of this side, the second of that.
COACHES, OWN = (FIRST, SECOND), (Role.SELF, FIRST)

Both = namedtuple("Both", "pair criterion question candidate coaches version came")
Given = namedtuple("Given", "answer criterion level role kind coach interview question candidate version came")


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
    """Return the AgreementPage for `coach` in two queries; `is_mine` narrows it to the opinions they gave."""
    rows = _both(COACHES, _levels(with_own=False))
    rows = [row for row in rows if not is_mine or coach.pk in row.coaches]
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
    """
    Return the QuestionsPage for curators in four queries: public guides alone, from five different candidates.

    A question's figures are those of its criteria that have enough candidates each, so that no criterion with fewer
    can be told from the difference.
    """
    rows = _both(COACHES, _levels(present("rating__answer__version"), with_own=False))
    of_question = defaultdict(list)
    for (question, _criterion), found in _groups(rows).items():
        of_question[question] += found
    enough = [
        (question, calibration.agreement(row.pair for row in found), len({row.candidate for row in found}))
        for question, found in of_question.items()
    ]
    enough.sort(key=lambda found: (found[1].within_one, found[1].exact, found[0]))
    shown = Paginator(enough, QUESTIONS_A_PAGE).get_page(page)
    questions = Question.objects.select_related("guide").in_bulk([question for question, *_ in shown])
    shown.object_list = [
        QuestionLine(questions[question], figures, candidates) for question, figures, candidates in shown
    ]
    return QuestionsPage(shown, len({row.question for row in rows} - of_question.keys()))


@dataclass(frozen=True)
class Distance:
    """How far two sides lie apart on one criterion of one question (its primary key), over so many candidates."""

    question: int
    criterion: Criterion
    figures: calibration.Agreement
    candidates: int

    @property
    def is_far(self):
        """Whether they lie a whole level apart on average."""
        return self.figures.absolute >= FAR_APART

    @property
    def is_unclear(self):
        """Whether they gave the same level in less than half of the cases."""
        return self.figures.exact < UNCLEAR_UNDER


def distances(criteria, questions, words=None):
    """
    Return (those of candidates and coaches, those of two coaches): lists of Distance, the farthest apart first.

    Counted are first sealed ratings on public guides since the last change of a question's meaning, where the criterion
    read as it does now: who mends an anchor begins anew. Each stands on the candidates of whole steps (`items`).
    `criteria` are all Criteria; `questions` primary keys, or a queryset of them; `words` is what `words_in` returns for
    all versions of theirs. Two queries, with `words` one.
    """
    given = _levels(present("rating__answer__version") & Q(rating__answer__version__question__in=questions))
    sides = [_groups(_both(side, given)) for side in (OWN, COACHES)]
    if words is None:
        versions = {row.version for groups in sides for rows in groups.values() for row in rows}
        words = words_in(
            (pk, {"criteria": found})
            for pk, found in QuestionVersion.objects.filter(pk__in=versions).values_list("pk", "content__criteria")
        )
    by_key = {criterion.key: criterion for criterion in criteria}
    return tuple(_distances(groups, words, by_key) for groups in sides)


def words_in(contents):
    """Return {version: {criterion: (question, anchors)}} of pairs (version, its content): how the criteria read."""
    return {
        pk: {one["slug"]: (one["question"], one["anchors"]) for one in content["criteria"]} for pk, content in contents
    }


def _distances(groups, words, criteria):
    found = []
    for (question, key), rows in groups.items():
        criterion = criteria.get(key)
        if criterion is None:
            continue
        now = (criterion.question, criterion.anchors)
        rows = _counted([row for row in rows if words[row.version].get(key) == now])
        if rows:
            figures = calibration.agreement(row.pair for row in rows)
            found.append(Distance(question, criterion, figures, len({row.candidate for row in rows})))
    return sorted(found, key=lambda one: (-one.figures.absolute, one.figures.exact, one.question, one.criterion.key))


def _groups(rows):
    """Return {(question, criterion): rows} of those with enough candidates, who are counted in steps."""
    found = defaultdict(list)
    for row in rows:
        found[row.question, row.criterion].append(row)
    return {key: counted for key, of_one in found.items() if (counted := _counted(of_one))}


def _counted(rows):
    came = {}
    for row in rows:
        came[row.candidate] = min(row.came, came.get(row.candidate, row.came))
    candidates = in_steps(came, FEWEST)
    return [row for row in rows if row.candidate in candidates]


def _line(name, rows):
    pairs = [row.pair for row in rows]
    figures = calibration.agreement(pairs)
    return Line(name, figures, calibration.kappa(pairs) if figures.pairs >= calibration.KAPPA_FROM else None)


def _both(sides, given):
    """Return a Both for every criterion of an answer to which both `sides` gave a level, of Givens."""
    one, other = sides
    before = {(row.answer, row.criterion): row for row in given if one in (row.role, row.kind)}
    found = []
    for row in given:
        first = before.get((row.answer, row.criterion))
        if row.kind == other and first:
            pair = calibration.Pair(first.level, row.level, row.interview)
            coaches, came = {first.coach, row.coach}, max(first.came, row.came)
            found.append(Both(pair, row.criterion, row.question, row.candidate, coaches, row.version, came))
    return found


def _levels(narrow=Q(), with_own=True):  # noqa: B008 - a Q is never changed
    """
    Return a Given for each level as it was first given, in one query: a later revision knows the other side.

    Those of submitted first and second reviews; `with_own`: and the candidates' own of the same answers.
    """
    coach = Q(
        rating__role=Role.COACH,
        rating__review__submitted_at__isnull=False,
        rating__review__released_at=None,
        rating__review__request__kind__in=[FIRST, SECOND],
        rating__review__request__withdrawn_at=None,
    )
    if with_own:
        answers = Rating.objects.filter(role=Role.COACH, review__submitted_at__isnull=False)
        coach |= Q(rating__role=Role.SELF) & Exists(answers.filter(answer=OuterRef("rating__answer")))
    rows = (
        CriterionLevel.objects.filter(
            coach,
            narrow,
            rating__revision=1,
            rating__sealed_at__isnull=False,
            rating__answer__interview__guide__owner=None,
            level__isnull=False,
        )
        .order_by()
        .values_list(
            "rating__answer_id",
            "criterion",
            "level",
            "rating__role",
            "rating__review__request__kind",
            "rating__review__coach_id",
            "rating__answer__interview_id",
            "rating__answer__version__question_id",
            "rating__answer__interview__candidate_id",
            "rating__answer__version_id",
            "rating__sealed_at",
        )
    )
    return [Given(*row) for row in rows]
