"""
A file into a dataset: CSV, XLSX, JSON or YAML, told apart by what is in it, whatever it is called.

The dataset is django-import-export's (tablib) with the numbers by which people find its rows: those that a spreadsheet
shows, or the place in the list, from 1.
"""

import csv
import io
import json
import re
import zipfile

import openpyxl
import tablib
from django.utils.translation import gettext as _

from questions.importing import safe_yaml
from questions.importing.decoding import MOST_BYTES, Unreadable, decode
from questions.importing.sheets import is_json, is_workbook, opened
from questions.tables.cells import ABSENT, UNCOUNTED, armed
from questions.tables.columns import KNOWN, name_of

MOST_ROWS = 10_000
MOST_COLUMNS = 60
_SEPARATORS = ",;\t"
_YAML = re.compile(r"\A(?:#.*\n|---[ \t]*\n|[ \t]*\n)*-[ \t]+\S")
_HINT = re.compile(r"\Asep=(.)\n", re.IGNORECASE)


class Table(tablib.Dataset):
    """
    A dataset that knows where its rows stand: `numbers`, one for each row.

    `ragged` are {number: sentence} of the rows that do not fit under the headings.
    """

    def __init__(self, headings, rows):
        super().__init__(headers=[str(heading) for heading in headings])
        self.numbers, self.ragged = [], {}
        width = len(headings)
        for number, cells in rows:
            if all(cell is None or cell == "" or cell is ABSENT for cell in cells):
                continue
            if len(self.numbers) == MOST_ROWS:
                raise Unreadable(_("The table has more than %s rows: split it.") % f"{MOST_ROWS:,}")
            if any(cell not in (None, "") for cell in cells[width:]):
                self.ragged[number] = _("has more cells than there are headings: is a quotation mark missing?")
            self.numbers.append(number)
            self.append([*cells[:width], *[None] * (width - len(cells))])
        if not self.numbers:
            raise Unreadable(_("There are no rows below the headings."))


def read(data):
    """Return the Table in the bytes of a file. Raises Unreadable with a sentence that says why it cannot be read."""
    if len(data) > MOST_BYTES:
        raise Unreadable(_("The file has more than %s MB: split it.") % (MOST_BYTES // (1024 * 1024)))
    if is_workbook(data):
        return _workbook(data)
    text = decode(data)
    if is_json(text):
        return _json(text)
    return _yaml(text) if _YAML.match(text) else _csv(text)


def _csv(text):
    hint = _HINT.match(text)
    text = text[hint.end() :] if hint else text
    head = text.lstrip("\n").split("\n", 1)[0]
    separator = hint[1] if hint else max(_SEPARATORS, key=lambda sign: _known_in(head, sign))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found = []
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                found.append((number, [armed(cell) for cell in cells]))
            if len(found) > MOST_ROWS + 1:
                raise Unreadable(_("The table has more than %s rows: split it.") % f"{MOST_ROWS:,}")
    except csv.Error as error:
        raise Unreadable(
            _("The table cannot be read from line %(line)d on: %(error)s.") % {"line": reader.line_num, "error": error}
        ) from None
    (_number, headings), *rows = found
    table = _table(headings, rows)
    for number, cells in rows:
        # A file that was cut off would otherwise empty what it lost.
        if len(cells) < len(table.headers):
            table.ragged[number] = _("has fewer cells than there are headings: is the file cut off?")
    return table


def _known_in(head, separator):
    try:
        names = next(csv.reader([head], delimiter=separator), [])
    except csv.Error:
        return 0
    return sum(name_of(name) in KNOWN for name in names)


def _table(headings, rows):
    while headings and name_of(headings[-1]) == "":
        headings = headings[:-1]
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(_("The table has more than %s columns.") % MOST_COLUMNS)
    return Table(["" if heading is None else heading for heading in headings], rows)


def _workbook(data):
    book = None
    try:
        book = opened(data)
        sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")]
        for sheet in sheets:
            rows = _rows_of(sheet)
            if rows and ({name_of(cell) for cell in rows[0][1]} & KNOWN or len(sheets) == 1):
                break
        else:
            raise Unreadable(_("No sheet of the workbook has a first row with the names of the columns."))
        if _has_formulas(data):
            _mark_uncounted(data, sheet.title, rows)
    except Unreadable:
        raise
    # What a broken or wicked workbook raises depends on where it breaks; nothing in it is ours.
    except Exception as error:
        raise Unreadable(_("The workbook is broken: open it in a spreadsheet program and save it again.")) from error
    finally:
        if book is not None:
            book.close()
    return _table(rows[0][1], rows[1:])


def _rows_of(sheet):
    # Some programs write a size that is too small: what is there counts.
    sheet.reset_dimensions()
    rows = []
    for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
        if all(cell is None or cell == "" for cell in cells):
            continue
        if len(rows) > MOST_ROWS:
            raise Unreadable(_("The table has more than %s rows: split it.") % f"{MOST_ROWS:,}")
        if len(cells) > MOST_COLUMNS and any(cell not in (None, "") for cell in cells[MOST_COLUMNS:]):
            raise Unreadable(_("The table has more than %s columns.") % MOST_COLUMNS)
        rows.append((number, [armed(cell) if isinstance(cell, str) else cell for cell in cells[:MOST_COLUMNS]]))
    return rows


def _has_formulas(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as part:
                    tail = b""
                    while piece := part.read(1 << 20):
                        if re.search(rb"<(?:\w+:)?f[ >/]", tail + piece):
                            return True
                        tail = piece[-20:]
    return False


def _mark_uncounted(data, title, rows):
    """Where the workbook keeps a formula and no result, reading it as an empty cell would empty a field."""
    empty = {number: cells for number, cells in rows if any(cell is None for cell in cells)}
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    try:
        book[title].reset_dimensions()
        for number, cells in enumerate(book[title].iter_rows(), start=1):
            for place, cell in enumerate(cells[:MOST_COLUMNS] if number in empty else ()):
                if cell.data_type == "f" and empty[number][place] is None:
                    empty[number][place] = UNCOUNTED
    finally:
        book.close()


def _json(text):
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(
            _("The JSON is broken or cut off at line %(line)d: %(error)s.") % {"line": error.lineno, "error": error.msg}
        ) from None
    except RecursionError:
        raise Unreadable(_("The JSON is nested too deeply.")) from None
    except ValueError:
        raise Unreadable(_("The JSON holds a number of thousands of figures.")) from None
    return _listed(value)


def _yaml(text):
    try:
        return _listed(safe_yaml.read(text.encode()))
    except safe_yaml.Malformed as error:
        raise Unreadable(str(error)) from None


def _listed(value):
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        raise Unreadable(_("The file is no list of questions: write a list of objects, each with a “prompt”."))
    headings = list(dict.fromkeys(str(name) for one in value for name in one))
    named = ({str(name): cell for name, cell in one.items()} for one in value)
    rows = ([one.get(name, ABSENT) for name in headings] for one in named)
    return _table(headings, enumerate(rows, start=1))
