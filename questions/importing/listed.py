"""Lists, tables and the lines of tips, resources and sources: what each entry is depends on where the list stands."""

import re

from questions.importing import labels, references
from questions.importing.blocks import Block, render
from questions.importing.desk import BOLD, is_round_name
from questions.importing.drafts import Piece
from questions.importing.inline import Inline, links_of
from questions.importing.measures import without_aside
from questions.importing.recognise import Start, is_likely, label_of, parted, start_of

# Lists


def items(desk, block, blocks, index):
    """Read a list."""
    desk.depth += 1
    _items(desk, block, blocks, index)
    desk.depth -= 1


def _items(desk, block, blocks, index):
    entries = [_Entry(item) for item in block.children]
    if len({entry.plain[:1].lower() for entry in entries if re.match(r"[A-Fa-f][.:)]", entry.plain)}) > 1:
        # A: and B: are choices here, not an answer.
        for entry in entries:
            entry.label = None
    if desk.mode == labels.TIPS:
        if _are_questions(entries, strict=True) and any(entry.start.labelled for entry in entries):
            _questions(desk, entries)
            return
        for entry in entries:
            _tip(desk, entry)
    elif desk.mode in (labels.RESOURCES, labels.SOURCES):
        for entry in entries:
            references.entry(desk, entry)
    elif desk.mode == labels.CONTENTS or (desk.question is None and _is_contents(entries)):
        desk.claim_mode()
        desk.contents += [
            (link.plain, link.line, link.head[-1].end) for entry in entries for link in entry.all_below() if link.inline
        ]
    elif desk.mode == labels.TO_ASK:
        return
    elif desk.mode == labels.ANSWER_KEY:
        for entry in entries:
            _answer(desk, entry)
    elif desk.mode == labels.TOPICS and not _are_questions(entries):
        for entry in entries:
            _topic(desk, entry)
    elif desk.mode == labels.EXPECT and _are_asked(entries):
        _questions(desk, entries)
    elif desk.mode in (labels.EXPECT, "round_tips", labels.INTRO):
        desk.add_text([block])
    elif (desk.question is None or desk.question.is_shut) and _are_groups(entries):
        _groups(desk, entries)
    elif desk.question is not None and not (desk.question.is_pending and _are_questions(entries)):
        _within_question(desk, block, entries, blocks, index)
    elif desk.section.kind == "container" and any(
        entry.inline and (entry.inline.lead or is_round_name(entry.plain)) for entry in entries
    ):
        for entry in entries:
            _round(desk, entry)
    elif (
        _are_questions(entries)
        or _are_short(entries)
        or _are_promised(desk, entries)
        or _is_one_before_answers(desk, entries, blocks, index)
    ):
        _questions(desk, entries)
    elif any(entry.is_labelled for entry in entries):
        for entry in entries:
            _labelled(desk, entry)
    else:
        desk.add_text([block])


class _Entry:
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
            block.kind == "list" and _are_questions([_Entry(item) for item in block.children]) for block in self.blocks
        )

    def all_below(self):
        """Yield it and every item of its lists."""
        yield self
        for block in self.blocks:
            if block.kind == "list":
                for item in block.children:
                    yield from _Entry(item).all_below()

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


def _are_questions(entries, strict=False):
    """Whether the entries of a list are questions."""
    if not entries:
        return False
    marked = sum(
        1
        for entry in entries
        if entry.start.labelled or entry.has_answer or (entry.start.likely and not entry.is_labelled)
    )
    return marked >= max(1, len(entries) * (0.9 if strict else 0.5))


def _are_asked(entries):
    """Whether the entries of a list are questions and say so by their sign."""
    asked = sum(1 for entry in entries if entry.plain.endswith("?"))
    return _are_questions(entries, strict=True) and asked * 2 >= len(entries)


def _are_short(entries):
    """Whether a numbered list is one of questions some of which are no more than a few words."""
    if len(entries) < 3 or any(entry.item.number is None or entry.lines or entry.blocks for entry in entries):
        return False
    if any(len(entry.plain.split()) > 14 or entry.is_labelled for entry in entries):
        return False
    return sum(1 for entry in entries if entry.start.likely) * 3 >= len(entries)


