"""
The only door to an interview's state: planned, running, rating, rated, abandoned.

Every verb takes `now`, locks the interview's row, checks that the move is allowed, and leaves an Event.
"""

import random
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from questions.rubrics import versions_of
from sessions import selection
from sessions.models import Answer, InterviewStatus, MockInterview, Pacing, Scope
from sessions.queries import planning
from sessions.transitions import answers
from sessions.transitions.answers import Outcome
from sessions.transitions.trail import NotAllowed, leave_event


class AnotherRunning(NotAllowed):
    """The candidate sits in another interview; `interview` is that one."""

    def __init__(self, interview):
        super().__init__(_("You are in the middle of another interview. Finish or abandon it first."))
        self.interview = interview


@dataclass(frozen=True)
class Plan:
    """What a candidate wants to sit: `place` is a Round, a FocusTopic, or None for a mix over the guide's topics."""

    guide: object
    scope: str
    place: object
    count: int
    pacing: str
    allowance: int = 100


def plan(candidate, wish, seed, now):
    """
    Draw the questions of `wish` (a Plan) with `seed`, and return the planned MockInterview with its answers.

    Raises NotAllowed where there is not one question to draw from.
    """
    offer = planning.offer(candidate, wish.guide, wish.scope, wish.place)
    if not offer.questions:
        raise NotAllowed(_("There are no published questions here yet. Choose another round or topic."))
    drawn = selection.draw(offer.candidates, min(wish.count, len(offer.questions)), random.Random(seed))  # noqa: S311
    known = {record.question: record for record in offer.candidates}
    with transaction.atomic():
        questions = planning.questions_with_content(drawn)
        versions = versions_of(list(questions.values()), now)
        interview = MockInterview.objects.create(
            candidate=candidate,
            guide=wish.guide,
            guide_title=wish.guide.short,
            scope=wish.scope,
            round=wish.place if wish.scope == Scope.ROUND else None,
            topic=wish.place if wish.scope == Scope.TOPIC else None,
            scope_name=wish.place.name if wish.place else _("Mixed"),
            pacing=wish.pacing,
            allowance=wish.allowance,
            nominal_minutes=offer.minutes_for(len(drawn)),
            seed=seed,
            created_at=now,
        )
        Answer.objects.bulk_create(
            Answer(
                interview=interview,
                position=position,
                version=versions[pk],
                topic_name=questions[pk].topic.name,
                was_answered_before=known[pk].answered,
                was_read_before=known[pk].read,
            )
            for position, pk in enumerate(drawn, start=1)
        )
        leave_event("planned", actor=candidate, interview=interview, now=now, questions=len(drawn))
    return interview


def start(interview, now):
    """
    Start the clock of a planned interview and open its first question. A running one stays as it is.

    Raises AnotherRunning where the candidate sits in another one, NotAllowed where this one has ended.
    """
    # On its own, so that it stands even where this start is refused.
    _close_overdue(MockInterview.objects.filter(candidate=interview.candidate_id), now)
    with transaction.atomic():
        _lock(interview)
        if interview.status == InterviewStatus.RUNNING:
            return
        _check(interview, InterviewStatus.PLANNED)
        other = MockInterview.objects.filter(candidate=interview.candidate_id).running().first()
        if other is not None:
            raise AnotherRunning(other)
        interview.status = InterviewStatus.RUNNING
        interview.started_at = now
        if interview.pacing == Pacing.REALISTIC:
            interview.deadline = now + timedelta(minutes=interview.nominal_minutes * interview.allowance / 100)
        try:
            with transaction.atomic():
                interview.save(update_fields=["status", "started_at", "deadline"])
        except IntegrityError:
            # The constraint decided a race between two starts; the loser is told of the winner.
            interview.refresh_from_db()
            raise AnotherRunning(
                MockInterview.objects.filter(candidate=interview.candidate_id).running().get()
            ) from None
        _enter(interview, 1, now)
        leave_event("started", actor=interview.candidate, interview=interview, now=now)


def move(interview, position, to, incoming, now, skip=False):
    """
    Leave the answer at `position` with `incoming` (may be None) and enter the one at `to`; return Saved or None.

    Succeeds or fails as a whole: where the text does not count (a conflict, a refused empty text) nothing moves, and
    the text is kept aside. In realistic pacing an answer that is left is closed, and only the next one can be
    entered; a move that has been made already is not made twice. Once the deadline has come the move ends the
    interview instead. Raises NotAllowed for a way back or a question that is not there.
    """
    with transaction.atomic():
        _lock(interview)
        saved = _save(interview, position, incoming, now)
        if interview.status != InterviewStatus.RUNNING or (saved is not None and not saved.counts):
            return saved
        if _is_overdue(interview, now):
            _end(interview, MockInterview.ClosedBy.DEADLINE, now)
            return saved
        here = interview.position
        if to == here or (interview.is_realistic and position != here):
            return saved
        if interview.is_realistic and to != here + 1:
            raise NotAllowed(_("In realistic pacing there is no way back."))
        if not 1 <= to <= interview.answers.count():
            raise NotAllowed(_("There is no such question."))
        _leave(interview, here, now, skip and position == here)
        _enter(interview, to, now)
        interview.position = to
        interview.save(update_fields=["position"])
        return saved


