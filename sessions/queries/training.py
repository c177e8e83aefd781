"""Rater training: what can be trained on, what was trained so far, and whether it is offered."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import Length

from accounts.models import User
from questions.models import Kind, Question, QuestionVersion, SampleAnswer
from sessions import calibration
from sessions.models import (
    Answer,
    InterviewStatus,
    MockInterview,
    RaterTraining,
    Rating,
    SampleRating,
    StudyMark,
)

# How many standings must have a sample on one version: to learn on it, and to compare an own answer with.
LEARNT_FROM = 3
COMPARED = 2
# How long a training takes: reading at so many letters a minute, and so many choices a minute.
LETTERS_A_MINUTE = 1_300
CHOICES_A_MINUTE = 8
_STANDS_BEFORE_RATING = [InterviewStatus.PLANNED, InterviewStatus.RUNNING, InterviewStatus.RATING]


def sample_set(question, least, prefer=None):
    """
    Return (version, [SampleAnswer]) with one current sample per standing, or None; in one query.

    `question` and `prefer` are primary keys. Of several versions with at least `least` standings the one with most
    counts, then the version `prefer`, then the latest; of several samples of one standing the latest.
    """
    by_version = {}
    current = SampleAnswer.objects.filter(version__question=question, replaced_at=None)
    for sample in current.select_related("version").order_by("pk"):
        by_version.setdefault(sample.version, {})[sample.standing] = sample
    whole = [(version, list(samples.values())) for version, samples in by_version.items() if len(samples) >= least]
    return max(whole, key=lambda one: (len(one[1]), one[0].pk == prefer, one[0].number), default=None)


def with_samples_to_compare(answers):
    """Return the queryset `answers` with `has_samples`: whether they can be compared with rated samples."""
    return answers.annotate(
        has_samples=Exists(_on_one_version(COMPARED).filter(version__question=OuterRef("version__question")))
    )


def _on_one_version(least):
    """Versions (as `version`) on which current samples of at least `least` standings stand."""
    current = SampleAnswer.objects.filter(replaced_at=None).order_by().values("version")
    return current.annotate(standings=Count("standing", distinct=True)).filter(standings__gte=least).values("version")


def open_in(content, rating):
    """Return what is still open in a SampleRating of a version's `content`: slugs of key points, then criteria."""
    return [point["slug"] for point in content["key_points"] if point["slug"] not in rating.marks] + [
        criterion["slug"] for criterion in content["criteria"] if criterion["slug"] not in rating.levels
    ]


# What can be trained on


@dataclass(frozen=True)
class Choice:
    """A question whose three samples can be rated; `trained`, `read`: whether the person did that before."""

    key: str
    prompt: str
    kind: str
    guide: str
    minutes: int
    trained: bool
    read: bool

    @property
    def kind_name(self):
        """The kind in words."""
        return Kind(self.kind).label


@dataclass(frozen=True)
class KindOfChoice:
    """All Choices of one kind, the one to take first at the head."""

    kind: str
    choices: list

    @property
    def name(self):
        """The kind in words."""
        return Kind(self.kind).label

    @property
    def trained(self):
        """How many of them were trained on."""
        return sum(choice.trained for choice in self.choices)


@dataclass(frozen=True)
class Offer:
    """What can be trained on now. `hidden_guide` is the guide whose questions are hidden, or empty."""

    kinds: list
    suggested: Choice | None
    to_rate: MockInterview | None
    hidden_guide: str

    def of_kind(self, kind):
        """Return the KindOfChoice of `kind`, or None where there is nothing to train on."""
        return next((one for one in self.kinds if one.kind == kind), None)


