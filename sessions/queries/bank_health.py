"""The state of the public bank as its curators see it: what asks for a look, check by check."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from questions import duplicates
from questions.models import (
    Criterion,
    FocusTopic,
    Question,
    QuestionVersion,
    SampleAnswer,
    Source,
    Status,
    StatusChange,
)
from questions.reporting import open_reports
from sessions.models import Answer
from sessions.queries import agreement
from sessions.queries import items as item_statistics

FEWEST_IN_TOPIC = 4
FEWEST_KEY_POINTS = 3
# A question that is younger than this had no time to be drawn.
TIME_TO_BE_DRAWN = timedelta(days=30)
VERIFIED_FOR = timedelta(days=365)

THIN, POINTS, SAMPLES, NEAR, NEVER, SKIPPED, EASY, HARD, UNCLEAR, FAR, SOURCES = (
    "thin-topics",
    "key-points",
    "samples",
    "near-duplicates",
    "never-drawn",
    "always-skipped",
    "too-easy",
    "too-hard",
    "unclear-criteria",
    "far-from-coaches",
    "sources",
)
REPORTS = "reports"
# What each check says is wrong, and what to do.
CHECKS = {
    THIN: (_("Topics with too few questions"), _("A topic needs 4 published questions for a draw that differs.")),
    POINTS: (_("Questions without key points"), _("Fewer than 3 key points: their coverage says little or nothing.")),
    SAMPLES: (_("Questions without sample answers"), _("Nobody can see what a strong answer looks like.")),
    NEAR: (_("Near-duplicates"), _("Two questions that ask nearly the same. Retire one, or note that they differ.")),
    NEVER: (_("Never drawn"), _("Published for a month, and in no interview. Is their topic ever chosen?")),
    SKIPPED: (_("Always skipped"), _("At least 5 candidates had them, and nobody answered. Is the prompt clear?")),
    EASY: (_("Too easy"), _("Coverage of 90 % and quality of 3.5 or more on average: they tell candidates nothing.")),
    HARD: (_("Too hard"), _("Coverage under 25 % or quality under 1.75 on average: is the expected answer fair?")),
    UNCLEAR: (
        _("Unclear criteria"),
        _("Two coaches gave the same level in less than half of the cases. Can an anchor be read in two ways?"),
    ),
    FAR: (
        _("Candidates far from coaches"),
        _("A whole level or more apart on average. Do candidates see in the anchors what is asked for?"),
    ),
    SOURCES: (_("Sources to verify again"), _("Not verified within the last year.")),
}
BY_FIGURES = {SKIPPED: "is_always_skipped", EASY: "is_too_easy", HARD: "is_too_hard"}


@dataclass(frozen=True)
class Check:
    """One thing that may be wrong with the bank, and how often it is."""

    key: str
    count: int

    @property
    def name(self):
        """What is wrong, in words."""
        return CHECKS[self.key][0]

    @property
    def advice(self):
        """Why it matters or what to do."""
        return CHECKS[self.key][1]


@dataclass(frozen=True)
class Health:
    """The state of the public bank; `uncompared` questions are not yet looked at for near-duplicates."""

    questions: int
    checks: list
    reports: int
    uncompared: int = 0

    @cached_property
    def wrong(self):
        """The checks that found something."""
        return [check for check in self.checks if check.count]

    @cached_property
    def fine(self):
        """The checks that found nothing; of near-duplicates that is said once everything is compared."""
        return [check for check in self.checks if not check.count and not (check.key == NEAR and self.uncompared)]

    @property
    def looks(self):
        """How many things ask for a look."""
        return len(self.wrong) + bool(self.reports)


@dataclass(frozen=True)
class Apart:
    """A question with the Distance of two sides on one criterion."""

    question: Question
    distance: agreement.Distance


def health(now):
    """Return the Health of the public bank at `now`, in seven queries."""
    criteria, public = list(Criterion.objects.all()), _public_questions().values("pk")
    counted = _checked(now).aggregate(
        questions=Count("pk"),
        **{POINTS: Count("pk", filter=Q(points__lt=FEWEST_KEY_POINTS))},
        **{SAMPLES: Count("pk", filter=Q(has_sample=False))},
        **{NEVER: Count("pk", filter=Q(is_overdue=True))},
    )
    questions = counted.pop("questions")
    found = {THIN: _thin_topics(), SOURCES: _old_sources(now), NEAR: duplicates.open_pairs()}
    counts = counted | _numbers(found | {REPORTS: open_reports(), "uncompared": duplicates.waiting()})
    items = item_statistics.items(public, criteria).values()
    for key, name in BY_FIGURES.items():
        counts[key] = sum(getattr(item, name) for item in items)
    own, coaches = agreement.distances(criteria, public)
    counts |= {FAR: sum(one.is_far for one in own), UNCLEAR: sum(one.is_unclear for one in coaches)}
    return Health(questions, [Check(key, counts[key]) for key in CHECKS], counts[REPORTS], counts["uncompared"])


def _numbers(found):
    """Return {key: how many rows} of querysets by key, in one query."""
    counts = [
        rows.model.objects.filter(pk__in=rows.order_by().values("pk"))
        .order_by()
        .annotate(of=Value(key, output_field=CharField()))
        .values("of")
        .annotate(number=Count("pk"))
        .values_list("of", "number")
        for key, rows in found.items()
    ]
    return dict.fromkeys(found, 0) | dict(counts[0].union(*counts[1:], all=True).order_by())


def wrong_rows(key, now):
    """Return what the check `key` complains of: a queryset of topics, sources, pairs or questions, or Aparts."""
    if key == THIN:
        return _thin_topics().select_related("round__guide").order_by("questions_there", "round__guide", "pk")
    if key == SOURCES:
        return _old_sources(now).select_related("guide").order_by(F("verified_on").asc(nulls_first=True), "pk")
    if key == NEAR:
        return duplicates.open_pairs()
    if key in (FAR, UNCLEAR):
        return _apart(key)
    questions = _public_questions().select_related("guide", "topic").order_by("guide", "position", "pk")
    if key in BY_FIGURES:
        found = item_statistics.items(_public_questions().values("pk"))
        return questions.filter(pk__in=[pk for pk, item in found.items() if getattr(item, BY_FIGURES[key])])
    conditions = {
        POINTS: Q(points__lt=FEWEST_KEY_POINTS),
        SAMPLES: Q(has_sample=False),
        NEVER: Q(is_overdue=True),
    }
    return _checked(now, questions).filter(conditions[key])


def _apart(key):
    own, coaches = agreement.distances(list(Criterion.objects.all()), _public_questions().values("pk"))
    found = [one for one in own if one.is_far] if key == FAR else [one for one in coaches if one.is_unclear]
    questions = Question.objects.select_related("guide", "topic").in_bulk([one.question for one in found])
    return [Apart(questions[one.question], one) for one in found]


def _public_questions():
    return Question.objects.published().filter(guide__owner=None, guide__status=Status.PUBLISHED)


def _checked(now, questions=None):
    samples = SampleAnswer.objects.filter(version__question=OuterRef("pk"), replaced_at=None, needs_checking=False)
    first = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("number").values("created_at")[:1]
    published = StatusChange.objects.filter(status=Status.PUBLISHED).order_by("-at").values("at")
    questions = _public_questions() if questions is None else questions
    limit = now - TIME_TO_BE_DRAWN
    of_guide = Subquery(published.filter(guide=OuterRef("guide"))[:1])
    return questions.annotate(
        points=Count("key_points"),
        has_sample=Exists(samples),
        is_drawn=Exists(Answer.objects.filter(version__question=OuterRef("pk"))),
        # What came from a file has no change of status: it is as old as its first version.
        public_from=Coalesce(Subquery(published.filter(question=OuterRef("pk"))[:1]), Subquery(first)),
        guide_public_from=of_guide,
        is_overdue=Case(
            When(
                Q(is_drawn=False, public_from__lt=limit) & (Q(guide_public_from=None) | Q(guide_public_from__lt=limit)),
                then=Value(True),
            ),
            default=Value(False),
        ),
    )


def _thin_topics():
    published = Count("questions", filter=Q(questions__status=Status.PUBLISHED))
    return (
        FocusTopic.objects.filter(round__guide__owner=None, round__guide__status=Status.PUBLISHED)
        .annotate(questions_there=published)
        .filter(questions_there__lt=FEWEST_IN_TOPIC)
    )


def _old_sources(now):
    limit = (now - VERIFIED_FOR).date()
    return (
        Source.objects.filter(guide__owner=None)
        .exclude(guide__status=Status.RETIRED)
        .filter(Q(verified_on=None) | Q(verified_on__lt=limit))
    )
