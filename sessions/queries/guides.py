"""The guides as a contents page, and one guide with everything that hangs on it."""

from collections import namedtuple
from dataclasses import dataclass, field
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateField,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from questions.models import (
    FocusTopic,
    FrequentlyAsked,
    Guide,
    Medium,
    Question,
    Resource,
    Round,
    Source,
    Status,
    Tip,
)
from sessions import scoring
from sessions.models import Answer, InterviewStatus, Preparation
from sessions.queries.records import ANSWERED, by_question, rated_answers

PUBLISHED_QUESTIONS = Count("questions", filter=Q(questions__status=Status.PUBLISHED))
# The list of a guide is studied in batches of ten.
BATCH = 10
# So many guides are seen at a glance; more are filtered and turned over page by page.
AT_A_GLANCE = 10
PAGE = 25

Part = namedtuple("Part", "part position pk heading text author medium url day of_round of_topic batch")


def visible_guide(user, slug):
    """Return the queryset of the one guide that `user` sees at the address `slug` (see `Guide.address`)."""
    return Guide.objects.at(user, slug)


def contents(user):
    """Return the guides that `user` may read, each with `topic_count`, `question_count` and `rounds`; two queries."""
    return list(_with_contents(Guide.objects.visible_to(user)))


def _with_contents(guides):
    topics = FocusTopic.objects.filter(round__guide=OuterRef("pk")).order_by().values("round__guide")
    questions = Question.objects.published().filter(guide=OuterRef("pk")).order_by().values("guide")
    return guides.annotate(
        topic_count=Coalesce(Subquery(topics.annotate(n=Count("pk")).values("n")), 0),
        question_count=Coalesce(Subquery(questions.annotate(n=Count("pk")).values("n")), 0),
    ).prefetch_related(Prefetch("rounds", Round.objects.order_by("position", "pk")))


@dataclass(frozen=True)
class Progress:
    """How far a candidate has come on a guide: topics in which they answered a question, and when last; or None."""

    topics: int = 0
    last: datetime | None = None


@dataclass
class Contents:
    """A page of the list of guides: its guides carry `progress`, and None for a visitor."""

    page: Page
    filters: dict
    choices: dict
    total: int

    @property
    def guides(self):
        """The guides of the page."""
        return self.page.object_list

    @property
    def is_filtered(self):
        """Whether some guides are left out."""
        return any(self.filters.values())

    @property
    def offers_filters(self):
        """Whether there are more guides than one sees at a glance, or some are left out."""
        return self.is_filtered or self.total > AT_A_GLANCE


def contents_page(user, company="", role="", page=1):
    """
    Return the Contents for `user`: three queries for a visitor, four for a signed-in person.

    `company` and `role` leave out the guides of all others, an empty text none; `page` is taken as it comes from an
    address: the nearest one there is.
    """
    rows = list(Guide.objects.visible_to(user).values_list("pk", "company", "role"))
    filters = {"company": company, "role": role}
    fitting = [pk for pk, of, as_ in rows if (not company or of == company) and (not role or as_ == role)]
    found = Paginator(fitting, PAGE).get_page(page)
    guides = {guide.pk: guide for guide in _with_contents(Guide.objects.filter(pk__in=list(found.object_list)))}
    found.object_list = [guides[pk] for pk in found.object_list if pk in guides]
    progress = _progress(user, list(guides)) if user.is_authenticated else None
    for guide in found.object_list:
        guide.progress = None if progress is None else progress.get(guide.pk, Progress())
    choices = {"company": {of for _, of, _ in rows if of}, "role": {as_ for _, _, as_ in rows if as_}}
    return Contents(found, filters, {name: sorted(values) for name, values in choices.items()}, len(rows))


def _progress(user, guides):
    """Return {guide pk: Progress}, as the records count: what was answered, abandoned interviews left out."""
    answered = (
        Answer.objects.filter(ANSWERED, interview__candidate=user, opened_at__isnull=False)
        .exclude(interview__status=InterviewStatus.ABANDONED)
        .filter(version__question__guide__in=guides)
        .order_by()
        .values("version__question__guide")
        .annotate(topics=Count("version__question__topic", distinct=True), last=Max("opened_at"))
    )
    return {row["version__question__guide"]: Progress(row["topics"], row["last"]) for row in answered}


@dataclass
class OwnRecord:
    """The signed-in candidate's record on a topic: means over the last ratings of its questions."""

    score: scoring.Score | None
    last: datetime | None


@dataclass
class TopicEntry:
    """A focus topic on the guide page; `own` is None for a visitor."""

    topic: FocusTopic
    questions: int
    own: OwnRecord | None


@dataclass
class RoundEntry:
    """A round on the guide page; `width` and `least` are its lengths as the loop draws them, of 60."""

    round: Round
    width: float
    least: float
    topics: list
    standing: str = ""
    # Whether its topics show without being asked for.
    is_open: bool = False

    @property
    def questions(self):
        """How many published questions its topics have."""
        return sum(entry.questions for entry in self.topics)

    @property
    def practised(self):
        """How many of its topics were practised."""
        return sum(1 for entry in self.topics if entry.own and entry.own.last)

    @property
    def last(self):
        """When one of its topics was last practised, or None."""
        return max((entry.own.last for entry in self.topics if entry.own and entry.own.last), default=None)


