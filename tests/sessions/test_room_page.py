"""The room: what it shows, where it leads, its end, and the earlier texts."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sessions.models import InterviewStatus, Pacing
from sessions.transitions import answers, interviews, ratings
from tests import making

MINUTE = timedelta(minutes=1)


@pytest.fixture
def begun():
    """When the interviews of these tests began: a minute ago, for views ask the real clock."""
    return timezone.now() - MINUTE


@pytest.fixture
def interview(alice, guide, begun):
    """Alice's realistic interview of three questions."""
    return making.running(alice, guide, begun, count=3)


@pytest.fixture
def at_ease(alice, guide, begun):
    """Alice's interview of three questions in open pacing."""
    return making.running(alice, guide, begun, count=3, pacing=Pacing.OPEN)


@pytest.fixture
def client(client, alice):
    """Signed in as Alice."""
    client.force_login(alice)
    return client


def save_url(interview, position=1):
    return reverse("save_answer", args=[interview.pk, position])


def body(text, **fields):
    """What a page's script, or its form, sends."""
    return {"text": text, "base": 0, "tab": "tab-1", "seq": 1} | fields


def post(client, url, data):
    return client.post(url, json.dumps(data), content_type="application/json")


def stored(interview, position=1):
    return interview.answers.get(position=position)


def overdue(interview, by=MINUTE):
    """Let the deadline of a running interview have passed a while ago."""
    interview.started_at = timezone.now() - by - timedelta(hours=1)
    interview.deadline = timezone.now() - by
    interview.save()
    interview.answers.filter(position=1).update(opened_at=interview.started_at, entered_at=interview.started_at)


# What the page shows


def test_the_room_shows_the_question_in_front(client, interview):
    page = client.get(reverse("room", args=[interview.pk])).content.decode()
    answer = stored(interview)
    assert answer.content["prompt"] in page
    assert answer.topic_name in page
    assert "Question 1 of 3" in page
    assert stored(interview, 2).content["prompt"] not in page


def test_the_question_comes_from_the_version_that_was_drawn(client, interview):
    question = stored(interview).version.question
    question.prompt = "Rewritten since"
    question.save()
    assert "Rewritten since" not in client.get(reverse("room", args=[interview.pk])).content.decode()


@pytest.mark.parametrize("pacing", [Pacing.REALISTIC, Pacing.OPEN])
def test_no_expected_answer_is_in_the_room(client, alice, guide, begun, pacing):
    interview = making.running(alice, guide, begun, pacing=pacing)
    assert "SECRET-" not in client.get(reverse("room", args=[interview.pk])).content.decode()


def test_a_text_is_shown_as_text(client, interview):
    post(client, save_url(interview), body("</textarea><script>alert(1)</script>"))
    page = client.get(reverse("room", args=[interview.pk])).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;/textarea&gt;" in page


def test_an_empty_first_line_survives_the_page(client, interview):
    post(client, save_url(interview), body("\nSecond line"))
    assert re.search(
        r"<textarea[^>]*>\n\nSecond line</textarea>", client.get(reverse("room", args=[interview.pk])).content.decode()
    )


def test_the_room_is_never_kept_by_a_cache(client, interview):
    assert "no-store" in client.get(reverse("room", args=[interview.pk]))["Cache-Control"]


def test_realistic_pacing_offers_no_way_back(client, interview, begun):
    interviews.move(interview, 1, 2, None, begun)
    page = client.get(reverse("room", args=[interview.pk])).content.decode()
    assert 'value="next"' in page
    assert 'value="previous"' not in page
    assert "goto-" not in page


def test_open_pacing_offers_every_question_and_no_clock(client, at_ease, begun):
    interviews.move(at_ease, 1, 2, None, begun)
    page = client.get(reverse("room", args=[at_ease.pk])).content.decode()
    assert ['value="previous"' in page, 'value="goto-1"' in page, 'value="goto-3"' in page] == [True, True, True]
    assert 'id="clock"' not in page


def test_on_the_last_question_the_main_button_finishes(client, interview, begun):
    interviews.move(interview, 1, 2, None, begun)
    interviews.move(interview, 2, 3, None, begun)
    page = client.get(reverse("room", args=[interview.pk])).content.decode()
    assert re.findall(r'class="btn prime big" name="go" value="(\w+)"', page) == ["finish"]
    assert 'value="skip"' not in page


@pytest.mark.parametrize(
    ("seconds", "state", "says"), [(1260, "calm", "<b>21</b>"), (299, "amber", "<b>5</b>"), (42, "red", "<b>0:4")]
)
def test_the_clock_says_minutes_and_seconds_in_the_last_one_alone(client, interview, seconds, state, says):
    interview.deadline = timezone.now() + timedelta(seconds=seconds)
    interview.save()
    page = client.get(reverse("room", args=[interview.pk])).content.decode()
    clock = re.search(r'<p class="clock" id="clock" data-s="(\w+)">(.*?)</p>', page, re.DOTALL)
    assert clock[1] == state
    assert says in clock[2]


