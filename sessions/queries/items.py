"""
Item statistics: what candidates' answers say about a question.

Counted is what was drawn in interviews that were sat to their end, on public guides alone, since the last change of
the question's meaning: versions that differ by a corrected slip of the pen are kept together.

No figure stands on fewer than `FEWEST` different candidates, each of whom has something in that very figure: a mean
time on those who answered, a mean quality on those whose answer has one. Nor may the difference of two figures tell
what one person did: whoever saw the mean of five candidates and then that of six would know the sixth. So candidates
are counted in steps of `FEWEST`, in the order in which they came; who came last waits for the next step. Source of the
rules: docs/domain.md, "Scores".
"""

from dataclasses import dataclass

from django.db.models import (
    Avg,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)

from questions.models import Criterion, QuestionChange
from sessions.models import Answer, CriterionLevel, InterviewStatus, KeyPointMark, Rating, Role
from sessions.queries.records import ANSWERED

FEWEST = 5
OF_WHOM = ["question", "candidate"]
ENDED = [InterviewStatus.RATING, InterviewStatus.RATED]
EASY_COVERAGE, EASY_QUALITY = 90, 3.5
HARD_COVERAGE, HARD_QUALITY = 25, 1.75


def in_steps(arrivals, step=FEWEST):
    """
    Return the candidates that count, of `arrivals`: {candidate: when they came}, or any value in that order.

    As many of the first as fill whole steps; none where they are fewer than one step.
    """
    found = sorted(arrivals, key=lambda candidate: (arrivals[candidate], candidate))
    return set(found[: len(found) - len(found) % step])


@dataclass(frozen=True)
class Judged:
    """
    What the raters of one role say: mean coverage in percent and mean quality, each None where too few have one.

    `candidates` and `answers` are those that are counted in either.
    """

    coverage: float | None
    quality: float | None
    candidates: int
    answers: int

    @property
    def is_enough(self):
        """Whether there are means to be shown."""
        return self.candidates > 0


@dataclass(frozen=True)
class Item:
    """
    The figures of one question. `candidates` are counted, `waiting` are not yet.

    `seconds` is the mean time of the answered ones, None where too few answered; `judged` maps a Role to Judged.
    """

    question: int
    drawn: int
    answered: int
    skipped: int
    candidates: int
    waiting: int
    seconds: float | None
    judged: dict

    @property
    def is_enough(self):
        """Whether enough candidates are counted for anything to be said."""
        return self.candidates > 0

    @property
    def counted(self):
        """The Judged that counts: the coaches' where it is enough, else the candidates' own, else None."""
        roles = (self.judged.get(role) for role in (Role.COACH, Role.SELF))
        return next((judged for judged in roles if judged and judged.is_enough), None)

    @property
    def is_always_skipped(self):
        """Whether enough candidates had it and nobody answered."""
        return self.is_enough and self.answered == 0

    @property
    def is_too_easy(self):
        """Whether nearly everybody says nearly everything."""
        means = self._means()
        return means is not None and means[0] >= EASY_COVERAGE and means[1] >= EASY_QUALITY

    @property
    def is_too_hard(self):
        """Whether hardly anybody says what it asks for."""
        means = self._means()
        return means is not None and (means[0] < HARD_COVERAGE or means[1] < HARD_QUALITY)

    def _means(self):
        found = self.counted
        if found is None or found.coverage is None or found.quality is None:
            return None
        return found.coverage, found.quality


def items(questions=None, criteria=None, step=FEWEST):
    """
    Return {question pk: Item} for every question of a public guide that was drawn, in three queries.

    `questions` narrows it down to some primary keys; with `criteria`, all Criteria, it takes one query fewer. `step`
    is the number of candidates that figures take a step with.
    """
    narrow = Q() if questions is None else Q(version__question__in=questions)
    answers = Answer.objects.filter(
        narrow, present("version"), interview__status__in=ENDED, version__question__guide__owner=None
    ).order_by()
    figures = {
        "came": Min("interview__finished_at"),
        "drawn": Count("pk"),
        "answered": Count("pk", filter=ANSWERED),
        "skipped": Count("pk", filter=Q(skipped=True)),
        "seconds": Sum("seconds_spent", filter=ANSWERED),
    }
    answers = answers.annotate(question=F("version__question"), candidate=F("interview__candidate"))
    rows = answers.values(*OF_WHOM).annotate(**figures).values_list(*OF_WHOM, *figures, named=True)
    judged = _judged(questions, criteria, step)
    return {
        question: _item(question, found, judged.get(question, {}), step)
        for question, found in _by(rows, "question").items()
    }


