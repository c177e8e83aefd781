"""What one line is: a label, a question, how hard and how long. `transcript` knows where it stands."""

import re
from dataclasses import dataclass

from questions.importing import labels
from questions.importing.inline import Inline, without_empty

MOST_ASKED = 3000  # characters of a question
_NUMBER = re.compile(r"\s*[#(\[]?\s*((?:\d{1,3}\.)*\d{1,5})\s*(?:[.):\]]+|\s[-–—])[ \t]+(?=\S)")
_KEYCAP = re.compile(r"\s*(?:#\s?(\d{1,5})\s+[-–—:.]?\s*|((?:\d\ufe0f?\u20e3)+)\s*)")
_Q = re.compile(
    r"\s*(?:(?:interview )?question|ques\.?|q)\s*\.?\s*(?:#|no\.?|number)?\s*(\d{1,5})?\s*(?:of \d+\s*)?"
    r"([.:)\]|/–—-]+|$|(?=[(\[]))\s*",
    re.IGNORECASE,
)
_Q_NUMBER = re.compile(r"\s*(?:(?:interview )?question|ques|q)\s*[#.]?\s*(\d{1,5})\s+(?=\S)", re.IGNORECASE)
_LABEL = re.compile(r"\s*([^:：]{1,70}?)\s*[:：](?!//)(?:\s+|(?=[^\s\d])|$)")
_DOTTED = re.compile(r"\s*(a\d{1,3}|ans)\s*[.)]\s+(?=\S)", re.IGNORECASE)
_DASHED = re.compile(r"\s*([^:–—-]{1,40}?)\s+[–—-]\s+(?=\S)")
_OPENERS = re.compile(
    r"(?:please |can you |could you )?(?:tell (?:me|us)|describe|explain|walk (?:me|us)|give (?:me|us|an?)|"
    r"share|discuss|"
    r"talk (?:me|us|about|to)|define|compare|contrast|imagine|suppose|assume|you (?:are|have|notice|discover|join)|"
    r"design an?|design the|implement|write (?:an?|code|sql|the)|find|given|estimate|pitch|sell me|"
    r"name (?:a|an|one|two|three|some)|"
    r"list (?:the|some|three)|convince|introduce yourself|reverse|sketch|critique|prioriti[sz]e|outline|differentiate|"
    r"(?:what|why|how|when|where|which|who|whom|whose|is|are|do|does|did|can|could|would|should|have|has|will|if)\b.*\?)",
    re.IGNORECASE | re.DOTALL,
)
_TASKS = re.compile(r"(?:explain|describe|define|compare|introduce) ", re.IGNORECASE)
_SECTION_END = re.compile(
    r"\b(?:questions?|q ?& ?a|round|rounds|section|topics?|basics|concepts|fundamentals)$", re.IGNORECASE
)
_DIFFICULTIES = {
    "easy": "easy", "beginner": "easy", "basic": "easy", "junior": "easy", "low": "easy", "simple": "easy",
    "medium": "medium", "intermediate": "medium", "moderate": "medium", "mid": "medium", "normal": "medium",
    "hard": "hard", "difficult": "hard", "advanced": "hard", "expert": "hard", "high": "hard", "challenging": "hard",
}  # fmt: skip
_TIME = re.compile(
    r"(?:about|approx\.?|approximately|around|~|≈|up to|max\.?)?\s*(\d{1,3})(?:\s*(?:-|to)\s*(\d{1,3}))?[\s-]*"
    r"(minutes?|mins?|min\.|m|hours?|hrs?|h)\b\.?(?: (?:answer|read|each))?"
)
_BRACKETS = re.compile(r"\s*[(\[{]([^()\[\]{}]{1,60})[)\]}]\s*$")
_CLOSING = (")", "]", "}")
_BRACKETS_FIRST = re.compile(r"^\s*[\[(]([^()\[\]]{1,40})[\])]\s*(?=\S)")


@dataclass
class Start:
    """The beginning of a question."""

    number: int | None
    prompt: Inline
    difficulty: str | None
    minutes: tuple | None
    labelled: bool  # named as a question: Q:, Question 3
    likely: bool  # reads like one


def is_likely(text):
    """Whether a text reads like a question or a task."""
    if len(text) > MOST_ASKED:
        return False
    text = text.strip().strip("\"“”'*_` ")
    bare = (_BRACKETS.sub("", text) if text[-1:] in _CLOSING else text).rstrip("\"”'*_ ")
    if bare.endswith(("?", "？")):
        return True
    if len(bare.split()) < 8 and _SECTION_END.search(bare):
        return False
    least = 1 if _TASKS.match(text) else 2
    return bool(_OPENERS.match(text)) and len(text.split()) > least


def start_of(line, number=None):
    """Return the Start that an Inline is if it is to be a question; `number` is the one its list gives it."""
    rest, labelled = line, False
    found = _Q.match(rest.plain) or _Q_NUMBER.match(rest.plain)
    if found:
        labelled = True
        number = int(found[1]) if found[1] else number
        rest = rest.without(found.end())
    else:
        found = _NUMBER.match(rest.plain)
        keycap = None if found else _KEYCAP.match(rest.plain)
        if found:
            number = int(found[1].split(".")[-1])
            rest = rest.without(found.end())
            again = _Q.match(rest.plain)
            if again and again.end():
                labelled = True
                rest = rest.without(again.end())
        elif keycap:
            digits = keycap[1] or re.sub(r"\D", "", keycap[2])
            number = int(digits)
            rest = rest.without(keycap.end())
    rest, difficulty, minutes = without_aside(rest)
    return Start(number, rest, difficulty, minutes, labelled, is_likely(rest.plain))


