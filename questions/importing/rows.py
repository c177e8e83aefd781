"""
Rows of cells into questions: a row is a question, the head names what its cells are in any of the usual words.

Whatever a row holds is shown: a cell without a field of its own goes with the expected answer, name and all.
"""

import re
from dataclasses import dataclass
from itertools import groupby

from questions import plain
from questions.importing import labels, markdown_tree, patience, repeats
from questions.importing.categories import Places
from questions.importing.decoding import Unreadable
from questions.importing.drafts import Draft, Piece
from questions.importing.inline import Inline
from questions.importing.measures import difficulty_of, minutes_of
from questions.importing.moodle_xml import as_markdown
from questions.importing.recognise import start_of
from questions.importing.tables import column_of
from questions.importing.understood import Problem, Repeated, Understood

MOST_ROWS = 20_000
MOST_COLUMNS = 20
# A title and a word on what follows may stand above the head, not more.
MOST_ABOVE = 10
ROUND, NUMBER, KIND = "round", "number", "kind"

_WORDS = {
    "question text": labels.QUESTION, "question body": labels.QUESTION, "question prompt": labels.QUESTION,
    "front": labels.QUESTION, "term": labels.QUESTION,
    "back": labels.EXPECTED, "definition": labels.EXPECTED,
    "question number": NUMBER, "question id": NUMBER, "question no": NUMBER, "question nr": NUMBER, "nr": NUMBER,
    "section": labels.TOPIC, "subject": labels.TOPIC, "module": labels.TOPIC, "chapter": labels.TOPIC,
    "skill": labels.TOPIC, "deck": labels.TOPIC, "group": labels.TOPIC, "subtopic": labels.TOPIC,
    "kind": KIND, "type": KIND, "question type": KIND, "question kind": KIND,
}  # fmt: skip
_COUNTED = re.compile(r"\s*#?\d{1,2}$")
_NUMBER = re.compile(r"[^\W\d]{0,8}\W*(\d{1,5})\W*")
_ITEM = re.compile(r"^\s*(?:[-•*–]|\d{1,2}[.)])\s+")
_BLOCK = re.compile(r"<(p|ul|ol|li|div|h[1-6]|table|pre|blockquote)\b[^<>]*>.*</\1\s*>", re.IGNORECASE | re.DOTALL)
# Signs by which a text shows that it is written in Markdown; a star alone is as often a product.
_MARKDOWN = re.compile(r"\*\*|__|`|\]\(|\\[*_`]")
_DETAILS = ("title", "company", "role", "level", "date")


@dataclass(frozen=True)
class Column:
    """
    A column: its name as it stands, and the field that it is, None where it has a name of its own.

    `is_entry`: a cell is one entry of a list, rather than all of them.
    """

    name: str
    field: str | None
    is_entry: bool = False


def field_of(name):
    """Return the field of a question that the name of a column means, or None."""
    patience.check()
    called = labels.normal(name)
    found = _WORDS.get(called) or column_of(name)
    if found is None and _COUNTED.search(called):
        found = column_of(_COUNTED.sub("", called))
    return found


def names_questions(names):
    """Return whether one of the names of columns is that of a question."""
    return any(field_of(name) == labels.QUESTION for name in names if name.strip())


def head_of(rows):
    """Return the index of the row that names the columns, or None; a title may stand above it."""
    found = [index for index, cells in enumerate(rows[:MOST_ABOVE]) if names_questions(cells)]
    wide = [index for index in found if sum(map(bool, map(str.strip, rows[index]))) > 1]
    return next(iter(wide or found), None)


def plain_cell(text):
    """Return a cell without the apostrophe by which a spreadsheet, or we, keep a text from being a formula."""
    return text[1:] if text[:1] == "'" and plain.harmless(text[1:]) != text[1:] else text


def as_text(cell):
    """Return a cell as Markdown: its own, or that of the HTML in it."""
    if "<" not in cell:
        return cell.strip()
    return (as_markdown(cell) if _BLOCK.search(cell) else markdown_tree.clean(cell)).strip()


def as_line(cell):
    """Return a cell as an Inline: as Markdown where it is written so, otherwise letter by letter."""
    text = " ".join(as_text(cell).split())
    return Inline(text) if _MARKDOWN.search(text) else Inline("", [("text", text, text)])


class Rows:
    """Collects questions, given cell by cell, into the Understood `found`."""

    def __init__(self):
        self.found = Understood()
        self.places = Places(self.found)
        self.has_content = []

    def add(self, cells, line, *, a_round=None, topic=None):
        """
        Add the question that (Column, text) pairs make; one of the texts is a list where its cell had several.

        `a_round` and `topic` are the names of the place for what says nothing of it.
        """
        draft = Draft(line, line, None, [], ("table", False), 0)
        kinds = []
        for column, cell in cells:
            if column.field == ROUND:
                a_round = as_line(cell).plain or a_round
            elif column.field == KIND:
                kinds.append((column, cell))
            else:
                _fill(draft, column, cell, line)
        for column, cell in kinds:
            # A kind is a place where nothing else is; here it is guessed anew from the question.
            if draft.topic is None and topic is None:
                draft.topic = as_line(cell).plain
            else:
                self.leave_out(column.name, line)
        question = draft.finished()
        if not question.prompt:
            return False
        self.places.topic(a_round, draft.topic or topic).questions.append(question)
        self.has_content.append((question, draft.has_content or any(draft.fields)))
        return True

    def leave_out(self, name, line):
        """Say once that a column is not imported."""
        message = f"“{name}” was left out: the kind of a question is guessed from its words."
        if not any(problem.message == message for problem in self.found.problems):
            self.found.problems.append(Problem(line, message))

    def finished(self):
        """Return the Understood, without the questions that stand twice."""
        found = self.found
        told = {id(question): has for question, has in self.has_content}
        questions = found.questions
        pairs = repeats.find(questions, [told[id(question)] for question in questions])
        gone = {id(questions[index]) for index, _other in pairs}
        found.repeated += [
            Repeated(questions[index].prompt, questions[index].line, questions[other].line) for index, other in pairs
        ]
        found.repeated.sort(key=lambda repeated: repeated.line)
        for a_round in found.rounds:
            for topic in a_round.topics:
                topic.questions = [question for question in topic.questions if id(question) not in gone]
        found.not_understood.sort(key=lambda part: part["line"])
        found.problems.sort(key=lambda problem: problem.line or 0)
        return found


