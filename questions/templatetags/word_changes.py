"""What changes from one text to another, in one text: words that go struck through, words that come underlined."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe
from rapidfuzz.distance import Indel

register = template.Library()

_TOKENS = re.compile(r"\n+|[^\S\n]+|\S+")
# Comparing costs the product of both lengths; of more words the whole text is shown as another one.
MOST_WORDS = 2_000
# So many words beside a change are shown; what stands between two changes and is longer is left out.
BESIDE = 8


@register.simple_tag
def words_changed(before, after):
    """Return both texts in one, escaped: <del> around what goes, <ins> around what comes."""
    before, after = str(before), str(after)
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    if not before or not after or max(len(old), len(new)) > MOST_WORDS:
        parts = [_marked("del", before), _marked("ins", after)]
        return mark_safe(" ".join(filter(None, parts)))  # noqa: S308 - escaped in _marked
    pieces, steps = [], _joined(old, new)
    for place, (tag, gone, come) in enumerate(steps):
        if tag == "equal":
            pieces.append(_shortened(gone, is_first=place == 0, is_last=place == len(steps) - 1))
        else:
            goes, comes = _marked("del", "".join(gone)), _marked("ins", "".join(come))
            # Two marked words that touch would be read as one.
            pieces += [goes, " " if goes.endswith("</del>") and comes.startswith("<ins>") else "", comes]
    return mark_safe("".join(pieces))  # noqa: S308 - escaped in _marked and _shortened


def _joined(old, new):
    """Return (tag, old tokens, new tokens) in order; changes with nothing but a blank between them are one."""
    steps = []
    for code in Indel.opcodes(old, new):
        gone, come = old[code.src_start : code.src_end], new[code.dest_start : code.dest_end]
        is_equal = code.tag == "equal" and not all(token.isspace() for token in gone)
        if steps and not is_equal and steps[-1][0] != "equal":
            steps[-1][1].extend(gone)
            steps[-1][2].extend(come)
        else:
            steps.append(("equal" if is_equal or code.tag == "equal" else "change", list(gone), list(come)))
    return steps


def _marked(tag, text):
    words = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{_lines(before)}<{tag}>{_lines(words)}</{tag}>{_lines(after)}" if words else _lines(text)


def _shortened(tokens, *, is_first, is_last):
    if len(tokens) <= 4 * BESIDE:
        return _lines("".join(tokens))
    begin = "" if is_first else "".join(tokens[: 2 * BESIDE])
    end = "" if is_last else "".join(tokens[-2 * BESIDE :])
    return f"{_lines(begin)} … {_lines(end)}"


def _lines(text):
    return re.sub(r"\n+", "<br>", escape(text))
