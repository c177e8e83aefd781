"""The page of a round and of a focus topic: what to expect, what is asked, and the own record on it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Subquery

from questions.models import Difficulty, FocusTopic, Kind, Question, Round, Tip
from sessions import scoring
from sessions.models import StudyMark
from sessions.queries.guides import OwnRecord, own_record, visible_guide
from sessions.queries.records import Record, records

# A topic's page lists so many questions; the others are found where one studies.
LISTED = 25
# So many weak questions are named; the sentence above them says how many there are.
WEAK = 5
# What a page about a part of a guide does not need of the guide.
LONG_TEXTS = ("overview", "summary", "questions_to_ask")


@dataclass
class QuestionEntry:
    """A published question: what may be read of it before answering, and the candidate's Record of it or None."""

    pk: int
    key: str
    prompt: str
    kind: str
    difficulty: str
    minutes: int
    topic: int
    topic_key: str
    record: Record | None = None

    @property
    def kind_label(self):
        """The kind in words."""
        return Kind(self.kind).label

    @property
    def difficulty_label(self):
        """The difficulty in words."""
        return Difficulty(self.difficulty).label

    @property
    def mark_label(self):
        """The candidate's mark in words, or an empty text."""
        return StudyMark.Mark(self.record.mark).label if self.record and self.record.mark else ""

    @property
    def is_fresh(self):
        """Whether the candidate has neither answered nor read it."""
        return self.record is None or self.record.seen_at is None

    @property
    def is_weak(self):
        """Whether its last rating is low, or the candidate marked it "not yet"."""
        return self.record is not None and self.record.is_weak


@dataclass
class OwnStanding:
    """
    A candidate's record on a round or a topic.

    `score` and `last` as in OwnRecord, `rated_from` and `rated_to` are when its ratings were given; `answered` and
    `fresh` count published questions, `weak` holds those that are weak, the weakest first.
    """

    score: scoring.Score | None
    last: datetime | None
    rated_from: datetime | None
    rated_to: datetime | None
    answered: int
    fresh: int
    weak: list

    @property
    def weakest(self):
        """The weak questions that are named."""
        return self.weak[:WEAK]


@dataclass
class TopicEntry:
    """A focus topic on the page of its round; `own` is an OwnRecord, None for a visitor."""

    topic: FocusTopic
    questions: int
    own: OwnRecord | None


@dataclass
class RoundPage:
    """Everything that the page of a round shows; `number` counts from 1, `previous` and `next` are Rounds or None."""

    round: Round
    number: int
    rounds: int
    previous: Round | None
    next: Round | None
    tips: list
    topics: list
    own: OwnStanding | None

    @property
    def guide(self):
        """Its guide."""
        return self.round.guide

    @property
    def questions(self):
        """How many published questions its topics have."""
        return sum(entry.questions for entry in self.topics)

    @property
    def practised(self):
        """How many of its topics were practised."""
        return sum(1 for entry in self.topics if entry.own and entry.own.last)


@dataclass
class TopicPage:
    """Everything that the page of a focus topic shows; `previous` and `next` are FocusTopics of its guide or None."""

    topic: FocusTopic
    previous: FocusTopic | None
    next: FocusTopic | None
    tips: list
    entries: list
    own: OwnStanding | None

    @property
    def guide(self):
        """Its guide."""
        return self.topic.round.guide

    @property
    def questions(self):
        """How many published questions it has."""
        return len(self.entries)

    @property
    def listed(self):
        """The questions that the page lists."""
        return self.entries[:LISTED]


def round_page(user, slug, key):
    """Return the RoundPage for `user`, None where they may see none: four queries for a visitor, seven signed in."""
    rounds = list(
        Round.objects.filter(guide=_guide(user, slug))
        .select_related("guide")
        .defer(*(f"guide__{name}" for name in LONG_TEXTS))
        .order_by("position", "pk")
    )
    at = next((index for index, one in enumerate(rounds) if one.key == key), None)
    if at is None:
        return None
    found = rounds[at]
    topics = list(FocusTopic.objects.filter(round=found).order_by("position", "pk"))
    entries = _questions(Q(topic__round=found))
    own = None
    in_topics = {}
    if user.is_authenticated:
        known = _note(entries, records(user, found.guide))
        for record in known.values():
            in_topics.setdefault(record.topic, []).append(record)
        here = [record for topic in topics for record in in_topics.get(topic.pk, [])]
        own = _standing(entries, here)
    return RoundPage(
        round=found,
        number=at + 1,
        rounds=len(rounds),
        previous=rounds[at - 1] if at else None,
        next=rounds[at + 1] if at + 1 < len(rounds) else None,
        tips=list(Tip.objects.filter(round=found, topic=None).order_by("position", "pk")),
        topics=[
            TopicEntry(
                topic=topic,
                questions=sum(1 for entry in entries if entry.topic == topic.pk),
                own=None if own is None else own_record(in_topics.get(topic.pk, [])),
            )
            for topic in topics
        ],
        own=own,
    )


def topic_page(user, slug, key):
    """Return the TopicPage for `user`, None where they may see none: four queries for a visitor, seven signed in."""
    topics = list(
        FocusTopic.objects.filter(round__guide=_guide(user, slug))
        .select_related("round__guide")
        .defer(*(f"round__guide__{name}" for name in LONG_TEXTS), "round__what_to_expect")
        .order_by("round__position", "round_id", "position", "pk")
    )
    at = next((index for index, one in enumerate(topics) if one.key == key), None)
    if at is None:
        return None
    found = topics[at]
    entries = _questions(Q(topic=found))
    own = None
    if user.is_authenticated:
        known = _note(entries, records(user, found.round.guide))
        own = _standing(entries, [record for record in known.values() if record.topic == found.pk])
    return TopicPage(
        topic=found,
        previous=topics[at - 1] if at else None,
        next=topics[at + 1] if at + 1 < len(topics) else None,
        tips=list(Tip.objects.filter(topic=found).order_by("position", "pk")),
        entries=entries,
        own=own,
    )


def _guide(user, slug):
    return Subquery(visible_guide(user, slug).values("pk"))


def _questions(where):
    """The published questions in order. Nothing is loaded that is for reading after answering."""
    rows = (
        Question.objects.published()
        .filter(where)
        .order_by("topic__position", "topic", "position", "pk")
        .values_list("pk", "key", "prompt", "rubric__kind", "difficulty", "minutes", "topic", "topic__key")
    )
    return [QuestionEntry(*row) for row in rows]


def _note(entries, known):
    """Give each entry its Record; return the Records, {question pk: Record}."""
    for entry in entries:
        entry.record = known.get(entry.pk)
    return known


def _standing(entries, here):
    """Return the OwnStanding over `entries`, published questions, and the Records `here`, older questions included."""
    own = own_record(here)
    rated = [record.scored_at for record in here if record.score is not None]
    return OwnStanding(
        score=own.score,
        last=own.last,
        rated_from=min(rated, default=None),
        rated_to=max(rated, default=None),
        answered=sum(1 for entry in entries if entry.record and entry.record.answered_at),
        fresh=sum(1 for entry in entries if entry.is_fresh),
        weak=sorted((entry for entry in entries if entry.is_weak), key=_strength),
    )


def _strength(entry):
    """How a weak question is sorted: by its coverage and quality; one without a rating stands between."""
    score = entry.record.score
    coverage = score.coverage if score is not None and score.coverage is not None else scoring.WEAK_COVERAGE
    quality = score.quality if score is not None and score.quality is not None else scoring.WEAK_QUALITY
    return coverage / 100 + quality / 4
