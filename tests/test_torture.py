"""The judge of `make torture`: it finds every kind of loss in what was acknowledged and what is stored."""

import pytest

from torture.check import compare
from torture.writers import Record


def record():
    """Three texts sent, the first two acknowledged as revisions 1 and 2."""
    sent = {"one": 1, "one two": 2, "one two three": 3}
    return Record(7, sent=sent, saved={1: "one", 2: "one two"}, best=(2, "one two", 2), acknowledged=2)


def stored(text, revision, aside=()):
    return {"answers": {"7": {"text": text, "revision": revision, "aside": [list(one) for one in aside]}}}


@pytest.mark.parametrize(
    ("text", "revision", "aside"),
    [("one two", 2, []), ("one two three", 3, []), ("one two three", 3, [("history", "one two", 2)])],
)
def test_what_is_as_it_was_acknowledged_is_no_problem(text, revision, aside):
    assert compare([record()], stored(text, revision, aside)) == []


@pytest.mark.parametrize(
    ("text", "revision", "aside", "problem"),
    [
        ("one", 1, [], "LOST: revision 1 is stored, 2 was acknowledged"),
        ("one two three", 2, [], "LOST: revision 2 holds another text than was acknowledged"),
        ("one", 3, [], "LOST: the stored text is older than the one that was acknowledged"),
        ("four", 3, [], "the stored text was never sent"),
        ("", 3, [], "the stored text was never sent"),
        ("one two", 2, [("conflict", "four", 1)], "a text was set aside (conflict) that was never sent"),
        ("one two", 2, [("history", "one two", 1)], "LOST: revision 1 stands in the history with another text"),
        ("one two", 2, [("history", "one two three", 3)], "a text was set aside at revision 3, after 2"),
    ],
)
def test_every_kind_of_loss_is_found(text, revision, aside, problem):
    found = compare([record()], stored(text, revision, aside))
    assert [sentence.startswith(f"answer 7: {problem}") for sentence in found] == [True]
