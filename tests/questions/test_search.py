"""Finding questions by whole words: the same ones on both databases, with the index and without."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils.safestring import mark_safe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questions import authoring, search
from questions.authoring import Change, Point
from questions.models import FocusTopic, Question, SearchEntry
from questions.templatetags.found import excerpt, marked
from tests import making

migration = import_module("questions.migrations.0004_search_index")

# Everything that somebody may paste into a question, and what tends to be special to a database.
TEXTS = st.text(max_size=40) | st.text(alphabet="aéßİ½1e5.-_'\"%&|!*():^~\\ \x00ǅ٣ก\u0301", max_size=20)


@pytest.fixture
def topic(db):
    """A topic without questions."""
    making.guide(rounds=1, topics=1, questions=0)
    return FocusTopic.objects.get()


@pytest.fixture
def write(topic, now):
    """Return a function that writes a question: write(key, prompt, **fields)."""

    def write(key, prompt, points=(), **fields):
        question = Question.objects.filter(key=key).first() or Question(
            key=key, topic=topic, rubric=making.rubric(), status="published"
        )
        for name, value in {"prompt": prompt, **fields}.items():
            setattr(question, name, value)
        key_points = [Point(f"point-{number}", text) for number, text in enumerate(points)]
        return authoring.save_question(question, Change(by=None, now=now), key_points=key_points)

    return write


@pytest.fixture(params=["index", "plain"])
def way(request, monkeypatch):
    """Both ways of looking words up: by the database's index, and without one."""
    if request.param == "plain":
        monkeypatch.setattr(search, "has_fts5", lambda alias: False)
        monkeypatch.setattr(connection, "vendor", "plain")


def found(text):
    return sorted(search.matching(Question.objects.all(), text).values_list("key", flat=True))


# Words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Résumé, RÉSUMÉ!", "resume resume"),
        ("Straße", "strasse"),
        ("trade-offs and re_use", "trade offs and re use"),
        ("3.5 of 1e5", "3 5 of 1e5"),
        ("**bold** [link](/to)", "bold link to"),
        ("don’t", "don t"),
        ("½", "1 2"),
        ("ﬁnal İstanbul", "final istanbul"),
        ("e\u0301te\u0301", "ete"),
        ("Ελλάς ΕΛΛΆΣ", "ελλασ ελλασ"),
        ("a\x00b % & | ' \"", "a b"),
        ("", ""),
    ],
)
def test_words_have_neither_case_nor_accents_nor_marks(text, words):
    assert " ".join(search.words_in(text)) == words


def test_a_very_long_word_is_compared_by_its_beginning():
    assert search.words_in("é" * 5000) == ["e" * search.LONGEST_WORD]


@given(TEXTS)
def test_every_word_has_a_place_in_the_text_as_written(text):
    places = list(search.spans(text))
    assert [word for word, _start, _end in places] == search.words_in(text)
    assert all(word in search.words_in(text[start:end]) for word, start, end in places)


def test_an_entry_holds_each_word_once_from_prompt_answer_and_key_points(write):
    question = write(
        "q", "The Café, the bar", points=["Names a bar."], expected_answer="A *café*.", why_it_matters="No."
    )
    assert question.search_entry.words == "the cafe bar a names"


def test_an_entry_has_an_end():
    entry = search.entry_of([" ".join(f"word{number}" for number in range(40_000))])
    assert len(entry) <= search.LONGEST_ENTRY
    assert set(entry.split()) <= {f"word{number}" for number in range(40_000)}


# Finding


WANTED = [
    ("resume", ["accent"]),
    ("RÉSUMÉ", ["accent"]),
    ("strasse", ["sharp"]),
    ("STRASSE", ["sharp"]),
    ("straße", ["sharp"]),
    ("trade-off", ["hyphen"]),
    ("off trade", ["hyphen"]),
    ("trad", []),
    ("3.5", ["number"]),
    ("1e5", ["number"]),
    ("1e5x", ["odd"]),
    ("৸", ["odd"]),
    ("the", ["accent", "hyphen"]),
    ("the resume", ["accent"]),
    ("the strasse", []),
    ("trade' OR '1'='1", []),
    ('"trade" AND off', []),
    ("trade*", ["hyphen"]),
    ("tra%", []),
    ("t_e", []),
    ("trade\x00off", ["hyphen"]),
    ("trade & !off", ["hyphen"]),
    ("!trade | zzz", []),
    ("NOT strasse", []),
    ("words: trade", []),
    ("e" * 3000, ["long"]),
    ("in answers", ["beside"]),
    ("pointed", ["beside"]),
]


