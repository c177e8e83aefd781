"""The state of reading a file from top to bottom: which section, which question, which of its fields is open."""

import re

from questions.importing import labels
from questions.importing.blocks import render
from questions.importing.drafts import Draft, Piece, ReferenceDraft, Section, TipDraft
from questions.importing.inline import Inline
from questions.importing.measures import MOST_ASKED, aside, difficulty_of, minutes_of, parted_name, without_aside
from questions.importing.recognise import is_title, label_of, parted

ROUND_NAME = re.compile(
    r"\b(?:round|stage|screen|screening|phone screen|on-?site|loop|panel|interview)s?\b(?!\s+questions?\b)",
    re.IGNORECASE,
)
QUESTIONS_NAME = re.compile(r"\b(?:questions?|q&a|faqs?)\b", re.IGNORECASE)
# Plain lines and bold ones rank below every real heading.
BOLD, PLAIN_ROUND, PLAIN_TOPIC = 7, 8, 9
_NUMBERED = re.compile(r"^(?:\d{1,2}|[IVX]{1,5})[.)]\s+")
_FOOTNOTE = re.compile(r"\s*\[\^[^\[\]\s]{1,30}\]")
_SAID = re.compile(r"([^?]{3,}\?)\s+[-–—→=]{1,2}>?\s+(\S.{3,})$")
_PARTED = re.compile(r"\s+[|·•]\s+|\s*\|\s*")
_LISTS = (labels.KEY_POINTS, labels.LOOKED_FOR, labels.PROBES)
_PLAIN = (labels.KEY_POINTS, labels.PROBES)


