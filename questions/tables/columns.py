"""
The columns of the table, and what a question says in each of them.

A key point has a column of its own, with the reason why it matters beside it (`key_point_1`, `why_1`): spreadsheets
sort, filter and compare cells, and a line break inside a cell is typed with a key that most people do not know. A
column that is left out also says something then: that very point stays as it is. Probes, which are neither rated nor
named anywhere, share one cell with a line each.
"""

import re
from dataclasses import dataclass

from questions.authoring import in_order, points_of
from questions.models import FocusTopic, Rubric, Status

# As many key points have columns in every table; more where a question has more.
USUAL_POINTS = 4
MOST_POINTS = 9
FIRST = ("key", "guide", "topic", "number", "status", "kind", "criteria", "difficulty", "minutes")
TEXTS = ("prompt", "expected_answer", "why_it_matters")
PLAIN = (*FIRST, *TEXTS, "probes")
# What one chooses from when a table is written; `key_points` stands for all columns of key points.
CHOICES = (*FIRST, *TEXTS, "key_points", "probes")
# What a row for a new question must say.
NEEDED = ("guide", "topic", "kind", "prompt")


@dataclass(frozen=True)
class Said:
    """What a question says: its topic and rubric as rows, its criteria as rows in order, its key points as Points."""

    topic: FocusTopic
    rubric: Rubric
    number: int | None = None
    status: str = Status.DRAFT.value
    criteria: tuple = ()
    difficulty: str = "medium"
    minutes: int = 8
    prompt: str = ""
    expected_answer: str = ""
    why_it_matters: str = ""
    points: tuple = ()
    probes: tuple = ()


# The fields of Said that are fields of Question under the same name.
FIELDS = ("topic", "rubric", "number", "status", "difficulty", "minutes", *TEXTS)


def said_of(question):
    """Return what a question says now; with everything prefetched it asks the database nothing."""
    return Said(
        **{name: getattr(question, name) for name in FIELDS},
        criteria=tuple(in_order(question.criteria.all())),
        points=tuple(points_of(question)),
        probes=tuple(question.probes),
    )


def point_columns(count=MOST_POINTS):
    """Return the names of the columns of `count` key points."""
    return [f"{name}_{place}" for place in range(1, count + 1) for name in ("key_point", "why")]


KNOWN = frozenset([*PLAIN, *point_columns()])


def columns_for(chosen, points):
    """Return the columns of a table that holds what was `chosen` (see CHOICES), with `points` key points at most."""
    names = []
    for choice in CHOICES:
        if choice == "key" or choice in chosen:
            names += point_columns(max(points, USUAL_POINTS)) if choice == "key_points" else [choice]
    return names


def cells_of(key, said):
    """Return {column: number or text} for a question, empty ones too."""
    cells = {"key": key, "guide": said.topic.round.guide.key, "topic": said.topic.key, "kind": said.rubric.kind}
    for name in ("number", "status", "difficulty", "minutes", *TEXTS):
        value = getattr(said, name)
        cells[name] = "" if value is None else value if isinstance(value, int) else str(value)
    cells["criteria"] = ", ".join(criterion.key for criterion in said.criteria)
    cells["probes"] = "\n".join(" ".join(probe.split()) for probe in said.probes)
    for place in range(1, max(len(said.points), USUAL_POINTS) + 1):
        point = said.points[place - 1] if place <= len(said.points) else None
        cells[f"key_point_{place}"] = " ".join(point.text.split()) if point else ""
        cells[f"why_{place}"] = " ".join(point.why.split()) if point else ""
    return cells


def name_of(heading):
    """Return the name of the column that a heading means: `Expected answer` is `expected_answer`."""
    return re.sub(r"[\s_-]+", "_", str(heading if heading is not None else "").strip().casefold()).strip("_")