@dataclass
class GuidePage:
    """Everything that the page of a guide shows."""

    guide: Guide
    rounds: list
    tips: list = field(default_factory=list)
    resources: list = field(default_factory=list)
    sources: list = field(default_factory=list)
    frequently_asked: list = field(default_factory=list)
    preparation: Preparation | None = None

    @property
    def topics(self):
        """How many focus topics it has."""
        return sum(len(entry.topics) for entry in self.rounds)

    @property
    def questions(self):
        """How many published questions it has."""
        return sum(entry.questions for entry in self.rounds)

    @property
    def checked_on(self):
        """The day its sources were last verified, or None."""
        return max((source.day for source in self.sources if source.day), default=None)


def guide_page(user, guide):
    """Return the GuidePage of `guide` for `user`: three queries for a visitor, six for a signed-in person."""
    topics = {}
    for topic in (
        FocusTopic.objects.filter(round__guide=guide)
        .annotate(question_count=PUBLISHED_QUESTIONS)
        .order_by("position", "pk")
    ):
        topics.setdefault(topic.round_id, []).append(topic)
    parts = _parts(guide)
    own = _own_records(user, guide) if user.is_authenticated else None
    rounds = list(guide.rounds.order_by("position", "pk"))
    longest = max((a_round.most_minutes for a_round in rounds), default=1)
    entries = [
        RoundEntry(
            round=a_round,
            width=round(60 * a_round.most_minutes / longest, 1),
            least=round(60 * a_round.least_minutes / longest, 1),
            topics=[
                TopicEntry(
                    topic=topic,
                    questions=topic.question_count,
                    own=None if own is None else own.get(topic.pk, OwnRecord(None, None)),
                )
                for topic in topics.get(a_round.pk, [])
            ],
        )
        for a_round in rounds
    ]
    _mark_standing(entries)
    return GuidePage(
        guide=guide,
        rounds=entries,
        tips=[tip for tip in parts["tip"] if tip.of_round is None and tip.of_topic is None],
        resources=parts["resource"],
        sources=parts["source"],
        frequently_asked=parts["asked"],
        preparation=Preparation.objects.filter(candidate=user, guide=guide).first() if user.is_authenticated else None,
    )


def own_record(records):
    """Return the OwnRecord over Records of questions: means of their last scores, the last time one was answered."""
    scores = [record.score for record in records if record.score is not None]
    return OwnRecord(
        score=scoring.interview_score(scores) if scores else None,
        last=max((record.answered_at for record in records if record.answered_at is not None), default=None),
    )


def _own_records(user, guide):
    topics = {}
    for record in by_question(rated_answers(user, guide)).values():
        topics.setdefault(record.topic, []).append(record)
    return {topic: own_record(records) for topic, records in topics.items()}


def _mark_standing(entries):
    """Say which round was practised last, and of which others every topic was practised."""
    latest = max((entry for entry in entries if entry.last), key=lambda entry: entry.last, default=None)
    for entry in entries:
        if entry is latest:
            entry.standing = "now"
        elif entry.topics and entry.practised == len(entry.topics):
            entry.standing = "done"
    # One list of topics is open: where the candidate is, else the first.
    for entry in [latest] if latest else entries[:1]:
        entry.is_open = True


def _parts(guide):
    """Tips, resources, sources and frequently asked questions of a guide in one query: {part: [Part]}."""
    nothing, no_day, no_number = (
        Value("", CharField()),
        Cast(Value(None), DateField()),
        Cast(Value(None), BigIntegerField()),
    )
    columns = {
        "author_name": nothing,
        "medium_name": nothing,
        "address": nothing,
        "day": no_day,
        "of_round": no_number,
        "of_topic": no_number,
        "of_batch": no_number,
    }

    def rows(model, part, heading, text, **own):
        return (
            model.objects.filter(guide=guide)
            .order_by()
            .annotate(
                part=Value(part, CharField()),
                heading=Cast(heading, TextField()),
                full_text=Cast(text, TextField()),
                **{name: own.get(name, value) for name, value in columns.items()},
            )
            .values_list("part", "position", "pk", "heading", "full_text", *columns)
        )

    found = {"tip": [], "resource": [], "source": [], "asked": []}
    union = rows(
        Tip,
        "tip",
        "title",
        "body",
        of_round=Cast("round_id", BigIntegerField()),
        of_topic=Cast("topic_id", BigIntegerField()),
        of_batch=Cast("batch", BigIntegerField()),
    ).union(
        rows(Resource, "resource", "title", "note", author_name=F("author"), medium_name=F("medium"), address=F("url")),
        rows(Source, "source", "title", "note", address=F("url"), day=F("verified_on")),
        rows(FrequentlyAsked, "asked", "question", "answer"),
        all=True,
    )
    for row in union.order_by("part", "position", "pk"):
        part = Part(*row)
        if part.medium:
            part = part._replace(medium=Medium(part.medium).label)
        found[part.part].append(part)
    return found
