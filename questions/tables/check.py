"""
What a table would change, and all that is wrong with it: table, bank -> plan. Nothing is written here.

A key that no public question has is a new one's: whether a private guide has it makes no difference, and is not told.
A column that the file leaves out leaves its field as it is; an empty cell empties it, where it may be empty.
"""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from questions.models import Question
from questions.tables import cells
from questions.tables.applying import applied, begun
from questions.tables.bank import bank_for
from questions.tables.cells import Wrong
from questions.tables.columns import (
    CHOICES,
    KNOWN,
    MOST_POINTS,
    NEEDED,
    PLAIN,
    Said,
    cells_of,
    columns_for,
    name_of,
    said_of,
)
from questions.tables.rules import check_row

NEW, CHANGED, SAME = "new", "changed", "same"
_PLACES = {name: place for place, name in enumerate(columns_for(CHOICES, MOST_POINTS))}


@dataclass(frozen=True)
class Problem:
    """What is wrong in a column of a row; the column is empty where it is the row as a whole."""

    column: str
    message: str


@dataclass
class Row:
    """A row: where it stands, the question that it names (None: a new one), what that said and is to say."""

    number: int
    key: str
    given: dict
    question: Question | None = None
    before: Said | None = None
    after: Said | None = None
    problems: list = field(default_factory=list)
    # (column, what the cell said, what it is to say) of all that differ.
    differences: list = field(default_factory=list)

    def wrong(self, column, message):
        """Note a problem."""
        self.problems.append(Problem(column, str(message)))

    @property
    def state(self):
        """New, changed or same."""
        if self.question is None:
            return NEW
        return CHANGED if self.differences else SAME


@dataclass
class Plan:
    """What is to be done: rows in order; `problems` of the headings, as sentences."""

    rows: list = field(default_factory=list)
    problems: list = field(default_factory=list)

    @property
    def is_refused(self):
        """Whether nothing may be written."""
        return bool(self.problems) or any(row.problems for row in self.rows)

    @property
    def digest(self):
        """What the plan would do, in 64 figures: the same before and after where nobody has changed the bank."""
        doing = [[row.number, row.key, row.state, row.differences] for row in self.rows]
        return hashlib.sha256(json.dumps(doing, ensure_ascii=False).encode()).hexdigest()


def plan(table, curator, *, lock=False):
    """Return the Plan of a Table that `curator` brings. `lock`: hold the questions until the transaction ends."""
    names = [name_of(heading) for heading in table.headers]
    problems = _headings(table.headers, names)
    if problems:
        return Plan(problems=problems)
    rows = []
    for number, values in zip(table.numbers, table, strict=True):
        given = {name: cell for name, cell in zip(names, values, strict=True) if cell is not cells.ABSENT}
        row = Row(number, "", given)
        if number in table.ragged:
            row.wrong("", table.ragged[number])
        rows.append(row)
        _name(row)
    bank = bank_for(rows, lock=lock)
    _once(rows)
    for row in rows:
        if not row.problems:
            _apply(row, bank)
    _together(rows, bank)
    for row in rows:
        if row.after is not None and not row.problems and row.state != SAME:
            check_row(row, curator)
    return Plan(rows)


def _headings(headings, names):
    problems = []
    for heading, name in zip(headings, names, strict=True):
        if not name:
            problems.append(_("A column has no heading: name it, or take it out of the table."))
        elif name not in KNOWN:
            problems.append(_("“%s” is no column that is read: rename it, or take it out.") % cells.short(heading))
    if problems:
        known = ", ".join([*PLAIN, "key_point_1, why_1"])
        problems.append(
            _("These columns are read: %(known)s, and so on up to key_point_%(most)d, why_%(most)d.")
            % {"known": known, "most": MOST_POINTS}
        )
    for name, count in Counter(names).items():
        if name and count > 1:
            problems.append(_("The column “%s” stands in the table twice: take one of them out.") % name)
    if not problems and "key" not in names and not set(NEEDED) <= set(names):
        problems.append(
            _("The table has no column “key”, by which questions are found. For new ones it has at least: %s.")
            % ", ".join(NEEDED)
        )
    return list(dict.fromkeys(problems))


def _name(row):
    """Read the key by which a row's question is found."""
    try:
        row.key = "" if cells.is_blank(row.given.get("key")) else cells.text(row.given["key"])
    except Wrong as error:
        row.wrong("key", error)


def _once(rows):
    seen = {}
    for row in rows:
        if row.key and row.key in seen:
            row.wrong(
                "key",
                _("“%(key)s” stands in row %(row)d already.") % {"key": cells.short(row.key), "row": seen[row.key]},
            )
        elif row.key:
            seen[row.key] = row.number


def _apply(row, bank):
    row.question = bank.questions.get(row.key)
    start = begun(row, bank) if row.question is None else said_of(row.question)
    if start is None:
        return
    if row.question is not None:
        row.before = start
    row.after = applied(row, start, bank)
    if not row.problems:
        _differ(row)


def _differ(row):
    after = cells_of(row.key, row.after)
    before = cells_of(row.key, row.before) if row.before else dict.fromkeys(after, "")
    for name in sorted({**after, **before}, key=_PLACES.get):
        was, becomes = before.get(name, ""), after.get(name, "")
        if name != "key" and was != becomes and (row.before is None or not cells.same(was, becomes)):
            row.differences.append((name, was, becomes))
    if row.before is not None:
        _keep_unseen(row)


def _keep_unseen(row):
    """Take back what nobody could see: a difference in it alone is none."""
    differing = {name for name, _was, _becomes in row.differences}
    kept = {
        name: getattr(row.before, name)
        for name in ("prompt", "expected_answer", "why_it_matters", "probes")
        if name not in differing
    }
    row.after = replace(row.after, **kept)
    if not any(name.startswith(("key_point", "why_")) and name != "why_it_matters" for name in differing):
        row.after = replace(row.after, points=row.before.points)


def _together(rows, bank):
    """What only all rows together tell: numbers that two questions would have, and questions that are asked twice."""
    final = {pk: dict(numbers) for pk, numbers in bank.numbers.items()}
    for row in rows:
        if row.before is not None and row.before.number is not None:
            final[row.question.guide_id].pop(row.before.number, None)
    for row in rows:
        if row.after is None or row.after.number is None:
            continue
        taken = final.setdefault(row.after.topic.round.guide_id, {})
        holder = taken.setdefault(row.after.number, row)
        if holder is not row:
            whose = holder if isinstance(holder, str) else _("row %d") % holder.number
            row.wrong(
                "number", _("%(number)d is the number of %(whose)s.") % {"number": row.after.number, "whose": whose}
            )
    asked = {pk: dict(prompts) for pk, prompts in bank.prompts.items()}
    for row in rows:
        if row.after is None or row.question is not None:
            continue
        of_guide = asked.setdefault(row.after.topic.round.guide_id, {})
        prompt = " ".join(row.after.prompt.casefold().split())
        if prompt in of_guide:
            row.wrong(
                "prompt",
                _("%s asks this already: write its key into the column “key”, or ask something else.")
                % of_guide[prompt],
            )
        else:
            of_guide[prompt] = _("Row %d") % row.number
