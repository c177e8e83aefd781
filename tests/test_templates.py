"""
The rules of the templates, proven from their source: nothing inline, and every visible word in a translate tag.

Each rule is a function from a template to complaints, so that the tests at the end can show that it complains.
"""

import re

import pytest

from tests.test_architecture import sources

TAG = re.compile(r"{%-?.*?-?%}|{{.*?}}|{#.*?#}", re.DOTALL)
TRANSLATED = re.compile(r"{%\s*blocktrans(late)?\b.*?{%\s*endblocktrans(late)?\s*%}", re.DOTALL)
# A block inside the tag of an element: {% block main_attributes %} class="wide"{% endblock %}
ATTRIBUTES = re.compile(r"{%\s*block\s+\w*attributes\s*%}.*?{%\s*endblock[^%]*%}", re.DOTALL)
COMMENT = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|<!--.*?-->", re.DOTALL)
# The name that no language translates.
OUR_NAME = "Interviewprep"
ATTRIBUTE_OF_WORDS = re.compile(r"""\s(?:aria-label|title|placeholder|alt)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def without_tags(text):
    """Return a template's text with translated passages, comments and template tags taken out."""
    return TAG.sub(" ", COMMENT.sub(" ", TRANSLATED.sub(" ", ATTRIBUTES.sub(" ", text))))


def inline_parts(path, text):
    """The Content-Security-Policy refuses inline style, inline script and handlers in attributes."""
    plain = TAG.sub(" ", COMMENT.sub(" ", text))
    for pattern, what in [
        (r"<style\b", "an inline style sheet"),
        (r"<script\b(?![^>]*\bsrc\b)(?![^>]*type=.application/json)", "an inline script"),
        (r"<[^>]*\sstyle\s*=", "a style attribute"),
        (r"<[^>]*\son[a-z]+\s*=", "a handler in an attribute"),
        (r"<[^>]*\shx-on\b", "an hx-on attribute"),
        (r"javascript:", "a script in an address"),
    ]:
        if re.search(pattern, plain, re.IGNORECASE):
            yield f"{path} holds {what}"


def untranslated(path, text):
    """Visible words stand in translate tags."""
    visible = without_tags(text)
    words = [match.group(1) or match.group(2) or "" for match in ATTRIBUTE_OF_WORDS.finditer(visible)]
    visible = re.sub(r"<(script|style|svg|code|kbd)\b.*?</\1>", " ", visible, flags=re.DOTALL)
    words += re.sub(r"<[^>]*>", "\n", visible).splitlines()
    for word in words:
        said = re.sub(r"&#?\w+;", " ", word).replace(OUR_NAME, "").strip()
        if re.search(r"[^\W\d_]{2,}", said):
            yield f"{path} says {said!r} in no translate tag"


@pytest.mark.parametrize("rule", [inline_parts, untranslated], ids=lambda rule: rule.__name__)
def test_rule_of_the_templates(rule):
    files = sources("templates", suffixes=(".html",))
    assert [complaint for path, text in files for complaint in rule(path, text)] == []


# The rules are able to complain


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        '<a onclick="go()">',
        '<a hx-on:click="go()">',
        '<a href="javascript:go()">',
    ],
)
def test_an_inline_part_is_seen(text):
    assert len(list(inline_parts("x.html", text))) == 1


@pytest.mark.parametrize("text", ['<script type="module" src="{% static \'js/a.js\' %}"></script>', '<p class="on">'])
def test_a_part_from_a_file_passes(text):
    assert list(inline_parts("x.html", text)) == []


@pytest.mark.parametrize(
    "text", ["<p>Hello</p>", '<img alt="A cat">', "{% if x %}Hello{% endif %}", "<a>{{ x }} points</a>"]
)
def test_words_outside_translate_tags_are_seen(text):
    assert len(list(untranslated("x.html", text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "<p>{% translate 'Hello' %}</p>",
        "{% blocktranslate with a=b %}Hello <b>you</b>{% endblocktranslate %}",
        "<p>{{ n }} / {{ m }} &middot; 4</p>",
        '<a aria-label="{% translate "Close" %}">x</a>',
        "<kbd>Ctrl</kbd>",
        '<main{% block main_attributes %} class="wide"{% endblock %}></main>',
    ],
)
def test_translated_words_pass(text):
    assert list(untranslated("x.html", text)) == []
