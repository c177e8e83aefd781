"""Two texts of one answer beside each other, the words that stand in one alone marked."""

import re

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe
from rapidfuzz.distance import Indel

from questions.templatetags.text import paragraphs

register = template.Library()

_TOKENS = re.compile(r"\s+|\S+")
_SENTENCES = re.compile(r"\s+|\S[^\n.!?]*[.!?]*")
# Comparing costs the product of both lengths; beyond this many words whole sentences are compared, and texts of more
# sentences than that are shown unmarked.
MOST_WORDS = 4_000


@register.simple_tag
def with_own_words_marked(text, other, gone=False):
    """
    Return `text` as escaped paragraphs; what does not stand in `other` is marked as inserted, or as gone.

    Of very long texts whole sentences are marked.
    """
    for pattern in (_TOKENS, _SENTENCES):
        tokens, others = _parts(pattern, text), [part for part in _parts(pattern, other) if not part.isspace()]
        places = [index for index, token in enumerate(tokens) if not token.isspace()]
        if max(len(places), len(others)) <= MOST_WORDS:
            break
    else:
        return paragraphs(text)
    own = {
        places[index] for index in _own([tokens[index].strip() for index in places], [part.strip() for part in others])
    }
    # A space between two marked words belongs to them.
    own.update(index for index in range(1, len(tokens)) if {index - 1, index + 1} <= own)
    return _marked(tokens, own, "del" if gone else "ins")


@register.simple_tag
def own_words(text, other):
    """Return how many words of `text` do not stand in `other`; None where the texts are too long to compare."""
    words, others = text.split(), other.split()
    return None if max(len(words), len(others)) > MOST_WORDS else len(_own(words, others))


def _parts(pattern, text):
    return pattern.findall(text.replace("\r\n", "\n"))


def _own(words, others):
    """Return the indices of `words` that stand in no longest common sequence with `others`."""
    opcodes = Indel.opcodes(words, others)
    return {index for one in opcodes if one.tag != "equal" for index in range(one.src_start, one.src_end)}


def _marked(tokens, own, tag):
    """Join tokens into paragraphs; runs of tokens whose index is in `own` are marked, never across a line's end."""
    html, run = [], []

    def close():
        if run:
            words = "".join(run)
            kept = words.strip()
            before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :] if kept else ""
            html.append(before + (f"<{tag}>{escape(kept)}</{tag}>" if kept else "") + after)
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
