"""The curators' pages about the bank: its state, a question's versions and their use."""

from datetime import timedelta

import pytest
from django.urls import reverse

from questions import authoring
from questions.authoring import Change
from questions.models import Question, QuestionVersion, Source
from sessions.models import Pacing
from sessions.queries import bank_health as bank
from tests import making


@pytest.fixture
def curator(client, erin):
    """A client of a curator."""
    client.force_login(erin)
    return client


def first(guide):
    return guide.questions.order_by("pk").first()


def changed(question, prompt, now):
    question.prompt = prompt
    return authoring.save_question(question, Change(by=None, now=now, reason="A better word"))


def test_every_check_counts_what_its_own_page_lists(guide, now):
    found = {check.key: check.count for check in bank.health(now).checks}
    assert found == {key: len(bank.wrong_rows(key, now)) for key in bank.CHECKS}


def test_what_lacks_key_points_samples_or_company_is_found(guide, now):
    question = first(guide)
    authoring.save_question(question, Change(by=None, now=now), key_points=[])
    making.samples(guide.questions.last(), now)
    found = {check.key: check.count for check in bank.health(now).checks}
    questions = guide.questions.count()
    assert (found[bank.POINTS], found[bank.SAMPLES], found[bank.THIN]) == (1, questions - 1, 4)


def test_a_question_that_was_not_drawn_for_a_month_is_found(guide, now, alice):
    making.finished(alice, guide, now, texts=["An answer."])
    for question in guide.questions.all():
        changed(question, f"{question.prompt} Say more.", now)
    assert len(bank.wrong_rows(bank.NEVER, now + timedelta(days=29))) == 0
    assert len(bank.wrong_rows(bank.NEVER, now + timedelta(days=31))) == guide.questions.count() - 1


def test_a_source_is_verified_again(curator, guide, now):
    source = Source.objects.create(guide=guide, key="memo", title="A memo")
    page = curator.get(reverse("bank_check", args=["sources"])).content.decode()
    assert "A memo" in page
    curator.post(reverse("bank_verify", args=[source.pk]))
    assert "A memo" not in curator.get(reverse("bank_check", args=["sources"])).context["page"].object_list
    assert list(bank.wrong_rows(bank.SOURCES, now)) == []


def test_private_guides_are_in_no_check_and_on_no_page(curator, alice, now):
    mine = making.guide("mine", rounds=1, topics=1, questions=1, owner=alice)
    Source.objects.create(guide=mine, key="memo", title="A memo")
    assert bank.health(now).questions == 0
    assert [key for key in bank.CHECKS if len(bank.wrong_rows(key, now))] == []
    assert curator.get(reverse("bank_question", args=["mine-1-1-1"])).status_code == 404


def test_the_page_of_a_question_says_what_keeps_which_version(curator, guide, now, alice, bob):
    question = making.only(guide, first(guide)) and first(guide)
    making.rated(bob, guide, now, texts=["An answer."])
    changed(question, "Another prompt?", now)
    making.running(alice, guide, now, count=1, pacing=Pacing.OPEN)
    page = curator.get(reverse("bank_question", args=[question.key])).context["page"]
    assert (page.use.running, page.use.ended, page.use.numbers) == (1, 1, [1, 2])
    assert [(one.version.number, one.running, one.ended, one.is_present) for one in page.versions] == [
        (2, 1, 0, True),
        (1, 0, 1, False),
    ]


def test_differences_of_a_version_are_marked(curator, guide, now):
    question = first(guide)
    changed(question, "How do you decide?", now)
    changed(question, "How did you decide?", now + timedelta(days=1))
    page = curator.get(reverse("bank_question", args=[question.key])).content.decode()
    assert ("<ins>do</ins>" in page, "<ins>did</ins>" in page) == (True, True)


def test_an_earlier_content_is_brought_back_as_a_change(curator, guide, now, erin):
    question = first(guide)
    changed(question, "How do you decide?", now)
    points = [point.text for point in question.key_points.all()]
    authoring.save_question(question, Change(by=None, now=now), key_points=[authoring.Point("", "Another", "")])
    curator.post(reverse("bank_restore", args=[question.key, 1]))
    question.refresh_from_db()
    change = question.changes.first()
    assert [point.text for point in question.key_points.all()] == points
    assert (change.version.number, change.by, change.reason) == (1, erin, "Version 1 brought back")
    assert QuestionVersion.objects.filter(question=question).count() == 2


def test_a_version_whose_criterion_is_gone_is_not_brought_back(curator, guide, now):
    question = first(guide)
    changed(question, "How do you decide?", now)
    question.criteria.first().delete()
    response = curator.post(reverse("bank_restore", args=[question.key, 1]), follow=True)
    assert "A criterion of that version is no longer in its rubric" in response.content.decode()


def test_contents_are_hidden_while_the_curators_own_interview_asks_the_question(curator, guide, now, erin):
    question = making.only(guide, first(guide)) and first(guide)
    making.running(erin, guide, now, count=1, pacing=Pacing.REALISTIC)
    page = curator.get(reverse("bank_question", args=[question.key])).content.decode()
    assert "SECRET-EXPECTED" not in page


def test_the_admin_says_the_effect_before_a_change_is_saved(curator, guide, now, bob):
    question = making.only(guide, first(guide)) and first(guide)
    making.rated(bob, guide, now, texts=["An answer."])
    page = curator.get(reverse("admin:questions_question_change", args=[question.pk])).content.decode()
    words = " ".join(page.split())
    assert "Interviews keep what they have: 1 ended one (version 1)." in words


def test_the_state_of_the_bank_takes_the_same_queries_for_more(curator, guide, now, django_assert_max_num_queries):
    for number in range(3):
        making.rated(making.person(f"p{number}@example.org"), guide, now)
    with django_assert_max_num_queries(12):
        curator.get(reverse("bank"))
    with django_assert_max_num_queries(12):
        curator.get(reverse("bank_question", args=[Question.objects.first().key]))
