"""What the curators' pages about the bank show: its health, and one question with its versions and their use."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from questions.models import FocusTopic, Question, QuestionVersion, SampleAnswer, Source, Status
from questions.reporting import open_reports
from sessions.models import Answer, InterviewStatus, MockInterview, Role
from sessions.queries import items as item_statistics

FEWEST_IN_TOPIC = 4
FEWEST_KEY_POINTS = 3
# A question that is younger than this had no time to be drawn.
TIME_TO_BE_DRAWN = timedelta(days=30)
VERIFIED_FOR = timedelta(days=365)

THIN, POINTS, SAMPLES, NEVER, SKIPPED, EASY, HARD, SOURCES = (
    "thin-topics",
    "key-points",
    "samples",
    "never-drawn",
    "always-skipped",
    "too-easy",
    "too-hard",
    "sources",
)
# What each check says is wrong, and what to do.
CHECKS = {
    THIN: (_("Topics with too few questions"), _("A topic needs 4 published questions for a draw that differs.")),
    POINTS: (_("Questions without key points"), _("Fewer than 3 key points: their coverage says little or nothing.")),
    SAMPLES: (_("Questions without sample answers"), _("Nobody can see what a strong answer looks like.")),
    NEVER: (_("Never drawn"), _("Published for a month, and in no interview. Is their topic ever chosen?")),
    SKIPPED: (_("Always skipped"), _("At least 5 candidates had them, and nobody answered. Is the prompt clear?")),
    EASY: (_("Too easy"), _("Coverage of 90 % and quality of 3.5 or more on average: they tell candidates nothing.")),
    HARD: (_("Too hard"), _("Coverage under 25 % or quality under 1.75 on average: is the expected answer fair?")),
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
    """The state of the public bank."""

    questions: int
    checks: list
    reports: int

    @cached_property
    def wrong(self):
        """The checks that found something."""
        return [check for check in self.checks if check.count]

    @cached_property
    def fine(self):
        """The checks that found nothing."""
        return [check for check in self.checks if not check.count]


def health(now):
    """Return the Health of the public bank at `now`, in seven queries."""
    found = item_statistics.items()
    counted = _checked(now).aggregate(
        questions=Count("pk"),
        **{POINTS: Count("pk", filter=Q(points__lt=FEWEST_KEY_POINTS))},
        **{SAMPLES: Count("pk", filter=Q(has_sample=False))},
        **{NEVER: Count("pk", filter=Q(is_drawn=False, first_version_at__lt=now - TIME_TO_BE_DRAWN))},
    )
    questions = counted.pop("questions")
    counts = counted | {
        THIN: _thin_topics().count(),
        SOURCES: _old_sources(now).count(),
    }
    for key, name in BY_FIGURES.items():
        counts[key] = sum(getattr(item, name) for item in found.values())
    return Health(questions, [Check(key, counts[key]) for key in CHECKS], open_reports().count())


def wrong_rows(key, now):
    """Return what the check `key` complains of: a queryset of questions, topics or sources."""
    if key == THIN:
        return _thin_topics().select_related("round__guide").order_by("questions_there", "round__guide", "pk")
    if key == SOURCES:
        return _old_sources(now).select_related("guide").order_by(F("verified_on").asc(nulls_first=True), "pk")
    questions = _public_questions().select_related("guide", "topic").order_by("guide", "position", "pk")
    if key in BY_FIGURES:
        found = item_statistics.items()
        return questions.filter(pk__in=[pk for pk, item in found.items() if getattr(item, BY_FIGURES[key])])
    conditions = {
        POINTS: Q(points__lt=FEWEST_KEY_POINTS),
        SAMPLES: Q(has_sample=False),
        NEVER: Q(is_drawn=False, first_version_at__lt=now - TIME_TO_BE_DRAWN),
    }
    return _checked(now, questions).filter(conditions[key])


@dataclass(frozen=True)
class VersionUse:
    """A version with its change (None: it came with a changed criterion) and the interviews that stand on it."""

    version: QuestionVersion
    change: object
    running: int
    ended: int
    before: QuestionVersion | None
    is_present: bool

    @cached_property
    def parts(self):
        """The content part by part, each beside that of the version before."""
        earlier = _texts(self.before.content) if self.before else {}
        return [Part(name, text, earlier.get(name, "")) for name, text in _texts(self.version.content).items()]

    @property
    def changed_parts(self):
        """The parts that differ from the version before."""
        return [part for part in self.parts if not part.is_same]

    @property
    def same_parts(self):
        """The names of the parts that do not."""
        return [str(part.name).lower() for part in self.parts if part.is_same]


@dataclass(frozen=True)
class Part:
    """A part of a version's content as text, and what it was in the version before (empty in the first)."""

    name: str
    text: str
    before: str

    @property
    def is_same(self):
        """Whether it did not change."""
        return self.text == self.before


