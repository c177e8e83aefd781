"""
The door to a corrected rating: after submitting, a coach's rating changes by a new, marked revision with a reason.

The first one stays: what was sealed blind is what calibration and agreement count.
"""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import outbox
from accounts.models import MessageKind
from sessions.models import Rating, Review
from sessions.transitions import ratings
from sessions.transitions.trail import NotAllowed


def correct(review, answer, judgement, reason, now):
    """
    Replace the coach's sealed rating of `answer` by a revision with `judgement` and `reason`; return the new Rating.

    What `judgement` does not name stays as it was. The candidate is told. Raises NotAllowed before submitting, after
    withdrawing, where nothing was rated, and where nothing differs.
    """
    with transaction.atomic():
        review.refresh_from_db(
            fields=["submitted_at", "released_at"], from_queryset=Review.objects.select_for_update(of=("self",))
        )
        if review.submitted_at is None or review.request.withdrawn_at is not None:
            raise NotAllowed(_("Only the rating of a submitted review is corrected."))
        rating = Rating.objects.sealed().filter(review=review, answer=answer).first()
        if rating is None:
            raise NotAllowed(_("Nothing was rated here."))
        new = ratings.revise(rating, judgement, reason, now)
        _tell(review, new, now)
    return new


def _tell(review, rating, now):
    interview = review.request.interview
    if Review.objects.for_candidate().filter(pk=review.pk).exists():
        outbox.put(
            user=interview.candidate,
            kind=MessageKind.REVIEW_SUBMITTED,
            subject=_("%s has corrected a rating of your interview") % review.coach,
            body=_("Answer %(position)d of %(title)s, %(scope)s. The reason stands beside the new rating.")
            % {
                "position": rating.answer.position,
                "title": interview.guide_title,
                "scope": interview.scope_name,
            },
            path=reverse("result_answer", args=[interview.pk, rating.answer.position]),
            dedupe_key=f"rating-{rating.pk}-corrected",
            now=now,
        )
