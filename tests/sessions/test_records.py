"""What a candidate has had to do with a question: whether it is weak, whether it is due."""

from datetime import date, timedelta

import pytest

from questions.models import Question, Status
from sessions.models import Preparation
from sessions.queries.records import Record, records
from sessions.scoring import Score
from sessions.transitions import studying
from tests import making

WEAK, FINE = Score(49, 3.0), Score(80, 3.0)


def record(now, *, answered=None, marked=None, mark="", score=None):
    """A Record of a question that was answered and marked so many days ago."""
    return Record(
        question=1,
        topic=1,
        answered_at=None if answered is None else now - timedelta(days=answered),
        score=score,
        mark=mark,
        marked_at=None if marked is None else now - timedelta(days=marked),
    )


@pytest.mark.parametrize(
    ("day", "left"),
    [
        (date(2026, 12, 10), 20),
        (date(2026, 11, 21), 1),
        (date(2026, 11, 20), 0),
        (date(2026, 11, 19), None),
        (None, None),
    ],
)
def test_the_days_left_are_counted_to_the_date_and_not_after_it(day, left):
    assert Preparation(date=day).days_left(date(2026, 11, 20)) == left


@pytest.mark.parametrize(
    ("days_left", "marked", "due"),
    [(20, 4, True), (20, 3.99, False), (None, 7, True), (None, 6.99, False), (0, 0, True), (1, 0.2, True)],
)
def test_what_is_shaky_is_due_after_a_fifth_of_the_days_left(now, days_left, marked, due):
    assert record(now, mark="shaky", marked=marked).is_due(now, days_left) == due


@pytest.mark.parametrize(
    ("known", "due"),
    [
        ({"mark": "not_yet", "marked": 8}, True),
        ({"mark": "know", "marked": 8}, False),
        ({"score": WEAK, "answered": 8}, True),
        ({"score": FINE, "answered": 8}, False),
        ({"score": FINE, "answered": 8, "mark": "shaky", "marked": 8}, True),
        ({"score": WEAK, "answered": 8, "mark": "know", "marked": 8}, True),
        ({}, False),
    ],
)
def test_due_is_what_is_weak_or_shaky(now, known, due):
    assert record(now, **known).is_due(now) == due


def test_the_rest_is_counted_from_the_last_answer_or_mark(now):
    assert not record(now, mark="shaky", marked=9, answered=3).is_due(now)
    assert not record(now, score=WEAK, answered=9, mark="shaky", marked=3).is_due(now)


def test_a_question_that_was_retired_is_no_longer_published(alice, guide, now):
    interview = making.rated(alice, guide, now, texts=("Words.",))
    asked = interview.answers.get().version.question
    marked = Question.objects.exclude(pk=asked.pk).first()
    studying.mark(alice, marked, "shaky", now)
    Question.objects.filter(pk__in=[asked.pk, marked.pk]).update(status=Status.RETIRED)
    assert {pk: one.is_published for pk, one in records(alice).items()} == {asked.pk: False, marked.pk: False}
