"""
The door to guests: one named person without an account rates one interview, by a link, sealed like a coach.

A guest has a request of kind `link`, a review without a coach, and a GuestLink with the digest of the token. The token
itself is told once, to the candidate, and stored nowhere.
"""

import secrets
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import outbox
from accounts.models import MessageKind
from sessions.models import GuestLink, InterviewStatus, MockInterview, Rating, Review, ReviewRequest, Role, Verdict
from sessions.queries.guests import digest_of
from sessions.transitions import ratings
from sessions.transitions.trail import NotAllowed, leave_event

GOOD_FOR = timedelta(days=14)
TOKEN_BYTES = 32


def ask(interview, name, now):
    """
    Ask the person called `name` to rate the rated `interview`; return (GuestLink, token).

    While another link of it is open that one is returned, with None in place of its token, which nobody knows any
    more. Raises NotAllowed unless the interview is rated.
    """
    with transaction.atomic():
        interview.refresh_from_db(from_queryset=MockInterview.objects.select_for_update(of=("self",)))
        if interview.status != InterviewStatus.RATED:
            raise NotAllowed(_("Only a rated interview can be shown to somebody. Finish rating it first."))
        already = GuestLink.objects.filter(request__in=interview.requests.open()).first()
        if already:
            return already, None
        token, until = secrets.token_urlsafe(TOKEN_BYTES), now + GOOD_FOR
        request = ReviewRequest.objects.create(interview=interview, kind=ReviewRequest.Kind.LINK, requested_at=now)
        Review.objects.create(request=request, coach=None, claimed_at=now, lease_until=until)
        link = GuestLink.objects.create(request=request, name=name, token_digest=digest_of(token), expires_at=until)
        leave_event("asked_by_link", actor=interview.candidate, interview=interview, now=now, request=request.pk)
    return link, token


def renew(link, now):
    """
    Make a new link in place of one that is lost or has run out, and return its token. The old one leads nowhere.

    What the guest has judged so far is kept. Raises NotAllowed once they have submitted, or it was taken back.
    """
    with transaction.atomic():
        review = _locked(link)
        _check_open(link)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        link.token_digest, link.expires_at = digest_of(token), now + GOOD_FOR
        link.save(update_fields=["token_digest", "expires_at"])
        review.lease_until = link.expires_at
        review.save(update_fields=["lease_until"])
        interview = link.request.interview
        leave_event("link_renewed", actor=interview.candidate, interview=interview, now=now, request=link.request_id)
    return token


def revoke(link, now):
    """Take the link back: it leads nowhere from now on. What the guest has submitted stays with the candidate."""
    with transaction.atomic():
        review = _locked(link)
        request = link.request
        if request.withdrawn_at is not None or review.submitted_at is not None:
            return
        request.withdrawn_at = now
        request.save(update_fields=["withdrawn_at"])
        review.released_at = now
        review.save(update_fields=["released_at"])
        leave_event(
            "link_revoked", actor=request.interview.candidate, interview=request.interview, now=now, request=request.pk
        )


def judge(link, answer, judgement, now):
    """Write the guest's `judgement` of one answer into their draft and return the Rating. Raises as `ratings.judge`."""
    with transaction.atomic():
        review = _in_work(link, now)
        return ratings.judge(answer, judgement, rater=None, role=Role.LINK, review=review, now=now)


def keep_draft(link, verdict, summary, now):
    """Keep the guest's verdict (may be empty) and summary while they work. Raises NotAllowed as `judge`."""
    with transaction.atomic():
        review = _in_work(link, now)
        review.verdict = verdict if verdict in Verdict.values else ""
        review.summary = summary
        review.save(update_fields=["verdict", "summary"])


def submit(link, verdict, summary, now):
    """
    Seal the guest's ratings, give them to the candidate, and close the link.

    Raises ratings.Incomplete while an answered question is not fully judged, NotAllowed once the link has run out or
    was taken back. What is submitted already stays as it is.
    """
    with transaction.atomic():
        review = _locked(link)
        if review.submitted_at is not None:
            return
        review = _in_work(link, now)
        if verdict not in Verdict.values:
            raise ValueError(f"No verdict: {verdict!r}")
        request, given = link.request, Rating.objects.current().filter(review=review)
        interview = request.interview
        missing = ratings.missing_in(interview, given)
        if missing:
            raise ratings.Incomplete(missing)
        given.update(sealed_at=now)
        review.verdict, review.summary, review.submitted_at = verdict, summary, now
        review.save(update_fields=["verdict", "summary", "submitted_at"])
        request.closed_at = now
        request.save(update_fields=["closed_at"])
        outbox.put(
            user=interview.candidate,
            kind=MessageKind.REVIEW_SUBMITTED,
            subject=_("%s has rated your interview") % link.name,
            body=_("%(who)s, whom you asked by a link, has rated your interview: %(title)s, %(scope)s.")
            % {"who": link.name, "title": interview.guide_title, "scope": interview.scope_name},
            path=reverse("guest_review", args=[interview.pk, review.pk]),
            dedupe_key=f"review-{review.pk}-submitted",
            now=now,
        )
        leave_event("reviewed_by_link", actor=None, interview=interview, now=now, review=review.pk)


def note_reading(review, now):
    """Note that the candidate has seen what a guest submitted."""
    Review.objects.submitted().filter(pk=review.pk, read_at=None).update(read_at=now)


def _locked(link):
    """Lock the request and then its review, as all verbs do; bring `link` up to date and return the review."""
    request = ReviewRequest.objects.select_for_update(of=("self",)).select_related("interview__candidate")
    fresh = request.get(pk=link.request_id)
    review = Review.objects.select_for_update(of=("self",)).filter(request=fresh).latest("pk")
    link.refresh_from_db()
    link.request = review.request = fresh
    return review


def _check_open(link):
    if link.request.withdrawn_at is not None:
        raise NotAllowed(_("This link was taken back."))
    if link.request.closed_at is not None:
        raise NotAllowed(_("This rating is submitted; it does not change any more."))


def _in_work(link, now):
    known = link.token_digest
    review = _locked(link)
    _check_open(link)
    if link.expires_at <= now or link.token_digest != known:
        raise NotAllowed(_("Not saved: this link has run out. Ask for a new one; what you judged so far is kept."))
    return review