def offer(user, running):
    """
    Return the Offer to `user`, who sits in the interview `running` (or None); in two queries.

    Left out are questions of interviews that they have planned, sit in or have still to rate: a training would show
    their expected answers. While a realistic interview runs its whole guide is left out, since leaving out its own
    questions alone would tell which ones are still to come.
    """
    hides = running is not None and running.is_realistic
    found = _versions(user)
    if hides:
        found = found.exclude(question__guide=running.guide_id)
    to_rate, wanted = _kinds_to_rate(user)
    choices = {}
    for row in found.order_by("number"):
        minutes = row["letters"] / LETTERS_A_MINUTE + LEARNT_FROM * _choices(row) / CHOICES_A_MINUTE
        choices[row["question"]] = Choice(
            key=row["question__key"],
            prompt=row["content__prompt"],
            kind=row["content__kind"],
            guide=row["question__guide__short_title"] or row["question__guide__title"],
            minutes=max(1, round(minutes)),
            trained=row["trained"],
            read=row["read"],
        )
    by_kind = {}
    for choice in sorted(choices.values(), key=lambda choice: (choice.trained, choice.read, choice.minutes)):
        by_kind.setdefault(choice.kind, []).append(choice)
    kinds = [KindOfChoice(kind, by_kind[kind]) for kind in Kind.values if kind in by_kind]
    first = min(kinds, key=lambda one: (one.kind not in wanted, one.choices[0].trained, one.trained), default=None)
    return Offer(kinds, first.choices[0] if first else None, to_rate, running.guide_title if hides else "")


def is_offered(user):
    """Whether learning to rate is offered to `user` now: they have neither trained nor rated, and can; one query."""
    trained = RaterTraining.objects.filter(rater=user, finished_at__isnull=False)
    rated = Rating.objects.by_candidate().filter(answer__interview__candidate=user, sealed_at__isnull=False)
    return User.objects.filter(~Exists(trained), ~Exists(rated), Exists(_whole_versions(user)), pk=user.pk).exists()


def _whole_versions(user):
    """Versions of questions that `user` may see, with all three samples, in no interview that they have yet to rate."""
    before_rating = Answer.objects.filter(
        interview__candidate=user,
        interview__status__in=_STANDS_BEFORE_RATING,
        version__question=OuterRef("question"),
    )
    return QuestionVersion.objects.filter(
        ~Exists(before_rating),
        pk__in=_on_one_version(LEARNT_FROM),
        question__in=Question.objects.visible_to(user),
    )


def _versions(user):
    trained = RaterTraining.objects.filter(
        rater=user, version__question=OuterRef("question"), finished_at__isnull=False
    )
    read = StudyMark.objects.filter(candidate=user, question=OuterRef("question"), read_at__isnull=False)
    return (
        _whole_versions(user)
        .annotate(
            trained=Exists(trained),
            read=Exists(read),
            letters=Sum(Length("samples__text"), filter=Q(samples__replaced_at=None)),
        )
        .values(
            "question",
            "question__key",
            "question__guide__title",
            "question__guide__short_title",
            "content__prompt",
            "content__kind",
            "content__key_points",
            "content__criteria",
            "trained",
            "read",
            "letters",
        )
    )


def _choices(row):
    return len(row["content__key_points"]) + len(row["content__criteria"])


def about_to_rate(user):
    """Return the latest interview that `user` has still to rate, or None."""
    return _to_rate(user).first()


def _to_rate(user):
    return MockInterview.objects.owned_by(user).filter(status=InterviewStatus.RATING).order_by("-created_at", "-pk")


def _kinds_to_rate(user):
    """Return (the latest interview that `user` has to rate or None, the kinds of its questions), in one query."""
    answers = list(
        Answer.objects.filter(interview__in=_to_rate(user).values("pk")[:1])
        .select_related("interview", "version")
        .order_by("position")
    )
    return (answers[0].interview if answers else None), {answer.content["kind"] for answer in answers}


# What was trained so far


