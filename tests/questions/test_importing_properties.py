"""Whatever is read: nothing but a refusal is raised, every line is in something, twice gives the same. No database."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.importing.decoding import Unreadable
from questions.importing.formats import understand
from tests.questions.test_importing_markdown import SHAPE

HERE = Path(__file__).parent
CORPUS = sorted(
    path
    for folder in ("corpus", "formats")
    for path in (HERE / folder).iterdir()
    if path.suffix != ".json" and path.stat().st_size < 20_000
)
PIECES = st.sampled_from(
    [
        *("**1. Why?**\n", "# ", "## Round 1\n", "- ", "> ", "| Question | Answer |\n|---|---|\n| a | b |\n"),
        *("```\n", "Q: ", "A: ", "\n\n", "<ul><li>", "</li>", "<script>", "&lt;", "{", "}", "[", "]", '"', ":", ","),
        *("```json\n", "\t", "Question,Answer\n", "question: ", "::t::", "{}", "$CATEGORY: a/b\n", "#separator:tab\n"),
        *("<quiz>", "</quiz>", "---\n", "\\", "*", "_", "#", "~", "=", ";", "\u202e", "\ufeff", "é", "😀", "{{c1::"),
        *("}}", "'", "text "),
    ]
)
LISTS = ("frequently_asked", "tips", "resources", "sources", "repeated", "not_understood", "problems", "rounds")
NAMES = ("question", "answer", "topics", "rounds", "name", "tips", "faq", "resources", "Why?", "x", "")


def read(data):
    """What is understood, or the words of the refusal; anything else that is raised is raised on."""
    try:
        return understand(data).as_dict()
    except Unreadable as refused:
        return str(refused)


def shape_of(found):
    """Every object in what was understood, by the list that holds it."""
    yield "guide", found["guide"]
    for name in LISTS:
        yield from ((name, one) for one in found[name])
    topics = [topic for a_round in found["rounds"] for topic in a_round["topics"]]
    yield from (("topics", topic) for topic in topics)
    yield from (("questions", question) for topic in topics for question in topic["questions"])


def holds(data):
    """Assert what holds of all that is read."""
    found = read(data)
    assert read(data) == found
    if isinstance(found, str):
        assert found.endswith(".")
        return
    text = json.dumps(found, ensure_ascii=False)
    assert json.loads(text) == found
    assert not re.search("[\0\ud800-\udfff]", text)
    assert {(name, " ".join(one)) for name, one in shape_of(found)} <= set(SHAPE.items())
    assert all(question["prompt"].strip() for name, question in shape_of(found) if name == "questions")


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes(data):
    holds(data)


@settings(max_examples=60)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_text(text):
    holds(text.encode())


def truncated(data, at, _other):
    return data[: int(len(data) * at)]


def spliced(data, at, other):
    return data[: int(len(data) * at)] + other[int(len(other) * at) :]


def doubled(data, at, _other):
    lines = data.splitlines(keepends=True)
    place = int(len(lines) * at)
    return b"".join([*lines[: place + 3], *lines[place:]])


def spoilt(data, at, other):
    place = int(len(data) * at)
    return data[:place] + other[:1] + b'"<{\x00' + data[place + 1 :]


@pytest.mark.parametrize("mutate", [truncated, spliced, doubled, spoilt], ids=lambda mutate: mutate.__name__)
def test_any_mutation_of_the_corpus(mutate):
    @settings(max_examples=25)
    @given(st.sampled_from(CORPUS), st.floats(0, 1), st.sampled_from(CORPUS))
    def check(path, at, other):
        holds(mutate(path.read_bytes(), at, other.read_bytes()))

    check()


WORDS = st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta"]), min_size=1, max_size=3).map(" ".join)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["{}", "{}?", "# {}", "- {}?", "Q: {}", "A: {}", "**{}**", "> {}"]), WORDS)))
def test_every_line_of_a_guide_is_in_something(lines):
    """Each line has a word of its own, which stands somewhere in what was understood or was not."""
    text = "\n\n".join(form.format(f"{words} w{number}x") for number, (form, words) in enumerate(lines))
    found = read(text.encode())
    shown = json.dumps(found)
    assert isinstance(found, str) or [n for n in range(len(lines)) if f"w{n}x" not in shown] == []


@settings(max_examples=40)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=8), st.sampled_from(",;\t"))
def test_every_cell_of_a_table_is_in_something(rows, separator):
    cells = [[f"{cell} c{line}x{place}y" for place, cell in enumerate(row)] for line, row in enumerate(rows)]
    text = "\n".join(separator.join(row) for row in [["Topic", "Question", "Whatever"], *cells])
    shown = json.dumps(read(text.encode()))
    assert [cell for row in cells for cell in row if cell.split()[-1] not in shown] == []


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99999) | st.text("aé?\ud800\0 \n", max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=80)
@given(VALUES)
def test_any_json(value):
    holds(json.dumps(value).encode())
