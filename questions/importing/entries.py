"""The entries of a list, and what they are to be taken for together: questions, topics that hold such, rounds."""

from questions.importing import labels
from questions.importing.blocks import render
from questions.importing.desk import is_round_name
from questions.importing.drafts import Piece
from questions.importing.inline import Inline, links_of
from questions.importing.measures import parted_name
from questions.importing.recognise import Start, label_of, parted, start_of


class Entry:
    """An item of a list: its first line, and what follows."""

    def __init__(self, item):
        self.item = item
        self.line, self.end = item.line, item.end
        first = item.children[0] if item.children else None
        self.is_heading = first is not None and first.kind == "heading"
        self.lines, self.blocks = [], list(item.children)
        self.inline = None
        if first is not None and first.kind in ("paragraph", "heading", "summary"):
            self.lines = list(first.lines)
            self.blocks = list(item.children[1:])
            self.inline, used = _first(self.lines)
            self.head = self.lines[:used]
            self.lines = self.lines[used:]
        self.plain = self.inline.plain.strip() if self.inline else ""
        self.start = (
            start_of(self.inline, item.number) if self.inline else Start(None, Inline(""), None, None, False, False)
        )
        self.label = label_of(self.inline) if self.inline else None

    @property
    def is_labelled(self):
        """Whether it begins with the label of a field of a question."""
        label = self.label
        if label is None:
            return False
        if label.alone and not label.bold and not self.plain.endswith(":"):
            return False
        return labels.field_of(label.words) is not None and labels.field_of(label.words) != labels.QUESTION

    @property
    def is_turn(self):
        """Whether it says whose turn it is, and nothing else."""
        return bool(self.inline and not self.lines and not self.blocks and labels.turn_of(self.plain)) and (
            self.inline.is_bold or self.plain.endswith(":")
        )

    @property
    def has_answer(self):
        """Whether an answer under its label is part of it."""
        for line in self.lines:
            label = label_of(Inline(line.text))
            if label and labels.field_of(label.words):
                return True
        for block in self.blocks:
            for child in block.children if block.kind == "list" else [block]:
                first = child.children[0] if child.children else child
                if first.kind == "paragraph" and first.lines:
                    label = label_of(Inline(first.lines[0].text))
                    if label and not (label.alone and not label.bold) and labels.field_of(label.words):
                        return True
        return False

    @property
    def holds_questions(self):
        """Whether it is a name with a list of questions below it."""
        if self.inline is None or self.lines or not 0 < len(self.plain.split()) < 10 or self.plain.endswith((".", "!")):
            return False
        return any(
            block.kind == "list" and are_questions([Entry(item) for item in block.children]) for block in self.blocks
        )

    def all_below(self):
        """Yield it and every item of its lists."""
        yield self
        for block in self.blocks:
            if block.kind == "list":
                for item in block.children:
                    yield from Entry(item).all_below()

    def body(self):
        """Return everything but the first line as pieces."""
        pieces = [Piece(line.text, line.line, line.end, "text", True) for line in self.lines]
        if self.blocks:
            near = self.blocks[0].kind == "list"
            pieces.append(Piece(render(self.blocks), self.blocks[0].line, self.blocks[-1].end, "text", near))
        return pieces


def _first(lines):
    """Return the first line, joined with the next ones where it was only wrapped, and how many lines that took."""
    inline, used = Inline(lines[0].text), 1
    while used < min(len(lines), 4):
        plain = inline.plain.rstrip()
        if (
            not plain
            or plain.endswith(("?", ".", "!", ":", "”", '"', ")", "]", "?*", "_"))
            or inline.is_bold
            or inline.lead
        ):
            break
        after = lines[used].text
        label = label_of(Inline(after))
        if len(plain) < 40 or (label and labels.field_of(label.words)) or not after[:1].islower():
            break
        inline = Inline(f"{inline.markdown} {after}")
        used += 1
    return inline, used


def are_questions(entries, strict=False):
    """Whether the entries of a list are questions."""
    if not entries:
        return False
    marked = sum(
        1
        for entry in entries
        if entry.start.labelled or entry.has_answer or (entry.start.likely and not entry.is_labelled)
    )
    return marked >= max(1, len(entries) * (0.9 if strict else 0.5))


def are_asked(entries):
    """Whether the entries of a list are questions and say so by their sign."""
    asked = sum(1 for entry in entries if entry.plain.endswith("?"))
    return are_questions(entries, strict=True) and asked * 2 >= len(entries)


def are_short(entries):
    """Whether a numbered list is one of questions some of which are no more than a few words."""
    if len(entries) < 3 or any(entry.item.number is None or entry.lines or entry.blocks for entry in entries):
        return False
    if any(len(entry.plain.split()) > 14 or entry.is_labelled for entry in entries):
        return False
    return sum(1 for entry in entries if entry.start.likely) * 3 >= len(entries)


def are_rounds(entries):
    """Whether all entries are rounds, by their names and the time that they take."""
    names = [parted(entry.inline)[0] or "" if entry.inline else "" for entry in entries]
    timed = sum(1 for name in names if is_round_name(name) and parted_name(name)[1])
    return len(entries) > 1 and timed > 0 and all(is_round_name(name) or parted_name(name)[1] for name in names)


def are_groups(entries):
    """Whether the entries of a list are names of topics, each with a list of questions below it."""
    if any(entry.start.labelled or entry.start.likely or entry.is_labelled for entry in entries):
        return False
    groups = [entry for entry in entries if entry.holds_questions]
    return bool(groups) and len(groups) * 2 >= len(entries)


def is_contents(entries):
    """Whether a list links to the parts of its own page."""
    linked = [
        entry
        for entry in entries
        if any(url.startswith("#") for _, url in links_of(entry.inline.markdown if entry.inline else ""))
    ]
    return len(entries) > 1 and len(linked) >= len(entries) * 0.8


def all_answered(entries):
    """Whether all that belongs to each of several questions stands within its entry."""
    return all(entry.lines or entry.blocks for entry in entries)
