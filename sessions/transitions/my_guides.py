"""Verbs on one's own private guides, and undoing an import: what is asked in interviews is never torn away."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from questions import authoring
from questions.importing import arrivals, key_points
from questions.importing.enter import NotPossible, Order, rubrics_by_kind
from questions.importing.proposal import MOST_CRITERIA
from questions.importing.undo import undo
from questions.models import Guide, Import, Question, Status
from sessions.models import MockInterview, Preparation, StudyMark
from sessions.queries.my_guides import without_points
from sessions.transitions.trail import NotAllowed

DELETED, HIDDEN = "deleted", "hidden"
# Each leaves a version of its own, so that many would keep the person waiting.
MOST_AT_ONCE = 200


def rename(guide, values):
    """Give a private guide another title, company, role, level or summary; its address stays."""
    with transaction.atomic():
        guide = Guide.objects.select_for_update().get(pk=guide.pk)
        for name, value in values.items():
            setattr(guide, name, value)
        return authoring.save(guide)


def write_question(question, values, change):
    """
    Change a question of a private guide. `values`: prompt, expected_answer, why_it_matters, key_points and probes
    (lists of texts), kind, difficulty, minutes.

    Key points whose text stays keep their keys; another kind brings the criteria of its rubric.
    """
    row = authoring.whole_questions(Question.objects.filter(pk=question.pk)).get()
    known = {point.text: point for point in authoring.points_of(row)}
    points = [known.get(text) or authoring.Point("", text) for text in values["key_points"]]
    criteria = None
    if values["kind"] != row.rubric.kind:
        row.rubric = rubrics_by_kind()[values["kind"]]
        criteria = list(row.rubric.criteria.all())[:MOST_CRITERIA]
    for name in ("prompt", "expected_answer", "why_it_matters", "probes", "difficulty", "minutes"):
        setattr(row, name, values[name])
    return authoring.save_question(row, change, key_points=points, criteria=criteria)


def take_proposed_points(guide, change):
    """
    Give the questions of a private guide that have no key points those that their expected answers suggest.

    At most `MOST_AT_ONCE` of them, the first ones; return how many got some.
    """
    with transaction.atomic():
        rows = authoring.whole_questions(without_points(guide))
        found = [(row, key_points.proposed(row.expected_answer)) for row in rows]
        taken = [(row, points) for row, points in found if points][:MOST_AT_ONCE]
        for row, points in taken:
            authoring.save_question(row, change, key_points=[authoring.Point("", text) for text in points])
    return len(taken)


def take_out(question):
    """Take a question out of a private guide: deleted where it was never asked, else hidden; return which."""
    one = Question.objects.filter(pk=question.pk)
    try:
        with transaction.atomic():
            authoring.remove_questions(one)
    except ProtectedError:
        authoring.set_status(one, Status.RETIRED)
        return HIDDEN
    return DELETED


def delete(guide):
    """
    Delete a private guide: with all that is in it, or, where interviews were held on it, hide it from everywhere.

    The interviews stay as they are. Raises NotAllowed while one of them runs.
    """
    with transaction.atomic():
        guide = Guide.objects.select_for_update().get(pk=guide.pk)
        if MockInterview.objects.running().filter(guide=guide).exists():
            raise NotAllowed(_("An interview on this guide runs now: end it first."))
        Import.objects.filter(guide=guide).delete()
        try:
            with transaction.atomic():
                authoring.remove_guide(guide)
        except ProtectedError:
            Preparation.objects.filter(guide=guide).delete()
            authoring.set_status(guide.questions.all(), Status.RETIRED)
            authoring.set_status(Guide.objects.filter(pk=guide.pk), Status.RETIRED)
            return HIDDEN
    return DELETED


def write_import(one, with_points, now):
    """
    Write an Import where its preview says. Raises NotPossible, with the reason; it then waits in the preview again.

    `with_points`: the key points that were proposed are taken as they are.
    """
    owner = one.by if one.is_private else None
    try:
        return arrivals.write(one, Order(guide=one.guide, owner=owner, with_points=with_points), now)
    except NotPossible:
        arrivals.take_back_wish(one)
        raise


def undo_import(one, change):
    """Undo an import as a whole. Raises NotPossible, with the reason, where something depends on it."""
    others = StudyMark.objects.filter(question__key__in=list(one.made.get("questions", {}))).exclude(
        candidate=change.by
    )
    guide = one.guide if one.made.get("guide") else None
    if others.exists() or (guide and Preparation.objects.filter(guide=guide).exclude(candidate=change.by).exists()):
        raise NotPossible(_("It cannot be undone any more: candidates have studied its questions."))
    return undo(one, change)
