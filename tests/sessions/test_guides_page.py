"""The list of guides: who sees which, and how many queries it takes."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from questions.models import Guide, Question, Status
from sessions.transitions import interviews
from tests import making


def listed(client, query=""):
    """The keys of the guides on the page."""
    return [guide.key for guide in client.get(reverse("guides") + query).context["guides"]]


def many(number=11):
    """More guides than one sees at a glance, of two companies."""
    Guide.objects.bulk_create(
        Guide(
            key=f"guide-{n:02}",
            slug=f"guide-{n:02}",
            title=f"Guide {n:02}",
            company="Odd & Sons" if n % 2 else "Even",
            role="Manager" if n < 3 else "Engineer",
            status=Status.PUBLISHED,
        )
        for n in range(1, number + 1)
    )


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
    page = client.get(reverse("guides"))
    assert page.context["guides"] == [mine]
    assert "Yours, private" in page.text


def test_the_own_progress_is_told_in_words(client, alice, bob, guide):
    making.rated(alice, guide, timezone.now() - timedelta(days=3))
    making.rated(bob, guide, timezone.now(), seed=2)
    untouched = making.guide("untouched", rounds=1)
    making.guide("without-questions", rounds=1, questions=0)
    client.force_login(alice)
    text = client.get(reverse("guides")).text
    assert text.count(" practised, last ") == 1
    assert "2 of 4 topics practised, last 3 days ago." in text
    assert text.count("Plan a practice interview") == 1
    assert reverse("plan", args=[untouched.slug]) in text


def test_what_was_abandoned_is_no_progress_and_a_visitor_has_none(client, alice, guide):
    interview = making.finished(alice, guide, timezone.now() - timedelta(hours=1))
    interviews.abandon(interview, timezone.now())
    visitor = client.get(reverse("guides")).text
    client.force_login(alice)
    alices = client.get(reverse("guides")).text
    assert [(" practised" in text, "Plan a practice interview" in text) for text in (visitor, alices)] == [
        (False, False),
        (False, True),
    ]


def test_few_guides_need_no_filter_and_many_have_one_by_company_and_role(client, db):
    many(10)
    assert "<select" not in client.get(reverse("guides")).text
    making.guide("guide-11", rounds=0, company="Odd & Sons", role="Engineer")
    page = client.get(reverse("guides"), {"company": "Odd & Sons", "role": "Manager"})
    assert [guide.key for guide in page.context["guides"]] == ["guide-01"]
    assert "1 of 11 guides" in page.text
    assert "<option selected>Odd &amp; Sons</option>" in page.text


def test_the_filters_offer_nothing_of_the_private_guides_of_others(client, alice, bob):
    many()
    making.guide("bobs", rounds=0, owner=bob, company="SECRET-COMPANY", role="SECRET-ROLE")
    client.force_login(alice)
    assert "SECRET" not in client.get(reverse("guides")).text
    assert listed(client, "?company=SECRET-COMPANY") == []


def test_filters_that_nothing_fits_say_so_and_lead_back(client, guide):
    text = client.get(reverse("guides") + "?company=Nowhere").text
    assert ("No guide fits these filters." in text, f'href="{reverse("guides")}">Show all guides' in text) == (
        True,
        True,
    )


def test_many_guides_are_turned_over_page_by_page(client, db):
    many(27)
    assert listed(client) == [f"guide-{n:02}" for n in range(1, 26)]
    assert listed(client, "?page=2") == ["guide-26", "guide-27"]
    # An address with nonsense in it gets the nearest page there is.
    assert (listed(client, "?page=99"), len(listed(client, "?page=nonsense"))) == (["guide-26", "guide-27"], 25)
    assert "company=Even" not in client.get(reverse("guides")).text
    assert listed(client, "?company=Even&page=1") == [f"guide-{n:02}" for n in range(2, 27, 2)]


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
    making.rated(alice, making.guide("first", rounds=1), timezone.now())
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("guides"))
    making.rated(alice, making.guide("second", rounds=3), timezone.now(), seed=2)
    making.guide("third", rounds=2)
    with CaptureQueriesContext(connection) as three:
        client.get(reverse("guides"))
    assert Guide.objects.count() == 3
    assert len(three) == len(one) <= 12
