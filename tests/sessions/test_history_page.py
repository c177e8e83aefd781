"""All one's interviews; the page that fits one of them; giving one up."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.models import InterviewStatus, MockInterview
from sessions.queries import history
from sessions.transitions import interviews, ratings, reviews
from tests import making


@pytest.fixture
def started():
    return timezone.now() - timedelta(hours=2)


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def at(name, interview):
    return reverse(name, args=[interview.pk])


def entries(user):
    return {entry.interview.pk: entry for entry in history.entries(history.mine(user))}


def test_without_an_interview_it_says_what_to_do_first(signed_in):
    page = signed_in.get(reverse("history")).content.decode()
    assert ("You have not sat an interview yet." in page, reverse("guides") in page) == (True, True)


def test_every_state_is_shown_with_what_to_do_next(signed_in, alice, carol, guide, started):
    now = timezone.now()
    making.planned(alice, guide, started)
    making.finished(alice, guide, started)
    making.rated(alice, guide, started)
    making.handed_in(alice, guide, started)
    making.claimed(alice, carol, guide, started)
    unread, read = (making.submitted(alice, carol, guide, started) for _ in range(2))
    reviews.note_reading(read.request.interview, now)
    interviews.abandon(making.planned(alice, guide, started), now)
    making.running(alice, guide, now)
    page = signed_in.get(reverse("history")).content.decode()
    shown = ["Planned", "Start it", "Rating: 2 of 2 open", "Go on rating", "Rated", "See the result"]
    shown += ["Waiting for a coach", "With a coach", "Reviewed, new", "Read the review", "Reviewed"]
    shown += ["Abandoned", "Read your texts", "Running", "Go back to the room"]
    assert [words for words in shown if words not in page] == []
    assert unread.request.interview.pk in entries(alice)


def test_scores_are_those_of_ones_own_sealed_ratings(alice, carol, guide, started):
    interview = making.submitted(alice, carol, guide, started, mark=2, level=4).request.interview
    score = entries(alice)[interview.pk].score
    assert (score.coverage, score.quality, score.rated) == (100, 4, 2)


def test_drafts_make_no_score_and_count_what_is_open(alice, guide, started):
    interview = making.finished(alice, guide, started, texts=("One.", "Two.", " "))
    ratings.begin(interview, timezone.now())
    answer = interview.answers.select_related("version").get(position=1)
    ratings.judge(answer, making.judgement(answer.content), rater=alice, role="self", now=timezone.now())
    entry = entries(alice)[interview.pk]
    assert (entry.score, entry.questions, entry.answered, entry.to_rate) == (None, 3, 2, 1)


def test_an_abandoned_interview_is_out_of_every_score(alice, guide, started):
    interview = making.finished(alice, guide, started)
    for answer in interview.answers.select_related("version"):
        ratings.judge(answer, making.judgement(answer.content), rater=alice, role="self", now=timezone.now())
    interviews.abandon(interview, timezone.now())
    assert entries(alice)[interview.pk].score is None


def test_a_withdrawn_hand_in_is_rated_again(alice, carol, guide, started):
    request = making.handed_in(alice, guide, started)
    reviews.withdraw(request, timezone.now())
    assert entries(alice)[request.interview_id].standing == "rated"


def test_a_second_review_under_way_is_shown_once_the_first_is_read(alice, carol, guide, started):
    interview = making.submitted(alice, carol, guide, started).request.interview
    reviews.hand_in(interview, timezone.now())
    assert entries(alice)[interview.pk].standing == "unread"
    reviews.note_reading(interview, timezone.now())
    assert entries(alice)[interview.pk].standing == "waiting"


def test_it_holds_ones_own_interviews_alone(signed_in, alice, bob, guide, started):
    making.planned(bob, guide, started)
    assert "You have not sat an interview yet." in signed_in.get(reverse("history")).content.decode()


def test_twenty_five_stand_on_a_page(signed_in, alice, guide, started):
    for minute in range(26):
        making.planned(alice, guide, started + timedelta(minutes=minute), count=1)
    first = signed_in.get(reverse("history"))
    second = signed_in.get(reverse("history"), {"page": 2})
    wrong = signed_in.get(reverse("history"), {"page": "x"})
    assert [len(page.context["entries"]) for page in (first, second, wrong)] == [25, 1, 25]
    assert '<a href="?page=2" rel="next">' in first.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_the_same_number_of_times_whatever_the_number_of_interviews(
    signed_in, alice, carol, guide, started, number, django_assert_num_queries
):
    for _ in range(number):
        making.submitted(alice, carol, guide, started)
    with django_assert_num_queries(9):
        signed_in.get(reverse("history"))


def test_an_overdue_interview_is_closed_by_looking_at_the_list(signed_in, alice, guide, started):
    interview = making.running(alice, guide, started)
    page = signed_in.get(reverse("history")).content.decode()
    interview.refresh_from_db()
    assert (interview.status, "Rating:" in page) == (InterviewStatus.RATING, True)


# The page that fits


def test_each_state_leads_to_its_page(signed_in, alice, guide, started):
    rating, rated = making.finished(alice, guide, started), making.rated(alice, guide, started)
    running = making.running(alice, guide, timezone.now())
    found = [signed_in.get(at("interview", one)).url for one in (running, rating, rated)]
    assert found == [at("room", running), at("rate", rating), at("result", rated)]


def test_a_planned_interview_waits_for_its_start(signed_in, alice, guide, started):
    interview = making.planned(alice, guide, started)
    page = signed_in.get(at("interview", interview)).content.decode()
    assert ("15 minutes, 2 questions" in page or "minutes, 2 questions" in page, "SECRET-" in page) == (True, False)
    assert signed_in.post(at("interview", interview)).url == at("room", interview)
    interview.refresh_from_db()
    assert interview.status == InterviewStatus.RUNNING


def test_it_does_not_start_while_another_one_runs(signed_in, alice, guide, started):
    making.running(alice, guide, timezone.now())
    interview = making.planned(alice, guide, started)
    page = signed_in.post(at("interview", interview), follow=True).content.decode()
    interview.refresh_from_db()
    assert (interview.status, "You are in the middle of another interview." in page) == (InterviewStatus.PLANNED, True)


def test_an_abandoned_interview_shows_the_kept_texts_and_no_expected_answer(signed_in, alice, guide, started):
    interview = making.finished(alice, guide, started, texts=("<b>Mine.</b>", ""))
    interviews.abandon(interview, timezone.now())
    page = signed_in.get(at("interview", interview)).content.decode()
    assert ("&lt;b&gt;Mine.&lt;/b&gt;" in page, "No text." in page, "SECRET-" in page) == (True, True, False)


# Giving up


def test_it_asks_before_an_interview_is_given_up(signed_in, alice, guide, started):
    interview = making.finished(alice, guide, started)
    page = signed_in.get(at("abandon", interview)).content.decode()
    interview.refresh_from_db()
    assert (interview.status, "2 of 2 questions are kept" in page) == (InterviewStatus.RATING, True)


def test_giving_up_keeps_the_texts(signed_in, alice, guide, started):
    interview = making.finished(alice, guide, started)
    answer = signed_in.post(at("abandon", interview), follow=True)
    interview.refresh_from_db()
    assert interview.status == InterviewStatus.ABANDONED
    assert "My first answer." in answer.content.decode()


def test_a_rated_interview_is_not_given_up(signed_in, alice, guide, started):
    interview = making.rated(alice, guide, started)
    answer = signed_in.post(at("abandon", interview), follow=True)
    interview.refresh_from_db()
    assert (interview.status, "cannot be abandoned" in answer.content.decode()) == (InterviewStatus.RATED, True)


def test_giving_up_twice_is_no_error(signed_in, alice, guide, started):
    interview = making.planned(alice, guide, started)
    signed_in.post(at("abandon", interview))
    assert signed_in.post(at("abandon", interview)).url == at("interview", interview)


@pytest.mark.parametrize("who", ["bob", "carol", "erin"])
def test_strangers_find_nothing(client, alice, guide, started, who, request):
    interview = making.planned(alice, guide, started)
    client.force_login(request.getfixturevalue(who))
    answers = [client.get(at("interview", interview)), client.post(at("interview", interview))]
    answers += [client.get(at("abandon", interview)), client.post(at("abandon", interview))]
    assert {answer.status_code for answer in answers} == {404}
    assert MockInterview.objects.get().status == InterviewStatus.PLANNED
