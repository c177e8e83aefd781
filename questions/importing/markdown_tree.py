"""Markdown into blocks, by a real parser; raw HTML in it counts where readers use it: <details>, <br>, bold."""

import re
import textwrap

from markdown_it import MarkdownIt

from questions.importing import labels, markdown_source
from questions.importing.blocks import MOST_DEPTH, Block, Line, TooDeep
from questions.importing.inline import Inline, is_closed
from questions.importing.recognise import label_of

# Beyond its limit the parser drops what is nested deeper; ours lies below it, so that it is refused instead.
# A list counts twice there, once for itself and once for its item.
_parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 2 * MOST_DEPTH + 8}).enable("table")
_parser_without_tables = MarkdownIt("commonmark", {"html": False, "maxNesting": 2 * MOST_DEPTH + 8})
for _each in (_parser, _parser_without_tables):
    _each.core.ruler.enableOnly(["normalize", "block"])
# A cell takes about a kilobyte while it is read; tables with more of them stay text.
MOST_CELLS = 60_000

_ITEM = re.compile(r"[\s>]*(?:(?:[-*+]|\d{1,9}[.)])(?:\s+|$))*")
_CITED = re.compile(r"\[\^?\d{1,3}\]:?\s+\S")
_ITEM_MARK = re.compile(r"^[\s>]*(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
MOST_CLEANED = 50_000
_FOLD = re.compile(r"(</?(?:details|summary)\b[^<>]*>)", re.IGNORECASE)
_BREAK = re.compile(r"\s*<br\s*/?>\s*", re.IGNORECASE)
_SPAN = re.compile(r"(`+[^`]*`+)")
_TAG = re.compile(
    r"<(/?)(b|strong|i|em|code|a|u|sup|sub|span|div|p|center|img|font|kbd|mark|small|section|hr|ins)\b([^<>]*?)/?>",
    re.IGNORECASE,
)
_COMMENT = re.compile(r"<!--.*?-->")
_HREF = re.compile(r"""href\s*=\s*["']?(https?://[^"'\s>]+)""", re.IGNORECASE)
_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`"}


def parse(text):
    """Return (blocks, lines that are understood as form) of a Markdown text. Raises TooDeep."""
    text, anew, known = markdown_source.prepared(text)
    return _parsed(text, anew), known


def _parsed(text, anew=frozenset()):
    parser = _parser if text.count("|") <= MOST_CELLS else _parser_without_tables
    return _outside(_Tree(parser.parse(text)).blocks, text.split("\n"), anew)


class _Tree:
    def __init__(self, tokens):
        self.blocks = []
        stack = [self.blocks]
        opened = []
        for index, token in enumerate(tokens):
            if token.level > 2 * MOST_DEPTH:
                raise TooDeep((token.map or [0])[0] + 1)
            match token.type:
                case "bullet_list_open" | "ordered_list_open" | "list_item_open" | "blockquote_open":
                    block = self._container(token)
                    stack[-1].append(block)
                    stack.append(block.children)
                case "bullet_list_close" | "ordered_list_close" | "list_item_close" | "blockquote_close":
                    stack.pop()
                case "heading_open":
                    stack[-1].append(self._heading(token, tokens[index + 1]))
                case "paragraph_open":
                    stack[-1].extend(paragraphs(_lines(tokens[index + 1])))
                case "fence" | "code_block":
                    stack[-1] += self._code(token)
                case "hr":
                    stack[-1].append(Block("rule", token.map[0] + 1, token.map[1]))
                case "table_open":
                    opened = Block("table", token.map[0] + 1, token.map[1])
                    stack[-1].append(opened)
                case "tr_open":
                    opened.rows.append((token.map[0] + 1, []))
                case "inline" if tokens[index - 1].type in ("th_open", "td_open"):
                    opened.rows[-1][1].append(clean(token.content))

    def _container(self, token):
        kind = {"list_item_open": "item", "blockquote_open": "quote"}.get(token.type, "list")
        block = Block(kind, token.map[0] + 1, token.map[1])
        if kind == "item" and token.info.isdigit():
            block.number = int(token.info)
        return block

    def _heading(self, token, inline):
        line, end = token.map[0] + 1, token.map[1]
        return Block("heading", line, end, [Line(line, end, clean(inline.content))], level=int(token.tag[1]))

    def _code(self, token):
        line, end = token.map[0] + 1, token.map[1]
        lines = [Line(line, end, token.content.rstrip("\n"))]
        first = token.content.split("\n", 1)[0].strip()
        if token.type == "code_block" and token.level == 0 and (_ITEM_MARK.match(first) or _is_marked(first)):
            # Text that was indented as a whole, as copying from a page does.
            return _moved(_parsed(textwrap.dedent(token.content)), line - 1)
        return [Block("code", line, end, lines, info=token.info.strip() if token.type == "fence" else "")]


def _moved(blocks, offset):
    """Return blocks that stand further down in the file."""
    for block in blocks:
        block.line += offset
        block.end += offset
        block.lines = [Line(line.line + offset, line.end + offset, line.text) for line in block.lines]
        block.rows = [(line + offset, cells) for line, cells in block.rows]
        _moved(block.children, offset)
    return blocks


def _outside(blocks, source, anew):
    """
    Take out of lists what only runs on in their last lines by a rule of Markdown that hardly any writer knows.

    A line without indentation right below an item belongs to the item. Where it begins with bold or a known label,
    its writer meant it to stand below the list.
    """
    settled = []
    for block in blocks:
        if block.kind == "quote":
            block.children = _outside(block.children, source, anew)
        settled += _list_outside(block, source, anew) if block.kind == "list" else [block]
    return settled


def _list_outside(block, source, anew):
    parts, items = [], []

    def end_list():
        if items:
            parts.append(Block("list", items[0].line, items[-1].end, children=list(items)))
            items.clear()

    for item in block.children:
        indent = len(_ITEM.match(source[item.line - 1])[0].expandtabs(4))
        children, escaped = [], []
        for child in _outside(item.children, source, anew):
            kept = child.lines
            if child.kind == "paragraph":
                at = _first_outside(child, source, indent, anew)
                kept, escaping = child.lines[:at], child.lines[at:]
                if escaping:
                    escaped.append(Block("paragraph", escaping[0].line, child.end, escaping))
                    child = Block("paragraph", child.line, escaping[0].line - 1, kept)
            if kept or child.kind != "paragraph":
                children.append(child)
        item.children = children
        if escaped:
            item.end = escaped[0].line - 1
        items.append(item)
        if escaped:
            end_list()
            parts += escaped
    end_list()
    return parts


def _first_outside(block, source, indent, anew):
    """Return the index of the first line that was meant to stand outside of the item that it runs on in."""
    for index, line in enumerate(block.lines):
        if line.line in anew and line.line != block.line:
            return index
        raw = source[line.line - 1].expandtabs(4)
        if len(raw) - len(raw.lstrip()) < indent and raw.lstrip() and line.line != block.line and _is_marked(line.text):
            return index
        if (
            index == 0
            and line.line == block.line
            and len(raw) - len(raw.lstrip()) < indent
            and not _ITEM_MARK.search(raw)
        ):
            return 0
    return len(block.lines)


def _is_marked(text):
    inline = Inline(text)
    if _CITED.match(text):
        return True
    if inline.lead or labels.turn_of(inline.plain):
        return True
    plain = inline.plain.rstrip()
    if plain.endswith(":") and len(plain.split()) < 6:
        return True
    label = label_of(inline)
    if label is None:
        return False
    if label.alone and not inline.plain.rstrip().endswith(":"):
        return (
            labels.section_of(label.words) is not None
            or len(label.words.split()) > 1
            and bool(labels.field_of(label.words))
        )
    return labels.field_of(label.words) is not None


def _lines(inline):
    """Return the Lines of a paragraph: those of the file, save that bold which runs on is kept together."""
    first = inline.map[0] + 1
    texts = [text.strip() for text in inline.content.split("\n")]
    lines, index = [], 0
    while index < len(texts):
        count = 1 if is_closed(texts[index]) else _lines_of_bold(texts[index : index + 4])
        text = " ".join(texts[index : index + count])
        lines.append(Line(first + index, first + index + count - 1, text))
        index += count
    return lines


def _lines_of_bold(texts):
    """Return how many lines bold takes that is not closed in the first; 1 where it is never closed."""
    for count in range(2, len(texts) + 1):
        text = " ".join(texts[:count])
        if "<" in text:
            break
        if is_closed(text):
            return count
    return 1


def paragraphs(lines):
    """Return lines as blocks: paragraphs, and what <details> opens, names and closes."""
    blocks, kept, summary = [], [], None

    def end_paragraph():
        nonlocal kept
        if kept:
            blocks.append(Block("paragraph", kept[0].line, kept[-1].end, kept))
            kept = []

    for line in lines:
        parts = _FOLD.split(line.text) if "<" in line.text else [line.text]
        for part in parts:
            tag = part.lower()
            if _FOLD.fullmatch(part):
                end_paragraph()
                if tag.startswith("<details"):
                    blocks.append(Block("opened", line.line, line.end))
                elif tag.startswith("</details"):
                    blocks.append(Block("closed", line.line, line.end))
                elif tag.startswith("<summary"):
                    summary = Block("summary", line.line, line.end)
                    blocks.append(summary)
                else:
                    summary = None
                continue
            pieces = [text for text in clean(part).split("\n") if text.strip()]
            for text in pieces:
                made = Line(line.line, line.end, text.strip())
                if summary is not None:
                    summary.lines.append(made)
                    summary.end = line.end
                else:
                    kept.append(made)
    end_paragraph()
    return [block for block in blocks if block.kind != "summary" or block.lines]


def clean(text):
    """Return a text with signs of Markdown for its tags of HTML, outside of code, and without other known tags."""
    if "<" not in text or len(text) > MOST_CLEANED:
        return text
    parts = _SPAN.split(text)
    for index in range(0, len(parts), 2):
        part = _COMMENT.sub("", parts[index])
        part = _BREAK.sub("\n", part)
        parts[index] = _links(part)
    return "".join(parts)


def _links(text):
    ends = []

    def mark(found):
        closing, name, rest = found[1], found[2].lower(), found[3]
        if name == "a":
            if closing:
                return ends.pop() if ends else ""
            address = _HREF.search(rest)
            ends.append(f"]({address[1]})" if address else "")
            return "[" if address else ""
        return _MARKS.get(name, "")

    return _TAG.sub(mark, text)
