"""Saving many questions that are there already, each with whatever is to be different."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from questions.authoring.bulk import record_changes
from questions.authoring.entries import write_entries
from questions.authoring.questions import free_key, free_numbers
from questions.authoring.states import in_order
from questions.models import KeyPoint, Question, StatusChange
from questions.rubrics import BATCH, content_of, digest_of, with_content


@dataclass(frozen=True)
class Edit:
    """What a question is to say: {field: value}, its Points in order, its criteria (rows); None leaves them be."""

    values: dict
    key_points: list | None = None
    criteria: list | None = None


def save_questions(edits, change):
    """
    Write {question pk: Edit}; every question is left as `save_question` would leave it.

    Numbers may be swapped among them. Raises ValidationError where a topic belongs to another guide, or a criterion to
    another rubric.
    """
    keys = sorted(edits)
    with transaction.atomic():
        numbered = [pk for pk in keys if "number" in edits[pk].values]
        for start in range(0, len(numbered), BATCH):
            free_numbers(Question.objects.filter(pk__in=numbered[start : start + BATCH]))
        for start in range(0, len(keys), BATCH):
            _save({pk: edits[pk] for pk in keys[start : start + BATCH]}, change)


def _save(edits, change):
    locked = Question.objects.select_for_update(of=("self",)).filter(pk__in=list(edits))
    questions = list(with_content(locked).select_related("topic__round").order_by("pk"))
    before = {question.pk: digest_of(content_of(question)) for question in questions}
    given = []
    for question in questions:
        edit, old = edits[question.pk], question.status
        for name, value in edit.values.items():
            setattr(question, name, value)
        _check(question, edit)
        if edit.values:
            question.save(update_fields=list(edit.values))
        if old != question.status and change.by is not None:
            given.append(StatusChange(question=question, status=question.status, by=change.by, at=change.now))
    _write_points({question: edits[question.pk].key_points for question in questions})
    _write_criteria({question: edits[question.pk].criteria for question in questions})
    record_changes(questions, before, change)
    StatusChange.objects.bulk_create(given, batch_size=BATCH)
    write_entries(questions)


def _check(question, edit):
    if question.topic.round.guide_id != question.guide_id:
        raise ValidationError(_("A question cannot move to another guide."))
    chosen = question.criteria.all() if edit.criteria is None else edit.criteria
    if any(criterion.rubric_id != question.rubric_id for criterion in chosen):
        raise ValidationError(_("The criteria of a question belong to its rubric."))


def _write_points(wanted):
    new, gone = [], []
    for question, points in wanted.items():
        if points is None:
            continue
        rows = {row.key: row for row in question.key_points.all()}
        taken = {point.key for point in points} | rows.keys()
        kept = []
        for position, point in enumerate(points, start=1):
            key = point.key or free_key(point.text, taken)
            taken.add(key)
            row = rows.pop(key, None) or KeyPoint(question=question, key=key)
            is_same = (row.text, row.why, row.position) == (point.text, point.why, position)
            row.text, row.why, row.position = point.text, point.why, position
            if row.pk is None:
                new.append(row)
            elif not is_same:
                row.save()
            kept.append(row)
        gone += [row.pk for row in rows.values()]
        question._prefetched_objects_cache["key_points"] = kept
    KeyPoint.objects.filter(pk__in=gone).delete()
    KeyPoint.objects.bulk_create(new, batch_size=BATCH)


def _write_criteria(wanted):
    elicits = Question.criteria.through
    given = {question: in_order(criteria) for question, criteria in wanted.items() if criteria is not None}
    elicits.objects.filter(question__in=list(given)).delete()
    elicits.objects.bulk_create(
        (
            elicits(question=question, criterion=criterion)
            for question, criteria in given.items()
            for criterion in criteria
        ),
        batch_size=BATCH,
    )
    for question, criteria in given.items():
        question._prefetched_objects_cache["criteria"] = criteria
