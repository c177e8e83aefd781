"""Home: what a visitor reads, what a candidate goes on with, what they are told to practise next."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from questions.models import FocusTopic, Question, Status
from sessions.models import InterviewStatus
from sessions.transitions import interviews, reviews, studying
from tests import making

HOME = "/"


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def ago(**length):
    return timezone.now() - timedelta(**length)


def test_a_visitor_reads_what_this_is_and_the_guides(client, guide):
    answer = client.get(HOME)
    assert answer.status_code == 200
    assert "Rehearse the interview before it counts." in answer.text
    assert reverse("round", args=[guide.slug, "round-1"]) in answer.text


def test_a_visitor_can_sign_in_on_the_page(client, alice):
    making.guide()
    page = client.get(HOME)
    assert f'action="{reverse("account_login")}"' in page.text
    answer = client.post(reverse("account_login"), {"login": alice.email, "password": making.PASSWORD}, follow=True)
    assert answer.context["user"] == alice


def test_a_visitor_tries_a_published_question_without_its_expected_answer(client, guide):
    answer = client.get(HOME)
    assert answer.context["question"].prompt in answer.text
    assert "SECRET" not in answer.text


def test_another_question_is_the_next_one_and_after_the_last_the_first(client, guide):
    shown, key = [], ""
    for _ in range(9):
        key = client.get(HOME, {"after": key}).context["question"].key
        shown.append(key)
    assert len(set(shown)) == 8
    assert shown[8] == shown[0]


@pytest.mark.parametrize("after", ["no-such-key", "\x00", "a" * 500])
def test_an_unknown_question_before_is_no_error(client, guide, after):
    assert client.get(HOME, {"after": after}).status_code == 200


def test_no_question_of_a_draft_or_private_guide_is_offered_to_a_visitor(client, alice):
    making.guide("draft", status=Status.DRAFT)
    making.guide("mine", owner=alice)
    answer = client.get(HOME)
    assert answer.context["question"] is None
    assert "Try one" not in answer.text
    assert "No guide is published yet." in answer.text


@pytest.mark.parametrize(
    ("signup", "words", "links"),
    [
        ("open", "Make an account", True),
        ("invite", "Accounts are made by invitation", False),
        ("closed", "New accounts are not made here", False),
    ],
)
def test_what_is_said_about_new_accounts_follows_the_setting(client, db, settings, signup, words, links):
    settings.SIGNUP = signup
    text = client.get(HOME).text
    assert words in text
    assert (f'href="{reverse("account_signup")}"' in text) is links


def test_a_visitors_home_takes_few_queries(client, guide):
    with CaptureQueriesContext(connection) as queries:
        client.get(HOME)
    assert len(queries) <= 4


def test_somebody_new_is_led_to_a_first_interview(signed_in, guide):
    answer = signed_in.get(HOME)
    assert "Welcome, Alice." in answer.text
    assert f'href="{reverse("plan", args=[guide.slug])}?count=1"' in answer.text
    assert "Lately" not in answer.text


def test_somebody_new_without_a_guide_is_told_so(signed_in):
    assert "There is no guide with published questions yet" in signed_in.get(HOME).text


def test_the_first_interview_is_on_a_guide_that_has_questions(signed_in):
    making.guide("empty", questions=0, position=1)
    making.guide("full", position=2)
    assert f"{reverse('plan', args=['full'])}?count=1" in signed_in.get(HOME).text


def test_a_coach_without_interviews_is_shown_the_way_to_the_queue(client, carol, guide):
    client.force_login(carol)
    assert "See what waits for a review" in client.get(HOME).text


def test_a_running_interview_comes_first_with_its_minutes_and_the_last_saving(signed_in, alice, guide):
    interview = making.running(alice, guide, ago(minutes=1))
    interviews.move(interview, 1, 2, making.incoming("Words."), ago(seconds=20))
    answer = signed_in.get(HOME)
    assert "You are in the middle of an interview." in answer.text
    assert "Mixed, question 2 of 2." in answer.text
    assert answer.context["minutes_left"] == 14
    assert "Your last words were saved at" in answer.text
    assert answer.text.count(reverse("room", args=[interview.pk])) == 1


def test_an_open_interview_has_no_minutes(signed_in, alice, guide):
    making.running(alice, guide, ago(minutes=1), pacing="open")
    answer = signed_in.get(HOME)
    assert answer.context["minutes_left"] is None
    assert "It has no clock" in answer.text


def test_an_overdue_interview_is_closed_and_offered_for_rating(signed_in, alice, guide):
    interview = making.running(alice, guide, ago(days=1))
    answer = signed_in.get(HOME)
    interview.refresh_from_db()
    assert (interview.status, interview.finished_at) == (InterviewStatus.RATING, interview.deadline)
    assert "An interview waits to be closed." in answer.text
    assert reverse("rate", args=[interview.pk]) in answer.text


def test_an_interview_that_waits_to_be_rated_is_named(signed_in, alice, guide):
    making.finished(alice, guide, ago(days=1))
    text = signed_in.get(HOME).text
    assert "2 of 2 questions answered" in text
    assert "Rating: 2 of 2 open" in text


def test_an_interview_without_an_answer_waits_to_be_closed(signed_in, alice, guide):
    interview = making.finished(alice, guide, ago(days=1), texts=("",))
    text = signed_in.get(HOME).text
    assert "An interview waits to be closed." in text
    assert reverse("abandon", args=[interview.pk]) in text


def test_recent_interviews_show_their_state_and_own_scores(signed_in, alice, guide):
    making.rated(alice, guide, ago(days=1), mark=1, level=2)
    answer = signed_in.get(HOME)
    entry = answer.context["home"].lately[0]
    assert (entry.standing, entry.score.coverage, entry.score.quality) == ("rated", 50, 2.0)
    assert "50 %" in answer.text


def test_five_recent_interviews_are_shown(signed_in, alice, guide):
    for number in range(6):
        making.rated(alice, guide, ago(days=number + 1), seed=number, texts=("Words.",))
    assert len(signed_in.get(HOME).context["home"].lately) == 5


def test_interviews_of_others_are_not_shown(signed_in, bob, guide):
    making.rated(bob, guide, ago(days=1))
    making.running(bob, guide, ago(minutes=1))
    answer = signed_in.get(HOME)
    assert "Welcome, Alice." in answer.text
    assert answer.context["running_interview"] is None


def test_a_claimed_interview_is_announced(signed_in, alice, carol, guide):
    making.claimed(alice, carol, guide, ago(days=1))
    text = signed_in.get(HOME).text
    assert "Carol has claimed your interview of" in text
    assert "With a coach" in text


def test_a_review_is_announced_until_it_was_read(signed_in, alice, carol, guide):
    review = making.submitted(alice, carol, guide, ago(days=1))
    assert "Carol has reviewed your interview of" in signed_in.get(HOME).text
    reviews.note_reading(review.request.interview, timezone.now())
    text = signed_in.get(HOME).text
    assert "Carol has reviewed your interview of" not in text
    assert "Reviewed" in text


def test_nothing_of_a_review_under_way_shows(signed_in, alice, carol, guide):
    review = making.claimed(alice, carol, guide, ago(days=1), mark=1, level=3)
    answer = review.request.interview.answers.select_related("version").first()
    judgement = making.judgement(answer.content, 0, 1, note="SECRET-COACH-NOTE")
    reviews.judge(review, answer, judgement, timezone.now())
    page = signed_in.get(HOME)
    assert "SECRET" not in page.text
    assert page.context["home"].lately[0].score.coverage == 50
    assert {one.own.score.coverage for one in page.context["home"].practise if one.own.score} == {50}


def practise(client):
    return [(one.topic.key, one.reason) for one in client.get(HOME).context["home"].practise]


def rate(alice, guide, topic, days, level, mark):
    place = FocusTopic.objects.get(key=topic)
    making.rated(
        alice, guide, ago(days=days), scope="topic", place=place, texts=("Words.",), level=level, mark=mark, seed=days
    )


def test_weak_topics_come_first_then_one_never_practised(signed_in, alice, guide):
    rate(alice, guide, "topic-1-1", 4, 2, 1)
    rate(alice, guide, "topic-1-2", 3, 1, 0)
    rate(alice, guide, "topic-2-1", 2, 4, 2)
    assert practise(signed_in) == [("topic-1-2", "weak"), ("topic-1-1", "weak"), ("topic-2-2", "never")]
    assert "Coverage 0 %, quality 1.0, last practised 3 days ago." in signed_in.get(HOME).text


def test_without_weak_ones_the_oldest_follow_those_never_practised(signed_in, alice, guide):
    rate(alice, guide, "topic-1-1", 2, 4, 2)
    rate(alice, guide, "topic-1-2", 9, 4, 2)
    rate(alice, guide, "topic-2-1", 5, 4, 2)
    assert practise(signed_in) == [("topic-2-2", "never"), ("topic-1-2", "old"), ("topic-2-1", "old")]


def test_a_question_marked_not_yet_makes_its_topic_weak(signed_in, alice, guide):
    rate(alice, guide, "topic-1-1", 2, 4, 2)
    studying.mark(alice, Question.objects.get(key="acme-pm-2-2-1"), "not_yet", timezone.now())
    assert practise(signed_in)[0] == ("topic-2-2", "weak")
    assert "You marked a question of it “not yet”." in signed_in.get(HOME).text


def test_nothing_is_proposed_that_cannot_be_practised(signed_in, alice, guide):
    rate(alice, guide, "topic-1-1", 2, 1, 0)
    Question.objects.filter(topic__key__in=["topic-1-1", "topic-1-2"]).update(status=Status.RETIRED)
    assert practise(signed_in) == [("topic-2-1", "never"), ("topic-2-2", "never")]


def test_nothing_is_proposed_from_a_retired_guide(signed_in, alice, guide):
    rate(alice, guide, "topic-1-1", 2, 1, 0)
    guide.status = Status.RETIRED
    guide.save()
    answer = signed_in.get(HOME)
    assert answer.context["home"].practise == []
    assert "Choose a guide and plan the next interview." in answer.text


def test_the_number_of_queries_does_not_grow(signed_in, alice, carol, guide):
    making.submitted(alice, carol, guide, ago(days=9))
    running = making.running(alice, guide, ago(minutes=1))
    with CaptureQueriesContext(connection) as one:
        signed_in.get(HOME)
    interviews.abandon(running, timezone.now())
    making.guide("other")
    making.rated(alice, guide, ago(days=3), seed=5)
    making.claimed(alice, carol, guide, ago(days=2), seed=6)
    making.running(alice, guide, ago(minutes=1))
    with CaptureQueriesContext(connection) as three:
        signed_in.get(HOME)
    assert len(three) == len(one) <= 12
