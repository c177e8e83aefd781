"""Answering again: chosen questions of a rated interview in a new one."""

from datetime import timedelta

import pytest

from questions.models import QuestionVersion, Status
from sessions.models import InterviewStatus, MockInterview, Pacing
from sessions.transitions import redo
from sessions.transitions.interviews import AnotherRunning
from sessions.transitions.trail import NotAllowed
from tests import making


@pytest.fixture
def rated(alice, guide, now):
    return making.rated(alice, guide, now)


@pytest.fixture
def later(now):
    return now + timedelta(days=1)


def test_it_runs_with_exactly_that_question_without_a_clock(rated, alice, later):
    made = redo.again(rated, [2], Pacing.OPEN, later)
    assert (made.status, made.kind, made.parent, made.deadline) == (
        InterviewStatus.RUNNING,
        MockInterview.Kind.REDO,
        rated,
        None,
    )
    assert [answer.version for answer in made.answers.all()] == [rated.answers.get(position=2).version]
    assert [answer.text for answer in made.answers.all()] == [""]


def test_against_the_clock_it_lasts_as_long_as_its_questions_suggest_with_the_allowance(rated, alice, later):
    alice.allowance = 150
    alice.save()
    made = redo.again(MockInterview.objects.get(pk=rated.pk), [1, 2], Pacing.REALISTIC, later)
    assert made.deadline == later + timedelta(minutes=24)


def test_it_says_that_the_questions_were_answered_and_read_before(rated, later):
    answer = redo.again(rated, [1], Pacing.OPEN, later).answers.get()
    assert (answer.was_answered_before, answer.was_read_before) == (True, True)


def test_it_asks_the_present_version_of_a_question(rated, later):
    question = rated.answers.get(position=1).version.question
    question.prompt = "Asked anew?"
    question.save()
    assert redo.again(rated, [1], Pacing.OPEN, later).answers.get().version.content["prompt"] == "Asked anew?"


def test_of_a_retired_question_it_asks_the_version_answered_before(rated, later):
    version = rated.answers.get(position=1).version
    version.question.prompt = "Asked anew?"
    version.question.status = Status.RETIRED
    version.question.save()
    assert redo.again(rated, [1], Pacing.OPEN, later).answers.get().version == version
    assert QuestionVersion.objects.filter(question=version.question).count() == 1


def test_nothing_is_left_behind_where_another_interview_runs(rated, alice, guide, later):
    running = making.running(alice, guide, later)
    with pytest.raises(AnotherRunning) as refusal:
        redo.again(rated, [1], Pacing.OPEN, later)
    assert refusal.value.interview == running
    assert MockInterview.objects.filter(kind=MockInterview.Kind.REDO).count() == 0


def test_an_interview_that_is_not_rated_is_not_asked_again(alice, guide, now, later):
    with pytest.raises(NotAllowed):
        redo.again(making.finished(alice, guide, now), [1], Pacing.OPEN, later)


def test_without_a_question_nothing_starts(rated, later):
    with pytest.raises(NotAllowed):
        redo.again(rated, [7], Pacing.OPEN, later)
    assert MockInterview.objects.count() == 1
