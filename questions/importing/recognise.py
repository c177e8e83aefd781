"""What one line is: a label or a question. `transcript` knows where it stands."""

import re
from dataclasses import dataclass

from questions.importing import labels
from questions.importing.inline import Inline, without_empty
from questions.importing.measures import MOST_ASKED, without_aside

_NUMBER = re.compile(
    r"\s*(?:[#(\[]?\s*((?:\d{1,3}\.)*\d{1,5})\s*(?:[.):\]]+|/|\s[-–—])[ \t]+(?=\S)|"
    r"((?:\d{1,2}\.){1,3}\d{1,2})[ \t]+(?=[\"“'`(A-Z]))"
)
_ROMAN = re.compile(r"\s*(?=[IVX])(X{0,3}(?:IX|IV|V?I{0,3}))[.)][ \t]+(?=\S)")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}
_KEYCAP = re.compile(r"\s*(?:#\s?(\d{1,5})\s+[-–—:.]?\s*|((?:\d\ufe0f?\u20e3|\U0001f51f)+)\s*)")
# Pictures and boxes before a question; colours and stars say how hard it is, and are read elsewhere.
_DECORATION = re.compile(
    r"\s*(?:(?:(?![🟢🟡🟠🔴⭐★☆🌟✪✩\U0001f51f])[\U0001f300-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\u23e9-\u23ff]"
    r"[\ufe0f\u200d]*)+\s*)?(?:\[[ xX]?\]\s+)?(?=\S)"
)
_Q = re.compile(
    r"\s*(?:(?:interview )?question|ques\.?|q)\s*\.?\s*(?:#|no\.?|number|[-_](?=\d))?\s*(\d{1,5})?\s*"
    r"(?:(?:of |/)\s*\d+\s*)?"
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
_ASKED = re.compile(
    r"(?:(?:tell|walk|talk) (?:me|us) |describe (?:a|the last) time|give (?:me|us) an example|sell me )",
    re.IGNORECASE,
)
_TASKS = re.compile(r"(?:explain|describe|define|compare|introduce) ", re.IGNORECASE)
_SECTION_END = re.compile(
    r"\b(?:questions?|q ?& ?a|round|rounds|section|topics?|basics|concepts|fundamentals)$", re.IGNORECASE
)
_BRACKETS = re.compile(r"\s*[(\[{]([^()\[\]{}]{1,60})[)\]}]\s*$")
_CLOSING = (")", "]", "}")


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


def is_asked_for(text):
    """Whether a text asks for something as nobody would within an answer."""
    return bool(_ASKED.match(text)) and "?" not in text and len(text) < 200


def start_of(line, number=None):
    """Return the Start that an Inline is if it is to be a question; `number` is the one its list gives it."""
    rest, labelled = line, False
    decoration = _DECORATION.match(rest.plain)
    if decoration and decoration.end():
        rest = rest.without(decoration.end())
    found = _Q.match(rest.plain) or _Q_NUMBER.match(rest.plain)
    if found:
        labelled = True
        number = int(found[1]) if found[1] else number
        rest = rest.without(found.end())
    elif numbered := _numbered(rest.plain):
        number = numbered[0]
        rest = rest.without(numbered[1])
        again = _Q.match(rest.plain)
        if again and again.end():
            labelled = True
            rest = rest.without(again.end())
    rest, difficulty, minutes = without_aside(rest)
    return Start(number, rest, difficulty, minutes, labelled, is_likely(rest.plain))


def _numbered(plain):
    """Return (number, how many characters say so) of a line that begins with a number, or None."""
    if found := _NUMBER.match(plain):
        return int((found[1] or found[2]).split(".")[-1]), found.end()
    if found := _ROMAN.match(plain):
        digits = [_ROMAN_DIGITS[letter] for letter in found[1]]
        value = sum(-digit if digit < max(digits[index:]) else digit for index, digit in enumerate(digits))
        return value, found.end()
    if found := _KEYCAP.match(plain):
        digits = found[1] or re.sub(r"\D", "", found[2].replace("\U0001f51f", "10"))
        return int(digits), found.end()
    return None


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


def without_pictures(line):
    """Return a name without the pictures beside it, such as badges."""
    kept = [piece for piece in line.pieces if not piece[2].startswith("![")]
    return Inline("", without_empty(kept)) if len(kept) < len(line.pieces) else line


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
