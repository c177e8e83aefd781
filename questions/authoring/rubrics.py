"""Writing rubrics and their criteria."""

from django.db import transaction

from questions.authoring.samples import flag_samples
from questions.models import Criterion


def save_rubric(rubric, criteria=None):
    """
    Create or update a rubric; return it. `criteria` are dicts of criterion values in order, or None: as they are.

    Criteria are found by key. Those not named stay as they are and keep their place: questions may elicit them
    (`remove_criterion` takes one away).
    """
    with transaction.atomic():
        rubric.save()
        if criteria is None:
            return rubric
        rows = {row.key: row for row in rubric.criteria.all()}
        changed = []
        for position, values in enumerate(criteria, start=1):
            wanted = values | {"position": position}
            row = rows.get(values["key"]) or Criterion(rubric=rubric)
            if row.pk and all(getattr(row, name) == value for name, value in wanted.items()):
                continue
            if not all(getattr(row, name) == value for name, value in values.items()):
                changed.append(row)
            for name, value in wanted.items():
                setattr(row, name, value)
            row.save()
        flag_samples(changed)
        rubric._prefetched_objects_cache = {}
    return rubric


def remove_criterion(criterion):
    """Delete a criterion that no question elicits; return whether it was deleted."""
    if criterion.questions.exists():
        return False
    criterion.delete()
    return True
