"""Calibration and agreement against worked examples."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessions import calibration
from sessions.calibration import Agreement, Pair, agreement, claim, interval, kappa


def pairs_of(table):
    """Return the pairs of a cross table: `table[i][j]` answers got level i + 1 from one, j + 1 from the other."""
    return [
        Pair(i + 1, j + 1, cluster=0)
        for i, row in enumerate(table)
        for j, count in enumerate(row)
        for _ in range(count)
    ]


def differences(*clusters):
    """Return pairs with these differences, a list for each cluster."""
    return [
        Pair(2 + max(value, 0), 2 + max(-value, 0), cluster)
        for cluster, values in enumerate(clusters)
        for value in values
    ]


def test_the_figures_of_some_pairs():
    pairs = [Pair(4, 3, 1), Pair(3, 3, 1), Pair(1, 3, 2), Pair(2, 1, 2)]
    assert agreement(pairs) == Agreement(pairs=4, clusters=2, signed=0.0, absolute=1.0, exact=0.25, within_one=0.75)


def test_without_pairs_nothing_is_said():
    assert agreement([]) == Agreement(0, 0, None, None, None, None)
    assert (kappa([]), claim([])) == (None, None)


def test_kappa_of_two_levels_is_plain_kappa():
    # The example of fifty grant proposals that most textbooks work through: 0.7 observed, 0.5 by chance.
    assert kappa(pairs_of([[20, 5], [10, 15]])) == pytest.approx(0.4)


def test_kappa_weighs_by_the_square_of_the_distance():
    # By hand: observed (4 + 1) / 10; levels of mean 0.9 and variance 0.69, mean 1 and variance 0.8: expected
    # 0.69 + 0.8 + 0.1 ** 2.
    table = [[3, 0, 1], [1, 2, 0], [0, 0, 3]]
    assert kappa(pairs_of(table)) == pytest.approx(1 - 0.5 / 1.5)


def test_kappa_of_a_published_example_with_four_levels():
    # Two radiologists' readings of 85 xeromammograms (normal, benign, suspected, cancer): Boyd and others, Journal of
    # the National Cancer Institute 68 (1982), 357-363; worked through in Altman, Practical Statistics for Medical
    # Research (1991), 403-405, and in the Stata Base Reference Manual, [R] kappa, where `kap rada radb, wgt(w2)` gives
    # agreement 94.77 %, expected 84.09 %, kappa 0.6714.
    pairs = pairs_of([[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]])
    disagreement = sum(pair.difference**2 for pair in pairs) / len(pairs) / 9
    assert (round(100 * (1 - disagreement), 2), round(kappa(pairs), 4)) == (94.77, 0.6714)


def test_kappa_is_not_defined_when_everything_got_one_level():
    assert kappa(pairs_of([[7]])) is None


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=2, max_size=30))
def test_kappa_is_the_concordance_of_both_raters(levels):
    # Fleiss and Cohen (1973): with quadratic weights kappa is 2 cov / (var + var + squared difference of the means).
    n = len(levels)
    mean_x, mean_y = sum(x for x, _ in levels) / n, sum(y for _, y in levels) / n
    below = sum((x - mean_x) ** 2 + (y - mean_y) ** 2 for x, y in levels) / n + (mean_x - mean_y) ** 2
    covariance = sum((x - mean_x) * (y - mean_y) for x, y in levels) / n
    found = kappa([Pair(x, y, 0) for x, y in levels])
    if below == 0:
        assert found is None
    else:
        assert found == pytest.approx(2 * covariance / below)


def test_the_interval_counts_interviews_not_answers():
    # Mean 1; sums of residuals by cluster 2, -2, 0; variance 3/2 * 8 / 12**2 = 1/12; t of 2 degrees 4.303.
    pairs = differences([2, 1, 2, 1], [1, 0, 1, 0], [1, 1, 1, 1])
    low, high = interval(pairs)
    assert (low, high) == pytest.approx((1 - 4.303 / 12**0.5, 1 + 4.303 / 12**0.5))


def test_where_every_interview_has_one_answer_it_is_student_s_interval():
    values = [1, 0, 2, 1, 0, 1, -1, 1]
    low, high = interval(differences(*[[value] for value in values]))
    mean = sum(values) / 8
    error = (sum((value - mean) ** 2 for value in values) / 7 / 8) ** 0.5
    assert (low, high) == pytest.approx((mean - 2.365 * error, mean + 2.365 * error))


def test_one_interview_has_no_interval():
    assert interval(differences([1, 1, 1])) is None


@pytest.mark.parametrize(
    ("clusters", "said"),
    [
        (([1] * 4, [1] * 3, [1] * 3), "over"),
        (([-1] * 4, [-1] * 3, [-1] * 3), "under"),
        (([1] * 3, [1] * 3, [1] * 3), None),  # nine answers
        (([1] * 5, [1] * 5), None),  # two reviews
        (([2] * 4, [0] * 3, [-1] * 3), None),  # the interviews disagree
    ],
)
def test_what_is_claimed(clusters, said):
    assert claim(differences(*clusters)) == said


def test_more_clusters_than_the_table_take_the_normal_quantile():
    rng = Random(1)
    pairs = differences(*[[rng.choice([0, 1])] for _ in range(40)])
    low, high = interval(pairs)
    mean = agreement(pairs).signed
    error = (sum((pair.difference - mean) ** 2 for pair in pairs) / 39 / 40) ** 0.5
    assert (high - low) / 2 == pytest.approx(calibration.Z_975 * error)
