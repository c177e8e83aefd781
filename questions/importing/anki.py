"""
Anki's text export: the front of a note is the prompt, its back the expected answer, its deck the topic.

The first lines name the separator and the columns: https://docs.ankiweb.net/importing/text-files.html
"""

import csv
import io
import re

from questions.importing.categories import names_in, topic_in
from questions.importing.decoding import Unreadable
from questions.importing.labels import EXPECTED, KEY_POINTS, PROBES, QUESTION, SAMPLE, WHY, field_of
from questions.importing.moodle_xml import as_markdown
from questions.importing.recognise import difficulty_of
from questions.importing.understood import Problem, Question, Understood

_HEAD = re.compile(
    r"^#(separator|html|tags column|columns|notetype column|deck column|notetype|deck|tags|guid column):"
)
_SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "space": " ", "pipe": "|", "colon": ":"}
_CLOZE = re.compile(r"\{\{c\d+::(.*?)(?:::.*?)?\}\}", re.DOTALL)


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
    found = Understood()
    is_html = head.get("html", "false").lower() == "true"
    first = skipped + 1
    try:
        for cells in reader:
            line, first = first, skipped + reader.line_num + 1
            fields = [
                (columns[at] if at < len(columns) else "", _words(cell, is_html))
                for at, cell in enumerate(cells)
                if at not in special.values() and cell.strip()
            ]
            if fields:
                deck = cells[special["deck column"]] if special.get("deck column", len(cells)) < len(cells) else ""
                _note(found, names_in(deck or head.get("deck", ""), "::"), fields, line)
    except csv.Error as error:
        raise Unreadable(f"The notes cannot be read from line {first} on: {error}.") from None
    if "tags column" in special:
        found.problems.append(Problem(None, "The tags of the notes were left out."))
    return found


def _note(found, names, fields, line):
    named = {QUESTION: [], EXPECTED: [], WHY: [], SAMPLE: [], KEY_POINTS: [], PROBES: [], "difficulty": []}
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
    topic_in(found, names).questions.append(
        Question(
            number=None,
            prompt="\n\n".join(named[QUESTION]),
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


def _words(cell, is_html):
    plain = _CLOZE.sub(r"\1", cell).strip()
    return as_markdown(plain) if is_html and "<" in plain else plain
