"""
The only door to requests and reviews: handed in, withdrawn, claimed, prolonged, released, submitted.

A claim is a lease of 72 hours that working on the review prolongs. Nothing of a review reaches the candidate before
it is submitted; nothing of the candidate's rating reaches the coach before that either.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import outbox
from accounts.models import MessageKind
from accounts.roles import coaches
from questions import reporting
from sessions.models import LEASE, InterviewStatus, MockInterview, Rating, Review, ReviewRequest, Role, Verdict
from sessions.transitions import ratings, redo, second_opinions
from sessions.transitions.trail import NotAllowed, leave_event

# How long before the end of a lease its coach is told.
WARNING = timedelta(hours=6)


def hand_in(interview, now, requested_of=None, note=""):
    """
    Hand a rated interview in for review and return the ReviewRequest; an open request is returned as it is.

    `requested_of` is a coach or None for whoever is free; a redo that a coach asked for goes back to that coach, as
    long as they are one. Raises NotAllowed unless the interview is rated, or where the person asked is no coach or the
    candidate.
    """
    with transaction.atomic():
        interview.refresh_from_db(from_queryset=MockInterview.objects.select_for_update(of=("self",)))
        if interview.status != InterviewStatus.RATED:
            raise NotAllowed(_("Only a rated interview can be handed in. Finish rating it first."))
        if requested_of is not None and requested_of not in coaches_for(interview.candidate):
            raise NotAllowed(_("This person cannot review your interview. Choose another coach."))
        already = interview.requests.by_candidate().open().first()
        if already:
            return already
        reviewed = interview.requests.by_candidate().filter(closed_at__isnull=False).exists()
        kind = ReviewRequest.Kind.AGAIN if reviewed else ReviewRequest.Kind.FIRST
        if interview.asked_in_id is not None and not reviewed:
            kind = ReviewRequest.Kind.REDO
            requested_of = redo.comes_back_to(interview, coaches_for(interview.candidate))
        request = ReviewRequest.objects.create(
            interview=interview,
            kind=kind,
            requested_of=requested_of,
            note=note,
            requested_at=now,
        )
        if requested_of is not None:
            outbox.put(
                user=requested_of,
                kind=MessageKind.REDO_DONE if request.kind == ReviewRequest.Kind.REDO else MessageKind.HANDED_IN,
                subject=_("%s asks for your review") % interview.candidate,
                body=(
                    _("%(who)s has given the answers again that you asked for, and handed them in: %(subject)s.")
                    if request.kind == ReviewRequest.Kind.REDO
                    else _("%(who)s handed in an interview and asked for you: %(subject)s.")
                )
                % {"who": interview.candidate, "subject": request.subject},
                path=reverse("reviews"),
                dedupe_key=f"request-{request.pk}-asked",
                now=now,
            )
        leave_event("handed_in", actor=interview.candidate, interview=interview, now=now, request=request.pk)
    return request


def coaches_for(candidate):
    """Return the coaches who may review the candidate's interviews: all but the candidate, by name."""
    return coaches().exclude(pk=candidate.pk).order_by("name", "email")


def withdraw(request, now):
    """Take a hand-in back: no coach may open the interview any more. A submitted review stays with the candidate."""
    with transaction.atomic():
        request.refresh_from_db(from_queryset=ReviewRequest.objects.select_for_update(of=("self",)))
        if request.withdrawn_at is not None:
            return
        request.withdrawn_at = now
        request.save(update_fields=["withdrawn_at"])
        Review.objects.in_work().filter(request=request).update(released_at=now)
        if request.kind == ReviewRequest.Kind.FIRST:
            second_opinions.withdraw(request.interview, now)
        leave_event(
            "withdrawn", actor=request.interview.candidate, interview=request.interview, now=now, request=request.pk
        )


