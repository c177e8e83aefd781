"""Saving and going on over HTTP: what the room's addresses answer, and what a save costs."""

import json
import re
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sessions.models import AnswerRevision, InterviewStatus, Pacing
from sessions.templatetags.differences import with_own_words_marked
from sessions.transitions import interviews
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


def milliseconds(moment):
    return round(moment.timestamp() * 1000)


def stored(interview, position=1):
    return interview.answers.get(position=position)


def overdue(interview, by=MINUTE):
    """Let the deadline of a running interview have passed a while ago."""
    interview.started_at = timezone.now() - by - timedelta(hours=1)
    interview.deadline = timezone.now() - by
    interview.save()
    interview.answers.filter(position=1).update(opened_at=interview.started_at, entered_at=interview.started_at)


# Saving


def test_a_save_says_what_is_stored(client, interview):
    answer = post(client, save_url(interview), body("One two three."))
    assert answer.status_code == 200
    said = answer.json()
    assert (said["outcome"], said["revision"], said["words"]) == ("saved", 1, 3)
    assert abs(said["server_time"] - milliseconds(timezone.now())) < 60_000
    assert re.fullmatch(r"\d\d:\d\d", said["saved_time"])


def test_json_is_stored_to_the_letter_and_line_ends_of_a_form_as_they_were_typed(client, interview):
    post(client, save_url(interview), body("a\r\nb "))
    assert stored(interview).text == "a\r\nb "
    client.post(save_url(interview), body("a\r\nb ", base=1, seq=2))
    assert stored(interview).text == "a\nb "


def statements_of(client, interview, **fields):
    with CaptureQueriesContext(connection) as captured:
        post(client, save_url(interview), body("Words", **fields))
    frame = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return len([query for query in captured if not query["sql"].startswith(frame)])


def test_a_save_takes_three_statements(client, interview):
    post(client, save_url(interview), body("Before"))
    assert statements_of(client, interview, base=1, seq=2) == 3


def test_a_save_that_sets_the_text_before_aside_takes_three_statements(client, interview):
    post(client, save_url(interview), body("Before"))
    # The first such save of a connection to SQLite makes what the others write through.
    post(client, save_url(interview), body("", base=1, seq=2, cleared=True))
    post(client, save_url(interview), body("Before", base=2, seq=3))
    interview.answers.update(set_aside_at=timezone.now() - 2 * MINUTE)
    assert statements_of(client, interview, base=3, seq=4) == 3
    assert [revision.text for revision in stored(interview).revisions.order_by("pk")] == ["Before", "Before"]


def test_a_save_that_another_tab_preceded_takes_three_statements(client, interview):
    post(client, save_url(interview), body("Before"))
    assert statements_of(client, interview, tab="tab-2") == 3
    assert statements_of(client, interview, tab="tab-2") > 3  # the same one again
    assert stored(interview).revisions.count() == 1


def test_a_conflict_is_answered_with_both_texts(client, interview):
    post(client, save_url(interview), body("One tab"))
    answer = post(client, save_url(interview), body("Another <b>tab</b>", tab="tab-2"))
    said = answer.json()
    assert answer.status_code == 409
    assert (said["outcome"], said["theirs"], said["revision"]) == ("conflict", "One tab", 1)
    assert "<ins>Another &lt;b&gt;tab&lt;/b&gt;</ins>" in said["html"]
    assert "<b>tab" not in said["html"]


def test_an_empty_field_is_answered_with_the_stored_text(client, interview):
    post(client, save_url(interview), body("One two"))
    answer = post(client, save_url(interview), body("", base=1, seq=2))
    assert (answer.status_code, answer.json()["outcome"], answer.json()["text"]) == (422, "empty_refused", "One two")


def test_a_late_text_is_answered_with_where_it_is(client, interview):
    overdue(interview)
    answer = post(client, save_url(interview), body("Too late"))
    said = answer.json()
    assert (answer.status_code, said["outcome"], said["kept"]) == (410, "too_late", True)
    assert said["url"] == reverse("ended", args=[interview.pk])
    interview.refresh_from_db()
    assert interview.status == InterviewStatus.RATING


def test_a_keystroke_before_the_end_makes_a_late_text_count(client, interview):
    overdue(interview)
    typed_at = milliseconds(interview.deadline - MINUTE)
    assert post(client, save_url(interview), body("In time", typed_at=typed_at)).status_code == 200
    assert stored(interview).text == "In time"


@pytest.mark.parametrize(
    ("text", "status"), [("x" * 100_001, 413), ("x" * 2_200_000, 413), ("a\x00b", 422), ("a\ud800b", 422)]
)
def test_what_cannot_be_stored_is_refused_in_words(client, interview, text, status):
    answer = post(client, save_url(interview), body(text))
    assert (answer.status_code, answer.json()["outcome"]) == (status, "refused")
    assert "nothing was cut" in answer.json()["message"]


