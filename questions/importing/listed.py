"""Lists, tables and the lines of tips, resources and sources: what each entry is depends on where the list stands."""

import re

from questions.importing import labels, references
from questions.importing.blocks import Block, render
from questions.importing.desk import BOLD, is_round_name
from questions.importing.drafts import Piece
from questions.importing.entries import (
    Entry,
    all_answered,
    are_asked,
    are_groups,
    are_questions,
    are_rounds,
    are_short,
    is_contents,
)
from questions.importing.inline import Inline
from questions.importing.measures import without_aside
from questions.importing.recognise import is_likely, label_of, parted, start_of

# Lists


def items(desk, block, blocks, index):
    """Read a list."""
    desk.depth += 1
    _items(desk, block, blocks, index)
    desk.depth -= 1


def _items(desk, block, blocks, index):
    entries = [Entry(item) for item in block.children]
    if all(entry.is_turn for entry in entries):
        for entry in entries:
            desk.begin_turn(labels.turn_of(entry.plain), (entry.line, entry.end))
        return
    if len({entry.plain[:1].lower() for entry in entries if re.match(r"[A-Fa-f][.:)]", entry.plain)}) > 1:
        # A: and B: are choices here, not an answer.
        for entry in entries:
            entry.label = None
    if desk.mode == labels.TIPS:
        if are_questions(entries, strict=True) and any(entry.start.labelled for entry in entries):
            _questions(desk, entries)
            return
        for entry in entries:
            _tip(desk, entry)
    elif desk.mode in (labels.RESOURCES, labels.SOURCES):
        for entry in entries:
            references.entry(desk, entry)
    elif desk.mode == labels.CONTENTS or (desk.question is None and is_contents(entries)):
        desk.claim_mode()
        desk.contents += [
            (link.plain, link.line, link.head[-1].end) for entry in entries for link in entry.all_below() if link.inline
        ]
    elif desk.mode == labels.TO_ASK:
        return
    elif desk.mode == labels.ANSWER_KEY:
        for entry in entries:
            _answer(desk, entry)
    elif desk.mode == labels.TOPICS and not are_questions(entries):
        for entry in entries:
            _topic(desk, entry)
    elif desk.mode == labels.EXPECT and are_asked(entries):
        _questions(desk, entries)
    elif desk.mode in (labels.EXPECT, "round_tips", labels.INTRO):
        desk.add_text([block])
    elif (desk.question is None or desk.question.is_shut) and are_groups(entries):
        _groups(desk, entries)
    elif desk.question is not None and not (desk.question.is_pending and are_questions(entries)):
        _within_question(desk, block, entries, blocks, index)
    elif are_rounds(entries) or (
        desk.section.kind == "container"
        and any(entry.inline and (entry.inline.lead or is_round_name(entry.plain)) for entry in entries)
    ):
        for entry in entries:
            _round(desk, entry)
    elif (
        are_questions(entries)
        or are_short(entries)
        or _are_promised(desk, entries)
        or _is_one_before_answers(desk, entries, blocks, index)
    ):
        _questions(desk, entries)
    elif any(entry.is_labelled for entry in entries):
        for entry in entries:
            _labelled(desk, entry)
    else:
        desk.add_text([block])


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
    if last is not None and len(entries) > 1 and (not last.has_content or all_answered(entries)):
        last.is_shut = True


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
    all_likely = are_questions(entries, strict=True)
    starts = are_questions(entries) and desk.may_start(style, entries[0].start)
    is_below = question.style[0] == "list" and desk.depth > question.depth
    if starts and question.style[0] == "heading":
        starts = len(entries) > 2
    answered = any(entry.has_answer for entry in entries) and are_questions(entries)
    numbers_go_on = is_numbered and question.number is not None and entries[0].item.number == question.number + 1
    if (
        answered
        or (starts and desk.field not in lists and not is_below)
        or (numbers_go_on and not is_below and question.style == style)
        or _is_one_before_answers(desk, entries, blocks, index)
        and question.style == style
    ):
        _questions(desk, entries)
    elif desk.field is None and not question.has_content and all_likely and (is_below or not is_numbered):
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
    level = desk.section.level + 0.1 if desk.section.kind == "container" else BOLD
    section = desk.begin_section(title or entry.plain, entry.line, entry.head[-1].end, level, kind="round")
    short, _hard, minutes = without_aside(rest)
    section.minutes = section.minutes or minutes
    text = short.without(len(short.plain) - len(short.plain.lstrip(" :–—-")))
    if title and text.plain.strip():
        section.what_to_expect.append(Piece(text.markdown, entry.line, entry.head[-1].end))
    section.what_to_expect += entry.body()