def _item(question, rows, judged, step):
    counted = in_steps({row.candidate: row.came for row in rows}, step)
    of_counted = [row for row in rows if row.candidate in counted]
    timed = [row for row in rows if row.answered]
    seconds, _candidates, _answers = _mean(timed, "seconds", "answered", step)
    return Item(
        question,
        sum(row.drawn for row in of_counted),
        sum(row.answered for row in of_counted),
        sum(row.skipped for row in of_counted),
        len(counted),
        len(rows) - len(counted),
        seconds,
        judged,
    )


def _by(rows, name):
    found = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def _mean(rows, total, number, step):
    """Return (mean, the candidates in it, their answers) of `rows`, one for each candidate; the mean may be None."""
    rows = [row for row in rows if getattr(row, number)]
    counted = in_steps({row.candidate: row.came for row in rows}, step)
    rows = [row for row in rows if row.candidate in counted]
    answers = sum(getattr(row, number) for row in rows)
    return (sum(getattr(row, total) for row in rows) / answers if answers else None), counted, answers


def _judged(questions, criteria, step):
    """Return {question pk: {role: Judged}} by the sealed ratings of candidates and coaches; two queries."""
    narrow = Q() if questions is None else Q(answer__version__question__in=questions)
    marks = KeyPointMark.objects.filter(rating=OuterRef("pk")).order_by().values("rating")
    levels = CriterionLevel.objects.filter(rating=OuterRef("pk"), level__isnull=False).order_by().values("rating")
    weight = _weight(criteria)
    # Every key point of a sealed rating has a mark of 0 to 2, so that 50 times their mean is the coverage.
    sealed = (
        Rating.objects.standing()
        .filter(narrow, present("answer__version"), answer__version__question__guide__owner=None)
        .filter(Q(role=Role.SELF) | Q(role=Role.COACH, review__submitted_at__isnull=False))
        .order_by()
        .annotate(
            coverage=Subquery(marks.annotate(value=Avg("mark") * 50.0).values("value")),
            quality=Subquery(levels.annotate(value=Sum(F("level") * weight) * 1.0 / Sum(weight)).values("value")),
            question=F("answer__version__question"),
            candidate=F("answer__interview__candidate"),
        )
    )
    figures = {
        "came": Min("sealed_at"),
        "coverages": Sum("coverage"),
        "covered": Count("coverage"),
        "qualities": Sum("quality"),
        "qualified": Count("quality"),
    }
    by = ["role", *OF_WHOM]
    rows = sealed.values(*by).annotate(**figures).values_list(*by, *figures, named=True)
    found = {}
    for question, of_question in _by(rows, "question").items():
        found[question] = {role: _judged_by(of_role, step) for role, of_role in _by(of_question, "role").items()}
    return found


def _judged_by(rows, step):
    coverage, covered, answers = _mean(rows, "coverages", "covered", step)
    quality, qualified, levelled = _mean(rows, "qualities", "qualified", step)
    return Judged(coverage, quality, len(covered | qualified), max(answers, levelled))


def _weight(criteria):
    """Return the weight of a level's criterion as an expression; almost all weigh 1."""
    heavier = {}
    for criterion in Criterion.objects.exclude(weight=1) if criteria is None else criteria:
        if criterion.weight != 1:
            heavier.setdefault(criterion.weight, []).append(criterion.key)
    cases = [When(criterion__in=keys, then=Value(weight)) for weight, keys in heavier.items()]
    return Case(*cases, default=Value(1), output_field=IntegerField())


def present(version):
    """Return the condition that a row's `version` came with, or after, the last change of its question's meaning."""
    changes = QuestionChange.objects.filter(question=OuterRef(f"{version}__question")).order_by()
    last = (
        QuestionChange.objects.filter(question=OuterRef("question"), is_typo=False)
        .order_by()
        .values("question")
        .annotate(last=Max("at"))
        .values("last")
    )
    named = changes.filter(version=OuterRef(version))
    # A version that no change names came with a changed criterion: it stands or falls by its own day.
    meant = changes.filter(is_typo=False).order_by().values("question").annotate(last=Max("at")).values("last")
    return (
        Exists(named.filter(at__gte=Subquery(last)))
        | (~Exists(named) & Q(**{f"{version}__created_at__gte": Subquery(meant)}))
        | ~Exists(changes.filter(is_typo=False))
    )