def test_whole_words_are_found(topic, way):
    prompts = {
        "accent": "Walk me through the Résumé.",
        "sharp": "Which Straße?",
        "hyphen": "Name the trade-off.",
        "number": "From 3.5 to 1e5.",
        "odd": "What is 1e5x, what is a ৸?",
        "long": "é" * 3000,
    }
    for key, prompt in prompts.items():
        making.question(topic, key, prompt=prompt, expected_answer="")
    beside = making.question(topic, "beside", prompt="Why?", expected_answer="It stands in *answers* too.")
    beside.key_points.update(text="Is pointed.")
    authoring.write_entries(Question.objects.all())
    assert [(text, found(text)) for text, _keys in WANTED] == WANTED


def test_a_text_without_a_word_leaves_out_nothing(write, way):
    write("q", "Why?")
    assert found("%'!") == ["q"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=TEXTS.filter(lambda text: search.words_in(text)), other=TEXTS)
def test_a_text_is_found_by_each_of_its_words_and_by_no_other(topic, content, other):
    question = Question.objects.first() or making.question(topic, "q", key_points=0)
    # A database that stores text holds no NUL; what is typed into the box may.
    Question.objects.filter(pk=question.pk).update(prompt=content.replace("\x00", " "), expected_answer="")
    authoring.write_entries(Question.objects.all())
    words = set(search.words_in(content))
    assert found(content) == ["q"]
    assert {word for word in words if found(word) == ["q"]} == words
    wanted = set(search.words_in(other))
    assert bool(found(other)) == (wanted <= words)


# Keeping the entries


def test_a_change_of_content_changes_what_is_found(write):
    write("q", "About apples.", points=["Mentions pears."])
    write("q", "About plums.", points=["Mentions cherries."])
    assert [found(word) for word in ("apples", "pears", "plums", "cherries")] == [[], [], ["q"], ["q"]]


def test_a_deleted_question_is_not_found_any_more(topic):
    question = making.question(topic, "q", prompt="About apples.")
    authoring.write_entries([question])
    assert found("apples") == ["q"]
    authoring.remove(question)
    assert (SearchEntry.objects.count(), found("apples")) == (0, [])


def test_a_dumped_bank_is_found_where_it_is_loaded(write, tmp_path):
    question = write("q", "About apples.")
    path = str(tmp_path / "bank.json")
    call_command(
        "dumpdata", "questions.searchentry", natural_foreign=True, natural_primary=True, output=path, verbosity=0
    )
    other = write("p", "About plums.")
    SearchEntry.objects.filter(question=question).delete()
    # What had the entry's primary key before belongs to another question by now.
    SearchEntry.objects.filter(question=other).delete()
    authoring.write_entries([other])
    call_command("loaddata", path, verbosity=0)
    assert (found("apples"), found("plums")) == (["q"], ["p"])


def test_the_migration_finds_the_questions_that_there_were_before(guide):
    migration.fill(apps, SimpleNamespace(connection=connection))
    questions = Question.objects.prefetch_related("key_points")
    assert dict(SearchEntry.objects.values_list("question__key", "words")) == {
        question.key: search.words_of(question) for question in questions
    }
    assert len(found("prompt")) == 8


def test_an_sqlite_without_fts5_gets_no_index(monkeypatch):
    monkeypatch.setattr(migration, "can_fts5", lambda: False)
    migration.lay(apps, SimpleNamespace(connection=SimpleNamespace(vendor="sqlite")))


# Marking


@pytest.mark.parametrize(
    ("text", "words", "html"),
    [
        ("A Résumé & a resume.", "resume", "A <mark>Résumé</mark> &amp; a <mark>resume</mark>."),
        ("Straßen, Straße", "strasse", "Straßen, <mark>Straße</mark>"),
        ("<b>trade</b>-off", "trade b", "&lt;<mark>b</mark>&gt;<mark>trade</mark>&lt;/<mark>b</mark>&gt;-off"),
        ("cafe\u0301!", "cafe", "<mark>cafe\u0301</mark>!"),
        ("½ & 1", "2", "<mark>½</mark> &amp; 1"),
        ("None & so on", "", "None &amp; so on"),
    ],
)
def test_found_words_are_marked_as_written_and_escaped(text, words, html):
    assert marked(text, set(words.split())) == html


def test_in_safe_html_words_are_marked_between_the_tags():
    html = mark_safe('<p><a href="/trade">Trade &amp; off</a></p>')
    assert marked(html, {"trade", "p", "amp"}) == '<p><a href="/trade"><mark>Trade</mark> &amp; off</a></p>'


@given(TEXTS, TEXTS)
def test_marking_alters_no_letter(text, other):
    words = set(search.words_in(other))
    assert "".join(piece for piece, _is_found in search.parts(text, words)) == text


def test_an_excerpt_is_cut_between_words_around_what_was_found():
    text = "one two three " * 30 + "needle " + "four five six " * 30
    cut = excerpt(text, {"needle"})
    assert "needle" in cut.split()
    assert len(cut) <= search.EXCERPT + 10
    assert set(cut.split()) <= {"…", "one", "two", "three", "needle", "four", "five", "six"}
    assert excerpt("short needle", {"needle"}) == "short needle"
