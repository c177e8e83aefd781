"""
What a question or guide needs before candidates see it.

A question is complete with its prompt, expected answer, why it matters, 3 or 4 key points, and 2 or 3 criteria of its
rubric. With the setting SECOND_APPROVAL nobody publishes what they wrote: whoever changed a question last, or sent it
to review, leaves publishing to another curator. Source of the rules: docs/curating.md, "States".
"""

from django.conf import settings
from django.utils.translation import gettext as _

from questions.models import Question, Status

KEY_POINTS = (3, 4)
CRITERIA = (2, 3)


def missing_in(row):
    """Return what a Question or Guide lacks to be published, as words; an empty list where it is complete."""
    return _missing_in_question(row) if isinstance(row, Question) else _missing_in_guide(row)


def _missing_in_question(question):
    missing = [
        words
        for text, words in (
            (question.prompt, _("a prompt")),
            (question.expected_answer, _("an expected answer")),
            (question.why_it_matters, _("why it matters")),
        )
        if not text.strip()
    ]
    if len(question.key_points.all()) not in KEY_POINTS:
        missing.append(_("3 or 4 key points"))
    if len(question.criteria.all()) not in CRITERIA:
        missing.append(_("2 or 3 criteria"))
    return missing


def _missing_in_guide(guide):
    missing = [] if guide.summary.strip() else [_("a summary")]
    if not guide.questions.published().exists():
        missing.append(_("a published question"))
    return missing


def needs_another(question, curator):
    """Whether `curator` may not publish `question` because what is in it is theirs; False without SECOND_APPROVAL."""
    if not settings.SECOND_APPROVAL:
        return False
    written = question.changes.first()
    sent = question.status_changes.filter(status=Status.IN_REVIEW).first()
    return curator.pk in {one.by_id for one in (written, sent) if one is not None}
