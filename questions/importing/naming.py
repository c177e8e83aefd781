"""Names: which lines are those of rounds, topics and other parts, and what they begin."""

import re

from questions.importing import labels
from questions.importing.desk import BOLD, PLAIN_ROUND, PLAIN_TOPIC
from questions.importing.inline import Inline
from questions.importing.labelling import ANSWERS, Labelling
from questions.importing.recognise import is_likely, is_title, label_of, start_of

_SECTION_WORDS = re.compile(r"\b(?:questions?|round|section|part \w+|stage|category)\b", re.IGNORECASE)
_ENDED_BY_BOLD = {labels.CONTENTS, labels.TO_ASK, labels.RESOURCES, labels.SOURCES, labels.INTRO, labels.ANSWER_KEY}


_LEADS = re.compile(
    r"(?:here|try|these|the following|some|and|consider|ask|for example|examples?|such|then|now)\b", re.IGNORECASE
)


def is_remark(line):
    """Whether a line that is slanted all through is something said rather than a name."""
    return bool(line.markdown[:1] in "*_" and line.markdown[1:2] not in "*_" and len(line.plain.split()) > 5)


class Naming(Labelling):
    """The verbs of names."""

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
            in_list = question.style[0] == "list" and not self.depth
            likely_next = likely_next or (in_list and following is not None and following.likely)
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

    def _plain_name(self, inline, line, upcoming, is_alone):
        """A plain line that can only be a name: of a round before "What to expect", of a focus topic."""
        plain = inline.plain.strip()
        if not is_title(plain) or self._is_known_name(plain):
            return None
        if not self.depth and self._only_says_questions(plain, upcoming):
            return lambda: self.begin_section(plain.rstrip(" :"), line.line, line.end, BOLD)
        section = self.section
        waiting = section.level < BOLD and self.is_round(section) and not section.what_to_expect
        if self._is_expect_label(upcoming) and not waiting:
            return lambda: self.begin_section(plain, line.line, line.end, PLAIN_ROUND, kind="round")
        if is_alone and _SECTION_WORDS.search(plain) and len(plain.split()) < 7 and upcoming is not None:
            start = start_of(upcoming)
            is_said = labels.is_opening(plain) or ". " in plain
            if (start.labelled or (start.number is not None and start.likely)) and not is_likely(plain) and not is_said:
                return lambda: self.begin_section(plain.rstrip(":"), line.line, line.end, BOLD)
        if self._names_list(plain, upcoming, is_alone):
            return lambda: self.begin_section(plain.rstrip(" :"), line.line, line.end, BOLD)
        if self.mode == labels.TOPICS and self.mode_level == PLAIN_TOPIC - 0.5:
            fresh = section.kind != "topic" or not section.description
            longer = upcoming is not None and len(upcoming.plain) > len(plain)
            if longer and (section.kind != "topic" or (not fresh and len(plain.split()) <= 10)):
                return lambda: self._topic(plain, line.line, line.end, PLAIN_TOPIC)
        return None

    def _names_the_next(self, label, upcoming):
        """Whether a line such as "Competency: Teamwork" stands above questions rather than within one."""
        question, text = self.question, label.rest.plain.strip()
        if upcoming is None or self.depth or not 0 < len(text) <= 80 or self.turn == "user":
            return False
        following = start_of(upcoming)
        is_next = following.labelled or (following.number is not None and following.likely)
        return is_next and (question is None or (question.has_content and not question.is_pending))

    def _only_says_questions(self, plain, upcoming):
        """Whether a plain line such as "Questions" stands above questions."""
        if upcoming is None or self.mode is not None or (self.question is not None and not self.question.is_shut):
            return False
        return plain[:1].isupper() and labels.is_only_questions(plain) and start_of(upcoming).likely

    def _names_list(self, plain, upcoming, is_alone):
        """Whether a short line stands right above a list of questions, and can only be its name."""
        if not (is_alone and self.leads_to_list and upcoming is not None) or self.depth or self.turn == "user":
            return False
        question = self.question
        if self.mode is not None or not (question is None or question.is_shut or question.style[0] == "list"):
            return False
        if len(plain.split()) > (3 if plain.endswith(":") else 6) or plain.endswith(("?", ",")) or plain[:1].islower():
            return False
        return (
            start_of(upcoming).likely
            and not is_likely(plain)
            and not labels.is_opening(plain)
            and not _LEADS.match(plain)
        )

    def _is_known_name(self, plain):
        words = plain.partition(":")[0]
        return any(labels.section_of(text) or labels.field_of(text) for text in (plain, words))
