"""The result and the coach: handing in, waiting, the review beside one's own rating, and that no draft gets out."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from questions.models import FocusTopic
from sessions.models import Review, ReviewRequest, Role, Verdict
from sessions.queries import findings, results
from sessions.transitions import ratings, reviews
from tests import making


@pytest.fixture
def started():
    return timezone.now() - timedelta(hours=2)


@pytest.fixture
def interview(alice, guide, started):
    """Rated: every mark 1 of 2, every level 3."""
    return making.rated(alice, guide, started)


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def at(name, interview, *rest):
    return reverse(name, args=[interview.pk, *rest])


def page_of(client, interview):
    answer = client.get(at("result", interview))
    assert answer.status_code == 200
    return answer.content.decode()


# Handing in


def test_it_is_handed_in_to_whoever_is_free(signed_in, carol, interview):
    answer = signed_in.post(at("hand_in", interview), {"coach": "", "note": "The order?"})
    request = ReviewRequest.objects.get()
    assert (answer.url, request.interview, request.requested_of, request.note) == (
        at("result", interview),
        interview,
        None,
        "The order?",
    )


def test_it_is_handed_in_to_the_coach_who_was_chosen(signed_in, carol, dave, interview):
    signed_in.post(at("hand_in", interview), {"coach": dave.pk})
    assert ReviewRequest.objects.get().requested_of == dave


@pytest.mark.parametrize(
    ("values", "words"),
    [({"coach": "999"}, "does not review at the moment"), ({"note": "x" * 501}, "at most 500 characters")],
)
def test_a_mistake_is_said_at_the_field_and_nothing_is_handed_in(signed_in, carol, interview, values, words):
    answer = signed_in.post(at("hand_in", interview), values)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert ReviewRequest.objects.count() == 0


def test_without_a_coach_there_is_no_hand_in_that_leads_nowhere(signed_in, interview):
    page = page_of(signed_in, interview)
    assert ("No coach reviews here at the moment" in page, "Hand in for review" in page) == (True, False)
    signed_in.post(at("hand_in", interview))
    assert ReviewRequest.objects.count() == 0


def test_one_cannot_hand_in_to_oneself(client, carol, guide, started):
    made = making.rated(carol, guide, started)
    client.force_login(carol)
    assert "No coach reviews here at the moment" in page_of(client, made)


def test_while_it_waits_its_place_in_the_queue_is_shown(signed_in, alice, bob, carol, guide, started):
    making.handed_in(bob, guide, started - timedelta(hours=1))
    request = making.handed_in(alice, guide, started)
    making.handed_in(bob, guide, started + timedelta(hours=1))
    page = page_of(signed_in, request.interview)
    assert ("It is number 2 in the queue." in page, "Hand in for review" in page) == (True, False)


def test_a_claim_is_shown_with_the_coachs_name(signed_in, alice, carol, guide, started):
    review = making.claimed(alice, carol, guide, started)
    assert "Carol has claimed your interview" in page_of(signed_in, review.request.interview)


def test_a_released_review_waits_again(signed_in, alice, carol, guide, started):
    review = making.claimed(alice, carol, guide, started)
    reviews.release(review, timezone.now())
    page = page_of(signed_in, review.request.interview)
    assert ("waiting for a coach" in page, "Carol has claimed" in page) == (True, False)


def test_withdrawing_takes_the_request_back(signed_in, alice, carol, guide, started):
    review = making.claimed(alice, carol, guide, started)
    interview = review.request.interview
    page = page_of(signed_in, interview)
    assert f'<input type="hidden" name="request" value="{review.request_id}">' in page
    signed_in.post(at("withdraw", interview), {"request": review.request_id})
    review.refresh_from_db()
    assert (review.released_at is not None, ReviewRequest.objects.get().withdrawn_at is not None) == (True, True)
    assert "Hand in for review" in page_of(signed_in, interview)


@pytest.mark.parametrize("given", ["", "0", "x", "9" * 30])
def test_withdrawing_what_is_not_there_says_so(signed_in, interview, given):
    answer = signed_in.post(at("withdraw", interview), {"request": given}, follow=True)
    assert "there is nothing to withdraw" in answer.content.decode()


def test_nobody_withdraws_the_request_of_another_interview(signed_in, alice, bob, carol, guide, started, interview):
    request = making.handed_in(bob, guide, started)
    signed_in.post(at("withdraw", interview), {"request": request.pk})
    request.refresh_from_db()
    assert request.withdrawn_at is None


# The review


def test_nothing_of_a_draft_reaches_the_candidate(signed_in, alice, carol, guide, started):
    review = making.claimed(alice, carol, guide, started)
    interview = review.request.interview
    for answer in interview.answers.select_related("version"):
        reviews.judge(review, answer, making.judgement(answer.content, 2, 1, note="DRAFT-NOTE"), timezone.now())
    reviews.keep_draft(review, Verdict.STRONG_NO, "DRAFT-SUMMARY", timezone.now())
    review.practise_next.add(FocusTopic.objects.get(key="topic-2-2"))
    pages = page_of(signed_in, interview) + signed_in.get(at("result_answer", interview, 1)).content.decode()
    pages += signed_in.get(reverse("history")).content.decode()
    assert [leak for leak in ("DRAFT-", "strong no", "coach:", "you and the coach") if leak in pages] == []
    found = results.result_of(interview, alice)
    assert ([one.coach for one in found.answers], found.coach_score) == ([None, None], None)


def test_a_released_draft_stays_sealed_when_another_coach_submits(signed_in, alice, carol, dave, guide, started):
    review = making.claimed(alice, carol, guide, started)
    answer = review.request.interview.answers.select_related("version").get(position=1)
    reviews.judge(review, answer, making.judgement(answer.content, 0, 1, note="CAROLS-DRAFT"), timezone.now())
    reviews.keep_draft(review, Verdict.STRONG_NO, "CAROLS-SUMMARY", timezone.now())
    reviews.release(review, timezone.now())
    other = reviews.claim(review.request, dave, timezone.now())
    for one in review.request.interview.answers.select_related("version"):
        reviews.judge(other, one, making.judgement(one.content, 2, 4, note="Daves note."), timezone.now())
    reviews.submit(other, Verdict.YES, "Daves summary.", [], timezone.now())
    interview = review.request.interview
    pages = page_of(signed_in, interview) + signed_in.get(at("result_answer", interview, 1)).content.decode()
    assert ("CAROLS-" in pages, "Daves summary." in pages, "Daves note." in pages) == (False, True, True)


def test_a_submitted_review_stands_beside_ones_own_rating(signed_in, alice, carol, guide, started):
    review = making.submitted(alice, carol, guide, started)
    interview = review.request.interview
    page = page_of(signed_in, interview)
    shown = ["By the ratings of Carol.", "Coach summary.", "Coach note.", "coach: no", "coach: 100 %", "+1.0"]
    assert [words for words in shown if words not in page] == []
    traits = findings.profile(results.result_of(interview, alice))
    assert [(trait.own, trait.coach, trait.gap, trait.pairs) for trait in traits] == [(3, 2, 1, 2), (3, 2, 1, 2)]


def test_the_coachs_rating_decides_what_is_weak(alice, carol, guide, started):
    review = making.submitted(alice, carol, guide, started, coach_level=2)
    assert [one.position for one in results.result_of(review.request.interview, alice).weak] == [1, 2]


def test_reading_the_result_is_noted_for_the_coach(signed_in, alice, carol, guide, started):
    review = making.submitted(alice, carol, guide, started)
    page_of(signed_in, review.request.interview)
    assert Review.objects.get().read_at is not None


def test_the_coachs_topics_lead_to_planning(signed_in, alice, carol, guide, started):
    review = making.claimed(alice, carol, guide, started)
    for answer in review.request.interview.answers.select_related("version"):
        reviews.judge(review, answer, making.judgement(answer.content), timezone.now())
    topics = list(FocusTopic.objects.filter(key__in=["topic-1-1", "topic-2-2"]))
    reviews.submit(review, Verdict.YES, "Well.", topics, timezone.now())
    page = page_of(signed_in, review.request.interview)
    assert [page.count(f"?scope=topic:{topic.key}") for topic in topics] == [1, 1]


def test_withdrawn_after_submission_the_review_stays_with_the_candidate(signed_in, alice, carol, guide, started):
    review = making.submitted(alice, carol, guide, started)
    signed_in.post(at("withdraw", review.request.interview), {"request": review.request_id})
    assert "Coach summary." in page_of(signed_in, review.request.interview)


def test_one_answer_shows_both_ratings_side_by_side(signed_in, alice, carol, guide, started):
    review = making.submitted(alice, carol, guide, started)
    one = results.answer_result(review.request.interview, alice, 1).result
    rows = findings.side_by_side(one)
    assert [(row.own, row.coach) for row in rows.points] == [("In general", "Specifically")] * 3
    assert [
        ([level.level for level in row.levels if level.is_own], [level.level for level in row.levels if level.is_coach])
        for row in rows.criteria
    ] == [([3], [2])] * 2
    page = signed_in.get(at("result_answer", review.request.interview, 1)).content.decode()
    shown = ["Coach note.", "SECRET-SELF-NOTE", one.content["expected_answer"], "One can see three things.", "+1.0"]
    assert [words for words in shown if words not in page] == []


def test_an_answer_before_the_review_shows_ones_own_rating_alone(signed_in, interview):
    page = signed_in.get(at("result_answer", interview, 1)).content.decode()
    assert ("SECRET-SELF-NOTE" in page, "Coach" in page) == (True, False)


def test_both_see_which_passages_earn_what_once_the_review_is_in(client, alice, carol, guide, started):
    interview = making.finished(alice, guide, started)
    ratings.begin(interview, started)
    answer = interview.answers.select_related("version").get(position=1)
    own = making.judgement(answer.content)
    own.ties = [ratings.Tie("My first", 0, key_point="point-1")]
    for one in interview.answers.select_related("version"):
        judged = own if one == answer else making.judgement(one.content)
        ratings.judge(one, judged, rater=alice, role=Role.SELF, now=started)
    ratings.conclude(interview, Verdict.YES, "", started + timedelta(minutes=10))
    review = reviews.claim(reviews.hand_in(interview, timezone.now()), carol, timezone.now())
    given = making.judgement(answer.content)
    given.ties = [ratings.Tie("first answer", 3, criterion="behavioural-criterion-2")]
    for one in interview.answers.select_related("version"):
        reviews.judge(review, one, given if one == answer else making.judgement(one.content), timezone.now())
    client.force_login(alice)
    address = at("result_answer", interview, 1)
    before = client.get(address).content.decode()
    reviews.submit(review, Verdict.NO, "", [], timezone.now())
    after = client.get(address).content.decode()
    assert ("<q>My first</q>" in before, "<q>first answer</q>" in before) == (True, False)
    assert ("<q>My first</q>" in after, "<q>first answer</q>" in after) == (True, True)
