"""
The only door to an answer's text.

The rule (docs/domain.md, "Saving an answer"): an acknowledged save is on disk; nothing is overwritten without a
trace. Every verb runs in one short transaction that locks the answer's row alone; what it decides by stands in that
row, and in the interview's deadline, which never changes once it runs.
"""

import enum
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.prepared import Prepared, PreparedUpdate
from sessions.models import GRACE, LATE_ARRIVAL, LONGEST_TEXT, Answer, AnswerRevision, InterviewStatus, MockInterview
from sessions.transitions.trail import NotAllowed, leave_event

HISTORY_EVERY = timedelta(minutes=1)
# A save that takes this many characters out of what is stored sets the stored text aside first.
LARGE_DELETION = 100

# What every save runs: the answer, locked, and its interview; and what a save writes.
AT_POSITION = Prepared(
    lambda slot: (
        Answer.objects.select_for_update(of=("self",))
        .select_related("interview")
        .filter(
            interview__candidate=slot("user", models.BigIntegerField()),
            interview=slot("interview", models.BigIntegerField()),
            position=slot("position", models.IntegerField()),
        )
    )
)
WRITTEN = PreparedUpdate(
    Answer,
    [
        "text",
        "revision",
        "saved_at",
        "typed_at",
        "saved_by_tab",
        "saved_seq",
        "set_aside_at",
        "skipped",
        "arrived_late_at",
    ],
)


