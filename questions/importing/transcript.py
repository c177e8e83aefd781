"""Reads the blocks of a chat transcript or guide from top to bottom: what each is, by its form, words and place."""

import re

from questions.importing import labels, listed, references, tables
from questions.importing.blocks import Block
from questions.importing.desk import BOLD, PLAIN_ROUND, PLAIN_TOPIC
from questions.importing.drafts import Piece
from questions.importing.inline import Inline, links_of
from questions.importing.labelling import ANSWERS, GUIDE_FIELDS, Labelling
from questions.importing.recognise import (
    aside,
    is_likely,
    is_title,
    label_of,
    start_of,
)

_REVEAL = re.compile(
    r"\b(?:answers?|solutions?|reveal|show|see|view|click|tap|expand|toggle|hints?|details|spoiler)\b", re.I
)
_SECTION_WORDS = re.compile(r"\b(?:questions?|round|section|part \w+|stage|category)\b", re.IGNORECASE)
# Labels that may stand alone on a line without colon or bold.
_PLAIN_ALONE = {"answer", "solution", "explanation", "sources", "references", "resources", "tips", "faq", "faqs"}

_OF_LISTS = (labels.KEY_POINTS, labels.LOOKED_FOR, labels.PROBES)
_QUESTION_NAMES = {"q", "question", "interview question"}
_ENDED_BY_BOLD = {labels.CONTENTS, labels.TO_ASK, labels.RESOURCES, labels.SOURCES, labels.INTRO, labels.ANSWER_KEY}
_NO_QUESTIONS = {labels.TIPS, labels.RESOURCES, labels.SOURCES, labels.TOPICS, labels.CONTENTS}


