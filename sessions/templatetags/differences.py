"""Two texts of one answer beside each other, the words that stand in one alone marked."""

import re
from difflib import SequenceMatcher

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe

from questions.templatetags.text import paragraphs

register = template.Library()

_TOKENS = re.compile(r"\s+|\S+")
# Comparing costs the product of both lengths; beyond this many tokens the texts are shown unmarked.
MOST_TOKENS = 4_000


@register.simple_tag
def with_own_words_marked(text, other):
    """Return `text` as escaped paragraphs; what does not stand in `other` is marked as inserted."""
    tokens, others = _TOKENS.findall(text.replace("\r\n", "\n")), _TOKENS.findall(other.replace("\r\n", "\n"))
    start = _common(tokens, others)
    end = _common(tokens[start:][::-1], others[start:][::-1])
    middle, opposite = tokens[start : len(tokens) - end], others[start : len(others) - end]
    if len(middle) > MOST_TOKENS or len(opposite) > MOST_TOKENS:
        return paragraphs(text)
    own = set()
    for kind, first, last, _a, _b in SequenceMatcher(None, middle, opposite, autojunk=False).get_opcodes():
        if kind in {"replace", "delete"}:
            own.update(range(start + first, start + last))
    # A space between two marked words belongs to them.
    own.update(index for index in range(1, len(tokens)) if {index - 1, index + 1} <= own)
    return _marked(tokens, own)


def _common(left, right):
    length = 0
    for one, two in zip(left, right, strict=False):
        if one != two:
            break
        length += 1
    return length


def _marked(tokens, own):
    """Join tokens into paragraphs; runs of tokens whose index is in `own` are marked, never across a line's end."""
    html, run = [], []

    def close():
        if run:
            words = "".join(run)
            kept = words.strip()
            before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :] if kept else ""
            html.append(before + (f"<ins>{escape(kept)}</ins>" if kept else "") + after)
            run.clear()

    for index, token in enumerate(tokens):
        if token.isspace() and "\n" in token:
            close()
            html.append("</p><p>" if token.count("\n") > 1 else "<br>")
        elif index in own:
            run.append(token)
        else:
            close()
            html.append(escape(token))
    close()
    return mark_safe("<p>" + "".join(html) + "</p>")  # noqa: S308 - every token was escaped