def claim(request, coach, now):
    """
    Claim a waiting request for `coach` and return the Review; the coach's own claim is returned as it is.

    A lapsed draft of the same coach is taken up again. Raises NotAllowed where another coach has it, it was
    withdrawn or reviewed, it was asked of somebody else, or it is the coach's own interview.
    """
    with transaction.atomic():
        request.refresh_from_db(from_queryset=ReviewRequest.objects.select_for_update(of=("self",)))
        interview = request.interview
        if interview.candidate_id == coach.pk:
            raise NotAllowed(_("You cannot review your own interview."))
        if request.requested_of_id not in (None, coach.pk):
            raise NotAllowed(_("This review was asked of another coach."))
        if request.withdrawn_at is not None:
            raise NotAllowed(_("The candidate has withdrawn this interview."))
        active = Review.objects.active().filter(request=request).first()
        if active is not None and active.coach_id == coach.pk:
            return active
        if active is not None or request.closed_at is not None:
            raise NotAllowed(_("Another coach was faster: this interview is taken. Choose another one."))
        if not ReviewRequest.objects.for_coach(coach).filter(pk=request.pk).exists():
            raise NotAllowed(_("You have reviewed this interview already; a second opinion is for another coach."))
        review = _take(request, coach, now)
        _tell_candidate(
            request,
            kind=MessageKind.CLAIMED,
            subject=_("%s has claimed your interview") % coach,
            body=_("%(who)s reviews your interview: %(title)s, %(scope)s. You will hear when the review is in.")
            % {"who": coach, "title": interview.guide_title, "scope": interview.scope_name},
            dedupe_key=f"review-{review.pk}-claimed",
            now=now,
        )
        leave_event("claimed", actor=coach, interview=interview, now=now, review=review.pk)
    return review


def prolong(review, now):
    """Working on a review prolongs its lease."""
    Review.objects.in_work().filter(pk=review.pk).update(lease_until=now + LEASE)


def release(review, now):
    """Give a review back to the queue; its draft is kept for its coach. A released or submitted one stays so."""
    with transaction.atomic():
        review.refresh_from_db(from_queryset=Review.objects.select_for_update(of=("self",)))
        if review.released_at is not None:
            return
        if review.submitted_at is not None:
            raise NotAllowed(_("This review is submitted and cannot be released any more."))
        _release(review, now, actor=review.coach)


def end_leases(now):
    """Release every review whose lease has ended by `now`; return how many. A link that runs out keeps its draft."""
    ended = 0
    due = Review.objects.in_work().filter(lease_until__lte=now).exclude(request__kind=ReviewRequest.Kind.LINK)
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            lapsed = Review.objects.select_for_update(of=("self",)).in_work().filter(pk=pk, lease_until__lte=now)
            review = lapsed.first()
            if review is not None:
                _release(review, now, actor=None)
                ended += 1
    return ended


def warn_of_ending(now):
    """Tell every coach whose claim lapses within `WARNING` of `now`, once a lease; return how many were told."""
    ending = Review.objects.in_work().filter(
        lease_until__gt=now,
        lease_until__lte=now + WARNING,
        request__withdrawn_at=None,
        coach__isnull=False,
    )
    return sum(
        outbox.put(
            user=review.coach,
            kind=MessageKind.LEASE_ENDING,
            subject=_("Your claim is about to lapse"),
            body=_(
                "Your claim on this interview lapses soon: %(subject)s. Go on with the review, and you keep it for "
                "another three days. Otherwise the interview goes back to the queue, and your draft is kept for you."
            )
            % {"subject": review.request.subject},
            path=reverse("review", args=[review.pk]),
            # Working on the review moves the end of the lease, and the next end is warned of anew.
            dedupe_key=f"review-{review.pk}-lease-{review.lease_until:%Y%m%d%H%M%S}",
            now=now,
        )
        for review in ending.select_related("coach", "request__interview__guide")
    )


def keep_draft(review, verdict, summary, now, practise_next=None, redo_answers=None):
    """Keep verdict (may be empty), summary, topics and the answers to give again (None leaves both) of a draft."""
    with transaction.atomic():
        review.refresh_from_db(from_queryset=Review.objects.select_for_update(of=("self",)))
        _check_in_work(review)
        review.verdict = verdict if verdict in Verdict.values else ""
        review.summary = summary
        review.lease_until = now + LEASE
        review.save(update_fields=["verdict", "summary", "lease_until"])
        if practise_next is not None:
            review.practise_next.set(practise_next)
        if redo_answers is not None:
            review.redo_answers.set(redo_answers)


