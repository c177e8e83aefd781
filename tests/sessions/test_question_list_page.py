"""The plain list of a guide's questions: the page, and the files."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from questions.models import Question, Status
from sessions.models import Pacing
from sessions.queries import question_list as queries
from tests import making

ANSWERS = {"with": "answers"}
HIDDEN = "The expected answers are hidden while your interview runs."


@pytest.fixture
def guide(roles):
    """Two rounds of one topic with two questions each."""
    return making.guide(rounds=2, topics=1, questions=2)


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def get(client, guide, suffix="", **query):
    name, args = ("question_list_file", [guide.slug, suffix]) if suffix else ("question_list", [guide.slug])
    return client.get(reverse(name, args=args), query)


def rows(answer):
    """The rows of a CSV file, by the names of its columns."""
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"), newline="")))


def everywhere(client, guide, **query):
    """The page and both files."""
    return [get(client, guide, suffix, **query) for suffix in ("", "md", "csv")]


def number(key, number):
    Question.objects.filter(key=key).update(number=number)


# Who sees what


def test_a_visitor_gets_prompts_alone_whatever_they_ask_for(client, guide):
    for answer in everywhere(client, guide, **ANSWERS):
        assert answer.status_code == 200
        assert "Prompt of acme-pm-2-1-2?" in answer.text
        assert "shown to people who have signed in" in answer.text
        assert "SECRET" not in answer.text
        assert "Probe of" not in answer.text


def test_questions_alone_are_shown_unless_more_is_asked_for(signed_in, guide):
    for answer in everywhere(signed_in, guide):
        assert "Prompt of acme-pm-2-1-2?" in answer.text
        assert "SECRET" not in answer.text


def test_a_signed_in_person_gets_what_stands_behind(signed_in, guide):
    for answer in everywhere(signed_in, guide, **ANSWERS):
        for text in ("SECRET-EXPECTED-", "SECRET-WHY-", "SECRET-POINT-3-", "Probe of "):
            assert answer.text.count(text) == 4


def test_while_a_realistic_interview_runs_there_are_prompts_alone(signed_in, alice, guide):
    making.running(alice, guide, timezone.now())
    for answer in everywhere(signed_in, guide, **ANSWERS):
        assert "Prompt of acme-pm-2-1-2?" in answer.text
        assert HIDDEN in answer.text
        assert "SECRET" not in answer.text
        assert "Probe of" not in answer.text


def test_an_open_interview_and_one_of_another_guide_hide_nothing_here(signed_in, alice, guide):
    making.running(alice, guide, timezone.now(), pacing=Pacing.OPEN)
    assert "SECRET-EXPECTED-acme-pm-1-1-1" in get(signed_in, guide, "md", **ANSWERS).text


def test_a_question_of_this_guide_in_the_interview_of_another_is_hidden(signed_in, alice, guide):
    interview = making.running(alice, guide, timezone.now(), count=1)
    key = interview.answers.get().version.question.key
    other = making.guide("other", rounds=1, topics=1, questions=1)
    type(interview).objects.filter(pk=interview.pk).update(guide=other)
    for answer in everywhere(signed_in, guide, **ANSWERS):
        assert f"SECRET-EXPECTED-{key}" not in answer.text
        assert answer.text.count("SECRET-EXPECTED-") == 3
        assert answer.text.count(HIDDEN) == 1


def test_drafts_and_what_is_of_others_are_not_there(signed_in, guide, bob):
    Question.objects.filter(key="acme-pm-1-1-1").update(status=Status.DRAFT)
    hidden = [making.guide("draft", status=Status.DRAFT, rounds=1), making.guide("bobs", owner=bob, rounds=1)]
    for one in hidden:
        assert [answer.status_code for answer in everywhere(signed_in, one)] == [404, 404, 404]
    for answer in everywhere(signed_in, guide, **ANSWERS):
        assert "acme-pm-1-1-1" not in answer.text
        assert answer.text.count("SECRET-EXPECTED-") == 3


def test_ones_own_private_guide_is_listed(signed_in, alice):
    own = making.guide("mine", rounds=1, topics=1, questions=1, owner=alice, status=Status.DRAFT)
    assert "SECRET-EXPECTED-mine-1-1-1" in get(signed_in, own, "csv", **ANSWERS).text


# Order, numbers, pages


def test_without_numbers_of_its_own_the_guide_is_counted_through(client, guide):
    assert [(row["number"], row["prompt"][-6:-1]) for row in rows(get(client, guide, "csv"))] == [
        ("1", "1-1-1"),
        ("2", "1-1-2"),
        ("3", "2-1-1"),
        ("4", "2-1-2"),
    ]


def test_numbers_are_those_of_the_list_in_both_orders(client, guide):
    number("acme-pm-2-1-2", 1)
    number("acme-pm-1-1-2", 14)
    by_round = [(row["number"], row["prompt"][-6:-1]) for row in rows(get(client, guide, "csv"))]
    assert by_round == [("", "1-1-1"), ("14", "1-1-2"), ("", "2-1-1"), ("1", "2-1-2")]
    by_number = [(row["number"], row["prompt"][-6:-1]) for row in rows(get(client, guide, "csv", order="list"))]
    assert by_number == [("1", "2-1-2"), ("14", "1-1-2"), ("", "1-1-1"), ("", "2-1-1")]
    text = get(client, guide, "md", order="list").text
    assert text.index("**1.** Prompt of acme-pm-2-1-2?") < text.index("*Round 1 · Topic 1.1")
    assert "## " not in text


def test_a_long_list_has_pages_and_its_files_hold_all(signed_in, guide, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    text = get(signed_in, guide, page="2", **ANSWERS).text
    assert "Questions 4 to 4 of 4." in text
    assert 'class="of-list num">4.<' in text
    assert "SECRET-POINT-1-acme-pm-2-1-2" in text
    assert "acme-pm-2-1-1" not in text
    assert "?page=1&amp;with=answers" in text
    assert f'{reverse("question_list_file", args=[guide.slug, "md"])}?with=answers"' in text
    assert len(rows(get(signed_in, guide, "csv", **ANSWERS))) == 4
    for page in ("9", "x", ""):
        assert get(signed_in, guide, page=page).status_code == 200


def test_an_empty_guide_says_what_to_do(signed_in):
    empty = making.guide("empty", rounds=1, topics=1, questions=0)
    assert "No question of this guide is published yet." in get(signed_in, empty).text
    assert get(signed_in, empty, "md").text == "# Guide empty\n"


# Files


def test_files_are_named_after_the_guide_and_kept_by_nobody(signed_in, guide):
    kinds = {"md": "text/markdown; charset=utf-8", "csv": "text/csv; charset=utf-8"}
    for suffix, kind in kinds.items():
        answer = get(signed_in, guide, suffix, **ANSWERS)
        assert answer["Content-Type"] == kind
        assert answer["Content-Disposition"] == f'attachment; filename="acme-pm.{suffix}"'
        assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    assert get(signed_in, guide, "exe").status_code == 404


def test_a_prompt_is_neither_a_formula_nor_a_heading_nor_a_tag(client, guide):
    Question.objects.filter(key="acme-pm-1-1-1").update(prompt="=1+1\n# <b>Heading</b>")
    assert rows(get(client, guide, "csv"))[0]["prompt"] == "'=1+1\n# <b>Heading</b>"
    assert "**1.** \\=1+1\\\n\\# \\<b\\>Heading\\</b\\>" in get(client, guide, "md").text
    assert "=1+1<br># &lt;b&gt;Heading&lt;/b&gt;" in get(client, guide).text


@pytest.mark.parametrize("suffix", ["", "md", "csv"])
def test_it_takes_as_many_queries_for_twelve_questions_as_for_one(signed_in, suffix):
    one = making.guide("one", rounds=1, topics=1, questions=1)
    twelve = making.guide("twelve", rounds=2, topics=2, questions=3)
    counts = []
    for guide in (one, twelve):
        with CaptureQueriesContext(connection) as queries_taken:
            get(signed_in, guide, suffix, **ANSWERS)
        counts.append(len(queries_taken))
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_the_guide_and_its_questions_lead_to_the_list(client, guide):
    link = reverse("question_list", args=[guide.slug])
    assert f'href="{link}"' in client.get(reverse("guide", args=[guide.slug])).text
    assert f'href="{link}"' in client.get(reverse("study", args=[guide.slug])).text
