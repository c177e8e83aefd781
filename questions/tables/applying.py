"""The cells of a row over what its question says: row, Said -> Said; what cannot be taken becomes a problem."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from questions.authoring import Point, in_order
from questions.importing.proposal import MOST_CRITERIA
from questions.models import Difficulty, KeyPoint, Question, Status
from questions.tables import cells
from questions.tables.cells import Wrong, short
from questions.tables.columns import MOST_POINTS, NEEDED, Said

_MOST_NUMBER = 32_767
# Cells that may be empty, and then empty the field.
_MAY_BE_EMPTY = {"number", "criteria", "expected_answer", "why_it_matters", "probes"}
# Cells that may be empty in the row of a new question: it gets what every new question has.
_HAS_A_BEGINNING = {"status", "difficulty", "minutes"}


def begun(row, bank):
    """Return what the new question of a row says before its other cells are read; None where that is not enough."""
    missing = [name for name in NEEDED if cells.is_blank(row.given.get(name))]
    if missing:
        column = "key" if row.key else missing[0]
        words = _("No question has this key. A new one needs also: %s.") if row.key else _("A new question needs: %s.")
        row.wrong(column, words % ", ".join(missing))
        return None
    if row.key:
        _check_key(row)
    guide, kind = _take(row, "guide", cells.text), _take(row, "kind", lambda cell: cells.choice(cell, bank.rubrics))
    if guide is not None and guide not in bank.topics:
        row.wrong("guide", _no_guide(guide, bank))
        guide = None
    if guide is None or kind is None:
        return None
    topic, rubric = _topic(row, guide, bank), bank.rubrics[kind]
    if topic is None:
        return None
    # Without a column for them, a new question elicits what one elicits that comes by an imported list.
    return Said(topic, rubric, criteria=tuple(in_order(rubric.criteria.all()))[:MOST_CRITERIA])


def _check_key(row):
    try:
        Question._meta.get_field("key").clean(row.key, None)
    except ValidationError:
        row.wrong("key", _("“%s” is no key: use up to 120 letters, figures and hyphens.") % short(row.key))
    if row.key.startswith("own-"):
        row.wrong("key", _("keys that begin with “own-” are given by the app: leave the cell empty, or write another."))


def _no_guide(key, bank):
    return _("no guide has the key “%(key)s”. There are: %(known)s.") % {
        "key": short(key),
        "known": short(", ".join(sorted(bank.topics)), 600) or "–",
    }


def _topic(row, guide, bank):
    key = _take(row, "topic", cells.text)
    if key is None:
        return None
    found = bank.topics[guide].get(key, [])
    if len(found) > 1 and row.question is not None:
        found = [topic for topic in found if topic.pk == row.question.topic_id] or found
    if len(found) != 1:
        words = (
            _("two topics of the guide have the key “%(key)s”: move the question in its form.")
            if found
            else _("the guide has no topic with the key “%(key)s”. There are: %(known)s.")
        )
        row.wrong("topic", words % {"key": short(key), "known": short(", ".join(bank.topics[guide]), 600) or "–"})
        return None
    return found[0]


def _take(row, column, reader):
    """Return what a cell says, or None where it says nothing that can be taken, which is a problem then."""
    try:
        return reader(row.given[column])
    except Wrong as error:
        row.wrong(column, error)
        return None


def applied(row, said, bank):
    """Return what a question says with the cells of its row over `said`."""
    values = {}
    for column, reader in _READERS.items():
        if column not in row.given or (row.question is None and column in ("guide", "topic", "kind")):
            continue
        if cells.is_blank(row.given[column]):
            if column in _MAY_BE_EMPTY:
                values[column] = {"number": None, "criteria": (), "probes": ()}.get(column, "")
            elif not (row.question is None and column in _HAS_A_BEGINNING):
                row.wrong(column, _("may not be empty: write a value, or take the column out of the table."))
            continue
        values[column] = _take(row, column, reader)
    values = {column: value for column, value in values.items() if value is not None or column == "number"}
    said = _placed(row, said, values, bank)
    said = _rated(row, said, values, bank)
    said = replace(said, **{name: value for name, value in values.items() if name not in _PLACES})
    return replace(said, points=_points(row, said.points))


_PLACES = {"guide", "topic", "kind", "criteria"}
_READERS = {
    "guide": cells.text,
    "topic": cells.text,
    "kind": cells.text,
    "criteria": cells.keys,
    "number": lambda cell: cells.whole_number(cell, 1, _MOST_NUMBER),
    "status": lambda cell: cells.choice(cell, Status.values),
    "difficulty": lambda cell: cells.choice(cell, Difficulty.values),
    "minutes": lambda cell: cells.whole_number(cell, 1, 120),
    "prompt": cells.text,
    "expected_answer": cells.text,
    "why_it_matters": cells.text,
    "probes": cells.lines,
}


def _placed(row, said, values, bank):
    """A question stays in its guide; its topic may be another one there."""
    if row.question is None:
        return said
    guide = said.topic.round.guide.key
    if values.get("guide", guide) != guide:
        row.wrong("guide", _("the question is one of the guide “%s” and stays there.") % guide)
    if "topic" in values and values["topic"] != said.topic.key:
        topic = _topic(row, guide, bank)
        return replace(said, topic=topic or said.topic)
    return said


def _rated(row, said, values, bank):
    """The rubric is that of the kind; the criteria are of the rubric."""
    if "kind" in values:
        kind = _take(row, "kind", lambda cell: cells.choice(cell, bank.rubrics))
        if kind is not None and kind != said.rubric.kind:
            said = replace(said, rubric=bank.rubrics[kind])
            if "criteria" not in values and said.criteria:
                row.wrong(
                    "kind", _("the criteria are of another rubric then: name the new ones in a column “criteria”.")
                )
    if "criteria" not in values:
        return said
    known = {criterion.key: criterion for criterion in bank.rubrics[said.rubric.kind].criteria.all()}
    strange = [key for key in values["criteria"] if key not in known]
    if strange:
        row.wrong(
            "criteria",
            _("“%(strange)s” is not of the rubric for “%(kind)s”. It has: %(known)s.")
            % {"strange": short(", ".join(strange)), "kind": said.rubric.kind, "known": ", ".join(known)},
        )
    chosen = dict.fromkeys(key for key in values["criteria"] if key in known)
    return replace(said, criteria=tuple(in_order(known[key] for key in chosen)))


def _points(row, stored):
    """
    Return the key points with the cells over them.

    A cell with the words of a key point is that one, wherever it stood; any other text edits the one in its place.
    So keys, by which marks are given, stay while words are mended and rows are sorted.
    """
    given = {place: row.given[f"key_point_{place}"] for place in _places(row, "key_point")}
    whys = {place: row.given[f"why_{place}"] for place in _places(row, "why")}
    if not given and not whys:
        return stored
    texts = {place: _line(row, f"key_point_{place}", cell, "text") for place, cell in given.items()}
    left = {place: point for place, point in enumerate(stored, start=1) if place in texts}
    meant = {}
    for place, text in texts.items():
        same = next((was for was, point in left.items() if text and cells.same(point.text, text)), None)
        if same is not None:
            meant[place] = left.pop(same)
    points = []
    for place in range(1, max([len(stored), *given, *whys]) + 1):
        point = stored[place - 1] if place <= len(stored) and place not in texts else None
        if texts.get(place):
            old = meant.get(place) or left.pop(place, None) or Point("", "")
            point = Point(old.key, texts[place], old.why)
        why = _line(row, f"why_{place}", whys[place], "why") if place in whys else None
        if point is None and why:
            row.wrong(
                f"why_{place}", _("there is no key point beside it: write “key_point_%d”, or empty both.") % place
            )
        elif point is not None:
            points.append(point if why is None else Point(point.key, point.text, why))
    seen = set()
    for point in points:
        if point.text in seen:
            row.wrong("", _("The key point “%s” stands there twice.") % short(point.text))
        seen.add(point.text)
    return tuple(points)


def _places(row, name):
    return [place for place in range(1, MOST_POINTS + 1) if f"{name}_{place}" in row.given]


def _line(row, column, cell, name):
    """Return the text of a key point or its reason in one line, held to the length of its field."""
    if cells.is_blank(cell):
        return ""
    text = _take(row, column, lambda given: " ".join(cells.text(given).split()))
    most = KeyPoint._meta.get_field(name).max_length
    if text and len(text) > most:
        row.wrong(column, _("has %(n)d characters; at most %(most)d fit: shorten it.") % {"n": len(text), "most": most})
    return text or ""