def finish(interview, incoming, now, position=None):
    """
    End a running interview with the text under way at `position` (by default where it stands); return Saved or None.

    Where that text does not count (a conflict, a refused empty text) the interview goes on, and so it does where in
    realistic pacing the page was left behind at an earlier `position`: what it confirmed no longer holds. An
    interview that has ended stays as it is.
    """
    with transaction.atomic():
        _lock(interview)
        here = interview.position
        saved = _save(interview, here if position is None else position, incoming, now)
        if interview.status != InterviewStatus.RUNNING:
            return saved
        if _is_overdue(interview, now):
            _end(interview, MockInterview.ClosedBy.DEADLINE, now)
            return saved
        left_behind = interview.is_realistic and position is not None and position != here
        undecided = saved is not None and saved.outcome in {Outcome.CONFLICT, Outcome.EMPTY_REFUSED}
        if not left_behind and not undecided:
            _end(interview, MockInterview.ClosedBy.CANDIDATE, now)
        return saved


def close_if_overdue(interview, now):
    """End `interview` at its deadline if that has come; whether it did."""
    if interview.status != InterviewStatus.RUNNING or not _is_overdue(interview, now):
        return False
    closed = _close_overdue(MockInterview.objects.filter(pk=interview.pk), now)
    interview.refresh_from_db()
    return bool(closed)


def close_overdue(now):
    """End every interview whose deadline has come; return how many."""
    return _close_overdue(MockInterview.objects.all(), now)


def abandon(interview, now):
    """Give up an interview that is not rated: its texts are kept, it is out of every score."""
    with transaction.atomic():
        _lock(interview)
        if interview.status == InterviewStatus.ABANDONED:
            return
        _check(interview, InterviewStatus.PLANNED, InterviewStatus.RUNNING, InterviewStatus.RATING)
        if interview.status == InterviewStatus.RUNNING:
            _leave(interview, interview.position, now, skip=False)
            interview.answers.filter(closed_at=None).update(closed_at=now)
            interview.finished_at = now
        interview.status = InterviewStatus.ABANDONED
        interview.save(update_fields=["status", "finished_at"])
        leave_event("abandoned", actor=interview.candidate, interview=interview, now=now)


def _is_overdue(interview, now):
    return interview.deadline is not None and interview.deadline <= now


def _save(interview, position, incoming, now):
    if incoming is None:
        return None
    answers.check_text(incoming.text)
    answer = Answer.objects.select_for_update(of=("self",)).get(interview=interview, position=position)
    answer.interview = interview
    return answers.save_locked(answer, incoming, now)


def _leave(interview, position, now, skip):
    answer = Answer.objects.select_for_update().get(interview=interview, position=position)
    if answer.entered_at is not None:
        answer.seconds_spent += max(0, round((now - answer.entered_at).total_seconds()))
    answer.entered_at = None
    answer.skipped = skip and not answer.is_answered
    if interview.is_realistic and answer.closed_at is None:
        answer.closed_at = now
    answer.save(update_fields=["seconds_spent", "entered_at", "skipped", "closed_at"])


def _enter(interview, position, now):
    answer = Answer.objects.select_for_update().get(interview=interview, position=position)
    answer.entered_at = now
    answer.opened_at = answer.opened_at or now
    answer.save(update_fields=["entered_at", "opened_at"])


def _end(interview, by, now):
    at = interview.deadline if by == MockInterview.ClosedBy.DEADLINE else now
    _leave(interview, interview.position, at, skip=False)
    interview.answers.filter(closed_at=None).update(closed_at=at)
    # A question whose last moment lay after the deadline (left in the grace) was closed by the deadline.
    interview.answers.filter(closed_at__gt=at).update(closed_at=at)
    interview.status = InterviewStatus.RATING
    interview.finished_at = at
    interview.closed_by = by
    interview.save(update_fields=["status", "finished_at", "closed_by"])
    leave_event("finished", actor=interview.candidate, interview=interview, now=now, closed_by=str(by))


def _close_overdue(interviews, now):
    closed = 0
    for pk in list(interviews.overdue(now).values_list("pk", flat=True)):
        with transaction.atomic():
            interview = interviews.overdue(now).select_for_update(of=("self",)).filter(pk=pk).first()
            if interview is not None:
                _end(interview, MockInterview.ClosedBy.DEADLINE, now)
                closed += 1
    return closed


def _lock(interview):
    """Lock the interview's row and bring `interview` up to date with it."""
    interview.refresh_from_db(from_queryset=MockInterview.objects.select_for_update(of=("self",)))


def _check(interview, *allowed):
    if interview.status not in allowed:
        raise NotAllowed(
            _("This interview is %(status)s; that cannot be done any more.")
            % {"status": interview.get_status_display()}
        )