class Desk:
    """What was read so far, and the verbs that put the next thing where it belongs."""

    def __init__(self, is_weak=False):
        self.is_weak = is_weak  # nothing is marked as a question: take what reads like one
        self.root = Section(None, 0, 0, 0, kind="root")
        self.stack = [self.root]
        self.drafts = []
        self.asked_often = []
        self.tips = []
        self.tip_lists = 0
        self.references = {labels.RESOURCES: [], labels.SOURCES: []}
        self.contents = []  # (text, line, end) of a table of contents
        self.title = None
        self.guide = {}
        self.known = []  # spans of turn markers, rules, labels: nothing to be imported, and understood
        self.problems = []
        self.turn = None
        self.question = None
        self.field = None
        self.is_new_sample = False
        self.is_lost = False  # what follows a label without a question belongs nowhere
        self.depth = 0  # of lists around what is read
        self.leads_to_list = False  # a list follows the paragraph that is read
        self.set_mode(None)

    # Where we are

    @property
    def section(self):
        """The section that is open."""
        return self.stack[-1]

    def set_mode(self, mode, level=None, span=None):
        """Begin a part of its own kind (tips, sources, ...), or none; its name counts once something stands in it."""
        self.mode, self.mode_level, self.mode_span = mode, level, span
        self.mode_count = 0
        self.is_lost = False
        if mode is not None:
            self.shut()

    def claim_mode(self):
        """Note that the name of this part was worth something."""
        if self.mode_span:
            self.known.append(self.mode_span)
            self.mode_span = None
            if self.mode == labels.TIPS:
                self.tip_lists += 1

    def shut(self):
        """End the open question."""
        self.question = self.field = None

    def begin_turn(self, role, span=None):
        """Begin somebody's turn in a conversation: what came before has ended. `span` is a line that says only that."""
        if span:
            self.known.append(span)
        carried = self.question if self.is_weak and role == "assistant" and self.turn == "user" else None
        self.turn = role
        self.stack = [self.root]
        self.shut()
        self.set_mode(None)
        self.question = carried

    def begin_section(self, name, line, end, level, kind=""):
        """Begin a section within those of a higher level."""
        self.shut()
        self.set_mode(None)
        while len(self.stack) > 1 and self.stack[-1].level >= level:
            self.stack.pop()
        holder = self.section
        section = Section(name, line, end, level, kind=kind or ("round" if holder.kind == "container" else ""))
        section.spans.append((line, end))
        if name:
            short, section.minutes, section.format = parted_name(name)
            short, _hard, minutes = without_aside(Inline(short))
            section.minutes = section.minutes or minutes
            section.name = _NUMBERED.sub("", short.plain.strip(" :*_")) or name
            section.is_of_questions = bool(QUESTIONS_NAME.search(section.name))
            if labels.is_only_questions(section.name):
                section.name = None
        holder.children.append(section)
        self.stack.append(section)
        return section

    # Questions

    def may_start(self, style, start, level=0):
        """Whether a question of this style may follow the one that is open, or is only a part of its answer."""
        open_one = self.question
        if open_one is None or open_one.style == style or start.labelled:
            return True
        if style[0] == "heading":
            return open_one.style[0] != "heading" or level <= open_one.level
        if open_one.style[0] == "heading":
            # A heading that asks something and then holds numbered questions is the name of a section.
            return not open_one.has_content and start.number is not None and open_one.number is None
        if style[0] in ("list", "plain"):
            return open_one.style[0] in ("list", "plain") and open_one.style[0] == style[0]
        return style[1] or open_one.style[0] in ("list", "plain")

    def begin_question(self, start, style, line, end, level=0):
        """Begin a question with a recognised start."""
        before = self.question
        if before is not None and before.style[0] == "heading" and style[0] not in ("heading", "label"):
            self._name_section_after(before)
        prompt = start.prompt
        draft = Draft(line, end, start.number, [], style, level, start.difficulty, start.minutes, depth=self.depth)
        said = _SAID.match(prompt.plain) if style[0] not in ("heading", "table") else None
        if said and len(prompt.plain) < MOST_ASKED and not said[2].rstrip().endswith("?"):
            # "What is churn? - People who leave."
            draft.add(None, Piece(prompt.without(said.start(2)).markdown, line, end))
            prompt = Inline(said[1])
        text = prompt.plain.strip()
        if text:
            draft.prompt.append(Piece(_unquoted(text), line, end))
        draft.spans.append((line, end))
        if self.mode == labels.FAQ:
            self.claim_mode()
            self.asked_often.append(draft)
        else:
            if self.mode != labels.TOPICS:
                self.set_mode(None)
            self.section.questions.append(draft)
            self.drafts.append(draft)
        self.is_lost = False
        self.question, self.field = draft, None
        return draft

    def _name_section_after(self, draft):
        """Turn a question without content into the section that it is the name of."""
        if draft.has_content or not draft.prompt or draft not in self.section.questions:
            return
        self.section.questions.remove(draft)
        self.drafts.remove(draft)
        mode = self.mode
        self.begin_section(draft.prompt[0].text, draft.line, draft.end, draft.level)
        self.mode = mode

    def set_prompt(self, line, text_line, end):
        """Give the open question, of which only a number or a name was read, its prompt."""
        draft = self.question
        short, hard, minutes = without_aside(line)
        draft.prompt = [Piece(_unquoted(short.plain.strip()), text_line, end)]
        draft.difficulty, draft.minutes = draft.difficulty or hard, draft.minutes or minutes
        draft.spans.append((text_line, end))

    def set_field(self, name, rest, line, end):
        """Begin a field of the open question; `rest` is what stands beside its label."""
        draft = self.question
        draft.spans.append((line, end))
        plain = rest.plain.strip()
        draft.labels_in_items = draft.labels_in_items or self.depth > 0
        if name in (labels.DIFFICULTY, labels.MINUTES, labels.TOPIC):
            first, *more = _PARTED.split(plain)
            if name == labels.TOPIC:
                draft.topic = first
            else:
                self._set_measures(name, first)
            for part in more:
                self._set_more(part, line, end)
            return
        self.field = name
        if name == labels.TIP:
            if plain:
                self.add_tip(None, [Piece(rest.markdown, line, end)], line, end)
            return
        if name == labels.SAMPLE:
            draft.add(name, Piece("", line, end, "new"))
        if plain:
            text = rest.plain.strip() if name in _PLAIN else rest.markdown
            draft.add(name, Piece(text, line, end))

    def _set_more(self, text, line, end):
        """Read another part of a line such as "Difficulty: Hard | Time: 10 minutes | Category: Trees"."""
        label = label_of(Inline(text))
        name = labels.field_of(label.words) if label and not label.alone else None
        if name in (labels.DIFFICULTY, labels.MINUTES, labels.TOPIC):
            self.set_field(name, label.rest, line, end)
        elif said := aside(text):
            self.question.difficulty = self.question.difficulty or said[0]
            self.question.minutes = self.question.minutes or said[1]
        elif text.strip():
            self.question.add(labels.EXPECTED, Piece(text, line, end, "aside"))

    def _set_measures(self, name, text):
        draft = self.question
        said = aside(text)
        if said:
            draft.difficulty, draft.minutes = draft.difficulty or said[0], draft.minutes or said[1]
        if name == labels.DIFFICULTY:
            draft.difficulty = draft.difficulty or difficulty_of(re.split(r"[|,;·(]", text)[0])
        if name == labels.MINUTES or minutes_of(text):
            draft.minutes = draft.minutes or minutes_of(text)

    def add_to_question(self, blocks):
        """Add blocks to the open field of the open question."""
        draft = self.question
        for block in blocks:
            if self.field == labels.TIP:
                for part in block.children if block.kind == "list" else [block]:
                    title, rest = parted(Inline(render(part.children or [part])))
                    body = [Piece(rest.markdown, part.line, part.end)] if rest.plain.strip() else []
                    self.add_tip(title, body, part.line, part.end)
            elif block.kind == "list" and self.field in _LISTS:
                for item in block.children:
                    draft.add(self.field, Piece(_one_line(render(item.children)), item.line, item.end, "item"))
            else:
                kind = "code" if block.kind == "code" else "block"
                draft.add(self.field, Piece(render([block]), block.line, block.end, kind))
            draft.spans.append((block.line, block.end))

    def add_lines(self, lines):
        """Add lines of one paragraph to the open field of the open question."""
        for index, line in enumerate(lines):
            if self.field == labels.TIP:
                self.add_tip(None, [Piece(line.text, line.line, line.end)], line.line, line.end)
                continue
            pieces = self.question.fields.get(self.field, ()) if self.field else self.question.before
            last = pieces[-1] if pieces else None
            # A line right below goes on with the paragraph.
            near = index > 0 or (last is not None and last.kind == "text" and last.end == line.line - 1)
            text = Inline(line.text).plain if self.field in _PLAIN else line.text
            self.question.add(self.field, Piece(text, line.line, line.end, "text", near))
            self.question.spans.append((line.line, line.end))

    # Other parts

    def add_tip(self, title, body, line, end):
        """Add a tip; one that stands within a question belongs to no list."""
        if self.mode == labels.TIPS:
            self.claim_mode()
            batch = self.tip_lists
        else:
            batch = None
        self.mode_count += 1
        tip = TipDraft(title, body, batch, line, end, self.question)
        self.tips.append(tip)
        return tip

    def add_reference(self, title, url, note, line, end):
        """Add a resource or a source, whichever part is open."""
        self.claim_mode()
        self.mode_count += 1
        made = ReferenceDraft(title, url or None, note or None, line, end)
        self.references[self.mode].append(made)
        return made

    def is_round(self, section):
        """Whether a section is a round, as far as is known by now."""
        return section.kind == "round" or bool(section.what_to_expect) or is_round_name(section.name)

    def add_text(self, blocks, lines=()):
        """Put text that stands under no label where it belongs, or nowhere."""
        first = blocks[0] if blocks else None
        line = lines[0].line if lines else first.line
        end = lines[-1].end if lines else first.end
        text = "\n".join(one.text for one in lines) if lines else render(blocks)
        if self.mode in (labels.EXPECT, "round_tips"):
            target = self.section.what_to_expect if self.mode == labels.EXPECT else self.section.tips
            self.claim_mode()
            target.append(Piece(text, line, end))
        elif self.mode == labels.INTRO:
            if self.turn != "user":
                self.claim_mode()
                self.root.description.append(Piece(text, line, end))
        elif self.mode is not None and self.question is None:
            return
        elif self.question is not None:
            if self.question.is_pending and lines:
                self.set_prompt(Inline(" ".join(one.text for one in lines)), line, end)
            elif self.question.is_shut:
                return
            elif lines:
                self.add_lines(lines)
            else:
                self.add_to_question(blocks)
        elif (
            self.is_lost
            or self.turn == "user"
            or self.section.questions
            or self.section is self.root
            and self.turn == "assistant"
        ):
            return
        else:
            self.section.description.append(Piece(text, line, end))


def is_round_name(name):
    """Whether a heading names a round of interviews."""
    return bool(name and ROUND_NAME.search(name) and not QUESTIONS_NAME.search(name) and is_title(name))


def _unquoted(text):
    """Return a prompt without the quotation marks that enclose all of it, and without marks of footnotes."""
    text = _FOOTNOTE.sub("", text).strip()
    for first, last in (("“", "”"), ('"', '"'), ("«", "»"), ("„", "“")):
        if text.startswith(first) and text.endswith(last) and len(text) > 2:
            inner = text[1:-1]
            if first not in inner and last not in inner:
                return inner.strip()
    return text


def _one_line(markdown):
    """Return an entry as plain text where it is one line."""
    return Inline(markdown).plain if "\n" not in markdown else markdown