def _are_groups(entries):
    """Whether the entries of a list are names of topics, each with a list of questions below it."""
    if any(entry.start.labelled or entry.start.likely or entry.is_labelled for entry in entries):
        return False
    groups = [entry for entry in entries if entry.holds_questions]
    return bool(groups) and len(groups) * 2 >= len(entries)


def _groups(desk, entries):
    """Read a list of topics with their questions."""
    holder = desk.section
    level = max(BOLD + 0.5, holder.level + 0.1)
    for entry in entries:
        if entry.inline is None:
            desk.walk(entry.item.children)
            continue
        desk.begin_section(entry.plain.rstrip(" :"), entry.line, entry.head[-1].end, level)
        desk._lines(entry.lines)
        desk.walk(entry.blocks)
    desk.shut()
    while desk.section is not holder and len(desk.stack) > 1:
        desk.stack.pop()


def _are_promised(desk, entries):
    """Whether a numbered list stands right below a heading that says that questions follow."""
    section = desk.section
    is_first = not section.questions and not section.description and section is not desk.root
    is_numbered = all(entry.item.number is not None and entry.plain for entry in entries)
    return is_first and is_numbered and section.is_of_questions


def _is_one_before_answers(desk, entries, blocks, index):
    """Whether a list is one numbered entry and the next block its labelled answer, as sloppy indenting makes it."""
    if len(entries) != 1 or entries[0].item.number is None or not entries[0].plain:
        return False
    return desk._is_answer_label(desk.upcoming(blocks, index))


def _is_contents(entries):
    """Whether a list links to the parts of its own page."""
    linked = [
        entry
        for entry in entries
        if any(url.startswith("#") for _, url in links_of(entry.inline.markdown if entry.inline else ""))
    ]
    return len(entries) > 1 and len(linked) >= len(entries) * 0.8


def _questions(desk, entries):
    is_numbered = any(entry.item.number is not None for entry in entries)
    if desk.turn == "user" and len(entries) < 3 and not any(entry.has_answer for entry in entries) and not desk.is_weak:
        return
    style = ("list", is_numbered)
    for entry in entries:
        if entry.inline is None or not entry.plain:
            desk.walk(entry.item.children)
            continue
        _question(desk, entry, style)
    last = desk.question
    if last is not None and len(entries) > 1 and (not last.has_content or _all_answered(entries)):
        last.is_shut = True


def _all_answered(entries):
    """Whether all that belongs to each of several questions stands within its entry."""
    return all(entry.lines or entry.blocks for entry in entries)


def _question(desk, entry, style):
    start, rest = entry.start, None
    lead = entry.inline.lead
    if lead and lead < len(entry.inline.plain) and is_likely(entry.inline.plain[:lead]):
        rest = entry.inline.without(lead)
        cut, _hard, _long = without_aside(rest)
        if cut.plain.strip(" :–—-"):
            first = Inline(entry.inline.plain[:lead])
            start = start_of(first, entry.item.number)
            rest = cut.without(len(cut.plain) - len(cut.plain.lstrip(" :–—-")))
        else:
            rest = None
    if start.labelled:
        style = ("label", True)
    end = entry.head[-1].end if entry.head else entry.line
    line = entry.head[0].line
    if rest is None and not start.labelled:
        desk.begin_question(start, style, line, end, BOLD)
    elif rest is None:
        desk.begin_plain(start, style, line, end)
    else:
        draft = desk.begin_question(start, style, line, end, BOLD)
        label = label_of(rest)
        if label and labels.field_of(label.words):
            desk.set_field(labels.field_of(label.words), label.rest, line, end)
        else:
            draft.add(None, Piece(rest.markdown, line, end))
    if entry.lines:
        desk._lines(entry.lines)
    desk.walk(entry.blocks)


