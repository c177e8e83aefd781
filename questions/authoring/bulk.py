"""Giving many questions another topic, rubric, difficulty or length at once."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from questions.models import Criterion, FocusTopic, Question, QuestionChange, Rubric, SampleAnswer
from questions.rubrics import BATCH, content_of, digest_of, versions_holding, with_content

# What can be given, by the name under which it is written: the last is the list of the criteria's primary keys.
VALUES = ["topic_id", "rubric_id", "difficulty", "minutes", "criteria"]


def write_many(wanted, change, expected=None):
    """
    Give questions other values; return {pk: what those values were} of the questions that had others.

    `wanted` is {question pk: {name of VALUES: value}}. With `expected`, of the same form, a question is left alone
    that says something else by now: so a change of many is taken back. A change of content leaves a version and a
    QuestionChange, and flags sample answers, as `save_question` does; the number of statements hardly grows with the
    questions. Raises ValidationError where a topic is of another guide or gone, or a criterion of another rubric.
    """
    with transaction.atomic():
        locked = Question.objects.select_for_update(of=("self",)).filter(pk__in=list(wanted))
        questions = [
            question
            for question in with_content(locked).order_by("pk")
            if expected is None or _values_of(question, expected[question.pk]) == expected[question.pk]
        ]
        given = {question.pk: wanted[question.pk] for question in questions}
        rows = _rows_named_in(given.values())
        before = {question.pk: digest_of(content_of(question)) for question in questions}
        was = {}
        for question in questions:
            old = _values_of(question, given[question.pk])
            if old != given[question.pk]:
                was[question.pk] = old
                _give(question, given[question.pk], rows)
        changed = [question for question in questions if question.pk in was]
        _store(changed, {name for values in given.values() for name in values})
        record_changes(changed, before, change)
    return was


def _values_of(question, names):
    values = {name: getattr(question, name) for name in names if name != "criteria"}
    return values | ({"criteria": sorted(row.pk for row in question.criteria.all())} if "criteria" in names else {})


def _rows_named_in(values):
    """Return {model: {pk: row}} of everything that the values name."""
    named = {FocusTopic: set(), Rubric: set(), Criterion: set()}
    for one in values:
        named[FocusTopic] |= {one["topic_id"]} if "topic_id" in one else set()
        named[Rubric] |= {one["rubric_id"]} if "rubric_id" in one else set()
        named[Criterion] |= set(one.get("criteria", ()))
    return {
        model: (model.objects.select_related("round") if model is FocusTopic else model.objects).in_bulk(list(keys))
        for model, keys in named.items()
    }


def _give(question, values, rows):
    for name, value in values.items():
        if name == "topic_id":
            topic = rows[FocusTopic].get(value)
            if topic is None or topic.round.guide_id != question.guide_id:
                raise ValidationError(_("A question cannot move to another guide."))
            question.topic_id = value
        elif name == "rubric_id":
            if value not in rows[Rubric]:
                raise ValidationError(_("That rubric is gone."))
            question.rubric = rows[Rubric][value]
        elif name != "criteria":
            setattr(question, name, value)
    if "criteria" in values:
        criteria = [rows[Criterion].get(pk) for pk in values["criteria"]]
        if None in criteria:
            raise ValidationError(_("A criterion is gone."))
        question._prefetched_objects_cache["criteria"] = criteria
    if any(criterion.rubric_id != question.rubric_id for criterion in question.criteria.all()):
        raise ValidationError(_("The criteria of a question belong to its rubric."))


def _store(questions, names):
    same = {}
    fields = [name for name in VALUES if name in names and name != "criteria"]
    for question in questions if fields else ():
        same.setdefault(tuple(getattr(question, name) for name in fields), []).append(question.pk)
    for values, keys in same.items():
        for start in range(0, len(keys), BATCH):
            rows = Question.objects.filter(pk__in=keys[start : start + BATCH])
            rows.update(**dict(zip(fields, values, strict=True)))
    if questions and "criteria" in names:
        elicits = Question.criteria.through
        elicits.objects.filter(question__in=[question.pk for question in questions]).delete()
        elicits.objects.bulk_create(
            (
                elicits(question=question, criterion=criterion)
                for question in questions
                for criterion in question.criteria.all()
            ),
            batch_size=BATCH,
        )


def record_changes(questions, before, change):
    """Leave a version and a change where the content is another than `before` ({pk: digest}); flag old samples."""
    contents = {question.pk: content_of(question) for question in questions}
    contents = {pk: content for pk, content in contents.items() if digest_of(content) != before[pk]}
    versions = versions_holding(contents, change.now)
    QuestionChange.objects.bulk_create(
        (
            QuestionChange(
                question_id=pk,
                version=version,
                by=change.by,
                at=change.now,
                reason=change.reason,
                is_typo=change.is_typo,
            )
            for pk, version in versions.items()
        ),
        batch_size=BATCH,
    )
    current = SampleAnswer.objects.filter(version__question__in=list(versions), replaced_at=None)
    present = [version.pk for version in versions.values()]
    if not change.is_typo:
        current.exclude(version__in=present).update(needs_checking=True)
    # Back at an old content, its samples fit again.
    current.filter(version__in=present).update(needs_checking=False)
