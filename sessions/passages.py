"""
Passages of an answer: its sentences by number, a quote found again, the text cut where passages begin and end.

Pure. All offsets count characters (code points) of the stored text.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import NamedTuple

# As the pages part a text: blank lines between paragraphs, single line ends inside them.
_PARAGRAPH_END = re.compile(r"(?:\r?\n){2}")
_LINE_END = re.compile(r"\r?\n")
_LIST_MARKER = re.compile(r"\s*(?:[-*+•–]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
# What may end a sentence, with the quotation marks and brackets that close after it.
_STOP = re.compile(r"[.!?…]+[\"”’»')\]]*(?=\s)|[。！？]+[」』）]*")
_LAST_WORD = re.compile(r"[^\s(\[\"“‘«]*$")
_INITIALS = re.compile(r"(?:[A-HJ-Z]|(?:[A-Za-z]\.)+[A-Za-z])")
_ABBREVIATIONS = {
    *("approx", "ca", "cf", "dept", "dr", "ed", "eds", "est", "fig", "figs", "gen", "gov", "hon", "max", "min", "mr"),
    *("mrs", "ms", "nr", "pp", "prof", "rev", "sen", "sr", "st", "viz", "vol", "vs"),
}
# Abbreviations that can end a sentence as well: only before a figure they do not.
_BEFORE_FIGURES = {"art", "ch", "eq", "no", "nos", "p", "sec"}
_TIME_OF_DAY = {"a.m", "p.m"}


class Span(NamedTuple):
    """A passage to be shown: `id` is that of the element that speaks of it, `label` a short text to find it by."""

    start: int
    end: int
    id: str
    label: str


@dataclass(frozen=True)
class Sentence:
    """One sentence; `number` counts from 1 over the whole text."""

    number: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Segment:
    """
    A piece of one line that the same passages cover, or the break between two lines.

    `ids` are the passages that cover it, `opening` those that begin with it and `closing` those that end with it (as
    Spans), `sentence` the number of the sentence that begins with it.
    """

    start: int
    text: str
    ids: tuple = ()
    opening: tuple = ()
    closing: tuple = ()
    sentence: int | None = None
    is_break: bool = False

    @property
    def kinds(self):
        """What sort of passages cover it: the ids without their numbers, each once."""
        return tuple(dict.fromkeys(one.rpartition("-")[0] or one for one in self.ids))


def sentences(text):
    """Return the Sentences of `text`. A paragraph, a list entry and a line that begins anew end the one before."""
    found = []
    for start, end in _thoughts(text):
        for first, last in _in_thought(text, start, end):
            found.append(Sentence(len(found) + 1, first, last, text[first:last]))
    return found


def locate(text, quote, position):
    """
    Return (start, end) of `quote` in `text`: at `position`, else where it stands nearest to it; None if it is gone.

    White space in the quote matches any white space.
    """
    quote = quote.strip()
    if not quote:
        return None
    words = r"\s+".join(re.escape(word) for word in quote.split())
    nearest = None
    for found in re.finditer(f"(?={words})", text):
        distance = abs(found.start() - position)
        if nearest is not None and distance > abs(nearest - position):
            break
        nearest = found.start()
    if nearest is None:
        return None
    return nearest, re.compile(words).match(text, nearest).end()


def segments(text, spans=(), numbered=False):
    """
    Return the paragraphs of `text` as lists of Segments, cut where a passage begins or ends.

    `spans` are Spans (start, end, id, label) and may overlap; one that covers no character is left out. `numbered`
    cuts at the beginnings of sentences as well and gives those their numbers.
    """
    spans = [Span(*span) for span in spans]
    numbers = {one.start: one.number for one in sentences(text)} if numbered else {}
    cuts = sorted({place for span in spans for place in (span.start, span.end)} | numbers.keys())
    pieces = [
        list(_pieces(text, start, end, cuts)) for start, end in _blocks(text, 0, len(text)) if text[start:end].strip()
    ]
    covering = {}
    for span in spans:
        inside = [
            (first, last)
            for paragraph in pieces
            for first, last, is_break in paragraph
            if not is_break and first < span.end and last > span.start
        ]
        for place in inside:
            covering.setdefault(place, []).append((span, place == inside[0], place == inside[-1]))
    return [
        [_segment(text, *piece, covering.get(piece[:2], []), numbers.get(piece[0])) for piece in paragraph]
        for paragraph in pieces
    ]


def _segment(text, start, end, is_break, covering, number):
    return Segment(
        start=start,
        text=text[start:end],
        ids=tuple(span.id for span, _, _ in covering),
        opening=tuple(span for span, opens, _ in covering if opens),
        closing=tuple(span for span, _, closes in covering if closes),
        sentence=number,
        is_break=is_break,
    )


def _blocks(text, start, end, parting=_PARAGRAPH_END):
    for gap in parting.finditer(text, start, end):
        yield start, gap.start()
        start = gap.end()
    yield start, end


def _pieces(text, start, end, cuts):
    """Yield (start, end, whether it is the break between two lines) of a paragraph."""
    lines = list(_blocks(text, start, end, _LINE_END))
    for index, (first, last) in enumerate(lines):
        if index:
            yield lines[index - 1][1], first, True
        for cut in [*cuts[bisect_right(cuts, first) : bisect_left(cuts, last)], last]:
            if cut > first:
                yield first, cut, False
            first = cut


def _thoughts(text):
    """Yield (start, end) of what no sentence reaches across: lines, put together where the next one goes on."""
    for start, end in _blocks(text, 0, len(text)):
        thought = None
        for first, last in _blocks(text, start, end, _LINE_END):
            marker = _LIST_MARKER.match(text, first, last)
            words = text[first:last].strip()
            if thought and words[:1].islower() and not marker:
                thought = thought[0], last
                continue
            if thought:
                yield thought
            thought = (marker.end() if marker else first, last) if words else None
        if thought:
            yield thought


def _in_thought(text, start, end):
    """Yield (start, end) of the sentences of one thought, without the white space around them."""
    for stop in _STOP.finditer(text, start, end):
        if _is_end(text, stop, end):
            yield from _trimmed(text, start, stop.end())
            start = stop.end()
    yield from _trimmed(text, start, end)


def _is_end(text, stop, end):
    following = text[stop.end() : end].lstrip()[:1]
    if following.islower():
        return False
    if stop.group() != ".":
        return True
    word = _LAST_WORD.search(text, max(0, stop.start() - 40), stop.start()).group()
    plain = word.lower()
    if plain in _BEFORE_FIGURES:
        return not following.isdigit()
    if plain in _TIME_OF_DAY:
        return True
    return plain not in _ABBREVIATIONS and not _INITIALS.fullmatch(word)


def _trimmed(text, start, end):
    words = text[start:end].strip()
    if words:
        first = text.index(words, start)
        yield first, first + len(words)
