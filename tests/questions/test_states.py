"""Draft, in review, published, retired: who may give which, what is missing, and who did it when."""

import pytest
from django.urls import reverse
from django.utils import timezone

from questions import authoring, publishing
from questions.authoring import Change
from questions.models import Guide, Question, Status
from tests import making
from tests.questions.test_admin_questions import page_of, question_form


@pytest.fixture
def question(guide):
    """A published question."""
    return Question.objects.get(key="acme-pm-1-1-1")


@pytest.fixture
def curator(client, erin):
    """The client of a signed-in curator."""
    client.force_login(erin)
    return client


def give(client, row, action):
    """Give a status to one row from its list; return what the page then says."""
    data = {"action": action, "_selected_action": [row.pk]}
    page = reverse(f"admin:questions_{row._meta.model_name}_changelist")
    response = client.post(page, data, follow=True)
    row.refresh_from_db()
    return [str(message) for message in response.context["messages"]]


def edited(question, by):
    question.prompt += " Why?"
    authoring.save_question(question, Change(by=by, now=timezone.now()))


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({}, []),
        ({"expected_answer": " "}, ["an expected answer"]),
        ({"why_it_matters": "", "prompt": ""}, ["a prompt", "why it matters"]),
    ],
)
def test_what_a_question_lacks(question, fields, missing):
    for name, value in fields.items():
        setattr(question, name, value)
    assert publishing.missing_in(question) == missing


def test_a_question_without_points_and_criteria_says_both(question):
    question.key_points.all().delete()
    question.criteria.clear()
    assert publishing.missing_in(question) == ["3 or 4 key points", "2 or 3 criteria"]


def test_a_guide_without_a_published_question_is_not_published(curator, guide):
    guide.status, guide.summary = Status.DRAFT, "What it is."
    guide.save()
    guide.questions.update(status=Status.DRAFT)
    words = give(curator, guide, "publish")
    assert words[-1] == "“acme-pm” was not published. It lacks: a published question."
    assert guide.status == Status.DRAFT


def test_who_gave_a_status_and_when_is_kept_and_shown(curator, question, erin):
    give(curator, question, "send_to_review")
    give(curator, question, "publish")
    assert [(one.status, one.by) for one in question.status_changes.all()] == [("published", erin), ("in_review", erin)]
    page = curator.get(page_of(question)).content.decode()
    assert f"<div>in review: {erin}," in page


def test_a_status_given_on_the_page_of_a_question_is_kept(curator, question, erin):
    curator.post(page_of(question), question_form(question, status="retired"))
    assert [(one.status, one.by) for one in question.status_changes.all()] == [("retired", erin)]


def test_a_status_given_on_the_page_of_a_guide_is_kept(guide, erin):
    guide.status = Status.RETIRED
    authoring.save(guide, Change(by=erin, now=timezone.now()))
    assert [(one.status, one.by) for one in Guide.objects.get().status_changes.all()] == [("retired", erin)]


def test_one_publishes_what_one_wrote_where_no_approval_is_asked_for(curator, question, erin):
    Question.objects.filter(pk=question.pk).update(status=Status.DRAFT)
    edited(question, erin)
    give(curator, question, "send_to_review")
    give(curator, question, "publish")
    assert question.status == Status.PUBLISHED


def test_with_approval_another_curator_publishes(curator, question, erin, settings):
    settings.SECOND_APPROVAL = True
    edited(question, erin)
    give(curator, question, "send_to_review")
    words = give(curator, question, "publish")
    assert words[-1] == (
        "“acme-pm-1-1-1” was not published: its last change is yours, so another curator publishes it."
    )
    curator.force_login(making.curator("fay@example.org"))
    give(curator, question, "publish")
    assert question.status == Status.PUBLISHED


def test_with_approval_a_change_is_not_published_in_the_same_step(curator, question, settings):
    settings.SECOND_APPROVAL = True
    response = curator.post(page_of(question), question_form(question, prompt="Another?"))
    assert response.context["adminform"].form.errors["status"] == [
        "Another curator publishes what you write: save it as “in review”."
    ]
    curator.post(page_of(question), question_form(question, prompt="Another?", status="in_review"))
    question.refresh_from_db()
    assert (question.prompt, question.status) == ("Another?", Status.IN_REVIEW)


def test_with_approval_a_slip_of_the_pen_is_corrected_at_once(curator, question, settings):
    settings.SECOND_APPROVAL = True
    curator.post(page_of(question), question_form(question, prompt="Anothre?", is_typo="on"))
    question.refresh_from_db()
    assert (question.prompt, question.status) == ("Anothre?", Status.PUBLISHED)
