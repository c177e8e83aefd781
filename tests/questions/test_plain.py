"""Questions as Markdown and CSV: nothing in them means something to the program that opens the file."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from questions import plain

SIGNS = "=+-@ \t\r\n'\"＝＋－＠#>*_`[]<!1.)~|\\"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60) | st.text(SIGNS, max_size=30)
FORMULA = set("=+-@\t\r\n＝＋－＠﹢﹣﹦﹫")


def entry(**fields):
    values = {"key": "k", "number": 7, "round": "Round", "topic": "Topic", "kind": "technical", "difficulty": "easy"}
    return plain.Entry(**values | {"minutes": 5, "prompt": "Why?"} | fields)


def cells(text):
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@settings(max_examples=60, deadline=None)
@given(TEXTS)
@example("=1+1")
@example(" \u200b＝cmd|' /C calc'!A0")
@example("\n@SUM(A1)")
def test_no_cell_begins_like_a_formula(text):
    cell = plain.harmless(text)
    assert cell[:1] not in FORMULA
    assert cell.lstrip(" \u200b\ufeff\xa0\t\r\n")[:1] not in FORMULA
    assert cell in {text.replace("\0", ""), "'" + text.replace("\0", "")}


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_a_table_is_read_back_as_it_was_written(prompt, answer):
    written = plain.table([entry(prompt=prompt, expected_answer=answer)], full=True)
    assert cells(written)[1][6:8] == [plain.harmless(prompt), plain.harmless(answer)]


def test_a_table_holds_everything():
    one = entry(
        expected_answer="A", why_it_matters="W", key_points=[("P", "Because."), ("-Q", "")], probes=["One?", "Two?"]
    )
    heading, row = cells(plain.table([one], full=True))
    assert heading[:7] == ["number", "round", "topic", "kind", "difficulty", "minutes", "prompt"]
    assert heading[7:] == ["expected answer", "why it matters", "key points", "probes"]
    assert row[:7] == ["7", "Round", "Topic", "technical", "easy", "5", "Why?"]
    assert row[7:] == ["A", "W", "1. P: Because.\n2. -Q", "1. One?\n2. Two?"]
    assert cells(plain.table([one]))[1] == row[:7]


@settings(max_examples=60, deadline=None)
@given(TEXTS.filter(str.strip), TEXTS.filter(str.strip), TEXTS.filter(str.strip), st.none() | st.just(12))
@example("# Heading\n\n- item\n\n```\ncode", "</div>", "```\n# x", None)
@example("a\n===\n1) b\n    code", "<!--", "<script>\n\n# x\n\n[a]: b", None)
def test_nothing_breaks_the_structure(prompt, point, answer, number):
    """Headings and lists are those of the list itself, whatever the texts hold."""
    one = entry(prompt=prompt, number=number, expected_answer=answer, key_points=[(point, point)], probes=[point])
    other = entry(prompt="Why?", topic="Other")
    text = plain.markdown(prompt, [one, other], full=True, hidden="")
    tokens = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text)
    blocks = [token.type for token in tokens if token.level == 0 and token.nesting == 1]
    assert [kind for kind in blocks if kind != "paragraph_open"] == [
        *["heading_open"] * 3,
        "blockquote_open",
        *["bullet_list_open"] * 2,
        "heading_open",
    ]
    # Code, rules and HTML stand alone.
    assert [token.type for token in tokens if token.level == 0 and token.nesting == 0] == []


@settings(max_examples=60, deadline=None)
@given(st.text("abc =+-#>*_`[]<!1.)~|\\&;:", min_size=1, max_size=30).filter(str.strip))
def test_escaped_text_reads_as_it_was(text):
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(plain.escaped(text))
    (inline,) = [token for token in tokens if token.type == "inline"]
    assert "".join(child.content for child in inline.children) == text.strip()


def test_markdown_has_headings_numbers_and_what_stands_behind():
    one = entry(expected_answer="Say **why**.", why_it_matters="W", key_points=[("P", "Because.")], probes=["One?"])
    assert plain.markdown("Guide #1", [one, entry(number=8, prompt="Two\nlines?")], full=True) == (
        "# Guide \\#1\n\n## Round\n\n### Topic\n\n"
        "**7.** Why?\n\n*technical · easy · about 5 minutes*\n\n"
        "**Expected answer**\n\n> Say **why**.\n\n**Why it matters**\n\n> W\n\n"
        "**Key points**\n\n- P *Because.*\n\n**Probes**\n\n- One?\n\n"
        "**8.** Two\\\nlines?\n\n*technical · easy · about 5 minutes*\n"
    )


@pytest.mark.parametrize("full", [False, True])
def test_by_number_there_are_no_headings_and_each_says_where_it_belongs(full):
    text = plain.markdown("Guide", [entry()], by_round=False, full=full)
    assert text == "# Guide\n\n**7.** Why?\n\n*Round · Topic · technical · easy · about 5 minutes*\n"


def test_what_is_hidden_is_said_in_every_format():
    why = "Hidden while your interview runs."
    assert f"*{why}*" in plain.markdown("Guide", [entry(hidden=why)], full=True, hidden=why)
    assert f"*{why}*" in plain.markdown("Guide", [entry(hidden=why)], full=True)
    assert cells(plain.table([entry(hidden=why)], full=True))[1][7:] == [why, "", "", ""]