class Walker(Labelling):
    """Walks through blocks. `title_block` is the heading that names the whole file."""

    title_block = None

    def walk(self, blocks):
        """Read blocks in order."""
        for index, block in enumerate(blocks):
            getattr(self, f"_{block.kind}")(block, blocks, index)

    # What comes next

    def upcoming(self, blocks, index):
        """Return the first line of the next block as an Inline, or None."""
        for block in blocks[index + 1 : index + 3]:
            if block.kind in ("opened", "closed", "rule"):
                continue
            number = ""
            while block.kind in ("list", "item", "quote") and block.children:
                block = block.children[0]
                number = f"{block.number}. " if block.number is not None else number
            return Inline(number + block.lines[0].text) if block.lines and block.kind != "code" else None
        return None

    def _is_answer_label(self, line):
        """Whether a line begins with the label of an answer."""
        label = label_of(line) if line is not None else None
        return bool(label) and labels.field_of(label.words) in ANSWERS

    def _is_expect_label(self, line):
        return line is not None and labels.section_of(line.plain) == labels.EXPECT

    # Headings, bold lines and summaries

    def _heading(self, block, blocks, index):
        line = Inline(" ".join(one.text for one in block.lines))
        if not line.plain.strip():
            return
        if block is self.title_block:
            self.title = Piece(line.plain.strip(" :"), block.line, block.end)
            self.shut()
            return
        self._named(line, block, block.level, ("heading", block.level), self.upcoming(blocks, index))

    def _summary(self, block, blocks, index):
        line = Inline(" ".join(one.text for one in block.lines))
        label = label_of(line, is_heading=True)
        known = label and labels.field_of(label.words)
        start = start_of(line)
        is_question = start.labelled or (start.likely and (start.number or line.plain.strip().endswith("?")))
        if self.question is not None and not known and not is_question and _REVEAL.search(line.plain):
            self.field = labels.EXPECTED
            self.question.spans.append((block.line, block.end))
            self.question.is_shut = False
            return
        self._named(line, block, BOLD, ("summary", True), self.upcoming(blocks, index))

    def _opened(self, block, blocks, index):
        self.known.append((block.line, block.end))

    def _closed(self, block, blocks, index):
        self.known.append((block.line, block.end))
        if self.question is not None:
            if self.question.style[0] == "summary" or self.question.has_content:
                self.question.is_shut = True
            self.field = None

    def _rule(self, block, blocks, index):
        self.known.append((block.line, block.end))
        if self.question is not None and self.question.has_content:
            self.question.is_shut = True
            self.field = None
        if self.mode == labels.TIPS and self.mode_count and self.mode_level >= BOLD:
            self.set_mode(None)

    def _named(self, line, block, level, style, upcoming):
        """Read a line that is set apart from the text: as a turn, a label, a question, or the name of a section."""
        plain = line.plain.strip()
        if labels.is_furniture(plain):
            return
        role = labels.turn_of(plain)
        if role:
            self.begin_turn(role, (block.line, block.end))
            return
        label = label_of(line, is_heading=True)
        if label and self._label(label, block.line, block.end, level, style):
            return
        start = start_of(line)
        if self._is_question(start, style, line, upcoming) and self.may_start(style, start, level):
            self.begin_question(start, style, block.line, block.end, level)
            return
        self._section_named(line, block, level, style, upcoming)

    def _is_question(self, start, style, line, upcoming):
        is_marked = start.number is not None or start.labelled
        if self.mode == labels.TO_ASK or (self.mode in _NO_QUESTIONS and not is_marked):
            return False
        if start.labelled or start.likely:
            return True
        answered = self._is_answer_label(upcoming)
        if start.number is not None:
            like_the_last = (
                self.question is not None and self.question.style == style and self.question.number is not None
            )
            return answered or like_the_last
        return answered and style[0] == "heading"

    def _section_named(self, line, block, level, style, upcoming):
        plain = line.plain.strip()
        if self.mode == labels.TIPS and level > self.mode_level:
            self.add_tip(plain.rstrip(":").strip(), [], block.line, block.end)
            return
        if self.mode == labels.TOPICS and level > self.mode_level or self.mode == labels.TOPICS and style[0] == "bold":
            self._topic(plain, block.line, block.end, level)
            return
        question = self.question
        if question is not None and not question.is_pending:
            deeper = style[0] == "heading" and question.style[0] == "heading" and level > question.level
            following = start_of(upcoming) if upcoming is not None else None
            likely_next = following is not None and following.likely
            likely_next = likely_next and (
                following.number is not None or (question.style[0] == "bold" and upcoming.is_bold)
            )
            names_part = question.style[0] != "heading" and (_SECTION_WORDS.search(plain) or likely_next)
            within = style[0] != "heading" and not names_part
            if (deeper or within) and not question.is_shut:
                self.add_to_question([block])
                return
        if self.mode is not None and style[0] != "heading" and not self._is_expect_label(upcoming):
            asks_next = upcoming is not None and start_of(upcoming).likely and self.mode != labels.FAQ
            if self.mode_level < BOLD or not (self.mode in _ENDED_BY_BOLD or asks_next):
                self.add_text([block])
                return
        self.begin_section(plain.rstrip(":").strip(), block.line, block.end, level)

    def _topic(self, name, line, end, level):
        """Begin a topic among the focus topics of a round."""
        mode, mode_level = self.mode, self.mode_level
        self.claim_mode()
        section = self.begin_section(name.rstrip(":").strip(), line, end, max(level, mode_level + 0.5), kind="topic")
        self.mode, self.mode_level = mode, mode_level
        return section

    # Paragraphs

    def _paragraph(self, block, blocks, index):
        after = self.upcoming(blocks, index)
        self._lines(block.lines, after)

    def _lines(self, lines, after=None):
        """Read the lines of a paragraph: those that are something of their own, and the text between them."""
        kept = []
        inlines = [Inline(line.text) for line in lines]
        for position, (line, inline) in enumerate(zip(lines, inlines, strict=True)):
            upcoming = inlines[position + 1] if position + 1 < len(lines) else after
            verb = self._recognised(inline, line, upcoming, len(lines) == 1, bool(kept))
            if verb is None:
                kept.append(line)
                continue
            self._text_lines(kept)
            kept = []
            verb()
        self._text_lines(kept, after)

    def _text_lines(self, lines, after=None):
        if not lines:
            return
        plain = Inline(lines[0].text).plain
        open_one = self.question
        if labels.is_chatter(plain) and (open_one is None or open_one.has_content or self.turn == "assistant"):
            self.shut()
            self.is_lost = self.is_lost or self.turn == "assistant"
            return
        leads_on = lines[-1].text.rstrip().endswith(":") and after is not None and start_of(after).likely
        if leads_on and open_one is not None and open_one.has_content:
            # It introduces the next questions.
            open_one.is_shut = True
            return
        if self.mode is not None and open_one is None and references.lines(self, lines):
            return
        if not self.title and self.section is self.root and labels.is_opening(plain) and open_one is None:
            return
        self.add_text([], lines)

    def _recognised(self, inline, line, upcoming, is_alone, follows):
        """Return what is to be done with a line, or None where it is text."""
        plain = inline.plain.strip()
        if not plain or labels.is_furniture(plain) or _are_buttons(line.text, plain):
            return self._furniture
        here, end = line.line, line.end
        role = labels.turn_of(plain)
        if role and (inline.is_bold or plain.endswith(":") or not follows and is_alone or labels.is_sure_turn(plain)):
            return lambda: self.begin_turn(role, (here, end))
        if inline.is_bold and (is_alone or self._is_something(inline, follows)):
            block = Block("paragraph", here, end, [line])
            return lambda: self._named(inline, block, BOLD, ("bold", start_of(inline).number is not None), upcoming)
        if not follows or self.mode == labels.TOPICS:
            verb = self._plain_name(inline, line, upcoming, is_alone)
            if verb:
                return verb
        label = label_of(inline)
        verb = self._label_verb(label, line, upcoming) if label else None
        if verb:
            return verb
        verb = self._question_verb(inline, line, upcoming, is_alone, follows)
        if verb is None and self.field in _OF_LISTS and plain.endswith(":") and len(plain.split()) < 6:
            # Another list, with a name that we do not know: it is not of the same kind.
            return lambda: self._unknown_list(line)
        return verb

    def _unknown_list(self, line):
        self.field = labels.EXPECTED
        self.add_lines([line])

    def _is_something(self, inline, follows):
        """Whether a bold line above text of the same paragraph is more than a part of an answer."""
        label = label_of(inline)
        start = start_of(inline)
        if start.likely or start.labelled or labels.field_of(label.words) or labels.section_of(label.words):
            return True
        return self.mode == labels.TOPICS or (self.question is None and self.mode is None and not follows)

    def _furniture(self):
        if self.mode == labels.TOPICS and self.section.kind == "topic":
            self.section.kind = "topic done"
        if self.mode in (labels.EXPECT, "round_tips"):
            self.set_mode(None)

    def _plain_name(self, inline, line, upcoming, is_alone):
        """A plain line that can only be a name: of a round before "What to expect", of a focus topic."""
        plain = inline.plain.strip()
        if not is_title(plain) or self._is_known_name(plain):
            return None
        section = self.section
        waiting = section.level < BOLD and self.is_round(section) and not section.what_to_expect
        if self._is_expect_label(upcoming) and not waiting:
            return lambda: self.begin_section(plain, line.line, line.end, PLAIN_ROUND, kind="round")
        if is_alone and _SECTION_WORDS.search(plain) and len(plain.split()) < 7 and upcoming is not None:
            start = start_of(upcoming)
            if (start.labelled or (start.number is not None and start.likely)) and not is_likely(plain):
                return lambda: self.begin_section(plain.rstrip(":"), line.line, line.end, BOLD)
        if self.mode == labels.TOPICS and self.mode_level == PLAIN_TOPIC - 0.5:
            fresh = section.kind != "topic" or not section.description
            longer = upcoming is not None and len(upcoming.plain) > len(plain)
            if longer and (section.kind != "topic" or (not fresh and len(plain.split()) <= 10)):
                return lambda: self._topic(plain, line.line, line.end, PLAIN_TOPIC)
        return None

    def _is_known_name(self, plain):
        words = plain.partition(":")[0]
        return any(labels.section_of(text) or labels.field_of(text) for text in (plain, words))

    def _label_verb(self, label, line, upcoming):
        words = label.words
        role = labels.turn_of(words)
        if role and not label.alone and (label.bold or labels.is_sure_turn(words)):
            return lambda: self._turn_with_text(role, label.rest, line)
        field, section = labels.field_of(words), labels.section_of(words)
        has_colon = line.text.rstrip(" *_").endswith((":", "："))
        if label.alone and not label.bold and not has_colon:
            name = labels.normal(words)
            if (len(name.split()) < 2 and name not in _PLAIN_ALONE) or not words[:1].isupper():
                return None
            if section in (labels.INTRO, labels.FORMAT) or field in (labels.MINUTES, labels.DIFFICULTY, labels.TOPIC):
                return None
        if label.alone and has_colon and upcoming is None and field is None and section is None:
            return None
        if field is None and section is None and labels.normal(words) not in GUIDE_FIELDS:
            return None
        if section and not field and not label.alone and not label.bold and self.question is not None:
            return None
        if self.question is not None and field and not self._fits(field, label):
            return None
        is_told = label.alone or label.bold or is_likely(label.rest.plain)
        if field == labels.QUESTION and not is_told and labels.normal(words) not in _QUESTION_NAMES:
            return None
        if not self._would_take(field, section, label):
            return None
        level = PLAIN_TOPIC - 0.5 if not label.bold else BOLD
        style = ("bold", True) if label.bold else ("plain", False)
        return lambda: self._label(label, line.line, line.end, level, style) or self._text_lines([line])

    def _would_take(self, field, section, label):
        """Whether a label means anything here."""
        if self.question is not None or section:
            return True
        if field in (labels.QUESTION, labels.MINUTES):
            return True
        return (field in ANSWERS and label.alone) or labels.normal(label.words) in GUIDE_FIELDS

    def _turn_with_text(self, role, rest, line):
        self.begin_turn(role)
        line.text = rest.markdown
        self._lines([line])

    def _question_verb(self, inline, line, upcoming, is_alone, follows):
        plain = inline.plain.strip()
        lead = inline.lead
        start = start_of(inline)
        here, end = line.line, line.end
        if lead and lead < len(inline.plain) and is_likely(inline.plain[:lead]):
            bold = start_of(Inline(inline.plain[:lead].strip()))
            rest = inline.without(lead)
            if (bold.number is not None or bold.labelled or start.prompt.plain) and not rest.plain.strip(
                " ()[]"
            ).isdigit():
                said = aside(rest.plain.strip(" ()[]·|-–—")) if rest.plain.strip() else None
                style = ("bold", bold.number is not None)
                if self.may_start(style, bold):
                    return lambda: self._bold_question(bold, style, rest, said, line)
        marked = start.labelled or (start.number is not None and start.likely)
        if marked and self.mode not in (labels.TIPS, labels.TO_ASK, labels.CONTENTS):
            style = ("label", True) if start.labelled else ("bold" if lead else "plain", True)
            if self.may_start(style, start):
                return lambda: self.begin_plain(start, style, here, end)
        weak = self.is_weak and is_alone and start.likely and plain.endswith("?") and not follows and len(plain) < 400
        if weak and self.mode is None and (self.question is None or self.question.style[0] == "weak"):
            return lambda: self.begin_question(start, ("weak", False), here, end)
        return None

    def _bold_question(self, start, style, rest, said, line):
        draft = self.begin_question(start, style, line.line, line.end, BOLD)
        if said:
            draft.difficulty, draft.minutes = draft.difficulty or said[0], draft.minutes or said[1]
        elif rest.plain.strip():
            label = label_of(rest)
            if label and labels.field_of(label.words):
                self.set_field(labels.field_of(label.words), label.rest, line.line, line.end)
            else:
                draft.add(None, Piece(rest.markdown, line.line, line.end))

    # The others

    def _list(self, block, blocks, index):
        listed.items(self, block, blocks, index)

    def _table(self, block, blocks, index):
        tables.table(self, block)

    def _quote(self, block, blocks, index):
        starts = [start_of(Inline(child.lines[0].text)) for child in block.children if child.lines]
        marked = any(one.labelled or (one.number is not None and one.likely) for one in starts)
        pending = self.question is not None and self.question.is_pending
        role = any(labels.turn_of(Inline(child.text).plain) for child in block.children if child.kind == "paragraph")
        if self.question is None or marked or pending or role:
            self.walk(block.children)
        else:
            self.add_text([block])

    def _code(self, block, blocks, index):
        if self.question is not None and self.question.is_shut and not self.question.has_content:
            self.question.is_shut = False
        self.add_text([block])


def _are_buttons(markdown, plain):
    """Whether a line is a row of links whose texts are those of buttons."""
    links = [text for text, _ in links_of(markdown)] if "](" in markdown else []
    rest = plain
    for text in links:
        rest = rest.replace(text, "", 1)
    return bool(links) and not rest.strip(" |·•-") and all(labels.is_furniture(text) for text in links)
