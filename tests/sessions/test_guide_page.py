"""The page of a guide: who sees it, what it holds, what it keeps back, the own record."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from questions.models import FocusTopic, FrequentlyAsked, Medium, Question, Resource, Round, Source, Status, Tip
from sessions.models import Preparation
from sessions.transitions import interviews
from tests import making


def get(client, guide):
    return client.get(reverse("guide", args=[guide.slug]))


def entries(answer):
    """The topics on the page by key."""
    return {entry.topic.key: entry for one in answer.context["page"].rounds for entry in one.topics}


def test_a_visitor_reads_it_without_an_account(client, guide):
    answer = get(client, guide)
    assert answer.status_code == 200
    assert guide.title in answer.text


def test_rounds_and_topics_stand_in_order_with_format_and_length(client, guide):
    Round.objects.filter(guide=guide, key="round-1").update(position=9, format="At a table", least_minutes=30)
    answer = get(client, guide)
    assert [entry.round.key for entry in answer.context["page"].rounds] == ["round-2", "round-1"]
    assert list(entries(answer)) == ["topic-2-1", "topic-2-2", "topic-1-1", "topic-1-2"]
    assert "At a table" in answer.text
    assert "30 minutes" in answer.text
    assert "16 to 30 minutes" in answer.text


def test_every_topic_has_both_actions_and_every_round_its_start(client, guide):
    text = get(client, guide).text
    plan, study = reverse("plan", args=[guide.slug]), reverse("study", args=[guide.slug])
    for topic in FocusTopic.objects.all():
        assert f'href="{plan}?topic={topic.key}">Practice interview' in text
        assert f'href="{study}?topic={topic.key}">Study questions' in text
    for a_round in Round.objects.all():
        assert f'href="{plan}?round={a_round.key}">Start this round' in text


def test_a_topic_without_published_questions_says_so_instead_of_offering_practice(client, guide):
    Question.objects.filter(topic__key="topic-1-1").update(status=Status.DRAFT)
    text = get(client, guide).text
    assert "?topic=topic-1-1" not in text
    assert text.count("No published questions yet.") == 1
    assert "?round=round-1" in text


def test_a_round_without_published_questions_cannot_be_started(client, guide):
    Question.objects.filter(topic__round__key="round-1").update(status=Status.RETIRED)
    text = get(client, guide).text
    assert "?round=round-1" not in text
    assert "No question of this round is published yet" in text
    assert "?round=round-2" in text


def test_a_guide_without_questions_can_be_read_but_not_practised(client, db):
    guide = making.guide("empty", questions=0)
    text = get(client, guide).text
    assert reverse("plan", args=["empty"]) not in text
    assert "there is nothing to practise on" in text


def test_a_guide_without_rounds_says_so(client, db):
    assert "still to be written" in get(client, making.guide("bare", rounds=0)).text


def test_expected_answers_are_not_on_the_page(client, alice, guide):
    client.force_login(alice)
    making.rated(alice, guide, timezone.now())
    assert "SECRET" not in get(client, guide).text


def test_all_its_parts_are_shown_in_their_place(client, guide):
    first = Round.objects.get(key="round-1")
    topic = FocusTopic.objects.get(key="topic-1-1")
    Tip.objects.create(guide=guide, key="a", title="Of the guide", body="Be *calm*.", position=2)
    Tip.objects.create(guide=guide, key="b", title="Of a batch", batch=3, position=1)
    Tip.objects.create(guide=guide, key="c", title="Of the round", round=first)
    Tip.objects.create(guide=guide, key="d", title="Of the topic", topic=topic)
    Resource.objects.create(
        guide=guide, key="r", title="A book", author="An author", medium=Medium.BOOK, note="Worth it."
    )
    Source.objects.create(guide=guide, key="s", title="A source", url="https://example.org/", verified_on="2026-11-03")
    FrequentlyAsked.objects.create(guide=guide, key="f", question="How long?", answer="**Long.**")
    guide.questions_to_ask = ["What would you change?"]
    guide.overview = "A *good* overview."
    guide.save()
    answer = get(client, guide)
    page = answer.context["page"]
    assert [tip.heading for tip in page.tips] == ["Of a batch", "Of the guide"]
    assert ("Of the round" in answer.text, "Of the topic" in answer.text) == (False, False)
    assert page.checked_on == date(2026, 11, 3)
    for words in (
        "Be <em>calm</em>.",
        "Batch 3 of the list",
        "<cite>A book</cite>, An author",
        "Book. Worth it.",
        'href="https://example.org/"',
        "Last verified on 3 November 2026.",
        "<strong>Long.</strong>",
        "What would you change?",
        "A <em>good</em> overview.",
    ):
        assert words in answer.text


def test_markup_in_the_bank_is_shown_as_text(client, guide):
    guide.overview = "<script>alert(1)</script>"
    guide.summary = "<b>bold</b>"
    guide.save()
    text = get(client, guide).text
    assert "<script>alert" not in text
    assert "<b>bold</b>" not in text


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.RETIRED])
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_guide_that_is_not_published_is_not_found(client, alice, status, signed_in):
    if signed_in:
        client.force_login(alice)
    assert get(client, making.guide("hidden", status=status)).status_code == 404


def test_the_private_guide_of_somebody_else_is_not_found(client, alice, bob):
    guide = making.guide("bobs", owner=bob)
    client.force_login(alice)
    assert get(client, guide).status_code == 404


def test_ones_own_private_guide_is_found(client, alice):
    guide = making.guide("mine", owner=alice)
    client.force_login(alice)
    assert get(client, guide).status_code == 200


def test_a_public_guide_goes_before_a_private_one_of_the_same_name(client, alice, guide):
    making.guide("mine", owner=alice, rounds=0)
    alice.guide_set.update(slug=guide.slug)
    client.force_login(alice)
    assert get(client, guide).context["guide"] == guide


def test_a_visitor_has_no_record(client, guide, alice, now):
    making.rated(alice, guide, now)
    answer = get(client, guide)
    assert {entry.own for entry in entries(answer).values()} == {None}
    assert "Practised" not in answer.text


def test_the_own_record_of_a_topic_is_the_mean_of_the_last_ratings_of_its_questions(client, alice, guide):
    client.force_login(alice)
    at = timezone.now() - timedelta(days=3)
    making.rated(alice, guide, at, mark=1, level=2)
    practised = [entry for entry in entries(get(client, guide)).values() if entry.own.last]
    assert [(entry.own.score.coverage, entry.own.score.quality) for entry in practised] == [(50, 2.0)] * 2
    assert "Practised 3 days ago." in get(client, guide).text
    assert get(client, guide).text.count("Not practised yet") == 2


def test_the_record_of_somebody_else_does_not_show(client, alice, bob, guide):
    making.rated(bob, guide, timezone.now())
    client.force_login(alice)
    answer = get(client, guide)
    assert {entry.own.last for entry in entries(answer).values()} == {None}
    assert answer.text.count("Not practised yet") == 4


def test_an_abandoned_interview_is_not_in_the_record(client, alice, guide):
    interview = making.finished(alice, guide, timezone.now() - timedelta(hours=1))
    interviews.abandon(interview, timezone.now())
    client.force_login(alice)
    assert get(client, guide).text.count("Not practised yet") == 4


def test_an_answer_that_is_not_rated_shows_when_it_was_given(client, alice, guide):
    making.finished(alice, guide, timezone.now(), texts=("Once.",))
    client.force_login(alice)
    assert "Practised today. Not rated yet." in get(client, guide).text


def test_the_loop_says_how_far_one_is_with_each_round_and_opens_the_last(client, alice, guide):
    a_round = Round.objects.get(key="round-2")
    making.rated(alice, guide, timezone.now(), scope="round", place=a_round)
    client.force_login(alice)
    answer = get(client, guide)
    assert [(one.standing, one.is_open) for one in answer.context["page"].rounds] == [("", False), ("now", True)]
    assert answer.text.count("2 of 2 topics practised, most recently") == 1
    assert answer.text.count("not practised yet") == 1


def test_a_round_is_drawn_as_long_as_it_is_beside_the_longest(client, guide):
    Round.objects.filter(key="round-2").update(least_minutes=45, most_minutes=60)
    assert [(one.least, one.width) for one in get(client, guide).context["page"].rounds] == [(16, 30), (45, 60)]


def test_rounds_and_topics_are_summed_up_and_lead_to_their_own_pages(client, guide):
    Round.objects.filter(key="round-1").update(what_to_expect="It is *short*. Bring water. THE-REST")
    FocusTopic.objects.filter(key="topic-1-1").update(description="One thing & no more. THE-REST", example="THE-REST")
    text = get(client, guide).text
    assert "It is short. Bring water.</p>" in text
    assert "One thing &amp; no more.</p>" in text
    assert "THE-REST" not in text
    for key in ("round-1", "round-2"):
        assert reverse("round", args=[guide.slug, key]) in text
    for topic in FocusTopic.objects.all():
        assert reverse("topic", args=[guide.slug, topic.key]) in text


def test_a_search_engine_is_told_of_a_public_guide_alone(client, alice, guide):
    making.guide("mine", rounds=0, owner=alice, summary="My own words.")
    type(guide).objects.filter(pk=guide.pk).update(summary="Six talks.")
    client.force_login(alice)
    assert '<meta name="description" content="Six talks.">' in get(client, guide).text
    private = client.get(reverse("guide", args=["mine"])).text
    assert ('name="description"' in private, "Yours, private" in private) == (False, True)


def test_it_takes_at_most_twelve_queries_whatever_there_is(client, alice):
    client.force_login(alice)
    numbers = []
    for key, size in (("small", 1), ("large", 3)):
        guide = making.guide(key, rounds=size, topics=size, questions=size)
        for number in range(size):
            Tip.objects.create(guide=guide, key=f"tip-{number}", title="Tip")
            Source.objects.create(guide=guide, key=f"source-{number}", title="Source")
            Preparation.objects.get_or_create(candidate=alice, guide=guide, defaults={"begun_at": timezone.now()})
            texts = ("Words.",) * min(size, 2)
            making.rated(alice, guide, timezone.now() - timedelta(days=number + 1), seed=number, texts=texts)
        with CaptureQueriesContext(connection) as queries:
            assert get(client, guide).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 12