@pytest.mark.parametrize(
    "change",
    [
        {"tab": ""},
        {"tab": "x" * 41},
        {"tab": "a\x00"},
        {"seq": 0},
        {"seq": 2**40},
        {"base": -1},
        {"base": "x"},
        {"text": 5},
        {"text": None},
    ],
)
def test_what_is_no_save_is_said_to_be_none(client, interview, change):
    assert post(client, save_url(interview), body("Text") | change).status_code == 400
    assert stored(interview).revision == 0


@pytest.mark.parametrize("raw", ["{", "[]", "5", "[" * 100_000, b"\xff\xfe"])
def test_what_is_no_json_is_said_to_be_none(client, interview, raw):
    answer = client.post(save_url(interview), raw, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["message"]


@pytest.mark.parametrize("typed_at", [None, "x", 1e300, -1e300, "NaN", [], True])
def test_a_wrong_clock_saves_too(client, interview, typed_at):
    assert post(client, save_url(interview), body("Text", typed_at=typed_at)).status_code == 200


@pytest.mark.parametrize("position", [2, 4, 99999999999999999999])
def test_a_question_that_is_not_open_takes_no_text(client, interview, position):
    assert post(client, save_url(interview, position), body("Text")).status_code == 404


def test_a_save_is_a_post(client, interview):
    assert client.get(save_url(interview)).status_code == 405


def test_a_signed_out_save_is_sent_to_the_login(client, interview):
    client.logout()
    assert post(client, save_url(interview), body("Text")).status_code == 302
    assert stored(interview).text == ""


# How an answer stands, for a page that woke up


def test_a_page_that_woke_up_learns_how_its_answer_stands(client, interview):
    post(client, save_url(interview), body("One two"))
    said = client.get(reverse("room", args=[interview.pk]), {"answer": 1}).json()
    assert (said["text"], said["revision"], said["closed"]) == ("One two", 1, False)


def test_a_page_that_woke_up_after_the_end_learns_where_to_go(client, interview):
    overdue(interview)
    said = client.get(reverse("room", args=[interview.pk]), {"answer": 1}).json()
    assert (said["closed"], said["url"]) == (True, reverse("ended", args=[interview.pk]))


@pytest.mark.parametrize("position", ["2", "9", "x", "", "²"])
def test_nothing_is_said_of_a_question_that_is_not_open(client, interview, position):
    assert client.get(reverse("room", args=[interview.pk]), {"answer": position}).status_code == 404


# Going on


def test_next_carries_the_text(client, interview):
    data = body("First", position=1, go="next")
    answer = post(client, reverse("room_go", args=[interview.pk]), data)
    assert (answer.status_code, answer.json()["url"]) == (200, reverse("room", args=[interview.pk]))
    interview.refresh_from_db()
    assert (interview.position, stored(interview).text) == (2, "First")


@pytest.mark.parametrize(("go", "place"), [("save", "room"), ("finish", "finish"), ("next", "room"), ("skip", "room")])
def test_every_button_works_without_a_script_and_saves(client, interview, go, place):
    answer = client.post(reverse("room_go", args=[interview.pk]), body("First\r\nline", position=1, go=go))
    assert answer.url == reverse(place, args=[interview.pk])
    assert stored(interview).text == "First\nline"


def test_the_way_to_the_earlier_texts_saves_too(client, interview):
    answer = client.post(reverse("room_go", args=[interview.pk]), body("First", position=1, go="texts"))
    assert answer.url == reverse("answer_texts", args=[interview.pk, 1])
    assert stored(interview).text == "First"


@pytest.mark.parametrize(("go", "position"), [("goto-3", 3), ("next", 2), ("skip", 2)])
def test_open_pacing_goes_to_any_question(client, at_ease, go, position):
    client.post(reverse("room_go", args=[at_ease.pk]), body("First", position=1, go=go))
    at_ease.refresh_from_db()
    assert at_ease.position == position


@pytest.mark.parametrize("go", ["goto-1", "previous", "goto-3"])
def test_a_way_that_is_not_there_is_refused_with_the_text_in_the_field(client, interview, begun, go):
    interviews.move(interview, 1, 2, None, begun)
    if go == "goto-3":
        interviews.move(interview, 2, 3, None, begun)
        go = "next"
    here = interview.position
    answer = client.post(reverse("room_go", args=[interview.pk]), body("My words", position=here, go=go))
    assert answer.status_code == 422
    assert "My words</textarea>" in answer.content.decode()


def test_a_refused_text_stays_in_the_field(client, interview):
    answer = client.post(reverse("room_go", args=[interview.pk]), body("x" * 100_001, position=1, go="next"))
    assert answer.status_code == 422
    assert "x" * 100_001 + "</textarea>" in answer.content.decode()
    interview.refresh_from_db()
    assert interview.position == 1


def test_a_refused_text_of_another_question_stands_apart(client, interview, begun):
    interviews.move(interview, 1, 2, None, begun)
    answer = client.post(reverse("room_go", args=[interview.pk]), body("a\x00bc", position=1, go="next"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="stray"' in page
    assert re.search(r'id="answer"[^>]*>\n</textarea>', page)


def test_an_empty_field_without_a_script_brings_the_text_back_and_asks(client, interview):
    post(client, save_url(interview), body("One two"))
    go = reverse("room_go", args=[interview.pk])
    answer = client.post(go, body("", base=1, tab="form-1", position=1, go="next"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "One two</textarea>" in page
    assert 'name="cleared"' in page
    client.post(go, body("", base=1, tab="form-1", position=1, go="next", cleared="on"))
    assert stored(interview).text == ""


def test_a_text_sent_after_leaving_says_where_it_is(client, interview, begun):
    interviews.move(interview, 1, 2, making.incoming("First"), begun)
    go = reverse("room_go", args=[interview.pk])
    answer = client.post(go, body("First, changed", base=1, tab="form-1", position=1, go="next"), follow=True)
    assert "is kept apart and does not count" in answer.content.decode()
    assert AnswerRevision.objects.get(kind="late").text == "First, changed"


@pytest.mark.parametrize("change", [{"go": "elsewhere"}, {"position": "x"}, {"seq": ""}])
def test_a_broken_form_is_refused(client, interview, change):
    data = body("First", position=1, go="next") | change
    assert client.post(reverse("room_go", args=[interview.pk]), data).status_code == 400
    assert post(client, reverse("room_go", args=[interview.pk]), data).status_code == 400


# Two texts, without a script


def conflict_page(client, interview):
    post(client, save_url(interview), body("From the script"))
    go = reverse("room_go", args=[interview.pk])
    return client.post(go, body("From the form", base=0, tab="form-1", position=1, go="next"))


def fields_of(page):
    return dict(re.findall(r'name="(aside|base|tab)" value="([^"]*)"', page))


def test_a_conflict_shows_both_texts_and_moves_nothing(client, interview):
    answer = conflict_page(client, interview)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "From the <ins>form</ins>" in page
    assert "From the <ins>script</ins>" in page
    interview.refresh_from_db()
    assert interview.position == 1


@pytest.mark.parametrize(("keep", "text"), [("mine", "From the form"), ("theirs", "From the script")])
def test_the_chosen_text_counts_and_the_other_is_kept(client, interview, keep, text):
    fields = fields_of(conflict_page(client, interview).content.decode())
    answer = client.post(reverse("resolve_answer", args=[interview.pk, 1]), fields | {"keep": keep})
    assert answer.url == reverse("room", args=[interview.pk])
    kept = {stored(interview).text, *stored(interview).revisions.values_list("text", flat=True)}
    assert stored(interview).text == text
    assert kept == {"From the form", "From the script"}


def test_a_choice_that_names_nothing_is_refused(client, interview):
    conflict_page(client, interview)
    url = reverse("resolve_answer", args=[interview.pk, 1])
    assert client.post(url, {"keep": "mine"}).status_code == 400
    assert client.post(url, {"keep": "mine", "aside": 99999, "base": 1, "tab": "form-2"}).status_code == 404


@pytest.mark.parametrize(
    ("text", "other", "html"),
    [
        ("one two", "one three", "<p>one <ins>two</ins></p>"),
        ("a b c", "x", "<p><ins>a b c</ins></p>"),
        ("same", "same", "<p>same</p>"),
        ("one\n\ntwo", "one", "<p>one</p><p><ins>two</ins></p>"),
        ("<i>", "", "<p><ins>&lt;i&gt;</ins></p>"),
        ("", "x", "<p></p>"),
    ],
)
def test_words_that_stand_in_one_text_alone_are_marked(text, other, html):
    assert with_own_words_marked(text, other) == html


def test_long_texts_that_differ_everywhere_are_compared_at_once():
    one, other = [" ".join(f"{letter}{number % 7}" for number in range(4_000)) for letter in "ab"]
    begun = time.process_time()
    assert with_own_words_marked(one, other).count("<ins>") == 1
    # It took a minute once, and the page that waits for the two texts gives up after a quarter of one.
    assert time.process_time() - begun < 5


def test_of_very_long_texts_whole_sentences_are_marked():
    same = "One and the same sentence. " * 3_000
    begun = time.process_time()
    html = with_own_words_marked(f"{same}A new one here. {same[:16_000]}", same + same[:16_000])
    assert (html.count("<ins>"), "<ins>A new one here.</ins>" in html) == (1, True)
    assert time.process_time() - begun < 5


def test_texts_of_very_many_sentences_are_shown_unmarked():
    assert "<ins>" not in with_own_words_marked("a. " * 10_000, "b. " * 10_000)