@dataclass(frozen=True)
class QuestionPage:
    """One question: its Item or None, and its versions, the newest first."""

    question: Question
    item: object
    versions: list = field(default_factory=list)

    @cached_property
    def use(self):
        """The effect of a change: see `Use`."""
        last = max((one.version.number for one in self.versions), default=0)
        return Use(
            sum(one.running for one in self.versions), sum(one.ended for one in self.versions), self.numbers, last
        )

    @property
    def judged(self):
        """(who rated, their Judged or None) for candidates and coaches."""
        return [
            (name, self.item.judged.get(role) if self.item else None)
            for role, name in ((Role.SELF, _("candidates")), (Role.COACH, _("coaches")))
        ]

    @property
    def numbers(self):
        """The numbers of the versions that interviews stand on."""
        return sorted(one.version.number for one in self.versions if one.running or one.ended)


@dataclass(frozen=True)
class Use:
    """
    How many running and ended interviews keep which versions (numbers), whatever is changed now.

    `last` is the number of the newest version, 0 where there is none or where it is of many questions.
    """

    running: int
    ended: int
    numbers: list
    last: int = 0

    @property
    def next(self):
        """The number of the version that a change makes."""
        return self.last + 1

    @property
    def is_used(self):
        """Whether any interview stands on the question."""
        return bool(self.running or self.ended)


def use_of(question_pk):
    """Return the Use of a question; one query."""
    versions = list(_used_versions(question_pk).only("number"))
    used = [version for version in versions if version.running or version.ended]
    return Use(
        sum(version.running for version in used),
        sum(version.ended for version in used),
        [version.number for version in used],
        max((version.number for version in versions), default=0),
    )


def use_of_many(questions):
    """Return the Use of questions together, each interview counted once; one query."""
    interviews = MockInterview.objects.filter(answers__version__question__in=questions)
    going = Q(status__in=[InterviewStatus.PLANNED, InterviewStatus.RUNNING])
    over = Q(status__in=[InterviewStatus.RATING, InterviewStatus.RATED])
    counted = interviews.aggregate(
        running=Count("pk", filter=going, distinct=True), ended=Count("pk", filter=over, distinct=True)
    )
    return Use(counted["running"], counted["ended"], [])


def question_page(key):
    """Return the QuestionPage of a public question by its key, or None; six queries."""
    question = Question.objects.filter(guide__owner=None, key=key).select_related("guide", "topic").first()
    if question is None:
        return None
    changes = {}
    for change in question.changes.select_related("by").order_by("at", "pk"):
        changes[change.version_id] = change
    versions = list(_used_versions(question.pk))
    latest = max(changes.values(), key=lambda change: (change.at, change.pk), default=None)
    present = latest.version_id if latest else versions[-1].pk if versions else None
    if versions and changes.get(versions[-1].pk) is None:
        # A changed criterion makes a version without a change when the question is next drawn.
        present = versions[-1].pk
    uses = [
        VersionUse(
            version,
            changes.get(version.pk),
            version.running,
            version.ended,
            before,
            version.pk == present,
        )
        for before, version in zip([None, *versions], versions, strict=False)
    ]
    return QuestionPage(question, item_statistics.items([question.pk]).get(question.pk), uses[::-1])


def _texts(content):
    """Return {name: text} of a content's parts."""
    points = [f"{point['text']}\n{point['why']}" for point in content["key_points"]]
    criteria = [
        "\n".join(
            [f"{one['name']}: {one['question']}", *(f"{level}: {text}" for level, text in enumerate(one["anchors"], 1))]
        )
        for one in content["criteria"]
    ]
    return {
        _("Prompt"): content["prompt"],
        _("Kind and minutes"): f"{content['rubric']['name']}, {content['minutes']}",
        _("Expected answer"): content["expected_answer"],
        _("Why it matters"): content["why_it_matters"],
        _("Key points"): "\n\n".join(points),
        _("Probes"): "\n".join(content["probes"]),
        _("Criteria"): "\n\n".join(criteria),
    }


def _used_versions(question_pk):
    """Return the versions of a question in order, each with the interviews that stand on it but abandoned ones."""
    going = Q(answers__interview__status__in=[InterviewStatus.PLANNED, InterviewStatus.RUNNING])
    over = Q(answers__interview__status__in=[InterviewStatus.RATING, InterviewStatus.RATED])
    return (
        QuestionVersion.objects.filter(question=question_pk)
        .annotate(
            running=Count("answers__interview", filter=going, distinct=True),
            ended=Count("answers__interview", filter=over, distinct=True),
        )
        .order_by("number")
    )


def _public_questions():
    return Question.objects.published().filter(guide__owner=None, guide__status=Status.PUBLISHED)


def _checked(now, questions=None):
    samples = SampleAnswer.objects.filter(version__question=OuterRef("pk"), replaced_at=None, needs_checking=False)
    first = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("number")
    questions = _public_questions() if questions is None else questions
    return questions.annotate(
        points=Count("key_points"),
        has_sample=Exists(samples),
        is_drawn=Exists(Answer.objects.filter(version__question=OuterRef("pk"))),
        first_version_at=Subquery(first.values("created_at")[:1]),
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
