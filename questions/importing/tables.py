"""Tables: of questions or of rounds, where their heads name them."""

import re

from questions.importing import labels
from questions.importing.desk import BOLD
from questions.importing.drafts import Piece
from questions.importing.inline import Inline
from questions.importing.measures import difficulty_of, minutes_of
from questions.importing.recognise import start_of

_MOST_COLUMNS = 20


def table(desk, block):
    """Read a table: of questions, where its head names them, else as text."""
    if not block.rows:
        return
    head = [Inline(cell.replace("\n", " ")).plain.strip() for cell in block.rows[0][1]][:_MOST_COLUMNS]
    fields = [column_of(name) for name in head]
    rows = block.rows[1:]
    if labels.QUESTION in fields and desk.mode in (None, labels.FAQ):
        if _links_to_page(rows, fields.index(labels.QUESTION)):
            at = fields.index(labels.QUESTION)
            desk.claim_mode()
            desk.contents += [(Inline(cells[at]).plain, line, line) for line, cells in rows if len(cells) > at]
            desk.known.append((block.line, block.line + 1))
            return
        desk.shut()
        for line, cells in rows:
            _row(desk, fields, head, line, cells)
        desk.known.append((block.line, max(block.line, min(block.line + 1, block.end))))
        desk.shut()
    elif desk.question is None and "round" in fields and desk.mode in (None, labels.ROUNDS):
        for line, cells in rows:
            _round_row(desk, fields, line, cells)
        desk.known.append((block.line, block.line + 1))
    else:
        desk.add_text([block])


def column_of(name):
    """Return what a column of a table holds, by its name, or None."""
    called = labels.normal(name)
    if called in ("#", "", "no", "nr", "number", "id", "s.no", "q#", "q no", "s no", "sr no"):
        return "number"
    if called in ("round", "stage", "interview", "interview round", "step"):
        return "round"
    if called in ("questions", "interview questions", "sample question"):
        return labels.QUESTION
    return labels.field_of(name) or labels.section_of(name)


def _links_to_page(rows, at):
    linked = [cells for _, cells in rows if len(cells) > at and "](#" in cells[at]]
    return bool(rows) and len(linked) >= len(rows) * 0.8


def _row(desk, fields, head, line, cells):
    at = fields.index(labels.QUESTION)
    if len(cells) <= at or not cells[at].strip():
        return
    start = start_of(Inline(" ".join(cells[at].split("\n"))))
    draft = desk.begin_question(start, ("table", False), line, line)
    for name, title, cell in zip(fields, head, cells, strict=False):
        text = cell.strip()
        if name == labels.QUESTION or not text:
            continue
        if name == "number":
            digits = re.sub(r"\D", "", text)[:5]
            draft.number = int(digits) if digits else draft.number
        elif name == labels.DIFFICULTY:
            draft.difficulty = difficulty_of(Inline(text).plain) or draft.difficulty
        elif name == labels.MINUTES:
            bare = Inline(text).plain
            draft.minutes = minutes_of(f"{bare} min" if bare.isdigit() else bare) or draft.minutes
        elif name == labels.TOPIC:
            draft.topic = Inline(text).plain
        elif name in (labels.KEY_POINTS, labels.PROBES):
            for part in re.split(r"\n|;\s", text):
                if part.strip(" -•*"):
                    draft.add(name, Piece(Inline(part.strip(" -•")).plain, line, line, "item"))
        elif name in (labels.EXPECTED, labels.SAMPLE, labels.WHY, labels.LOOKED_FOR):
            draft.add(name, Piece(text, line, line))
        else:
            draft.add(labels.EXPECTED, Piece(f"**{title}:** {text}" if title else text, line, line))


def _round_row(desk, fields, line, cells):
    level = desk.section.level + 0.1 if desk.section.kind == "container" else BOLD
    name = Inline(cells[fields.index("round")]).plain.strip()
    if not name:
        return
    section = desk.begin_section(name, line, line, level, kind="round")
    for field, cell in zip(fields, cells, strict=False):
        text = cell.strip()
        if field == labels.MINUTES:
            section.minutes = minutes_of(text) or section.minutes
        elif field == labels.FORMAT:
            section.format = Inline(text).plain
        elif field not in ("round", "number") and text:
            section.what_to_expect.append(Piece(text, line, line))
