"""HTML copied from a page into the same blocks as Markdown: what a reader sees, and none of what a browser does."""

import re
from html.parser import HTMLParser

from questions.importing import patience
from questions.importing.blocks import MOST_DEPTH, Block, Line, TooDeep
from questions.importing.decoding import Unreadable

# A page on a single line is as long as one on many.
MOST_BLOCKS = 100_000
_TAG = re.compile(
    r"<(!doctype html|html|head|body|h[1-6]|p|div|ul|ol|li|table|tr|td|section|article|main|blockquote|"
    r"span|strong|dl|pre)\b",
    re.IGNORECASE,
)
# Pictures are written into tags by the megabyte, and thousands of attributes take a kilobyte each.
_LONG_TAG = re.compile(r"<([a-z][\w-]*)[^>]{20000,}(>|\Z)", re.IGNORECASE)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_UNSEEN = {"script", "style", "noscript", "template", "svg", "iframe", "object", "select", "textarea"}
# What they say is not part of the text, and listed as not understood.
_ASIDE = {"nav", "footer", "button", "form", "title"}
_VOID = {"br", "hr", "img", "input", "meta", "link", "wbr", "source", "col", "area", "base", "embed", "param", "track"}
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`", "kbd": "`", "del": "~~", "s": "~~"}
_SPECIAL = re.compile(r"([\\`*_\[\]]|<(?=[a-zA-Z/!]))")
_SPACE = re.compile(r"\s+")
# Tags that end a paragraph.
_BLOCKS = {
    *_HEADINGS,
    *("p", "div", "section", "article", "main", "header", "aside", "address", "figure", "figcaption", "fieldset"),
    *("center", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"),
    *("blockquote", "pre", "hr", "details", "summary", "body", "html"),
}


def is_html(text):
    """Return whether a text is HTML as a whole, rather than Markdown with a tag in it."""
    start = text.lstrip()[:2000].lower()
    if start.startswith(("<!doctype html", "<html", "<body", "<meta", "<head")):
        return True
    if not start.startswith("<"):
        return False
    lines = [line for line in text.split("\n", 400)[:400] if line.strip()]
    tagged = sum(1 for line in lines if line.lstrip().startswith("<") or line.rstrip().endswith(">"))
    closing = len(
        re.findall(
            r"</(?:p|h[1-6]|li|div|ul|ol|td|section|article|dt|dd|dl|pre|blockquote|table|details|span|b|strong)>",
            text[:200_000],
            re.IGNORECASE,
        )
    )
    return bool(_TAG.match(start)) and closing > 1 and tagged * 2 >= len(lines)


def parse(text):
    """Return (blocks, lines that hold text, lines of scripts) of HTML. Raises TooDeep."""
    reader = _Reader()
    # Lines are counted on as they stand.
    short = _LONG_TAG.sub(lambda tag: f"<{tag[1]}" + "\n" * tag[0].count("\n") + tag[2], text)
    # What never ends would be looked for from each of its beginnings; so it ends here.
    reader.feed(f"{short}\n<!-- -->")
    reader.close()
    reader.end_paragraph()
    return reader.blocks, reader.seen, reader.scripts


class _Reader(HTMLParser):
    """Builds the blocks. Tags that are never closed, or closed twice, do no harm: lists end with what holds them."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.blocks = []
        self.count = 0
        self.stack = [("", self.blocks, None)]  # (tag, where its blocks go, its block)
        self.unseen = []
        self.scripts = set()
        self.seen = set()
        self.lines = []  # of the paragraph that is being read: [first line, last line, parts of its text]
        self.is_new_line = True
        self.marks = []  # of bold and links that are open
        self.heading = None  # (tag, level) of the heading or summary that is being read
        self.pre = None
        self.table = None

    # Text

    def handle_data(self, data):
        patience.check()
        line = self.getpos()[0]
        if self.unseen and self.unseen[-1] not in _ASIDE:
            return
        for offset, part in enumerate(data.split("\n")):
            if part.strip():
                self.seen.add(line + offset)
        if self.unseen:
            return
        if self.pre is not None:
            self.pre.lines.append(data)
            return
        text = _SPACE.sub(" ", data)
        if not text.strip():
            if self.lines and text and not self.is_new_line:
                self._write(line, line, " ")
            return
        first = line + len(data[: len(data) - len(data.lstrip())].split("\n")) - 1
        last = line + data.rstrip().count("\n")
        if "`" not in self.marks:
            text = _SPECIAL.sub(r"\\\1", text)
        self._write(first, last, text)

    def _write(self, first, last, text):
        if self.is_new_line or not self.lines:
            self.lines.append([first, last, [*(mark for mark in self.marks if mark != "["), text.lstrip()]])
            self.is_new_line = False
        else:
            self.lines[-1][1] = max(last, self.lines[-1][1])
            self.lines[-1][2].append(text)

    def _mark(self, mark):
        if self.lines and not self.is_new_line:
            self.lines[-1][2].append(mark)

    def end_line(self):
        """End a line, with the bold that is open in it."""
        for mark in reversed(self.marks):
            if mark != "[":
                self._mark(mark)
        self.is_new_line = True

    def end_paragraph(self):
        """Put what was read as a block of its own where it belongs."""
        self.end_line()
        lines = [Line(first, last, _tidy("".join(parts))) for first, last, parts in self.lines]
        lines = [line for line in lines if line.text]
        self.lines, self.marks = [], []
        if not lines:
            return
        if self.table is not None and self.table.rows and self.table.rows[-1][1]:
            cell = self.table.rows[-1][1]
            cell[-1] = "\n".join([text for text in (cell[-1], *(line.text for line in lines)) if text])
            self.table.end = lines[-1].end
            return
        kind = "paragraph" if self.heading is None else ("summary" if self.heading[0] == "summary" else "heading")
        level = self.heading[1] if kind == "heading" else 0
        self._add(Block(kind, lines[0].line, lines[-1].end, lines, level=level))

    def _add(self, block):
        self.count += 1
        if self.count > MOST_BLOCKS:
            raise Unreadable(f"The page has more than {MOST_BLOCKS:,} paragraphs, items and tables: split it.")
        tag, target, holder = self.stack[-1]
        if holder is not None and holder.kind == "list":
            # Text straight in a list: it goes with the item before it.
            if not holder.children:
                holder.children.append(Block("item", block.line, block.end))
            target = holder.children[-1].children
        target.append(block)
        for _, _, opened in self.stack:
            if opened is not None:
                opened.end = max(opened.end, block.end)

    # Tags

    def handle_starttag(self, tag, attrs):
        patience.check()
        line = self.getpos()[0]
        if tag in _UNSEEN or tag in _ASIDE:
            self.end_paragraph()
            self.unseen.append(tag)
            if tag in ("script", "iframe", "object"):
                self.scripts.add(line)
            return
        if self.unseen:
            return
        if tag == "br":
            self.end_line()
        elif tag in _MARKS and self.pre is None:
            self._open(_MARKS[tag])
        elif tag == "a":
            self._open("[")
            self.address = dict(attrs).get("href") or ""
        elif tag == "img":
            alt = dict(attrs).get("alt") or ""
            if alt.strip():
                self.handle_data(alt)
        elif tag in _BLOCKS:
            self._open_block(tag, dict(attrs), line)

    def handle_startendtag(self, tag, attrs):
        if tag in _VOID:
            self.handle_starttag(tag, attrs)

    def _open(self, mark):
        if mark in self.marks:
            return
        if mark == "[" and not (self.lines and not self.is_new_line):
            self.lines.append([self.getpos()[0], self.getpos()[0], list(self.marks)])
            self.is_new_line = False
        self.marks.append(mark)
        self._mark(mark)

    def _open_block(self, tag, attrs, line):
        self.end_paragraph()
        if tag in _HEADINGS:
            self.heading = (tag, _HEADINGS[tag])
        elif tag == "summary":
            self.heading = (tag, 0)
        elif tag == "dt":
            self.marks = ["**"]
        elif tag in ("ul", "ol"):
            self._push(tag, Block("list", line, line), attrs)
        elif tag == "li":
            self._close_to("li", until=("ul", "ol"))
            number = None
            holder = self.stack[-1][2]
            if self.stack[-1][0] == "ol":
                number = self._number(attrs, holder)
            self._push("li", Block("item", line, line, number=number), attrs)
        elif tag == "blockquote":
            self._push(tag, Block("quote", line, line), attrs)
        elif tag == "pre":
            self.pre = Block("code", line, line)
        elif tag == "hr":
            self._add(Block("rule", line, line))
        elif tag == "details":
            self._add(Block("opened", line, line))
        elif tag == "table":
            self.table = Block("table", line, line)
            self._add(self.table)
        elif tag == "tr" and self.table is not None:
            self.table.rows.append((line, []))
        elif tag in ("td", "th") and self.table is not None:
            if not self.table.rows:
                self.table.rows.append((line, []))
            self.table.rows[-1][1].append("")

    def _number(self, attrs, holder):
        for name, given in (("value", attrs.get("value")), ("start", str(holder.number or ""))):
            if given and given.isdigit() and len(given) < 7 and (name == "value" or not holder.children):
                return int(given)
        before = [item.number for item in holder.children if item.number is not None]
        return before[-1] + 1 if before else 1

    def _push(self, tag, block, attrs):
        if len(self.stack) > 2 * MOST_DEPTH:
            raise TooDeep(block.line)
        if tag == "ol" and (attrs.get("start") or "").isdigit() and len(attrs["start"]) < 7:
            block.number = int(attrs["start"])
        self._add_container(block)
        self.stack.append((tag, block.children, block))

    def _add_container(self, block):
        holder = self.stack[-1][2]
        if block.kind == "item":
            if holder is None or holder.kind != "list":
                # An item without a list around it.
                made = Block("list", block.line, block.end)
                self._add(made)
                self.stack.append(("ul", made.children, made))
            self.stack[-1][1].append(block)
        else:
            self._add(block)

    def _close_to(self, tag, until=()):
        for depth in range(len(self.stack) - 1, 0, -1):
            if self.stack[depth][0] in until:
                return
            if self.stack[depth][0] == tag:
                del self.stack[depth:]
                return

    def handle_endtag(self, tag):
        line = self.getpos()[0]
        if self.unseen:
            if tag in self.unseen:
                del self.unseen[self.unseen.index(tag) :]
            return
        if tag in _MARKS and self.pre is None:
            self._close(_MARKS[tag])
        elif tag == "a":
            self._close("[")
        elif tag == "pre" and self.pre is not None:
            text = "".join(self.pre.lines).strip("\n")
            self.pre.lines = [Line(self.pre.line, line, text)]
            self.pre.end = line
            block, self.pre = self.pre, None
            if text.strip():
                self._add(block)
        elif tag in _BLOCKS:
            self.end_paragraph()
            if tag in _HEADINGS or tag == "summary":
                self.heading = None
            elif tag in ("ul", "ol", "li", "blockquote"):
                self._close_to(tag)
            elif tag == "details":
                self._add(Block("closed", line, line))
            elif tag == "table" and self.table is not None:
                self.table.rows = [row for row in self.table.rows if any(row[1])]
                self.table = None

    def _close(self, mark):
        if mark not in self.marks:
            return
        self.marks.remove(mark)
        if mark == "[":
            address = getattr(self, "address", "")
            self._mark(f"]({address})" if address and not re.search(r"[\s()<>]", address) else "]()")
        else:
            self._mark(mark)

    def close(self):
        """End what the file left open."""
        super().close()
        if self.pre is not None:
            self.handle_endtag("pre")


def _tidy(text):
    """Return a line without the bold that ended up around nothing, and with its white space outside of it."""
    text = re.sub(r"\*\*(\s*)\*\*", r"\1", text)
    text = re.sub(r"(?<!\\)\[([^\[\]]*)\]\(\)", r"\1", text)
    if "**" in text:
        parts = text.split("**")
        for index in range(1, len(parts), 2):
            inner = parts[index]
            if index + 1 < len(parts):
                lead, tail = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
                parts[index - 1] += lead
                parts[index] = inner.strip()
                parts[index + 1] = tail + parts[index + 1]
        text = "**".join(parts)
    return _SPACE.sub(" ", text).strip()
