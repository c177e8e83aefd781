"""The page of a focus topic: what is expected, its questions, the own record on each, what it keeps back."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from questions.models import FocusTopic, Question, Status, Tip
from sessions.models import Pacing, Scope
from sessions.queries.rounds import LISTED
from sessions.transitions import studying
from tests import making


def get(client, guide, key="topic-1-1"):
    return client.get(reverse("topic", args=[guide.slug, key]))


def test_a_visitor_reads_what_is_expected_the_example_the_tips_and_the_prompts(client, guide):
    topic = FocusTopic.objects.get(key="topic-1-1")
    FocusTopic.objects.filter(pk=topic.pk).update(
        description="One *thing*.", expected_at_level="A **whole** area.", example="I ran it."
    )
    Tip.objects.create(guide=guide, key="a", title="Give the size", body="In *numbers*.", topic=topic, batch=2)
    Tip.objects.create(guide=guide, key="b", title="OF-ANOTHER", topic=FocusTopic.objects.get(key="topic-1-2"))
    text = get(client, guide).text
    study = reverse("study", args=[guide.slug])
    for words in (
        "One <em>thing</em>.",
        "A <strong>whole</strong> area.",
        "I ran it.",
        "Give the size",
        "Batch 2 of the list",
        "In <em>numbers</em>.",
        f'href="{study}?topic=topic-1-1&amp;q=acme-pm-1-1-1">Prompt of acme-pm-1-1-1?</a>',
        "Behavioural · medium · about 8 minutes",
        f'href="{reverse("plan", args=[guide.slug])}?topic=topic-1-1"',
        f'href="{study}?topic=topic-1-1"',
        f'href="{reverse("round", args=[guide.slug, "round-1"])}"',
        '<meta name="description" content="One thing.">',
    ):
        assert words in text
    assert [words for words in ("OF-ANOTHER", "acme-pm-1-2-1", "Your record", "Fresh") if words in text] == []


def test_one_goes_on_to_the_next_topic_across_rounds(client, guide):
    page = get(client, guide, "topic-1-2").context["page"]
    assert (page.previous.key, page.next.key) == ("topic-1-1", "topic-2-1")


def test_what_is_not_published_is_not_listed_and_a_topic_without_questions_says_so(client, guide):
    Question.objects.filter(key="acme-pm-1-1-1").update(status=Status.DRAFT)
    assert [entry.key for entry in get(client, guide).context["page"].listed] == ["acme-pm-1-1-2"]
    Question.objects.filter(key="acme-pm-1-1-2").update(status=Status.RETIRED)
    text = get(client, guide).text
    assert "No question of this topic is published yet" in text
    assert ("?topic=topic-1-1" in text, "Prompt of" in text) == (False, False)


def test_each_question_says_what_one_has_had_to_do_with_it(client, alice, db):
    guide = making.guide(rounds=1, topics=1, questions=4)
    topic = FocusTopic.objects.get()
    now = timezone.now()
    making.rated(alice, guide, now - timedelta(days=3), level=4, scope=Scope.TOPIC, place=topic, texts=("Words.",))
    making.finished(alice, guide, now - timedelta(days=1), scope=Scope.TOPIC, place=topic, texts=("Words.",))
    fresh = [entry for entry in _entries(client, alice, guide) if entry.is_fresh]
    studying.note_reading(alice, Question.objects.get(pk=fresh[0].pk), now)
    studying.mark(alice, Question.objects.get(pk=fresh[0].pk), "shaky", now)
    answer = get(client, guide)
    for words in (
        "Coverage 50 %, quality 4.0, rated 3 days ago",
        "Answered yesterday, not rated",
        "Read today · marked “shaky”",
        "Fresh",
        "You have answered 2 of 4 questions, last yesterday. 1 of its questions is fresh",
        "By the last rating of 1 question",
    ):
        assert answer.text.count(words) == 1


def _entries(client, user, guide):
    client.force_login(user)
    return get(client, guide).context["page"].entries


def test_the_record_of_somebody_else_does_not_show(client, alice, bob, guide):
    topic = FocusTopic.objects.get(key="topic-1-1")
    making.rated(bob, guide, timezone.now(), scope=Scope.TOPIC, place=topic)
    studying.mark(bob, topic.questions.first(), "not_yet", timezone.now())
    assert [entry.record for entry in _entries(client, alice, guide)] == [None, None]
    assert "You have not practised it yet: all 2 questions are fresh" in get(client, guide).text


def test_answers_stay_hidden_and_prompts_are_shown_while_an_interview_runs(client, alice, guide):
    making.running(alice, guide, timezone.now(), pacing=Pacing.REALISTIC)
    assert [entry.key for entry in _entries(client, alice, guide)] == ["acme-pm-1-1-1", "acme-pm-1-1-2"]
    assert "SECRET" not in get(client, guide).text


def test_a_long_topic_lists_the_first_and_leads_to_the_others(client, db):
    guide = making.guide(rounds=1, topics=1, questions=LISTED + 1)
    answer = get(client, guide)
    assert answer.text.count("Prompt of ") == LISTED
    assert f"Study all {LISTED + 1} questions" in answer.text


def test_what_one_may_not_see_is_not_found(client, alice, bob, guide):
    making.guide("bobs", owner=bob)
    making.guide("draft", status=Status.DRAFT)
    client.force_login(alice)
    asked = [(guide.slug, "no-such"), ("bobs", "topic-1-1"), ("draft", "topic-1-1"), ("no-such", "topic-1-1")]
    assert [client.get(reverse("topic", args=args)).status_code for args in asked] == [404] * 4


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
        topic = FocusTopic.objects.get(round__guide=guide, key="topic-1-1")
        for number in range(size):
            Tip.objects.create(guide=guide, key=f"tip-{number}", title="Tip", topic=topic)
            making.rated(alice, guide, timezone.now() - timedelta(days=number + 1), seed=number, texts=("Words.",))
        with CaptureQueriesContext(connection) as queries:
            assert get(client, guide).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 12
