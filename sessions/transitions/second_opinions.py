"""
The door to second opinions: offered on some first reviews, given blind, shown to the candidate if both coaches agree.

Of a new coach the first reviews are read by a second one, later a share of them, so that all rate by the same levels.
"""

import hashlib

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import outbox
from accounts.models import MessageKind
from accounts.roles import coaches
from sessions.models import Review, ReviewRequest
from sessions.transitions.trail import NotAllowed, leave_event

# Of how many reviews of a new coach each is read by a second one.
NEW_COACH_REVIEWS = 5


def offer(review, now):
    """
    Offer the interview of a submitted first `review` to a second coach, if it is its turn; return the request or None.

    It is the turn of a coach's first five first reviews, and then of the share that the settings name. Nothing is
    offered on a private guide (it is shown to as few people as can be), nor where no other coach could take it.
    """
    request = review.request
    if request.kind != ReviewRequest.Kind.FIRST or review.coach is None or request.is_private:
        return None
    done = Review.objects.submitted().filter(coach=review.coach, request__kind=ReviewRequest.Kind.FIRST).count()
    if done > NEW_COACH_REVIEWS and not is_drawn(review.pk, settings.SECOND_OPINION_SHARE):
        return None
    if not coaches().exclude(pk__in=[review.coach_id, request.interview.candidate_id]).exists():
        return None
    second = ReviewRequest.objects.create(interview=request.interview, kind=ReviewRequest.Kind.SECOND, requested_at=now)
    leave_event("second_opinion_offered", actor=None, interview=request.interview, now=now, request=second.pk)
    return second


def is_drawn(pk, share):
    """Whether the review `pk` is among the `share` (0 to 1) of those that are read twice; always the same answer."""
    drawn = int.from_bytes(hashlib.sha256(f"second opinion on {pk}".encode()).digest()[:8])
    return drawn < share * 2**64


def withdraw(interview, now):
    """Take the second opinion on `interview` back, together with the hand-in that it was offered on."""
    seconds = ReviewRequest.objects.filter(interview=interview, kind=ReviewRequest.Kind.SECOND, withdrawn_at=None)
    taken_back = list(seconds.select_for_update(of=("self",)).values_list("pk", flat=True))
    Review.objects.in_work().filter(request__in=taken_back).update(released_at=now)
    ReviewRequest.objects.filter(pk__in=taken_back).update(withdrawn_at=now)


def share(review, agrees, now):
    """
    Note whether the coach of `review` agrees that the candidate sees both opinions; once both do, they are told.

    It can be taken back until both agree; what the candidate has been shown stays shown. Raises NotAllowed unless both
    opinions are submitted and not withdrawn.
    """
    with transaction.atomic():
        both = {one.pk: one for one in opinions(review.request.interview_id).select_for_update(of=("self",))}
        if len(both) < 2 or review.pk not in both:
            raise NotAllowed(_("There are no two opinions on this interview."))
        if all(one.shared_at for one in both.values()):
            return
        mine = both[review.pk]
        mine.shared_at = now if agrees else None
        mine.save(update_fields=["shared_at"])
        if not all(one.shared_at for one in both.values()):
            return
        interview = mine.request.interview
        outbox.put(
            user=interview.candidate,
            kind=MessageKind.REVIEW_SUBMITTED,
            subject=_("A second opinion on your interview"),
            body=_("A second coach has read it, too, without seeing the first review: %(title)s, %(scope)s.")
            % {"title": interview.guide_title, "scope": interview.scope_name},
            path=reverse("result", args=[interview.pk]),
            dedupe_key=f"second-opinion-{interview.pk}",
            now=now,
        )
        leave_event("second_opinion_shared", actor=mine.coach, interview=interview, now=now, review=mine.pk)


def opinions(interview):
    """Return the submitted first review and second opinion of `interview`, neither withdrawn, as a queryset."""
    kinds = [ReviewRequest.Kind.FIRST, ReviewRequest.Kind.SECOND]
    found = Review.objects.submitted().filter(
        request__interview=interview, request__kind__in=kinds, request__withdrawn_at=None
    )
    return found.select_related("coach", "request__interview__candidate").order_by("request__requested_at", "pk")
