"""The study page: the questions of a guide that fit the filters, ten a page, and the one in front of the reader."""

from collections import Counter
from dataclasses import dataclass, field

from questions.models import FocusTopic, Question, SampleAnswer, Standing
from sessions.models import StudyMark
from sessions.queries.peeking import hidden_questions

PAGE = 10
# The filter by own mark knows one more: no mark at all.
UNMARKED = "none"


@dataclass(frozen=True)
class Filters:
    """What the reader wants to see; an empty text stands for everything."""

    round: str = ""
    topic: str = ""
    kind: str = ""
    mine: str = ""

    def query(self):
        """Return the filters that are set, for an address."""
        return {name: value for name, value in vars(self).items() if value}


@dataclass
class Entry:
    """A question in the deck: `number` counts from 1 over all that fit the filters; `note` is the reader's or None."""

    pk: int
    key: str
    prompt: str
    note: StudyMark | None
    number: int

    @property
    def mark(self):
        """The reader's StudyMark.Mark, or an empty text."""
        return self.note.mark if self.note else ""

    @property
    def mark_label(self):
        """The mark in words, or an empty text."""
        return self.note.get_mark_display() if self.note else ""


@dataclass
class Deck:
    """All that fits the filters, and the page of it that holds the question in front of the reader."""

    entries: list
    current: Entry | None

    @property
    def page(self):
        """The number of the present page, from 1."""
        return (self.current.number - 1) // PAGE + 1 if self.current else 1

    @property
    def pages(self):
        """How many pages there are, at least 1."""
        return max(1, -(-len(self.entries) // PAGE))

    @property
    def on_page(self):
        """The entries of the present page."""
        return self.entries[(self.page - 1) * PAGE : self.page * PAGE]

    @property
    def page_numbers(self):
        """The numbers of the pages."""
        return range(1, self.pages + 1)

    @property
    def previous(self):
        """The entry before the present one, or None."""
        return self.entries[self.current.number - 2] if self.current and self.current.number > 1 else None

    @property
    def next(self):
        """The entry after the present one, or None."""
        return self.entries[self.current.number] if self.current and self.current.number < len(self.entries) else None

    @property
    def marked(self):
        """How many entries carry each StudyMark.Mark."""
        return Counter(entry.mark for entry in self.entries)


def topics_of(guide):
    """Return the focus topics of `guide` in order, with their rounds; one query."""
    return list(
        FocusTopic.objects.filter(round__guide=guide)
        .select_related("round")
        .order_by("round__position", "round_id", "position", "pk")
    )


def deck(user, guide, filters, key="", page=1):
    """
    Return the Deck of `guide` for `user` (may be anonymous), in one query, two for a signed-in person.

    In front lies the question with `key` where the filters let it through, else the first of `page`. A filter by own
    mark keeps that question: marking it does not take it away from under the reader.
    """
    questions = Question.objects.published().filter(guide=guide)
    if filters.round:
        questions = questions.filter(topic__round__key=filters.round)
    if filters.topic:
        questions = questions.filter(topic__key=filters.topic)
    if filters.kind:
        questions = questions.filter(rubric__kind=filters.kind)
    notes = {}
    if user.is_authenticated:
        notes = {note.question_id: note for note in StudyMark.objects.filter(candidate=user, question__guide=guide)}
    rows = [
        (pk, question_key, prompt, notes.get(pk))
        for pk, question_key, prompt in questions.order_by(
            "topic__round__position", "topic__round", "topic__position", "topic", "position", "pk"
        ).values_list("pk", "key", "prompt")
    ]
    if filters.mine and user.is_authenticated:
        wanted = "" if filters.mine == UNMARKED else filters.mine
        rows = [row for row in rows if (row[3].mark if row[3] else "") == wanted or row[1] == key]
    entries = [Entry(*row, number) for number, row in enumerate(rows, start=1)]
    found = Deck(entries, next((entry for entry in entries if entry.key == key), None))
    if found.current is None and entries:
        found.current = entries[(min(max(page, 1), found.pages) - 1) * PAGE]
    return found


@dataclass
class Card:
    """
    The question in front of the reader.

    `is_hidden`: a realistic interview of theirs runs; `reveals`: the expected answer is shown, only then are
    `key_points` and `sample` (a strong SampleAnswer or None) loaded.
    """

    question: Question
    is_hidden: bool
    reveals: bool
    key_points: list = field(default_factory=list)
    sample: SampleAnswer | None = None


def card(user, entry, running, shown=False):
    """
    Return the Card of a deck's Entry in at most three queries; `running` is the interview that `user` sits in or None.

    The expected answer is shown only where `shown` is asked for, its reading was noted before, and it is not hidden.
    """
    question = Question.objects.select_related("topic__round", "rubric").get(pk=entry.pk)
    is_hidden = hides(user, question, running)
    if not shown or is_hidden or entry.note is None or entry.note.read_at is None:
        return Card(question, is_hidden, reveals=False)
    samples = SampleAnswer.objects.filter(
        version__question=question, standing=Standing.STRONG, replaced_at=None, needs_checking=False
    )
    return Card(
        question,
        is_hidden,
        reveals=True,
        key_points=list(question.key_points.order_by("position", "pk")),
        sample=samples.order_by("-pk").first(),
    )


def hides(user, question, running):
    """
    Whether the expected answer of `question` is hidden from `user`, who sits in the interview `running` (or None).

    While a realistic interview runs, all of its guide is hidden: hiding its own questions alone would tell which
    ones are still to come.
    """
    if running is None or not running.is_realistic:
        return False
    return running.guide_id == question.guide_id or question.pk in hidden_questions(user)
