"""From a file's bytes to what was understood of it, whichever of the known formats it is in."""

from questions.importing import (
    anki,
    conversation,
    delimited,
    fences,
    gift,
    moodle_xml,
    patience,
    sheets,
    text_guide,
    values,
)
from questions.importing.decoding import MOST_BYTES, Unreadable, decode
from questions.importing.understood import Understood

MOST_QUESTIONS = 20_000


def understand(data):
    """
    Return the Understood of a file's bytes; what it is shows in its content, not in its name.

    Known are chat transcripts and guides (Markdown, plain text, HTML), tables (CSV, XLSX), JSON and YAML, also in a
    block of code of a transcript, Moodle XML, GIFT and Anki's text export. Raises Unreadable, with one sentence, for
    anything else, and for what takes too long.
    """
    with patience.limited():
        found = _understood(data)
    if len(found.questions) > MOST_QUESTIONS:
        raise Unreadable(f"The file has more than {MOST_QUESTIONS:,} questions: split it.")
    return found


def _understood(data):
    if len(data) <= MOST_BYTES and sheets.is_workbook(data):
        return sheets.understand_workbook(data)
    text = decode(data)
    for fits, reads in (
        (moodle_xml.is_xml, moodle_xml.understand),
        (anki.is_anki, anki.understand),
        (conversation.is_conversation, conversation.understand),
        (values.is_json, values.understand_json),
        (gift.is_gift, gift.understand),
        (delimited.is_table, delimited.understand),
        (fences.is_fenced, fences.understand),
    ):
        if fits(text):
            return reads(text)
    return values.understand_yaml(text) or text_guide.understand(data)


__all__ = ["Understood", "understand"]
