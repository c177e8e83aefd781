"""Writing questions with their key points, criteria and links; each change of content leaves a version."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from questions.authoring.entries import write_entries
from questions.authoring.samples import current_samples, replace_samples
from questions.authoring.states import whole_questions
from questions.models import KeyPoint, Question, QuestionChange, StatusChange
from questions.rubrics import content_of, digest_of, version_of


def save_question(question, change, *, key_points=None, criteria=None, related=None, samples=None):
    """
    Create or update a question with what belongs to it; return it. None leaves that part as it is.

    A new question without a position comes last in its guide. `key_points` are Points in order, `criteria` and
    `related` rows, `samples` Samples. A change of content leaves a version and a QuestionChange, and flags the samples
    of other versions for checking unless only a slip of the pen was corrected. Raises ValidationError where the topic
    belongs to another guide, or a criterion to another rubric.
    """
    with transaction.atomic():
        locked = Question.objects.select_for_update(of=("self",)).filter(pk=question.pk)
        stored = whole_questions(locked).first() if question.pk else None
        before = digest_of(content_of(stored)) if stored else None
        question.guide = question.topic.round.guide
        if stored and stored.guide_id != question.guide_id:
            raise ValidationError(_("A question cannot move to another guide."))
        chosen = stored.criteria.all() if criteria is None and stored else criteria or []
        if any(criterion.rubric_id != question.rubric_id for criterion in chosen):
            raise ValidationError(_("The criteria of a question belong to its rubric."))
        if not (stored or question.position):
            last = Question.objects.filter(guide=question.guide).aggregate(Max("position"))["position__max"] or 0
            question.position = last + 1
        question.save()
        if key_points is not None:
            _write_points(question, key_points)
        if criteria is not None:
            question.criteria.set(criteria)
        if related is not None:
            question.related.set(related)
        question._prefetched_objects_cache = {}
        _record(question, before, change)
        if change.by is not None and (stored is None or stored.status != question.status):
            StatusChange.objects.create(question=question, status=question.status, by=change.by, at=change.now)
        write_entries([question])
        if samples is not None:
            replace_samples(question, samples, change)
    return question


def _record(question, before, change):
    """Leave version and change where the content is another than `before` (its digest; None for a new question)."""
    if digest_of(content_of(question)) == before:
        return
    version = version_of(question, change.now)
    QuestionChange.objects.create(
        question=question,
        version=version,
        by=change.by,
        at=change.now,
        reason=change.reason,
        is_typo=change.is_typo,
    )
    if not change.is_typo:
        current_samples(question).exclude(version=version).update(needs_checking=True)
    # Back at an old content, its samples fit again.
    current_samples(question).filter(version=version).update(needs_checking=False)


def _write_points(question, points):
    rows = {row.key: row for row in question.key_points.all()}
    taken = {point.key for point in points} | rows.keys()
    kept = set()
    for position, point in enumerate(points, start=1):
        key = point.key or free_key(point.text, taken)
        taken.add(key)
        kept.add(key)
        row = rows.get(key) or KeyPoint(question=question, key=key)
        if row.pk and (row.text, row.why, row.position) == (point.text, point.why, position):
            continue
        row.text, row.why, row.position = point.text, point.why, position
        row.save()
    question.key_points.exclude(key__in=kept).delete()


def free_key(text, taken):
    """Return a key for a new key point, made from its text, that is not among `taken`."""
    base = slugify(text)[:60].strip("-") or "point"
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


def free_numbers(questions):
    """Take the numbers off questions (a queryset), so that others of their guide may have them."""
    questions.update(number=None)


def relate(question, other):
    """Make two questions related, each to the other."""
    question.related.add(other)


def part(question, other):
    """Make two questions unrelated."""
    question.related.remove(other)
