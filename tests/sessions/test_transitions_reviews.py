"""Handing in, withdrawing, claiming, releasing, lapsing, submitting."""

from datetime import timedelta

import pytest

from accounts.models import Message, MessageKind
from sessions.models import LEASE, Event, Rating, Review, Role, Verdict
from sessions.transitions import ratings, reviews
from sessions.transitions.trail import NotAllowed
from tests import making

HOUR = timedelta(hours=1)


def test_only_a_rated_interview_can_be_handed_in(alice, guide, now):
    interview = making.finished(alice, guide, now)
    with pytest.raises(NotAllowed):
        reviews.hand_in(interview, now)
    assert interview.requests.count() == 0


def test_handing_in_twice_keeps_one_request(alice, guide, now):
    interview = making.rated(alice, guide, now)
    assert reviews.hand_in(interview, now) == reviews.hand_in(interview, now)
    assert interview.requests.count() == 1


def test_whoever_is_no_coach_cannot_be_asked(alice, bob, guide, now):
    with pytest.raises(NotAllowed):
        reviews.hand_in(making.rated(alice, guide, now), now, requested_of=bob)


def test_a_coach_cannot_ask_themselves(carol, guide, now):
    with pytest.raises(NotAllowed):
        reviews.hand_in(making.rated(carol, guide, now), now, requested_of=carol)


def test_the_coach_who_is_asked_gets_one_message(alice, carol, guide, now):
    interview = making.rated(alice, guide, now)
    reviews.hand_in(interview, now, requested_of=carol)
    reviews.hand_in(interview, now, requested_of=carol)
    assert [message.kind for message in carol.inbox.all()] == [MessageKind.HANDED_IN]


def test_a_claim_is_a_lease_of_72_hours(alice, carol, guide, now):
    request = making.handed_in(alice, guide, now)
    review = reviews.claim(request, carol, now)
    assert review.lease_until == now + LEASE == now + timedelta(hours=72)


def test_claiming_tells_the_candidate(alice, carol, guide, now):
    making.claimed(alice, carol, guide, now)
    assert [message.kind for message in alice.inbox.all()] == [MessageKind.CLAIMED]


def test_claiming_one_s_own_claim_again_changes_nothing(alice, carol, guide, now):
    review = making.claimed(alice, carol, guide, now)
    assert reviews.claim(review.request, carol, now + HOUR) == review
    assert Review.objects.get().lease_until == review.lease_until


def test_the_loser_of_a_race_is_told(alice, carol, dave, guide, now):
    review = making.claimed(alice, carol, guide, now)
    with pytest.raises(NotAllowed, match="Another coach was faster"):
        reviews.claim(review.request, dave, now)
    assert Review.objects.count() == 1


def test_a_coach_cannot_claim_their_own_interview(carol, guide, now):
    request = making.handed_in(carol, guide, now)
    with pytest.raises(NotAllowed):
        reviews.claim(request, carol, now)


def test_what_was_asked_of_another_coach_cannot_be_claimed(alice, carol, dave, guide, now):
    request = reviews.hand_in(making.rated(alice, guide, now), now, requested_of=carol)
    with pytest.raises(NotAllowed):
        reviews.claim(request, dave, now)


def test_a_withdrawn_interview_cannot_be_claimed(alice, carol, guide, now):
    request = making.handed_in(alice, guide, now)
    reviews.withdraw(request, now)
    with pytest.raises(NotAllowed, match="withdrawn"):
        reviews.claim(request, carol, now)


def test_a_released_interview_can_be_claimed_by_another_coach(alice, carol, dave, guide, now):
    review = making.claimed(alice, carol, guide, now)
    reviews.release(review, now)
    assert reviews.claim(review.request, dave, now).coach == dave


def test_the_draft_of_a_released_review_is_taken_up_again(alice, carol, guide, now):
    review = making.claimed(alice, carol, guide, now)
    answer = review.request.interview.answers.select_related("version").first()
    reviews.judge(review, answer, making.judgement(answer.content), now)
    reviews.release(review, now)
    again = reviews.claim(review.request, carol, now + HOUR)
    assert (again.pk, again.ratings.count()) == (review.pk, 1)


def test_a_submitted_review_cannot_be_released(alice, carol, guide, now):
    with pytest.raises(NotAllowed):
        reviews.release(making.submitted(alice, carol, guide, now), now)


def test_a_lapsed_lease_gives_the_interview_back(alice, carol, guide, now):
    review = making.claimed(alice, carol, guide, now)
    assert reviews.end_leases(review.lease_until - HOUR) == 0
    assert reviews.end_leases(review.lease_until) == 1
    assert reviews.end_leases(review.lease_until) == 0
    review.refresh_from_db()
    assert review.released_at == review.lease_until


def test_judging_prolongs_the_lease(alice, carol, guide, now):
    review = making.claimed(alice, carol, guide, now)
    answer = review.request.interview.answers.select_related("version").first()
    later = now + timedelta(hours=70)
    reviews.judge(review, answer, making.judgement(answer.content), later)
    review.refresh_from_db()
    assert review.lease_until == later + LEASE


