"""
Anki's text export: the front of a note is the prompt, its back the expected answer, its deck the topic.

The first lines name the separator and the columns: https://docs.ankiweb.net/importing/text-files.html
"""

import csv
import io
import re

from questions.importing.categories import Places, names_in
from questions.importing.decoding import Unreadable
from questions.importing.labels import EXPECTED, KEY_POINTS, PROBES, QUESTION, SAMPLE, WHY, field_of
from questions.importing.measures import difficulty_of
from questions.importing.moodle_xml import as_markdown, as_plain
from questions.importing.understood import Problem, Question, Understood

_HEAD = re.compile(
    r"^#(separator|html|tags column|columns|notetype column|deck column|notetype|deck|tags|guid column):"
)
_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
_CLOZE = re.compile(r"\{\{c\d{1,4}::([^{}]*?)(?:::([^{}]*?))?\}\}")
_MEDIA = re.compile(r"\[sound:[^\[\]]*\]|<img\b[^<>]*>", re.IGNORECASE)
_GAP = "_____"


def is_anki(text):
    """Return whether a text begins as Anki's exports do."""
    return bool(_HEAD.match(text.lstrip().lower()))


def understand(text):
    """Return the Understood of a text export of notes. Raises Unreadable where a note never ends."""
    head, body, skipped = _head(text)
    separator = _separator(head.get("separator", "tab"))
    reader = csv.reader(io.StringIO(body), delimiter=separator)
    special = {name: int(head[name]) - 1 for name in head if name.endswith(" column") and head[name].isdecimal()}
    columns = head["columns"].split(separator) if "columns" in head else []
    found, has_media, has_tags = Understood(), False, "tags" in head
    places = Places(found)
    is_html = head.get("html", "false").lower() == "true"
    first = skipped + 1
    try:
        for cells in reader:
            line, first = first, skipped + reader.line_num + 1
            has_media = has_media or any(map(_MEDIA.search, cells))
            has_tags = has_tags or bool(_special(special, "tags column", cells).strip())
            fields = [
                (columns[at] if at < len(columns) else "", words)
                for at, cell in enumerate(cells)
                if at not in special.values() and (words := _words(cell, is_html, hides=at == 0))
            ]
            if fields:
                hidden = [found[1] for found in _CLOZE.finditer(cells[0])] if 0 not in special.values() else []
                names = names_in(_special(special, "deck column", cells) or head.get("deck", ""), "::")
                _note(found, places.of(names), fields, "; ".join(hidden), line, is_html)
    except csv.Error as error:
        raise Unreadable(f"The notes cannot be read from line {first} on: {error}.") from None
    if has_tags:
        found.problems.append(Problem(None, "The tags of the notes were left out."))
    if has_media:
        found.problems.append(Problem(None, "A picture or sound was left out."))
    return found


def _special(special, name, cells):
    """Return the cell of a column that is no part of a note, or ""."""
    return cells[special[name]] if special.get(name, len(cells)) < len(cells) else ""


def _note(found, topic, fields, hidden, line, is_html):
    """Add a note; `hidden` are the words that its gaps hide."""
    named = {QUESTION: [], EXPECTED: [], WHY: [], SAMPLE: [], KEY_POINTS: [], PROBES: [], "difficulty": []}
    if hidden:
        named[EXPECTED].append(hidden)
    for at, (column, words) in enumerate(fields):
        field = field_of(column) if column else None
        if field not in named:
            field = QUESTION if at == 0 else EXPECTED
        if field == EXPECTED and at > 1 and named[EXPECTED] and column:
            words = f"**{column}:** {words}"
        named[field].append(words)
    if not named[QUESTION]:
        found.problems.append(Problem(line, "This note has no front."))
        return
    topic.questions.append(
        Question(
            number=None,
            prompt="\n\n".join(map(as_plain, named[QUESTION]) if is_html else named[QUESTION]),
            expected_answer="\n\n".join(named[EXPECTED]) or None,
            why_it_matters="\n\n".join(named[WHY]) or None,
            key_points=_lines(named[KEY_POINTS]),
            probes=_lines(named[PROBES]),
            sample_answers=named[SAMPLE],
            difficulty=difficulty_of(" ".join(named["difficulty"])),
            minutes=None,
            line=line,
        )
    )


def _head(text):
    """Return ({name: value} of the first lines, the rest, how many lines come before it)."""
    head, lines = {}, text.split("\n")
    for number, line in enumerate(lines):
        found = _HEAD.match(line.lower())
        if not found:
            return head, "\n".join(lines[number:]), number
        head[found[1]] = line[found.end() :].strip("\r\n") if found[1] == "columns" else line[found.end() :].strip()
    return head, "", len(lines)


def _separator(name):
    if name.lower() in _SEPARATORS:
        return _SEPARATORS[name.lower()]
    return name if len(name) == 1 and name not in '"\r\n' else "\t"


def _lines(texts):
    return [part.strip(" -•*") for text in texts for part in text.split("\n") if part.strip(" -•*")]


def _words(cell, is_html, hides):
    """Return a cell as Markdown; where it `hides` something, a gap stands for it, with its hint."""
    bare = _MEDIA.sub("", cell)
    bare = _CLOZE.sub(lambda gap: (_GAP + (f" ({gap[2]})" if gap[2] else "")) if hides else gap[1], bare).strip()
    # A sign such as &lt; is written so where cells are HTML.
    return as_markdown(bare) if is_html and ("<" in bare or "&" in bare) else bare
