"""The life of a sitting: started once, moved forward, ended by the candidate or by the deadline."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sessions.models import AnswerRevision, Event, InterviewStatus, MockInterview, Pacing
from sessions.transitions import interviews
from sessions.transitions.answers import Outcome
from sessions.transitions.interviews import AnotherRunning
from sessions.transitions.trail import NotAllowed
from tests import making

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def interview(alice, guide, now):
    """Alice's realistic interview of three questions, started now."""
    return making.running(alice, guide, now, count=3)


@pytest.fixture
def at_ease(alice, guide, now):
    """Alice's interview of three questions in open pacing, started now."""
    return making.running(alice, guide, now, count=3, pacing=Pacing.OPEN)


def answer_of(interview, position):
    return interview.answers.get(position=position)


# Starting


def test_starting_sets_the_clock_and_opens_the_first_question(alice, guide, now):
    interview = making.planned(alice, guide, now - MINUTE)
    interviews.start(interview, now)
    interview.refresh_from_db()
    assert (interview.status, interview.started_at) == (InterviewStatus.RUNNING, now)
    assert interview.deadline == now + timedelta(minutes=interview.nominal_minutes)
    assert answer_of(interview, 1).opened_at == now
    assert answer_of(interview, 2).opened_at is None


def test_the_allowance_stretches_the_clock(alice, guide, now):
    interview = making.running(alice, guide, now, allowance=150)
    assert interview.deadline == now + timedelta(minutes=interview.nominal_minutes * 1.5)


def test_open_pacing_has_no_deadline(at_ease):
    assert at_ease.deadline is None


def test_starting_twice_changes_nothing(interview, now):
    interviews.start(interview, now + MINUTE)
    interview.refresh_from_db()
    assert interview.started_at == now
    assert Event.objects.filter(interview=interview, verb="started").count() == 1


def test_nobody_sits_in_two_interviews(alice, guide, interview, now):
    second = making.planned(alice, guide, now)
    with pytest.raises(AnotherRunning) as refusal:
        interviews.start(second, now)
    assert refusal.value.interview == interview
    second.refresh_from_db()
    assert second.status == InterviewStatus.PLANNED


