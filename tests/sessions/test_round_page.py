"""The page of a round: who sees it, what it holds, what it keeps back, the own record on it."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from questions.models import FocusTopic, Question, Round, Status, Tip
from sessions.models import Scope
from sessions.transitions import studying
from tests import making


def get(client, guide, key="round-1"):
    return client.get(reverse("round", args=[guide.slug, key]))


def test_a_visitor_reads_what_to_expect_what_is_probed_and_the_tips(client, guide):
    first = Round.objects.get(key="round-1")
    Round.objects.filter(pk=first.pk).update(what_to_expect="Bring *water*.")
    topic = FocusTopic.objects.get(key="topic-1-1")
    FocusTopic.objects.filter(pk=topic.pk).update(expected_at_level="A **whole** area.", example="I ran it.")
    Tip.objects.create(guide=guide, key="a", title="Stop early", body="After *two* minutes.", round=first)
    Tip.objects.create(guide=guide, key="b", title="OF-THE-TOPIC", topic=topic)
    Tip.objects.create(guide=guide, key="c", title="OF-ANOTHER", round=Round.objects.get(key="round-2"))
    text = get(client, guide).text
    for words in (
        "Round 1 of 2",
        "16 to 30 minutes",
        "Bring <em>water</em>.",
        "A <strong>whole</strong> area.",
        "I ran it.",
        "Stop early",
        "After <em>two</em> minutes.",
        f'href="{reverse("topic", args=[guide.slug, "topic-1-1"])}"',
        f'href="{reverse("plan", args=[guide.slug])}?round=round-1"',
        f'href="{reverse("study", args=[guide.slug])}?round=round-1"',
    ):
        assert words in text
    assert [words for words in ("OF-THE-TOPIC", "OF-ANOTHER", "Topic 2.1", "Your record") if words in text] == []


def test_one_goes_on_to_the_round_before_and_the_one_after(client, db):
    guide = making.guide(rounds=3, topics=0)
    page = get(client, guide, "round-2").context["page"]
    assert (page.previous.key, page.next.key, page.number) == ("round-1", "round-3", 2)
    assert (
        get(client, guide, "round-1").context["page"].previous,
        get(client, guide, "round-3").context["page"].next,
    ) == (
        None,
        None,
    )


def test_what_is_not_published_is_not_counted_and_a_round_without_questions_cannot_be_practised(client, guide):
    Question.objects.filter(topic__key="topic-1-1").update(status=Status.DRAFT)
    assert get(client, guide).context["page"].questions == 2
    Question.objects.filter(topic__key="topic-1-2").update(status=Status.RETIRED)
    text = get(client, guide).text
    assert "No question of this round is published yet" in text
    assert "?round=round-1" not in text


def test_the_own_record_says_what_was_practised_what_is_fresh_and_what_was_weak(client, alice, guide):
    a_round = Round.objects.get(key="round-1")
    at = timezone.now() - timedelta(days=3)
    interview = making.rated(alice, guide, at, mark=0, level=2, scope=Scope.ROUND, place=a_round, texts=("Words.",))
    client.force_login(alice)
    answer = get(client, guide)
    own = answer.context["page"].own
    asked = interview.answers.get().version.question
    assert (own.score.coverage, own.score.quality, own.score.rated) == (0, 2, 1)
    assert [entry.pk for entry in own.weak] == [asked.pk]
    assert (own.answered, own.fresh) == (1, 3)
    assert "You have practised 1 of 2 topics, last 3 days ago." in answer.text
    assert "3 of its questions are fresh, neither answered nor read." in answer.text
    assert "By the last rating of 1 question, rated on" in answer.text
    assert f'href="{reverse("scores")}">How these figures came about' in answer.text
    assert "Coverage 0 %, quality 2.0, rated 3 days ago" in answer.text


def test_a_question_marked_not_yet_is_weak_without_any_rating(client, alice, guide):
    question = Question.objects.get(key="acme-pm-1-1-2")
    studying.mark(alice, question, "not_yet", timezone.now())
    client.force_login(alice)
    answer = get(client, guide)
    assert [entry.key for entry in answer.context["page"].own.weak] == [question.key]
    assert "marked “not yet”" in answer.text


def test_no_more_than_the_weakest_are_named_and_the_others_are_led_to(client, alice, db):
    guide = making.guide(rounds=1, topics=2, questions=3)
    for question in Question.objects.all():
        studying.mark(alice, question, "not_yet", timezone.now())
    client.force_login(alice)
    text = get(client, guide).text
    assert text.count("marked “not yet”") == 5
    assert "These are the weakest of 6 weak questions." in text
    assert f"{reverse('study', args=[guide.slug])}?round=round-1&amp;mine=weak" in text


def test_the_record_of_somebody_else_and_of_another_round_do_not_show(client, alice, bob, guide):
    making.rated(bob, guide, timezone.now(), scope=Scope.ROUND, place=Round.objects.get(key="round-1"))
    making.rated(alice, guide, timezone.now(), scope=Scope.ROUND, place=Round.objects.get(key="round-2"))
    client.force_login(alice)
    answer = get(client, guide)
    own = answer.context["page"].own
    assert (own.score, own.last, own.answered, own.weak) == (None, None, 0, [])
    assert "You have not practised it yet: all 4 questions are fresh" in answer.text


def test_expected_answers_are_not_on_the_page(client, alice, guide):
    making.rated(alice, guide, timezone.now())
    client.force_login(alice)
    assert "SECRET" not in get(client, guide).text


def test_what_one_may_not_see_is_not_found(client, alice, bob, guide):
    making.guide("bobs", owner=bob)
    making.guide("draft", status=Status.DRAFT)
    client.force_login(alice)
    asked = [(guide.slug, "no-such"), ("bobs", "round-1"), ("draft", "round-1"), ("no-such", "round-1")]
    assert [client.get(reverse("round", args=args)).status_code for args in asked] == [404] * 4


def test_ones_own_private_guide_keeps_out_of_search_engines(client, alice):
    guide = making.guide("mine", owner=alice)
    client.force_login(alice)
    answer = get(client, guide)
    assert (answer.status_code, 'name="description"' in answer.text) == (200, False)


def test_it_takes_at_most_twelve_queries_whatever_there_is(client, alice):
    client.force_login(alice)
    numbers = []
    for key, size in (("small", 1), ("large", 3)):
        guide = making.guide(key, rounds=size, topics=size, questions=size)
        a_round = guide.rounds.get(key="round-1")
        for number in range(size):
            Tip.objects.create(guide=guide, key=f"tip-{number}", title="Tip", round=a_round)
            making.rated(alice, guide, timezone.now() - timedelta(days=number + 1), seed=number, texts=("Words.",))
        with CaptureQueriesContext(connection) as queries:
            assert get(client, guide).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 12
