"""
Tables as text: CSV with any separator, cells copied out of a spreadsheet, and cards (`term <tab> definition`).

A table is known by a row that names a column of questions; cards and rows without a head by their shape.
"""

import csv
import io
import re
from dataclasses import dataclass

from questions.importing import rows
from questions.importing.decoding import Unreadable
from questions.importing.recognise import is_likely
from questions.importing.understood import Problem

_SEPARATORS = ",;\t|"
# As many lines, and characters of each, tell whether a text is a table.
_SEEN_LINES, _SEEN_WIDTH = 12, 200_000
_MOST_NAMES = 20_000
_NAMED = re.compile(r"\ufeff?sep=([,;|\t])\s*$")
_RULE = re.compile(r"[\s|:+-]+")
_PROSE = re.compile(r"[.!?:]\s*$")
_MARKUP = re.compile(r"^\s*(?:[-*+•>#|]|\d{1,4}[.)]\s|```)")
# The part of the rows that must look like cards, and of the cards that must ask something where commas part them.
_MOST = 0.8


@dataclass(frozen=True)
class Form:
    """How a table is written: its separator, how many lines stand before it, and its head where it has none."""

    separator: str
    skipped: int = 0
    head: tuple = ()


def form_of(text):
    """Return the Form of a text that is a table, or None."""
    lines = [(number, line) for number, line in enumerate(text.split("\n", 400)[:400]) if line.strip()]
    named = _NAMED.match(lines[0][1]) if lines else None
    separators = named[1] if named else _SEPARATORS
    skipped = lines[0][0] + 1 if named else 0
    seen = [(number, line[:_SEEN_WIDTH]) for number, line in lines[bool(named) :][:_SEEN_LINES]]
    for place, (_number, line) in enumerate(seen[: rows.MOST_ABOVE]):
        for separator in separators:
            if _is_head(line, separator, [after for _, after in seen[place + 1 :]], is_first=place == 0):
                return Form(separator, skipped if place == 0 or _are_rows(seen[:place], separator) else seen[place][0])
    return _cards([line for _, line in lines], separators, skipped)


def _names(line, separator):
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _is_head(line, separator, after, is_first):
    if _MARKUP.match(line) and not line.startswith("#" + separator):
        return False
    names = _names(line, separator)
    if not 1 < len(names) <= _MOST_NAMES or not rows.names_questions(names):
        return False
    if separator == "|" and (not after or _RULE.fullmatch(after[0])):
        # A table of Markdown without its outer lines.
        return False
    if is_first:
        return True
    known = sum(1 for name in names if name.strip() and rows.field_of(name))
    return known > 1 and bool(after) and separator in after[0] and not any(map(_PROSE.search, names))


def _are_rows(seen, separator):
    """Whether all that stands above a head belongs to the table; else it is text around it."""
    return all(separator in line or len(seen) < 3 for _, line in seen)


def _cards(lines, separators, skipped):
    """Rows without a head: two cells each, or a number before them; parted by commas only where the first asks."""
    seen = [line[:_SEEN_WIDTH] for line in lines[:200]]
    for separator in "\t;,":
        if separator not in separators or len(seen) < 2 or sum(map(_is_markup, seen)) > len(seen) * (1 - _MOST):
            continue
        found = [cells for cells in (_names(line, separator) for line in seen) if cells]
        wide = [cells for cells in found if len(cells) > 2 and cells[0].strip(" .)#").isdecimal()]
        is_counted = len(wide) >= len(seen) * _MOST
        cards = [cells[is_counted:] for cells in (wide if is_counted else found)]
        cards = [cells for cells in cards if len(cells) == 2 and all(map(str.strip, cells))]
        asked = [cells for cells in cards if is_likely(cells[0])]
        least = len(seen) * _MOST
        if len(cards) >= least and (separator == "\t" or len(asked) >= least):
            return Form(separator, skipped, ("number", "question", "answer") if is_counted else ("question", "answer"))
    return None


def _is_markup(line):
    return bool(_MARKUP.match(line)) and not re.match(r"\d{1,4}[.)]?\t", line)


def is_table(text):
    """Return whether a text is a table of questions."""
    return form_of(text) is not None


def understand(text):
    """Return the Understood of a table. Raises Unreadable."""
    form = form_of(text)
    before, body = text.split("\n")[: form.skipped], text.split("\n", form.skipped)[-1]
    table, lines, problems = _read(body, form.separator, form.skipped)
    if form.head:
        table, lines = [list(form.head), *table], [form.skipped + 1, *lines]
    found = rows.understand_rows(table, lines)
    found.problems[:0] = problems
    outside = [
        {"line": number, "text": line.strip()}
        for number, line in enumerate(before, start=1)
        if line.strip() and not _NAMED.match(line)
    ]
    found.not_understood[:0] = outside
    return found


def _read(text, separator, skipped):
    """Return (rows, the lines where they begin, problems)."""
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    table, lines, first = [], [], skipped + 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                table.append(cells)
                lines.append(first)
            first = skipped + reader.line_num + 1
            if len(table) > rows.MOST_ROWS + 1:
                raise Unreadable(f"The table has more than {rows.MOST_ROWS:,} rows: split it.")
    except csv.Error as error:
        where = skipped + reader.line_num
        raise Unreadable(f"The table cannot be read from line {where} on: {error}.") from None
    problems = []
    if table and first - lines[-1] > 1 and text.count('"') % 2:
        message = "A quotation mark that opens in this row is never closed: all that follows is in one cell."
        problems.append(Problem(lines[-1], message))
    return table, lines, problems
