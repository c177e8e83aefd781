"""
The only door to an answer's text.

The rule (docs/domain.md, "Saving an answer"): an acknowledged save is on disk; nothing is overwritten without a
trace. Every verb runs in one short transaction that locks the answer's row alone; what it decides by stands in that
row, and in the interview's deadline, which never changes once it runs.
"""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sessions.models import GRACE, LATE_ARRIVAL, LONGEST_TEXT, Answer, AnswerRevision

HISTORY_EVERY = timedelta(minutes=1)
# A save that is this many characters shorter than what is stored sets the stored text aside first.
LARGE_DELETION = 100


class TextRefused(Exception):
    """The text cannot be stored as it is; the message says why and what to do."""


class NotOpen(Exception):
    """The question has not been in front of the candidate yet."""


class Outcome(enum.Enum):
    """What became of a save."""

    SAVED = "saved"
    ALREADY_SAVED = "already_saved"
    CONFLICT = "conflict"
    EMPTY_REFUSED = "empty_refused"
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class Incoming:
    """
    A text on its way into an answer.

    `base` is the revision that it was typed on; `tab` and `seq` name the save; `cleared` says that the person
    emptied it; `typed_at` is the time of the last keystroke as an aware datetime of the server, None if unknown.
    """

    text: str
    base: int
    tab: str
    seq: int
    cleared: bool = False
    typed_at: datetime | None = None


@dataclass(frozen=True)
class Saved:
    """The outcome of a save, with the answer as it now stands."""

    outcome: Outcome
    answer: Answer

    @property
    def counts(self):
        """Whether the incoming text is the one that counts."""
        return self.outcome in {Outcome.SAVED, Outcome.ALREADY_SAVED}


def check_text(text):
    """Raise TextRefused where `text` is too long or holds what no database can store."""
    if len(text) > LONGEST_TEXT:
        raise TextRefused(
            _("This text has %(length)d characters; an answer holds %(most)d. Shorten it; nothing was cut.")
            % {"length": len(text), "most": LONGEST_TEXT}
        )
    if "\x00" in text:
        raise TextRefused(_("This text holds a NUL character, which cannot be stored. Remove it; nothing was cut."))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise TextRefused(
            _("This text holds half a character (a lone surrogate). Remove it; nothing was cut.")
        ) from None


def save(user, interview_pk, position, incoming, now):
    """
    Save `incoming` into the answer at `position` of the user's interview; return Saved.

    Raises Answer.DoesNotExist for a stranger, NotOpen for a question that is still to come, TextRefused.
    """
    check_text(incoming.text)
    with transaction.atomic():
        answer = (
            Answer.objects.select_for_update(of=("self",))
            .select_related("interview")
            .get(interview=interview_pk, interview__candidate=user, position=position)
        )
        return save_locked(answer, incoming, now)


def save_locked(answer, incoming, now):
    """Save `incoming` into `answer`, whose row the caller has locked and whose interview is loaded; return Saved."""
    if answer.opened_at is None:
        raise NotOpen
    if incoming.tab == answer.saved_by_tab and incoming.seq <= answer.saved_seq:
        return Saved(Outcome.ALREADY_SAVED, answer)
    typed_at = _clamped(incoming.typed_at, answer.opened_at, now)
    closed_at = closing_time(answer, now)
    arrived_late = False
    if closed_at is not None and now > closed_at:
        if answer.revealed_at is not None:
            return _set_aside(answer, incoming, AnswerRevision.Kind.LATE, typed_at, now)
        if now > closed_at + GRACE:
            if typed_at is None or typed_at > closed_at or now > closed_at + LATE_ARRIVAL:
                return _set_aside(answer, incoming, AnswerRevision.Kind.LATE, typed_at, now)
            arrived_late = True
    if (
        incoming.base != answer.revision
        and incoming.tab != answer.saved_by_tab
        and incoming.text != answer.text
        and answer.revision > 0
    ):
        return _set_aside(answer, incoming, AnswerRevision.Kind.CONFLICT, typed_at, now)
    if not incoming.text.strip() and answer.is_answered and not incoming.cleared:
        return Saved(Outcome.EMPTY_REFUSED, answer)
    _write(answer, incoming, typed_at, arrived_late, now)
    return Saved(Outcome.SAVED, answer)


def closing_time(answer, now):
    """Return when `answer` was closed: when it was left or finished, or the deadline once that has come, else None."""
    deadline = answer.interview.deadline
    passed = deadline if deadline is not None and deadline <= now else None
    return min((time for time in (answer.closed_at, passed) if time is not None), default=None)


def reveal(answer, now):
    """Note that the candidate has seen the expected answer: in open pacing while writing, or when rating begins."""
    Answer.objects.filter(pk=answer.pk, revealed_at=None).update(revealed_at=now)


def restore(user, revision, tab, seq, now):
    """
    Make the text of `revision` (an AnswerRevision of the user's running interview) the one that counts again.

    A restored text is a new revision; what it replaces is set aside. Returns Saved, TOO_LATE once the answer is closed.
    """
    with transaction.atomic():
        answer = (
            Answer.objects.select_for_update(of=("self",))
            .select_related("interview")
            .get(pk=revision.answer_id, interview__candidate=user)
        )
        if closing_time(answer, now) is not None:
            return Saved(Outcome.TOO_LATE, answer)
        if answer.text and answer.text != revision.text:
            _keep_history(answer, now)
        incoming = Incoming(revision.text, answer.revision, tab, seq, cleared=True, typed_at=now)
        _write(answer, incoming, now, False, now)
        return Saved(Outcome.SAVED, answer)


def _write(answer, incoming, typed_at, arrived_late, now):
    due = answer.set_aside_at is None or now - answer.set_aside_at >= HISTORY_EVERY
    shrinks = len(answer.text) - len(incoming.text) >= LARGE_DELETION or (answer.text and not incoming.text)
    if answer.text != incoming.text and (due or shrinks):
        if answer.text:
            _keep_history(answer, now)
        answer.set_aside_at = now
    answer.text = incoming.text
    answer.revision += 1
    answer.saved_at = now
    answer.typed_at = typed_at
    answer.saved_by_tab = incoming.tab
    answer.saved_seq = incoming.seq
    if incoming.text.strip():
        answer.skipped = False
    if arrived_late:
        answer.arrived_late_at = now
    answer.save(
        update_fields=[
            "text",
            "revision",
            "saved_at",
            "typed_at",
            "saved_by_tab",
            "saved_seq",
            "set_aside_at",
            "skipped",
            "arrived_late_at",
        ]
    )


def _keep_history(answer, now):
    AnswerRevision.objects.create(
        answer=answer,
        kind=AnswerRevision.Kind.HISTORY,
        text=answer.text,
        revision=answer.revision,
        at=now,
        typed_at=answer.typed_at,
        tab=answer.saved_by_tab,
        seq=answer.saved_seq,
    )


def _set_aside(answer, incoming, kind, typed_at, now):
    AnswerRevision.objects.update_or_create(
        answer=answer,
        kind=kind,
        tab=incoming.tab,
        seq=incoming.seq,
        defaults={"text": incoming.text, "revision": incoming.base, "at": now, "typed_at": typed_at},
    )
    return Saved(Outcome.CONFLICT if kind == AnswerRevision.Kind.CONFLICT else Outcome.TOO_LATE, answer)


def _clamped(typed_at, opened_at, now):
    if typed_at is None:
        return None
    return min(max(typed_at, opened_at), now)
