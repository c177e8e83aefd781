"""Tables and other systems' exports: what the corpus cannot hold as text, and what is refused. No database."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from questions.importing import moodle_xml, sheets
from questions.importing.decoding import Unreadable
from questions.importing.formats import understand
from tests.questions.test_importing_markdown import full

FORMATS = Path(__file__).parent / "formats"
INPUTS = sorted(path for path in FORMATS.iterdir() if path.suffix != ".json")


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_every_format_is_read(path):
    assert full(understand(path.read_bytes()).as_dict()) == json.loads(path.with_suffix(".json").read_text())


def workbook(*sheets_of_rows):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets_of_rows:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def refusal(data):
    with pytest.raises(Unreadable) as raised:
        understand(data)
    return str(raised.value)


def test_a_workbook_is_read_from_the_sheet_that_has_questions():
    data = workbook(
        [["Read me first"]],
        [["No.", "Question", "Expected answer", "Time"], [7, "How do you say no?", "With the cost of yes.", 5.0]],
    )
    (question,) = understand(data).questions
    assert (question.number, question.prompt, question.expected_answer, question.minutes, question.line) == (
        7,
        "How do you say no?",
        "With the cost of yes.",
        (5, 5),
        2,
    )


def test_a_formula_in_a_workbook_is_not_worked_out_and_said_to_be_missing():
    data = workbook([["Question", "Answer"], ["Why us?", '=HYPERLINK("http://example.org","x")']])
    found = understand(data)
    assert [question.expected_answer for question in found.questions] == [None]
    assert [problem.message for problem in found.problems] == [
        "A formula without a result was left out: open the file in a spreadsheet program and save it again."
    ]


def test_every_sheet_with_questions_is_read_as_a_topic_and_the_others_are_named():
    data = workbook(
        [["How to use this"]],
        [["Question", "Answer"], ["Why us?", "Because."]],
        [["Interviews of last year"], [], ["Question"], ["Why now?"], [], ["Why not?"]],
    )
    found = understand(data)
    assert [
        (topic.name, question.prompt, question.line)
        for a_round in found.rounds
        for topic in a_round.topics
        for question in topic.questions
    ] == [("Sheet1", "Why us?", 2), ("Sheet2", "Why now?", 4), ("Sheet2", "Why not?", 6)]
    assert [problem.message for problem in found.problems] == [
        "The sheet “Sheet” was left out: no row of it names a column “Question”."
    ]
    assert found.guide.title == "Interviews of last year"


def test_dates_errors_and_yes_or_no_of_a_workbook():
    data = workbook([["Question", "Answer", "Asked", "Real"], ["Why us?", "#N/A", date(2026, 3, 4), True]])
    found = understand(data)
    assert [question.expected_answer for question in found.questions] == ["**Asked:** 2026-03-04\n\n**Real:** yes"]
    assert [(problem.line, problem.message) for problem in found.problems] == [
        (2, "The error #N/A in a cell was left out.")
    ]


def test_a_workbook_without_questions_says_what_to_do():
    assert refusal(workbook([["Name", "Price"], ["a", 1]])) == (
        "No sheet of the workbook has a row that names a column “Question”: name it so."
    )


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _megabyte in range(sheets.MOST_UNPACKED // 2**20 + 1):
                part.write(bytes(2**20))
    assert refusal(data.getvalue()) == (
        "The workbook unpacks to more than any list of questions holds: save it as CSV."
    )


def test_a_broken_workbook_is_refused():
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("xl/workbook.xml", b"<workbook>")
    assert refusal(data.getvalue()) == "The workbook is broken: open it in a spreadsheet program and save it again."


def test_a_row_without_a_question_is_listed():
    found = understand(b"Question,Answer\nWhy us?,Because.\n,An answer to nothing.\n")
    assert [(question.prompt, question.line) for question in found.questions] == [("Why us?", 2)]
    assert [part["line"] for part in found.not_understood] == [3]


def test_cells_beyond_the_head_are_listed():
    found = understand(b"Question,Answer\nWhy us?,Because.,and more\n")
    assert found.not_understood == [{"line": 2, "text": "and more"}]


def test_xml_that_grows_by_entities_is_refused():
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    data = f'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY a0 "ha">{laughs}]><quiz>&a9;</quiz>'
    assert refusal(data.encode()) == (
        "The XML declares entities or a document type, which is not read: export it again."
    )


def test_xml_that_names_a_file_is_refused():
    data = '<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY file SYSTEM "file:///etc/passwd">]><quiz>&file;</quiz>'
    assert refusal(data.encode()) == (
        "The XML declares entities or a document type, which is not read: export it again."
    )


def test_xml_that_is_cut_off_names_the_line():
    assert refusal(b"<?xml version='1.0'?>\n<quiz>\n<question type='essay'>") == (
        "The XML is broken or cut off at line 3: export it again."
    )


def test_xml_of_another_kind_is_named():
    assert refusal(b"<?xml version='1.0'?><rss/>") == (
        "This XML is no Moodle question bank: it begins with <rss> instead of <quiz>."
    )


def test_deep_xml_is_refused():
    assert refusal(b"<quiz>" + b"<a>" * 1000 + b"</a>" * 1000 + b"</quiz>") == (
        f"The XML is nested more than {moodle_xml.MOST_DEPTH} levels deep."
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'[{"question": "Why us?"', None),
        (b'[{"question": "Why"},\n]', "The JSON is broken or cut off at line"),
        (b"[" * 100_000 + b"]" * 100_000, "The JSON is nested too deeply."),
        (b"[" + b"9" * 5000 + b"]", "The JSON holds a number of thousands of figures."),
        (b"[1, 2]", "There is no question in the file: write a list of objects, each with a “question”."),
        (b'[{"name": "x"}]', "There is no question in the file: write a list of objects, each with a “question”."),
    ],
    ids=["cut off", "broken", "deep", "long number", "no objects", "no questions"],
)
def test_json_that_is_no_list_of_questions(data, words):
    if words is None:
        assert understand(data).questions == []
    else:
        assert refusal(data).startswith(words)


def test_a_note_without_an_end_is_refused_with_its_line():
    data = '#separator:tab\nfront\tback\n"' + "a" * 200_000
    assert refusal(data.encode()).startswith("The notes cannot be read from line 3 on:")


@given(
    st.sampled_from(
        [
            "<?xml version='1.0'?><quiz>",
            "#separator:tab\n#deck column:2\n",
            "#separator:",
            "::T:: ",
            "$CATEGORY: a/b\n\n",
            "Question,Answer\n",
            '[{"question": ',
        ]
    ),
    st.text(alphabet='ab {}:=~#\\\n\t",;<>/&|[]0', max_size=60),
    st.sampled_from(["", "</quiz>", "{}", '"}]']),
)
def test_whatever_follows_is_read_or_refused_in_words(start, middle, end):
    data = (start + middle + end).encode()
    assert all(question.prompt.strip() for question in questions_or_none(data))


def questions_or_none(data):
    """The questions of what can be read; anything but Unreadable is raised on."""
    try:
        return understand(data).questions
    except Unreadable:
        return []
