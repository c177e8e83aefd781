"""`manage.py import_bank`: what it prints, what it writes, and how it ends."""

import io
import json
import sys

import pytest
from django.core.management import CommandError, call_command

from questions.models import Guide, Import, Question, Status
from tests import making

LIST = """# Acme: Product Manager

Summary of the list.

## Round 1: Phone screen

### Numbers

**1. Which number would you show first?**

**Expected answer:** Name one number and say why. Say what it was before and what it is now. Say who acts on it.

**Why it matters:** Numbers decide here.

**2. Why Acme?**
"""


@pytest.fixture
def rubrics(db):
    return [making.rubric("behavioural")]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "list.md"
    path.write_text(LIST)
    return str(path)


def run(*args):
    """Return (exit code, standard output, what else it said)."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_bank", *args, stdout=out, stderr=err)
    except CommandError as refused:
        return refused.returncode, out.getvalue(), f"{err.getvalue()}{refused}"
    return 0, out.getvalue(), err.getvalue()


def test_a_dry_run_as_json_is_the_structure_and_nothing_else(file):
    code, out, said = run(file, "--dry-run", "--json")
    found = json.loads(out)
    parts = ["guide", "rounds", "frequently_asked", "tips", "resources", "sources", "repeated", "not_understood"]
    assert (code, said, list(found)) == (0, "", [*parts, "problems"])
    a_round = found["rounds"][0]
    assert list(found["guide"]) == ["title", "company", "role", "level", "date", "summary"]
    assert list(a_round) == ["name", "format", "minutes", "what_to_expect", "tips", "topics"]
    assert list(a_round["topics"][0]) == ["name", "description", "questions"]
    assert list(a_round["topics"][0]["questions"][1].items()) == [
        ("number", 2),
        ("prompt", "Why Acme?"),
        ("expected_answer", None),
        ("why_it_matters", None),
        ("key_points", []),
        ("probes", []),
        ("sample_answers", []),
        ("difficulty", None),
        ("minutes", None),
        ("line", 15),
    ]


def test_the_real_run_writes_what_the_dry_run_says(rubrics, file):
    would = run(file, "--dry-run")[1]
    assert ("Would be written: 2 imported" in would, Guide.objects.count(), Import.objects.count()) == (True, 0, 0)
    code, out, said = run(file, "--json")
    assert (code, json.loads(out)["guide"]["title"]) == (0, "Acme: Product Manager")
    assert ("Written: 2 imported" in said, "Guide: acme-product-manager" in said) == (True, True)
    assert Guide.objects.get().status == Status.DRAFT
    assert "--guide acme-product-manager" in run(file, "--dry-run")[1]


def test_what_is_complete_is_published_unless_that_needs_a_second_curator(rubrics, file, settings):
    settings.SECOND_APPROVAL = True
    code, _out, said = run(file, "--publish")
    assert (code, "Nobody publishes what they import" in said, Question.objects.count()) == (3, True, 0)
    settings.SECOND_APPROVAL = False
    assert run(file, "--publish")[0] == 0
    assert list(Question.objects.published().values_list("number", flat=True)) == [1]


def test_a_private_guide_is_made_for_its_owner(rubrics, file, alice):
    assert run(file, "--owner", alice.email.upper())[0] == 0
    guide = Guide.objects.get()
    assert (guide.owner, guide.questions.published().count()) == (alice, 2)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--guide", "nowhere"], "There is no such guide: nowhere."),
        (["--owner", "nobody@example.org"], "Nobody has the e-mail address nobody@example.org."),
        (
            ["--owner", "alice@example.org", "--guide", "acme-pm"],
            "no such guide of alice@example.org: acme-pm.",
        ),
        (["--owner", "alice@example.org", "--publish"], "take either --owner or --publish"),
    ],
    ids=["no guide", "nobody", "a guide of the bank for somebody", "private and published"],
)
def test_what_cannot_be_is_refused_and_nothing_written(rubrics, file, alice, options, words):
    making.guide(rounds=0)
    code, _out, said = run(file, *options)
    assert (code, words in said, Question.objects.count()) == (3, True, 0)


def test_without_rubrics_nothing_is_written(db, file):
    assert run(file)[0] == 3


def test_what_cannot_be_read_is_said_with_its_name(tmp_path):
    nowhere, empty = tmp_path / "nowhere.md", tmp_path / "empty.md"
    empty.write_text("\n")
    found = {name: run(str(name), "--dry-run", "--json") for name in (nowhere, tmp_path, empty)}
    assert [code for code, _out, _said in found.values()] == [2, 2, 2]
    assert [said for _code, _out, said in found.values()] == [
        f"{nowhere} cannot be read: No such file or directory.",
        f"{tmp_path} cannot be read: Is a directory.",
        "The file is empty.",
    ]
    assert json.loads(found[empty][1])["problems"] == [{"line": None, "message": "The file is empty."}]


def test_a_text_without_questions_is_told_apart(tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Mo,\n\nit rained all week.\n")
    assert run(str(letter), "--dry-run")[0] == 1


def test_what_is_piped_in_is_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LIST.encode())))
    code, out, _said = run("-", "--dry-run", "--json")
    assert (code, json.loads(out)["guide"]["title"]) == (0, "Acme: Product Manager")