def test_the_database_too_allows_one_running_interview(alice, guide, interview, now):
    second = making.planned(alice, guide, now)
    running = MockInterview.objects.filter(pk=second.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        running.update(status=InterviewStatus.RUNNING, started_at=now)


def test_two_people_sit_at_the_same_time(interview, bob, guide, now):
    assert making.running(bob, guide, now).status == InterviewStatus.RUNNING


def test_an_overdue_interview_does_not_stand_in_the_way(alice, guide, interview, now):
    second = making.planned(alice, guide, now)
    interviews.start(second, interview.deadline)
    interview.refresh_from_db()
    assert (interview.status, second.status) == (InterviewStatus.RATING, InterviewStatus.RUNNING)


def test_an_interview_that_has_ended_does_not_start_again(interview, now):
    interviews.finish(interview, None, now + MINUTE)
    with pytest.raises(NotAllowed):
        interviews.start(interview, now + 2 * MINUTE)


# Moving


def test_next_saves_the_text_closes_the_question_and_opens_the_next(interview, now):
    saved = interviews.move(interview, 1, 2, making.incoming("First"), now + MINUTE)
    first, second = answer_of(interview, 1), answer_of(interview, 2)
    assert (saved.outcome, first.text, first.closed_at) == (Outcome.SAVED, "First", now + MINUTE)
    assert (first.seconds_spent, second.opened_at, interview.position) == (60, now + MINUTE, 2)


def test_a_move_sent_twice_moves_once(interview, now):
    text = making.incoming("First")
    interviews.move(interview, 1, 2, text, now + MINUTE)
    saved = interviews.move(interview, 1, 2, text, now + 2 * MINUTE)
    assert (saved.outcome, interview.position) == (Outcome.ALREADY_SAVED, 2)
    assert answer_of(interview, 3).opened_at is None


def test_a_page_that_was_gone_back_to_moves_nothing_and_loses_nothing(interview, now):
    interviews.move(interview, 1, 2, making.incoming("First"), now + MINUTE)
    interviews.move(interview, 2, 3, making.incoming("Second"), now + 2 * MINUTE)
    saved = interviews.move(interview, 1, 2, making.incoming("First, changed"), now + 3 * MINUTE)
    assert (saved.outcome, interview.position) == (Outcome.TOO_LATE, 3)
    assert answer_of(interview, 1).text == "First"
    assert AnswerRevision.objects.get(kind=AnswerRevision.Kind.LATE).text == "First, changed"


@pytest.mark.parametrize("to", [0, 3])
def test_in_realistic_pacing_one_can_only_go_to_the_next(interview, now, to):
    with pytest.raises(NotAllowed):
        interviews.move(interview, 1, to, None, now)
    assert interview.position == 1


def test_there_is_no_way_back_in_realistic_pacing(interview, now):
    interviews.move(interview, 1, 2, None, now)
    with pytest.raises(NotAllowed):
        interviews.move(interview, 2, 1, None, now)
    assert answer_of(interview, 1).entered_at is None


@pytest.mark.parametrize("to", [0, 4])
def test_there_is_nothing_before_the_first_and_after_the_last_question(at_ease, now, to):
    with pytest.raises(NotAllowed):
        interviews.move(at_ease, 1, to, None, now)


def test_a_move_that_is_refused_saves_nothing(interview, now):
    with pytest.raises(NotAllowed):
        interviews.move(interview, 1, 3, making.incoming("First"), now)
    assert answer_of(interview, 1).text == ""


def test_a_conflict_moves_nothing(interview, now):
    interviews.move(interview, 1, 1, making.incoming("One tab"), now)
    saved = interviews.move(interview, 1, 2, making.incoming("Another", tab="tab-2"), now)
    assert (saved.outcome, interview.position) == (Outcome.CONFLICT, 1)
    assert AnswerRevision.objects.get(kind=AnswerRevision.Kind.CONFLICT).text == "Another"


def test_an_empty_field_that_nobody_emptied_moves_nothing(interview, now):
    interviews.move(interview, 1, 1, making.incoming("One tab"), now)
    saved = interviews.move(interview, 1, 2, making.incoming("", base=1, seq=2), now)
    assert (saved.outcome, interview.position) == (Outcome.EMPTY_REFUSED, 1)


def test_skipping_is_noted_of_an_unanswered_question_alone(interview, now):
    interviews.move(interview, 1, 2, making.incoming(" "), now, skip=True)
    interviews.move(interview, 2, 3, making.incoming("Some text"), now, skip=True)
    assert [answer_of(interview, position).skipped for position in (1, 2)] == [True, False]


def test_in_open_pacing_one_goes_anywhere_and_nothing_closes(at_ease, now):
    interviews.move(at_ease, 1, 3, making.incoming("First"), now + MINUTE)
    interviews.move(at_ease, 3, 1, making.incoming("Third"), now + 3 * MINUTE)
    first = answer_of(at_ease, 1)
    assert (at_ease.position, first.closed_at, first.opened_at) == (1, None, now)
    assert answer_of(at_ease, 3).seconds_spent == 120


def test_in_open_pacing_a_second_tab_goes_where_it_asks(at_ease, now):
    interviews.move(at_ease, 1, 2, None, now)
    interviews.move(at_ease, 1, 3, making.incoming("From the tab at question 1"), now + MINUTE)
    assert at_ease.position == 3
    assert answer_of(at_ease, 1).text == "From the tab at question 1"
    assert answer_of(at_ease, 2).entered_at is None


def test_a_move_after_the_deadline_ends_the_interview_with_its_text(interview, now):
    at = interview.deadline + 5 * SECOND
    saved = interviews.move(interview, 1, 2, making.incoming("On its way"), at)
    assert (saved.outcome, interview.status) == (Outcome.SAVED, InterviewStatus.RATING)
    assert answer_of(interview, 2).opened_at is None


# Ending


def test_finishing_saves_the_text_and_closes_all(interview, now):
    saved = interviews.finish(interview, making.incoming("Last words"), now + MINUTE, 1)
    interview.refresh_from_db()
    assert (saved.outcome, interview.status, interview.closed_by) == (
        Outcome.SAVED,
        InterviewStatus.RATING,
        "candidate",
    )
    assert interview.finished_at == now + MINUTE
    assert set(interview.answers.values_list("closed_at", flat=True)) == {now + MINUTE}
    assert answer_of(interview, 1).text == "Last words"


def test_finishing_twice_ends_once(interview, now):
    interviews.finish(interview, None, now + MINUTE)
    interviews.finish(interview, None, now + 2 * MINUTE)
    interview.refresh_from_db()
    assert interview.finished_at == now + MINUTE
    assert Event.objects.filter(interview=interview, verb="finished").count() == 1


def test_a_conflict_keeps_the_interview_running(interview, now):
    interviews.move(interview, 1, 1, making.incoming("One tab"), now)
    saved = interviews.finish(interview, making.incoming("Another", tab="tab-2"), now)
    assert (saved.outcome, interview.status) == (Outcome.CONFLICT, InterviewStatus.RUNNING)


def test_a_page_left_behind_ends_nothing(interview, now):
    interviews.move(interview, 1, 2, making.incoming("First"), now + MINUTE)
    interviews.finish(interview, making.incoming("First", seq=1), now + 2 * MINUTE, 1)
    assert interview.status == InterviewStatus.RUNNING


def test_a_text_of_another_question_never_lands_in_the_one_in_front(at_ease, now):
    interviews.move(at_ease, 1, 2, None, now)
    interviews.finish(at_ease, making.incoming("Of question 1"), now + MINUTE, 1)
    assert [answer_of(at_ease, position).text for position in (1, 2)] == ["Of question 1", ""]


def test_a_finish_after_the_deadline_ends_at_the_deadline(interview, now):
    interviews.finish(interview, None, interview.deadline + MINUTE)
    assert (interview.finished_at, interview.closed_by) == (interview.deadline, "deadline")


def test_the_deadline_ends_at_the_deadline_whenever_somebody_looks(interview, now):
    assert interviews.close_if_overdue(interview, interview.deadline + 3 * MINUTE) is True
    assert (interview.status, interview.closed_by) == (InterviewStatus.RATING, "deadline")
    assert interview.finished_at == interview.deadline
    assert set(interview.answers.values_list("closed_at", flat=True)) == {interview.deadline}


def test_nothing_is_closed_before_the_deadline(interview):
    assert interviews.close_if_overdue(interview, interview.deadline - SECOND) is False
    assert interview.status == InterviewStatus.RUNNING


def test_open_pacing_is_never_overdue(at_ease, now):
    assert interviews.close_if_overdue(at_ease, now + timedelta(days=30)) is False


def test_the_tick_closes_every_overdue_interview_once(interview, bob, guide, now):
    other = making.running(bob, guide, now + MINUTE, count=3)
    assert interviews.close_overdue(interview.deadline) == 1
    assert interviews.close_overdue(interview.deadline) == 0
    other.refresh_from_db()
    assert other.status == InterviewStatus.RUNNING


def test_a_question_left_in_the_grace_was_closed_by_the_deadline(interview):
    interviews.finish(interview, making.incoming("On its way"), interview.deadline + 5 * SECOND, 1)
    assert answer_of(interview, 1).closed_at == interview.deadline


# Abandoning


def test_abandoning_keeps_the_texts_and_closes_the_questions(interview, now):
    interviews.move(interview, 1, 2, making.incoming("First"), now + MINUTE)
    interviews.abandon(interview, now + 2 * MINUTE)
    interview.refresh_from_db()
    assert (interview.status, interview.finished_at) == (InterviewStatus.ABANDONED, now + 2 * MINUTE)
    assert answer_of(interview, 1).text == "First"
    assert interview.answers.filter(closed_at=None).count() == 0


def test_abandoning_twice_is_abandoning_once(interview, now):
    interviews.abandon(interview, now + MINUTE)
    interviews.abandon(interview, now + 2 * MINUTE)
    interview.refresh_from_db()
    assert interview.finished_at == now + MINUTE


def test_a_rated_interview_cannot_be_abandoned(alice, guide, now):
    interview = making.rated(alice, guide, now)
    with pytest.raises(NotAllowed):
        interviews.abandon(interview, now + timedelta(hours=1))
