"""The draw: its order of preference, its independence of order and time, its limits."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import selection
from sessions.selection import Candidate

DAY = datetime(2026, 11, 1, tzinfo=UTC)


def draw(candidates, count, seed=1):
    return selection.draw(candidates, count, random.Random(seed))


def answered(question, topic=1, *, rated=None, days=0):
    return Candidate(question, topic, answered=True, rated=rated, seen_at=DAY + timedelta(days=days))


def read(question, topic=1, *, days=0):
    return Candidate(question, topic, read=True, seen_at=DAY + timedelta(days=days))


def test_different_topics_come_before_a_second_question_of_one():
    pool = [Candidate(1, 1), Candidate(2, 1), Candidate(3, 2), Candidate(4, 3)]
    drawn = draw(pool, 3)
    assert {1 if question in (1, 2) else question for question in drawn} == {1, 3, 4}


def test_a_different_topic_goes_before_a_fresh_question():
    assert set(draw([Candidate(1, 1), Candidate(2, 1), answered(3, topic=2)], 2)) & {3} == {3}


def test_fresh_before_read_before_answered():
    assert draw([answered(1, rated=0), read(2), Candidate(3, 1)], 3) == [3, 2, 1]


def test_a_question_that_was_read_and_answered_counts_as_answered():
    both = Candidate(1, 1, answered=True, read=True, rated=10, seen_at=DAY)
    assert draw([both, read(2)], 2) == [2, 1]


def test_of_the_answered_the_lowest_rated_comes_first():
    assert draw([answered(1, rated=80), answered(2, rated=25), answered(3, rated=50)], 3) == [2, 3, 1]


def test_an_answered_question_without_a_rating_comes_after_the_rated_ones():
    assert draw([answered(1), answered(2, rated=100)], 2) == [2, 1]


def test_of_equally_rated_ones_the_one_seen_longest_ago_comes_first():
    assert draw([answered(1, rated=50, days=3), answered(2, rated=50, days=1), answered(3, rated=50, days=2)], 3) == [
        2,
        3,
        1,
    ]


def test_of_those_read_the_one_read_longest_ago_comes_first():
    assert draw([read(1, days=3), read(2, days=1)], 2) == [2, 1]


def test_the_same_seed_gives_the_same_draw():
    pool = [Candidate(n, n % 4) for n in range(20)]
    assert draw(pool, 7, seed=42) == draw(pool, 7, seed=42)


def test_another_seed_gives_another_draw_among_equals():
    pool = [Candidate(n, 1) for n in range(50)]
    assert len({tuple(draw(pool, 5, seed=seed)) for seed in range(20)}) > 1


def test_the_order_of_the_candidates_does_not_matter():
    pool = [Candidate(n, n % 4) for n in range(20)]
    assert draw(pool, 7) == draw(list(reversed(pool)), 7)


def test_fewer_come_back_where_there_are_fewer():
    assert sorted(draw([Candidate(1, 1), Candidate(2, 1)], 5)) == [1, 2]


def test_nothing_comes_of_nothing():
    assert draw([], 3) == []


def test_an_interview_has_at_least_one_question():
    with pytest.raises(ValueError, match="at least one question"):
        draw([Candidate(1, 1)], 0)


candidates = st.lists(
    st.builds(
        Candidate,
        question=st.integers(1, 200),
        topic=st.integers(1, 6),
        answered=st.booleans(),
        read=st.booleans(),
        rated=st.none() | st.floats(0, 100),
        seen_at=st.none() | st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    ),
    max_size=30,
    unique_by=lambda candidate: candidate.question,
)


@given(candidates, st.integers(1, 40), st.integers(0, 2**62), st.randoms(use_true_random=False))
def test_what_holds_for_every_draw(pool, count, seed, shuffler):
    drawn = draw(pool, count, seed)
    assert len(drawn) == min(count, len(pool))
    assert len(set(drawn)) == len(drawn)
    known = {candidate.question: candidate for candidate in pool}
    assert set(drawn) <= known.keys()

    # Topics are used as evenly as the pool allows: none twice more than another that still has questions left.
    used = {topic: sum(known[question].topic == topic for question in drawn) for topic in {c.topic for c in pool}}
    left = {topic for topic in used if used[topic] < sum(candidate.topic == topic for candidate in pool)}
    assert all(used[one] <= used[other] + 1 for one in used for other in left)

    # Within a topic a fresh question never waits behind one that was answered or read.
    for topic in used:
        standings = [known[question].is_fresh for question in drawn if known[question].topic == topic]
        assert standings == sorted(standings, reverse=True)

    shuffled = list(pool)
    shuffler.shuffle(shuffled)
    assert draw(shuffled, count, seed) == drawn


@pytest.mark.parametrize(
    ("minutes", "suggested", "proposed"),
    [
        (45, [8] * 20, 6),
        (30, [8] * 20, 4),
        (45, [8, 8], 2),
        (5, [8, 8], 1),
        (60, [20, 4], 2),
        (45, [], 0),
        (45, [1] * 200, 45),
    ],
)
def test_a_length_proposes_a_number_of_questions(minutes, suggested, proposed):
    assert selection.proposed_count(minutes, suggested) == proposed


@pytest.mark.parametrize(
    ("count", "minutes", "suggested", "nominal"),
    [
        (6, 45, [8] * 20, 45),
        (3, 45, [8] * 20, 22),
        (12, 45, [8] * 20, 90),
        (1, 16, [8] * 4, 8),
        # Two questions where six would fill the round: a short sitting, not half an hour for each.
        (2, 45, [8, 8], 15),
        (1, 1, [8], 1),
    ],
)
def test_the_time_for_each_question_stays_the_same(count, minutes, suggested, nominal):
    assert selection.nominal_minutes(count, minutes, suggested) == nominal
