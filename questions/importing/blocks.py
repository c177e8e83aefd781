"""
The tree that both Markdown and HTML are read into, and the way back: blocks -> Markdown.

A block knows the first and the last line of the file where it stands; lines count from 1.
"""

from dataclasses import dataclass, field

MOST_DEPTH = 40


class TooDeep(ValueError):
    """Lists or quotes are nested more deeply than anybody writes."""

    def __init__(self, line):
        super().__init__(f"Line {line}: lists or quotes are nested more than {MOST_DEPTH} levels deep.")
        self.line = line


@dataclass
class Line:
    """One line of a paragraph as it is read: its Markdown, and where it begins and ends in the file."""

    line: int
    end: int
    text: str


@dataclass
class Block:
    """
    One block.

    `kind` is heading, paragraph, list, item, quote, code, table, rule, summary, or opened and closed (of <details>).
    """

    kind: str
    line: int
    end: int
    lines: list = field(default_factory=list)  # of a heading, paragraph, summary; of a code block its text
    children: list = field(default_factory=list)  # of a list its items, of an item or quote its blocks
    level: int = 0  # of a heading
    number: int | None = None  # of an item in a numbered list
    rows: list = field(default_factory=list)  # of a table: (line, cells), the head first
    info: str = ""  # the language of a code block

    @property
    def text(self):
        """All lines as one text."""
        return "\n".join(line.text for line in self.lines)


def render(blocks):
    """Return blocks as plain Markdown."""
    parts = []
    for before, block in zip([None, *blocks], blocks, strict=False):
        text = _render(block)
        if not text:
            continue
        # A list that follows its own introduction stays with it.
        near = before is not None and before.kind == "paragraph" and block.kind == "list"
        parts.append(("\n" if near else "\n\n") + text if parts else text)
    return "".join(parts).strip("\n")


def _render(block):
    match block.kind:
        case "heading":
            return "#" * max(4, min(block.level, 6)) + " " + " ".join(block.text.split("\n"))
        case "list":
            return "\n".join(_item(item) for item in block.children)
        case "quote":
            return "\n".join(f"> {line}".rstrip() for line in render(block.children).split("\n"))
        case "code":
            return _code(block)
        case "table":
            return _table(block)
        case "rule" | "opened" | "closed":
            return ""
        case "summary":
            return f"**{block.text}**"
    return block.text


def _item(item):
    mark = "-" if item.number is None else f"{item.number}."
    lines = render(item.children).split("\n")
    pad = " " * (len(mark) + 1)
    return "\n".join([f"{mark} {lines[0]}", *(f"{pad}{line}" if line else "" for line in lines[1:])]).rstrip()


def _code(block):
    fence = "```"
    while fence in block.text:
        fence += "`"
    return f"{fence}{block.info}\n{block.text}\n{fence}"


def _table(block):
    rows = [[cell.replace("\n", "<br>").replace("|", "\\|") for cell in cells] for _, cells in block.rows]
    if not rows:
        return ""
    head, *body = [f"| {' | '.join(cells)} |" for cells in rows]
    return "\n".join([head, "|" + " --- |" * len(rows[0]), *body])
