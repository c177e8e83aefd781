"""A checked plan into the bank, through `questions.authoring`: plan -> what was written."""

from django.db import transaction
from django.utils.text import slugify

from questions import authoring
from questions.models import Question
from questions.tables.bank import free_key, taken_keys
from questions.tables.check import CHANGED, NEW
from questions.tables.columns import FIELDS

# What every change of content by a table says in the history.
REASON = "Imported from a table"
_LONGEST_KEY = 100


def write(plan, change):
    """
    Write a Plan that is not refused, as a whole; return the new questions and the changed ones.

    New questions come last in their guides, in the order of their rows. A key that is taken all the same, by what no
    curator is told of, becomes one like it.
    """
    new = [row for row in plan.rows if row.state == NEW]
    changed = [row for row in plan.rows if row.state == CHANGED]
    with transaction.atomic():
        # The changed ones first: a new question may have a number that one of them gives up.
        authoring.save_questions({row.question.pk: _edit(row) for row in changed}, change)
        made = _add(new, change)
    return made, [row.question for row in changed]


def _edit(row):
    before, after = row.before, row.after
    values = {name: getattr(after, name) for name in FIELDS if getattr(before, name) != getattr(after, name)}
    if before.probes != after.probes:
        values["probes"] = list(after.probes)
    return authoring.Edit(
        values,
        key_points=list(after.points) if before.points != after.points else None,
        criteria=list(after.criteria) if before.criteria != after.criteria else None,
    )


def _add(rows, change):
    if not rows:
        return []
    taken, by_guide = taken_keys(), {}
    # Those that name their key have it before one is made up for the others.
    for row in sorted(rows, key=lambda row: not row.key):
        said = row.after
        guide = said.topic.round.guide
        made_up = f"{guide.key}-{slugify(said.prompt) or 'question'}"[:_LONGEST_KEY]
        question = Question(
            key=free_key(row.key or made_up, taken),
            guide=guide,
            probes=list(said.probes),
            **{name: getattr(said, name) for name in FIELDS},
        )
        new = authoring.NewQuestion(question, list(said.points), list(said.criteria))
        by_guide.setdefault(guide.pk, (guide, []))[1].append((row.number, new))
    made = []
    for guide, of_guide in by_guide.values():
        in_order = [new for _number, new in sorted(of_guide, key=lambda pair: pair[0])]
        authoring.add_questions(guide, in_order, change)
        made += [new.question for new in in_order]
    return made
