"""
What a file of the bank says, as plain records.

Every record knows the `place` in the file where it stands, for messages. A field that a file left out holds its
empty value: "" for text, None for a number or a date, () for a list.
"""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: `file` as it was named, `place` in it, such as `guide.rounds[1].key`, and words."""

    file: str
    place: str
    message: str

    def __str__(self):
        where = f"{self.file}: {self.place}" if self.place else self.file
        return f"{where}: {self.message}"


@dataclass(frozen=True)
class CriterionRecord:
    """A criterion of a rubric; `anchors` are the four descriptions, level 1 first."""

    place: str
    key: str
    name: str
    question: str
    weight: int
    anchors: tuple


@dataclass(frozen=True)
class RubricRecord:
    """A rubric with its criteria."""

    place: str
    key: str
    name: str
    kind: str
    description: str
    criteria: tuple


@dataclass(frozen=True)
class TipRecord:
    """A tip of a guide, round or topic, which is the record that holds it."""

    place: str
    key: str
    title: str
    body: str
    batch: int | None


@dataclass(frozen=True)
class ResourceRecord:
    """A book, page or course."""

    place: str
    key: str
    title: str
    author: str
    medium: str
    url: str
    note: str


@dataclass(frozen=True)
class SourceRecord:
    """Where the guide's facts come from."""

    place: str
    key: str
    title: str
    url: str
    note: str
    verified_on: date | None


@dataclass(frozen=True)
class AskedRecord:
    """A frequently asked question."""

    place: str
    key: str
    question: str
    answer: str


@dataclass(frozen=True)
class KeyPointRecord:
    """A key point of a question."""

    place: str
    key: str
    text: str
    why: str


@dataclass(frozen=True)
class SampleRecord:
    """A sample answer: `marks` {key point: {mark, reason}}, `levels` {criterion: {level, reason}}."""

    place: str
    standing: str
    text: str
    marks: dict
    levels: dict


@dataclass(frozen=True)
class QuestionRecord:
    """A question with all that belongs to it; `criteria` and `related` are keys."""

    place: str
    key: str
    number: int | None
    kind: str
    difficulty: str
    minutes: int | None
    status: str
    prompt: str
    expected_answer: str
    why_it_matters: str
    key_points: tuple
    criteria: tuple
    probes: tuple
    related: tuple
    samples: tuple


@dataclass(frozen=True)
class TopicRecord:
    """A focus topic with its tips and questions."""

    place: str
    key: str
    name: str
    description: str
    expected_at_level: str
    example: str
    tips: tuple
    questions: tuple


@dataclass(frozen=True)
class RoundRecord:
    """A round with its tips and topics."""

    place: str
    key: str
    name: str
    format: str
    least_minutes: int | None
    most_minutes: int | None
    what_to_expect: str
    tips: tuple
    topics: tuple


@dataclass(frozen=True)
class GuideRecord:
    """A guide with everything in it."""

    place: str
    key: str
    slug: str
    title: str
    short_title: str
    company: str
    role: str
    level: str
    audience: str
    summary: str
    overview: str
    least_weeks: int | None
    most_weeks: int | None
    status: str
    tips: tuple
    resources: tuple
    sources: tuple
    frequently_asked: tuple
    questions_to_ask: tuple
    rounds: tuple

    def topics(self):
        """Return (round record, topic record) of every topic, in order."""
        return [(a_round, topic) for a_round in self.rounds for topic in a_round.topics]

    def questions(self):
        """Return (topic record, question record) of every question, in order."""
        return [(topic, question) for _, topic in self.topics() for question in topic.questions]

    def all_tips(self):
        """Return (round record or None, topic record or None, tip record) of every tip, the guide's own first."""
        tips = [(None, None, tip) for tip in self.tips]
        for a_round in self.rounds:
            tips += [(a_round, None, tip) for tip in a_round.tips]
            for topic in a_round.topics:
                tips += [(a_round, topic, tip) for tip in topic.tips]
        return tips


@dataclass(frozen=True)
class FileRecord:
    """One file: rubrics, or one guide; `problems` are those that parsing met."""

    name: str
    rubrics: tuple = ()
    guide: GuideRecord | None = None
    problems: tuple = field(default=())
