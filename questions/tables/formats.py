"""How a table is written: CSV, XLSX, JSON, YAML, each as the library knows a format."""

import csv
import io
import json
import re

from django.utils.translation import gettext as _
from import_export.formats import base_formats
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from questions.exporting import as_yaml
from questions.plain import BYTE_ORDER_MARK
from questions.tables.cells import disarmed, marked
from questions.tables.columns import TEXTS

# More does not fit into a cell of a workbook; programs cut it off without a word.
_LONGEST_CELL = 32_767
_WIDE, _NARROW = 60, 16


class _Written:
    """Writes bytes, so that nobody else encodes them."""

    def is_binary(self):
        return True

    def get_read_mode(self):
        return "rb"


class XLSX(_Written, base_formats.XLSX):
    """A workbook in which every text is typed as text: none of them is a formula or a date."""

    def get_title(self):
        """Return what people choose."""
        return _("XLSX, for a spreadsheet")

    def export_data(self, dataset, **kwargs):
        """Return the bytes. Raises ValueError where a text does not fit into a cell."""
        book = Workbook(write_only=True)
        sheet = book.create_sheet("questions")
        sheet.freeze_panes = "B2"
        for place, name in enumerate(dataset.headers):
            is_wide = name in TEXTS or name == "probes" or re.match(r"(key_point|why)_\d", name)
            sheet.column_dimensions[_letters(place)].width = _WIDE if is_wide else _NARROW
        sheet.append([_heading(sheet, name) for name in dataset.headers])
        style = _style_of_texts(sheet)
        for row in dataset:
            cells = zip(dataset.headers, row, strict=True)
            sheet.append([_cell(sheet, name, value, row, style) for name, value in cells])
        written = io.BytesIO()
        book.save(written)
        return written.getvalue()


def _letters(place):
    return f"{chr(64 + place // 26) if place >= 26 else ''}{chr(65 + place % 26)}"


def _heading(sheet, name):
    cell = WriteOnlyCell(sheet, value=name)
    cell.font = Font(bold=True)
    return cell


def _style_of_texts(sheet):
    """Return the style of every cell of text, made once: openpyxl takes longer over a style than over a text."""
    cell = WriteOnlyCell(sheet)
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell._style


def _cell(sheet, name, value, row, style):
    if isinstance(value, int) or value == "":
        return value if value != "" else None
    text = ILLEGAL_CHARACTERS_RE.sub(" ", marked(value))
    if len(text) > _LONGEST_CELL:
        raise ValueError(
            _("%(key)s: “%(column)s” has more characters than a cell of a workbook holds. Choose another format.")
            % {"key": row[0], "column": name}
        )
    cell = WriteOnlyCell(sheet, value=text)
    # Set by hand: what begins with “=” would be taken for a formula.
    cell.data_type = "s"
    cell._style = style
    return cell


class CSV(_Written, base_formats.CSV):
    """CSV that a spreadsheet opens as UTF-8, and in which no cell is a formula."""

    def get_title(self):
        """Return what people choose."""
        return "CSV"

    def export_data(self, dataset, **kwargs):
        """Return the bytes."""
        written = io.StringIO()
        writer = csv.writer(written, quoting=csv.QUOTE_ALL)
        writer.writerow(dataset.headers)
        for row in dataset:
            writer.writerow([disarmed(value) if isinstance(value, str) else value for value in row])
        return (BYTE_ORDER_MARK + written.getvalue()).encode()


class JSON(_Written, base_formats.JSON):
    """A list of objects."""

    def get_title(self):
        """Return what people choose."""
        return "JSON"

    def export_data(self, dataset, **kwargs):
        """Return the bytes."""
        return json.dumps(_objects(dataset), ensure_ascii=False, indent=1).encode()


class YAML(_Written, base_formats.YAML):
    """A list of mappings, texts of several lines as blocks."""

    def get_title(self):
        """Return what people choose."""
        return "YAML"

    def export_data(self, dataset, **kwargs):
        """Return the bytes."""
        return as_yaml(_objects(dataset))


def _objects(dataset):
    return [dict(zip(dataset.headers, row, strict=True)) for row in dataset]


WRITTEN = [XLSX, CSV, JSON, YAML]
