"""The inside of one line of Markdown: what a reader sees of it, what is bold, and the line without its beginning."""

import re
from functools import lru_cache

from markdown_it import MarkdownIt

from questions.importing import patience

_parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 30}).enable("strikethrough")
# Of a longer line only so many characters are read for markup.
MOST_PARSED = 1000
_MARKUP = re.compile(r"[*_`\[\]\\&<!~]")
# A line that is bold at its beginning and nothing else, as most lines with a label are; no parser is needed for it.
_BOLD_FIRST = re.compile(r"\*\*([^\W_](?:[^*_`\[\]\\&<!~\n]*[^\W_])?[:.?]?)\*\*((?::? [^*_`\[\]\\&<!~\n]*)?)")


class Inline:
    """
    One line of Markdown.

    It is held as pieces (kind, text, markdown), where kind is text, open, close, link or endlink: `text` is what is
    seen, `markdown` what was written.
    """

    def __init__(self, markdown, pieces=None):
        patience.check()
        self.pieces = _all_pieces(markdown) if pieces is None else pieces
        self.plain = "".join(text for _, text, _ in self.pieces)

    @property
    def markdown(self):
        """The line as Markdown."""
        return "".join(raw for _, _, raw in self.pieces).strip()

    @property
    def lead(self):
        """How many of the characters seen are the bold or slanted beginning of the line; 0 where there is none."""
        depth = length = 0
        begun = False
        for kind, text, _ in self.pieces:
            if kind == "open":
                depth += 1
                begun = True
            elif kind == "close":
                depth -= 1
                if begun and depth == 0:
                    return length
            elif kind == "text":
                if not depth and (text.strip() or begun):
                    return 0
                length += len(text)
        return 0

    @property
    def is_bold(self):
        """Whether all of the line is bold or slanted, a sign at its end aside."""
        lead = self.lead
        return bool(lead) and not self.plain[lead:].strip(" :.*–—-")

    def without(self, count):
        """Return the line without the first `count` characters that are seen."""
        kept = []
        for kind, text, raw in self.pieces:
            if count > 0 and kind == "text":
                if len(text) <= count:
                    count -= len(text)
                    continue
                raw = text = text[count:] if raw == text else raw
                count = 0
            if kind == "text" and not any(piece[0] == "text" for piece in kept):
                # What is left begins without white space, inside and outside of bold.
                text, raw = text.lstrip(), raw.lstrip()
                if not raw:
                    continue
            kept.append((kind, text, raw))
        return Inline("", without_empty(kept))

    def without_marks(self):
        """Return the line as Markdown without the bold that encloses all of it."""
        if not self.is_bold:
            return self.markdown
        kept, depth = [], 0
        for kind, text, raw in self.pieces:
            if kind in ("open", "close"):
                depth += 1 if kind == "open" else -1
                if (kind == "open" and depth == 1) or (kind == "close" and depth == 0):
                    continue
            kept.append((kind, text, raw))
        return Inline("", kept).markdown


def is_closed(text):
    """Whether bold that begins a line ends in it; where not, it runs on in the next line."""
    start = text.lstrip()
    return not start.startswith(("**", "__")) or Inline(start).lead > 0


def without_empty(pieces):
    """Drop bold that encloses nothing any more."""
    kept = []
    for piece in pieces:
        if (
            piece[0] == "close"
            and kept
            and kept[-1][0] == "open"
            or piece[0] == "endlink"
            and kept
            and kept[-1][0] == "link"
        ):
            kept.pop()
        else:
            kept.append(piece)
    return kept


def _all_pieces(markdown):
    if len(markdown) <= MOST_PARSED:
        return _pieces(markdown)
    # What matters stands at the beginning, and brackets without end take time without end.
    cut = markdown.rfind(" ", 0, MOST_PARSED)
    cut = cut if cut > 0 else MOST_PARSED
    return (*_pieces(markdown[:cut]), ("text", markdown[cut:], markdown[cut:]))


@lru_cache(maxsize=2000)
def _pieces(markdown):
    if not _MARKUP.search(markdown):
        return (("text", markdown, markdown),) if markdown else ()
    found = _BOLD_FIRST.fullmatch(markdown)
    if found:
        bold = (("open", "", "**"), ("text", found[1], found[1]), ("close", "", "**"))
        return (*bold, ("text", found[2], found[2])) if found[2] else bold
    tokens = []
    _parser.inline.parse(markdown, _parser, {}, tokens)
    pieces, ends = [], []
    for token in tokens:
        match token.type:
            case "text":
                piece = ("text", token.content, token.content)
            case "text_special":
                piece = ("text", token.content, token.markup)
            case "code_inline":
                content = token.content
                pad = " " if content.startswith("`") or content.endswith("`") else ""
                piece = ("text", content, f"{token.markup}{pad}{content}{pad}{token.markup}")
            case "softbreak" | "hardbreak":
                piece = ("text", " ", "\n")
            case "link_open":
                if token.markup == "autolink":
                    ends.append(">")
                    piece = ("link", "", "<")
                else:
                    title = f' "{token.attrs["title"]}"' if token.attrs.get("title") else ""
                    ends.append(f"]({token.attrs.get('href', '')}{title})")
                    piece = ("link", "", "[")
            case "link_close":
                piece = ("endlink", "", ends.pop() if ends else "")
            case "image":
                piece = ("text", token.content, f"![{token.content}]({token.attrs.get('src', '')})")
            case kind if kind.endswith("_open"):
                piece = ("open", "", token.markup)
            case kind if kind.endswith("_close"):
                piece = ("close", "", token.markup)
            case _:
                piece = ("text", token.content, token.content)
        pieces.append(piece)
    return tuple(pieces)


def links_of(markdown):
    """Return (text, address) of every link of a text."""
    found, text, opened = [], "", False
    for kind, seen, raw in Inline(markdown).pieces:
        if kind == "link":
            text, opened = "", True
        elif kind == "endlink" and opened:
            address = text if raw == ">" else raw.removeprefix("](").removesuffix(")").split(' "')[0]
            found.append((text.strip(), address))
            opened = False
        elif opened:
            text += seen
    return found
