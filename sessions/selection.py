"""
The draw: which questions an interview asks.

Source of the rules: docs/domain.md, "The draw". In this order: different topics; questions neither answered nor
read before those read, before those answered; among the answered those rated lowest, then those seen longest ago;
ties by the stored seed. Pure: it gets plain records and a `random.Random`.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Candidate:
    """
    A question that may be drawn, with what this person has had to do with it.

    `rated` is the coverage of its last sealed rating in percent (None: never rated); `seen_at` is when it was last
    answered or its expected answer read, an aware datetime (None: never).
    """

    question: int
    topic: int
    answered: bool = False
    read: bool = False
    rated: float | None = None
    seen_at: datetime | None = None

    @property
    def is_fresh(self):
        """Neither answered nor read."""
        return not (self.answered or self.read)


def draw(candidates, count, rng):
    """
    Return up to `count` question ids in the order in which they are asked.

    `candidates` is a sequence of Candidate, `rng` a `random.Random` made from the stored seed: the same candidates
    and the same seed give the same draw. Fewer come back where there are fewer candidates. Raises ValueError
    unless `count` is at least 1.
    """
    if count < 1:
        raise ValueError("An interview has at least one question.")
    # Sorting by id first makes the draw independent of the order in which the candidates came.
    shuffled = sorted(candidates, key=lambda candidate: candidate.question)
    rng.shuffle(shuffled)
    pool = sorted(shuffled, key=_preference)
    drawn, topics = [], Counter()
    while pool and len(drawn) < count:
        # min() takes the first of equals, so among the least used topics the preference decides.
        best = min(pool, key=lambda candidate: topics[candidate.topic])
        pool.remove(best)
        topics[best.topic] += 1
        drawn.append(best)
    return [candidate.question for candidate in drawn]


def _preference(candidate):
    if candidate.is_fresh:
        standing = 0
    elif not candidate.answered:
        standing = 1
    else:
        standing = 2
    rated = candidate.rated if candidate.rated is not None else 101
    seen = candidate.seen_at.timestamp() if candidate.seen_at else 0
    return standing, rated, seen


def proposed_count(minutes, suggested):
    """
    Return how many questions a sitting of `minutes` proposes: its length over the mean of the suggested minutes.

    `suggested` are the suggested minutes of the questions at hand, a sequence of numbers. At least 1, at most as
    many as there are; 0 where there are none.
    """
    return min(len(suggested), _full_count(minutes, suggested)) if suggested else 0


def nominal_minutes(count, minutes, suggested):
    """
    Return the length in minutes of a sitting of `count` questions, at least 1.

    A sitting of `minutes` gives each of its questions the same time; fewer questions than it would hold, be it for
    want of questions, make a shorter sitting, never more time for each. `suggested` as in `proposed_count`, not empty.
    """
    return max(1, round(count * minutes / _full_count(minutes, suggested)))


def _full_count(minutes, suggested):
    """How many questions of the mean suggested length fill `minutes`, at least 1, whether there are as many or not."""
    return max(1, round(minutes * len(suggested) / sum(suggested)))
