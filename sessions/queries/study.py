"""The study page: the questions of a guide that fit the filters, ten a page, and the one in front of the reader."""

from collections import Counter
from dataclasses import dataclass

from questions.models import FocusTopic, Question
from sessions.models import StudyMark

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
