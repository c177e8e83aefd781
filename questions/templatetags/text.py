"""Text on its way into a page: Markdown of the bank, plain text of candidates, numbers and names."""

import re
from html import unescape

import nh3
from django import template
from django.utils.html import escape, format_html_join, strip_tags
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

register = template.Library()

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
_TAGS = nh3.ALLOWED_TAGS - {"img"}
# Up to a full stop, a question or exclamation mark, with what closes a quotation; not "e.g. this".
_SENTENCE = re.compile(r"\S.*?[.!?][\"”’)]*(?=\s+[^a-z]|$)|\S.*$")
_ATTRIBUTES = {**nh3.ALLOWED_ATTRIBUTES, "code": {"class"}}


@register.filter
def markdown(text):
    """Return Markdown as safe HTML: raw HTML in it is shown as text, and what is left is sanitised besides."""
    html = _markdown.render(text or "")
    return mark_safe(nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, link_rel="noopener noreferrer nofollow"))  # noqa: S308


@register.filter
def paragraphs(text):
    """Return plain text as escaped paragraphs: blank lines part them, single line ends are kept as breaks."""
    blocks = [block for block in (text or "").replace("\r\n", "\n").split("\n\n") if block.strip()]
    return format_html_join(
        "\n",
        "<p>{}</p>",
        ((mark_safe("<br>".join(escape(line) for line in block.split("\n"))),) for block in blocks),  # noqa: S308
    )


@register.filter
def one_line(text, length=120):
    """Return the first line of a prompt, shortened at a word to `length` characters."""
    line = " ".join((text or "").split())
    if len(line) <= length:
        return line
    return line[:length].rsplit(" ", 1)[0] + " …"


@register.filter
def opening(text, sentences=1):
    """Return the first sentences of a Markdown text as plain text: those of its first paragraph, at most so many."""
    html, _, _ = markdown(text).partition("</p>")
    plain = " ".join(unescape(strip_tags(html)).split())
    return " ".join(_SENTENCE.findall(plain)[:sentences]) or plain
