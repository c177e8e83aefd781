"""The rules of publishing for a row that changes something: the same as in the form of a question."""

from django.conf import settings
from django.utils.translation import gettext as _

from questions import publishing
from questions.models import Status

# What is no content: with a second curator's approval it may change in what is published.
_NO_CONTENT = {"number", "status", "topic"}


def check_row(row, curator):
    """Note what keeps the question of a row from being what the row wants."""
    after = row.after
    if row.question is None:
        if after.status != Status.DRAFT:
            row.wrong("status", _("a new question begins as a draft: leave the cell empty, and publish it afterwards."))
        return
    if after.status != Status.PUBLISHED:
        return
    _check_complete(row)
    if settings.SECOND_APPROVAL:
        changes_more = bool({name for name, _was, _becomes in row.differences} - _NO_CONTENT)
        goes_public = row.before.status != Status.PUBLISHED
        if changes_more or (goes_public and publishing.needs_another(row.question, curator)):
            row.wrong("status", _("another curator publishes what you write: write “in_review”."))


def _check_complete(row):
    after = row.after
    for column in ("expected_answer", "why_it_matters"):
        if not getattr(after, column).strip():
            row.wrong(column, _("a published question has this text: write it, or make the question a draft."))
    if len(after.points) not in publishing.KEY_POINTS:
        row.wrong(
            "key_point_1",
            _("a published question has 3 or 4 key points; this one would have %d.") % len(after.points),
        )
    if len(after.criteria) not in publishing.CRITERIA:
        row.wrong(
            "criteria", _("a published question elicits 2 or 3 criteria; this one would have %d.") % len(after.criteria)
        )
