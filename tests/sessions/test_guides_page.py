"""The list of guides: who sees which, and how many queries it takes."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from questions.models import Guide, Question, Status
from tests import making


def test_a_visitor_reads_it_without_an_account(client, guide):
    answer = client.get(reverse("guides"))
    assert answer.status_code == 200
    assert reverse("guide", args=[guide.slug]) in answer.text
    assert "2 rounds, 4 topics, 8 questions." in answer.text


def test_only_published_questions_are_counted(client, guide):
    Question.objects.filter(topic__key="topic-1-1").update(status=Status.DRAFT)
    assert "2 rounds, 4 topics, 6 questions." in client.get(reverse("guides")).text


def test_drafts_and_the_private_guides_of_others_are_not_listed(client, alice, bob):
    for number, status in enumerate((Status.DRAFT, Status.IN_REVIEW, Status.RETIRED)):
        making.guide(f"hidden-{number}", rounds=0, status=status)
    making.guide("bobs", rounds=0, owner=bob)
    client.force_login(alice)
    assert client.get(reverse("guides")).context["guides"] == []


def test_ones_own_private_guide_is_listed(client, alice):
    mine = making.guide("mine", rounds=0, owner=alice, status=Status.DRAFT)
    client.force_login(alice)
    assert client.get(reverse("guides")).context["guides"] == [mine]


def test_without_guides_it_says_so(client, db):
    assert "No guide is published yet." in client.get(reverse("guides")).text


def test_a_curator_without_guides_is_led_to_the_bank(client, erin):
    client.force_login(erin)
    assert reverse("admin:index") in client.get(reverse("guides")).text


def test_a_round_of_one_length_and_one_of_two_are_told_apart(client, guide):
    guide.rounds.filter(key="round-1").update(least_minutes=30, most_minutes=30)
    text = client.get(reverse("guides")).text
    assert "30 min" in text
    assert "16–30 min" in text


def test_the_number_of_queries_does_not_grow_with_the_guides(client, alice):
    client.force_login(alice)
    making.guide("first", rounds=1)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("guides"))
    making.guide("second", rounds=3)
    making.guide("third", rounds=2)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("guides"))
    assert Guide.objects.count() == 3
    assert len(three) == len(one) <= 12
