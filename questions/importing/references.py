"""Resources and sources, tips that are paragraphs, and other lines of a part of its own kind."""

import re

from questions.importing import labels
from questions.importing.blocks import Block, Line
from questions.importing.drafts import Piece, ReferenceDraft
from questions.importing.inline import Inline, links_of
from questions.importing.recognise import is_title, parted

_ADDRESS = re.compile(r"<?(https?://[^\s<>()]+(?:\([^\s<>()]*\))?[^\s<>().,;:!?]?)>?")
# Of two lines without an address, one right below the other, a shorter one is another title rather than a note.
_LONGEST_TITLE = 90
_NUMBERED = re.compile(r"\s*\[\d{1,3}\]\s+(?=\S)")
_DASH = re.compile(r"\s+[-–—|]\s+|:\s+|\s+[-–—]|[–—]\s+")


def entry(desk, made):
    """Read an item of a list of resources or sources."""
    if made.inline is None:
        return
    title, url, note = _reference_of(made.inline)
    if not title:
        return
    more = " ".join(piece.text for piece in made.body())
    if more and not url and (found := _ADDRESS.search(more)):
        url = found[1]
        more = more.replace(found[0], "").strip()
    note = " ".join(part for part in (note, more) if part)
    desk.add_reference(title, url, note, made.line, made.end)


def _reference_of(inline):
    """Return (title, address, note) of a line."""
    numbered = _NUMBERED.match(inline.plain)
    if numbered:
        inline = inline.without(numbered.end())
    links = [(text, url) for text, url in links_of(inline.markdown) if not url.startswith("#")]
    plain = inline.plain.strip()
    if links and links[0][0] and not links[0][0].startswith("http"):
        title, url = links[0]
        before, _, after = plain.partition(title)
        note = " ".join(part.strip(" -–—:|(),") for part in (before, after) if part.strip(" -–—:|()."))
        return title, url, note
    found = _ADDRESS.search(plain)
    url = found[1] if found else None
    if found:
        plain = (plain[: found.start()] + " " + plain[found.end() :]).strip(" -–—:|(),")
    lead = inline.lead
    if lead and plain.startswith(inline.plain[:lead].strip()):
        title = inline.plain[:lead].strip()
        return title.strip(" :"), url, plain[len(title) :].strip(" -–—:|")
    parts = _DASH.split(plain, maxsplit=1)
    if len(parts) == 2 and parts[0].strip():
        return parts[0].strip(" :,"), url, parts[1].strip()
    return plain or url, url, None


def lines(desk, kept):
    """Read lines of text in a part of its own kind; return whether that was its business."""
    if desk.mode == labels.TIPS:
        for line in kept:
            inline = Inline(line.text)
            last = desk.tips[-1] if desk.mode_count else None
            title, rest = parted(inline) if inline.lead else (None, inline)
            if title is None and last is not None and (not last.body or last.end == line.line - 1):
                last.body.append(Piece(line.text, line.line, line.end))
                last.end = line.end
            elif title is None and (inline.plain.rstrip().endswith(":") or desk.turn == "user"):
                continue
            else:
                body = [Piece(rest.markdown, line.line, line.end)] if rest.plain.strip() else []
                desk.add_tip(title, body, line.line, line.end)
        return True
    if desk.mode in (labels.RESOURCES, labels.SOURCES):
        for line in kept:
            if not _reference_line(desk, line):
                desk.set_mode(None)
                desk.is_lost = True
                break
        return True
    if desk.mode == labels.TOPICS and desk.section.kind in ("topic", "topic done"):
        if desk.section.kind == "topic":
            for line in kept:
                desk.section.description.append(Piece(line.text, line.line, line.end))
        return True
    return desk.mode in (labels.CONTENTS, labels.TO_ASK, labels.FAQ) and desk.question is None


def _reference_line(desk, line):
    """Read a line as a title, or as the note or address of the one before; return whether it can be one."""
    made = desk.references[desk.mode][-1] if desk.mode_count else None
    inline = Inline(line.text)
    plain = inline.plain.strip()
    alone = _ADDRESS.fullmatch(plain)
    if alone and made is not None and not made.url:
        made.url, made.end = alone[1], line.end
        return True
    if (
        made is not None
        and made.note is None
        and not made.url
        and line.line == made.end + 1
        and not _NUMBERED.match(plain)
        and (len(plain) > _LONGEST_TITLE or plain.endswith((".", "?", "!", "…")) or desk.mode == labels.RESOURCES)
        and not links_of(line.text)
    ):
        made.note, made.end = inline.markdown, line.end
        return True
    title, url, note = _reference_of(inline)
    if not (is_title(title) or url or title.endswith("...")) or (plain.endswith(".") and not plain.endswith("...")):
        return False
    if not url:
        title, note = plain, None
    desk.add_reference(title, url, note, line.line, line.end)
    return True


def footnote(desk, line):
    """Read a footnote: with an address it is a source, and otherwise nothing that we have a place for."""
    title, url, note = _reference_of(Inline(line.text.partition("]:")[2].strip()))
    if url:
        desk.references[labels.SOURCES].append(ReferenceDraft(title, url, note or None, line.line, line.end))


def rest_of_label(desk, rest, line, end):
    """Read what stands beside the label of a section, as in "Tips: be early"."""
    if desk.mode == labels.TIPS:
        desk.add_tip(None, [Piece(rest.markdown, line, end)], line, end)
    elif desk.mode in (labels.RESOURCES, labels.SOURCES):
        title, url, note = _reference_of(rest)
        desk.add_reference(title, url, note, line, end)
    elif desk.mode in (labels.EXPECT, "round_tips", labels.INTRO):
        desk.add_text([Block("paragraph", line, end, [Line(line, end, rest.markdown)])])
