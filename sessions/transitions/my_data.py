"""
The door to deletion: of one interview, and of a whole account. What is deleted is gone: nothing of it is kept aside.

Nothing with anybody's text is left behind, in messages or in the audit trail. What a coach gave to others stays with
them, without the coach's name.
"""

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import outbox
from accounts.models import Message, MessageKind, User
from questions import authoring
from questions.models import Guide
from sessions.models import InterviewStatus, MockInterview, RaterTraining, Review, ReviewRequest
from sessions.transitions.trail import NotAllowed, leave_event

# How many conditions one statement holds: databases limit the depth of an expression.
AT_A_TIME = 100


def delete_interview(interview, now):
    """
    Delete `interview` with its texts, ratings, requests, reviews and comments; whoever reviews it now is told.

    Raises NotAllowed while it runs.
    """
    with transaction.atomic():
        interview.refresh_from_db(from_queryset=MockInterview.objects.select_for_update(of=("self",)))
        if interview.status == InterviewStatus.RUNNING:
            raise NotAllowed(_("You are sitting this interview now. Finish or abandon it first, then delete it."))
        candidate = interview.candidate
        _take_from_coaches(MockInterview.objects.filter(pk=interview.pk), now)
        interview.delete()
        leave_event("interview_deleted", actor=candidate, interview=None, now=now)


def delete_account(user, now):
    """
    Delete `user` with everything that is theirs: interviews, private guides, marks, messages, sessions.

    Sealed ratings that they gave to others stay without their name, drafts of reviews go; a hand-in that was asked of
    them is taken back, since no other coach was meant. Raises NotAllowed for the last administrator, and where somebody
    else was interviewed on a private guide of theirs.
    """
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
        if user.is_superuser and not others.exists():
            raise NotAllowed(_("You are the only administrator. Make somebody else one first."))
        mine = MockInterview.objects.owned_by(user)
        _take_from_coaches(mine, now)
        mine.delete()
        _leave_the_desk(user, now)
        RaterTraining.objects.filter(rater=user).delete()
        try:
            for guide in Guide.objects.filter(owner=user):
                authoring.remove_guide(guide)
        except ProtectedError:
            raise NotAllowed(
                _("Somebody else was interviewed on a guide of yours. Ask whoever runs this site to look at it first.")
            ) from None
        user.delete()


def _take_from_coaches(interviews, now):
    """Tell whoever reviews one of `interviews` now that it goes, and remove the messages that speak of them."""
    reviews = Review.objects.filter(request__interview__in=interviews)
    in_work = list(
        reviews.in_work()
        .filter(coach__isnull=False, request__withdrawn_at=None)
        .select_related("coach", "request__interview__guide")
    )
    told = [(review.pk, review.coach, review.request.subject) for review in in_work]
    _remove_messages(interviews, reviews)
    for pk, coach, subject in told:
        outbox.put(
            user=coach,
            kind=MessageKind.REVIEW_GONE,
            subject=_("An interview that you review was deleted"),
            body=_("Its candidate has deleted it: %(subject)s. Your draft went with it; there is nothing left to do.")
            % {"subject": subject},
            path=reverse("reviews"),
            dedupe_key=f"review-{pk}-deleted",
            now=now,
        )


def _remove_messages(interviews, reviews):
    """Messages quote comments, and name people: those on the pages of what is deleted go with it."""
    asked = ReviewRequest.objects.filter(interview__in=interviews).values_list("pk", flat=True)
    conditions = [Q(path__startswith=f"/interviews/{pk}/") for pk in interviews.values_list("pk", flat=True)]
    conditions += [Q(path__startswith=f"/reviews/{pk}/") for pk in reviews.values_list("pk", flat=True)]
    conditions += [Q(dedupe_key=f"request-{pk}-asked") for pk in asked]
    for start in range(0, len(conditions), AT_A_TIME):
        any_of = Q()
        for condition in conditions[start : start + AT_A_TIME]:
            any_of |= condition
        Message.objects.filter(any_of).delete()


def _leave_the_desk(coach, now):
    """End the work of a coach who goes: what they had not submitted goes back to the queue, or to the candidate."""
    Review.objects.filter(coach=coach, submitted_at=None).delete()
    asked = ReviewRequest.objects.open().filter(requested_of=coach).select_related("interview__candidate")
    for request in asked.select_for_update(of=("self",)):
        request.withdrawn_at = now
        request.save(update_fields=["withdrawn_at"])
        interview = request.interview
        outbox.put(
            user=interview.candidate,
            kind=MessageKind.REVIEW_GONE,
            subject=_("%s does not review here any more") % coach,
            body=_("Nobody else has seen your interview: %(title)s, %(scope)s. Hand it in again, to whom you like.")
            % {"title": interview.guide_title, "scope": interview.scope_name},
            path=reverse("result", args=[interview.pk]),
            dedupe_key=f"request-{request.pk}-coach-left",
            now=now,
        )
        leave_event("withdrawn", actor=None, interview=interview, now=now, request=request.pk)