# Where the room sends people


def test_a_planned_interview_has_no_room_yet(client, alice, guide, begun):
    interview = making.planned(alice, guide, begun)
    assert client.get(reverse("room", args=[interview.pk])).url == reverse("interview", args=[interview.pk])


def test_an_interview_that_is_rated_has_no_room_any_more(client, alice, guide, begun):
    interview = making.rated(alice, guide, begun - timedelta(hours=1))
    assert client.get(reverse("room", args=[interview.pk])).url == reverse("interview", args=[interview.pk])


def test_the_deadline_ends_the_interview_when_the_room_is_looked_at(client, interview):
    overdue(interview)
    assert client.get(reverse("room", args=[interview.pk])).url == reverse("ended", args=[interview.pk])
    interview.refresh_from_db()
    assert (interview.status, interview.finished_at) == (InterviewStatus.RATING, interview.deadline)


@pytest.mark.parametrize("name", ["room", "finish", "ended"])
def test_a_stranger_finds_nothing(client, bob, interview, name):
    client.force_login(bob)
    assert client.get(reverse(name, args=[interview.pk])).status_code == 404


@pytest.mark.parametrize("name", ["save_answer", "resolve_answer", "reveal_answer"])
def test_a_stranger_changes_nothing(client, bob, interview, name):
    client.force_login(bob)
    data = body("Mine now") | {"keep": "mine", "aside": 1}
    assert client.post(reverse(name, args=[interview.pk, 1]), data).status_code == 404
    assert stored(interview).text == ""


@pytest.mark.parametrize("name", ["room_go", "finish"])
def test_a_stranger_moves_nothing(client, bob, interview, name):
    client.force_login(bob)
    data = body("Mine now", position=1, go="next")
    assert post(client, reverse(name, args=[interview.pk]), data).status_code == 404
    interview.refresh_from_db()
    assert (interview.position, interview.status) == (1, InterviewStatus.RUNNING)


# Looking the expected answer up


def test_open_pacing_shows_the_expected_answer_when_asked_and_saves_the_text(client, at_ease):
    answer = client.post(reverse("reveal_answer", args=[at_ease.pk, 1]), body("My own first"), follow=True)
    page = answer.content.decode()
    assert stored(at_ease).content["expected_answer"] in page
    assert stored(at_ease, 2).content["expected_answer"] not in page
    assert stored(at_ease).text == "My own first"
    assert stored(at_ease).revealed_at is not None


@pytest.mark.parametrize("script", [True, False])
def test_realistic_pacing_never_shows_it(client, interview, script):
    url = reverse("reveal_answer", args=[interview.pk, 1])
    answer = post(client, url, body("Text")) if script else client.post(url, body("Text"))
    assert answer.status_code == 422
    assert "SECRET-" not in answer.content.decode()
    assert stored(interview).revealed_at is None


# The end


def test_the_confirmation_names_what_is_unanswered(client, interview, begun):
    interviews.move(interview, 1, 2, making.incoming("First"), begun)
    page = client.get(reverse("finish", args=[interview.pk])).content.decode()
    assert "Questions 2 and 3 are unanswered" in page
    assert "no way back" in page
    assert stored(interview, 3).content["prompt"] not in page


def test_the_dialog_knows_both_sentences(client, interview, begun):
    interviews.move(interview, 1, 2, making.incoming("First"), begun)
    interviews.move(interview, 2, 3, making.incoming("Second", seq=2), begun)
    page = client.get(reverse("room", args=[interview.pk])).content.decode()
    assert "You have answered all 3 questions." in page
    assert "Question 3 is unanswered" in page


