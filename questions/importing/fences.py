"""Data that a chat assistant wrote into a block of code: ```json, ```csv or ```yaml, with talk around it."""

import re

from questions.importing import delimited, values
from questions.importing.labels import turn_of
from questions.importing.understood import Understood

_FENCE = re.compile(r"^[ \t>]*(```+|~~~+)[ \t]*(\w*)[^\n`]*\n(.*?)^[ \t>]*\1[`~]*[ \t]*$", re.MULTILINE | re.DOTALL)
_DATA = {"json", "jsonl", "ndjson", "json5", "yaml", "yml", "csv", "tsv", "text", "txt", "plaintext", ""}
# The part of a text that is data; where less is, it is a guide that shows some.
_MOST = 0.5
MOST_BLOCKS = 200


def blocks_of(text):
    """Return the matches of the blocks of a text that hold data with questions; none where they are not most of it."""
    if "```" not in text and "~~~" not in text:
        return []
    found = [block for block in _FENCE.finditer(text) if block[2].lower() in _DATA and _reader_of(block[3])]
    size = sum(len(block[0]) for block in found)
    return found[:MOST_BLOCKS] if size >= len(text.strip()) * _MOST else []


def is_fenced(text):
    """Return whether a text is mostly data in blocks of code."""
    return bool(blocks_of(text))


def understand(text):
    """Return the Understood of the data; all that stands around it is listed. Raises Unreadable."""
    found, at = Understood(), 0
    for block in blocks_of(text):
        _list(found, text, at, block.start())
        part = _reader_of(block[3])(block[3])
        offset = text.count("\n", 0, block.start(3)) if delimited.is_table(block[3]) else len(found.questions)
        _take(found, part, offset)
        at = block.end()
    _list(found, text, at, len(text))
    found.not_understood.sort(key=lambda part: part["line"])
    return found


def _reader_of(text):
    if values.is_json(text):
        return values.understand_json
    if delimited.is_table(text):
        return delimited.understand
    return values.understand_yaml if values.understand_yaml(text) else None


def _list(found, text, start, end):
    first = text.count("\n", 0, start) + 1
    for number, line in enumerate(text[start:end].split("\n"), start=first):
        if re.search(r"\w", line) and not turn_of(line):
            found.not_understood.append({"line": number, "text": line.strip()})


def _take(found, part, offset):
    """Add what one block says to what the others said; its lines begin after `offset`."""
    for one in (*part.questions, *part.frequently_asked, *part.tips, *part.problems, *part.repeated):
        one.line = None if one.line is None else one.line + offset
    for one in part.repeated:
        one.same_as_line += offset
    for one in part.not_understood:
        one["line"] += offset
    for name in (
        "rounds",
        "frequently_asked",
        "tips",
        "resources",
        "sources",
        "repeated",
        "not_understood",
        "problems",
    ):
        getattr(found, name).extend(getattr(part, name))
    for name, value in vars(part.guide).items():
        setattr(found.guide, name, getattr(found.guide, name) or value)
