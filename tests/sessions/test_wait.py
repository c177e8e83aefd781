"""What a candidate is told of waiting: the place in the queue, and how long reviews take."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.models import Preparation, Review, ReviewRequest
from sessions.queries.wait import median_wait
from sessions.templatetags.days import span
from sessions.transitions import reviews
from tests import making
from tests.sessions.many import reviewed_many


@pytest.fixture
def then():
    """A day ago: pages look at the real clock."""
    return timezone.now() - timedelta(days=1)


def test_the_place_is_that_in_the_queue_of_a_coach(client, alice, bob, carol, dave, guide, then):
    first = reviews.hand_in(making.rated(bob, guide, then), then + timedelta(hours=1))
    mine = reviews.hand_in(making.rated(alice, guide, then), then + timedelta(hours=2))
    nearer = making.handed_in(carol, guide, then + timedelta(hours=3))
    Preparation.objects.create(candidate=carol, guide=guide, date=timezone.localdate(), begun_at=then)
    # Neither what was asked of one coach nor a second opinion stands before it.
    reviews.hand_in(making.rated(bob, guide, then), then, requested_of=dave)
    ReviewRequest.objects.create(interview=first.interview, kind=ReviewRequest.Kind.SECOND, requested_at=then)
    client.force_login(alice)
    address = reverse("result", args=[mine.interview_id])
    assert "It is number 3 in the queue." in client.get(address).content.decode()
    reviews.withdraw(nearer, timezone.now())
    assert "It is number 2 in the queue." in client.get(address).content.decode()


def test_the_median_wait_is_told_from_five_reviews_of_the_last_90_days(client, alice, carol, guide, then):
    one = making.submitted(alice, carol, guide, then, texts=("One.",))
    copies = reviewed_many(one, 5)
    requested = one.request.requested_at
    for number, review in enumerate([one, *copies[:3]], start=1):
        Review.objects.filter(pk=review.pk).update(submitted_at=requested + timedelta(hours=10 * number))
    old, second = copies[3], copies[4]
    Review.objects.filter(pk=old.pk).update(submitted_at=timezone.now() - timedelta(days=91))
    ReviewRequest.objects.filter(pk=second.request_id).update(kind=ReviewRequest.Kind.SECOND)
    assert median_wait(timezone.now()) is None
    ReviewRequest.objects.filter(pk=second.request_id).update(kind=ReviewRequest.Kind.AGAIN)
    Review.objects.filter(pk=second.pk).update(submitted_at=requested + timedelta(days=30))
    assert median_wait(timezone.now()) == timedelta(hours=30)
    mine = making.handed_in(alice, guide, then)
    client.force_login(alice)
    page = client.get(reverse("result", args=[mine.interview_id])).content.decode()
    assert "half were in within 30 hours of the hand-in" in page


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(minutes=5), "an hour"),
        (timedelta(hours=5, minutes=20), "5 hours"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(hours=60), "2 days"),
    ],
)
def test_a_length_of_time_in_words(length, words):
    assert span(length) == words
