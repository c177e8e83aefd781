"""Key points proposed from an expected answer: for somebody to edit, or to take as they are."""

import re

from questions.models import KeyPoint

LEAST, MOST = 3, 4
LONGEST = KeyPoint._meta.get_field("text").max_length
# A shorter sentence ("Be honest.") names nothing that one could point at in an answer.
LEAST_WORDS = 4

_ITEM = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,2}[.)])[ \t]+(?=\S)")
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)*_]*\s+(?=[\"“‘(*_]*[A-Z0-9])")
_CODE = re.compile(r"^[ \t]*(`{3,}|~{3,}).*?(?:^[ \t]*\1|\Z)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"(\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=[\w.!?])[*_](?!\w))")
_COUNTED = re.compile(
    r";\s+|,\s+(?=how\b)|,?\s+and\s+(?=(?:how|what|why|which|any|explain|describe|provide|mention|discuss|share|"
    r"highlight|show|give|name)\b)"
)
_LABEL = re.compile(r"^[^.!?:]{1,40}:$")


def proposed(expected_answer):
    """
    Return at most four key points (plain texts) that an expected answer suggests.

    - Three or more items of a list are what its author counted out: they are taken, in order. Otherwise sentences.
    - Left out are headings, code, tables, labels that only announce (“For example:”), questions, and what has fewer
      than four words.
    - Of more than four the longest four stay, in their order: the short ones introduce or sum up.
    - Where there are fewer than three, sentences are parted at semicolons, and where one counts up (“how you …, how
      you …, and any …”). Still fewer are returned as they are: none is made up.
    - What is longer than a key point may be is cut at a word.
    """
    text = _CODE.sub("", expected_answer or "")
    items, sentences = _parts(text)
    found = items if len(items) >= LEAST else _usable([*sentences, *items]) if not items else _in_order(text)
    found = _usable(found)
    if len(found) < LEAST:
        parted = _usable(_capital(piece) for one in found for piece in _COUNTED.split(one) if piece)
        found = parted if len(parted) > len(found) else found
    if len(found) > MOST:
        longest = sorted(range(len(found)), key=lambda index: -len(found[index]))[:MOST]
        found = [found[index] for index in sorted(longest)]
    return [cut(one, LONGEST) for one in found]


def cut(text, longest):
    """Return `text` in at most `longest` characters, cut at a word where it is longer."""
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept).rstrip(" ,;:") + "…"


def plain(text):
    """Return a piece of Markdown as plain words on one line."""
    return " ".join(_MARKS.sub("", _LINK.sub(r"\1", text)).split())


def _parts(text):
    """Return (items of lists, sentences of all other paragraphs)."""
    items, paragraphs, open_item = [], [[]], False
    for line in text.split("\n"):
        if not line.strip():
            paragraphs.append([])
            open_item = False
        elif line.lstrip().startswith(("#", "|")):
            open_item = False
        elif _ITEM.match(line):
            items.append(_ITEM.sub("", line).strip())
            open_item = True
        elif open_item:
            items[-1] += " " + line.strip()
        else:
            paragraphs[-1].append(line.strip(" >\t"))
    sentences = [one for lines in paragraphs for one in _SENTENCE_END.split(" ".join(lines))]
    return [plain(item) for item in items], [plain(one) for one in sentences]


def _in_order(text):
    """Return items and sentences together, as they stand in the text."""
    flat = "\n".join(_ITEM.sub("", line) + ("\n" if _ITEM.match(line) else "") for line in text.split("\n"))
    return _parts(flat)[1]


def _capital(text):
    bare = text.strip()
    return bare[:1].upper() + bare[1:]


def _usable(pieces):
    """Return the pieces that name something, each once."""
    found = {}
    for piece in pieces:
        bare = piece.strip()
        if len(bare.split()) >= LEAST_WORDS and not bare.endswith(("?", ":")) and not _LABEL.match(bare):
            found.setdefault(bare.casefold(), bare)
    return list(found.values())
