"""Problem reports in the admin: read and settled by curators, through the door alone."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from questions import reporting
from questions.models import ProblemReport, Question
from tests import making

LIST = reverse("admin:questions_problemreport_changelist")


@pytest.fixture
def guide(db):
    """A guide with two questions."""
    return making.guide(rounds=1, topics=1, questions=2)


@pytest.fixture
def signed_in(client, erin):
    """The client of a signed-in curator."""
    client.force_login(erin)
    return client


@pytest.fixture
def report(guide, alice, now):
    """A report of Alice's."""
    return reporting.report(guide.questions.get(key="acme-pm-1-1-1"), alice, "wrong", "<b>bold</b> words", now)


@pytest.fixture
def other(guide, bob, now):
    """A report of Bob's on the other question."""
    return reporting.report(guide.questions.get(key="acme-pm-1-1-2"), bob, "unclear", "Other words", now)


def change(report):
    return reverse("admin:questions_problemreport_change", args=[report.pk])


def settle(client, report, **data):
    return client.post(change(report), {"outcome": "mended", "answer": "Done.", **data})


def act(client, action, *reports, **data):
    return client.post(LIST, {"action": action, "_selected_action": [one.pk for one in reports], **data}, follow=True)


def test_open_ones_stand_first_and_words_are_escaped(signed_in, report, other, erin, now):
    reporting.settle(report, erin, "left", "", now)
    answer = signed_in.get(LIST)
    assert list(answer.context["cl"].result_list) == [other, report]
    assert "&lt;b&gt;bold" in answer.text
    assert "<b>bold" not in answer.text + signed_in.get(change(report)).text
    assert reverse("admin:questions_question_change", args=[report.question_id]) in answer.text


def test_they_are_filtered_and_searched(signed_in, report, other, erin, now):
    reporting.settle(report, erin, "left", "", now)
    for query, found in [
        ({"state": "open"}, [other]),
        ({"state": "settled"}, [report]),
        ({"problem__exact": "unclear"}, [other]),
        ({"question__guide__id__exact": report.question.guide_id}, [other, report]),
        ({"q": "bold"}, [report]),
    ]:
        assert list(signed_in.get(LIST, query).context["cl"].result_list) == found


def test_the_list_takes_as_many_queries_for_three_as_for_one(signed_in, report, other, carol, now):
    with CaptureQueriesContext(connection) as three:
        reporting.report(report.question, carol, "other", "Third.", now)
        making_of_it = len(three)
        signed_in.get(LIST)
    ProblemReport.objects.exclude(pk=report.pk).delete()
    with CaptureQueriesContext(connection) as one:
        signed_in.get(LIST)
    assert len(three) - making_of_it == len(one)


def test_settling_goes_through_the_door(signed_in, report, alice, erin):
    assert settle(signed_in, report).url == LIST
    report.refresh_from_db()
    assert (report.outcome, report.answer, report.settled_by) == ("mended", "Done.", erin)
    assert "Done." in alice.inbox.get().body


def test_an_outcome_is_asked_for(signed_in, report):
    answer = signed_in.post(change(report), {"answer": "Words."})
    assert answer.context["adminform"].form.errors == {"outcome": ["Say what became of it."]}
    assert ">\nWords.</textarea>" in answer.text


def test_what_was_said_is_not_changed(signed_in, report):
    settle(signed_in, report, words="Other", problem="duplicate", reporter="")
    report.refresh_from_db()
    assert (report.words, report.problem) == ("<b>bold</b> words", "wrong")


def test_the_second_curator_is_told_and_their_words_are_shown(signed_in, report, erin, alice, now):
    reporting.settle(report, erin, "left", "First.", now)
    answer = settle(signed_in, report, answer="Second.")
    assert answer.status_code == 200
    assert "Your words were not sent: Second." in answer.text
    report.refresh_from_db()
    assert report.answer == "First."
    assert alice.inbox.count() == 1


def test_a_settled_one_is_opened_again(signed_in, report, erin, now):
    reporting.settle(report, erin, "left", "No.", now)
    signed_in.post(change(report), {})
    report.refresh_from_db()
    assert report.settled_at == now
    signed_in.post(change(report), {"open_again": "on"})
    report.refresh_from_db()
    assert (report.settled_at, report.outcome) == (None, "")


def test_several_are_settled_after_a_question(signed_in, report, other, alice, bob):
    asked = act(signed_in, "settle_as_left", report, other)
    assert "Settle these 2 reports as “left as it is”?" in asked.text
    assert ProblemReport.objects.filter(settled_at=None).count() == 2
    act(signed_in, "settle_as_left", report, other, confirmed="1", answer="They stay.")
    assert list(ProblemReport.objects.values_list("outcome", "answer")) == [("left", "They stay.")] * 2
    assert "They stay." in alice.inbox.get().body + bob.inbox.get().body


def test_an_answer_that_is_too_long_is_said_and_nothing_settled(signed_in, report):
    asked = act(signed_in, "settle_as_mended", report, confirmed="1", answer="w" * 2001)
    assert "at most 2000 characters" in asked.text
    assert ProblemReport.objects.filter(settled_at=None).count() == 1


def test_what_is_settled_already_is_left_and_opened_again_by_action(signed_in, report, erin, now):
    reporting.settle(report, erin, "left", "", now)
    assert "has been settled already" in act(signed_in, "settle_as_mended", report, confirmed="1").text
    assert ProblemReport.objects.get().outcome == "left"
    act(signed_in, "open_again", report)
    assert ProblemReport.objects.get().outcome == ""


def test_nobody_adds_or_deletes_one(signed_in, report, client, roles):
    root = type(report.reporter).objects.create_superuser("root@example.org", making.PASSWORD)
    for person in (None, root):
        if person:
            client.force_login(person)
        assert client.get(reverse("admin:questions_problemreport_add")).status_code == 403
        assert client.get(reverse("admin:questions_problemreport_delete", args=[report.pk])).status_code == 403
        assert "delete_selected" not in client.get(LIST).text


def test_who_may_only_look_settles_nothing(client, report, dave):
    codenames = ["change_question", "view_problemreport"]
    dave.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(dave)
    assert client.get(change(report)).status_code == 200
    assert settle(client, report).status_code == 403
    act(client, "settle_as_left", report, confirmed="1")
    assert ProblemReport.objects.get().settled_at is None


def test_reports_on_private_guides_are_on_no_page(signed_in, alice, now):
    private = making.guide("confidential", rounds=1, topics=1, questions=1, owner=alice)
    # Made while the guide was public.
    report = ProblemReport.objects.create(
        question=private.questions.get(), reporter=alice, problem="wrong", words="SECRET-WORDS", reported_at=now
    )
    assert "SECRET-WORDS" not in signed_in.get(LIST).text
    assert signed_in.get(change(report)).url == reverse("admin:index")
    assert "problem report waits" not in signed_in.get(reverse("admin:index")).text


def test_the_first_page_and_the_questions_page_say_what_is_open(signed_in, report, erin, now):
    question = reverse("admin:questions_question_change", args=[report.question_id])
    assert "1 problem report waits for a curator" in signed_in.get(reverse("admin:index")).text
    assert change(report) in signed_in.get(question).text
    reporting.settle(report, erin, "mended", "", now)
    assert "problem report waits" not in signed_in.get(reverse("admin:index")).text
    assert change(report) not in signed_in.get(question).text
    assert signed_in.get(reverse("admin:questions_question_add")).status_code == 200
    assert Question.objects.count() == 2