def judge(review, answer, judgement, now):
    """Write the coach's `judgement` of one answer into their draft and prolong the lease. Raises as `ratings.judge`."""
    _check_in_work(review)
    rating = ratings.judge(answer, judgement, rater=review.coach, role=Role.COACH, review=review, now=now)
    prolong(review, now)
    return rating


def submit(review, verdict, summary, practise_next, now):
    """
    Seal the coach's ratings and give the review to the candidate.

    `practise_next` are FocusTopics. The answers of the draft's `redo_answers` become a planned interview for the
    candidate, and its strong points go to the curators (none of a private guide's). Raises Incomplete while an
    answered question is not fully judged, NotAllowed without a claim. A review that is submitted already stays as it
    is.
    """
    with transaction.atomic():
        # The request before the review, as withdrawing locks them.
        request = ReviewRequest.objects.select_for_update(of=("self",)).get(pk=review.request_id)
        review.refresh_from_db(from_queryset=Review.objects.select_for_update(of=("self",)))
        if review.submitted_at is not None:
            return
        _check_in_work(review)
        if verdict not in Verdict.values:
            raise ValueError(f"No verdict: {verdict!r}")
        interview = request.interview
        missing = ratings.missing_in(interview, Rating.objects.current().filter(review=review))
        if missing:
            raise ratings.Incomplete(missing)
        Rating.objects.current().filter(review=review).update(sealed_at=now)
        review.verdict, review.summary, review.submitted_at = verdict, summary, now
        review.save(update_fields=["verdict", "summary", "submitted_at"])
        review.practise_next.set(practise_next)
        request.closed_at = now
        request.save(update_fields=["closed_at"])
        _tell_candidate(
            request,
            kind=MessageKind.REVIEW_SUBMITTED,
            subject=_("Your review is in"),
            body=_("%(who)s has reviewed your interview: %(title)s, %(scope)s. Both ratings stand side by side now.")
            % {"who": review.coach, "title": interview.guide_title, "scope": interview.scope_name},
            dedupe_key=f"review-{review.pk}-submitted",
            now=now,
        )
        leave_event("reviewed", actor=review.coach, interview=interview, now=now, review=review.pk)
        redo.ask(review, now)
        _report_strong_points(review, now)
        second_opinions.offer(review, now)


def _report_strong_points(review, now):
    if review.request.is_private:
        return
    praised = Rating.objects.current().filter(review=review).exclude(strong_point="")
    for rating in praised.select_related("answer__version__question__guide"):
        question = rating.answer.version.question
        reporting.report_strong_point(question, review.coach, rating.strong_point, now)


def note_reading(interview, now):
    """Note that the candidate has seen the submitted reviews of `interview`."""
    shown = Review.objects.for_candidate().filter(request__interview=interview, read_at=None)
    Review.objects.filter(pk__in=shown.values("pk")).update(read_at=now)


def _tell_candidate(request, **message):
    """Leave the candidate a message about their result; of a second opinion they are told nothing."""
    if not request.is_second:
        interview = request.interview
        outbox.put(user=interview.candidate, path=reverse("result", args=[interview.pk]), **message)


def _take(request, coach, now):
    lapsed = request.reviews.filter(coach=coach, released_at__isnull=False).first()
    lease = now + LEASE
    try:
        with transaction.atomic():
            if lapsed is None:
                return Review.objects.create(request=request, coach=coach, claimed_at=now, lease_until=lease)
            lapsed.claimed_at, lapsed.lease_until, lapsed.released_at = now, lease, None
            lapsed.save(update_fields=["claimed_at", "lease_until", "released_at"])
            return lapsed
    except IntegrityError:
        raise NotAllowed(_("Another coach was faster: this interview is taken. Choose another one.")) from None


def _release(review, now, actor):
    review.released_at = now
    review.save(update_fields=["released_at"])
    leave_event("released", actor=actor, interview=review.request.interview, now=now, review=review.pk)


def _check_in_work(review):
    if review.submitted_at is not None:
        raise NotAllowed(_("This review is submitted; its ratings do not change any more."))
    if review.released_at is not None or review.request.withdrawn_at is not None:
        raise NotAllowed(_("You do not hold this review any more: it was released or withdrawn."))