def _fill(draft, column, cell, line):
    """Put a cell where it belongs in the question."""
    name = column.field
    if name == labels.QUESTION and not draft.prompt:
        start = start_of(as_line(cell))
        draft.number = start.number if draft.number is None else draft.number
        draft.difficulty, draft.minutes = draft.difficulty or start.difficulty, draft.minutes or start.minutes
        draft.prompt = [Piece(start.prompt.plain.strip(), line, line)]
    elif name == NUMBER and (column.name or _NUMBER.fullmatch(cell.strip())) and " " not in cell.strip():
        # What is no number is the name by which another system knows the question.
        number = _NUMBER.fullmatch(cell.strip())
        draft.number = int(number[1]) if number else draft.number
    elif name == labels.DIFFICULTY and difficulty_of(as_line(cell).plain):
        draft.difficulty = difficulty_of(as_line(cell).plain)
    elif name == labels.MINUTES and _minutes(as_line(cell).plain):
        draft.minutes = _minutes(as_line(cell).plain)
    elif name == labels.TOPIC and draft.topic is None:
        draft.topic = as_line(cell).plain or None
    elif name in (labels.KEY_POINTS, labels.PROBES):
        for part in [cell] if column.is_entry else re.split(r"\n|;\s", as_text(cell)):
            if part.strip(" -•*"):
                draft.add(name, Piece(as_line(_ITEM.sub("", part)).plain, line, line, "item"))
    elif name == labels.SAMPLE:
        draft.add(name, Piece("", line, line, "new"))
        draft.add(name, Piece(as_text(cell), line, line))
    elif name in (labels.EXPECTED, labels.WHY, labels.LOOKED_FOR):
        draft.add(name, Piece(as_text(cell), line, line))
    else:
        text = as_text(cell)
        draft.add(labels.EXPECTED, Piece(f"**{column.name}:** {text}" if column.name else text, line, line))


def _minutes(text):
    bare = re.fullmatch(r"\s*(\d{1,3})(?:[.,]0+)?\s*", text)
    return minutes_of(f"{bare[1]} min" if bare else text)


def understand_rows(rows, lines, into=None, topic=None):
    """
    Return the Understood of rows of cells; `lines` are the lines where they stand.

    With `into` they are added to what these Rows hold already, under `topic` where they name none, and nothing is
    returned. Raises Unreadable where no row names the columns.
    """
    at = head_of(rows)
    if at is None:
        raise Unreadable("No row names a column “Question”: name it so.")
    collected = into or Rows()
    _above(collected.found, rows[:at], lines[:at])
    head, rows, lines = rows[at], rows[at + 1 :], lines[at + 1 :]
    columns = [Column(as_line(name).plain, field_of(name)) for name in head[:MOST_COLUMNS]]
    rows = _filled_down([[plain_cell(cell) for cell in cells] for cells in rows], columns)
    for cells, line in zip(rows, lines, strict=True):
        given = [pair for pair in zip(columns, cells, strict=False) if pair[1].strip()]
        beyond = cells[len(columns) :]
        if not any(column.field == labels.QUESTION for column, _cell in given) or not collected.add(
            given, line, topic=topic
        ):
            beyond = cells
        if any(map(str.strip, beyond)):
            collected.found.not_understood.append({"line": line, "text": " | ".join(filter(str.strip, beyond))})
    if len(head) > MOST_COLUMNS and any(map(str.strip, head[MOST_COLUMNS:])):
        collected.found.problems.append(Problem(None, f"Only the first {MOST_COLUMNS} columns are read."))
    return collected.finished() if into is None else None


def _above(found, rows, lines):
    """What stands above the head: the title of the list, pairs such as Company and Acme, and what is neither."""
    for cells, line in zip(rows, lines, strict=True):
        given = [cell.strip() for cell in cells if cell.strip()]
        name = labels.normal(given[0]) if len(given) == 2 else "title"
        if len(given) <= 2 and name in _DETAILS and getattr(found.guide, name) is None and len(given[-1]) <= 200:
            setattr(found.guide, name, as_line(given[-1]).plain)
        elif given:
            found.not_understood.append({"line": line, "text": " | ".join(given)})


def _filled_down(rows, columns):
    """
    Fill the gaps in the columns of round and topic where each name is written once, above the rows that it is for.

    That is how merged cells come. Where a name is written twice in a row, a gap means that there is none.
    """
    for place, column in enumerate(columns):
        if column.field not in (ROUND, labels.TOPIC):
            continue
        values = [cells[place].strip() if len(cells) > place else "" for cells in rows]
        named = [value for value in values if value]
        if not values or not values[0] or len(named) == len(values) or len([*groupby(named)]) < len(named):
            continue
        last = ""
        for cells, value in zip(rows, values, strict=True):
            last = value or last
            if len(cells) > place and any(map(str.strip, cells)):
                cells[place] = last
    return rows