def test_drafting_the_conclusion_prolongs_the_lease(alice, carol, guide, now):
    review = making.claimed(alice, carol, guide, now)
    later = now + timedelta(hours=70)
    reviews.keep_draft(review, "", "So far.", later)
    review.refresh_from_db()
    assert (review.summary, review.lease_until) == ("So far.", later + LEASE)


def test_nothing_can_be_judged_after_releasing(alice, carol, guide, now):
    review = making.claimed(alice, carol, guide, now)
    answer = review.request.interview.answers.select_related("version").first()
    reviews.release(review, now)
    with pytest.raises(NotAllowed):
        reviews.judge(review, answer, making.judgement(answer.content), now)
    assert Rating.objects.filter(role=Role.COACH).count() == 0


def test_a_draft_that_was_released_elsewhere_is_not_written(alice, carol, guide, now):
    review = making.claimed(alice, carol, guide, now)
    stale = Review.objects.get(pk=review.pk)
    reviews.release(review, now)
    with pytest.raises(NotAllowed):
        reviews.keep_draft(stale, "", "Too late.", now)
    assert Review.objects.get().summary == ""


def test_a_coach_is_warned_six_hours_before_the_lease_ends(alice, carol, guide, now):
    review = making.claimed(alice, carol, guide, now)
    assert reviews.warn_of_ending(review.lease_until - timedelta(hours=6, seconds=1)) == 0
    assert reviews.warn_of_ending(review.lease_until - timedelta(hours=6)) == 1


def test_a_coach_is_warned_once_a_lease(alice, carol, guide, now):
    review = making.claimed(alice, carol, guide, now)
    first = review.lease_until - HOUR
    assert [reviews.warn_of_ending(first), reviews.warn_of_ending(first)] == [1, 0]
    reviews.prolong(review, first)
    review.refresh_from_db()
    assert reviews.warn_of_ending(review.lease_until - HOUR) == 1


def test_nobody_is_warned_of_a_withdrawn_interview(alice, carol, guide, now):
    review = making.claimed(alice, carol, guide, now)
    reviews.withdraw(review.request, now)
    assert reviews.warn_of_ending(review.lease_until - HOUR) == 0


def test_an_incomplete_review_names_what_is_open(alice, carol, guide, now):
    review = making.claimed(alice, carol, guide, now)
    first = review.request.interview.answers.select_related("version").get(position=1)
    reviews.judge(review, first, making.judgement(first.content), now)
    with pytest.raises(ratings.Incomplete) as refusal:
        reviews.submit(review, Verdict.YES, "", [], now)
    assert list(refusal.value.missing) == [2]
    assert Review.objects.get().submitted_at is None


def test_submitting_seals_the_ratings_and_closes_the_request(alice, carol, guide, now):
    review = making.submitted(alice, carol, guide, now)
    sealed = Rating.objects.filter(review=review).values_list("sealed_at", flat=True)
    assert list(sealed) == [review.submitted_at, review.submitted_at]
    assert review.request.__class__.objects.get().closed_at == review.submitted_at


def test_submitting_tells_the_candidate_once(alice, carol, guide, now):
    review = making.submitted(alice, carol, guide, now)
    reviews.submit(review, Verdict.YES, "Another.", [], now)
    assert Message.objects.filter(user=alice, kind=MessageKind.REVIEW_SUBMITTED).count() == 1
    assert Review.objects.get().summary == "Coach summary."


def test_withdrawing_ends_the_coach_s_work(alice, carol, guide, now):
    review = making.claimed(alice, carol, guide, now)
    reviews.withdraw(review.request, now)
    review.refresh_from_db()
    assert review.released_at == now


def test_withdrawing_keeps_a_submitted_review_for_the_candidate(alice, carol, guide, now):
    review = making.submitted(alice, carol, guide, now)
    reviews.withdraw(review.request, now + HOUR)
    assert Review.objects.submitted().get() == review


def test_reading_is_noted_once(alice, carol, guide, now):
    review = making.submitted(alice, carol, guide, now)
    reviews.note_reading(review.request.interview, now + HOUR)
    reviews.note_reading(review.request.interview, now + 2 * HOUR)
    assert Review.objects.get().read_at == now + HOUR


def test_after_a_review_another_one_can_be_asked_for(alice, carol, guide, now):
    review = making.submitted(alice, carol, guide, now)
    again = reviews.hand_in(review.request.interview, now + HOUR)
    assert (again.kind, again.pk != review.request_id) == (again.Kind.AGAIN, True)


def test_the_trail_says_who_did_what(alice, carol, guide, now):
    making.submitted(alice, carol, guide, now)
    verbs = list(Event.objects.order_by("pk").values_list("verb", "actor__email"))
    assert verbs[-3:] == [("handed_in", alice.email), ("claimed", carol.email), ("reviewed", carol.email)]


def test_a_private_guide_is_not_named_to_the_coach(alice, carol, guide, now):
    guide.owner = alice
    guide.save(update_fields=["owner"])
    request = reviews.hand_in(making.rated(alice, guide, now), now, requested_of=carol)
    assert request.subject == "An interview on a private guide"
    assert guide.title not in carol.inbox.get().body
