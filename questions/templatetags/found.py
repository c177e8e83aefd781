"""The words that were searched for, marked where they stand."""

import html
import re

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeData, mark_safe

from questions import search

register = template.Library()

_TAG = re.compile(r"(<[^>]*>)")


@register.filter
def marked(text, words):
    """Return `text` escaped, with those of its words that are in `words` (a set) marked; in safe HTML between tags."""
    if not words:
        return conditional_escape(text)
    if isinstance(text, SafeData):
        pieces = _TAG.split(text)
        # The sanitised HTML of the bank holds no "<" but those of tags: every second piece is one.
        done = [piece if index % 2 else _marked(html.unescape(piece), words) for index, piece in enumerate(pieces)]
        return mark_safe("".join(done))  # noqa: S308
    return mark_safe(_marked(text, words))  # noqa: S308


@register.filter
def excerpt(text, words):
    """Return the part of a prompt around the first of `words` in it, on one line, for a list."""
    return search.excerpt(" ".join((text or "").split()), words)


def _marked(text, words):
    return "".join(
        f"<mark>{escape(piece)}</mark>" if is_found else escape(piece) for piece, is_found in search.parts(text, words)
    )
