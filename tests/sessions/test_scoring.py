"""Scores against worked examples, by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import scoring
from sessions.scoring import Score


def test_coverage_is_the_sum_of_the_marks_over_twice_the_number_of_key_points():
    assert scoring.coverage([2, 1, 0, 2], 4) == 62.5


def test_a_key_point_without_a_mark_counts_as_absent():
    assert scoring.coverage([2], 4) == 25


def test_without_key_points_coverage_is_not_available():
    assert scoring.coverage([], 0) is None


def test_all_absent_is_zero_and_not_unavailable():
    assert scoring.coverage([0, 0], 2) == 0


@pytest.mark.parametrize("mark", [-1, 3, None, 0.5])
def test_a_mark_that_does_not_exist_is_an_error(mark):
    with pytest.raises(ValueError, match="Marks are 0, 1 or 2"):
        scoring.coverage([mark], 2)


def test_more_marks_than_key_points_are_an_error():
    with pytest.raises(ValueError, match="3 marks for 2 key points"):
        scoring.coverage([1, 1, 1], 2)


def test_quality_is_the_weighted_mean_of_the_levels():
    assert scoring.quality([(4, 2), (1, 1)]) == 3.0


def test_what_gave_no_chance_to_show_is_left_out_with_its_weight():
    assert scoring.quality([(2, 1), (None, 5), (3, 1)]) == 2.5


def test_without_any_level_quality_is_not_available():
    assert scoring.quality([(None, 1), (None, 2)]) is None


@pytest.mark.parametrize("pair", [(0, 1), (5, 1), (3, 0), (2.5, 1)])
def test_a_level_or_weight_that_does_not_exist_is_an_error(pair):
    with pytest.raises(ValueError, match="Level"):
        scoring.quality([pair])


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3, 4, None]), st.integers(1, 5)), max_size=6))
def test_quality_lies_between_the_lowest_and_the_highest_level(pairs):
    levels = [level for level, _weight in pairs if level is not None]
    found = scoring.quality(pairs)
    assert found is None if not levels else min(levels) <= found <= max(levels)


def test_the_scores_of_an_interview_are_means_over_its_rated_answers_with_their_number():
    scores = [Score(80, 3.2), Score(70, 3.0), Score(90, 3.4), Score(50, 2.4)]
    assert scoring.interview_score(scores) == Score(coverage=72.5, quality=pytest.approx(3.0), rated=4)


def test_an_answer_without_a_score_is_left_out_of_the_mean_and_stays_in_the_number():
    assert scoring.interview_score([Score(None, 2.0), Score(50, None)]) == Score(coverage=50, quality=2.0, rated=2)


def test_an_interview_without_rated_answers_has_no_scores():
    assert scoring.interview_score([]) == Score(coverage=None, quality=None, rated=0)


@pytest.mark.parametrize(
    ("score", "weak"),
    [
        (Score(49.9, 4.0), True),
        (Score(50, 2.5), False),
        (Score(100, 2.4), True),
        (Score(None, 2.5), False),
        (Score(None, None), False),
    ],
)
def test_weak_is_under_half_coverage_or_under_quality_two_and_a_half(score, weak):
    assert scoring.is_weak(score) == weak


@pytest.mark.parametrize(
    ("days_left", "days"), [(None, 7), (0, 0), (1, pytest.approx(0.2)), (12, pytest.approx(2.4)), (20, 4), (100, 20)]
)
def test_a_question_is_due_again_after_a_fifth_of_the_days_left_or_after_seven_without_a_date(days_left, days):
    assert scoring.days_until_due(days_left) == days


def test_a_date_that_has_passed_has_no_days_left_to_count():
    with pytest.raises(ValueError, match="-1 days left"):
        scoring.days_until_due(-1)


def test_the_gap_is_the_mean_of_own_minus_coach_with_the_number_of_pairs():
    assert scoring.gap([3, 4, 2], [2, 4, 3]) == (0, 3)
    assert scoring.gap([4, 4], [2, 3]) == (1.5, 2)


def test_a_pair_counts_only_where_both_gave_a_level():
    assert scoring.gap([4, None, 2], [3, 2, None]) == (1, 1)


def test_without_pairs_there_is_no_gap():
    assert scoring.gap([None], [3]) == (None, 0)


def test_levels_of_unequal_length_are_an_error():
    with pytest.raises(ValueError, match="zip"):
        scoring.gap([1, 2], [1])
