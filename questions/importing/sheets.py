"""Spreadsheets (XLSX): every sheet with a column of questions is read, row by row."""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from questions.importing import patience
from questions.importing.decoding import MOST_BYTES, Unreadable, readable, without_halves
from questions.importing.rows import MOST_COLUMNS, MOST_ROWS, Rows, head_of, understand_rows
from questions.importing.understood import Problem
from questions.importing.values import is_json

# What a workbook of the allowed size may grow to when it is unpacked; all parts but the cells are read as a whole.
MOST_UNPACKED = 100 * 1024 * 1024
MOST_WHOLE_PART = 4 * 1024 * 1024
MOST_TEXTS = 50 * 1024 * 1024
MOST_PARTS = 2_000
MOST_SHEETS = 100
# Tags of all parts together; a cell has two to six of them, and takes as long to read as a page of text.
MOST_TAGS = 8_000_000
# Rows that are looked at, the empty ones with them: a sheet may say that its only row is the millionth.
MOST_SEEN = 100_000
# What a broken or wicked workbook raises depends on where it breaks; nothing in it is ours.
BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ArithmeticError,
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_TEXTS = re.compile(r"xl/sharedStrings\.xml", re.IGNORECASE)
# A formula whose result nobody worked out, as programs write it that only write.
_UNCOUNTED = re.compile(rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>")
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)")
_TOO_MUCH = "The workbook unpacks to more than any list of questions holds: save it as CSV."
_IS_BROKEN = "The workbook is broken: open it in a spreadsheet program and save it again."


def is_workbook(data):
    """Return whether bytes are an XLSX workbook."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "xl/workbook.xml" in archive.NameToInfo
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def opened(data):
    """Return the bytes of a workbook as one that is read row by row, values for formulas. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"The file has more than {MOST_BYTES // (1024 * 1024)} MB: split it.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable(_TOO_MUCH)
            if any(part.file_size > _most(part.filename) for part in parts):
                raise Unreadable(_TOO_MUCH)
            if any(part.flag_bits & 1 for part in parts):
                raise Unreadable("The workbook is locked by a password: save it without one.")
            if _tags(archive) > MOST_TAGS:
                raise Unreadable(_TOO_MUCH)
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Unreadable:
        raise
    except BROKEN as error:
        raise Unreadable(_IS_BROKEN) from error


def _tags(archive):
    """Return how many tags the parts hold, counted no further than MOST_TAGS."""
    count = 0
    for name in archive.namelist():
        if name.lower().endswith(".xml") and count <= MOST_TAGS:
            with archive.open(name) as part:
                while count <= MOST_TAGS and (piece := part.read(1 << 20)):
                    count += piece.count(b"<")
    return count


def _most(name):
    """Return how large a part may be: cells are read one by one, texts kept, all else is read as a whole."""
    if _SHEET.fullmatch(name):
        return MOST_UNPACKED
    if _TEXTS.fullmatch(name):
        return MOST_TEXTS
    return MOST_WHOLE_PART if name.lower().endswith((".xml", ".rels")) else MOST_UNPACKED


def understand_workbook(data):
    """Return the Understood of all sheets with a column of questions. Raises Unreadable."""
    book = opened(data)
    try:
        return _sheets(book, data)
    except Unreadable:
        raise
    except BROKEN as error:
        raise Unreadable(_IS_BROKEN) from error
    finally:
        book.close()


def _sheets(book, data):
    sheets = [sheet for sheet in book.worksheets if hasattr(sheet, "iter_rows")][:MOST_SHEETS]
    read, others, errors = [], [], []
    for sheet in sheets:
        rows, lines = _rows(sheet, errors)
        if not rows:
            continue
        is_hidden = getattr(sheet, "sheet_state", "visible") != "visible"
        if is_hidden or head_of(rows) is None:
            why = "it is hidden" if is_hidden else "no row of it names a column “Question”"
            others.append(Problem(None, f"The sheet “{sheet.title}” was left out: {why}."))
        else:
            read.append((sheet.title, rows, lines))
    if not read:
        raise Unreadable("No sheet of the workbook has a row that names a column “Question”: name it so.")
    if sum(len(rows) for _title, rows, _lines in read) > MOST_ROWS + len(read):
        raise Unreadable(f"The sheets have more than {MOST_ROWS:,} rows: split them.")
    collected = Rows()
    for title, rows, lines in read:
        # Where only one sheet has questions, its name (Sheet1) says nothing.
        understand_rows(rows, lines, collected, topic=title.strip() or None if len(read) > 1 else None)
    found = collected.finished()
    found.problems += [*others, *errors[:20]]
    if _has_uncounted(data):
        found.problems.append(
            Problem(
                None,
                "A formula without a result was left out: open the file in a spreadsheet program and save it again.",
            )
        )
    return found


def _rows(sheet, errors):
    """Return (rows that hold anything, their numbers)."""
    rows, lines = [], []
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), start=1):
        patience.check()
        if number > MOST_SEEN:
            raise Unreadable(f"The sheet “{sheet.title}” has more than {MOST_SEEN:,} rows: split it.")
        if all(value is None for value in cells):
            continue
        row = [_cell(value, number, errors) for value in cells]
        if any(map(str.strip, row)):
            rows.append(row)
            lines.append(number)
        if len(rows) > MOST_ROWS + 1:
            raise Unreadable(f"The table has more than {MOST_ROWS:,} rows: split it.")
    return rows, lines


def _cell(value, number, errors):
    """Return the value of a cell as a text."""
    match value:
        case None:
            return ""
        case str():
            if _ERROR.fullmatch(value.strip()):
                errors.append(Problem(number, f"The error {value.strip()} in a cell was left out."))
                return ""
            return readable(without_halves(value))
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time(0):
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "minutes")
        case date() | time() | timedelta():
            return str(value)
    return str(value)


def _has_uncounted(data):
    """Return whether a sheet keeps a formula without its result, which reads as an empty cell."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if _SHEET.fullmatch(name):
                with archive.open(name) as part:
                    tail = b""
                    while piece := part.read(1 << 20):
                        if _UNCOUNTED.search(tail + piece):
                            return True
                        tail = piece[-100:]
    return False


__all__ = ["BROKEN", "MOST_UNPACKED", "is_json", "is_workbook", "opened", "understand_workbook"]
