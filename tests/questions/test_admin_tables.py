"""Questions as a table in the admin: what goes out comes back the same, and nothing is written unseen or half."""

import csv
import io
import json
import re
import zipfile

import openpyxl
import pytest
import yaml
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from questions import authoring
from questions.models import Question, QuestionVersion, Status
from questions.rubrics import version_of
from questions.tables.cells import armed, disarmed, marked
from tests import making

IMPORT = reverse("admin:questions_question_import")
CONFIRM = reverse("admin:questions_question_process_import")
EXPORT = reverse("admin:questions_question_export")
KEY, OTHER = "acme-pm-1-1-1", "acme-pm-1-1-2"
ALL = ["guide", "topic", "number", "status", "kind", "criteria", "difficulty", "minutes", "prompt", "expected_answer"]
ALL += ["why_it_matters", "key_points", "probes"]


@pytest.fixture
def guide(db):
    """A guide of two questions."""
    return making.guide(rounds=1, topics=1, questions=2)


@pytest.fixture
def page(client, erin):
    """The client of a signed-in curator."""
    client.force_login(erin)
    return client


def written(*rows):
    """Return a CSV of dicts; a row may leave columns out, which are empty then."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def shown(page, content, name="table.csv"):
    """Send a table and return the page that answers."""
    content = content if isinstance(content, bytes) else content.encode()
    return page.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def confirmed(page, answer, **extra):
    """Press the button of a preview."""
    return page.post(CONFIRM, {"kept": answer.context["kept"]} | extra, follow=True)


def imported(page, content):
    """Send a table, see that there is nothing wrong with it, and write it."""
    answer = shown(page, content)
    assert (answer.status_code, problems(answer)) == (200, [])
    return confirmed(page, answer)


def problems(answer):
    """Return (row, column, message) of everything that is wrong."""
    told = answer.context
    headings = [("", "", sentence) for sentence in told.get("headings", [])]
    return headings + [(row.number, *problem) for row in told.get("wrong", []) for problem in row.problems]


def exported(page, place, query="", columns=ALL):
    """Return the bytes of an export; `place` of the format in the list."""
    answer = page.post(EXPORT + query, {"format": str(place), "resource": "0", "columns": columns})
    assert answer.status_code == 200
    return answer.content


def question(key=KEY):
    return Question.objects.get(key=key)


@pytest.mark.parametrize("place", range(4), ids=["xlsx", "csv", "json", "yaml"])
def test_what_was_exported_says_what_the_bank_says(page, guide, place):
    text = "=1+1\n\n- a\tb\n  'x'"
    Question.objects.filter(key=KEY).update(prompt="'=SUM(A1)", expected_answer=text, why_it_matters="@me", number=7)
    answer = shown(page, exported(page, place))
    assert (problems(answer), answer.context["totals"]["skip"], answer.context["kept"]) == ([], 2, "")


def test_only_what_the_list_shows_goes_out_and_nothing_private(page, guide, alice):
    making.guide("secret", rounds=1, topics=1, questions=1, owner=alice)
    making.guide("other", rounds=1, topics=1, questions=1)
    assert [row["key"] for row in json.loads(exported(page, 2))] == [KEY, OTHER, "other-1-1-1"]
    rows = json.loads(exported(page, 2, f"?guide__id__exact={guide.pk}&q=1-1-2", ["prompt"]))
    assert rows == [{"key": OTHER, "prompt": f"Prompt of {OTHER}?"}]
    assert page.get(f"{EXPORT}?nothing=1").status_code == 302


def test_no_cell_of_an_export_is_a_formula(page, guide):
    Question.objects.filter(key=KEY).update(prompt='=HYPERLINK("http://evil")', why_it_matters="+1")
    book = openpyxl.load_workbook(io.BytesIO(exported(page, 0)))
    cells = {cell.value: cell.data_type for cell in book.active[2]}
    assert (cells['=HYPERLINK("http://evil")'], cells["+1"]) == ("s", "s")
    rows = list(csv.DictReader(io.StringIO(exported(page, 1).decode("utf-8-sig"), newline="")))
    assert (rows[0]["prompt"], rows[0]["why_it_matters"]) == ('\'=HYPERLINK("http://evil")', "'+1")
    for text in ("=1", "'=1", "''=1", "'tis", "", "plain"):
        assert (armed(disarmed(text)), armed(marked(text))) == (text, text)


def test_a_column_left_out_stays_and_an_empty_cell_empties(page, erin, guide):
    before = question()
    version_of(before, timezone.now())
    answer = imported(page, written({"key": KEY, "probes": "", "prompt": "Another?", "key_point_2": "Edited"}))
    assert "1 question is changed." in answer.text
    after = question()
    assert (after.prompt, after.probes, after.minutes, after.expected_answer) == (
        "Another?",
        [],
        before.minutes,
        before.expected_answer,
    )
    points = [(point.key, point.text, point.why) for point in after.key_points.order_by("position")]
    assert points == [
        ("point-1", f"SECRET-POINT-1-{KEY}", "Because."),
        ("point-2", "Edited", "Because."),
        ("point-3", f"SECRET-POINT-3-{KEY}", "Because."),
    ]
    change = after.changes.get()
    assert (change.by, change.reason, change.version.number) == (erin, "Imported from a table", 2)
    assert change.version.content["prompt"] == "Another?"
    assert LogEntry.objects.get(object_id=str(after.pk)).change_message == "Imported from a table."


def test_key_points_keep_their_keys_when_they_are_sorted_and_taken_out(page, guide):
    first, second, third = (f"SECRET-POINT-{number}-{KEY}" for number in (1, 2, 3))
    row = {"key": KEY, "status": "draft", "key_point_1": third, "key_point_2": f"{second} now", "key_point_3": first}
    imported(page, written(row))
    assert list(question().key_points.order_by("position").values_list("key", "text")) == [
        ("point-3", third),
        ("point-2", f"{second} now"),
        ("point-1", first),
    ]
    imported(
        page, written({"key": KEY, "key_point_1": "", "why_1": "", "why_3": "Other", "key_point_4": "Fresh words"})
    )
    assert list(question().key_points.order_by("position").values_list("key", "why")) == [
        ("point-2", "Because."),
        ("point-1", "Other"),
        ("fresh-words", ""),
    ]


def test_rows_without_a_question_become_drafts_of_their_topic(page, guide):
    new = {"guide": guide.key, "topic": "topic-1-1", "kind": "behavioural", "number": "3"}
    imported(
        page,
        written(
            new | {"key": "acme-pm-mine", "prompt": "Mine?", "key_point_1": "One thing", "why_1": "Why."},
            new | {"key": "", "prompt": "Nobody’s key?", "number": "", "probes": "A?\nB?"},
        ),
    )
    mine, other = Question.objects.exclude(key__in=[KEY, OTHER]).order_by("position")
    assert (mine.key, mine.status, mine.number, mine.guide) == ("acme-pm-mine", Status.DRAFT, 3, guide)
    assert [(point.key, point.why) for point in mine.key_points.all()] == [("one-thing", "Why.")]
    assert (mine.criteria.count(), mine.versions.count(), mine.changes.count()) == (2, 1, 1)
    assert (other.key, other.probes) == ("acme-pm-nobodys-key", ["A?", "B?"])


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_written(page, guide):
    new = {"key": "", "guide": guide.key, "topic": "topic-1-1", "kind": "behavioural", "prompt": "New?"}
    new |= {"status": "", "minutes": "", "number": "", "criteria": ""}
    old = {"guide": guide.key, "topic": "topic-1-1", "kind": "behavioural", "status": "draft", "minutes": "8"}
    answer = shown(
        page,
        written(
            new | {"key": KEY, "minutes": "eight", "status": "", "topic": "nowhere", "prompt": " "},
            old | {"key": OTHER, "prompt": "Fine?", "criteria": "behavioural-criterion-1, other"},
            new | {"key": OTHER, "prompt": "Twice?"},
            new | {"status": "published"},
            new | {"guide": "nowhere", "prompt": "Where?"},
            new | {"key": "no key!", "prompt": "Which?", "number": "0"},
            new | {"prompt": f"prompt of {OTHER}?"},
        ),
    )
    assert answer.status_code == 422
    assert sorted((row, column) for row, column, _message in problems(answer)) == [
        (2, "minutes"),
        (2, "prompt"),
        (2, "status"),
        (2, "topic"),
        (3, "criteria"),
        (4, "key"),
        (5, "status"),
        (6, "guide"),
        (7, "key"),
        (7, "number"),
        (8, "prompt"),
    ]
    assert "“eight” is no whole number: write figures alone." in answer.text.replace("&quot;", '"')
    assert (Question.objects.count(), QuestionVersion.objects.count(), answer.context["kept"]) == (2, 0, "")


def test_unknown_columns_are_named(page, guide):
    answer = shown(page, "Key,Expected answer,colour,prompt,PROMPT\nx,,,,\n")
    assert [message.split(":")[0] for _row, _column, message in problems(answer)] == [
        "“colour” is no column that is read",
        "These columns are read",
        "The column “prompt” stands in the table twice",
    ]


def test_numbers_may_be_swapped_but_not_shared(page, guide):
    Question.objects.filter(key=KEY).update(number=1)
    Question.objects.filter(key=OTHER).update(number=2)
    imported(page, written({"key": KEY, "number": 2}, {"key": OTHER, "number": 1}))
    assert (question().number, question(OTHER).number) == (2, 1)
    assert problems(shown(page, written({"key": KEY, "number": 1}))) == [(2, "number", f"1 is the number of {OTHER}.")]


def test_a_question_of_a_private_guide_is_as_unknown_as_any(page, guide, alice):
    making.guide("secret", rounds=1, topics=1, questions=1, owner=alice)
    unknown = problems(shown(page, written({"key": "nothing-1-1-1", "prompt": "Mine now?"})))
    assert problems(shown(page, written({"key": "secret-1-1-1", "prompt": "Mine now?"}))) == unknown
    new = {"topic": "topic-1-1", "kind": "behavioural", "prompt": "Prompt of secret-1-1-1?"}
    hers = shown(page, written(new | {"key": "", "guide": "secret"}))
    assert [message.split(". ")[0] for _row, _column, message in problems(hers)] == ["no guide has the key “secret”"]
    assert "SECRET-EXPECTED-secret" not in hers.text
    imported(page, written(new | {"key": "secret-1-1-1", "guide": guide.key}))
    assert question("secret-1-1-1").guide.owner == alice
    assert Question.objects.get(guide=guide, prompt=new["prompt"]).status == Status.DRAFT


def test_publishing_by_a_table_asks_what_publishing_asks(page, erin, guide, settings):
    Question.objects.filter(key=KEY).update(status=Status.DRAFT)
    lacking = written({"key": KEY, "status": "published", "why_it_matters": "", "key_point_3": "", "why_3": ""})
    assert [(row, column) for row, column, _words in problems(shown(page, lacking))] == [
        (2, "why_it_matters"),
        (2, "key_point_1"),
    ]
    settings.SECOND_APPROVAL = True
    both = written({"key": KEY, "status": "published", "prompt": "Mine?"})
    assert [column for _row, column, _words in problems(shown(page, both))] == ["status"]
    settings.SECOND_APPROVAL = False
    imported(page, both)
    assert question().status == Status.PUBLISHED
    assert question().status_changes.get().by == erin


def test_what_changed_since_the_preview_is_shown_again_before_it_is_written(page, erin, guide):
    answer = shown(page, written({"key": KEY, "prompt": "From the table?"}))
    assert f"<del>Prompt of {KEY}?</del> <ins>From the table?</ins>" in answer.text
    authoring.save_question(changed := question(), authoring.Change(by=erin, now=timezone.now()))
    changed.prompt = "From the form?"
    authoring.save_question(changed, authoring.Change(by=erin, now=timezone.now()))
    again = confirmed(page, answer)
    assert (again.status_code, question().prompt) == (409, "From the form?")
    confirmed(page, again)
    assert question().prompt == "From the table?"
    twice = confirmed(page, again)
    assert "This preview is not there any more" in twice.text


def test_only_ones_own_preview_can_be_written(page, client, guide, alice):
    answer = shown(page, written({"key": KEY, "prompt": "Mine?"}))
    for kept in ("", "../../etc/passwd", answer.context["kept"][:-2] + "xx"):
        assert "not there any more" in page.post(CONFIRM, {"kept": kept}, follow=True).text
    client.force_login(making.curator("frank@example.org", "Frank"))
    assert "not there any more" in confirmed(client, answer).text
    client.force_login(alice)
    assert [client.get(IMPORT).status_code, client.get(EXPORT).status_code] == [302, 302]
    assert question().prompt == f"Prompt of {KEY}?"


def workbook(*rows):
    """Return the bytes of a workbook."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def said_to_be_small(data):
    """Return a workbook whose sheet says that it has one cell, as some programs write it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb'<dimension ref="[^"]+"', b'<dimension ref="A1"', old.read(name)))
    return packed.getvalue()


def test_workbooks_as_spreadsheets_leave_them(page, guide):
    moment = timezone.now().replace(tzinfo=None)
    data = workbook(
        ["Key", "Minutes", "Prompt", "Why it matters"], [], [KEY, 9.0, 42, moment], [OTHER, 8, "=A1&B1", "#REF!"]
    )
    assert [(row, column) for row, column, _words in problems(shown(page, data))] == [
        (3, "why_it_matters"),
        (4, "prompt"),
        (4, "why_it_matters"),
    ]
    imported(page, said_to_be_small(workbook(["Key", "Minutes", "Prompt"], [KEY, 9.0, 42])))
    assert (question().minutes, question().prompt) == (9, "42")


def bomb():
    """A workbook that unpacks to more than 100 MB."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 101 * 1024 * 1024)
    return packed.getvalue()


