"""Reading chat transcripts and guides: bytes into what is understood."""

import io
import json
import re
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from questions.importing.blocks import MOST_DEPTH
from questions.importing.decoding import MOST_BYTES, Unreadable, decode
from questions.importing.text_guide import MOST_LINES, understand
from tests import making

CORPUS = Path(__file__).parent / "corpus"
INPUTS = sorted(path for path in CORPUS.iterdir() if path.suffix != ".json")
SHAPE = {
    "guide": "title company role level date summary",
    "rounds": "name format minutes what_to_expect tips topics",
    "topics": "name description questions",
    "questions": "number prompt expected_answer why_it_matters key_points probes sample_answers "
    "difficulty minutes line",
    "frequently_asked": "question answer line",
    "tips": "title body batch line",
    "resources": "title url note",
    "sources": "title url note",
    "repeated": "prompt line same_as_line",
    "not_understood": "line text",
    "problems": "line message",
}


def words_of(text):
    return text.split()


def shown(data):
    return understand(data.encode() if isinstance(data, str) else data).as_dict()


def full(value):
    """Return a value without what is null or empty, which expected results leave out."""
    if isinstance(value, dict):
        return {key: part for key, inner in value.items() if (part := full(inner)) not in (None, [], {})}
    if isinstance(value, list | tuple):
        return [full(inner) for inner in value]
    return value


def questions(data):
    return [
        question for a_round in shown(data)["rounds"] for topic in a_round["topics"] for question in topic["questions"]
    ]


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_the_corpus(path):
    assert full(shown(path.read_bytes())) == json.loads(path.with_suffix(".json").read_text())


def test_everything_of_the_shape_is_there_and_nothing_else():
    found = shown((CORPUS / "batches_with_tips.md").read_bytes())
    assert list(found) == [name for name in SHAPE if name not in ("topics", "questions")]
    topic = found["rounds"][0]["topics"][0]
    parts = {
        "guide": found["guide"],
        "rounds": found["rounds"][0],
        "topics": topic,
        "questions": topic["questions"][0],
        "tips": found["tips"][0],
        "repeated": found["repeated"][0],
        "not_understood": found["not_understood"][0],
    }
    assert {name: " ".join(part) for name, part in parts.items()} == {name: SHAPE[name] for name in parts}


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.encode("cp1252"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
    ],
    ids=["bom", "utf-16", "utf-16-le", "utf-16-be", "windows-1252", "crlf", "cr"],
)
def test_every_encoding_says_the_same(encode):
    path = CORPUS / "typographic.md"
    assert full(shown(encode(path.read_text()))) == json.loads(path.with_suffix(".json").read_text())


def test_a_file_cut_off_in_the_middle_of_a_character_is_read():
    assert decode("Why? é".encode()[:-1]) == "Why? "


def test_a_block_of_code_that_is_never_closed_is_told():
    found = shown("1. What does it print?\n\n```python\nprint(1)\n")
    assert found["problems"] == [
        {"line": 3, "message": "This block of code is never closed: is the file complete?"},
    ]


def test_missing_numbers_are_told():
    text = "".join(f"**{number}. Why {number}?**\n\nBecause {number}.\n\n" for number in (1, 2, 5, 6))
    assert [problem["message"] for problem in shown(text)["problems"]] == [
        "Before this question numbers 3 to 4 are missing.",
    ]


def test_two_questions_alike_with_answers_of_their_own_are_both_kept():
    text = "**1. How do you plan a project?**\n\nOne.\n\n**2. How do you plan a project?**\n\nTwo.\n"
    assert [question["expected_answer"] for question in questions(text)] == ["One.", "Two."]


def test_a_list_at_the_beginning_is_the_one_that_is_repeated():
    text = "1. Why us?\n2. Why now?\n\n---\n\n## 1. Why us?\n\nTheir product.\n\n## 2. Why now?\n\nMy children.\n"
    assert [question["line"] for question in questions(text)] == [6, 10]
    assert [repeated["same_as_line"] for repeated in shown(text)["repeated"]] == [6, 10]


