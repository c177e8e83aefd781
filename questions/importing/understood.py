"""What was understood of a file, as plain records in the shape in which it is shown: `as_dict` is that shape."""

from dataclasses import asdict, dataclass, field


@dataclass
class Guide:
    """What the file says of the guide itself."""

    title: str | None = None
    company: str | None = None
    role: str | None = None
    level: str | None = None
    date: str | None = None
    summary: str | None = None


@dataclass
class Question:
    """A question. `minutes` are (least, most)."""

    number: int | None
    prompt: str
    expected_answer: str | None
    why_it_matters: str | None
    key_points: list
    probes: list
    sample_answers: list
    difficulty: str | None
    minutes: tuple | None
    line: int


@dataclass
class Topic:
    """A topic; the one without a name holds what stands under no heading."""

    name: str | None
    description: str | None = None
    questions: list = field(default_factory=list)


@dataclass
class Round:
    """A round; the one without a name holds the topics that belong to none. `minutes` are (least, most)."""

    name: str | None
    format: str | None = None
    minutes: tuple | None = None
    what_to_expect: str | None = None
    tips: str | None = None
    topics: list = field(default_factory=list)


@dataclass
class FrequentlyAsked:
    """A question about the interviews, with its answer."""

    question: str
    answer: str | None
    line: int


@dataclass
class Tip:
    """A tip; `batch` counts the lists of tips where there are several."""

    title: str | None
    body: str | None
    batch: int | None
    line: int


@dataclass
class Reference:
    """A resource or a source."""

    title: str
    url: str | None
    note: str | None


@dataclass
class Repeated:
    """A question that the file holds already."""

    prompt: str
    line: int
    same_as_line: int


@dataclass
class Problem:
    """What is wrong, in a sentence; `line` is None where it is the whole file."""

    line: int | None
    message: str


@dataclass
class Understood:
    """Everything."""

    guide: Guide = field(default_factory=Guide)
    rounds: list = field(default_factory=list)
    frequently_asked: list = field(default_factory=list)
    tips: list = field(default_factory=list)
    resources: list = field(default_factory=list)
    sources: list = field(default_factory=list)
    repeated: list = field(default_factory=list)
    not_understood: list = field(default_factory=list)  # of {"line", "text"}
    problems: list = field(default_factory=list)

    @property
    def questions(self):
        """All questions of the rounds, in order."""
        return [question for a_round in self.rounds for topic in a_round.topics for question in topic.questions]

    @property
    def is_empty(self):
        """Whether nothing at all was understood that could be imported."""
        return not (self.rounds or self.frequently_asked or self.tips or self.resources or self.sources)

    def as_dict(self):
        """Return it as plain values for JSON."""
        values = asdict(self)
        for a_round in values["rounds"]:
            a_round["minutes"] = _minutes(a_round["minutes"])
            for topic in a_round["topics"]:
                for question in topic["questions"]:
                    question["minutes"] = _minutes(question["minutes"])
        return values


def _minutes(minutes):
    """A number where it is one, else as people write a span: "45-60"."""
    if minutes is None:
        return None
    least, most = minutes
    return least if least == most else f"{least}-{most}"
