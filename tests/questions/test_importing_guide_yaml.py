"""Parsing a file of the bank: text into records, every problem with its place. No database."""

from datetime import date

import pytest

from questions.importing.guide_yaml import parse
from tests.questions import banks


def parsed(values):
    return parse("file.yaml", values.encode() if isinstance(values, str) else banks.as_yaml(values).encode())


def problems(values):
    return [str(problem) for problem in parsed(values).problems]


def with_question(**fields):
    return banks.guide(rounds=[banks.a_round("screening", banks.topic("past", banks.question("q-1", **fields)))])


def test_a_guide_becomes_records():
    guide = parsed(banks.guide()).guide
    assert [record.key for _, record in guide.questions()] == ["q-1", "q-2", "q-3"]
    assert guide.sources[0].verified_on == date(2026, 11, 3)


def test_a_day_may_stand_without_quotes():
    assert parsed("guide: {sources: [{verified_on: 2026-11-03}]}").guide.sources[0].verified_on == date(2026, 11, 3)


def test_rubrics_become_records():
    file = parsed(banks.rubrics())
    assert [rubric.key for rubric in file.rubrics] == ["behavioural", "strategy"]
    assert file.rubrics[0].criteria[0].anchors == tuple(f"one, level {level}" for level in (1, 2, 3, 4))


def test_a_good_file_has_no_problems():
    assert problems(with_question(samples=[banks.sample()])) == []


def test_a_record_knows_its_place():
    _topic, question = parsed(banks.guide()).guide.questions()[2]
    assert question.key_points[1].place == "guide.rounds[1].topics[0].questions[0].key_points[1]"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"prompt": None}, "prompt: is missing."),
        ({"prompt": "  "}, "prompt: is empty."),
        ({"prompt": 2024}, "prompt: is a number (2024); text is expected: put it in quotes."),
        ({"prompt": True}, "prompt: is yes or no (True); text is expected: put it in quotes."),
        ({"prompt": "a\x00b"}, "prompt: holds a character that is no text (NUL or half a surrogate pair)."),
        ({"minutes": "six"}, "minutes: is text; a whole number is expected."),
        ({"minutes": 6.5}, "minutes: is a number; a whole number is expected."),
        ({"probes": "Why?"}, "probes: is text; a list is expected."),
        ({"probes": ["Why?", ""]}, "probes[1]: is empty."),
        ({"key_points": [7, 8, 9]}, "key_points[0]: is a number; a mapping of fields is expected."),
        (
            {"samples": [{**banks.sample(), "marks": {"point-1": 2}}]},
            "samples[0].marks.point-1: is a number; {mark: ..., ",
        ),
    ],
)
def test_a_value_of_the_wrong_sort_is_named_with_its_place(fields, problem):
    start = "file.yaml: guide.rounds[0].topics[0].questions[0]."
    assert any(found.startswith(start + problem) for found in problems(with_question(**fields)))


def test_an_unknown_field_is_named():
    assert problems(with_question(promt="Typo?"))[0].startswith(
        "file.yaml: guide.rounds[0].topics[0].questions[0].promt: is no field here. Known are: criteria, "
    )


def test_a_comma_that_split_a_text_is_explained():
    text = "guide: {key: a, title: Rehearse aloud, with a clock}"
    assert any(found.endswith("put that text in quotes.") for found in problems(text))


def test_a_missing_anchor_is_named():
    values = banks.rubrics()
    del values["rubrics"][1]["criteria"][0]["anchors"][3]
    assert problems(values) == [
        "file.yaml: rubrics[1].criteria[0].anchors.3: is missing: each of the four levels is described."
    ]


def test_all_problems_come_at_once():
    values = with_question(prompt=None, minutes=None)
    del values["guide"]["title"]
    assert [found.split(":")[1].split(".")[-1] for found in problems(values)] == ["title", "minutes", "prompt"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("guide: [1", "file.yaml: line 2, column 1: this is not valid YAML: "),
        ("guide:\n  key: a\n  key: b\n", "file.yaml: line 3: 'key' stands here a second time (first on line 2)."),
        ("guide:\n  key: &a b\n  slug: *a\n", "file.yaml: line 3: aliases (*name) are not read here."),
        ("guide: !!python/object/apply:os.system [ls]\n", "file.yaml: line 1, column 8: this is not valid YAML: "),
        ("guide: {[1]: 2}\n", "file.yaml: line 1: a name is expected here, not "),
        ("guide: {verified: 2026-13-40}\n", "file.yaml: A value cannot be read: "),
        ("[" * 60 + "]" * 60, "file.yaml: line 1: nested too deeply."),
        ("", "file.yaml: A file of the bank holds either `rubrics:` or `guide:` at its top."),
        ("just a text", "file.yaml: A file of the bank holds either `rubrics:` or `guide:` at its top."),
        ("guide: {}\nrubrics: []\n", "file.yaml: A file of the bank holds either `rubrics:` or `guide:` at its top."),
        ("guide: 7\n", "file.yaml: guide: is a number; a mapping of fields is expected."),
        ("a: 1\n---\nb: 2\n", "file.yaml: line 2, column 1: this is not valid YAML: "),
    ],
)
def test_what_is_no_bank_at_all_is_refused_with_a_line(text, message):
    assert problems(text)[0].startswith(message)


def test_bytes_that_are_no_utf_8_are_refused():
    (problem,) = parse("file.yaml", b"guide:\n  key: \xff\n").problems
    assert str(problem) == "file.yaml: line 2: this is not UTF-8. Save the file in that encoding."


def test_a_file_beyond_the_limit_is_refused():
    (problem,) = parse("file.yaml", b"#" * (5 * 1024 * 1024 + 1)).problems
    assert str(problem) == "file.yaml: The file is larger than 5 MB. Split it."