BROKEN = {
    "nothing": b"",
    "blank": b" \n\n",
    "only a head": b"key,prompt\n",
    "no head": b"Tell me?,Because\n1,2\n",
    "binary": bytes(range(256)) * 40,
    "picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
    "bomb": bomb,
    "cut workbook": lambda: workbook(["key"], ["x"])[:-200],
    "no workbook": lambda: b"PK\x03\x04" + b"x" * 200,
    "cut quotes": b'key,prompt\nx,"and so',
    "cut row": b"key,prompt,minutes\nacme-pm-1-1-1,Short",
    "too many cells": b"key,prompt\nacme-pm-1-1-1,Why, oh why?\n",
    "bad json": b'[{"key": "x", ',
    "json of numbers": b"[1, 2]",
    "deep json": b"[" * 100_000 + b"]" * 100_000,
    "yaml alias": b"- &a {key: x}\n- *a\n",
    "nested": b'[{"key": "acme-pm-1-1-1", "prompt": {"a": 1}}]',
    "true": b"- {key: acme-pm-1-1-1, prompt: yes}\n",
    "too many rows": b"key\n" + b"x\n" * 10_001,
    "long number": b"- {key: acme-pm-1-1-1, prompt: 0x" + b"f" * 9_000 + b"}\n",
    "bytes": b"- {key: acme-pm-1-1-1, prompt: !!binary aGVsbG8=}\n",
    "utf-16": "key,prompt\nnowhere,Ärger?\n".encode("utf-16"),
}


