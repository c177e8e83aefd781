"""
The questions of a guide as plain text: Markdown to read and print elsewhere, CSV for a spreadsheet. No ORM.

What is written here leaves the app, so nothing in it may mean something to the program that opens it: a prompt is
never a heading, a cell never a formula.
"""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Excel reads UTF-8 as such only behind this mark.
BYTE_ORDER_MARK = "\ufeff"
# Signs that mean something anywhere in a line of Markdown, and those that do at its beginning.
_ANYWHERE = re.compile(r"([\\`*_\[\]<>|~&#])")
_AT_THE_START = re.compile(r"^(?:([-+=:])|(\d{1,9})([.)]))")
# The beginning of a tag or comment, but not of a link such as <https://example.org>.
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?![A-Za-z][A-Za-z0-9+.-]+:[^\s<>]*>)")


@dataclass(frozen=True)
class Entry:
    """
    A question in the list. `number`: its place there, or None; `kind`, `difficulty`: in words.

    `hidden` is the sentence that says why nothing but the prompt is shown; then all behind it is empty. `status` is
    empty for what is published, else in words.
    """

    key: str
    number: int | None
    round: str
    topic: str
    kind: str
    difficulty: str
    minutes: int
    prompt: str
    status: str = ""
    hidden: str = ""
    expected_answer: str = ""
    why_it_matters: str = ""
    # (text, why mentioning it matters)
    key_points: list = field(default_factory=list)
    probes: list = field(default_factory=list)


def escaped(text):
    """Return plain text as Markdown that shows it: paragraphs and line ends stay, no sign means anything."""
    lines = [_escaped_line(line) for line in text.splitlines()]
    paragraphs = re.split(r"\n{2,}", "\n".join(lines).strip("\n"))
    return "\n\n".join(paragraph.replace("\n", "\\\n") for paragraph in paragraphs)


def _escaped_line(line):
    line = _ANYWHERE.sub(r"\\\1", line.strip())
    return _AT_THE_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", line)


def _one_line(text):
    return escaped(" ".join(text.split()))


def _quoted(text):
    """Return Markdown inside a block quote, out of which nothing that it begins can reach."""
    return "\n".join(f"> {_TAG.sub('&lt;', line)}".rstrip() for line in text.strip().splitlines())


def markdown(title, entries, *, by_round=True, full=False, hidden=""):
    """
    Return the list as Markdown; `entries` are Entries in order.

    `by_round`: with headings for rounds and topics; `full`: with expected answers and all else; `hidden`: the
    sentence that says why there are prompts only.
    """
    parts = [f"# {_one_line(title)}"]
    if hidden:
        parts.append(f"*{_one_line(hidden)}*")
    a_round = topic = None
    for entry in entries:
        if by_round and entry.round != a_round:
            a_round, topic = entry.round, None
            parts.append(f"## {_one_line(a_round)}")
        if by_round and entry.topic != topic:
            topic = entry.topic
            parts.append(f"### {_one_line(topic)}")
        number = f"**{entry.number}.** " if entry.number is not None else ""
        parts.append(number + escaped(entry.prompt))
        about = [entry.kind, entry.difficulty, minutes(entry.minutes), *filter(None, [entry.status])]
        if not by_round:
            about = [entry.round, entry.topic, *about]
        parts.append(f"*{_one_line(' · '.join(about))}*")
        if full and not hidden:
            parts.extend(_answer(entry))
    return "\n\n".join(parts) + "\n"


def _answer(entry):
    if entry.hidden:
        yield f"*{_one_line(entry.hidden)}*"
        return
    for heading, text in ((_("Expected answer"), entry.expected_answer), (_("Why it matters"), entry.why_it_matters)):
        if text.strip():
            yield f"**{_one_line(heading)}**"
            yield _quoted(text)
    if entry.key_points:
        yield f"**{_one_line(_('Key points'))}**"
        yield "\n".join(
            f"- {_one_line(text)}" + (f" *{_one_line(why)}*" if why.strip() else "") for text, why in entry.key_points
        )
    if entry.probes:
        yield f"**{_one_line(_('Probes'))}**"
        yield "\n".join(f"- {_one_line(probe)}" for probe in entry.probes)


def minutes(number):
    """Return suggested minutes in words."""
    return ngettext("about %(n)d minute", "about %(n)d minutes", number) % {"n": number}


def table(entries, *, full=False, with_status=False):
    """Return the list as CSV with a heading; no cell is a formula to the program that opens it."""
    written = io.StringIO()
    # Quoted throughout: a program that guesses the separator then guesses right.
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    heading = [_("number"), _("round"), _("topic"), _("kind"), _("difficulty"), _("minutes"), _("prompt")]
    heading += [_("status")] if with_status else []
    if full:
        heading += [_("expected answer"), _("why it matters"), _("key points"), _("probes")]
    writer.writerow(heading)
    for entry in entries:
        row = [entry.number if entry.number is not None else "", entry.round, entry.topic, entry.kind]
        row += [entry.difficulty, entry.minutes, entry.prompt]
        row += [entry.status or _("published")] if with_status else []
        if full:
            row += [entry.hidden or entry.expected_answer, entry.why_it_matters]
            row += [_numbered(": ".join(filter(None, point)) for point in entry.key_points), _numbered(entry.probes)]
        writer.writerow([cell if isinstance(cell, int) else harmless(cell) for cell in row])
    return BYTE_ORDER_MARK + written.getvalue()


def _numbered(texts):
    return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, start=1))


def harmless(text):
    """
    Return the text of a cell, behind an apostrophe where a spreadsheet could take it for a formula.

    That is where it begins with = + - @, a full-width or small form of these, a tab or a line end; blanks before
    them do not count. A NUL would end the file for some programs and is left out.
    """
    text = text.replace("\0", "")
    # Blanks, control signs and invisible marks: programs skip one or the other of them before they look.
    seen = next((sign for sign in text if not sign.isspace() and unicodedata.category(sign)[0] not in "CZ"), "")
    begins = text[:1] in "\t\r\n" or unicodedata.normalize("NFKC", seen)[:1] in tuple("=+-@")
    return f"'{text}" if text and begins else text