def test_finishing_by_form_leads_to_what_was_kept(client, interview, begun):
    interviews.move(interview, 1, 2, making.incoming("One two three"), begun)
    answer = client.post(reverse("finish", args=[interview.pk]), follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == reverse("ended", args=[interview.pk])
    assert "1 of 3 questions are answered" in page
    assert "3 words, saved" in page
    assert stored(interview, 3).content["prompt"] not in page


def test_finishing_by_script_carries_the_text(client, interview):
    answer = post(client, reverse("finish", args=[interview.pk]), body("Last words", position=1))
    assert answer.json()["url"] == reverse("ended", args=[interview.pk])
    assert stored(interview).text == "Last words"


def test_finishing_twice_is_finishing_once(client, interview):
    url = reverse("finish", args=[interview.pk])
    assert client.post(url).url == client.post(url).url == reverse("ended", args=[interview.pk])
    assert client.get(url).url == reverse("ended", args=[interview.pk])


def test_a_conflict_keeps_the_interview_running(client, interview):
    post(client, save_url(interview), body("One tab"))
    answer = post(client, reverse("finish", args=[interview.pk]), body("Another", tab="tab-2", position=1))
    assert answer.status_code == 409
    interview.refresh_from_db()
    assert interview.status == InterviewStatus.RUNNING


def test_the_end_shows_late_texts_apart(client, interview):
    overdue(interview)
    post(client, save_url(interview), body("Four words too late"))
    page = client.get(reverse("ended", args=[interview.pk])).content.decode()
    assert "0 of 3 questions are answered" in page
    assert "Arrived after the end, not counted: 4 words" in page


def test_the_end_shows_no_expected_answer(client, interview):
    client.post(reverse("finish", args=[interview.pk]))
    assert "SECRET-" not in client.get(reverse("ended", args=[interview.pk])).content.decode()


def test_the_end_says_what_was_read_while_writing(client, at_ease):
    client.post(reverse("reveal_answer", args=[at_ease.pk, 1]), body("Text"))
    client.post(reverse("finish", args=[at_ease.pk]))
    assert "expected answer read while writing" in client.get(reverse("ended", args=[at_ease.pk])).content.decode()


def test_the_end_leads_to_the_rating_and_back_into_one_that_was_begun(client, interview):
    client.post(reverse("finish", args=[interview.pk]))
    assert "Rate your answers" in client.get(reverse("ended", args=[interview.pk])).content.decode()
    interview.refresh_from_db()
    ratings.begin(interview, timezone.now())
    assert "Go on rating" in client.get(reverse("ended", args=[interview.pk])).content.decode()


def test_the_end_of_a_running_interview_is_its_room(client, interview):
    assert client.get(reverse("ended", args=[interview.pk])).url == reverse("room", args=[interview.pk])


# Earlier texts


def test_earlier_texts_can_be_restored(client, interview):
    post(client, save_url(interview), body("Old text"))
    post(client, save_url(interview), body("New", base=1, seq=2, chosen=True))
    page = client.get(reverse("answer_texts", args=[interview.pk, 1])).content.decode()
    assert "Old text" in page
    revision = stored(interview).revisions.get()
    assert client.post(reverse("restore_answer", args=[interview.pk, 1, revision.pk])).url == reverse(
        "room", args=[interview.pk]
    )
    assert stored(interview).text == "Old text"


def test_earlier_texts_say_when_how_long_and_what_differs(client, interview):
    post(client, save_url(interview), body("One two three four"))
    post(client, save_url(interview), body("One three", base=1, seq=2, chosen=True))
    page = client.get(reverse("answer_texts", args=[interview.pk, 1])).content.decode()
    at = timezone.localtime(stored(interview).revisions.get().at)
    summary = re.search(r"<details open><summary>(.*?)</summary>", page)[1]
    assert re.sub(r"<.*?>", "", summary) == f"{at:%-d %b, %H:%M:%S}, earlier text: 4 words, 2 not in the present text"
    assert "<p>One <ins>two</ins> three <ins>four</ins></p>" in page


def test_nothing_is_restored_after_the_end(client, interview):
    post(client, save_url(interview), body("Old text"))
    post(client, save_url(interview), body("New", base=1, seq=2, chosen=True))
    client.post(reverse("finish", args=[interview.pk]))
    revision = stored(interview).revisions.get()
    assert "Count this text again" not in client.get(reverse("answer_texts", args=[interview.pk, 1])).content.decode()
    client.post(reverse("restore_answer", args=[interview.pk, 1, revision.pk]))
    assert stored(interview).text == "New"


def test_the_texts_of_a_question_that_is_still_to_come_are_not_there(client, interview):
    assert client.get(reverse("answer_texts", args=[interview.pk, 2])).status_code == 404


def test_a_stranger_reads_and_restores_nothing(client, bob, interview):
    post(client, save_url(interview), body("Old text"))
    post(client, save_url(interview), body("New", base=1, seq=2, chosen=True))
    revision = stored(interview).revisions.get()
    client.force_login(bob)
    assert client.get(reverse("answer_texts", args=[interview.pk, 1])).status_code == 404
    assert client.post(reverse("restore_answer", args=[interview.pk, 1, revision.pk])).status_code == 404
    assert stored(interview).text == "New"


# What pages cost


def queries_of(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(("count", "revisions"), [(1, 1), (3, 40)])
def test_no_page_asks_more_for_more_data(client, alice, guide, begun, count, revisions):
    interview = making.running(alice, guide, begun, count=count)
    for number in range(revisions):
        text = making.incoming(f"Text {number}", base=number, seq=number + 1, chosen=True)
        answers.save(alice, interview.pk, 1, text, begun)
    assert queries_of(client, reverse("room", args=[interview.pk])) == 3
    assert queries_of(client, reverse("finish", args=[interview.pk])) <= 12
    assert queries_of(client, reverse("answer_texts", args=[interview.pk, 1])) <= 12
    interviews.finish(interview, None, timezone.now())
    assert queries_of(client, reverse("ended", args=[interview.pk])) <= 12
