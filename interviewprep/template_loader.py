"""
Templates in which what never changes has been looked up once.

Django looks up the words of every `{% translate %}` and the link of every `{% static %}` anew for every page that is
shown, and most of a page is made of those. While a server runs with one language and one set of static files the
answer is always the same one: here it takes the place of the tag when the template is loaded. The templates stay what
they are; a development server, which sees files change, does without.
"""

import html

from django.conf import settings
from django.template.base import Node, NodeList, TextNode, VariableNode, render_value_in_context
from django.template.context import Context
from django.template.defaulttags import IfNode, URLNode
from django.template.loader_tags import ExtendsNode
from django.template.loaders import base, cached
from django.templatetags.i18n import BlockTranslateNode, TokenType, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeString

KEPT_ADDRESSES = 1000


class Settling(base.Loader):
    """Settles a template once it is compiled."""

    def get_template(self, template_name, skip=None):
        """Return the settled template."""
        template = super().get_template(template_name, skip)
        if not self.engine.debug:
            settle(template.nodelist, template)
            template.nodelist = Settled(template.nodelist)
        return template


class Loader(cached.Loader, Settling):
    """Django's cached loader: what it keeps is settled."""


class Settled(NodeList):
    """Nodes that know once they were asked which of them are blocks: a page asks its parent for them every time."""

    def __init__(self, nodes):
        super().__init__(nodes)
        self.found = {}

    def get_nodes_by_type(self, nodetype):
        """Return all nodes of a type, those inside others too."""
        found = self.found.get(nodetype)
        return self.found.setdefault(nodetype, super().get_nodes_by_type(nodetype)) if found is None else found


class Child(ExtendsNode):
    """An `{% extends %}` that finds its parent once."""

    def __init__(self, node):
        self.__dict__.update(node.__dict__)
        self.parent = None

    def get_parent(self, context):
        """Return the parent."""
        if self.parent is None:
            self.parent = super().get_parent(context)
        return self.parent


def settle(nodes, template):
    """Put in place of the nodes that always say the same what they say, and of the others what finds it sooner."""
    settled = []
    for node in (_settled(node, template) for node in nodes):
        if isinstance(node, TextNode) and settled and isinstance(settled[-1], TextNode):
            settled[-1] = TextNode(settled[-1].s + node.s)
        else:
            settled.append(node)
    nodes[:] = settled


def _settled(node, template):
    lists = [getattr(node, name, None) for name in node.child_nodelists]
    if isinstance(node, IfNode):
        lists = [nodes for _condition, nodes in node.conditions_nodelists]
    for nodes in filter(None, lists):
        settle(nodes, template)
    replace = SETTLED.get(type(node))
    return (replace(node, template) if replace else None) or node


def _words(node, template):
    if settings.USE_I18N or node.asvar or not _is_fixed(node.filter_expression):
        return None
    return _text(node, template)


def _link(node, template):
    if node.varname or not _is_fixed(node.path):
        return None
    try:
        return _text(node, template)
    except ValueError:  # no such file: whoever shows the page is told
        return None


def _is_fixed(expression):
    fixed = isinstance(expression.var, str) or getattr(expression.var, "literal", None) is not None
    return fixed and not expression.filters


def _text(node, template):
    context = Context()
    with context.bind_template(template):
        return TextNode(node.render(context))


def _passage(node, template):
    simple = not (node.asvar or node.trimmed or settings.USE_I18N)
    return Passage(node) if simple else None


def _child(node, template):
    # A template may extend one of its own name in another place: which one that is depends on who extends it.
    fixed = _is_fixed(node.parent_name) and node.parent_name.var != template.name
    return Child(node) if fixed and not node.parent_name.var.startswith(".") else None


def _address(node, template):
    simple = _is_fixed(node.view_name) and ":" not in str(node.view_name.token) and not (node.kwargs or node.asvar)
    return Address(node) if simple else None


class Replacement(Node):
    """Says the same as the node that it stands for."""

    child_nodelists = ()

    def __init__(self, node):
        self.node, self.token, self.origin = node, node.token, node.origin


class Passage(Replacement):
    """A `{% blocktranslate %}` in the language of the source: its values between its words."""

    def __init__(self, node):
        super().__init__(node)
        self.one, self.many = _parts(node.singular), _parts(node.plural or [])

    def render(self, context):
        """Return the passage, in the plural where it counts to anything but 1."""
        node, parts = self.node, self.one
        with context.push(**{name: value.resolve(context) for name, value in node.extra_context.items()}):
            if node.plural and node.countervar and node.counter:
                count = context[node.countervar] = node.counter.resolve(context)
                parts = self.one if count == 1 else self.many
            said = [word if name is None else _value(name, context) for name, word in parts]
        return SafeString("".join(said))


def _parts(tokens):
    """Return the tokens of a passage as (name, None) and (None, words)."""
    return [(token.contents, None) if token.token_type == TokenType.VAR else (None, token.contents) for token in tokens]


def _value(name, context):
    return _shown(context.get(name, ""), context)


class Address(Replacement):
    """A `{% url %}` by a name of ours: the address for the same values is composed once."""

    def __init__(self, node):
        super().__init__(node)
        self.kept = {}

    def render(self, context):
        """Return the address."""
        values = [value.resolve(context) for value in self.node.args]
        if not context.autoescape or any(type(value) not in (int, str) for value in values):
            return self.node.render(context)
        key = (get_script_prefix(), get_urlconf(), *values)
        address = self.kept.get(key)
        if address is None:
            if len(self.kept) >= KEPT_ADDRESSES:
                self.kept.clear()
            address = self.kept[key] = self.node.render(context)
        return address


class Value(VariableNode):
    """A `{{ value }}` whose format is looked up only where its kind has one: texts and whole numbers have none."""

    def __init__(self, node, template):
        super().__init__(node.filter_expression)
        self.token, self.origin = node.token, node.origin

    def render(self, context):
        """Return the value as the page shows it."""
        try:
            return _shown(self.filter_expression.resolve(context), context)
        except UnicodeDecodeError:
            return ""


def _shown(value, context):
    if context.autoescape:
        kind = type(value)
        if kind is SafeString:
            return value
        if kind is str:
            return SafeString(html.escape(value))
        if kind is int and not settings.USE_THOUSAND_SEPARATOR:
            return str(value)
    return render_value_in_context(value, context)


SETTLED = {
    TranslateNode: _words,
    StaticNode: _link,
    BlockTranslateNode: _passage,
    ExtendsNode: _child,
    URLNode: _address,
    VariableNode: Value,
}
