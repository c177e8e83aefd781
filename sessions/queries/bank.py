"""What the curators' page of one question shows: its figures, its versions, and what stands on them."""

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from questions.models import Criterion, Question, QuestionVersion
from sessions.models import InterviewStatus, MockInterview, Role
from sessions.queries import agreement, peeking
from sessions.queries import items as item_statistics


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
class CriterionFigures:
    """A criterion of the present version, with the Distances of candidates and coaches and of two coaches, or None."""

    name: str
    question: str
    anchors: list
    own: agreement.Distance | None
    coaches: agreement.Distance | None


@dataclass(frozen=True)
class QuestionPage:
    """
    One question: its Item or None, its versions, the newest first, and CriterionFigures.

    `is_hidden`: the contents are hidden from this curator while their own interview asks the question.
    """

    question: Question
    item: object
    versions: list = field(default_factory=list)
    criteria: list = field(default_factory=list)
    is_hidden: bool = False

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


def question_page(key, user):
    """Return the QuestionPage of a public question by its key, for a curator, or None; seven queries."""
    hidden = peeking.hiding(Question.objects.filter(guide__owner=None, key=key), user)
    question = hidden.select_related("guide", "topic").first()
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
    criteria = list(Criterion.objects.all())
    item = item_statistics.items([question.pk], criteria).get(question.pk)
    figures = _criterion_figures(question, versions, present, criteria)
    return QuestionPage(question, item, uses[::-1], figures, question.is_hidden)


def _criterion_figures(question, versions, present, criteria):
    contents = {version.pk: version.content for version in versions}
    sides = [
        {one.criterion.key: one for one in side}
        for side in agreement.distances(criteria, [question.pk], agreement.words_in(contents.items()))
    ]
    own, coaches = sides
    return [
        CriterionFigures(
            one["name"],
            one["question"],
            list(enumerate(one["anchors"], start=1)),
            own.get(one["slug"]),
            coaches.get(one["slug"]),
        )
        for one in (contents[present]["criteria"] if present else [])
    ]


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
