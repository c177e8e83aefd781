"""Planning: what can be chosen, what is said beforehand, the start, and everything that can go wrong with it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from questions.models import FocusTopic, Question, Round, Status
from sessions.models import InterviewStatus, MockInterview, Pacing, Scope
from sessions.transitions import interviews
from sessions.transitions.starting import sit_down
from tests import making

HTMX = {"HX-Request": "true"}


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def url(guide, name="plan"):
    return reverse(name, args=[guide.slug])


def wish(**fields):
    return {"scope": "round:round-1", "count": "2", "pacing": "realistic", "allowance": "100"} | fields


def chosen(answer):
    """What the page proposes."""
    proposal = answer.context["proposal"]
    return proposal.place.value, proposal.count, proposal.pacing, proposal.allowance


# What can be chosen


def test_a_visitor_is_asked_to_sign_in(client, guide):
    answer = client.get(url(guide) + "?round=round-1")
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.RETIRED])
def test_a_guide_that_is_not_published_is_not_found(signed_in, status):
    guide = making.guide("hidden", status=status)
    assert signed_in.get(url(guide)).status_code == 404
    assert signed_in.post(url(guide), wish()).status_code == 404
    assert signed_in.get(url(guide, "plan_offer"), headers=HTMX).status_code == 404


def test_the_private_guide_of_somebody_else_is_not_found(signed_in, bob):
    assert signed_in.get(url(making.guide("bobs", owner=bob))).status_code == 404


def test_without_a_choice_the_first_round_is_proposed_with_its_own_number(signed_in, guide):
    assert chosen(signed_in.get(url(guide))) == ("round:round-1", 2, "realistic", 100)


def test_a_round_in_the_address_is_chosen(signed_in, guide):
    assert chosen(signed_in.get(url(guide), {"round": "round-2"}))[0] == "round:round-2"


def test_a_topic_in_the_address_is_chosen_and_stands_above_the_rounds(signed_in, guide):
    answer = signed_in.get(url(guide), {"topic": "topic-1-2"})
    assert chosen(answer)[0] == "topic:topic-1-2"
    assert answer.text.index('value="topic:topic-1-2" checked') < answer.text.index('value="round:round-1"')
    assert "One topic of Round 1" in answer.text
    assert answer.text.count('name="scope" value="topic:topic-1-2"') == 1


def test_a_topic_without_questions_is_not_listed(signed_in, guide):
    Question.objects.filter(topic__key="topic-1-2").update(status=Status.DRAFT)
    assert "topic:topic-1-2" not in signed_in.get(url(guide)).text


def test_a_number_in_the_address_is_chosen(signed_in, guide):
    assert chosen(signed_in.get(url(guide), {"count": "1"})) == ("round:round-1", 1, "realistic", 100)


@pytest.mark.parametrize(
    "given", [{"round": "no-such"}, {"topic": "no-such"}, {"scope": "nonsense"}, {"scope": "\x00"}]
)
def test_an_address_that_names_nothing_says_so(signed_in, guide, given):
    answer = signed_in.get(url(guide), given)
    assert answer.status_code == 200
    assert "This guide has no such round or topic." in answer.text
    assert "has not started" not in answer.text
    assert chosen(answer)[0] == "round:round-1"


@pytest.mark.parametrize(
    "given", [{"count": "x"}, {"count": "-1"}, {"count": "9" * 400}, {"allowance": "7"}, {"pacing": "?"}]
)
def test_nonsense_in_the_address_falls_back_to_what_is_usual(signed_in, guide, given):
    assert chosen(signed_in.get(url(guide), given)) == ("round:round-1", 2, "realistic", 100)


def test_a_round_without_questions_cannot_be_chosen_and_says_so(signed_in, guide):
    Question.objects.filter(topic__round__key="round-1").update(status=Status.DRAFT)
    answer = signed_in.get(url(guide), {"round": "round-1"})
    assert "There are no published questions for “Round 1” yet." in answer.text
    assert chosen(answer)[0] == "round:round-2"
    assert 'value="round:round-1" disabled' in answer.text


def test_a_guide_without_questions_leads_back_to_reading_it(signed_in):
    guide = making.guide("empty", questions=0)
    answer = signed_in.get(url(guide))
    assert "There is nothing to practise on yet." in answer.text
    assert "Start the interview" not in answer.text


def test_the_numbers_go_as_far_as_there_are_questions(signed_in, guide):
    assert signed_in.get(url(guide)).context["counts"] == [1, 2, 3]
    assert signed_in.get(url(guide), {"scope": "mix"}).context["counts"] == [1, 2, 3, 5, 6, 7]


def test_it_says_how_many_there_are_and_how_many_are_unseen(signed_in, alice, guide):
    assert "4 published questions in this round; you have not seen any of them." in signed_in.get(url(guide)).text
    place = Round.objects.get(key="round-1")
    making.rated(alice, guide, timezone.now(), scope=Scope.ROUND, place=place)
    text = signed_in.get(url(guide)).text
    assert "4 published questions in this round; you have not seen 2 of them. Unseen ones come first." in text


def test_it_says_when_everything_was_seen(signed_in, alice, guide):
    place = FocusTopic.objects.get(key="topic-1-1")
    making.rated(alice, guide, timezone.now(), scope=Scope.TOPIC, place=place)
    text = signed_in.get(url(guide), {"topic": "topic-1-1"}).text
    assert "2 published questions on this topic; you have seen all of them." in text


def test_the_own_allowance_is_proposed_even_where_it_is_an_unusual_one(signed_in, alice, guide):
    alice.allowance = 175
    alice.save()
    answer = signed_in.get(url(guide))
    assert chosen(answer)[3] == 175
    assert answer.context["allowances"] == [100, 125, 150, 175, 200, 300]


# What will happen


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "16 minutes, 2 questions, about 8 minutes each, one at a time, no way back."),
        ({"count": "1"}, "8 minutes, 1 question, no way back."),
        ({"count": "3", "allowance": "150"}, "36 minutes, 3 questions, about 12 minutes each, one at a time"),
        ({"pacing": "open"}, "2 questions, no clock, back and forth as you like."),
        ({"pacing": "open", "count": "1"}, "1 question, no clock, as long as you like."),
        ({"scope": "mix", "count": "6"}, "45 minutes, 6 questions, about 8 minutes each, one at a time"),
    ],
)
def test_the_sentence_says_what_will_happen(signed_in, guide, fields, sentence):
    page = signed_in.get(url(guide), wish(**fields)).text
    part = signed_in.get(url(guide, "plan_offer"), wish(**fields), headers=HTMX).text
    assert sentence in page
    assert sentence in part


def test_the_part_holds_the_sentence_alone_while_the_place_stays(signed_in, guide):
    text = signed_in.get(url(guide, "plan_offer"), wish(offered="round:round-1"), headers=HTMX).text
    assert 'class="will"' in text
    assert 'id="counts"' not in text
    assert "<html" not in text


def test_another_place_brings_its_own_numbers_and_proposes_one(signed_in, guide):
    fields = wish(scope="mix", count="2", offered="round:round-1")
    text = signed_in.get(url(guide, "plan_offer"), fields, headers=HTMX).text
    assert '<div id="counts" hx-swap-oob="true">' in text
    assert 'value="6" id="count-6" checked' in text
    assert "45 minutes, 6 questions" in text


def test_the_part_without_htmx_leads_to_the_page(signed_in, guide):
    answer = signed_in.get(url(guide, "plan_offer"), wish())
    assert answer.status_code == 302
    assert answer.url.startswith(url(guide) + "?scope=round")


def test_the_part_without_questions_leads_to_the_page(signed_in):
    guide = making.guide("empty", questions=0)
    answer = signed_in.get(url(guide, "plan_offer"), headers=HTMX)
    assert (answer.status_code, answer.url) == (302, url(guide))


def test_without_javascript_a_button_shows_what_will_happen_and_starts_nothing(signed_in, guide):
    answer = signed_in.post(url(guide), wish(count="3", show="1"))
    assert answer.status_code == 200
    assert "24 minutes, 3 questions" in answer.text
    assert MockInterview.objects.count() == 0


# The start


def test_starting_leads_to_the_room_of_a_running_interview(signed_in, alice, guide):
    answer = signed_in.post(url(guide), wish())
    interview = MockInterview.objects.get()
    assert (answer.status_code, answer.url) == (302, reverse("room", args=[interview.pk]))
    assert (interview.candidate, interview.status, interview.scope) == (alice, InterviewStatus.RUNNING, Scope.ROUND)
    assert (interview.round.key, interview.nominal_minutes, interview.answers.count()) == ("round-1", 16, 2)


def test_a_topic_is_started(signed_in, guide):
    signed_in.post(url(guide), wish(scope="topic:topic-2-1", count="1"))
    interview = MockInterview.objects.get()
    assert (interview.scope, interview.topic.key, interview.round) == (Scope.TOPIC, "topic-2-1", None)


def test_a_mix_is_started(signed_in, guide):
    signed_in.post(url(guide), wish(scope="mix", count="5", pacing="open"))
    interview = MockInterview.objects.get()
    assert (interview.scope, interview.pacing, interview.deadline) == (Scope.MIX, Pacing.OPEN, None)
    assert interview.answers.values("topic_name").distinct().count() == 4


def test_the_allowance_stretches_the_clock_and_is_kept(signed_in, alice, guide):
    signed_in.post(url(guide), wish(allowance="150"))
    interview = MockInterview.objects.get()
    alice.refresh_from_db()
    assert alice.allowance == 150
    assert interview.deadline - interview.started_at == timedelta(minutes=24)


def test_two_starts_draw_by_different_seeds(signed_in, alice, guide):
    for _ in range(2):
        signed_in.post(url(guide), wish())
        interviews.abandon(MockInterview.objects.running().get(), timezone.now())
    assert len(set(MockInterview.objects.values_list("seed", flat=True))) == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"scope": ""}, "Choose a round, a topic, or mixed."),
        ({"scope": "round:no-such"}, "This guide has no such round or topic."),
        ({"scope": "topic:round-1"}, "This guide has no such round or topic."),
        ({"count": ""}, "Choose how many questions."),
        ({"count": "two"}, "Choose how many questions: a whole number."),
        ({"count": "0"}, "An interview has at least one question."),
        ({"count": "-3"}, "An interview has at least one question."),
        ({"count": "1" * 30}, "There are not that many questions. Choose fewer."),
        ({"pacing": "fast"}, "Choose a pacing: realistic or open."),
        ({"pacing": ""}, "Choose a pacing: realistic or open."),
        ({"allowance": "99"}, "The time allowance is at least 100 %."),
        ({"allowance": "301"}, "The time allowance is at most 300 %."),
        ({"allowance": "much"}, "The time allowance is a whole number of percent"),
        ({"allowance": ""}, "Choose a time allowance."),
    ],
)
def test_a_mistake_is_told_at_its_field_and_starts_nothing(signed_in, alice, guide, fields, words):
    answer = signed_in.post(url(guide), wish(**fields))
    alice.refresh_from_db()
    assert answer.status_code == 422
    assert answer.text.count(words) == 2
    assert "The interview has not started." in answer.text
    assert (MockInterview.objects.count(), alice.allowance) == (0, 100)


def test_a_mistake_leaves_the_other_choices_as_they_were(signed_in, guide):
    answer = signed_in.post(url(guide), wish(scope="mix", count="0", pacing="open", allowance="200"))
    assert (chosen(answer)[0], *chosen(answer)[2:]) == ("mix", "open", 200)


def test_too_few_questions_are_told_before_anything_starts(signed_in, guide):
    answer = signed_in.post(url(guide), wish(scope="topic:topic-1-1", count="5"))
    assert answer.status_code == 422
    assert "There are only 2 published questions for “Topic 1.1”." in answer.text
    assert "16 minutes, 2 questions, about 8 minutes each" in answer.text
    assert MockInterview.objects.count() == 0
    again = signed_in.post(url(guide), wish(scope="topic:topic-1-1", count="2"))
    assert (again.status_code, MockInterview.objects.get().answers.count()) == (302, 2)


def test_questions_that_were_retired_meanwhile_are_told(signed_in, guide):
    signed_in.get(url(guide))
    Question.objects.filter(topic__round__key="round-1").update(status=Status.RETIRED)
    answer = signed_in.post(url(guide), wish())
    assert answer.status_code == 422
    assert "There are no published questions for “Round 1” yet." in answer.text


def test_a_start_needs_the_token_of_the_form(alice, guide):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.post(url(guide), wish()).status_code == 403


# Another one runs


def test_two_presses_give_one_interview(signed_in, guide):
    first = signed_in.post(url(guide), wish())
    second = signed_in.post(url(guide), wish())
    assert (second.status_code, second.url) == (302, first.url)
    assert MockInterview.objects.count() == 1


def test_another_running_interview_is_told_with_a_way_back_and_a_way_out(signed_in, alice, guide):
    running = making.running(alice, guide, timezone.now() - timedelta(minutes=5))
    answer = signed_in.post(url(guide), wish(allowance="200"))
    alice.refresh_from_db()
    assert answer.status_code == 409
    assert "You are in the middle of another interview." in answer.text
    assert reverse("room", args=[running.pk]) in answer.text
    assert reverse("abandon", args=[running.pk]) in answer.text
    assert (MockInterview.objects.count(), alice.allowance) == (1, 100)


def test_another_wish_right_after_a_start_is_no_second_press(signed_in, guide):
    signed_in.post(url(guide), wish())
    assert signed_in.post(url(guide), wish(scope="mix")).status_code == 409


def test_the_page_says_beforehand_that_another_one_runs(signed_in, alice, guide):
    making.running(alice, guide, timezone.now() - timedelta(minutes=5))
    text = signed_in.get(url(guide)).text
    assert "There is one at a time" in text
    assert "Start the interview" not in text


def test_an_overdue_interview_does_not_stand_in_the_way(signed_in, alice, guide):
    old = making.running(alice, guide, timezone.now() - timedelta(days=1))
    answer = signed_in.post(url(guide), wish())
    old.refresh_from_db()
    assert (answer.status_code, old.status) == (302, InterviewStatus.RATING)
    assert MockInterview.objects.running().count() == 1


def test_an_overdue_interview_stays_closed_even_where_the_start_fails(alice, guide, now):
    old = making.running(alice, guide, now - timedelta(days=1))
    empty = making.guide("empty", questions=0)
    with pytest.raises(interviews.NotAllowed):
        sit_down(alice, interviews.Plan(empty, Scope.MIX, None, 1, Pacing.OPEN, 150), 1, now)
    old.refresh_from_db()
    alice.refresh_from_db()
    assert (old.status, alice.allowance) == (InterviewStatus.RATING, 100)
    assert MockInterview.objects.count() == 1


def test_a_refused_start_leaves_nothing_planned(alice, guide, now):
    making.running(alice, guide, now)
    with pytest.raises(interviews.AnotherRunning):
        sit_down(alice, interviews.Plan(guide, Scope.MIX, None, 2, Pacing.OPEN), 1, now)
    assert list(MockInterview.objects.values_list("status", flat=True)) == [InterviewStatus.RUNNING]


def test_the_interview_of_somebody_else_does_not_stand_in_the_way(signed_in, bob, guide):
    making.running(bob, guide, timezone.now())
    assert signed_in.post(url(guide), wish()).status_code == 302


# How much it takes


def test_the_page_takes_at_most_twelve_queries_whatever_there_is(signed_in, alice):
    numbers = []
    for key, size in (("small", 1), ("large", 3)):
        guide = making.guide(key, rounds=size, topics=size, questions=size)
        making.rated(alice, guide, timezone.now() - timedelta(days=size), texts=("Words.",))
        with CaptureQueriesContext(connection) as queries:
            assert signed_in.get(url(guide)).status_code == 200
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 12


def test_expected_answers_are_not_on_the_page(signed_in, alice, guide):
    making.rated(alice, guide, timezone.now())
    assert "SECRET" not in signed_in.get(url(guide)).text
