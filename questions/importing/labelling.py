"""What a label does: it begins a field of a question or a part of the file, or says something of round or guide."""

import re

from questions.importing import labels, references
from questions.importing.desk import BOLD, PLAIN_ROUND, Desk
from questions.importing.drafts import Piece
from questions.importing.inline import Inline
from questions.importing.measures import MOST_ASKED, aside, difficulty_of, minutes_of
from questions.importing.recognise import Start, is_likely, start_of

ANSWERS = (labels.EXPECTED, labels.SAMPLE, labels.WHY, labels.KEY_POINTS, labels.LOOKED_FOR)
GUIDE_FIELDS = {"company": "company", "role": "role", "position": "role", "job title": "role", "job": "role",
                 "level": "level", "seniority": "level", "date": "date", "last updated": "date"}  # fmt: skip

_OF_ALL = re.compile(r"(?:preparation|prep|general|final|overall|additional|closing|more|last|interview)\b")
# Nothing stands beside these names.
_BARE = (labels.ROUNDS, labels.TOPICS, labels.CONTENTS, labels.FAQ, labels.TO_ASK)
_ITS_OWN = (labels.EXPECTED, labels.SAMPLE, labels.WHY)


class Labelling(Desk):
    """The verbs of labels."""

    def _label(self, label, line, end, level, style=("plain", False)):
        """Do what a label says; return whether it was one."""
        field, section = labels.field_of(label.words), labels.section_of(label.words)
        is_heading = style[0] == "heading"
        question = self.question
        if field == labels.QUESTION:
            return self._question_label(label, line, end, level, style)
        if field == labels.TIP and (question is None or (is_heading and level <= max(question.level, 2))):
            field = None
        if field == labels.TIP and section and question is not None and not is_heading and self._are_of_all(label):
            field = None
        if field == labels.EXPECTED and question is not None and question.is_shut and label.alone:
            # The answers to the questions of a whole list, after it.
            self.set_mode(labels.ANSWER_KEY, level, (line, end))
            return True
        if (
            question is not None
            and not question.is_pending
            and field
            and not self._outranks(question, level, is_heading, field)
        ):
            if not self._fits(field, label):
                return False
            self.set_field(field, label.rest, line, end)
            return True
        if section:
            return self._section_label(section, label, line, end, level, is_heading)
        if field in (labels.MINUTES, labels.FORMAT) and self.section is not self.root and question is None:
            return self._about_round(field, label, line, end)
        if field in ANSWERS and question is None and label.alone and (label.bold or is_heading):
            # A label of an answer to nothing.
            self.is_lost = True
            return True
        return self._about_guide(label, line, end)

    def _are_of_all(self, label):
        """Whether tips under a label are those of a whole list rather than of the open question."""
        if self.question.is_shut:
            return True
        if not label.alone or self.depth or not labels.normal(label.words).endswith(("tips", "advice")):
            return False
        return self.question.labels_in_items or bool(_OF_ALL.match(labels.normal(label.words)))

    def _outranks(self, question, level, is_heading, field):
        """Whether a heading stands above the heading that is the open question."""
        return is_heading and question.style[0] == "heading" and level < question.level and field not in _ITS_OWN

    def _fits(self, field, label):
        """Whether what stands beside a label is what it announces."""
        text = label.rest.plain.strip()
        if field == labels.MINUTES:
            return bool(minutes_of(text))
        if field == labels.DIFFICULTY:
            return bool(difficulty_of(re.split(r"[|,;·(]", text)[0]) or aside(text))
        if field == labels.TOPIC:
            return 0 < len(text) <= 80
        return True

    def _question_label(self, label, line, end, level, style):
        text = label.rest.plain.strip()
        if labels.normal(label.words) == "interviewer" and not is_likely(text):
            return False
        start = start_of(label.rest)
        question = self.question
        is_bare = question is not None and not question.has_content and style[0] != "heading" and text
        if is_bare and (question.style[0] == "heading" or question.is_pending):
            if not question.is_pending:
                question.spans.clear()  # its heading was only a name, and is listed as not imported
            self.set_prompt(start.prompt, line, end)
            return True
        start = Start(start.number, start.prompt, start.difficulty, start.minutes, True, True)
        self.begin_plain(start, ("label", True), line, end)
        return True

    def begin_plain(self, start, style, line, end):
        """Begin a question; "Q: ...? A: ..." on one line is both."""
        plain = start.prompt.plain
        both = len(plain) <= MOST_ASKED and re.search(r"[?.!](\W*\s+)(?:a|ans|answer)\s*[:：]\s*", plain, re.IGNORECASE)
        rest = None
        if both:
            rest = start.prompt.without(both.end())
            start.prompt = Inline(start.prompt.plain[: both.start() + 1])
        self.begin_question(start, style, line, end, BOLD)
        if rest is not None:
            self.set_field(labels.EXPECTED, rest, line, end)

    def _section_label(self, section, label, line, end, level, is_heading):
        if section in _BARE and label.rest.plain.strip():
            return False
        if section == labels.FORMAT:
            return self._about_round(section, label, line, end)
        if section == labels.INTRO and (self.turn == "user" or self.section is not self.root):
            return False
        if section == labels.EXPECT and self.section in (self.root,) and not is_heading:
            return False
        while is_heading and len(self.stack) > 1 and self.section.level >= level and section != labels.EXPECT:
            is_flat = self.section.is_flat or (section == labels.TOPICS and self.section.level == level)
            if self.is_round(self.section) and is_flat and section in (labels.TOPICS, labels.TIPS):
                break
            self.stack.pop()
        if section == labels.ROUNDS:
            self.begin_section(None, line, end, level if is_heading else PLAIN_ROUND - 0.5, kind="container")
            return True
        while section in (labels.EXPECT, labels.TIPS, labels.TOPICS) and self._is_within_round():
            self.stack.pop()
        mode = section
        if section == labels.EXPECT and is_heading:
            self.section.is_flat = level <= self.section.level
        if section == labels.TIPS and self.section is not self.root and self.is_round(self.section):
            mode = "round_tips"
        if section in (labels.RESOURCES, labels.SOURCES, labels.FAQ, labels.CONTENTS, labels.TO_ASK) and not is_heading:
            self.stack = [self.root]
        self.set_mode(mode, level, (line, end))
        if section == labels.TO_ASK:
            self.problems.append((line, "Questions to put to the interviewer are not imported."))
        if label.rest.plain.strip():
            references.rest_of_label(self, label.rest, line, end)
        return True

    def _is_within_round(self):
        section = self.section
        if section.kind.startswith("topic") or (section is not self.root and section.name is None and not section.kind):
            return True
        # Any other part of a round that is named as one.
        return len(self.stack) > 2 and not self.is_round(section) and self.is_round(self.stack[-2])

    def _about_round(self, field, label, line, end):
        """Take a line such as "Duration: 45 minutes" for the round."""
        section, text = self.section, label.rest.plain.strip()
        if section is self.root or not text or section.kind == "container":
            return False
        if field == labels.MINUTES:
            if not minutes_of(text):
                return False
            section.minutes = minutes_of(text)
        else:
            section.format = text
        section.kind = section.kind or "round"
        section.spans.append((line, end))
        return True

    def _about_guide(self, label, line, end):
        """Take a line such as "Company: Acme" above everything else."""
        name = GUIDE_FIELDS.get(labels.normal(label.words))
        text = label.rest.plain.strip()
        if (
            not name
            or not text
            or self.question is not None
            or self.drafts
            or name in self.guide
            or self.turn == "user"
        ):
            return False
        if len(text) > 120:
            return False
        self.guide[name] = Piece(text, line, end)
        return True
