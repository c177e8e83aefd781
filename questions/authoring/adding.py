"""Writing many new questions at once, and taking questions out that nothing stands on."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from questions.authoring.entries import write_entries
from questions.authoring.questions import free_key
from questions.models import KeyPoint, Question, QuestionChange, QuestionVersion, SampleAnswer
from questions.rubrics import BATCH, content_of, first_versions


@dataclass(frozen=True)
class NewQuestion:
    """A question to be added: a row that is not saved yet, with its topic, its Points and its criteria (rows)."""

    question: Question
    key_points: list
    criteria: list


def add_questions(guide, new, change):
    """
    Add NewQuestions to the end of a guide; return {key: its first version}.

    They are left as `save_question` would leave them one by one, in a number of statements that hardly grows.
    """
    if not new:
        return {}
    with transaction.atomic():
        last = Question.objects.filter(guide=guide).aggregate(Max("position"))["position__max"] or 0
        for position, one in enumerate(new, start=last + 1):
            one.question.guide = guide
            one.question.position = position
        Question.objects.bulk_create([one.question for one in new], batch_size=BATCH)
        points = {one.question.pk: _points(one) for one in new}
        KeyPoint.objects.bulk_create([point for rows in points.values() for point in rows], batch_size=BATCH)
        Question.criteria.through.objects.bulk_create(
            [
                Question.criteria.through(question=one.question, criterion=criterion)
                for one in new
                for criterion in one.criteria
            ],
            batch_size=BATCH,
        )
        for one in new:
            one.question._prefetched_objects_cache = {
                "key_points": points[one.question.pk],
                "criteria": list(one.criteria),
            }
        versions = first_versions([(one.question.pk, content_of(one.question)) for one in new], change.now)
        QuestionChange.objects.bulk_create(
            [
                QuestionChange(
                    question_id=version.question_id,
                    version=version,
                    by=change.by,
                    at=change.now,
                    reason=change.reason,
                )
                for version in versions
            ],
            batch_size=BATCH,
        )
        write_entries([one.question for one in new])
    return {one.question.key: version for one, version in zip(new, versions, strict=True)}


def _points(one):
    rows, taken = [], {point.key for point in one.key_points}
    for position, point in enumerate(one.key_points, start=1):
        key = point.key or free_key(point.text, taken)
        taken.add(key)
        rows.append(KeyPoint(question=one.question, key=key, text=point.text, why=point.why, position=position))
    return rows


def remove_questions(questions):
    """
    Delete questions (a queryset) with their versions and history, and what people marked on them.

    For questions that nobody was ever asked: ProtectedError where an answer or a rated sample stands on one.
    """
    with transaction.atomic():
        keys = list(questions.values_list("pk", flat=True))
        for start in range(0, len(keys), BATCH):
            batch = keys[start : start + BATCH]
            QuestionChange.objects.filter(question__in=batch).delete()
            SampleAnswer.objects.filter(version__question__in=batch).delete()
            QuestionVersion.objects.filter(question__in=batch).delete()
            Question.objects.filter(pk__in=batch).delete()


def remove_guide(guide):
    """Delete a guide with everything in it. Raises ProtectedError where an interview was held on it."""
    with transaction.atomic():
        remove_questions(guide.questions.all())
        guide.delete()
