"""A coach's candidates: what was handed in and reviewed by this coach, nothing else, for 90 days."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.models import MockInterview, Review, ReviewRequest
from sessions.transitions import comments, reviews
from tests import making
from tests.sessions.many import queries_of, reviewed_many


@pytest.fixture
def then():
    """A day ago: pages look at the real clock."""
    return timezone.now() - timedelta(days=1)


def names_in(response):
    """The candidates that the list shows, in its order."""
    return [one.name for one in response.context["page"]]


def test_whoever_was_reviewed_last_stands_first(client, alice, bob, carol, guide, then):
    making.submitted(alice, carol, guide, then)
    making.submitted(bob, carol, guide, then + timedelta(hours=1))
    making.submitted(alice, carol, guide, then + timedelta(hours=2))
    client.force_login(carol)
    response = client.get(reverse("candidates"))
    assert [(one.name, one.reviews) for one in response.context["page"]] == [("Alice", 2), ("Bob", 1)]


@pytest.mark.parametrize("why", ["in work", "another coach", "91 days ago", "withdrawn", "second opinion", "own"])
def test_nobody_else_is_among_them(client, alice, carol, dave, guide, then, why):
    if why == "in work":
        making.claimed(alice, carol, guide, then)
    else:
        review = making.submitted(alice, dave if why == "another coach" else carol, guide, then)
        if why == "91 days ago":
            Review.objects.update(submitted_at=timezone.now() - timedelta(days=91))
        if why == "withdrawn":
            reviews.withdraw(review.request, timezone.now())
        if why == "second opinion":
            ReviewRequest.objects.filter(pk=review.request_id).update(kind=ReviewRequest.Kind.SECOND)
    client.force_login(alice if why == "own" else carol)
    response = client.get(reverse("candidates"))
    if why == "own":
        assert response.status_code == 404
    else:
        assert names_in(response) == []
        assert "You have reviewed nobody" in response.content.decode()
    assert client.get(reverse("candidate", args=[alice.pk])).status_code == 404


def test_a_candidate_s_page_holds_what_this_coach_reviewed_and_nothing_else(client, alice, carol, dave, guide, then):
    mine = making.claimed(alice, carol, guide, then)
    answer = mine.request.interview.answers.select_related("version").order_by("position").first()
    comments.write(mine, answer, "Name the figure.", then, quote=answer.text[:8], position=0)
    for one in mine.request.interview.answers.select_related("version"):
        reviews.judge(mine, one, making.judgement(one.content, 1, 2, note="Note of Carol."), then)
    topic = guide.rounds.first().topics.first()
    reviews.submit(mine, "no", "Summary of Carol.", [topic], then)
    other = making.submitted(alice, dave, guide, then + timedelta(hours=1), coach_mark=0, coach_level=1)
    Review.objects.filter(pk=other.pk).update(summary="SECRET-DAVE-SUMMARY")
    making.rated(alice, guide, then + timedelta(hours=2), mark=2, level=4)
    client.force_login(carol)
    response = client.get(reverse("candidate", args=[alice.pk]))
    page, shown = response.content.decode(), response.context["candidate"]
    assert [(one.score.coverage, one.score.quality) for one in shown.page] == [(50.0, 2.0)]
    assert [(trait.mean, trait.answers) for trait in shown.traits] == [(2.0, 2), (2.0, 2)]
    told = ["Summary of Carol.", "Note of Carol.", "Name the figure.", topic.name]
    assert [text for text in told if text not in page] == []
    secrets = ["SECRET-DAVE-SUMMARY", "SECRET-SELF-NOTE", "SECRET-REFLECTION", "Dave", alice.email]
    assert [text for text in secrets if text in page] == []


def test_a_private_guide_is_not_named(client, alice, carol, guide, then):
    making.submitted(alice, carol, guide, then)
    type(guide).objects.filter(pk=guide.pk).update(owner=alice)
    MockInterview.objects.update(guide_title="SECRET-GUIDE")
    client.force_login(carol)
    for address in (reverse("candidates"), reverse("candidate", args=[alice.pk])):
        assert "SECRET-GUIDE" not in client.get(address).content.decode()


def test_a_row_of_interviews_is_called_different_questions(client, alice, carol, guide, then):
    making.submitted(alice, carol, guide, then, coach_mark=1)
    making.submitted(alice, carol, guide, then + timedelta(hours=1))
    client.force_login(carol)
    page = client.get(reverse("candidate", args=[alice.pk])).content.decode()
    assert "Different questions: a rise or fall here is no measured change." in page
    assert 'class="chart trend"' in page


def test_300_interviews_take_as_many_queries_as_one(client, alice, carol, guide, then):
    making.submitted(alice, carol, guide, then, texts=("One.",))
    client.force_login(carol)
    addresses = [reverse("candidates"), reverse("candidate", args=[alice.pk])]
    few = [queries_of(client, address) for address in addresses]
    reviewed_many(Review.objects.get(), 300)
    assert [queries_of(client, address) for address in addresses] == few
    assert max(few) <= 12