A, B = ("What is A?", "It is A."), ("What is B?", "It is B.")


@pytest.mark.parametrize(
    "text",
    [
        "Q1 - What is A?\nIt is A.\n\nQ2 - What is B?\nIt is B.\n",
        "#1 What is A?\n\nIt is A.\n\n#2 What is B?\n\nIt is B.\n",
        "**Q1: What is A?**\n**A1:** It is A.\n\n**Q2: What is B?**\n**A2:** It is B.\n",
        "* **What is A?** – It is A.\n* **What is B?** – It is B.\n",
        "1. **What is A\\?**\n\n   *Answer: It is A.*\n\n2. **What is B\\?**\n\n   *Answer: It is B.*\n",
        "1. **What is A?**\n\n**Answer:** It is A.\n\n2. **What is B?**\n\n**Answer:** It is B.\n",
        "1. What is A?\n2. What is B?\n\n**Answers**\n\n1. It is A.\n2. It is B.\n",
        "### What is A?\n#### Expected Answer\nIt is A.\n### What is B?\n#### Expected Answer\nIt is B.\n",
        "## USER\nWhat is A?\n\n## ASSISTANT\nIt is A.\n\n## USER\nWhat is B?\n\n## ASSISTANT\nIt is B.\n",
        "    1. What is A?\n       It is A.\n    2. What is B?\n       It is B.\n",
        "| # | Question | Answer |\n|---|---|---|\n| 1 | What is A? | It is A. |\n| 2 | What is B? | It is B. |\n",
        "<dl><dt>What is A?</dt><dd>It is A.</dd><dt>What is B?</dt><dd>It is B.</dd></dl>",
        "<div><b>1. What is A?</b></div><div>It is A.</div><div><b>2. What is B?</b></div><div>It is B.</div>",
    ],
)
def test_the_same_two_questions_in_many_forms(text):
    assert [(question["prompt"], question["expected_answer"]) for question in questions(text)] == [A, B]


def test_a_list_of_an_unknown_name_is_not_taken_for_key_points():
    text = "1. What is A?\n   What to listen for:\n   - one\n   - two\n   Red flags:\n   - three\n"
    (question,) = questions(text)
    assert (question["key_points"], question["expected_answer"]) == (["one", "two"], "Red flags:\n\n- three")


def transcript():
    """A hundred questions in ten batches with five tips each, and all of them once more, number 62 in other words."""
    prompts = [f"How do you go about {word} in {place}?" for word in WORDS for place in PLACES]
    parts = ["---\ntitle: A long talk\ndate: 3 May 2026\nexcerpt: All of it\n---\n"]
    for batch in range(10):
        parts.append("## USER\nTen more\n\n## ASSISTANT\nHere are the next ten:\n")
        for number in range(batch * 10 + 1, batch * 10 + 11):
            parts.append(
                f"**{number}. {prompts[number - 1]}**\n- **Expected Answer**: So.\n- **Why This Matters**: Yes.\n"
            )
        parts.append("### Preparation Tips:\n" + "\n\n".join(f"{n}. **Tip {n}**: Do it." for n in range(1, 6)))
    prompts[61] = prompts[61].replace("How do you go about", "How would you approach")
    parts.append("## USER\nList them\n\n## ASSISTANT\nHere they are:\n")
    return "\n".join(parts) + "\n" + "".join(f"{n}. {prompt}  \n" for n, prompt in enumerate(prompts, start=1))


WORDS = words_of("hiring budgets outages planning reviews training vendors quality security migration")
PLACES = words_of("Oslo Lima Cairo Delhi Perth Quito Accra Tokyo Paris Boston")