class TextRefused(Exception):
    """The text cannot be stored as it is; the message says why and what to do."""

    def __init__(self, message, too_long=False):
        super().__init__(message)
        self.too_long = too_long


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
    `chosen` says that the person saw the stored text beside this one and chose this one: the stored one is set aside.
    """

    text: str
    base: int
    tab: str
    seq: int
    cleared: bool = False
    typed_at: datetime | None = None
    chosen: bool = False


@dataclass(frozen=True)
class Saved:
    """
    The outcome of a save, with the answer as it now stands.

    `aside` is the incoming text where it was set aside; `superseded` says that a later save of the same tab was
    faster, and another text stands there.
    """

    outcome: Outcome
    answer: Answer
    aside: AnswerRevision | None = None
    superseded: bool = False

    @property
    def counts(self):
        """Whether the incoming text is the one that counts."""
        return self.outcome in {Outcome.SAVED, Outcome.ALREADY_SAVED}


def check_text(text):
    """Raise TextRefused where `text` is too long or holds what no database can store."""
    if len(text) > LONGEST_TEXT:
        raise TextRefused(
            _("This text has %(length)d characters; an answer holds %(most)d. Shorten it; nothing was cut.")
            % {"length": len(text), "most": LONGEST_TEXT},
            too_long=True,
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
        return save_locked(_locked(user, interview_pk, position), incoming, now)


def save_locked(answer, incoming, now):
    """Save `incoming` into `answer`, whose row the caller has locked and whose interview is loaded; return Saved."""
    if answer.opened_at is None:
        raise NotOpen
    if _is_known(answer, incoming):
        return Saved(Outcome.ALREADY_SAVED, answer, superseded=incoming.text != answer.text)
    if not incoming.text.strip() and answer.is_answered and not incoming.cleared:
        return Saved(Outcome.EMPTY_REFUSED, answer)
    typed_at = _clamped(incoming.typed_at, answer.opened_at, now)
    arrived_late = False
    if is_closed(answer, now):
        # What stands there already needs no second look, however late the page asks.
        if incoming.text == answer.text:
            return Saved(Outcome.ALREADY_SAVED, answer)
        arrived_late = now > closing_time(answer, now) + GRACE
        if answer.revealed_at is not None or (arrived_late and not _written_in_time(answer, typed_at, now)):
            return _set_aside(answer, incoming, AnswerRevision.Kind.LATE, typed_at, now)
    if (
        incoming.base != answer.revision
        and incoming.tab != answer.saved_by_tab
        and incoming.text != answer.text
        and answer.revision > 0
    ):
        return _set_aside(answer, incoming, AnswerRevision.Kind.CONFLICT, typed_at, now)
    _write(answer, incoming, typed_at, arrived_late, now)
    return Saved(Outcome.SAVED, answer)


def closing_time(answer, now):
    """Return when `answer` was closed: when it was left or finished, or the deadline once that has come, else None."""
    deadline = answer.interview.deadline
    passed = deadline if deadline is not None and deadline <= now else None
    return min((time for time in (answer.closed_at, passed) if time is not None), default=None)


def is_closed(answer, now):
    """Whether `answer` was closed before `now`."""
    closed_at = closing_time(answer, now)
    return closed_at is not None and now > closed_at


def choose(user, interview_pk, position, aside_pk, incoming, now):
    """
    Let the text that a conflict set aside (AnswerRevision `aside_pk`) count; the stored one is set aside instead.

    Of `incoming` the base, tab and seq are read: where the stored text is no longer the one that was shown beside it
    (`base`), the two stand against each other again. Returns Saved; raises AnswerRevision.DoesNotExist.
    """
    with transaction.atomic():
        answer = _locked(user, interview_pk, position)
        aside = answer.revisions.get(pk=aside_pk, kind=AnswerRevision.Kind.CONFLICT)
        if incoming.base != answer.revision and aside.text != answer.text:
            return Saved(Outcome.CONFLICT, answer, aside)
        text = replace(incoming, text=aside.text, cleared=True, typed_at=aside.typed_at, chosen=True)
        return save_locked(answer, text, now)


def reveal(user, interview_pk, position, now):
    """
    Note that the candidate looks at the expected answer while writing: in open pacing alone. The result says so.

    Raises Answer.DoesNotExist for a stranger, NotOpen, NotAllowed.
    """
    with transaction.atomic():
        # The interview before the answer, as every move locks them: the event below needs its row too.
        MockInterview.objects.select_for_update().filter(pk=interview_pk).first()
        answer = _locked(user, interview_pk, position)
        if answer.opened_at is None:
            raise NotOpen
        if answer.interview.is_realistic or answer.interview.status != InterviewStatus.RUNNING:
            raise NotAllowed(_("The expected answer is shown while you write in open pacing alone."))
        if answer.revealed_at is None:
            answer.revealed_at = now
            answer.save(update_fields=["revealed_at"])
            leave_event("revealed", actor=user, interview=answer.interview, now=now, position=position)


def restore(user, revision, tab, seq, now):
    """
    Make the text of `revision` (an AnswerRevision of the user's running interview) the one that counts again.

    A restored text is a new revision; what it replaces is set aside. Returns Saved, TOO_LATE once the answer is closed.
    """
    with transaction.atomic():
        mine = Answer.objects.filter(interview__candidate=user).select_related("interview")
        answer = mine.select_for_update(of=("self",)).get(pk=revision.answer_id)
        if closing_time(answer, now) is not None:
            return Saved(Outcome.TOO_LATE, answer)
        incoming = Incoming(revision.text, answer.revision, tab, seq, cleared=True, typed_at=now, chosen=True)
        _write(answer, incoming, now, False, now)
        return Saved(Outcome.SAVED, answer)


def _locked(user, interview_pk, position):
    answer = AT_POSITION.get(user=user.pk, interview=interview_pk, position=position)
    if answer is None:
        raise Answer.DoesNotExist
    return answer


def _is_known(answer, incoming):
    """
    Whether the same tab has sent this save, or a later one, before.

    A page without scripts sends its one number again when somebody goes back to it and writes on: there the text
    differs, and it is a new save.
    """
    if incoming.tab != answer.saved_by_tab or answer.revision == 0:
        return False
    return incoming.seq < answer.saved_seq or (incoming.seq == answer.saved_seq and incoming.text == answer.text)


def _written_in_time(answer, typed_at, now):
    closed_at = closing_time(answer, now)
    return typed_at is not None and typed_at <= closed_at and now <= closed_at + LATE_ARRIVAL


def _write(answer, incoming, typed_at, arrived_late, now):
    earlier = None
    if answer.text != incoming.text:
        due = answer.set_aside_at is None or now - answer.set_aside_at >= HISTORY_EVERY
        if due or incoming.chosen or not incoming.text or _removed(answer.text, incoming.text) >= LARGE_DELETION:
            if answer.text:
                earlier = _earlier_text(answer, now)
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
    WRITTEN.write(answer, beside=earlier)


def _removed(old, new):
    """Return how many characters of `old` lie between what both texts begin with and what both end with."""
    if new.startswith(old):
        return 0
    shorter = min(len(old), len(new))
    start = _common(shorter, lambda length: old[:length] == new[:length])
    end = _common(shorter - start, lambda length: old[len(old) - length :] == new[len(new) - length :])
    return len(old) - start - end


def _common(longest, agrees):
    """Return the greatest length up to `longest` at which `agrees` holds; it holds at 0 and at all smaller ones."""
    low, high = 0, longest
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if agrees(middle) else (low, middle - 1)
    return low


def _earlier_text(answer, now):
    return AnswerRevision(
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
    outcome = Outcome.CONFLICT if kind == AnswerRevision.Kind.CONFLICT else Outcome.TOO_LATE
    # An emptied field holds nothing to keep; the stored text stays.
    if kind == AnswerRevision.Kind.LATE and not incoming.text.strip():
        return Saved(outcome, answer)
    text = {"text": incoming.text, "revision": incoming.base, "at": now, "typed_at": typed_at}
    named = {"answer": answer, "kind": kind, "tab": incoming.tab, "seq": incoming.seq}
    try:
        with transaction.atomic():
            aside = AnswerRevision.objects.create(**named, **text)
    except IntegrityError:
        # The same save once more: its acknowledgement was lost.
        aside, _made = AnswerRevision.objects.update_or_create(**named, defaults=text)
    return Saved(outcome, answer, aside)


def _clamped(typed_at, opened_at, now):
    if typed_at is None:
        return None
    return min(max(typed_at, opened_at), now)
