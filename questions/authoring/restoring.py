"""Bringing an earlier content of a question back."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from questions.authoring.guides import set_status
from questions.authoring.questions import save_question
from questions.authoring.states import Point
from questions.models import Criterion, Question, Status
from questions.publishing import missing_in


def restore(question, version, change):
    """
    Give `question` the content that `version` holds, and return it.

    The texts of criteria are their rubric's and stay as they are now: where they have changed since, the content is a
    new one and gets a version of its own. A published question goes to review where the content is incomplete, or where
    another curator has to see every change. Raises ValidationError where a criterion of that time is gone.
    """
    content = version.content
    keys = [criterion["slug"] for criterion in content["criteria"]]
    criteria = list(
        Criterion.objects.filter(key__in=keys, rubric__key=content["rubric"]["slug"]).select_related("rubric")
    )
    if len(criteria) < len(keys):
        raise ValidationError(_("A criterion of that version is no longer in its rubric: bring it back there first."))
    if criteria:
        question.rubric = criteria[0].rubric
    for name in ("prompt", "minutes", "expected_answer", "why_it_matters", "probes"):
        setattr(question, name, content[name])
    points = [Point(point["slug"], point["text"], point["why"]) for point in content["key_points"]]
    with transaction.atomic():
        save_question(question, change, key_points=points, criteria=criteria)
        if question.status == Status.PUBLISHED and (settings.SECOND_APPROVAL or missing_in(question)):
            set_status(Question.objects.filter(pk=question.pk), Status.IN_REVIEW, change)
            question.refresh_from_db()
    return question
