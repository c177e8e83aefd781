"""
Calibration and agreement, as arithmetic on plain values; nothing here knows the database.

Source of the rules: docs/domain.md, "Scores". Levels are 1 to 4; None stands for "no chance to show", and a pair
with such a level is left out. A figure that cannot be had is None, never zero.
"""

import math
from collections import defaultdict
from dataclasses import dataclass

LEVELS = 4
# From how many answers, in how many reviews, it is said that somebody over-rates or under-rates.
CLAIM_ANSWERS = 10
CLAIM_REVIEWS = 3
# From how many pairs the shares of agreement, and kappa, are shown.
SHARES_FROM = 5
KAPPA_FROM = 30

# The 97.5 % points of Student's t with 1, 2, 3 ... degrees of freedom; above these the normal's is near enough.
T_975 = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)
Z_975 = 1.960


@dataclass(frozen=True)
class Pair:
    """Two levels for the same criterion of the same answer; `cluster` names the interview that it belongs to."""

    one: int
    other: int
    cluster: int

    @property
    def difference(self):
        """The first level minus the second."""
        return self.one - self.other


@dataclass(frozen=True)
class Agreement:
    """How two raters' levels stand to each other: means in levels, shares from 0 to 1, and the counts behind them."""

    pairs: int
    clusters: int
    signed: float | None
    absolute: float | None
    exact: float | None
    within_one: float | None


def agreement(pairs):
    """Return the Agreement of `pairs`, a sequence of Pair; all its figures are None without any."""
    pairs = list(pairs)
    if not pairs:
        return Agreement(0, 0, None, None, None, None)
    n = len(pairs)
    return Agreement(
        pairs=n,
        clusters=len({pair.cluster for pair in pairs}),
        signed=sum(pair.difference for pair in pairs) / n,
        absolute=sum(abs(pair.difference) for pair in pairs) / n,
        exact=sum(pair.difference == 0 for pair in pairs) / n,
        within_one=sum(abs(pair.difference) <= 1 for pair in pairs) / n,
    )


def paired(ones, others, cluster):
    """
    Return a Pair for each key to which both give a number, in the order of `ones`: {key: number, or None for none}.

    What one of the two leaves out, or saw no chance to judge, makes no pair. Marks pair like levels.
    """
    return [
        Pair(one, others[key], cluster) for key, one in ones.items() if one is not None and others.get(key) is not None
    ]


@dataclass(frozen=True)
class Place:
    """Where a value stands among named ones: the name of the next lower, an equal and the next higher, or empty."""

    below: str
    same: str
    above: str


def place(value, others):
    """Return the Place of `value` among `others`, {name: value}; of names with equal values the first counts."""
    lower = {name: other for name, other in others.items() if other < value}
    higher = {name: other for name, other in others.items() if other > value}
    return Place(
        below=max(lower, key=lower.get, default=""),
        same=next((name for name, other in others.items() if other == value), ""),
        above=min(higher, key=higher.get, default=""),
    )


def interval(pairs):
    """
    Return the 95 % interval (low, high) of the mean difference, or None with fewer than two clusters.

    Answers of one interview resemble each other, so the standard error is the cluster-robust one of a mean with its
    small-sample factor G / (G - 1), and the quantile Student's t with G - 1 degrees of freedom, G being the number of
    clusters: Cameron and Miller, "A Practitioner's Guide to Cluster-Robust Inference", Journal of Human Resources 50
    (2015), sections II and VI.
    """
    pairs = list(pairs)
    sums = defaultdict(float)
    mean = agreement(pairs).signed
    for pair in pairs:
        sums[pair.cluster] += pair.difference - mean
    clusters = len(sums)
    if clusters < 2:
        return None
    error = math.sqrt(clusters / (clusters - 1) * sum(total**2 for total in sums.values())) / len(pairs)
    freedom = clusters - 1
    quantile = T_975[freedom - 1] if freedom <= len(T_975) else Z_975
    return mean - quantile * error, mean + quantile * error


def claim(pairs):
    """
    Return what may be said of a candidate's own levels against the coach's: "over", "under" or None.

    `pairs` hold the candidate's level first. Something is said only from 10 answers in 3 reviews (a cluster each), and
    when the interval of the mean leaves out 0.
    """
    pairs = list(pairs)
    if len(pairs) < CLAIM_ANSWERS or len({pair.cluster for pair in pairs}) < CLAIM_REVIEWS:
        return None
    low, high = interval(pairs)
    if low > 0:
        return "over"
    return "under" if high < 0 else None


def kappa(pairs):
    """
    Return Cohen's kappa of `pairs` with quadratic weights, at most 1.0, or None where it is not defined.

    It is 1 - sum(w * observed) / sum(w * expected) with w the squared difference of the levels and "expected" from
    both raters' own shares: Cohen, "Weighted kappa", Psychological Bulletin 70 (1968). It is not defined without
    pairs, nor when both raters gave one and the same level throughout.
    """
    pairs = list(pairs)
    if not pairs:
        return None
    n = len(pairs)
    ones = [sum(pair.one == level for pair in pairs) / n for level in range(1, LEVELS + 1)]
    others = [sum(pair.other == level for pair in pairs) / n for level in range(1, LEVELS + 1)]
    observed = sum(pair.difference**2 for pair in pairs) / n
    expected = sum((i - j) ** 2 * share * other for i, share in enumerate(ones) for j, other in enumerate(others))
    return 1 - observed / expected if expected else None