def test_a_hundred_questions_in_ten_batches_and_their_list_once_more():
    found = shown(transcript())
    asked = found["rounds"][0]["topics"][0]["questions"]
    assert [question["number"] for question in asked] == list(range(1, 101))
    assert {(question["expected_answer"], question["why_it_matters"]) for question in asked} == {("So.", "Yes.")}
    assert [tip["batch"] for tip in found["tips"]] == [batch for batch in range(1, 11) for _ in range(5)]
    assert [repeated["same_as_line"] for repeated in found["repeated"]] == [question["line"] for question in asked]
    assert found["repeated"][61]["prompt"] == "How would you approach migration in Lima?".replace("migration", WORDS[6])
    assert full(found["guide"]) == {"title": "A long talk", "date": "3 May 2026", "summary": "All of it"}


# Files that are none

TOO_DEEP = f"lists or quotes are nested more than {MOST_DEPTH} levels deep."
NESTED = b"".join(b"  " * level + b"- deep\n" for level in range(1000))
STRANGE = b"\x01\x02\x03\x04\x05text\x0e\x0f" * 50


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "The file is empty."),
        (b" \n\n \t\n", "The file is empty."),
        (b"%PDF-1.7" + bytes(9), "The file is a PDF document, not text: save or copy its content as text first."),
        (bytes(range(256)) * 20, "The file is no text: it holds bytes that no text has."),
        (STRANGE, "The file is no text: it is full of characters that cannot be read."),
        (b"a" * (MOST_BYTES + 1), "The file has more than 10 MB: split it."),
        (b"x\n" * (MOST_LINES + 1), "The file has more than 60,000 lines of text: split it."),
        (b">" * 1000 + b" deep", f"Line 1: {TOO_DEEP}"),
        (NESTED, f"Line {MOST_DEPTH}: {TOO_DEEP}"),
        (b"<html>" + b"<ul><li>x" * 1000, f"Line 1: {TOO_DEEP}"),
    ],
    ids=["empty", "blank", "pdf", "bytes", "control", "large", "long", "quotes", "lists", "html"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_sentence(data, message):
    with pytest.raises(Unreadable) as refused:
        understand(data)
    assert str(refused.value) == message


def test_a_hundred_thousand_blank_lines_do_no_harm():
    assert questions("1. Why?\n" + "\n" * 100_000 + "2. How?\n")[1]["line"] == 100_002


# The command


def command(path, *options):
    """Run the command; return (exit status, standard output, standard error)."""
    out = io.StringIO()
    try:
        call_command("import_bank", str(path), "--dry-run", *options, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue(), str(error)
    return 0, out.getvalue(), ""


def test_the_command_prints_json_and_nothing_else():
    path = CORPUS / "block_quotes.md"
    status, out, error = command(path, "--json")
    assert (status, full(json.loads(out)), error) == (0, json.loads(path.with_suffix(".json").read_text()), "")


def test_the_command_says_what_it_counts(db):
    making.rubric()
    status, out, _ = command(CORPUS / "numbered_lists_per_section.md")
    assert (status, out.splitlines()[:2]) == (
        0,
        ["Team Lead: Questions", "2 topics, 4 questions, 4 with an expected answer, 1 tips"],
    )


def test_a_file_in_which_nothing_is_understood_ends_with_1(tmp_path):
    path = tmp_path / "letter.md"
    path.write_text("Dear Mo,\n\nit rained all week.\n")
    status, out, error = command(path, "--json")
    message = "Nothing in this file was understood as a question, tip or guide."
    assert (status, error, json.loads(out)["problems"]) == (1, message, [{"line": None, "message": message}])
    assert [part["line"] for part in json.loads(out)["not_understood"]] == [1, 3]


def test_a_file_that_cannot_be_read_ends_with_2(tmp_path):
    path = tmp_path / "picture.md"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    status, out, error = command(path, "--json")
    message = "The file is a picture, not text: save or copy its content as text first."
    assert (status, error, json.loads(out)["problems"]) == (2, message, [{"line": None, "message": message}])


def test_a_file_that_is_not_there_ends_with_2(tmp_path):
    status, out, error = command(tmp_path / "none.md", "--json")
    assert (status, error) == (2, json.loads(out)["problems"][0]["message"])
    assert error.endswith("none.md cannot be read: No such file or directory.")


# Whatever the text

# Words that stand for the place where their text is shown, not for text.
NAMES = words_of(
    "answer answers expected ideal sample model question matters they follow followup questions difficulty time "
    "minutes minute point points what strong includes look listen interviewers category company role level duration "
    "format expect tips advice focus topics resources sources frequently asked table contents user assistant human "
    "said chatgpt interview process rounds candidate interviewer easy medium hard http https show final preparation "
    "title date excerpt this recommended body head nbsp example place introduction "
    "competency star hours further reading updated"
)
TAG = re.compile(r"<script.*</script>|<style.*</style>|<[^<>]*>|\]\(#[^)]*\)|^\s*(?:```|~~~).*$")


def texts_of(value):
    """Yield every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_of(inner)


def lost_words(text, found):
    """Return the words of lines that are neither shown nor listed as not understood."""
    listed = set()
    for part in found.not_understood:
        listed.update(range(part["line"], part["line"] + part["text"].count("\n") + 1))
    shown_words = set(re.findall(r"[^\W\d_]{4,}", " ".join(texts_of(found.as_dict())).lower()))
    lost = []
    for number, line in enumerate(text.split("\n"), start=1):
        if number not in listed:
            words = re.findall(r"[^\W\d_]{4,}", TAG.sub(" ", line).lower())
            lost += [(number, word) for word in words if word not in shown_words and word not in NAMES]
    return lost


STARTS = [
    "", "", "", "# ", "## ", "### ", "- ", "  - ", "* ", "1. ", "12) ", "> ", "    ", "**", "*", "| ", "Q: ",
    "A: ",
]  # fmt: skip
MIDDLES = [
    "Why is it so?", "Tell me about it.", "plain words stand here", "Question 3", "Question 3: What then?",
    "**Answer:** gladly", "Expected Answer", "Why it matters: because", "**Tips**", "Resources", "Sources", "FAQ",
    "What to Expect", "Focus Topics", "Interview Rounds", "Practice Interview", "Table of Contents", "USER",
    "ASSISTANT", "**User:** please", "Follow-up: really?", "<details>", "</details>",
    "<summary>Show answer</summary>", "<summary>Who?</summary>", "one<br>two", "```", "---", "|---|---|",
    "| Question | Answer |", "| Who goes? | nobody |", "[link](#place)", "[page](http://example.org)", "![",
    "**bold** and more", "**Time**: 5 minutes", "Company: Acme", "Let me know more", "(Hard)", "3. Why again?",
    "**4. Bold question?**", "“quoted” text", "Round 1: Phone Screen", "Key points:", "Sample answer",
    "Introduction", "Questions to ask the interviewer", "***", "",
]  # fmt: skip
LINES = st.builds(
    "{}{}{}".format, st.sampled_from(STARTS), st.sampled_from(MIDDLES), st.sampled_from(["", "", "**", "  "])
)


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, max_size=25))
def test_no_line_is_lost(lines):
    text = "\n".join(lines)
    try:
        found = understand(text.encode())
    except Unreadable:
        text = ""
        found = None
    assert not text.strip() or lost_words(text, found) == []


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(), st.binary(max_size=300), st.text(alphabet="-*_`#>|[]()<>!\\&\n\t 1.:?ab~=", max_size=200)))
def test_no_text_fails(text):
    data = text if isinstance(text, bytes) else text.encode("utf-8", "ignore")
    try:
        found = shown(data)
    except Unreadable:
        found = shown("word")
    assert list(found)[0] == "guide"


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_no_line_of_the_corpus_is_lost(path):
    assert lost_words(path.read_text(), understand(path.read_bytes())) == []