@dataclass(frozen=True)
class Trained:
    """
    One training in the list. `levels`, `marks`: the Agreement of own and reference; `judged` of `total` choices.

    `answer` is (interview, position) of the own answer that was compared, or None.
    """

    pk: int
    prompt: str
    kind: str
    begun_at: datetime
    finished_at: datetime | None
    answer: tuple | None
    levels: calibration.Agreement
    marks: calibration.Agreement
    judged: int
    total: int

    @property
    def kind_name(self):
        """The kind of its question in words."""
        return Kind(self.kind).label


@dataclass(frozen=True)
class CriterionSoFar:
    """One criterion over all finished trainings."""

    name: str
    figures: calibration.Agreement


@dataclass
class Record:
    """All trainings of a person: those under way, the finished ones by time, and what comes of these together."""

    under_way: list = field(default_factory=list)
    finished: list = field(default_factory=list)
    criteria: list = field(default_factory=list)
    levels: calibration.Agreement = field(default_factory=lambda: calibration.agreement([]))

    @cached_property
    def newest_first(self):
        """The finished ones, the latest first."""
        return self.finished[::-1]


def record(user):
    """Return the Record of `user`, in two queries whatever the number of trainings."""
    rated = {}
    fields = ("training", "marks", "levels", "reference_marks", "reference_levels")
    for one in SampleRating.objects.filter(training__rater=user).order_by("position").only(*fields):
        rated.setdefault(one.training_id, []).append(one)
    found, by_criterion = Record(), {}
    for row in _trainings(user):
        ratings = rated.get(row.pk, [])
        of_it = _level_pairs(row, ratings) if row.finished_at else {}
        trained = _trained(row, ratings, of_it)
        (found.finished if row.finished_at else found.under_way).append(trained)
        for criterion, pairs in of_it.items():
            by_criterion.setdefault(criterion, []).extend(pairs)
    found.levels = calibration.agreement(pair for pairs in by_criterion.values() for pair in pairs)
    # What is furthest from the reference is what there is to learn.
    found.criteria = sorted(
        (CriterionSoFar(name, calibration.agreement(pairs)) for (_slug, name), pairs in by_criterion.items() if pairs),
        key=lambda line: (-line.figures.absolute, -line.figures.pairs, line.name),
    )
    return found


def _level_pairs(row, ratings):
    """Return {(slug, name) of a criterion: its Pairs} of one finished training."""
    found = {}
    for criterion in row.version__content__criteria:
        slug = criterion["slug"]
        found[slug, criterion["name"]] = [
            pair
            for one in ratings
            for pair in calibration.paired({slug: one.levels.get(slug)}, reference_levels(one), row.pk)
        ]
    return found


def _trained(row, ratings, level_pairs):
    marks = [
        pair
        for one in ratings
        if row.finished_at
        for pair in calibration.paired(one.marks, reference_marks(one), row.pk)
    ]
    return Trained(
        pk=row.pk,
        prompt=row.version__content__prompt,
        kind=row.version__content__kind,
        begun_at=row.begun_at,
        finished_at=row.finished_at,
        answer=(row.answer__interview, row.answer__position) if row.answer__position else None,
        levels=calibration.agreement(pair for pairs in level_pairs.values() for pair in pairs),
        marks=calibration.agreement(marks),
        judged=sum(len(one.marks) + len(one.levels) for one in ratings),
        total=len(ratings) * (len(row.version__content__key_points) + len(row.version__content__criteria)),
    )


def reference_marks(rating):
    """Return {key point slug: mark or None} of the reference of a SampleRating."""
    return {slug: given["mark"] for slug, given in rating.reference_marks.items()}


def reference_levels(rating):
    """Return {criterion slug: level or None} of the reference of a SampleRating."""
    return {slug: given["level"] for slug, given in rating.reference_levels.items()}


def _trainings(user):
    return (
        RaterTraining.objects.filter(rater=user)
        .order_by("begun_at", "pk")
        .values_list(
            "pk",
            "begun_at",
            "finished_at",
            "answer__interview",
            "answer__position",
            "version__content__prompt",
            "version__content__kind",
            "version__content__key_points",
            "version__content__criteria",
            named=True,
        )
    )
