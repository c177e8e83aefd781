"""
Scores, as arithmetic on plain values; nothing here knows the database.

Source of the rules: docs/domain.md, "Scores". Marks are 0 (absent), 1 (said in general), 2 (said specifically);
levels are 1 to 4, None stands for "no chance to show". A score that cannot be had is None, never zero.
"""

from dataclasses import dataclass

FULL_MARK = 2
WEAK_COVERAGE = 50
WEAK_QUALITY = 2.5
DUE_WITHOUT_DATE = 7


def coverage(marks, key_points):
    """
    Return the coverage of an answer in percent, 0 to 100, or None without key points.

    `marks` are the marks given; `key_points` is how many key points the question version has. A key point
    without a mark counts as absent. Raises ValueError for a mark outside 0 to 2 or more marks than key points.
    """
    marks = list(marks)
    if any(mark not in (0, 1, 2) for mark in marks):
        raise ValueError(f"Marks are 0, 1 or 2, not {marks}.")
    if len(marks) > key_points:
        raise ValueError(f"{len(marks)} marks for {key_points} key points.")
    if key_points == 0:
        return None
    return 100 * sum(marks) / (FULL_MARK * key_points)


def quality(levels):
    """
    Return the quality of an answer, 1.0 to 4.0: the weighted mean of its levels, or None where none was given.

    `levels` are pairs (level or None, weight). Raises ValueError for a level outside 1 to 4 or a weight below 1.
    """
    given = [(level, weight) for level, weight in levels if level is not None]
    for level, weight in given:
        if level not in (1, 2, 3, 4) or weight < 1:
            raise ValueError(f"Level {level} with weight {weight}.")
    if not given:
        return None
    return sum(level * weight for level, weight in given) / sum(weight for _, weight in given)


def mean(values):
    """Return the mean of the values that are not None, or None where all are."""
    given = [value for value in values if value is not None]
    return sum(given) / len(given) if given else None


@dataclass(frozen=True)
class Score:
    """Scores of one answer or one interview. `rated` counts the answers behind a mean."""

    coverage: float | None
    quality: float | None
    rated: int = 1


def interview_score(scores):
    """Return the Score of an interview: means over the Scores of its rated answers, with their number."""
    scores = list(scores)
    return Score(
        coverage=mean(score.coverage for score in scores),
        quality=mean(score.quality for score in scores),
        rated=len(scores),
    )


def is_weak(score):
    """Whether a Score lies under 50 % coverage or under quality 2.5; a part that is not available does not count."""
    return (score.coverage is not None and score.coverage < WEAK_COVERAGE) or (
        score.quality is not None and score.quality < WEAK_QUALITY
    )


def days_until_due(days_left):
    """
    Return after how many days a question that is weak or shaky is due again: 20 % of the days left, a float.

    `days_left` counts the days to the date of the preparation, None where there is none or it has passed: then 7.
    Source of the rule: docs/domain.md, "Scores". Raises ValueError for less than 0 days.
    """
    if days_left is None:
        return float(DUE_WITHOUT_DATE)
    if days_left < 0:
        raise ValueError(f"{days_left} days left.")
    return days_left / 5


def gap(self_levels, coach_levels):
    """
    Return the mean signed difference, self minus coach, over pairs of levels, with the number of pairs.

    Both are sequences of equal length, level or None; a pair counts where both are given. (None, 0) without any.
    Above zero the candidate was kinder than the coach.
    """
    pairs = [
        (mine, theirs)
        for mine, theirs in zip(self_levels, coach_levels, strict=True)
        if mine is not None and theirs is not None
    ]
    if not pairs:
        return None, 0
    return sum(mine - theirs for mine, theirs in pairs) / len(pairs), len(pairs)
