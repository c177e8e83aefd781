"""The coach's queue."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sessions.models import Preparation, Review, Scope
from sessions.queries.queue import REQUESTS_A_PAGE
from sessions.transitions import reviews
from tests import making
from tests.sessions.many import handed_in_many, queries_of


@pytest.fixture
def then():
    """A day ago: pages look at the real clock."""
    return timezone.now() - timedelta(days=1)


def waiting_in(response):
    """The primary keys of the requests that the page shows, in its order."""
    return [row.request.pk for row in response.context["queue"].waiting]


def several(candidate, guide, then, number, **fields):
    """`number` requests of one candidate, a minute apart."""
    return [
        reviews.hand_in(making.rated(candidate, guide, then + timedelta(minutes=20 * n)), then, **fields)
        for n in range(number)
    ]


@pytest.mark.parametrize("who", ["alice", "erin"])
def test_there_is_no_queue_for_whoever_is_no_coach(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("reviews")).status_code == 404


def test_an_empty_queue_says_so(client, carol):
    client.force_login(carol)
    page = client.get(reverse("reviews")).content.decode()
    assert "Nothing waits for you." in page
    assert "No interview waits for a coach." in page


def test_what_was_asked_of_me_comes_first_then_the_oldest(client, alice, bob, carol, guide, then):
    newer = reviews.hand_in(making.rated(alice, guide, then), then + timedelta(hours=2))
    older = reviews.hand_in(making.rated(bob, guide, then), then + timedelta(hours=1))
    mine = reviews.hand_in(
        making.rated(bob, guide, then + timedelta(minutes=30)), then + timedelta(hours=3), requested_of=carol
    )
    client.force_login(carol)
    assert waiting_in(client.get(reverse("reviews"))) == [mine.pk, older.pk, newer.pk]


def test_the_nearest_interview_comes_before_the_oldest(client, alice, bob, carol, dave, guide, then):
    today = timezone.localdate(timezone.now())
    for person, days in [(alice, 12), (bob, None), (dave, -1)]:
        day = None if days is None else today + timedelta(days=days)
        Preparation.objects.create(candidate=person, guide=guide, date=day, begun_at=then)
    # Nobody else's date counts, nor that of another guide.
    Preparation.objects.create(candidate=bob, guide=making.guide("other-pm"), date=today, begun_at=then)
    past, none, near = (
        reviews.hand_in(making.rated(person, guide, then), then + timedelta(hours=hours))
        for hours, person in enumerate([dave, bob, alice], start=1)
    )
    client.force_login(carol)
    response = client.get(reverse("reviews"))
    assert waiting_in(response) == [near.pk, past.pk, none.pk]
    assert [row.days_left for row in response.context["queue"].waiting] == [12, None, None]
    assert "Their interview is in 12 days" in response.content.decode()


def test_what_was_asked_of_another_coach_is_not_shown(client, alice, carol, dave, guide, then):
    reviews.hand_in(making.rated(alice, guide, then), then, requested_of=dave)
    client.force_login(carol)
    assert waiting_in(client.get(reverse("reviews"))) == []


def test_one_s_own_interview_is_not_shown(client, carol, guide, then):
    making.handed_in(carol, guide, then)
    client.force_login(carol)
    assert waiting_in(client.get(reverse("reviews"))) == []


def test_a_claimed_interview_does_not_wait(client, alice, carol, dave, guide, then):
    making.claimed(alice, carol, guide, then)
    client.force_login(dave)
    assert waiting_in(client.get(reverse("reviews"))) == []


def test_a_withdrawn_interview_is_gone_from_desk_and_queue(client, alice, carol, guide, then):
    reviews.withdraw(making.claimed(alice, carol, guide, then).request, then)
    client.force_login(carol)
    shown = client.get(reverse("reviews")).context["queue"]
    assert (shown.on_desk, shown.waiting) == ([], [])


def test_the_name_is_hidden_unless_the_review_was_asked_of_this_coach(client, alice, bob, carol, guide, then):
    making.handed_in(alice, guide, then)
    reviews.hand_in(making.rated(bob, guide, then), then, requested_of=carol)
    client.force_login(carol)
    response = client.get(reverse("reviews"))
    assert [row.who for row in response.context["queue"].waiting] == ["Bob", "A candidate"]
    assert "Alice" not in response.content.decode()


def test_answers_and_words_are_counted(client, alice, carol, guide, then):
    making.handed_in(alice, guide, then)
    client.force_login(carol)
    (row,) = client.get(reverse("reviews")).context["queue"].waiting
    texts = row.request.interview.answers.values_list("text", flat=True)
    assert (row.answers, row.words) == (2, sum(len(text.split()) for text in texts))


def test_what_lies_on_the_desk_says_how_far_it_is(client, alice, carol, guide, then):
    review = making.claimed(alice, carol, guide, then)
    answer = review.request.interview.answers.select_related("version").first()
    reviews.judge(review, answer, making.judgement(answer.content), timezone.now())
    client.force_login(carol)
    response = client.get(reverse("reviews"))
    (mine,) = response.context["queue"].on_desk
    assert (mine.judged, mine.total) == (5, 10)
    assert "One review is open on your desk." in response.content.decode()


def test_the_queue_can_be_narrowed_to_a_guide(client, alice, carol, guide, then):
    making.handed_in(alice, guide, then)
    other = making.handed_in(alice, making.guide(key="other-pm"), then + timedelta(hours=1))
    client.force_login(carol)
    response = client.get(reverse("reviews"), {"guide": other.interview.guide_id})
    assert waiting_in(response) == [other.pk]
    assert [choice.count for choice in response.context["queue"].guides] == [1, 1]


def test_filters_are_combined(client, alice, carol, guide):
    now = timezone.now()
    first, second = guide.rounds.order_by("position")
    asked = {"requested_of": carol}
    wanted = ("wanted", first, 4, asked)
    for name, a_round, days, fields in [
        wanted,
        ("other round", second, 4, asked),
        ("not long", first, 2, asked),
        ("of anybody", first, 4, {}),
    ]:
        interview = making.rated(alice, guide, now - timedelta(days=9), scope=Scope.ROUND, place=a_round)
        reviews.hand_in(interview, now - timedelta(days=days), note=name, **fields)
    of_topic = making.rated(
        alice, guide, now - timedelta(days=9), scope=Scope.TOPIC, place=first.topics.first(), texts=("One.",)
    )
    reviews.hand_in(of_topic, now - timedelta(days=5), note="a topic of it", **asked)
    client.force_login(carol)
    address = {"guide": guide.pk, "round": first.pk, "longer": "3", "whose": "asked"}
    response = client.get(reverse("reviews"), address)
    assert [row.request.note for row in response.context["queue"].waiting] == ["a topic of it", "wanted"]
    assert response.context["queue"].page.paginator.count == 2
    assert f'<option value="{first.pk}" selected>' in response.content.decode()


def test_a_draft_that_waits_is_shown_to_its_coach_alone(client, alice, bob, carol, dave, guide, then):
    review = making.claimed(alice, carol, guide, then)
    reviews.keep_draft(review, "", "So far.", then)
    reviews.end_leases(timezone.now() + timedelta(days=5))
    making.handed_in(bob, guide, then)
    client.force_login(carol)
    assert "A draft of yours waits" in client.get(reverse("reviews")).content.decode()
    assert waiting_in(client.get(reverse("reviews"), {"whose": "drafts"})) == [review.request_id]
    client.force_login(dave)
    response = client.get(reverse("reviews"))
    assert "draft of yours" not in response.content.decode()
    assert [row.has_draft for row in response.context["queue"].waiting] == [False, False]


def test_the_head_of_every_page_counts_what_waits_for_this_coach(client, alice, bob, carol, dave, guide, then):
    making.handed_in(alice, guide, then)
    making.handed_in(carol, guide, then)
    reviews.hand_in(making.rated(bob, guide, then), then, requested_of=dave)
    client.force_login(carol)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("inbox")).context["waiting_reviews"] == 1
    assert len(queries) <= 8
    client.force_login(dave)
    assert client.get(reverse("inbox")).context["waiting_reviews"] == 3


def test_the_queue_can_be_narrowed_to_what_was_asked_of_me(client, alice, bob, carol, guide, then):
    making.handed_in(alice, guide, then)
    mine = reviews.hand_in(making.rated(bob, guide, then), then, requested_of=carol)
    client.force_login(carol)
    assert waiting_in(client.get(reverse("reviews"), {"whose": "asked"})) == [mine.pk]


@pytest.mark.parametrize("value", ["nonsense", "999999", "-1", "\x00", "9" * 30])
def test_an_unknown_filter_shows_all(client, alice, carol, guide, then, value):
    request = making.handed_in(alice, guide, then)
    client.force_login(carol)
    asked = dict.fromkeys(["guide", "round", "longer", "whose", "page"], value)
    assert waiting_in(client.get(reverse("reviews"), asked)) == [request.pk]


def test_a_private_guide_is_not_named(client, alice, carol, guide, then):
    guide.owner, guide.title = alice, "SECRET-GUIDE"
    guide.save(update_fields=["owner", "title"])
    making.handed_in(alice, guide, then)
    client.force_login(carol)
    page = client.get(reverse("reviews")).content.decode()
    assert "SECRET-GUIDE" not in page
    assert "An interview on a private guide" in page


def test_the_queue_has_pages(client, alice, carol, guide, then):
    interview = making.rated(alice, guide, then)
    for number in range(REQUESTS_A_PAGE + 1):
        interview.pk = None
        interview._state.adding = True
        interview.save()
        reviews.hand_in(interview, then + timedelta(minutes=number))
    client.force_login(carol)
    assert len(waiting_in(client.get(reverse("reviews")))) == REQUESTS_A_PAGE
    assert len(waiting_in(client.get(reverse("reviews"), {"page": 2}))) == 1
    assert len(waiting_in(client.get(reverse("reviews"), {"page": "nonsense"}))) == REQUESTS_A_PAGE


def test_what_was_submitted_says_whether_it_was_read(client, alice, carol, guide, then):
    review = making.submitted(alice, carol, guide, then)
    client.force_login(carol)
    assert "Sent" in client.get(reverse("reviews")).content.decode()
    reviews.note_reading(review.request.interview, timezone.now())
    assert "Read by the candidate" in client.get(reverse("reviews")).content.decode()


def test_what_was_submitted_91_days_ago_is_gone(client, alice, carol, guide):
    making.submitted(alice, carol, guide, timezone.now() - timedelta(days=91))
    client.force_login(carol)
    assert client.get(reverse("reviews")).context["queue"].submitted == []


def test_the_page_asks_the_database_as_often_for_three_as_for_one(client, alice, carol, guide, then):
    def fill(start):
        several(alice, guide, start, 1)
        making.claimed(alice, carol, guide, start + timedelta(hours=1))
        making.submitted(alice, carol, guide, start + timedelta(hours=2))

    client.force_login(carol)
    fill(then)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("reviews"))
    fill(then + timedelta(hours=5))
    fill(then + timedelta(hours=10))
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("reviews"))
    assert len(one) == len(three)
    assert len(three) <= 12


def test_300_waiting_interviews_take_as_many_queries_as_one(client, alice, carol, guide, then):
    request = making.handed_in(alice, guide, then, texts=("One.",))
    client.force_login(carol)
    few = queries_of(client, reverse("reviews"))
    handed_in_many(request, 300)
    assert queries_of(client, reverse("reviews")) == few <= 12
    assert queries_of(client, f"{reverse('reviews')}?longer=7&guide={guide.pk}&page=9") <= 12


def test_claiming_opens_the_review(client, alice, carol, guide, then):
    request = making.handed_in(alice, guide, then)
    client.force_login(carol)
    response = client.post(reverse("claim", args=[request.pk]))
    review = Review.objects.get()
    assert review.coach == carol
    assert response.url == reverse("review", args=[review.pk])


def test_the_loser_of_a_race_is_told(client, alice, carol, dave, guide, then):
    review = making.claimed(alice, carol, guide, then)
    client.force_login(dave)
    response = client.post(reverse("claim", args=[review.request_id]), follow=True)
    assert "Another coach was faster" in response.content.decode()


def test_claiming_needs_a_post(client, alice, carol, guide, then):
    request = making.handed_in(alice, guide, then)
    client.force_login(carol)
    assert client.get(reverse("claim", args=[request.pk])).status_code == 405


def test_a_candidate_cannot_claim(client, alice, bob, guide, then):
    request = making.handed_in(alice, guide, then)
    client.force_login(bob)
    assert client.post(reverse("claim", args=[request.pk])).status_code == 404
    assert Review.objects.count() == 0


def test_one_s_own_interview_cannot_be_claimed(client, carol, guide, then):
    request = making.handed_in(carol, guide, then)
    client.force_login(carol)
    assert client.post(reverse("claim", args=[request.pk])).status_code == 404


def test_what_was_asked_of_another_coach_cannot_be_claimed(client, alice, carol, dave, guide, then):
    request = reviews.hand_in(making.rated(alice, guide, then), then, requested_of=carol)
    client.force_login(dave)
    assert client.post(reverse("claim", args=[request.pk])).status_code == 404


def test_releasing_asks_first(client, alice, carol, guide, then):
    review = making.claimed(alice, carol, guide, then)
    client.force_login(carol)
    assert "Release this interview" in client.get(reverse("release", args=[review.pk])).content.decode()
    review.refresh_from_db()
    assert review.released_at is None


def test_releasing_gives_the_interview_back(client, alice, carol, guide, then):
    review = making.claimed(alice, carol, guide, then)
    client.force_login(carol)
    response = client.post(reverse("release", args=[review.pk]), follow=True)
    assert waiting_in(response) == [review.request_id]
    assert "back in the queue" in response.content.decode()


@pytest.mark.parametrize("who", ["alice", "dave"])
def test_nobody_else_can_release(client, request, alice, carol, guide, then, who):
    review = making.claimed(alice, carol, guide, then)
    client.force_login(request.getfixturevalue(who))
    assert client.post(reverse("release", args=[review.pk])).status_code == 404
    assert Review.objects.in_work().count() == 1