def _within_question(desk, block, entries, blocks, index):
    question = desk.question
    is_numbered = any(entry.item.number is not None for entry in entries)
    style = ("list", is_numbered)
    lists = (labels.KEY_POINTS, labels.LOOKED_FOR, labels.PROBES)
    if any(entry.is_labelled for entry in entries):
        for entry in entries:
            _labelled(desk, entry)
        return
    all_likely = _are_questions(entries, strict=True)
    starts = _are_questions(entries) and desk.may_start(style, entries[0].start)
    if starts and question.style[0] == "heading":
        starts = len(entries) > 2
    answered = any(entry.has_answer for entry in entries) and _are_questions(entries)
    numbers_go_on = is_numbered and question.number is not None and entries[0].item.number == question.number + 1
    if (
        answered
        or (starts and desk.field not in lists)
        or (numbers_go_on and question.style == style)
        or _is_one_before_answers(desk, entries, blocks, index)
        and question.style == style
    ):
        _questions(desk, entries)
    elif desk.field is None and not question.has_content and all_likely and not is_numbered:
        desk.field = labels.PROBES
        desk.add_to_question([block])
        desk.field = None
    elif not question.is_shut:
        desk.add_to_question([block])


def _labelled(desk, entry):
    """Read an entry that may be a label with its text; one that is none goes on with the text before it."""
    label = entry.label
    is_question = label is not None and not label.alone and labels.field_of(label.words) == labels.QUESTION
    if label is not None and (entry.is_labelled or label.bold or is_question or desk.question is None):
        line = entry.head[0]
        if desk._label(label, line.line, entry.head[-1].end, BOLD, ("bold" if label.bold else "plain", False)):
            if entry.lines:
                desk._lines(entry.lines)
            desk.walk(entry.blocks)
            return
    if desk.question is None:
        desk.add_text([Block("list", entry.line, entry.end, children=[entry.item])])
        return
    if label is not None and label.bold and not label.alone and desk.field not in (labels.EXPECTED, labels.SAMPLE):
        # Something of its own with a name that we do not know: the reader of the answer shall have it.
        desk.field = labels.EXPECTED
    desk.add_to_question([Block("list", entry.line, entry.end, children=[entry.item])])


def _answer(desk, entry):
    """Give the last question of the entry's number that has no answer yet its answer."""
    for draft in reversed(desk.drafts):
        if draft.number is not None and draft.number == entry.item.number and not draft.has_content:
            desk.claim_mode()
            draft.add(labels.EXPECTED, Piece(render(entry.item.children), entry.line, entry.end))
            return


# Tips, topics, rounds


def _tip(desk, entry):
    if entry.inline is None:
        desk.add_tip(None, [Piece(render(entry.item.children), entry.line, entry.end)], entry.line, entry.end)
        return
    inline = entry.inline
    title, rest = parted(inline)
    body = [Piece(rest.markdown, entry.line, entry.head[-1].end)] if rest.plain.strip() else []
    desk.add_tip(title, body + entry.body(), entry.line, entry.end)


def _topic(desk, entry):
    if entry.inline is None:
        return
    title, rest = parted(entry.inline)
    name = title or entry.plain
    section = desk._topic(name, entry.line, entry.head[-1].end, BOLD + 1)
    if title and rest.plain.strip():
        section.description.append(Piece(rest.markdown, entry.line, entry.head[-1].end))
    section.description += entry.body()


def _round(desk, entry):
    if entry.inline is None:
        return
    title, rest = parted(entry.inline)
    level = desk.section.level + 0.1 if desk.section.kind == "container" else desk.section.level
    section = desk.begin_section(title or entry.plain, entry.line, entry.head[-1].end, level, kind="round")
    short, _hard, minutes = without_aside(rest)
    section.minutes = section.minutes or minutes
    text = short.without(len(short.plain) - len(short.plain.lstrip(" :–—-")))
    if title and text.plain.strip():
        section.what_to_expect.append(Piece(text.markdown, entry.line, entry.head[-1].end))
    section.what_to_expect += entry.body()
