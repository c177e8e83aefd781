"""The door to problem reports: one open report a person and question, settled with a message."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Message, MessageKind
from questions import reporting
from questions.models import ProblemReport, Question, Status
from tests import making

WRONG, OTHER = ProblemReport.Problem.WRONG, ProblemReport.Problem.OTHER
MENDED, LEFT = ProblemReport.Outcome.MENDED, ProblemReport.Outcome.LEFT


@pytest.fixture
def guide(db):
    """A guide with two questions."""
    return making.guide(rounds=1, topics=1, questions=2)


@pytest.fixture
def question(guide):
    """One of them."""
    return Question.objects.get(key="acme-pm-1-1-1")


@pytest.fixture
def report(question, alice, now):
    """What Alice says is wrong with it."""
    return reporting.report(question, alice, WRONG, "The year is 2019.", now)


def test_a_second_report_on_the_question_is_added_to_the_first(report, question, alice, now):
    reporting.report(question, alice, ProblemReport.Problem.OUTDATED, "And the team is gone.", now + timedelta(hours=1))
    made = ProblemReport.objects.get()
    assert (made.words, made.problem) == ("The year is 2019.\n\nAnd the team is gone.", "outdated")
    assert made.reported_at == now


def test_sending_the_same_twice_says_it_once(report, question, alice, now):
    reporting.report(question, alice, WRONG, "The year is 2019.", now)
    assert ProblemReport.objects.get().words == "The year is 2019."


def test_words_that_do_not_fit_are_refused_and_none_is_lost(report, question, alice, now):
    with pytest.raises(reporting.NotPossible, match="1981 left"):
        reporting.report(question, alice, OTHER, "w" * 1990, now)
    assert ProblemReport.objects.get().words == "The year is 2019."


def test_after_it_was_settled_a_new_report_is_made(report, question, alice, erin, now):
    reporting.settle(report, erin, MENDED, "", now)
    reporting.report(question, alice, WRONG, "Again.", now)
    assert [one.words for one in reporting.own_reports(question, alice)] == ["Again.", "The year is 2019."]


def test_a_private_guide_is_not_reported(alice, now):
    private = making.guide("mine", rounds=1, topics=1, questions=1, owner=alice)
    with pytest.raises(reporting.NotPossible):
        reporting.report(private.questions.get(), alice, WRONG, "", now)
    assert ProblemReport.objects.count() == 0


def test_a_person_has_so_many_open_reports_a_day(report, guide, alice, bob, now, monkeypatch):
    monkeypatch.setattr(reporting, "MOST_A_DAY", 1)
    other = guide.questions.get(key="acme-pm-1-1-2")
    with pytest.raises(reporting.NotPossible, match="Take it back, or come again tomorrow"):
        reporting.report(other, alice, WRONG, "", now + timedelta(hours=23))
    reporting.report(other, bob, WRONG, "", now)
    reporting.report(other, alice, WRONG, "", now + timedelta(hours=25))
    assert ProblemReport.objects.count() == 3


def test_one_takes_back_ones_own_open_report_alone(report, question, alice, bob, now):
    reporting.report(question, bob, WRONG, "Bob's words.", now)
    assert reporting.take_back(question, alice) is True
    assert ProblemReport.objects.get().words == "Bob's words."
    assert reporting.take_back(question, alice) is False


def test_settling_tells_the_reporter(report, question, alice, erin, now):
    reporting.settle(report, erin, MENDED, "It says 2020 now.", now)
    report.refresh_from_db()
    assert (report.outcome, report.answer, report.settled_at, report.settled_by) == (
        "mended",
        "It says 2020 now.",
        now,
        erin,
    )
    message = alice.inbox.get()
    assert message.kind == MessageKind.PROBLEM_SETTLED
    assert message.path == f"{reverse('study', args=['acme-pm'])}?q=acme-pm-1-1-1"
    for said in (question.prompt, "Something in it is wrong", "The year is 2019.", "mended", "It says 2020 now."):
        assert said in message.body


def test_nobody_is_told_where_the_reporter_settles_or_is_gone(question, alice, erin, now):
    own = reporting.report(question, erin, WRONG, "", now)
    gone = reporting.report(question, alice, WRONG, "", now)
    alice.delete()
    gone.refresh_from_db()
    reporting.settle(own, erin, LEFT, "", now)
    reporting.settle(gone, erin, LEFT, "", now)
    assert Message.objects.count() == 0


def test_it_is_settled_once(report, alice, erin, now):
    stale = ProblemReport.objects.get()
    reporting.settle(report, erin, MENDED, "First.", now)
    with pytest.raises(reporting.NotPossible):
        reporting.settle(stale, erin, LEFT, "Second.", now)
    assert ProblemReport.objects.get().answer == "First."
    assert alice.inbox.count() == 1


def test_opened_again_it_is_settled_and_told_anew(report, alice, erin, now):
    reporting.settle(report, erin, LEFT, "No.", now)
    reporting.reopen(report)
    assert (report.outcome, report.settled_at, report.answer) == ("", None, "No.")
    with pytest.raises(reporting.NotPossible):
        reporting.reopen(report)
    reporting.settle(report, erin, MENDED, "Yes.", now + timedelta(hours=1))
    assert alice.inbox.count() == 2


def test_the_message_leads_to_the_guide_where_the_question_was_retired(report, question, alice, erin, now):
    Question.objects.filter(pk=question.pk).update(status=Status.RETIRED)
    reporting.settle(report, erin, MENDED, "", now)
    assert alice.inbox.get().path == reverse("guide", args=["acme-pm"])


def test_a_long_address_leads_to_the_report(guide, question, alice, erin, now):
    Question.objects.filter(pk=question.pk).update(key="k" * 120)
    type(guide).objects.filter(pk=guide.pk).update(slug="s" * 100)
    report = reporting.report(Question.objects.get(pk=question.pk), alice, WRONG, "", now)
    reporting.settle(report, erin, MENDED, "", now)
    assert alice.inbox.get().path == reverse("report_problem", args=["k" * 120])
