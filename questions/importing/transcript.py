"""Reads the blocks of a chat transcript or guide from top to bottom: what each is, by its form, words and place."""

import re

from questions.importing import labels, listed, references, tables
from questions.importing.blocks import Block
from questions.importing.desk import BOLD, PLAIN_TOPIC
from questions.importing.drafts import Piece
from questions.importing.inline import Inline, links_of
from questions.importing.labelling import ANSWERS, GUIDE_FIELDS
from questions.importing.measures import aside
from questions.importing.naming import Naming, is_remark
from questions.importing.recognise import is_asked_for, is_likely, label_of, start_of, without_pictures

_DATED = re.compile(
    r"(?:last |first )?(?:updated|published|posted|modified|verified)(?: on)?:? "
    r"((?:[\w,./-]+ ){0,4}?[\w,./-]*(?:19|20)\d\d[\w/.-]*)",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,30}\]:\s")
_PROPERTY = re.compile(r"[A-Z][\w ]{1,25}: \S")
_REVEAL = re.compile(
    r"\b(?:answers?|solutions?|reveal|show|see|view|click|tap|expand|toggle|hints?|details|spoiler)\b", re.I
)
# Labels that may stand alone on a line without colon or bold.
_PLAIN_ALONE = {"answer", "solution", "explanation", "sources", "references", "resources", "tips", "faq", "faqs"}

_OF_LISTS = (labels.KEY_POINTS, labels.LOOKED_FOR, labels.PROBES)
_QUESTION_NAMES = {"q", "question", "interview question"}
_NO_QUESTIONS = {labels.TIPS, labels.RESOURCES, labels.SOURCES, labels.TOPICS, labels.CONTENTS}


class Walker(Naming):
    """Walks through blocks. `title_block` is the heading that names the whole file."""

    title_block = None
    turn_names = frozenset()  # names that stand before a colon for turns all through the file

    def walk(self, blocks):
        """Read blocks in order."""
        for index, block in enumerate(blocks):
            getattr(self, f"_{block.kind}")(block, blocks, index)

    # Headings, bold lines and summaries

    def _heading(self, block, blocks, index):
        line = without_pictures(Inline(" ".join(one.text for one in block.lines)))
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
        open_one = self.question
        if open_one is not None and open_one.is_pending and (style[0] != "heading" or level > open_one.level):
            self.set_prompt(line, block.line, block.end)
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

    # Paragraphs

    def _paragraph(self, block, blocks, index):
        after = self.upcoming(blocks, index)
        self.leads_to_list = len(blocks) > index + 1 and blocks[index + 1].kind == "list"
        self._lines(block.lines, after)

    def _lines(self, lines, after=None):
        """Read the lines of a paragraph: those that are something of their own, and the text between them."""
        kept = []
        inlines = [Inline(line.text) for line in lines]
        for position, (line, inline) in enumerate(zip(lines, inlines, strict=True)):
            upcoming = inlines[position + 1] if position + 1 < len(lines) else after
            is_alone = len(lines) == 1 or (position > 0 and position + 1 == len(lines) and not kept)
            verb = self._recognised(inline, line, upcoming, is_alone, bool(kept))
            if verb is None:
                kept.append(line)
                continue
            self._text_lines(kept, upcoming)
            kept = []
            verb()
        self._text_lines(kept, after)

    def _text_lines(self, lines, after=None):
        if not lines:
            return
        plain = Inline(lines[0].text).plain
        open_one = self.question
        is_last = after is None or bool(labels.turn_of(after.plain))
        is_talk = labels.is_chatter(plain) or (is_last and self.turn == "assistant" and labels.is_closing(plain))
        if is_talk and (open_one is None or open_one.has_content or self.turn == "assistant"):
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
        if (
            open_one is None
            and self.mode is None
            and (_are_properties(lines) or (leads_on and len(lines) == 1 and ". " not in plain))
        ):
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
        if _FOOTNOTE.match(line.text):
            return lambda: references.footnote(self, line)
        if self._may_date(plain) and (dated := _DATED.fullmatch(plain)):
            return lambda: self.guide.update(date=Piece(dated[1], here, end))
        role = labels.turn_of(plain)
        if role and (inline.is_bold or plain.endswith(":") or not follows and is_alone or labels.is_sure_turn(plain)):
            return lambda: self.begin_turn(role, (here, end))
        is_said = self.question is None and is_remark(inline) and not self._is_something(inline, True)
        if inline.is_bold and not is_said and (is_alone or self._is_something(inline, follows)):
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

    def _may_date(self, plain):
        """Whether a line may say of when the whole guide is."""
        return (
            not self.drafts
            and self.question is None
            and self.turn is None
            and len(plain) < 60
            and "date" not in self.guide
        )

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

    def _label_verb(self, label, line, upcoming):
        words = label.words
        role = labels.turn_of(words)
        is_turn = label.bold or labels.is_sure_turn(words) or labels.normal(words) in self.turn_names
        if role and not label.alone and is_turn:
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
        if field == labels.TOPIC and self._names_the_next(label, upcoming):
            name = label.rest.plain.strip()
            return lambda: self.begin_section(name, line.line, line.end, BOLD)
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
            if self.may_start(style, start) or self._goes_on(start):
                return lambda: self.begin_plain(start, style, here, end)
        is_free = self.question is None or self.question.is_shut or is_asked_for(start.prompt.plain)
        asks = plain.endswith("?") or ("?" not in plain and is_free)
        weak = self.is_weak and is_alone and start.likely and asks and not follows and len(plain) < 400
        is_faq = self.mode == labels.FAQ and plain.endswith("?") and start.likely and len(plain) < 200
        if is_faq and not self.depth and (self.question is None or self.question.style[0] == "weak"):
            return lambda: self.begin_question(start, ("weak", False), here, end)
        if weak and self.mode is None and (self.question is None or self.question.style[0] == "weak"):
            return lambda: self.begin_question(start, ("weak", False), here, end)
        return None

    def _goes_on(self, start):
        """Whether a line has the number after that of the last question of a list, written in another way."""
        last = self.question
        return not self.depth and last.style[0] in ("list", "plain") and start.number == (last.number or 0) + 1

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
        asks = len(starts) == 1 and starts[0].likely and self._is_answer_label(self.upcoming(blocks, index))
        if self.question is None or marked or pending or role or asks:
            self.walk(block.children)
        else:
            self.add_text([block])

    def _code(self, block, blocks, index):
        if self.question is not None and self.question.is_shut and not self.question.has_content:
            self.question.is_shut = False
        self.add_text([block])


def _are_properties(lines):
    """Whether lines are what a program says of its page: "Created: ...", "Tags: ..."."""
    return len(lines) > 1 and all(_PROPERTY.match(line.text) for line in lines)


def _are_buttons(markdown, plain):
    """Whether a line is a row of links whose texts are those of buttons."""
    links = [text for text, _ in links_of(markdown)] if "](" in markdown else []
    rest = plain
    for text in links:
        rest = rest.replace(text, "", 1)
    return bool(links) and not rest.strip(" |·•-") and all(labels.is_furniture(text) for text in links)
