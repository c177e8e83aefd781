"""
Finding questions by whole words, the same ones on every database.

A *word* is a run of letters and digits without case and accents: "Résumé" holds the word `resume`, "3.5" the words `3`
and `5`, "trade-off" the words `trade` and `off`. What is compared is made here, in Python; the databases only look
words up and never take a text apart themselves.
"""

import re
import sqlite3
import unicodedata
from functools import cache

from django.db import connections
from django.db.models import Q
from django.db.models.expressions import RawSQL

# A longer word is compared by its beginning: an index takes no key of any length.
LONGEST_WORD = 60
# As many characters of an entry are indexed; no question comes near.
LONGEST_ENTRY = 200_000
# As much of a prompt or an expected answer is quoted around a word that was found.
EXCERPT = 150

_WORD = re.compile(r"[^\W_]+")
# What Markdown writes beside the words, and the addresses of its links.
_MARKS = re.compile(r"\]\([^)\s]*\)|[*_`#>|\[\]]+")

# What `to_tsvector('simple', words)` would give, without its parser: that takes words such as `1e5x` apart.
# The migration makes the index on the same expression.
_POSTGRESQL = (
    "SELECT question_id FROM questions_searchentry WHERE array_to_tsvector(string_to_array(words, ' ')) @@ %s::tsquery"
)
_FTS5 = "SELECT rowid FROM questions_searchwords WHERE questions_searchwords MATCH %s"


@cache
def _folded(character):
    """Return a character without case and accents: nothing for an accent alone, several characters for some."""
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(one for one in text if not unicodedata.category(one).startswith("M"))


def spans(text):
    """Yield (word, start, end) for every word of `text`, with the place where it stands in the text as written."""
    word, start, end = "", 0, 0
    for place, character in enumerate(text):
        folded = _folded(character)
        for one in folded:
            if one.isalnum():
                start, end = (start if word else place), place + 1
                word += one
            elif word:
                yield word[:LONGEST_WORD], start, end
                word = ""
        if not folded and word:
            # An accent that stands for itself belongs to the letter before it.
            end = place + 1
    if word:
        yield word[:LONGEST_WORD], start, end


def words_in(text):
    """Return the words of `text` in order, repeated ones too."""
    text = text or ""
    if text.isascii():
        return [word[:LONGEST_WORD] for word in _WORD.findall(text.lower())]
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = folded
    if not folded.isascii():
        plain = "".join(one for one in folded if one.isascii() or not unicodedata.category(one).startswith("M"))
    return [word[:LONGEST_WORD] for word in _WORD.findall(plain)]


def entry_of(texts):
    """Return the words of `texts`, each once, as a SearchEntry holds them."""
    words = dict.fromkeys(word for text in texts for word in words_in(text))
    entry = " ".join(words)
    return entry if len(entry) <= LONGEST_ENTRY else entry[:LONGEST_ENTRY].rsplit(" ", 1)[0]


def words_of(question):
    """Return the words of a question: of its prompt, its expected answer and the texts of its key points."""
    return entry_of([question.prompt, question.expected_answer, *(point.text for point in question.key_points.all())])


def matching(questions, text):
    """Return those of `questions` (a queryset) that hold every word of `text`; all of them where it has none."""
    words = list(dict.fromkeys(words_in(text)))
    if not words:
        return questions
    connection = connections[questions.db]
    if connection.vendor == "postgresql":
        return questions.filter(pk__in=RawSQL(_POSTGRESQL, [" & ".join(f"'{word}'" for word in words)]))  # noqa: S611
    if has_fts5(connection.alias):
        return questions.filter(pk__in=RawSQL(_FTS5, [" ".join(f'"{word}"' for word in words)]))  # noqa: S611
    return _holding(questions, words)


def _holding(questions, words):
    """Do the same without an index: for an SQLite that was built without FTS5."""
    entries = questions.model._meta.get_field("search_entry").related_model.objects.all()
    for word in words:
        inside = Q(words__contains=f" {word} ") | Q(words__startswith=f"{word} ") | Q(words__endswith=f" {word}")
        entries = entries.filter(inside | Q(words=word))
    return questions.filter(pk__in=entries.values("question"))


@cache
def has_fts5(alias):
    """Whether the SQLite database has the index of the migration 0004; asked once in the life of a process."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'questions_searchwords'")
        return cursor.fetchone() is not None


def can_fts5():
    """Whether this Python's SQLite was built with FTS5."""
    with sqlite3.connect(":memory:") as memory:
        try:
            memory.execute("CREATE VIRTUAL TABLE words USING fts5(words)")
        except sqlite3.OperationalError:
            return False
    return True


def without_marks(text):
    """Return a text of the bank without what Markdown writes beside the words, on one line."""
    return " ".join(_MARKS.sub(" ", text or "").split())


def parts(text, words):
    """Yield (piece, is_found) of `text` in order: `is_found` where a piece is one of `words`."""
    end = 0
    for word, start, stop in spans(text):
        if word in words:
            if start > end:
                yield text[end:start], False
            yield text[max(start, end) : stop], True
            end = stop
    if end < len(text):
        yield text[end:], False


def excerpt(text, words, length=EXCERPT):
    """Return at most about `length` characters of `text` around the first of `words` in it, cut between words."""
    if len(text) <= length:
        return text
    first = next((start for word, start, _end in spans(text) if word in words), 0)
    start = 0 if first < length * 2 // 3 else text.rfind(" ", 0, first - length // 3) + 1
    end = start + length
    cut = text[start:end] if end >= len(text) else text[start : max(text.rfind(" ", start, end), first + 1)]
    return ("… " if start else "") + cut.strip() + (" …" if start + len(cut) < len(text) else "")
