"""
Item statistics: what candidates' answers say about a question.

Counted is what was drawn in interviews that were sat to their end, on public guides alone, since the last change of
the question's meaning: versions that differ by a corrected slip of the pen are kept together. No figure stands on
fewer than `FEWEST` different candidates. Source of the rules: docs/domain.md, "Scores".
"""

from dataclasses import dataclass

from django.db.models import Avg, Case, Count, Exists, F, IntegerField, Max, OuterRef, Q, Subquery, Sum, Value, When

from questions.models import Criterion, QuestionChange
from sessions.models import Answer, CriterionLevel, InterviewStatus, KeyPointMark, Rating, Role
from sessions.queries.records import ANSWERED

FEWEST = 5
ENDED = [InterviewStatus.RATING, InterviewStatus.RATED]
EASY_COVERAGE, EASY_QUALITY = 90, 3.5
HARD_COVERAGE, HARD_QUALITY = 25, 1.75


@dataclass(frozen=True)
class Judged:
    """What the raters of one role say: mean coverage in percent, mean quality, over `candidates` and `answers`."""

    coverage: float | None
    quality: float | None
    candidates: int
    answers: int

    @property
    def is_enough(self):
        """Whether the means may be shown."""
        return self.candidates >= FEWEST


@dataclass(frozen=True)
class Item:
    """The figures of one question. `seconds` is the mean time of the answered ones; `judged` maps a Role to Judged."""

    question: int
    drawn: int
    answered: int
    skipped: int
    candidates: int
    seconds: float | None
    judged: dict

    @property
    def is_enough(self):
        """Whether shares and means may be shown."""
        return self.candidates >= FEWEST

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


def items(questions=None):
    """
    Return {question pk: Item} for every question of a public guide that was drawn, in three queries.

    `questions` narrows it down to some primary keys.
    """
    narrow = Q() if questions is None else Q(version__question__in=questions)
    answers = Answer.objects.filter(
        narrow, _present("version"), interview__status__in=ENDED, version__question__guide__owner=None
    ).order_by()
    judged = _judged(questions)
    rows = answers.values("version__question").annotate(
        drawn=Count("pk"),
        answered=Count("pk", filter=ANSWERED),
        skipped=Count("pk", filter=Q(skipped=True)),
        candidates=Count("interview__candidate", distinct=True),
        seconds=Avg("seconds_spent", filter=ANSWERED),
    )
    return {
        row["version__question"]: Item(
            row["version__question"],
            row["drawn"],
            row["answered"],
            row["skipped"],
            row["candidates"],
            row["seconds"],
            judged.get(row["version__question"], {}),
        )
        for row in rows
    }


def _judged(questions):
    """Return {question pk: {role: Judged}} by the sealed ratings of candidates and coaches; two queries."""
    narrow = Q() if questions is None else Q(answer__version__question__in=questions)
    marks = KeyPointMark.objects.filter(rating=OuterRef("pk")).order_by().values("rating")
    levels = CriterionLevel.objects.filter(rating=OuterRef("pk"), level__isnull=False).order_by().values("rating")
    weight = _weight()
    # Every key point of a sealed rating has a mark of 0 to 2, so that 50 times their mean is the coverage.
    sealed = (
        Rating.objects.sealed()
        .filter(narrow, _present("answer__version"), answer__version__question__guide__owner=None)
        .filter(Q(role=Role.SELF) | Q(role=Role.COACH, review__submitted_at__isnull=False))
        .order_by()
        .annotate(
            coverage=Subquery(marks.annotate(value=Avg("mark") * 50.0).values("value")),
            quality=Subquery(levels.annotate(value=Sum(F("level") * weight) * 1.0 / Sum(weight)).values("value")),
        )
    )
    found = {}
    for row in sealed.values("answer__version__question", "role").annotate(
        mean_coverage=Avg("coverage"),
        mean_quality=Avg("quality"),
        candidates=Count("answer__interview__candidate", distinct=True),
        answers=Count("answer", distinct=True),
    ):
        found.setdefault(row["answer__version__question"], {})[row["role"]] = Judged(
            row["mean_coverage"], row["mean_quality"], row["candidates"], row["answers"]
        )
    return found


def _weight():
    """Return the weight of a level's criterion as an expression; almost all weigh 1."""
    heavier = {}
    for key, weight in Criterion.objects.exclude(weight=1).values_list("key", "weight"):
        heavier.setdefault(weight, []).append(key)
    cases = [When(criterion__in=keys, then=Value(weight)) for weight, keys in heavier.items()]
    return Case(*cases, default=Value(1), output_field=IntegerField())


def _present(version):
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
        | ~Exists(changes)
    )
