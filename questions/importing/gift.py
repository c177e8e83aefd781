"""
Moodle's GIFT format: its essay questions, `Tell me about a conflict. {}`.

A question's text is the prompt, its general feedback (after `####`) the expected answer; a category is a topic, with
the one above it as the round. The format: https://docs.moodle.org/en/GIFT_format
"""

import re

from questions.importing.categories import Places, names_in
from questions.importing.moodle_xml import as_markdown, as_plain
from questions.importing.understood import Question, Understood

_CATEGORY = re.compile(r"^\$CATEGORY:\s*(?P<path>.+)$", re.MULTILINE)
_TITLED = re.compile(r"^::(?:\\.|[^:\\]|:(?!:))+::", re.MULTILINE)
_QUESTION = re.compile(
    r"^(?:::(?P<title>(?:\\.|[^:\\]|:(?!:))+)::)?\s*"
    r"(?:\[(?P<format>html|moodle|plain|markdown)\])?"
    r"(?P<text>(?:\\.|[^{\\])*)"
    r"\{(?P<inside>(?:\\.|[^}\\])*)\}"
    r"(?P<after>.*)$",
    re.DOTALL,
)
_FEEDBACK = re.compile(r"^####")
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")


def is_gift(text):
    """Return whether a text is GIFT, rather than prose with braces in it."""
    if "{" not in text or not re.search(r"(?<!\\)\{", text):
        return False
    if _CATEGORY.search(text) or _TITLED.search(text):
        return True
    blocks = [block for _line, block in _blocks(text) if not block.startswith("$CATEGORY:")]
    essays = [block for block in blocks if re.search(r"(?<!\\)\{\s*(?:####.*)?\}\s*$", block, re.DOTALL)]
    return bool(essays) and len(essays) * 2 >= len(blocks)


def understand(text):
    """Return the Understood of a GIFT file; questions of other types are listed as not understood."""
    found = Understood()
    places, names = Places(found), []
    for line, block in _blocks(text):
        category = _CATEGORY.match(block)
        if category:
            names = names_in(_ESCAPED.sub(r"\1", category["path"]), "/")
            continue
        parts = _QUESTION.match(block)
        inside = parts["inside"].strip() if parts else None
        if parts is None or (inside and not _FEEDBACK.match(inside)):
            found.not_understood.append({"line": line, "text": block})
            continue
        before, after = _plain(parts["text"], parts["format"]), _plain(parts["after"], parts["format"])
        prompt = f"{before} _____ {after}" if after else before or _plain(parts["title"] or "", None)
        prompt = as_plain(prompt) if parts["format"] in ("html", "markdown") else prompt
        if not prompt:
            found.not_understood.append({"line": line, "text": block})
            continue
        places.of(names).questions.append(
            Question(
                number=None,
                prompt=prompt,
                expected_answer=_plain(_FEEDBACK.sub("", inside), parts["format"]) or None,
                why_it_matters=None,
                key_points=[],
                probes=[],
                sample_answers=[],
                difficulty=None,
                minutes=None,
                line=line,
            )
        )
    return found


def _blocks(text):
    """Yield (first line, text) of what blank lines set apart; comments are left out, and braces hold together."""
    block, first, depth = [], 0, 0
    for number, line in enumerate(text.split("\n"), start=1):
        if line.lstrip().startswith("//"):
            continue
        is_category = line.startswith("$CATEGORY:")
        if block and ((not line.strip() and depth == 0) or is_category):
            yield first, "\n".join(block).strip()
            block, depth = [], 0
        if is_category:
            yield number, line.strip()
        elif line.strip() or block:
            first = first if block else number
            block.append(line)
            bare = re.sub(r"\\.", "", line)
            depth = max(0, depth + bare.count("{") - bare.count("}"))
    if block:
        yield first, "\n".join(block).strip()


def _plain(text, form):
    text = _ESCAPED.sub(lambda sign: "\n" if sign[1] == "n" else sign[1], text).strip()
    return as_markdown(text) if form in ("html", None) and re.search(r"<[a-z/][^<>]*>", text) else text
