"""Undoing an import as a whole, as long as nothing depends on it."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from questions import authoring
from questions.importing.compare import BATCH
from questions.importing.enter import NotPossible, state
from questions.models import (
    Criterion,
    FocusTopic,
    FrequentlyAsked,
    Guide,
    Import,
    Question,
    Resource,
    Round,
    Rubric,
    Source,
    Status,
    Tip,
)
from questions.rubrics import content_of, digest_of, with_content

_MODELS = {
    "guide": Guide,
    "round": Round,
    "topic": FocusTopic,
    "tip": Tip,
    "resources": Resource,
    "sources": Source,
    "frequently_asked": FrequentlyAsked,
}
# Inner rows first.
_ORDER = ["tip", "resources", "sources", "frequently_asked", "topic", "round", "guide"]


def undo(one, change):
    """
    Take back everything that an Import wrote: its rows go, what it updated says again what it said before.

    Raises NotPossible, and nothing happens, where a question of it was asked, reported or edited since, or where
    something was added to what it made.
    """
    with transaction.atomic():
        one = Import.objects.select_for_update().get(pk=one.pk)
        if one.written_at is None or one.undone_at is not None:
            raise NotPossible(_("There is nothing to undo: this import is not written, or undone already."))
        keys = one.made["questions"]
        _unreported(keys)
        _unchanged_questions(keys | {key: was["left"] for key, was in one.made["updated"].items()})
        rows = _unchanged_rows(one.made["rows"])
        for key, was in one.made["updated"].items():
            _restore(key, was["before"], change)
        try:
            authoring.remove_questions(Question.objects.filter(key__in=keys))
            _remove(rows)
        except ProtectedError:
            raise NotPossible(
                _("It cannot be undone any more: questions of it were asked in an interview, or rated for training.")
            ) from None
        one.undone_at = change.now
        if one.made["guide"]:
            one.guide = None
        one.save(update_fields=["undone_at", "guide"])
    return one


def _unreported(keys):
    keys = list(keys)
    for start in range(0, len(keys), BATCH):
        rows = Question.objects.filter(key__in=keys[start : start + BATCH], problem_reports__isnull=False)
        if rows.exists():
            raise NotPossible(_("It cannot be undone any more: a problem with one of its questions was reported."))


def _unchanged_questions(digests):
    keys, found = list(digests), 0
    for start in range(0, len(keys), BATCH):
        rows = Question.objects.filter(key__in=keys[start : start + BATCH])
        for row in with_content(rows):
            found += 1
            if digest_of(content_of(row)) != digests[row.key]:
                raise NotPossible(
                    _("It cannot be undone any more: the question “%(prompt)s” was edited since.")
                    % {"prompt": row.prompt[:100]}
                )
    if found < len(keys):
        raise NotPossible(_("It cannot be undone any more: a question of it was deleted since."))


def _unchanged_rows(noted):
    """Return {noun: rows} of what the import made beside questions; what was deleted since is no obstacle."""
    rows = {noun: [] for noun in _ORDER}
    for noun, pk, digest in noted:
        row = _MODELS[noun].objects.filter(pk=pk).first()
        if row is None:
            continue
        if digest_of(state(row)) != digest:
            raise NotPossible(
                _("It cannot be undone any more: “%(name)s” was edited since.") % {"name": str(row)[:100]}
            )
        rows[noun].append(row)
    return rows


def _remove(rows):
    for noun in _ORDER:
        for row in rows[noun]:
            held = {"guide": ["rounds", "questions"], "round": ["topics", "tips"], "topic": ["questions", "tips"]}
            if any(getattr(row, name).exists() for name in held.get(noun, [])):
                raise NotPossible(
                    _("It cannot be undone any more: something was added to “%(name)s” since.")
                    % {"name": str(row)[:100]}
                )
            authoring.remove(row)


def _restore(key, before, change):
    row = authoring.whole_questions(Question.objects.filter(key=key)).get()
    for name in ("prompt", "expected_answer", "why_it_matters", "probes", "difficulty", "minutes"):
        setattr(row, name, before[name])
    row.rubric = Rubric.objects.get(kind=before["kind"])
    row = authoring.save_question(
        row,
        change,
        key_points=[authoring.Point(*point) for point in before["points"]],
        criteria=list(Criterion.objects.filter(key__in=before["criteria"])),
    )
    if row.status == Status.IN_REVIEW and before.get("status") == Status.PUBLISHED:
        # What it says again was published already.
        authoring.set_status(Question.objects.filter(pk=row.pk), Status.PUBLISHED, change)
