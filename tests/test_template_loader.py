"""A settled template says what Django's own would say, and says it anew where it depends on the page."""

import pytest
from django.template import Context, Engine
from django.template.base import TextNode
from django.test.utils import override_script_prefix
from django.utils.safestring import mark_safe

LIBRARIES = {
    "i18n": "django.templatetags.i18n",
    "static": "django.templatetags.static",
    "text": "questions.templatetags.text",
}
OTHERS = {
    "parent.html": "<{% block a %}of the parent{% endblock %}|{% block b %}{% translate 'kept' %}{% endblock %}>",
    "included.html": "({{ name }}, {% translate 'included' %})",
}
TEMPLATES = {
    "words": "a {% translate 'It’s 100% \"so\"' %} b {% translate name %} {% translate 'x' as kept %}{{ kept }}",
    "a link": "{% static 'js/room.js' %} {% static name as kept %}{{ kept }}",
    "a passage": "{% blocktranslate with who=name n=number %}5 % of {{ who }}: {{ n }}{{ no }}{% endblocktranslate %}",
    "a count": (
        "{% for n in numbers %}{% blocktranslate count n=n with who=name %}{{ n }} of {{ who }}{% plural %}"
        "{{ n }} of them, {{ who }}{% endblocktranslate %};{% endfor %}{{ n }}{{ who }}"
    ),
    "a trimmed passage": "{% blocktranslate trimmed %}\n  one\n  two\n{% endblocktranslate %}",
    "an address": "{% for n in numbers %}{% url 'room' n %}{% url 'home' %}{% endfor %}{% url 'room' number as kept %}",
    "values": "{{ name }} {{ number }} {{ safe }} {{ share }} {{ nothing }} {{ yes }} {{ absent }} {{ name|upper }}",
    "values in a text": "{% autoescape off %}{{ name }} {{ number }} {{ safe }}{% translate 'x' %}{% endautoescape %}",
    "inside others": "{% if yes %}{% translate 'one' %}{% else %}2{% endif %}{% with a=name %}{{ a }}{% endwith %}",
    "a child": "{% extends 'parent.html' %}{% block a %}{{ block.super }}, {{ name }}{% endblock %}",
    "an include": "{% include 'included.html' %}{% include 'included.html' with name=number %}",
    "a part": "{% partialdef one inline %}{{ name }}{% translate 'x' %}{% endpartialdef %}{% partial one %}",
}
VALUES = {
    "name": "<Ann & 'Bob'>",
    "number": 1234567,
    "numbers": [0, 1, 2, 1],
    "safe": mark_safe("<b>"),  # noqa: S308 - written here
    "share": 0.5,
    "nothing": None,
    "yes": True,
}


def engine(loader, **options):
    templates = OTHERS | TEMPLATES
    loaders = [(loader, [("django.template.loaders.locmem.Loader", templates)])]
    builtins = ["django.templatetags.i18n", "django.templatetags.static"]
    return Engine(loaders=loaders, libraries=LIBRARIES, builtins=builtins, **options)


def settled(**options):
    return engine("interviewprep.template_loader.Loader", **options)


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_says_what_django_says(name):
    plain = engine("django.template.loaders.cached.Loader").get_template(name)
    ours = settled().get_template(name)
    said = [ours.render(Context(VALUES)) for _twice in range(2)]
    assert said == [plain.render(Context(VALUES))] * 2


def test_other_values_are_seen():
    template = settled().get_template("a passage")
    said = [template.render(Context({"name": name, "number": 1})) for name in ("Ann", "Bob")]
    assert said == ["5 % of Ann: 1", "5 % of Bob: 1"]


def test_below_another_prefix_addresses_begin_with_it():
    template = settled().get_template("an address")
    values = Context({"numbers": [1], "number": 1})
    before = template.render(values)
    with override_script_prefix("/prep/"):
        below = template.render(values)
    assert (before, below) == (
        "/interviews/1/room//",
        "/prep/interviews/1/room//prep/",
    )


def test_fixed_words_and_links_are_plain_text():
    nodes = settled().get_template("inside others").nodelist[0].conditions_nodelists[0][1]
    assert [(type(node), node.s) for node in nodes] == [(TextNode, "one")]


def test_a_missing_file_is_missed_when_it_is_shown(settings):
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "interviewprep.static_storage.StaticStorage"},
    }
    template = settled().get_template("a link")
    with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
        template.render(Context(VALUES))


def test_while_developing_nothing_is_settled():
    nodes = settled(debug=True).get_template("inside others").nodelist[0].conditions_nodelists[0][1]
    assert type(nodes[0]).__name__ == "TranslateNode"
