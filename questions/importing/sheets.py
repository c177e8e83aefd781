"""
Spreadsheets and other tables: CSV, XLSX, JSON. A row is a question; the head names what its cells are.

The rows are read as a table of a guide would be, so that a column may have any of the usual names.
"""

import csv
import io
import json
import re
import zipfile
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from questions.importing import text_guide
from questions.importing.decoding import MOST_BYTES, Unreadable
from questions.importing.labels import QUESTION, field_of, normal
from questions.importing.understood import Problem

MOST_ROWS = 20_000
MOST_COLUMNS = 20
# What a workbook of the allowed size may grow to when it is unpacked.
MOST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 2_000
# What a broken or wicked workbook raises depends on where it breaks; nothing in it is ours.
BROKEN = (InvalidFileException, zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, OSError)
_SEPARATORS = ",;\t"
_HEADS = {"questions", "interview questions", "sample question"}


def is_csv(text):
    """Return whether the first line of a text is the head of a table of questions."""
    return _separator(text) is not None


def understand_csv(text):
    """Return the Understood of a CSV text, whatever its separator."""
    reader = csv.reader(io.StringIO(text), delimiter=_separator(text))
    rows, lines, first = [], [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(cells)
                lines.append(first)
            first = reader.line_num + 1
            if len(rows) > MOST_ROWS + 1:
                raise Unreadable(f"The table has more than {MOST_ROWS:,} rows: split it.")
    except csv.Error as error:
        raise Unreadable(f"The table cannot be read from line {reader.line_num} on: {error}.") from None
    return understand_rows(rows, lines)


def is_workbook(data):
    """Return whether bytes are an XLSX workbook."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False


def opened(data):
    """Return the bytes of a workbook as one that is read row by row, values for formulas. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"The file has more than {MOST_BYTES // (1024 * 1024)} MB: split it.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable("The workbook unpacks to more than any list of questions holds: save it as CSV.")
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except Unreadable:
        raise
    except BROKEN as error:
        raise Unreadable("The workbook is broken: open it in a spreadsheet program and save it again.") from error


def understand_workbook(data):
    """Return the Understood of the first sheet with a column of questions. Raises Unreadable."""
    book = opened(data)
    try:
        for sheet in book.worksheets:
            rows = _sheet(sheet)
            if rows and _has_questions(rows[0]):
                return understand_rows(rows, range(1, len(rows) + 1))
    except Unreadable:
        raise
    except BROKEN as error:
        raise Unreadable("The workbook is broken: open it in a spreadsheet program and save it again.") from error
    raise Unreadable("No sheet of the workbook has a first row with a column “Question”: name it so.")


def is_json(text):
    """Return whether a text looks like JSON."""
    return text.lstrip()[:1] in ("[", "{") and text.rstrip()[-1:] in ("]", "}")


def understand_json(text):
    """Return the Understood of a list of objects, alone or as the only list of an object. Raises Unreadable."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(f"The JSON is broken or cut off at line {error.lineno}: {error.msg}.") from None
    except RecursionError:
        raise Unreadable("The JSON is nested too deeply.") from None
    except ValueError:
        raise Unreadable("The JSON holds a number of thousands of figures.") from None
    if isinstance(value, dict):
        lists = [inner for inner in value.values() if isinstance(inner, list)]
        value = lists[0] if len(lists) == 1 else value
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        raise Unreadable("The JSON is no list of questions: write a list of objects, each with a “question”.")
    if len(value) > MOST_ROWS:
        raise Unreadable(f"The list has more than {MOST_ROWS:,} questions: split it.")
    head = list(dict.fromkeys(name for one in value for name in one))
    if not _has_questions([_named(name) for name in head]):
        raise Unreadable("The objects of the list have no “question”: name it so.")
    rows = [[_named(name) for name in head], *([_cell(one.get(name)) for name in head] for one in value)]
    # JSON has no lines that anybody counts: the number of the object says more.
    return understand_rows(rows, range(len(rows)))


def understand_rows(rows, lines):
    """
    Return the Understood of rows of cells, the head first; `lines` are the lines where the rows stand.

    Cells beyond the head, and columns beyond `MOST_COLUMNS`, are listed as not understood.
    """
    width = min(len(rows[0]), MOST_COLUMNS)
    numbers = list(lines)
    table = [_markdown(rows[0][:width]), "|" + " --- |" * width, *(_markdown(_filled(row, width)) for row in rows[1:])]
    found = text_guide.understand("\n".join(table).encode())

    def real(line):
        return None if line is None else numbers[0 if line < 3 else line - 2]

    for part in (*found.questions, *found.frequently_asked, *found.tips, *found.problems, *found.repeated):
        part.line = real(part.line)
    for part in found.repeated:
        part.same_as_line = real(part.same_as_line)
    for part in found.not_understood:
        part["line"] = real(part["line"])
    # Every cell of a question's row has its place in the question.
    asked = {question.line for question in found.questions}
    found.not_understood = [part for part in found.not_understood if part["line"] not in asked]
    for row, number in zip(rows, numbers, strict=True):
        if any(cell.strip() for cell in row[width:]):
            found.not_understood.append({"line": number, "text": " | ".join(filter(str.strip, row[width:]))})
    if len(rows[0]) > MOST_COLUMNS:
        found.problems.append(Problem(numbers[0], f"Only the first {MOST_COLUMNS} columns are read."))
    found.not_understood.sort(key=lambda part: part["line"])
    return found


def _separator(text):
    head = text.lstrip("\n").split("\n", 1)[0]
    if head.lstrip().startswith(("|", "#", "-", "*", ">")):
        return None
    for separator in _SEPARATORS:
        try:
            names = next(csv.reader([head], delimiter=separator), [])
        except csv.Error:
            continue
        if len(names) > 1 and len(names) <= 100 and _has_questions(names):
            return separator
    return None


def _named(name):
    """Return the name of a field of JSON as words: `followUps` and `follow_ups` are follow ups."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")


def _has_questions(names):
    return any(field_of(name) == QUESTION or normal(name) in _HEADS for name in names)


def _sheet(sheet):
    rows = []
    for cells in sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True):
        row = [_cell(value) for value in cells]
        if any(cell.strip() for cell in row):
            rows.append(row)
        if len(rows) > MOST_ROWS + 1:
            raise Unreadable(f"The table has more than {MOST_ROWS:,} rows: split it.")
    while rows and rows[0] and not rows[0][-1]:
        for row in rows:
            row.pop()
    return rows


def _cell(value):
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(one, str | int | float) for one in value):
        return "\n".join(map(str, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def _filled(row, width):
    return [*row[:width], *[""] * (width - len(row))]


def _markdown(cells):
    shown = [cell.strip().replace("|", "\\|").replace("\r", "").replace("\n", "<br>") for cell in cells]
    return f"| {' | '.join(shown)} |"