def test_what_cannot_be_read_is_refused_in_words(page, guide):
    for name, made in BROKEN.items():
        answer = shown(page, made() if callable(made) else made, "../../etc/x.csv")
        words = [message for _row, _column, message in problems(answer)]
        words += [message for messages in answer.context["form"].errors.values() for message in messages]
        assert (name, answer.status_code, bool(words)) == (name, 422, True)
        assert [one for one in words if len(one) > 250 or re.search(r"Error\b|Exception|Traceback", one)] == []


def test_the_pages_keep_the_strict_policy(page, guide):
    answers = [page.get(IMPORT), page.get(EXPORT), shown(page, written({"key": KEY, "prompt": "<b>Bold</b>?"}))]
    answers += [shown(page, "key,colour\nx,y\n"), page.post(EXPORT, {"format": "9"})]
    policies = {re.sub(r"nonce-[^']+", "nonce", answer["Content-Security-Policy"]) for answer in answers}
    assert policies == {re.sub(r"nonce-[^']+", "nonce", page.get(reverse("home"))["Content-Security-Policy"])}
    assert "unsafe" not in "".join(policies)
    for answer in answers:
        assert not re.search(r"<[^>]*\s(style|on\w+)=|<style", answer.text)
    assert "<b>Bold</b>" not in answers[2].text


