"""Make my list: paste or upload, the preview with its choices, import, practise; and the same for the bank."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from questions.importing.text_guide import understand
from questions.models import Guide, Import, Question, Status
from sessions.forms.imports import PROMPT
from sessions.models import MockInterview
from tests import making

LIST = """# My Acme list

## Round 1: Screen

**1. Why Acme?**

**Expected answer:** SECRET-ANSWER names a fact. It links the fact to own work. It says what comes next.

**2. Tell me about a time you failed.**
"""


@pytest.fixture
def rubrics(db):
    return [making.rubric("behavioural"), making.rubric("technical")]


@pytest.fixture
def signed_in(client, alice, rubrics):
    client.force_login(alice)
    return client


def waiting(user, text=LIST, **fields):
    return making.received(user, text, timezone.now(), **fields)


def page_of(one):
    return reverse("import", args=[one.pk])


def imported(client, user, text=LIST, act="import"):
    one = waiting(user, text)
    client.post(page_of(one), {"act": act})
    return Import.objects.get(pk=one.pk)


def test_a_pasted_list_is_previewed_imported_and_practised(signed_in, alice):
    response = signed_in.post(reverse("make_list"), {"text": LIST})
    one = Import.objects.get()
    assert (response.status_code, response.url) == (302, page_of(one))
    page = signed_in.get(response.url)
    assert [row.match.state for row in page.context["preview"].rows] == ["new", "new"]
    assert signed_in.post(response.url, {"act": "import", "title": "Mine"}).url == response.url
    guide = Guide.objects.get(owner=alice)
    assert (guide.title, guide.status, guide.questions.published().count()) == ("Mine", Status.PUBLISHED, 2)
    assert "Practise it now" in signed_in.get(response.url).content.decode()
    plan = {"scope": "mix", "count": "2", "pacing": "open", "allowance": "100"}
    assert signed_in.post(reverse("plan", args=[guide.address]), plan).status_code == 302
    assert MockInterview.objects.get().guide == guide


def test_a_file_is_read_by_its_content_and_keeps_the_last_part_of_its_name(signed_in):
    file = SimpleUploadedFile("list.md", LIST.encode("utf-16"), content_type="image/png")
    signed_in.post(reverse("make_list"), {"file": file})
    assert (Import.objects.get().name, len(Import.objects.get().matches)) == ("list.md", 2)


def test_a_workbook_is_read_too(signed_in):
    book, data = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Question", "Answer"])
    book.active.append(["Why Acme?", "It names a fact."])
    book.save(data)
    url = signed_in.post(reverse("make_list"), {"file": SimpleUploadedFile("list.xlsx", data.getvalue())}).url
    signed_in.post(url, {"act": "import"})
    assert [(one.prompt, one.expected_answer) for one in Question.objects.all()] == [("Why Acme?", "It names a fact.")]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Paste your list here, or choose a file."),
        ({"text": "Dear Mo,\n\nit rained all week."}, "Nothing in this text was understood"),
        ({"text": "Why?", "file": b"Why?"}, "Take either the text or the file"),
        ({"file": b"\x89PNG\r\n\x1a\n"}, "The file is a picture, not text"),
        ({"file": b"x" * (10 * 1024 * 1024 + 1)}, "The file has more than 10 MB"),
        ({"file": b""}, "The file is empty."),
    ],
    ids=["nothing", "a letter", "both", "a picture", "too large", "empty"],
)
def test_what_cannot_be_read_is_told_at_the_field_and_not_kept(signed_in, sent, words):
    if "file" in sent:
        sent = {**sent, "file": SimpleUploadedFile("x.md", sent["file"])}
    response = signed_in.post(reverse("make_list"), sent)
    assert (response.status_code, words in response.content.decode()) == (422, True)
    assert Import.objects.count() == 0


def test_a_long_list_is_read_in_steps_that_may_be_repeated(signed_in):
    text = LIST + "".join(f"\n**{n}. What is thing {n}?**\n\n**Answer:** {'Words. ' * 40}\n" for n in range(3, 130))
    url = signed_in.post(reverse("make_list"), {"text": text}).url
    assert "Step 1 of 2" in signed_in.get(url).content.decode()
    one = Import.objects.get()
    step = signed_in.post(reverse("read_import", args=[one.pk]), headers={"HX-Request": "true"})
    assert "Step 2 of 2" in step.content.decode()
    last = signed_in.post(reverse("read_import", args=[one.pk]), headers={"HX-Request": "true"})
    again = signed_in.post(reverse("read_import", args=[one.pk]), headers={"HX-Request": "true"})
    assert (last["HX-Redirect"], again["HX-Redirect"]) == (url, url)
    assert len(signed_in.get(url).context["preview"].rows) == 50


def test_what_is_chosen_in_the_preview_is_what_is_written(signed_in, alice):
    one = waiting(alice)
    signed_in.post(page_of(one), {"act": "keep", "row": ["0", "1"], "do-1": "skip", "kind-0": "technical"})
    signed_in.post(reverse("import_question", args=[one.pk, 0]), {
        "prompt": "Why Acme, of all?",
        "expected_answer": "Mine.",
        "key_points": "Names one fact\n\nSays why",
        "kind": "technical",
        "difficulty": "hard",
        "minutes": "12",
    })  # fmt: skip
    signed_in.post(page_of(one), {"act": "import-without"})
    question = Question.objects.get()
    assert (question.prompt, question.rubric.kind, question.minutes) == ("Why Acme, of all?", "technical", 12)
    assert [point.text for point in question.key_points.order_by("position")] == ["Names one fact", "Says why"]


def test_a_list_without_key_points_and_answers_is_practised_all_the_same(signed_in, alice, now):
    guide = imported(signed_in, alice, "# T\n\n1. Why?\n2. How?\n").guide
    interview = making.rated(alice, guide, now)
    page = signed_in.get(reverse("result", args=[interview.pk]))
    assert (page.status_code, Question.objects.filter(key_points__isnull=False).count()) == (200, 0)
    assert "%" not in re.sub(r"<[^>]*>", "", page.content.decode()).split("Coverage")[1][:40]


def test_the_same_list_again_is_compared_with_the_guide_that_it_made(signed_in, alice):
    guide = imported(signed_in, alice).guide
    one = waiting(alice, LIST.replace("SECRET-ANSWER", "OTHER-ANSWER"))
    page = signed_in.get(page_of(one))
    assert (one.guide, [row.match.state for row in page.context["preview"].rows]) == (guide, ["changed", "identical"])
    assert ("SECRET-ANSWER" in page.content.decode(), "OTHER-ANSWER" in page.content.decode()) == (True, True)
    signed_in.post(page_of(one), {"act": "import"})
    assert Question.objects.get(number=1).expected_answer.startswith("OTHER-ANSWER")


def test_an_import_is_undone_until_its_questions_are_asked(signed_in, alice, now):
    one = imported(signed_in, alice)
    making.running(alice, one.guide, now, count=1)
    refused = signed_in.post(reverse("undo_import", args=[one.pk]), follow=True)
    assert "were asked in an interview" in refused.content.decode()
    MockInterview.objects.all().delete()
    signed_in.post(reverse("undo_import", args=[one.pk]))
    assert (Guide.objects.count(), Question.objects.count()) == (0, 0)


def test_what_is_thrown_away_or_old_is_gone(signed_in, alice):
    signed_in.post(reverse("discard_import", args=[waiting(alice).pk]))
    old = waiting(alice)
    Import.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=2))
    call_command("tick", verbosity=0)
    assert Import.objects.count() == 0


def test_the_form_that_an_assistant_is_asked_for_is_read_without_losses():
    found = understand(PROMPT.split("\n\n", 2)[2].rsplit("\n\n", 1)[0].encode()).as_dict()
    assert (found["not_understood"], found["problems"], found["repeated"]) == ([], [], [])
    assert [found["guide"][name] for name in ("company", "role", "level")] == ["the company", "the role", "the level"]
    a_round = found["rounds"][0]
    assert (a_round["format"], a_round["minutes"], a_round["what_to_expect"]) == (
        "how it is held",
        45,
        "Two or three sentences.",
    )
    assert "one sentence of advice" in a_round["tips"]
    question = a_round["topics"][0]["questions"][0]
    assert (a_round["topics"][0]["name"], question["prompt"], question["number"]) == (
        "Name of the topic",
        "The question?",
        1,
    )
    assert question["expected_answer"] == "what a strong answer does, in three to five sentences."
    assert question["why_it_matters"] == "one or two sentences."
    assert (len(question["key_points"]), len(question["probes"]), question["minutes"]) == (3, 2, 6)


def test_a_list_that_is_made_as_it_is_asked_for_is_read_word_by_word():
    number, made, lines = 0, [], ["# Acme: Planner interview questions", ""]
    lines += [
        "**Company:** Acme",
        "**Role:** Planner",
        "**Level:** senior",
        "",
        "Acme asks twice. It answers soon.",
        "",
    ]
    for r, (a_round, minutes) in enumerate((("Telephone screen", 30), ("Panel of three", 45)), start=1):
        lines += [f"## Round {r}: {a_round}", "", "**Format:** by video", f"**Length:** {minutes} minutes", ""]
        lines += ["### What to expect", "", f"People of {a_round} ask.", "", "### Tips", ""]
        lines += [f"- **Bring {r} pens**: one may fail.", "- **Sleep**: go to bed early.", ""]
        for topic in (f"Planning of kind {r}", f"People: how many, {r}"):
            lines += [f"### {topic}", ""]
            for _each in range(5):
                number += 1
                asked = {
                    "number": number,
                    "prompt": f"How do you plan thing {number}, and for whom?",
                    "expected_answer": f"A strong answer names thing {number}. It says why: cost. It ends with a date.",
                    "why_it_matters": f"Thing {number} fails without a plan. It is dear.",
                    "key_points": [f"names thing {number}", "says why it is dear", "ends with a date: the day"],
                    "probes": ["Who decided?", f"What came of thing {number}?"],
                    "difficulty": "hard",
                    "minutes": 7,
                }
                made.append((a_round, topic, asked))
                lines += [
                    f"**{number}. {asked['prompt']}**",
                    "",
                    f"**Expected answer:** {asked['expected_answer']}",
                    "",
                ]
                lines += [f"**Why it matters:** {asked['why_it_matters']}", "", "**Key points:**", ""]
                lines += [f"- {point}" for point in asked["key_points"]] + ["", "**Follow-ups:**", ""]
                lines += [f"- {probe}" for probe in asked["probes"]] + [
                    "",
                    "**Difficulty:** hard",
                    "",
                    "**Time:** 7 minutes",
                    "",
                ]
    found = understand("\n".join(lines).encode()).as_dict()
    assert [found[name] for name in ("not_understood", "problems", "repeated", "tips")] == [[], [], [], []]
    assert [found["guide"][name] for name in ("title", "company", "role", "level", "summary")] == [
        "Acme: Planner interview questions",
        "Acme",
        "Planner",
        "senior",
        "Acme asks twice. It answers soon.",
    ]
    read = [
        (a_round["name"].split(": ")[-1], topic["name"], {name: question[name] for name in made[0][2]})
        for a_round in found["rounds"]
        for topic in a_round["topics"]
        for question in topic["questions"]
    ]
    assert read == made
    assert [(a_round["minutes"], a_round["format"]) for a_round in found["rounds"]] == [
        (30, "by video"),
        (45, "by video"),
    ]


def test_the_preview_takes_the_same_number_of_statements_for_any_list(signed_in, alice, django_assert_num_queries):
    for text in ("# T\n\n1. Why?\n", LIST + "\n3. How?\n\n4. When?\n"):
        one = waiting(alice, text)
        signed_in.get(page_of(one))
        with django_assert_num_queries(9):
            signed_in.get(page_of(one))


def test_a_preview_beside_what_is_there_takes_few_statements(signed_in, alice, django_assert_max_num_queries):
    imported(signed_in, alice)
    one = waiting(alice, LIST.replace("SECRET-ANSWER", "OTHER"))
    signed_in.get(page_of(one))
    with django_assert_max_num_queries(12):
        assert signed_in.get(page_of(one)).context["preview"].counts["changed"] == 1


def test_a_curator_imports_into_the_bank_as_drafts(client, erin, rubrics):
    client.force_login(erin)
    url = client.post(reverse("import_into_bank"), {"text": LIST}).url
    client.post(url, {"act": "import"})
    guide = Guide.objects.get()
    assert (guide.owner, guide.status, guide.questions.published().count()) == (None, Status.DRAFT, 0)
    assert "They are drafts" in client.get(url).content.decode()


def test_a_list_for_the_bank_is_shut_to_who_keeps_it_no_more(client, erin, rubrics):
    one = waiting(erin, is_private=False)
    client.force_login(erin)
    assert client.get(page_of(one)).status_code == 200
    erin.groups.clear()
    assert client.get(page_of(one)).status_code == 404


def test_the_list_is_hidden_while_a_realistic_interview_on_its_guide_runs(signed_in, alice):
    guide = imported(signed_in, alice).guide
    one = waiting(alice)
    making.running(alice, guide, timezone.now(), count=1)
    question = reverse("edit_my_question", args=[guide.slug, guide.questions.get(number=1).key])
    for url in (page_of(one), question, reverse("import_question", args=[one.pk, 0])):
        page = signed_in.get(url, follow=True).content.decode()
        assert ("SECRET-ANSWER" in page, "hidden while your interview runs" in page) == (False, True)


def test_a_list_with_nearly_a_question_of_the_interview_is_hidden_too(signed_in, alice):
    guide = making.guide(rounds=1, topics=1, questions=1, owner=alice)
    one = waiting(alice, f"# T\n\n1. {guide.questions.get().prompt} Really?\n")
    other = waiting(alice)
    making.running(alice, guide, timezone.now(), count=1)
    pages = [signed_in.get(page_of(a_list)).content.decode() for a_list in (one, other)]
    assert ["hidden while your interview runs" in page for page in pages] == [True, False]
    assert "SECRET-EXPECTED" not in pages[0]