def without_aside(line):
    """Return (line without what in brackets says how hard or how long it is, difficulty, minutes)."""
    difficulty = minutes = None
    for _ in range(3 if len(line.plain) <= MOST_ASKED else 0):
        before = _BRACKETS_FIRST.match(line.plain)
        if before and (said := aside(before[1])):
            difficulty, minutes = difficulty or said[0], minutes or said[1]
            line = line.without(before.end())
            continue
        after = _BRACKETS.search(line.plain) if line.plain.rstrip()[-1:] in _CLOSING else None
        if after and (said := aside(after[1])):
            difficulty, minutes = difficulty or said[0], minutes or said[1]
            line = _cut(line, after.start())
            continue
        break
    return line, difficulty, minutes


def _cut(line, length):
    """Return a line up to a number of characters seen."""
    kept, left = [], length
    for kind, text, raw in line.pieces:
        if kind == "text":
            if left <= 0:
                continue
            if len(text) > left:
                raw = text = text[:left] if raw == text else raw
            left -= len(text)
        kept.append((kind, text, raw))
    return Inline(Inline("", without_empty(kept)).markdown)


def aside(text):
    """Return (difficulty, minutes) of a text that says nothing else, or None."""
    difficulty = minutes = None
    said = False
    for part in re.split(r"\s*[,;|·•/()\[\]]+\s*|\s+[-–—]\s+", labels.normal(text)):
        if not part:
            continue
        name, _, value = part.rpartition(":")
        if name and labels.field_of(name) not in (labels.DIFFICULTY, labels.MINUTES):
            return None
        value = value.strip()
        if hard := difficulty_of(value):
            difficulty = difficulty or hard
        elif (long := minutes_of(value)) and _TIME.fullmatch(value):
            minutes = minutes or long
        elif not value:
            continue
        else:
            return None
        said = True
    return (difficulty, minutes) if said else None


def difficulty_of(text):
    """Return easy, medium or hard, or None."""
    words = labels.normal(text).removesuffix(" level").removesuffix(" difficulty").removesuffix(" questions")
    return _DIFFICULTIES.get(words) or _DIFFICULTIES.get(re.split(r"\s*(?:-|to|/)\s*", words)[-1])


def minutes_of(text):
    """Return (least, most) minutes that a text names first, or None."""
    found = _TIME.search(labels.normal(text) + " ")
    if not found:
        return None
    least = int(found[1])
    most = int(found[2] or found[1])
    if found[3].startswith("h"):
        least, most = least * 60, most * 60
    return (least, most) if 0 < least <= most else None


@dataclass
class Label:
    """A line that begins with a label: its words, whether they stand alone, and the rest of the line."""

    words: str
    rest: Inline
    alone: bool
    bold: bool


def label_of(line, is_heading=False):
    """Return the Label that a line may begin with, or None; whether its words are known is another matter."""
    plain = line.plain
    lead = line.lead
    if lead and plain[:lead].strip():
        words, after = plain[:lead], plain[lead:]
        inner = _LABEL.match(words)
        if inner and words[inner.end() :].strip():
            # Bold all through: **Answer: use an index**
            return Label(inner[1], Inline(line.without(inner.end()).without_marks()), False, True)
        sign = re.match(r"\s*[:：–—-]?\s*", after)
        if not after.strip():
            return Label(words.strip(), Inline(""), True, True)
        if words.rstrip().endswith((":", "：")) or sign[0].strip():
            return Label(words.strip(" :："), line.without(lead + sign.end()), False, True)
        if inner is None:
            aside_after = re.match(r"\s*\([^()]{1,60}\)\s*[:：–—-]?\s*", after)
            if aside_after:
                rest = line.without(lead + aside_after.end())
                return Label(words.strip(), rest, not rest.plain.strip(), True)
            return Label(words.strip(), line.without(lead), False, True)
    dotted = _DOTTED.match(plain)
    if dotted:
        return Label(dotted[1], line.without(dotted.end()), False, False)
    dashed = _DASHED.match(plain)
    if dashed and labels.field_of(dashed[1]):
        return Label(dashed[1], line.without(dashed.end()), False, False)
    found = _LABEL.match(plain)
    if found:
        rest = line.without(found.end())
        return Label(found[1].strip(), rest, not rest.plain.strip(), False)
    if is_heading or len(plain) < 70:
        return Label(plain.strip(), Inline(""), True, is_heading)
    return None


def is_title(text):
    """Whether a line may be a name of something rather than a sentence about it."""
    text = text.strip()
    return 0 < len(text.split()) <= 14 and len(text) <= 110 and not text.endswith((".", ";", ",", "!"))


def parted(inline):
    """Return (title, rest) of a line such as "**Title**: rest" or "Title: rest"; the title may be None."""
    lead = inline.lead
    if lead:
        rest = inline.without(lead)
        sign = re.match(r"\s*[:–—.-]?\s*", rest.plain)
        return inline.plain[:lead].strip(" :.–—-"), rest.without(sign.end())
    found = re.match(r"([^:.?!]{3,60}?)(?::\s+|\s+[–—-]\s+)(?=\S)", inline.plain)
    if found and len(found[1].split()) <= 8:
        return found[1].strip(), inline.without(found.end())
    return None, inline
