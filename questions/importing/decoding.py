"""Bytes of a file that somebody has into text: every encoding in use, and a refusal in words for what is no text."""

import codecs
import re

MOST_BYTES = 10 * 1024 * 1024

# What a file begins with tells what it is, whatever it is called.
_BINARY = (
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"\xd0\xcf\x11\xe0", "an Office document of the old kind, or one that is locked by a password"),
    (b"{\\rtf", "a rich text document"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Byte order marks and zero-width spaces within a text come from joined files and from pages; nobody can see them.
_UNSEEN = re.compile("[\ufeff\u200b\u2060\u00ad]")
# Nobody writes such a gap, and patterns take long over it.
_GAP = re.compile(r"(?<=\S)[ \t]{200,}")
# A gap holds one of these; texts without any need no search.
_GAPS = (" " * 20, "\t" * 20, " \t", "\t ")
_EXTRA_SPACES = re.compile("[\u00a0\u202f\u2007]")


class Unreadable(ValueError):
    """The file is nothing that we read; the message says why, in one sentence."""


def decode(data):
    """
    Return the text of `data` with `\\n` as the only line end.

    Raises Unreadable where it is too large, empty or no text.
    """
    if len(data) > MOST_BYTES:
        raise Unreadable(f"The file has more than {MOST_BYTES // (1024 * 1024)} MB: split it.")
    for start, what in _BINARY:
        if data.startswith(start):
            raise Unreadable(f"The file is {what}, not text: save or copy its content as text first.")
    text = _text(data)
    strange = len(_CONTROL.findall(text))
    if strange > max(3, len(text) // 100):
        raise Unreadable("The file is no text: it is full of characters that cannot be read.")
    text = readable(text)
    if not text.strip():
        raise Unreadable("The file is empty.")
    return text


def readable(text):
    """Return a text without the characters that nobody can see and no database takes, and with plain line ends."""
    # One by one they are slips of some program.
    text = _CONTROL.sub(" ", text).replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = _EXTRA_SPACES.sub(" ", _UNSEEN.sub("", text))
    return _GAP.sub(" ", text) if any(gap in text for gap in _GAPS) else text


def without_halves(text):
    """Return a text without halves of surrogate pairs, which JSON and YAML can name and no encoding can write."""
    return text.encode("utf-8", "ignore").decode()


def _text(data):
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                if encoding == "utf-8-sig":
                    break
                # Cut off in the middle of a character: what is whole is still read.
                return data.decode(encoding, errors="ignore")
    encoding = _without_mark(data)
    if encoding:
        return data.decode(encoding, errors="ignore")
    if b"\x00" in data[:4096] and data[:4096].count(b"\x00") > 3:
        raise Unreadable("The file is no text: it holds bytes that no text has.")
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.end >= len(data):
            return data[: error.start].decode("utf-8")
    # Windows-1252 has five gaps, which other programs fill with invisible control characters.
    return data.decode("cp1252", errors="replace").replace("\ufffd", " ")


def _without_mark(data):
    """Return the UTF-16 that a file without a byte order mark is in, or None: every second byte is 0 in Latin text."""
    sample = data[:2000]
    if len(sample) < 4:
        return None
    even, odd = sample[::2].count(0) / len(sample[::2]), sample[1::2].count(0) / len(sample[1::2])
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    if even > 0.6 and odd < 0.1:
        return "utf-16-be"
    return None
