"""What a list would become in the bank, as plain records; `proposal` makes them."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from questions.importing import key_points


@dataclass
class ProposedQuestion:
    """
    A question; `said` names the fields that the file itself gives, the others are defaults and guesses.

    `index` counts the questions of the file from 0; `has_proposed_points`: its key points were made from the expected
    answer. Decided by the person: what to `do`, the key of the question that it is merged `into` and the fields that
    this one may `leave` as they are there, and its `place`, (round, topic) by name, where it was moved.
    """

    index: int
    line: int
    number: int | None
    prompt: str
    kind: str
    difficulty: str
    minutes: int
    expected_answer: str
    why_it_matters: str
    key_points: list
    probes: list
    said: set
    has_proposed_points: bool = False
    do: str = ""
    into: str = ""
    leave: list = field(default_factory=list)
    place: list | None = None

    @property
    def missing(self):
        """What a question of the public bank would still need to be published, in words."""
        wanted = [
            (self.expected_answer, _("an expected answer")),
            (self.why_it_matters, _("why it matters")),
            (key_points.LEAST <= len(self.key_points) <= key_points.MOST, _("3 or 4 key points")),
        ]
        return [name for has, name in wanted if not has]


@dataclass
class ProposedTopic:
    """A topic with its questions; `sources` are its places in the file, (round, topic) counted from 0."""

    name: str
    description: str = ""
    questions: list = field(default_factory=list)
    sources: list = field(default_factory=list)


@dataclass
class ProposedRound:
    """A round with its tips, (title, body) each, and its topics; `sources` are its places in the file."""

    name: str
    format: str
    least_minutes: int
    most_minutes: int
    what_to_expect: str = ""
    tips: list = field(default_factory=list)
    topics: list = field(default_factory=list)
    sources: list = field(default_factory=list)

    @property
    def questions(self):
        """All questions of its topics, in order."""
        return [question for topic in self.topics for question in topic.questions]


@dataclass
class Proposal:
    """Everything that a file would become; `tips` are (title, body, batch), the other parts dicts of field values."""

    guide: dict
    rounds: list
    tips: list
    resources: list
    sources: list
    frequently_asked: list

    @property
    def questions(self):
        """All questions, in the order in which they will stand."""
        return [question for _round, _topic, question in self.places()]

    def places(self):
        """Yield (round, topic, question) of every question, in order."""
        for a_round in self.rounds:
            for topic in a_round.topics:
                for question in topic.questions:
                    yield a_round, topic, question

    @property
    def counts(self):
        """How much there is of everything."""
        return {
            "rounds": len(self.rounds),
            "topics": sum(len(a_round.topics) for a_round in self.rounds),
            "questions": len(self.questions),
            "tips": len(self.tips) + sum(len(a_round.tips) for a_round in self.rounds),
            "resources": len(self.resources),
            "sources": len(self.sources),
            "frequently_asked": len(self.frequently_asked),
        }
