"""How hard a question is and how long it takes, in words, stars or colours, wherever that stands beside it."""

import re

from questions.importing import labels
from questions.importing.inline import Inline, without_empty

MOST_ASKED = 3000  # characters of a question

_DIFFICULTIES = {
    "easy": "easy", "beginner": "easy", "basic": "easy", "junior": "easy", "low": "easy", "simple": "easy",
    "medium": "medium", "intermediate": "medium", "moderate": "medium", "mid": "medium", "normal": "medium",
    "hard": "hard", "difficult": "hard", "advanced": "hard", "expert": "hard", "high": "hard", "challenging": "hard",
    "🟢": "easy", "🟡": "medium", "🟠": "medium", "🔴": "hard",
}  # fmt: skip
# Behind a dash or before a colon only these; "low" and "simple" may be part of what is asked.
_SURE = re.compile(r"(?:very )?(?:easy|medium|hard|difficult|beginner|intermediate|advanced|expert)(?: level)?")
_OF_MOST = re.compile(r"(\d{1,2})\s*(?:/|of|out of)\s*(5|10|3)")
_STARS = re.compile(r"[⭐★🌟✪]\ufe0f?")
_NO_STARS = re.compile(r"[☆✩]")
_TIME = re.compile(
    r"(?:about|approx\.?|approximately|around|~|≈|up to|max\.?)?\s*(\d{1,3})(?:\s*(?:-|to)\s*(\d{1,3}))?[\s-]*"
    r"(minutes?|mins?|min\.|m|hours?|hrs?|h)\b\.?(?: (?:answer|read|each))?"
)
_BRACKETS = re.compile(r"\s*[(\[{]([^()\[\]{}]{1,60})[)\]}]\s*$")
_BRACKETS_FIRST = re.compile(r"^\s*[\[(]([^()\[\]]{1,40})[\])]\s*(?=\S)")
_CLOSING = (")", "]", "}")
# All that these match stands within so many characters of the end.
_LONGEST_END = 120
_TAIL = re.compile(r"\s+[-–—|·•:]\s+([^-–—|·•?]{1,40})$")
_STARS_LAST = re.compile(r"\s*((?:[⭐★🌟✪☆✩]\ufe0f?\s?)+|[🟢🟡🟠🔴])\s*$")
_FIRST = re.compile(
    r"\s*([🟢🟡🟠🔴⭐★🌟✪☆✩\ufe0f\s]*)\s*(?:((?:very )?[A-Za-z]{4,12}(?: level)?)\s*(?:[-–—:|]+)\s+)?(?=\S)"
)
_FORMATS = re.compile(
    r"(?:(?:by |over |via |in )?(?:phone|telephone|video|zoom|teams|google meet|person|on-?site|in-person|remote|"
    r"online|virtual|face[- ]to[- ]face|take[- ]home|written|live(?: coding)?|whiteboard|panel|simulator|"
    r"asynchronous|async|recorded|hybrid|office)"
    r"(?: (?:call|interview|screen|chat|conference|conversation|test|exercise|meeting))?)"
)


def without_aside(line):
    """Return (line without what beside it says how hard or how long it is, difficulty, minutes)."""
    difficulty = minutes = None
    for _ in range(3 if len(line.plain) <= MOST_ASKED else 0):
        said = None
        plain = line.plain
        before = _BRACKETS_FIRST.match(plain)
        if before and (said := aside(before[1])):
            line = line.without(before.end())
        elif (found := _FIRST.match(plain)) and found.end() and (said := _first_said(found)):
            line = line.without(found.end())
        else:
            said, end = _last_said(plain)
            line = cut(line, end) if said else line
        if not said:
            break
        difficulty, minutes = difficulty or said[0], minutes or said[1]
    return line, difficulty, minutes


def _first_said(found):
    """Return (difficulty, None) of colours, stars or a word before a question, or None."""
    signs, word = found[1].strip(), found[2]
    if word and not _SURE.fullmatch(labels.normal(word)):
        return None
    said = difficulty_of(word or "") or difficulty_of(signs)
    return (said, None) if said else None


def _last_said(plain):
    """Return ((difficulty, minutes) or None, where what says it begins) of the end of a question."""
    for pattern in (_BRACKETS, _TAIL, _STARS_LAST):
        if pattern is _BRACKETS and plain.rstrip()[-1:] not in _CLOSING:
            continue
        after = pattern.search(plain, max(0, len(plain) - _LONGEST_END))
        said = aside(after[1]) if after else None
        is_sure = said and (said[1] or ":" in after[1] or _SURE.fullmatch(labels.normal(after[1])))
        if said and (is_sure or pattern is not _TAIL):
            return said, after.start()
    return None, 0


def cut(line, length):
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
    if hard := difficulty_of(text):
        return hard, None
    name, _, value = text.partition(":")
    if value and labels.field_of(name) == labels.DIFFICULTY and (hard := difficulty_of(value)):
        return hard, None
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
    stars = len(_STARS.findall(text))
    if stars and not re.search(r"[^\W\d_]{8}", text):
        return _level(stars, stars + len(_NO_STARS.findall(text)))
    if (colour := text.strip().removesuffix("\ufe0f")) in _DIFFICULTIES:
        return _DIFFICULTIES[colour]
    words = labels.normal(text)
    if of_most := _OF_MOST.fullmatch(words):
        return _level(int(of_most[1]), int(of_most[2]))
    words = re.sub(r"^(?:very|fairly|relatively|rather) ", "", words)
    for end in (" level", " difficulty", " questions", " question"):
        words = words.removesuffix(end)
    return _DIFFICULTIES.get(words) or _DIFFICULTIES.get(re.split(r"\s*(?:-|to|/)\s*", words)[-1])


def _level(count, most):
    """Return the difficulty that so many stars, or points, of so many stand for; a bare row of stars is of three."""
    share = count / max(most, 3)
    if most <= 3:
        return ("easy", "medium", "hard")[min(count, 3) - 1] if count else None
    if count == most and most == 4:
        return "hard"
    return "easy" if share <= 0.4 else "medium" if share <= 0.6 else "hard"


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


def parted_name(name):
    """
    Return (name, minutes, format) of the name of a section such as "Round 2: Design (45-60 min, video)".

    What stands in brackets at its end or behind upright lines goes where it says nothing but how long and how.
    """
    parts = [part.strip() for part in re.split(r"\s+[|·•]\s+", name)]
    rest = parts[1:]
    short = parts[0]
    found = _BRACKETS.search(short)
    if found:
        rest = [*re.split(r"\s*[,;|·•/]\s*|\s+[-–—]\s+", found[1]), *rest]
        short = short[: found.start()]
    minutes, formats = None, []
    for part in rest:
        called = labels.normal(part)
        if _TIME.fullmatch(called) and minutes_of(called):
            minutes = minutes or minutes_of(called)
        elif _FORMATS.fullmatch(called):
            formats.append(part.strip())
        else:
            return name, None, None
    if not short.strip() or not (minutes or formats):
        return name, None, None
    return short.strip(), minutes, ", ".join(formats) or None
