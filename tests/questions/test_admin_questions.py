"""Writing the bank in the admin: every save leaves its trace, and what cannot be is said at the field."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from questions import authoring
from questions.authoring import Change, Sample
from questions.models import Criterion, FocusTopic, Guide, Question, Round, Rubric, SampleAnswer, Status, Tip
from questions.rubrics import version_of
from tests import making

LIST = "admin:questions_question_changelist"


@pytest.fixture
def question(guide):
    """A question of the guide with its first version."""
    question = Question.objects.get(key="acme-pm-1-1-1")
    version_of(question, timezone.now())
    return question


@pytest.fixture
def page(client, erin):
    """The client of a signed-in curator."""
    client.force_login(erin)
    return client


def page_of(row, action="change"):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{action}", args=[row.pk])


def question_form(question, points=None, **fields):
    """What the browser sends from the page of a question; `points` are (pk, text, position, delete)."""
    if points is None:
        points = [(point.pk, point.text, point.position, False) for point in question.key_points.all()]
    data = {
        "topic": question.topic_id,
        "number": question.number or "",
        "status": question.status,
        "rubric": question.rubric_id,
        "criteria": [criterion.pk for criterion in question.criteria.all()],
        "difficulty": question.difficulty,
        "minutes": question.minutes,
        "prompt": question.prompt,
        "expected_answer": question.expected_answer,
        "why_it_matters": question.why_it_matters,
        "probes": "\n".join(question.probes),
        "related": [],
        "position": question.position,
        "reason": "",
        "key_points-TOTAL_FORMS": len(points),
        "key_points-INITIAL_FORMS": len([point for point in points if point[0]]),
    }
    for index, (pk, text, position, delete) in enumerate(points):
        values = {"id": pk or "", "question": question.pk, "text": text, "why": "Because.", "position": position}
        data |= {f"key_points-{index}-{name}": value for name, value in values.items()}
        if delete:
            data[f"key_points-{index}-DELETE"] = "on"
    return data | fields


def test_a_saved_change_is_in_the_history_with_who_and_why(page, erin, question):
    data = question_form(question, prompt="Changed?", reason="Clearer", is_typo="on")
    assert page.post(page_of(question), data).status_code == 302
    change = question.changes.get()
    assert (change.by, change.reason, change.is_typo) == (erin, "Clearer", True)
    assert change.version.content["prompt"] == "Changed?"
    assert question.versions.count() == 2


def test_what_somebody_else_changed_meanwhile_is_replaced_knowingly(page, alice, question, now):
    opened = page.get(page_of(question)).context["adminform"].form["base"].value()
    data = question_form(question, prompt="Mine?", base=opened)
    question.prompt = "Theirs?"
    authoring.save_question(question, Change(by=alice, now=now, reason="Quicker"))
    refused = page.post(page_of(question), data)
    assert errors(refused)["__all__"][0].startswith("Not saved: Alice changed this question while you had it open.")
    assert Question.objects.get(pk=question.pk).prompt == "Theirs?"
    again = refused.context["adminform"].form["base"].value()
    assert page.post(page_of(question), data | {"base": again}).status_code == 302
    assert Question.objects.get(pk=question.pk).prompt == "Mine?"


def test_saving_unchanged_makes_no_version(page, question):
    page.post(page_of(question), question_form(question))
    assert (question.versions.count(), question.changes.count()) == (1, 0)


def test_key_points_and_texts_of_one_save_are_one_version(page, question):
    first, second, third = question.key_points.all()
    points = [(first.pk, "Rewritten", 2, False), (second.pk, second.text, 1, False), (third.pk, "", 3, True)]
    points += [(None, "Names the price", 4, False)]
    response = page.post(page_of(question), question_form(question, points, prompt="Changed?"))
    assert response.status_code == 302
    content = question.changes.get().version.content
    assert [(point["slug"], point["text"]) for point in content["key_points"]] == [
        ("point-2", second.text),
        ("point-1", "Rewritten"),
        ("names-the-price", "Names the price"),
    ]
    assert question.versions.count() == 2


def test_the_admin_log_says_what_changed(page, question):
    page.post(page_of(question), question_form(question, prompt="Changed?"))
    assert "Prompt" in LogEntry.objects.get().get_change_message()


def test_a_new_question_is_whole_at_once(page, guide, erin):
    topic = FocusTopic.objects.get(key="topic-1-2")
    rubric = making.rubric()
    data = {
        "topic": topic.pk,
        "key": "brand-new",
        "status": "published",
        "rubric": rubric.pk,
        "criteria": [criterion.pk for criterion in rubric.criteria.all()],
        "difficulty": "easy",
        "minutes": 5,
        "prompt": "New?",
        "expected_answer": "Something new.",
        "why_it_matters": "The old one is old.",
        "probes": "One?\n\n Two? ",
        "position": 0,
        "reason": "Missing so far",
        "key_points-TOTAL_FORMS": 3,
        "key_points-INITIAL_FORMS": 0,
    }
    for index in range(3):
        data |= {f"key_points-{index}-text": f"Point {index}", f"key_points-{index}-position": 0}
    assert page.post(reverse("admin:questions_question_add"), data).status_code == 302
    made = Question.objects.get(key="brand-new")
    assert (made.guide, made.probes, made.position) == (guide, ["One?", "Two?"], 223)
    assert [point.key for point in made.key_points.all()] == ["point-0", "point-1", "point-2"]
    assert (made.changes.get().by, made.versions.count()) == (erin, 1)


def errors(response):
    """The errors of a form, or nothing where it was saved."""
    return dict(response.context["adminform"].form.errors) if response.status_code == 200 else {}


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"criteria": []}, "criteria", "A published question elicits 2 or 3 criteria."),
        ({"prompt": ""}, "prompt", "This field is required."),
        ({"minutes": 0}, "minutes", "A question takes 1 to 120 minutes."),
        ({"number": 7}, "number", "acme-pm-1-1-2 has this number."),
        ({"prompt": "a\x00b"}, "prompt", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_is_said_at_the_field(page, question, fields, field, words):
    Question.objects.filter(key="acme-pm-1-1-2").update(number=7)
    found = errors(page.post(page_of(question), question_form(question, **fields)))
    assert [name for name, messages in found.items() if words in str(messages)] == [field]


def test_a_question_cannot_leave_its_guide(page, question):
    other = making.guide("other").rounds.first().topics.first()
    found = errors(page.post(page_of(question), question_form(question, topic=other.pk)))
    assert "A question stays in its guide" in str(found["topic"])


def test_criteria_of_another_rubric_are_refused(page, question):
    strange = [criterion.pk for criterion in making.rubric("technical").criteria.all()]
    found = errors(page.post(page_of(question), question_form(question, criteria=strange)))
    assert "Not of the rubric Behavioural" in str(found["criteria"])


def test_a_published_question_keeps_three_key_points(page, question):
    points = [(point.pk, point.text, point.position, True) for point in question.key_points.all()]
    response = page.post(page_of(question), question_form(question, points))
    assert "A published question has 3 or 4 key points; there are 0." in response.text
    draft = question_form(question, points, status="draft")
    assert page.post(page_of(question), draft).status_code == 302


def test_a_question_with_a_version_cannot_be_deleted_and_the_page_says_what_to_do(page, question):
    response = page.get(page_of(question, "delete"))
    assert "1 question version" in response.text
    assert "Retire it instead" in response.text
    assert page.post(page_of(question, "delete"), {"post": "yes"}).status_code == 200
    assert Question.objects.filter(pk=question.pk).exists()


def test_deleting_a_round_tells_no_names_of_candidates(page, guide, alice, now):
    a_round = guide.rounds.first()
    making.planned(alice, guide, now, scope="round", place=a_round, count=1)
    text = page.get(page_of(a_round, "delete")).text
    assert "1 mock interview" in text
    assert "Alice" not in text
    assert "alice@" not in text


@pytest.mark.parametrize(("action", "status"), [("retire", "retired"), ("send_to_review", "in_review")])
def test_actions_give_a_status(page, guide, question, action, status):
    page.post(reverse(LIST), {"action": action, "_selected_action": [question.pk]})
    assert Question.objects.get(pk=question.pk).status == status
    assert Question.objects.exclude(pk=question.pk).filter(status=status).count() == 0


def test_an_incomplete_question_is_not_published(page, guide):
    whole, part = Question.objects.filter(key__in=["acme-pm-1-1-1", "acme-pm-1-1-2"])
    Question.objects.update(status=Status.DRAFT)
    part.key_points.all().delete()
    sent = {"action": "publish", "_selected_action": [whole.pk, part.pk]}
    text = page.post(reverse(LIST), sent, follow=True).text
    assert dict(Question.objects.filter(pk__in=[whole.pk, part.pk]).values_list("key", "status")) == {
        whole.key: "published",
        part.key: "draft",
    }
    assert f"“{part.key}” was not published" in text


def test_the_list_of_questions_asks_as_much_for_three_as_for_one(page, guide):
    counts = []
    for keep in (1, 3):
        Question.objects.update(status=Status.DRAFT)
        shown = Question.objects.order_by("pk")[:keep]
        Question.objects.filter(pk__in=[row.pk for row in shown]).update(status=Status.PUBLISHED)
        for row in shown:
            version_of(row, timezone.now())
        address = f"{reverse(LIST)}?status__exact=published"
        page.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert page.get(address).context["cl"].result_count == keep
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_list_says_what_differs_from_the_file(page, question, now):
    authoring.mark_loaded(question)
    assert "as in the file" in page.get(reverse(LIST)).text
    question.prompt = "Changed?"
    authoring.save_question(question, Change(by=None, now=now))
    text = page.get(reverse(LIST)).text
    assert "edited here" in text
    assert "as in the file" not in text


@pytest.mark.parametrize("term", ["SECRET-POINT-1-acme-pm-1-1-1", "acme-pm-1-1-1", "Prompt of acme-pm-1-1-1"])
def test_the_list_is_searched(page, guide, term):
    rows = page.get(reverse(LIST), {"q": term}).context["cl"].result_list
    assert [row.key for row in rows] == ["acme-pm-1-1-1"]


# Guides, rounds, topics, tips


def test_a_slug_of_another_guide_is_refused(page, guide):
    data = {"title": "Twin", "key": "twin", "slug": guide.slug, "status": "draft", "position": 0}
    data |= {"rounds-TOTAL_FORMS": 0, "rounds-INITIAL_FORMS": 0}
    assert errors(page.post(reverse("admin:questions_guide_add"), data))
    assert Guide.objects.count() == 1


def test_a_guide_is_made_with_its_rounds(page, roles):
    data = {"title": "New", "key": "new", "slug": "new", "status": "draft", "position": 0, "questions_to_ask": "A?\nB?"}
    data |= {"rounds-TOTAL_FORMS": 1, "rounds-INITIAL_FORMS": 0, "rounds-0-key": "screening", "rounds-0-name": "Call"}
    data |= {"rounds-0-least_minutes": 30, "rounds-0-most_minutes": 45, "rounds-0-position": 1}
    assert page.post(reverse("admin:questions_guide_add"), data).status_code == 302
    made = Guide.objects.get(key="new")
    assert (made.questions_to_ask, made.rounds.get().key) == (["A?", "B?"], "screening")


def test_least_is_not_more_than_most(page, guide):
    a_round = Round.objects.get(guide=guide, key="round-1")
    data = {"guide": guide.pk, "name": "Round 1", "least_minutes": 60, "most_minutes": 45, "position": 1}
    data |= {"topics-TOTAL_FORMS": 0, "topics-INITIAL_FORMS": 0}
    assert "The least is more than the most." in str(errors(page.post(page_of(a_round), data))["least_minutes"])


def test_the_key_of_a_topic_is_unique_in_its_guide(page, guide):
    data = {"round": Round.objects.get(key="round-2").pk, "key": "topic-1-1", "name": "Twin", "position": 1}
    assert "Another topic" in str(errors(page.post(reverse("admin:questions_focustopic_add"), data))["key"])


def test_a_tip_is_of_one_place_in_its_guide(page, guide):
    other = making.guide("other").rounds.first()
    data = {"guide": guide.pk, "round": other.pk, "key": "tip", "title": "Breathe", "position": 0}
    assert "of another guide" in str(errors(page.post(reverse("admin:questions_tip_add"), data))["round"])
    assert Tip.objects.count() == 0


# Rubrics


def rubric_form(rubric, **fields):
    """What the browser sends from the page of a rubric."""
    rows = list(rubric.criteria.all())
    data = {"name": rubric.name, "kind": rubric.kind, "description": "", "position": 0}
    data |= {"criteria-TOTAL_FORMS": len(rows), "criteria-INITIAL_FORMS": len(rows)}
    for index, row in enumerate(rows):
        values = {name: getattr(row, name) for name in (*authoring.CRITERION_FIELDS, "position", "id")}
        data |= {f"criteria-{index}-{name}": value for name, value in values.items()}
        data[f"criteria-{index}-rubric"] = rubric.pk
    return data | fields


def test_an_anchor_is_changed_on_the_page_of_its_rubric(page, question):
    rubric = question.rubric
    data = rubric_form(rubric, **{"criteria-0-anchor_4": "Five things."})
    assert page.post(page_of(rubric), data).status_code == 302
    assert rubric.criteria.first().anchor_4 == "Five things."
    assert question.versions.count() == 1


def test_a_criterion_that_questions_elicit_stays(page, question):
    rubric = Rubric.objects.get(pk=question.rubric_id)
    response = page.post(page_of(rubric), rubric_form(rubric, **{"criteria-0-DELETE": "on"}))
    assert "8 questions elicit “Criterion 1 of Behavioural”" in response.text
    assert Criterion.objects.filter(rubric=rubric).count() == 2


# Samples


def sample_form(question, **fields):
    marks = "\n".join(f"{point.key} 2 Says so." for point in question.key_points.all())
    levels = "\n".join(f"{criterion.key} 4" for criterion in question.criteria.all())
    return {
        "question": question.pk,
        "standing": "strong",
        "text": "By hand.",
        "marks": marks,
        "levels": levels,
    } | fields


def test_a_sample_is_written_on_the_present_version(page, question):
    assert page.post(reverse("admin:questions_sampleanswer_add"), sample_form(question)).status_code == 302
    row = SampleAnswer.objects.get()
    assert row.version == version_of(question, timezone.now())
    assert row.marks["point-1"] == {"mark": 2, "reason": "Says so."}


def test_a_changed_sample_replaces_the_old_one(page, question, now):
    old = authoring.replace_sample(Sample("weak", "Old.", {}, {}), question, Change(by=None, now=now))
    assert page.post(page_of(old), sample_form(question)).status_code == 302
    old.refresh_from_db()
    assert (old.text, old.replaced_at is None) == ("Old.", False)
    assert SampleAnswer.objects.get(replaced_at=None).text == "By hand."
    assert page.post(page_of(old), sample_form(question)).status_code == 403


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"marks": "point-1 2"}, "Missing: point-2, point-3."),
        ({"marks": "point-1 2\npoint-2 9\npoint-3 0"}, "Numbers go from 0 to 2."),
        ({"marks": "point-1 two"}, "Line 1 is not of the form"),
        ({"marks": "point-1 1\npoint-1 2"}, "“point-1” stands here twice."),
    ],
)
def test_a_wrong_sample_is_refused(page, question, fields, words):
    response = page.post(reverse("admin:questions_sampleanswer_add"), sample_form(question, **fields))
    assert words in str(errors(response)["marks"])
