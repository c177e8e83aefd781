"""What is being read: questions and sections that grow line by line, each knowing the lines that it is made of."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from questions.importing import labels
from questions.importing.understood import Question

# A part of a question, or a choice: "(a) ...", "B) ...".
_LETTER = re.compile(r"\s*(?:[-*] )?[(]?([a-jA-J])[).:]\s*\S")
_NAMED = re.compile(r"\s*(?:[-*] )?[*_]{1,3}[^*_\n]{2,40}?(?::[*_]{1,3}|[*_]{1,3}\s?:)")


class Piece(NamedTuple):
    """A part of a text, and where it stands; `is_near` where it goes on in the paragraph of the part before."""

    text: str
    line: int
    end: int
    kind: str = "text"  # text, code, item, aside
    is_near: bool = False


def joined(pieces):
    """Return pieces as one Markdown text, or None."""
    text = ""
    for piece in pieces:
        if not piece.text.strip():
            continue
        if piece.kind == "item":
            text += ("\n" if text else "") + "- " + piece.text.replace("\n", "\n  ")
        elif text:
            text += ("\n" if piece.is_near else "\n\n") + piece.text
        else:
            text = piece.text
    return text.strip() or None


@dataclass
class Draft:
    """A question that is being read. `before` is its text under no label."""

    line: int
    end: int
    number: int | None
    prompt: list
    style: tuple
    level: int
    difficulty: str | None = None
    minutes: tuple | None = None
    topic: str | None = None
    fields: dict = field(default_factory=dict)
    before: list = field(default_factory=list)
    spans: list = field(default_factory=list)
    depth: int = 0  # of lists around it
    labels_in_items: bool = False  # its labels are items of lists
    is_shut: bool = False  # text without a label no longer belongs to it

    @property
    def is_pending(self):
        """Whether only its number was read so far."""
        return not any(piece.text for piece in self.prompt)

    @property
    def has_content(self):
        """Whether it has more than a prompt."""
        return bool(self.before or any(self.fields.values()))

    def add(self, name, piece):
        """Add to a field, or without a name to what stands under no label."""
        if name is None:
            self.before.append(piece)
        else:
            self.fields.setdefault(name, []).append(piece)

    def pieces(self):
        """Return all pieces."""
        return [*self.prompt, *self.before, *(piece for part in self.fields.values() for piece in part)]

    def finished(self):
        """Return the question as it is understood."""
        fields = {name: list(self.fields.get(name, ())) for name in _PARTS}
        prompt, expected = list(self.prompt), fields[labels.EXPECTED]
        expected_is_told = any(piece.kind != "aside" for piece in expected)
        told = bool(expected_is_told or fields[labels.SAMPLE])
        named = False
        lettered = _lettered(self.before)
        for index, piece in enumerate(self.before):
            # What stands between a question and the label of its answer still belongs to what is asked, but for
            # what has a name of its own.
            named = named or bool(_NAMED.match(piece.text))
            if index < lettered or (not named and (expected_is_told or (told and piece.kind == "code"))):
                prompt.append(piece)
            else:
                fields.setdefault("unlabelled", []).append(piece)
        looked_for = fields[labels.LOOKED_FOR]
        points = [piece for piece in looked_for if piece.kind == "item"] + fields[labels.KEY_POINTS]
        expected = fields.get("unlabelled", []) + expected
        expected += [piece for piece in looked_for if piece.kind != "item"]
        return Question(
            number=self.number,
            prompt=joined(prompt) or "",
            expected_answer=joined(expected),
            why_it_matters=joined(fields[labels.WHY]),
            key_points=_each(points),
            probes=_each(fields[labels.PROBES]),
            sample_answers=_samples(fields[labels.SAMPLE]),
            difficulty=self.difficulty,
            minutes=self.minutes,
            line=self.line,
        )


_PARTS = (labels.EXPECTED, labels.SAMPLE, labels.WHY, labels.KEY_POINTS, labels.LOOKED_FOR, labels.PROBES)


def _lettered(pieces):
    """Return how many pieces at the beginning are the parts of what is asked, or its choices: (a), (b), ..."""
    letters, count = "", 0
    for piece in pieces:
        found = [_LETTER.match(line) for line in piece.text.split("\n")]
        if not all(found):
            break
        letters += "".join(match[1].lower() for match in found)
        count += 1
    return count if len(letters) > 1 and "abcdefghij".startswith(letters) else 0


def _each(pieces):
    """Return the entries of a list: its items, and each paragraph; several questions in one paragraph are parted."""
    texts = []
    for piece in pieces:
        if piece.kind == "item" or "\n" in piece.text:
            parts = [piece.text]
        else:
            parts = [part for part in piece.text.split("; ") if part.strip()]
            if len(parts) == 1 and piece.text.count("?") > 1 and piece.text.rstrip().endswith("?"):
                parts = [f"{part.strip()}?" for part in piece.text.split("?") if part.strip()]
        if piece.is_near and texts and piece.kind == "text" and not _is_next(texts[-1], piece.text):
            texts[-1] = f"{texts[-1]} {piece.text}"
        else:
            texts += [part.strip() for part in parts]
    return [text for text in texts if text]


def _is_next(before, text):
    """Whether a line right below another is an entry of its own rather than the rest of it."""
    return before.endswith(("?", ".", "!", ";")) or (len(before) < 70 and not text[:1].islower())


def _samples(pieces):
    """Return one text for every label of a sample answer; "new" pieces begin one."""
    groups = []
    for piece in pieces:
        if piece.kind == "new":
            groups.append([])
        elif groups:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return [text for text in map(joined, groups) if text]


@dataclass
class Section:
    """A part of the file with a name: a round, a topic, or what holds such."""

    name: str | None
    line: int
    end: int
    level: float
    kind: str = ""  # round, topic, container, or as yet unknown
    description: list = field(default_factory=list)
    what_to_expect: list = field(default_factory=list)
    tips: list = field(default_factory=list)
    format: str | None = None
    minutes: tuple | None = None
    is_of_questions: bool = False  # its name says so
    is_flat: bool = False  # the names of its parts stand beside its own, not below it
    questions: list = field(default_factory=list)
    children: list = field(default_factory=list)
    spans: list = field(default_factory=list)

    @property
    def has_questions(self):
        """Whether questions stand here or below."""
        return bool(self.questions) or any(child.has_questions for child in self.children)


@dataclass
class TipDraft:
    """A tip that is being read; `batch` is which list of tips it stands in."""

    title: str | None
    body: list
    batch: int | None
    line: int
    end: int
    question: Draft | None = None


@dataclass
class ReferenceDraft:
    """A resource or a source that is being read."""

    title: str
    url: str | None
    note: str | None
    line: int
    end: int
