"""Texts that arrive after an answer was closed, and answers whose expected answer was looked up."""

from datetime import timedelta

import pytest

from sessions.models import Answer, AnswerRevision, Event, Pacing
from sessions.transitions import answers, interviews, ratings
from sessions.transitions.answers import NotOpen, Outcome
from sessions.transitions.trail import NotAllowed
from tests import making

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
Kind = AnswerRevision.Kind


@pytest.fixture
def interview(alice, guide, now):
    """Alice's realistic interview of two questions, started now, 32 minutes long."""
    interview = making.planned(alice, guide, now)
    interview.nominal_minutes = 32
    interview.save()
    interviews.start(interview, now)
    return interview


@pytest.fixture
def save(alice, interview, now):
    """Return a function that saves a text some time after the start."""

    def save(text, after=SECOND, position=1, **fields):
        return answers.save(alice, interview.pk, position, making.incoming(text, **fields), now + after)

    return save


def stored(interview, position=1):
    return interview.answers.get(position=position)


def aside(interview, kind, position=1):
    """The texts of a kind that were set aside, oldest first."""
    return list(stored(interview, position).revisions.filter(kind=kind).order_by("pk").values_list("text", flat=True))


# After the end; the interview is 32 minutes long


END = 32 * MINUTE


def test_ten_seconds_of_grace_are_a_normal_save(save, interview):
    assert save("On its way", after=END + 10 * SECOND).outcome == Outcome.SAVED
    assert stored(interview).arrived_late_at is None


def test_after_the_grace_a_text_without_a_keystroke_time_is_kept_apart(save, interview):
    saved = save("Too late", after=END + 11 * SECOND)
    assert (saved.outcome, saved.aside.text) == (Outcome.TOO_LATE, "Too late")
    assert stored(interview).text == ""
    assert aside(interview, Kind.LATE) == ["Too late"]


def test_a_text_written_in_time_counts_ten_minutes_long(save, interview, now):
    assert save("In time", after=END + 10 * MINUTE, typed_at=now + END).outcome == Outcome.SAVED
    assert stored(interview).text == "In time"
    assert stored(interview).arrived_late_at == now + END + 10 * MINUTE


def test_a_text_written_in_time_is_kept_apart_after_ten_minutes(save, interview, now):
    saved = save("In time", after=END + 10 * MINUTE + SECOND, typed_at=now + END)
    assert saved.outcome == Outcome.TOO_LATE
    assert aside(interview, Kind.LATE) == ["In time"]


def test_a_text_written_after_the_end_is_kept_apart(save, interview, now):
    saved = save("Afterwards", after=END + MINUTE, typed_at=now + END + SECOND)
    assert saved.outcome == Outcome.TOO_LATE
    assert stored(interview).text == ""


def test_the_stored_text_sent_again_after_the_end_is_acknowledged(save, interview):
    save("All there")
    assert save("All there", after=END + 2 * MINUTE, seq=2).outcome == Outcome.ALREADY_SAVED
    assert aside(interview, Kind.LATE) == []


def test_an_emptied_field_after_the_end_leaves_no_empty_text_behind(save, interview):
    save("All there")
    assert save("", after=END + 2 * MINUTE, seq=2, cleared=True).outcome == Outcome.TOO_LATE
    assert aside(interview, Kind.LATE) == []
    assert stored(interview).text == "All there"


def test_a_question_that_was_left_is_closed_by_leaving(save, interview, now):
    interviews.move(interview, 1, 2, making.incoming("First", seq=1), now + MINUTE)
    saved = save("First, and on", after=2 * MINUTE, seq=2, typed_at=now + 2 * MINUTE)
    assert saved.outcome == Outcome.TOO_LATE
    assert aside(interview, Kind.LATE) == ["First, and on"]


@pytest.mark.parametrize("after", [5 * SECOND, 2 * MINUTE])
def test_a_revealed_answer_takes_no_more_text_after_the_end(save, interview, now, after):
    save("Before")
    interviews.close_overdue(now + END)
    interview.refresh_from_db()
    ratings.begin(interview, now + END + SECOND)
    saved = save("After the expected answer", after=END + after, seq=2, typed_at=now + END - SECOND)
    assert saved.outcome == Outcome.TOO_LATE
    assert stored(interview).text == "Before"
    assert aside(interview, Kind.LATE) == ["After the expected answer"]


def test_a_conflict_after_the_end_keeps_both_texts(save, interview, now):
    save("From the first tab")
    saved = save("From the second", after=END + MINUTE, tab="tab-2", typed_at=now + END - SECOND)
    assert saved.outcome == Outcome.CONFLICT
    assert stored(interview).text == "From the first tab"
    assert aside(interview, Kind.CONFLICT) == ["From the second"]


# Looking the expected answer up


def test_in_open_pacing_the_expected_answer_can_be_looked_up_and_that_is_noted(alice, guide, now):
    interview = making.running(alice, guide, now, pacing=Pacing.OPEN)
    answers.reveal(alice, interview.pk, 1, now + MINUTE)
    answers.reveal(alice, interview.pk, 1, now + 2 * MINUTE)
    assert stored(interview).revealed_at == now + MINUTE
    assert Event.objects.filter(interview=interview, verb="revealed").count() == 1


def test_writing_goes_on_after_looking_it_up(alice, guide, now):
    interview = making.running(alice, guide, now, pacing=Pacing.OPEN)
    answers.reveal(alice, interview.pk, 1, now + MINUTE)
    assert answers.save(alice, interview.pk, 1, making.incoming("Better"), now + 2 * MINUTE).outcome == Outcome.SAVED


def test_in_realistic_pacing_nothing_is_revealed(alice, interview, now):
    with pytest.raises(NotAllowed):
        answers.reveal(alice, interview.pk, 1, now)
    assert stored(interview).revealed_at is None


def test_nothing_is_revealed_of_a_question_that_is_still_to_come(alice, guide, now):
    interview = making.running(alice, guide, now, pacing=Pacing.OPEN)
    with pytest.raises(NotOpen):
        answers.reveal(alice, interview.pk, 2, now)


def test_nothing_is_revealed_to_a_stranger(bob, alice, guide, now):
    interview = making.running(alice, guide, now, pacing=Pacing.OPEN)
    with pytest.raises(Answer.DoesNotExist):
        answers.reveal(bob, interview.pk, 1, now)


def test_nothing_is_revealed_after_the_end(alice, guide, now):
    interview = making.running(alice, guide, now, pacing=Pacing.OPEN)
    interviews.finish(interview, None, now + MINUTE)
    with pytest.raises(NotAllowed):
        answers.reveal(alice, interview.pk, 1, now + MINUTE)
