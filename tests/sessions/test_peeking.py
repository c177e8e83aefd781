"""No peeking: while a realistic interview runs, its expected answers are nowhere on our pages."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from questions.models import Question, SampleAnswer, Standing
from questions.rubrics import version_of
from sessions.models import Pacing, StudyMark
from sessions.queries.peeking import hidden_questions
from sessions.transitions import interviews, studying
from tests import making

HIDDEN = "The expected answer is hidden while your interview runs."


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def read_before(alice, guide):
    """Everything was read yesterday, marked, and has a strong sample: all that could leak."""
    yesterday = timezone.now() - timedelta(days=1)
    for question in Question.objects.all():
        studying.note_reading(alice, question, yesterday)
        studying.mark(alice, question, "know", yesterday)
        SampleAnswer.objects.create(
            version=version_of(question, yesterday), standing=Standing.STRONG, text=f"SECRET-SAMPLE-{question.key}"
        )
    return yesterday


def start(alice, guide, **fields):
    return making.running(alice, guide, timezone.now() - timedelta(minutes=1), **fields)


def questions_of(interview):
    return [answer.version.question for answer in interview.answers.select_related("version__question__guide")]


def study(client, question, **query):
    return client.get(reverse("study", args=[question.guide.slug]), {"q": question.key, "shown": "1"} | query)


# Which questions are hidden


def test_the_questions_of_a_running_realistic_interview_are_hidden(alice, guide):
    interview = start(alice, guide)
    assert hidden_questions(alice) == {question.pk for question in questions_of(interview)}


def test_open_pacing_hides_nothing(alice, guide):
    start(alice, guide, pacing=Pacing.OPEN)
    assert hidden_questions(alice) == frozenset()


def test_the_interview_of_somebody_else_hides_nothing(alice, bob, guide):
    start(bob, guide)
    assert hidden_questions(alice) == frozenset()


def test_a_visitor_has_nothing_hidden(guide):
    assert hidden_questions(AnonymousUser()) == frozenset()


@pytest.mark.parametrize("end", ["finish", "abandon"])
def test_an_interview_that_ended_hides_nothing(alice, guide, end):
    interview = start(alice, guide)
    if end == "finish":
        interviews.finish(interview, None, timezone.now())
    else:
        interviews.abandon(interview, timezone.now())
    assert hidden_questions(alice) == frozenset()


# The study page


def test_nothing_of_the_expected_answer_is_on_the_study_page(signed_in, alice, guide, read_before):
    for question in questions_of(start(alice, guide)):
        text = study(signed_in, question).text
        assert HIDDEN in text
        assert "SECRET" not in text
        assert "Probe of" not in text


def test_asking_for_it_neither_shows_it_nor_notes_a_reading(signed_in, alice, guide, read_before):
    for question in questions_of(start(alice, guide)):
        answer = signed_in.post(reverse("study_reveal", args=[question.key]), follow=True)
        assert HIDDEN in answer.text
        assert "SECRET" not in answer.text
    assert set(StudyMark.objects.values_list("read_at", flat=True)) == {read_before}


def test_asking_for_the_part_does_not_show_it_either(signed_in, alice, guide, read_before):
    question = questions_of(start(alice, guide))[0]
    answer = signed_in.post(reverse("study_reveal", args=[question.key]), headers={"HX-Request": "true"})
    assert HIDDEN in answer.text
    assert "SECRET" not in answer.text


def test_marking_with_the_answer_open_does_not_show_it(signed_in, alice, guide, read_before):
    question = questions_of(start(alice, guide))[0]
    data = {"mark": "shaky", "shown": "1"}
    answer = signed_in.post(reverse("study_mark", args=[question.key]), data, follow=True)
    wrong = signed_in.post(reverse("study_mark", args=[question.key]), data | {"mark": "wrong"})
    assert "SECRET" not in answer.text
    assert "SECRET" not in wrong.text


def test_the_other_questions_of_the_guide_are_hidden_too_so_that_none_is_told_apart(
    signed_in, alice, guide, read_before
):
    asked = questions_of(start(alice, guide))
    for question in Question.objects.exclude(pk__in=[one.pk for one in asked]).select_related("guide"):
        text = study(signed_in, question).text
        assert HIDDEN in text
        assert "SECRET" not in text


def test_a_question_that_moved_to_another_guide_meanwhile_stays_hidden(signed_in, alice, guide, read_before):
    question = questions_of(start(alice, guide))[0]
    other = making.guide("other", rounds=1, topics=1, questions=0)
    question.guide, question.topic = other, other.rounds.get().topics.get()
    question.save()
    text = study(signed_in, question).text
    assert HIDDEN in text
    assert "SECRET" not in text


def test_other_guides_can_be_studied_meanwhile(signed_in, alice, guide):
    start(alice, guide)
    other = making.guide("other", rounds=1, topics=1, questions=1)
    question = Question.objects.get(guide=other)
    assert (
        f"SECRET-EXPECTED-{question.key}"
        in signed_in.post(reverse("study_reveal", args=[question.key]), follow=True).text
    )


def test_open_pacing_leaves_the_study_page_as_it_is(signed_in, alice, guide, read_before):
    question = questions_of(start(alice, guide, pacing=Pacing.OPEN))[0]
    assert f"SECRET-EXPECTED-{question.key}" in study(signed_in, question).text


def test_the_interview_of_somebody_else_leaves_it_as_it_is(signed_in, bob, guide, read_before):
    question = questions_of(start(bob, guide))[0]
    assert f"SECRET-EXPECTED-{question.key}" in study(signed_in, question).text


def test_an_overdue_interview_is_closed_by_the_page_and_hides_nothing(signed_in, alice, guide, read_before):
    interview = making.running(alice, guide, timezone.now() - timedelta(hours=5))
    question = questions_of(interview)[0]
    assert f"SECRET-EXPECTED-{question.key}" in study(signed_in, question).text
    interview.refresh_from_db()
    assert interview.finished_at == interview.deadline


# The other pages of this part


@pytest.mark.parametrize("address", ["/", "/guides/", "/guides/acme-pm/", "/guides/acme-pm/practise/"])
def test_no_other_page_shows_any_of_it(signed_in, alice, guide, read_before, address):
    start(alice, guide)
    answer = signed_in.get(address)
    assert answer.status_code == 200
    assert "SECRET" not in answer.text


def test_the_part_of_the_planning_page_shows_none_of_it(signed_in, alice, guide, read_before):
    start(alice, guide)
    answer = signed_in.get(reverse("plan_offer", args=[guide.slug]), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "SECRET" not in answer.text


# The bank's own pages


def test_a_curator_who_sits_a_realistic_interview_finds_the_bank_closed(client, erin, guide):
    interview = making.running(erin, guide, timezone.now() - timedelta(minutes=1))
    client.force_login(erin)
    question = questions_of(interview)[0]
    page = client.get(reverse("admin:questions_question_change", args=[question.pk]))
    assert (page.status_code, question.expected_answer in page.text) == (403, False)


def test_a_curator_in_open_pacing_keeps_the_bank(client, erin, guide):
    interview = making.running(erin, guide, timezone.now() - timedelta(minutes=1), pacing=Pacing.OPEN)
    client.force_login(erin)
    page = client.get(reverse("admin:questions_question_change", args=[questions_of(interview)[0].pk]))
    assert page.status_code == 200
