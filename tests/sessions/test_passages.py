"""Passages: sentences by number, quotes found again, texts cut where passages begin and end."""

import re

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from questions.templatetags.text import paragraphs
from sessions.passages import locate, segments, sentences

TEXTS = st.text(st.sampled_from("aB .!?\n\r-1“”é😀(<&"), max_size=60)


def said(text):
    return [one.text for one in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("He said “no.” She went.", ["He said “no.”", "She went."]),
        (
            "Mr. Holt met Dr. Moss at 10 a.m. They e.g. spoke, i.e. Anna did.",
            ["Mr. Holt met Dr. Moss at 10 a.m.", "They e.g. spoke, i.e. Anna did."],
        ),
        (
            "It grew by 3.5 percent. See no. 5. It said no. Then it stopped.",
            ["It grew by 3.5 percent.", "See no. 5.", "It said no.", "Then it stopped."],
        ),
        ("A line\nthat goes on\nAnd one that begins anew", ["A line\nthat goes on", "And one that begins anew"]),
        (
            "I did:\n- one thing\n- another. And more\n2) a third",
            ["I did:", "one thing", "another.", "And more", "a third"],
        ),
        ("First\n\nsecond", ["First", "second"]),
        ("So … it went on.  \n \n ", ["So … it went on."]),
        ("我去了。他来了！", ["我去了。", "他来了！"]),
        ("  \n ", []),
    ],
)
def test_sentences(text, expected):
    assert said(text) == expected


@given(TEXTS)
def test_sentences_stand_where_they_say(text):
    found = sentences(text)
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    assert all(text[one.start : one.end] == one.text == one.text.strip() != "" for one in found)
    assert all(before.end <= after.start for before, after in zip(found, found[1:], strict=False))


@given(TEXTS, st.data())
def test_a_quote_is_found_where_it_was_taken(text, data):
    start = data.draw(st.integers(0, len(text)))
    quote = text[start : data.draw(st.integers(start, len(text)))]
    start += len(quote) - len(quote.lstrip())
    expected = (start, start + len(quote.strip())) if quote.strip() else None
    assert locate(text, quote, start) == expected


@pytest.mark.parametrize(
    ("text", "quote", "position", "expected"),
    [
        ("one two one", "one", 7, (8, 11)),
        ("one two one", "one", 3, (0, 3)),
        ("one\n\ntwo", "one two", 0, (0, 8)),
        ("one two", "three", 0, None),
        ("one", " ", 0, None),
        ("😀 one", "one", 2, (2, 5)),
    ],
)
def test_a_moved_quote_is_found_nearest(text, quote, position, expected):
    assert locate(text, quote, position) == expected


@given(TEXTS)
def test_a_text_without_passages_reads_as_any_other(text):
    drawn = [[piece.text if not piece.is_break else "\n" for piece in paragraph] for paragraph in segments(text)]
    plain = [re.sub(r"^<p>|</p>$", "", one) for one in re.findall(r"<p>.*?</p>", paragraphs(text), re.DOTALL)]
    escaped = [
        "".join("<br>" if piece == "\n" else re.sub("<", "&lt;", re.sub("&", "&amp;", piece)) for piece in paragraph)
        for paragraph in drawn
    ]
    assert escaped == plain


@given(TEXTS, st.data())
def test_a_passage_covers_its_characters_and_no_others(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    pieces = [piece for paragraph in segments(text, [(start, end, "a-1", "1")], numbered=True) for piece in paragraph]
    assert all(text[piece.start : piece.start + len(piece.text)] == piece.text for piece in pieces)
    covered = {place for piece in pieces if piece.ids for place in range(piece.start, piece.start + len(piece.text))}
    shown = {
        place for piece in pieces if not piece.is_break for place in range(piece.start, piece.start + len(piece.text))
    }
    assert covered == shown & set(range(start, end))


def test_passages_may_overlap():
    (paragraph,) = segments("One two three", [(0, 7, "evidence-1", "1"), (4, 13, "comment-2", "a")])
    assert [(piece.text, piece.ids) for piece in paragraph] == [
        ("One ", ("evidence-1",)),
        ("two", ("evidence-1", "comment-2")),
        (" three", ("comment-2",)),
    ]
    assert [[span.id for span in piece.opening] for piece in paragraph] == [["evidence-1"], ["comment-2"], []]
    assert [[span.id for span in piece.closing] for piece in paragraph] == [[], ["evidence-1"], ["comment-2"]]


def test_drawn_passages_are_escaped_and_lead_to_what_speaks_of_them():
    drawn = Template("{% load passages %}{% passages text spans %}").render(
        Context({"text": "A <b> one.\nTwo.", "spans": [(2, 5, "evidence-7", "1")]})
    )
    assert drawn.strip() == (
        '<div class="prose answer" data-passages><p><small class="nr">1</small><span data-start="0">A </span>'
        '<span class="at" id="passage-evidence-7"></span><mark class="of-evidence " data-start="2"'
        ' data-ids="evidence-7">&lt;b&gt;</mark><a class="pin" href="#evidence-7">1</a>'
        '<span data-start="5"> one.</span><br><small class="nr">2</small><span data-start="11">Two.</span></p>\n</div>'
    )
