"""The door to answering again: a new interview over chosen questions of a rated one."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from questions.models import Status
from questions.rubrics import version_of
from sessions.models import Answer, InterviewStatus, MockInterview
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
        before = list(
            parent.answers.filter(position__in=positions).select_related("version__question__rubric", "interview")
        )
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
        leave_event("planned", actor=parent.candidate, interview=interview, now=now, questions=len(before), redo=True)
        interviews.start(interview, now)
    return interview


def _present(version, now):
    return version_of(version.question, now) if version.question.status == Status.PUBLISHED else version
