"""What a cell says, whatever program wrote it: each reader returns a value or raises Wrong with what to do."""

import re
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from questions.plain import harmless

# Nobody can see these, and programs add and drop them on the way.
_UNSEEN = dict.fromkeys(map(ord, "\ufeff\u200b\u2060\u00ad"))
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2007"), " ")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_GAP = re.compile(r"[ \t]{200,}")
# What a spreadsheet shows where a formula fails.
_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!", "#GETTING_DATA"}
LONGEST_TEXT = 100_000
# A longer number was a text before some program took it for a number.
_MOST = 10**15


class Wrong(ValueError):
    """A cell says nothing that can be taken; the message says what to do."""


class Absent:
    """The file does not name this cell: the object of a list has no such field."""


class Uncounted:
    """A formula of which the file keeps no result."""


ABSENT, UNCOUNTED = Absent(), Uncounted()


def is_blank(cell):
    """Whether a cell is there and empty."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text(cell):
    """Return the text of a cell, without blanks around it."""
    if isinstance(cell, str):
        if cell.strip() in _ERRORS:
            raise Wrong(_("shows the error %s: mend the formula, or write the text itself.") % cell.strip())
        if len(cell) > LONGEST_TEXT:
            raise Wrong(
                _("has %(n)s characters; at most %(most)s fit: shorten it.")
                % {"n": f"{len(cell):,}", "most": f"{LONGEST_TEXT:,}"}
            )
        return _CONTROL.sub(" ", cell.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if isinstance(cell, list) and all(isinstance(one, str) for one in cell):
        return text("\n".join(cell))
    if isinstance(cell, bool):
        raise Wrong(_("is a truth value: put the text in quotation marks."))
    if isinstance(cell, int | float):
        if abs(cell) >= _MOST:
            raise Wrong(_("is a number of many figures: format the cell as text and type it again."))
        return str(int(cell)) if cell == cell // 1 else str(cell)
    if isinstance(cell, datetime | date | time):
        raise Wrong(
            _("is a date; spreadsheets make one out of texts such as 3-4. Format the cell as text and type it again.")
        )
    if cell is UNCOUNTED:
        raise Wrong(_("is a formula without a result: write the value itself, or save the file in a spreadsheet."))
    raise Wrong(_("holds several values: write one text."))


def whole_number(cell, least, most):
    """Return the whole number of a cell."""
    said = text(cell)
    if not re.fullmatch(r"\d{1,9}(\.0+)?", said):
        raise Wrong(_("“%s” is no whole number: write figures alone.") % short(said))
    number = int(said.split(".")[0])
    if not least <= number <= most:
        raise Wrong(
            _("%(number)d does not fit: write a number from %(least)d to %(most)d.")
            % {"number": number, "least": least, "most": most}
        )
    return number


def choice(cell, values):
    """Return the one of `values` that a cell names."""
    said = re.sub(r"[\s_-]+", "_", text(cell).casefold())
    if said not in values:
        raise Wrong(
            _("“%(said)s” is not known: write one of %(known)s.")
            % {"said": short(text(cell)), "known": ", ".join(values)}
        )
    return said


def lines(cell):
    """Return the lines of a cell that are not empty."""
    return tuple(line.strip() for line in text(cell).splitlines() if line.strip())


def keys(cell):
    """Return the keys in a cell, parted by commas, semicolons, blanks or lines."""
    return [key for key in re.split(r"[\s,;]+", text(cell)) if key]


def same(one, other):
    """Whether two texts are the same to a reader."""
    return one == other or _as_seen(one) == _as_seen(other)


def _as_seen(value):
    if not isinstance(value, str):
        return str(value)
    if value.isascii() and value.isprintable():
        return _GAP.sub(" ", value).strip()
    seen = _CONTROL.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n"))
    return _GAP.sub(" ", seen.translate(_UNSEEN).translate(_SPACES)).strip()


def short(value, most=60):
    """Return a text that fits into a message."""
    value = " ".join(str(value).split())
    return value if len(value) <= most else f"{value[: most - 1]}…"


def disarmed(value):
    """Return the text of a CSV cell, behind one more apostrophe where it could be taken for a formula: see `armed`."""
    return f"'{value}" if _is_formula(value) else value.replace("\0", "")


def marked(value):
    """Return the text of an XLSX cell, which is typed as text: only one that looks disarmed gets an apostrophe."""
    return f"'{value}" if value.startswith("'") and _is_formula(value) else value


def armed(value):
    """Return the text that a cell of a spreadsheet stands for: without the apostrophe that `disarmed` put there."""
    return value[1:] if value.startswith("'") and _is_formula(value) else value


def _is_formula(value):
    bare = value.lstrip("'")
    return harmless(bare) != bare.replace("\0", "")
