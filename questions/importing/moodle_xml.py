"""
Moodle's XML export: its essay questions.

A question's text is the prompt; what graders are told is the expected answer, or else the general feedback; hints are
probes; a category is a topic, with the one above it as the round. The format:
https://docs.moodle.org/en/Moodle_XML_format
"""

from xml.etree.ElementTree import ParseError, TreeBuilder

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from questions.importing import html_tree, patience
from questions.importing.blocks import TooDeep, render
from questions.importing.categories import Places, names_in
from questions.importing.decoding import Unreadable
from questions.importing.inline import Inline
from questions.importing.measures import difficulty_of
from questions.importing.understood import Problem, Question, Understood

MOST_DEPTH = 100
# An element takes 400 bytes while it is read; a question has ten to twenty of them.
MOST_ELEMENTS = 300_000
_LINE = "line of the file"


def is_xml(text):
    """Return whether a text is XML of some kind, pages aside."""
    start = text.lstrip()[:2000].lower()
    return start.startswith(("<?xml", "<quiz")) and "<html" not in start and "<!doctype html" not in start


def understand(text):
    """Return the Understood of a Moodle question bank. Raises Unreadable for any other or broken XML."""
    root = _parsed(text)
    if root.tag != "quiz":
        raise Unreadable(f"This XML is no Moodle question bank: it begins with <{root.tag[:40]}> instead of <quiz>.")
    found = Understood()
    places, names = Places(found), []
    for element in root.findall("question"):
        kind = element.get("type", "")
        if kind == "category":
            names = names_in(_text(element.find("category")), "/")
            about = _words(element.find("info"))
            if about and names:
                topic = places.of(names)
                topic.description = about if topic.description is None else topic.description
        elif kind == "essay":
            _essay(found, places.of(names), element)
        else:
            called = _text(element.find("name")) or _words(element.find("questiontext"))
            found.not_understood.append({"line": _line(element), "text": f"{kind or 'no type'}: {called[:200]}"})
    return found


def _parsed(text):
    parser = None

    class Lines(TreeBuilder):
        """Notes the line of every element, and refuses what is nested more deeply than any bank."""

        depth = count = 0

        def start(self, tag, attrs):
            patience.check()
            self.depth, self.count = self.depth + 1, self.count + 1
            if self.count > MOST_ELEMENTS:
                raise Unreadable(f"The XML has more than {MOST_ELEMENTS:,} elements: split it.")
            if self.depth > MOST_DEPTH:
                raise Unreadable(f"The XML is nested more than {MOST_DEPTH} levels deep.")
            return super().start(tag, {**attrs, _LINE: str(parser.parser.CurrentLineNumber)})

        def end(self, tag):
            self.depth -= 1
            return super().end(tag)

    parser = DefusedXMLParser(target=Lines(), forbid_dtd=True)
    try:
        parser.feed(text)
        return parser.close()
    except DefusedXmlException:
        raise Unreadable("The XML declares entities or a document type, which is not read: export it again.") from None
    except ParseError as error:
        raise Unreadable(f"The XML is broken or cut off at line {error.position[0]}: export it again.") from None


def _essay(found, topic, element):
    text = element.find("questiontext")
    is_plain = text is not None and text.get("format") == "plain_text"
    prompt = (_words(text) if is_plain else as_plain(_words(text))) or _text(element.find("name"))
    line = _line(element)
    if not prompt:
        found.problems.append(Problem(line, "This question has no text."))
        return
    answers = [_words(element.find(name)) for name in ("graderinfo", "generalfeedback")]
    tags = [_text(tag) for tag in element.findall("tags/tag")]
    topic.questions.append(
        Question(
            number=None,
            prompt=prompt,
            expected_answer="\n\n".join(filter(None, answers)) or None,
            why_it_matters=None,
            key_points=[],
            probes=[words for hint in element.findall("hint") if (words := as_plain(_words(hint)))],
            sample_answers=[],
            difficulty=next(filter(None, map(difficulty_of, tags)), None),
            minutes=None,
            line=line,
        )
    )
    template = element.find("responsetemplate")
    if template is not None and _words(template):
        found.not_understood.append({"line": _line(template), "text": _words(template)})
    rest = [tag for tag in tags if tag and not difficulty_of(tag)]
    if rest:
        found.not_understood.append({"line": _line(element.find("tags")), "text": f"Tags: {', '.join(rest)}"})
    if element.find(".//file") is not None or "@@PLUGINFILE@@" in "".join(element.itertext()):
        found.problems.append(Problem(line, "A picture or file in this question was left out."))
    if _text_of(element.find("hidden")) == "1":
        found.problems.append(Problem(line, "This question is hidden in the bank that it comes from."))


def _line(element):
    return int(element.get(_LINE))


def _text_of(element):
    return (element.text or "").strip() if element is not None else ""


def _text(element):
    """Return the plain text inside of an element's <text>, on one line."""
    return " ".join((element.findtext("text") or "").split()) if element is not None else ""


def _words(element):
    """Return the text of an element as Markdown, whichever of Moodle's formats it is in."""
    if element is None:
        return ""
    text = (element.findtext("text") or "").strip()
    if element.get("format", "html") in ("html", "moodle_auto_format") and "<" in text:
        return as_markdown(text)
    return text


def as_markdown(text):
    """Return HTML as Markdown. Raises Unreadable for what is nested too deeply."""
    try:
        return render(html_tree.parse(text)[0])
    except TooDeep:
        raise Unreadable("A text in the file is nested too deeply.") from None


def as_plain(markdown):
    """Return Markdown as the words that a reader sees, line by line."""
    return "\n".join(Inline(line).plain for line in markdown.split("\n")).strip()
