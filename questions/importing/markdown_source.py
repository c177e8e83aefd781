"""
A text on its way to the Markdown parser: what other programs write is put as Markdown has it, line by line.

Bullets of word processors become those of Markdown, and links that name their address elsewhere get it in place. The
number of lines stays what it is.
"""

import re
from bisect import bisect_right

from questions.importing.labels import RESOURCES, SOURCES, section_of

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_BULLET = re.compile(
    r"([ \t]*(?:(?:>[ \t]?){1,4}[ \t]*)?)([•●∙‣▸►▶➤➢◆◇♦■□▪▫◦○❖✦✔✓☐☑\uf0b7\uf0a7]|[o§·](?=\t)|·(?= ))\ufe0f?[ \t]*(?=\S)"
)
_DEFINITION = re.compile(
    r"[ ]{0,3}\[([^\[\]^][^\[\]]{0,99})\]:[ \t]*<?([^\s<>]{1,2000})>?(?:[ \t]+[\"'(](.{0,300})[\"')])?[ \t]*"
)
_USE = re.compile(r"\[([^\[\]\n]{1,300})\](?:\[([^\[\]\n]{0,100})\])?(?![(:\[])")
_LONGEST_COMMENT = 500
_ENDS = (".", "?", "!", ":", ";", "…", "”", '"', ")")
# A shorter line of a word processor was ended by its writer.
_SHORT = 60


def prepared(text):
    """
    Return (text, numbers of the lines that begin anew, numbers of the lines that are understood as form).

    A line begins anew where Markdown would let it run on in the bullet above it, and its writer did not mean that.
    """
    lines = text.split("\n")
    code = _code(lines) if "```" in text or "~~~" in text else set()
    if "<!--" in text:
        _comments(lines, code)
    anew = _bullets(lines, code)
    known = _definitions(lines, code) if "]:" in text else set()
    return "\n".join(lines), anew, known


def _code(lines):
    """Return the indexes of the lines that are code."""
    inside, fence = set(), None
    for index, line in enumerate(lines):
        found = _FENCE.match(line) if line else None
        if fence:
            inside.add(index)
            if found and found[1].startswith(fence) and not line[found.end() :].strip(" `~"):
                fence = None
        elif found and "`" not in line[found.end() :]:
            inside.add(index)
            fence = found[1]
    return inside


def _comments(lines, code):
    """Take out comments that run over several lines: no reader of the page sees them."""
    inside = False
    ends = [index for index, line in enumerate(lines) if "-->" in line]
    for index, line in enumerate(lines):
        if index in code:
            continue
        if inside:
            before, end, after = line.partition("-->")
            inside = not end
            lines[index] = after
        elif "<!--" in line and "-->" not in line[line.rindex("<!--") :]:
            following = bisect_right(ends, index)
            inside = following < len(ends) and ends[following] - index < _LONGEST_COMMENT
            if inside:
                lines[index] = line[: line.rindex("<!--")]


def _bullets(lines, code):
    """Put bullets of word processors as Markdown has them, nested by their signs where these differ."""
    anew, levels, last = set(), [], None
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        found = _BULLET.match(line) if index not in code else None
        if found is None:
            if last is not None and _begins_anew(line, lines[last]) and index - 1 == last:
                anew.add(index + 1)
            last = None
            if not line[0].isspace():
                levels = []
            continue
        indent, sign = len(found[1].expandtabs(4)), found[2]
        while levels and levels[-1] != (indent, sign) and ((indent, sign) in levels or levels[-1][0] > indent):
            levels.pop()
        if not levels or levels[-1] != (indent, sign):
            levels.append((indent, sign))
        quote = found[1].strip()
        lines[index] = (f"{quote} " if quote else "") + "  " * (len(levels) - 1) + "- " + line[found.end() :]
        last = index
    return anew


def _begins_anew(line, above):
    if line[0].isspace():
        return False
    first = line[0]
    return not first.islower() and (above.rstrip().endswith(_ENDS) or len(above) < _SHORT)


def _definitions(lines, code):
    """Put the addresses that are named elsewhere where they are used; return the lines that name them."""
    found, known = {}, set()
    for index, line in enumerate(lines):
        if "]:" in line and index not in code and (match := _DEFINITION.fullmatch(line)):
            found.setdefault(_key(match[1]), match[2])
            known.add(index)
    if not found:
        return set()
    used = set()

    def replaced(use):
        name = _key(use[2] or use[1])
        if name not in found or not found[name].startswith(("http://", "https://")):
            return use[0]
        used.add(name)
        return f"[{use[1]}]({found[name]})"

    for index, line in enumerate(lines):
        if "[" in line and index not in code and index not in known:
            lines[index] = _USE.sub(replaced, line)
    form = set()
    above = ""
    for index, line in enumerate(lines):
        if index in known:
            match = _DEFINITION.fullmatch(line)
            if section_of(above) in (SOURCES, RESOURCES) and match[2].startswith("http"):
                # A list of sources that is written so.
                lines[index] = f"- [{match[3] or match[2]}]({match[2]})"
            else:
                lines[index] = ""
                if _key(match[1]) in used:
                    form.add(index + 1)
        elif line.strip():
            above = line if len(line) < 90 else ""
    return form


def _key(name):
    return " ".join(name.lower().split())
