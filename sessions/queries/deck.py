"""One page of the questions that fit some filters: cut out in the database, however many there are."""

from dataclasses import dataclass, field

from django.core.exceptions import EmptyResultSet
from django.db.models import F, Window
from django.db.models.functions import RowNumber

from sessions.models import StudyMark

PAGE = 10
# Pages that the pager names on each side of the present one.
NEAR = 2

BY_ROUND = ["topic__round__position", "topic__round", "topic__position", "topic", "position", "pk"]
BY_GUIDE = ["guide__position", "guide__title", "guide", *BY_ROUND]
AS_LISTED = [F("number").asc(nulls_last=True), *BY_ROUND]

# Ten at a time.
_TENS = ("0", f"(place - 1) / {PAGE} + 1")
# As the list came: the numbers 1 to 10, 11 to 20 and so on, whichever of them are there; then those without a number.
_BATCHES = (
    f"CASE WHEN number IS NULL THEN 100000 + place / {PAGE} ELSE (number - 1) / {PAGE} + 1 END",
    "DENSE_RANK() OVER (ORDER BY sheet)",
)
_NUMBERLESS = 100_000

_STATEMENT = """
WITH found (id, key, number, place) AS ({found}),
sheets AS (SELECT id, key, place, {sheet} AS sheet FROM found),
paged AS (SELECT id, key, place, sheet, {page} AS page FROM sheets),
reach AS (SELECT COUNT(*) AS total, MAX(page) AS pages FROM paged),
chosen AS (
    SELECT COALESCE(
        (SELECT page FROM paged WHERE key = %s), (SELECT CASE WHEN pages < %s THEN pages ELSE %s END FROM reach)
    ) AS page
),
bounds AS (SELECT MIN(place) AS lowest, MAX(place) AS highest FROM paged WHERE page = (SELECT page FROM chosen))
SELECT mark.id, mark.question_id, mark.mark, mark.marked_at, mark.read_at, mark.is_flagged,
    paged.id AS of_question, paged.key AS key, paged.place AS place, paged.sheet AS sheet, paged.page AS page,
    (SELECT page FROM chosen) AS chosen_page, (SELECT total FROM reach) AS total, (SELECT pages FROM reach) AS pages,
    question.number AS number, question.prompt AS prompt, question.guide_id AS guide,
    CASE WHEN guide.owner_id IS NULL THEN guide.slug ELSE '~' || guide.slug END AS guide_address,
    COALESCE(NULLIF(guide.short_title, ''), guide.title) AS guide_name,
    {marked}
FROM paged
JOIN questions_question question ON question.id = paged.id
JOIN questions_guide guide ON guide.id = question.guide_id
LEFT JOIN mock_sessions_studymark mark ON mark.question_id = paged.id AND mark.candidate_id = %s
WHERE paged.place BETWEEN (SELECT lowest - 1 FROM bounds) AND (SELECT highest + 1 FROM bounds)
ORDER BY paged.place
"""
_MARKED = """(
    SELECT COUNT(*) FROM mock_sessions_studymark
    WHERE candidate_id = %s AND mark = '{mark}' AND question_id IN (SELECT id FROM found)
) AS marked_{mark}"""


@dataclass(frozen=True)
class InGuide:
    """The guide that a question belongs to, as far as a list names it."""

    pk: int
    address: str
    short: str


@dataclass
class Entry:
    """
    A question in the deck: `number` is its number in the list, or counts from 1 over all that fit the filters.

    `note` is the reader's StudyMark or None. `snippet` quotes what was searched for, where that may be shown;
    `is_beside`: it was found beside the prompt.
    """

    pk: int
    key: str
    prompt: str
    note: StudyMark | None
    number: int
    guide: InGuide
    snippet: str = ""
    is_beside: bool = False

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
    """
    The page of the questions that fit the filters on which the question in front of the reader lies.

    `entries` are those of the page, `total` counts all that fit, `marked` how many of them carry each StudyMark.Mark.
    `previous` and `next` are the entries beside the present one, be it on another page. `batch` is the number of the
    batch where the page is one of the list's, else None; `tips` are that batch's.
    """

    entries: list = field(default_factory=list)
    current: Entry | None = None
    previous: Entry | None = None
    next: Entry | None = None
    page: int = 1
    pages: int = 1
    total: int = 0
    marked: dict = field(default_factory=dict)
    batch: int | None = None
    tips: list = field(default_factory=list)

    @property
    def page_numbers(self):
        """The numbers of the pages that the pager names: the ends and those near; None where some are left out."""
        named = {1, self.pages} | set(range(max(1, self.page - NEAR), min(self.pages, self.page + NEAR) + 1))
        numbers = []
        for number in sorted(named):
            last = numbers[-1] if numbers else 0
            # One page that would be left out is named instead.
            numbers += [number - 1] if number - last == 2 else [None] if number - last > 2 else []
            numbers.append(number)
        return numbers

    @property
    def batch_numbers(self):
        """The least and the greatest number of the batch."""
        return (self.batch - 1) * PAGE + 1, self.batch * PAGE

    @property
    def before_page(self):
        """The number of the page before, or None."""
        return self.page - 1 if self.page > 1 else None

    @property
    def after_page(self):
        """The number of the page after, or None."""
        return self.page + 1 if self.page < self.pages else None


def cut(questions, user, *, order, key="", page=1, batches=False):
    """
    Return the Deck of `questions` (a queryset) in one query, whatever their number.

    It is the page on which the question with `key` lies, else page `page`, or the last one. `batches`: the pages are
    the batches of the guide's list.
    """
    numbered = questions.order_by().annotate(place=Window(RowNumber(), order_by=order))
    try:
        found, parameters = numbered.values_list("pk", "key", "number", "place").query.sql_with_params()
    except EmptyResultSet:
        return Deck()
    sheet, of_page = _BATCHES if batches else _TENS
    marks = StudyMark.Mark.values
    statement = _STATEMENT.format(
        found=found, sheet=sheet, page=of_page, marked=", ".join(_MARKED.format(mark=mark) for mark in marks)
    )
    parameters = [*parameters, key, page, page, *[user.pk] * len(marks), user.pk]
    rows = list(StudyMark.objects.raw(statement, parameters))
    return _deck(rows, key, order is AS_LISTED, marks) if rows else Deck()


def _deck(rows, key, listed, marks):
    first = rows[0]
    entries = [_entry(row, listed) for row in rows]
    on_page = [index for index, row in enumerate(rows) if row.page == first.chosen_page]
    front = next((index for index in on_page if rows[index].key == key), on_page[0])
    sheet = rows[front].sheet
    return Deck(
        entries=[entries[index] for index in on_page],
        current=entries[front],
        previous=entries[front - 1] if front else None,
        next=entries[front + 1] if front + 1 < len(entries) else None,
        page=first.chosen_page,
        pages=first.pages,
        total=first.total,
        marked={mark: getattr(first, f"marked_{mark}") for mark in marks},
        batch=sheet if 0 < sheet < _NUMBERLESS else None,
    )


def _entry(row, listed):
    return Entry(
        pk=row.of_question,
        key=row.key,
        prompt=row.prompt,
        note=row if row.pk else None,
        number=row.number if listed and row.number is not None else row.place,
        guide=InGuide(row.guide, row.guide_address, row.guide_name),
    )
