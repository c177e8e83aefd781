"""Writing guides and what hangs on them: rounds, topics, tips, resources, sources, questions asked often."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from questions.models import FocusTopic, Guide, Round, Status, StatusChange, Tip


def save(row, change=None):
    """
    Create or update a guide, round, focus topic, tip, resource, source or frequently asked question; return it.

    With `change` (a Change) a guide whose status is another one leaves a StatusChange. Raises ValidationError where a
    round, topic or tip would leave its guide: its questions and interviews stay.
    """
    _stay_in_guide(row)
    has_status = isinstance(row, Guide) and change is not None
    before = Guide.objects.filter(pk=row.pk).values_list("status", flat=True).first() if has_status else None
    row.save()
    if has_status and row.status != before:
        StatusChange.objects.create(guide=row, status=row.status, by=change.by, at=change.now)
    return row


def remove(row):
    """Delete a row of the bank. Raises ProtectedError where interviews, versions or questions stand on it."""
    row.delete()


def _guide_id_of(row):
    return row.round.guide_id if isinstance(row, FocusTopic) else row.guide_id


def _stay_in_guide(row):
    if isinstance(row, Round | FocusTopic) and row.pk:
        stored = type(row).objects.select_related("round" if isinstance(row, FocusTopic) else "guide").get(pk=row.pk)
        if _guide_id_of(stored) != _guide_id_of(row):
            raise ValidationError(_("A round or topic cannot move to another guide."))
    elif isinstance(row, Tip):
        places = {row.round.guide_id} if row.round else set()
        places |= {row.topic.round.guide_id} if row.topic else set()
        if places - {row.guide_id}:
            raise ValidationError(_("The round and topic of a tip belong to the tip's guide."))


def save_parts(guide, name, parts):
    """
    Make the resources, sources or frequently asked questions (`name`, see PARTS) of a guide those of `parts`.

    `parts` is a list of dicts of field values in order; rows are found by key, the others are deleted.
    """
    rows = {row.key: row for row in getattr(guide, name).all()}
    model = getattr(guide, name).model
    for position, values in enumerate(parts, start=1):
        row = rows.pop(values["key"], None) or model(guide=guide)
        for field, value in (values | {"position": position}).items():
            setattr(row, field, value)
        row.save()
    for row in rows.values():
        row.delete()


def set_status(rows, status, change=None):
    """
    Give guides or questions (a queryset) a status; return how many had another. Their content stays as it is.

    `change` is the Change that says who did it; None leaves no StatusChange: a program did, for a reason of its own.
    """
    changing = rows.exclude(status=status)
    if change is not None:
        name = "guide" if rows.model is Guide else "question"
        StatusChange.objects.bulk_create(
            StatusChange(**{name: row}, status=status, by=change.by, at=change.now) for row in changing
        )
    return changing.update(status=Status(status))
