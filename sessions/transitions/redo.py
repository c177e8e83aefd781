"""
The door to answering again: a new interview over chosen questions of a rated one.

A candidate starts one at once; what a coach asks for waits, planned, until the candidate starts it.
"""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import outbox
from accounts.models import MessageKind, User
from questions.models import Status
from questions.rubrics import version_of
from sessions.models import Answer, InterviewStatus, MockInterview, Pacing
from sessions.transitions import interviews
from sessions.transitions.trail import NotAllowed, leave_event


def again(parent, positions, pacing, now):
    """
    Start an interview over the questions at `positions` of `parent` and return it, running.

    Asked is the present version of each question; of one that is not published any more, the version answered
    before. Raises NotAllowed unless `parent` is rated and there is a question, AnotherRunning where the candidate sits
    in another interview; then nothing is left behind.
    """
    if parent.status != InterviewStatus.RATED:
        raise NotAllowed(_("Finish rating this interview first; then its questions can be answered again."))
    with transaction.atomic():
        # The lock makes the second of two presses wait, and then find the interview of the first.
        User.objects.select_for_update().get(pk=parent.candidate_id)
        before = parent.answers.filter(position__in=positions)
        interview = _plan(parent, before, pacing, now, actor=parent.candidate)
        interviews.start(interview, now)
    return interview


def ask(review, now):
    """
    Plan what the coach asks for in `review`, which is being submitted, and tell the candidate.

    Returns the planned MockInterview, or None where no answer is asked for again. The candidate chooses the pacing
    and starts it when they wish; handed in, it comes back to the same coach.
    """
    parent = review.request.interview
    # The candidate is not told of a second opinion, so it cannot ask anything of them.
    if review.request.is_second:
        return None
    before = review.redo_answers.filter(interview=parent)
    if not before.exists() or review.redos.exists():
        return None
    interview = _plan(parent, before, Pacing.REALISTIC, now, actor=review.coach, asked_in=review)
    count = interview.answers.count()
    outbox.put(
        user=parent.candidate,
        kind=MessageKind.REDO_ASKED,
        subject=ngettext(
            "%(who)s asks you to answer %(count)d question again",
            "%(who)s asks you to answer %(count)d questions again",
            count,
        )
        % {"who": review.coach, "count": count},
        body=_(
            "It is planned for you: %(title)s, %(scope)s. Start it when you wish. When you have rated it and handed it "
            "in, it goes back to %(who)s."
        )
        % {"who": review.coach, "title": parent.guide_title, "scope": parent.scope_name},
        path=reverse("interview", args=[interview.pk]),
        dedupe_key=f"review-{review.pk}-redo",
        now=now,
    )
    return interview


def begin(interview, pacing, now):
    """Start a planned redo in the `pacing` that the candidate chooses. Raises as `interviews.start`."""
    with transaction.atomic():
        locked = MockInterview.objects.select_for_update(of=("self",)).get(pk=interview.pk)
        if locked.status == InterviewStatus.PLANNED and locked.kind == MockInterview.Kind.REDO:
            locked.pacing, locked.allowance = pacing, interview.candidate.allowance
            locked.save(update_fields=["pacing", "allowance"])
        interviews.start(interview, now)


def comes_back_to(interview, coaches):
    """Return the coach to whom a redo goes when it is handed in: the one who asked, if among `coaches`, else None."""
    if interview.asked_in_id is None or interview.asked_in.coach_id is None:
        return None
    return coaches.filter(pk=interview.asked_in.coach_id).first()


def _plan(parent, before, pacing, now, actor, asked_in=None):
    before = list(before.select_related("version__question__rubric", "interview").order_by("position"))
    if not before:
        raise NotAllowed(_("There is no question to answer again."))
    versions = [_present(answer.version, now) for answer in before]
    interview = MockInterview.objects.create(
        candidate=parent.candidate,
        guide_id=parent.guide_id,
        guide_title=parent.guide_title,
        scope=parent.scope,
        round_id=parent.round_id,
        topic_id=parent.topic_id,
        scope_name=parent.scope_name,
        kind=MockInterview.Kind.REDO,
        parent=parent,
        asked_in=asked_in,
        pacing=pacing,
        allowance=parent.candidate.allowance,
        nominal_minutes=sum(version.content["minutes"] for version in versions),
        # Nothing is drawn: the questions are named.
        seed=0,
        created_at=now,
    )
    Answer.objects.bulk_create(
        Answer(
            interview=interview,
            position=position,
            version=version,
            topic_name=old.topic_name,
            was_answered_before=True,
            was_read_before=True,
        )
        for position, (old, version) in enumerate(zip(before, versions, strict=True), start=1)
    )
    leave_event("planned", actor=actor, interview=interview, now=now, questions=len(before), redo=True)
    return interview


def _present(version, now):
    return version_of(version.question, now) if version.question.status == Status.PUBLISHED else version