def test_many_are_saved_as_one_by_one(guide, erin):
    change = authoring.Change(by=erin, now=timezone.now(), reason="Both ways")
    Question.objects.update(expected_answer="Same", why_it_matters="Same")
    one, other = question(), question(OTHER)
    for each in (one, other):
        making.samples(each, timezone.now(), ["strong"])
    points = [authoring.Point("point-2", "Two"), authoring.Point("", "Two"), authoring.Point("point-1", "One", "Why")]
    criteria = list(one.rubric.criteria.all())[:1]
    values = {"prompt": "Changed?", "status": Status.IN_REVIEW, "probes": ["P"], "minutes": 9}
    for name, value in values.items():
        setattr(one, name, value)
    authoring.save_question(one, change, key_points=points, criteria=criteria)
    authoring.save_questions({other.pk: authoring.Edit(values, points, criteria)}, change)

    def told(key):
        row = authoring.whole_questions(Question.objects.filter(key=key)).get()
        state = authoring.state_of(row) | {"position": 0}
        versions = list(row.versions.values_list("number", "digest"))
        changes = list(row.changes.values_list("by", "at", "reason", "version__number"))
        given = list(row.status_changes.values_list("status", "by", "at"))
        flags = [sample.needs_checking for version in row.versions.all() for sample in version.samples.all()]
        del state["samples"]
        return state, versions[-1], changes, given, flags

    assert told(KEY) == told(OTHER)


def test_yaml_is_written_as_people_write_it(page, guide):
    Question.objects.filter(key=KEY).update(expected_answer="First line\nsecond: line")
    text = exported(page, 3).decode()
    assert "expected_answer: |-\n" in text
    assert yaml.safe_load(text)[0]["expected_answer"] == "First line\nsecond: line"
