"""The room in a real browser: what is typed survives reloads, a lost network, a second tab, and the end of the time."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from sessions.models import InterviewStatus, Pacing
from sessions.transitions import answers, interviews
from tests import making

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice(transactional_db):
    """A candidate."""
    return making.person("alice@example.org", "Alice")


@pytest.fixture
def interview(alice):
    """Alice's realistic interview of three questions, begun a minute ago."""
    return making.running(alice, making.guide(), timezone.now() - timedelta(minutes=1), count=3)


@pytest.fixture
def at_ease(alice):
    """Alice's interview of three questions in open pacing."""
    guide = making.guide(key="other-pm")
    return making.running(alice, guide, timezone.now() - timedelta(minutes=1), count=3, pacing=Pacing.OPEN)


def stored(interview, position=1):
    return interview.answers.get(position=position)


def enter(page, interview):
    """Open the room; return its field once the scripts have taken over."""
    page.goto(reverse("room", args=[interview.pk]))
    field = page.locator("#answer")
    if interview.deadline:
        expect(page.locator("#time-left")).to_be_visible()
    return field


def is_saved(page):
    expect(page.locator("#saving")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))


def end_in(interview, seconds):
    interview.deadline = timezone.now() + timedelta(seconds=seconds)
    interview.save()


def test_what_is_typed_is_saved_by_itself(open_page, alice, interview):
    page = open_page(alice)
    field = enter(page, interview)
    field.press_sequentially("Three typed words")
    expect(page.locator("#words")).to_have_text("3 words")
    is_saved(page)
    assert stored(interview).text == "Three typed words"
    assert stored(interview).typed_at is not None
    assert page.evaluate("() => localStorage.length") == 0


def test_what_is_typed_before_the_script_is_there_is_saved_too(open_page, alice, interview, slow_script):
    page = open_page(alice)
    arrive = slow_script(page, "room")
    page.goto(reverse("room", args=[interview.pk]), wait_until="commit")
    page.locator("#answer").press_sequentially("Quicker than the script")
    arrive()
    is_saved(page)
    expect(page.locator("#answer")).to_have_value("Quicker than the script")
    expect(page.locator("#words")).to_have_text("4 words")
    assert stored(interview).text == "Quicker than the script"


def test_a_reload_within_the_second_keeps_the_text(open_page, alice, interview):
    page = open_page(alice)
    enter(page, interview).press_sequentially("Typed and reloaded at once")
    page.reload()
    expect(page.locator("#answer")).to_have_value("Typed and reloaded at once")
    assert stored(interview).text == "Typed and reloaded at once"
    assert stored(interview).revisions.filter(kind="conflict").count() == 0


def test_offline_the_banner_says_so_and_the_network_brings_everything_back(open_page, alice, interview, watch, axe):
    watch.allow("ERR_INTERNET_DISCONNECTED")
    page = open_page(alice)
    field = enter(page, interview)
    field.press_sequentially("Saved. ")
    is_saved(page)
    page.context.set_offline(True)
    field.press_sequentially("Four words without network")
    expect(page.locator("#banner")).to_contain_text("You are offline. The last 4 words are not saved yet.")
    expect(page.locator("#saving")).to_have_text("Not saved: offline")
    axe(page)
    assert "Four words without network" in page.evaluate("() => JSON.stringify(localStorage)")
    page.context.set_offline(False)
    is_saved(page)
    expect(page.locator("#banner")).to_be_hidden()
    assert stored(interview).text == "Saved. Four words without network"


def test_next_without_network_stays_with_the_text(open_page, alice, interview, watch):
    watch.allow("ERR_INTERNET_DISCONNECTED")
    page = open_page(alice)
    field = enter(page, interview)
    page.context.set_offline(True)
    field.press_sequentially("Carried")
    page.get_by_role("button", name="Next question").click()
    expect(page.locator("#banner")).to_be_visible()
    expect(field).to_have_value("Carried")
    page.context.set_offline(False)
    is_saved(page)
    page.get_by_role("button", name="Next question").click()
    expect(page.locator(".nth")).to_contain_text("Question 2")
    assert stored(interview).text == "Carried"


def leave_copy(page, answer, text, base):
    """Leave in the browser what a page leaves there that dies before its save is acknowledged."""
    typed_at = round((timezone.now() - timedelta(seconds=20)).timestamp() * 1000)
    copy = {"text": text, "base": base, "tab": "dead-tab", "seq": 9, "cleared": False, "typed_at": typed_at}
    key = f"interviewprep:answer:{answer.interview.candidate_id}:{answer.pk}:dead-tab"
    page.evaluate("([key, copy]) => localStorage.setItem(key, JSON.stringify(copy))", [key, copy])


@pytest.mark.parametrize(
    ("choice", "text"),
    [("Use the unsaved text", "Saved. And not saved."), ("Throw the unsaved text away", "Saved.")],
)
def test_a_page_that_died_offers_its_text(open_page, alice, interview, axe, choice, text):
    answers.save(alice, interview.pk, 1, making.incoming("Saved."), timezone.now())
    page = open_page(alice)
    page.goto(reverse("history"))
    leave_copy(page, stored(interview), "Saved. And not saved.", 1)
    field = enter(page, interview)
    expect(page.locator("#notes")).to_contain_text("holds a text of this answer that was not saved: 4 words")
    expect(field).to_have_value("Saved.")
    axe(page)
    page.get_by_role("button", name=choice).click()
    expect(field).to_have_value(text)
    is_saved(page)
    expect(page.locator("#notes")).to_be_empty()
    assert stored(interview).text == text
    assert page.evaluate("() => localStorage.length") == 0


@pytest.mark.parametrize(("choice", "text"), [(0, "From this tab"), (1, "From another tab")])
def test_two_tabs_keep_both_texts(open_page, alice, interview, axe, choice, text):
    page = open_page(alice)
    field = enter(page, interview)
    answers.save(alice, interview.pk, 1, making.incoming("From another tab", tab="other"), timezone.now())
    field.press_sequentially("From this tab")
    expect(page.get_by_role("heading", level=1)).to_have_text("Two texts for one answer")
    axe(page)
    page.get_by_role("button", name="Count this text").nth(choice).click()
    expect(field).to_have_value(text)
    is_saved(page)
    kept = {stored(interview).text, *stored(interview).revisions.values_list("text", flat=True)}
    assert (stored(interview).text, kept) == (text, {"From this tab", "From another tab"})
    field.press_sequentially(", and on")
    is_saved(page)
    expect(page.locator("#conflict")).to_have_count(0)


def test_the_dialog_names_what_is_unanswered_and_finishes(open_page, alice, interview, axe):
    page = open_page(alice)
    field = enter(page, interview)
    finish = page.get_by_role("button", name="Finish interview")
    finish.click()
    expect(page.get_by_role("dialog")).to_contain_text("Questions 1, 2 and 3 are unanswered")
    expect(page.get_by_role("dialog")).to_contain_text("There is no way back into the room.")
    axe(page)
    page.get_by_role("button", name="Keep writing").click()
    field.press_sequentially("Now answered")
    finish.click()
    expect(page.get_by_role("dialog")).to_contain_text("Questions 2 and 3 are unanswered")
    page.get_by_role("button", name="Finish now").click()
    page.wait_for_url(f"**{reverse('ended', args=[interview.pk])}")
    expect(page.get_by_role("main")).to_contain_text("1 of 3 questions are answered")
    assert stored(interview).text == "Now answered"


def test_the_deadline_takes_the_text_as_it_stands(open_page, alice, interview):
    end_in(interview, 6)
    page = open_page(alice)
    field = enter(page, interview)
    expect(page.locator("#clock")).to_have_attribute("data-s", "red")
    field.press_sequentially("As it stands")
    page.wait_for_url(f"**{reverse('ended', args=[interview.pk])}", timeout=60_000)
    interview.refresh_from_db()
    assert (interview.status, interview.finished_at) == (InterviewStatus.RATING, interview.deadline)
    assert stored(interview).text == "As it stands"


def test_text_written_offline_before_the_end_counts_when_the_network_is_back(open_page, alice, interview, watch):
    watch.allow("ERR_INTERNET_DISCONNECTED")
    end_in(interview, 5)
    page = open_page(alice)
    field = enter(page, interview)
    page.context.set_offline(True)
    field.press_sequentially("Written in time")
    expect(page.locator("#notes")).to_contain_text("Time is up")
    expect(field).not_to_be_editable()
    page.context.set_offline(False)
    page.wait_for_url(f"**{reverse('ended', args=[interview.pk])}", timeout=60_000)
    expect(page.get_by_role("main")).to_contain_text("3 words, saved")
    assert stored(interview).text == "Written in time"


def test_a_text_left_in_the_browser_is_sent_from_the_end(open_page, alice, interview):
    page = open_page(alice)
    page.goto(reverse("history"))
    leave_copy(page, stored(interview), "Left behind", 0)
    interviews.finish(interview, None, timezone.now())
    page.goto(reverse("ended", args=[interview.pk]))
    expect(page.locator("#leftovers")).to_contain_text("has been sent")
    assert stored(interview).text == "Left behind"
    assert page.evaluate("() => localStorage.length") == 0


def test_signing_out_asks_before_it_deletes_unsaved_text(open_page, alice, interview):
    page = open_page(alice)
    page.goto(reverse("account_logout"))
    leave_copy(page, stored(interview), "Not on the server", 0)
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_role("button", name="Sign out").click()
    assert "has not reached the server" in asked[0]
    assert page.evaluate("() => localStorage.length") == 1
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert page.evaluate("() => localStorage.length") == 0


def test_the_time_left_button_says_it(open_page, alice, interview):
    end_in(interview, 20 * 60 + 30)
    page = open_page(alice)
    enter(page, interview)
    page.get_by_role("button", name="Time left").click()
    expect(page.locator("#time-said")).to_have_text("21 minutes left")


def test_signed_out_while_writing_the_text_stays_and_is_sent_after_signing_in(open_page, alice, interview, live):
    page = open_page(alice)
    field = enter(page, interview)
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    field.press_sequentially("Written while signed out")
    expect(page.locator("#banner")).to_contain_text("You are signed out.")
    expect(page.get_by_role("link", name="Sign in in another tab")).to_be_visible()
    expect(field).to_have_value("Written while signed out")
    page.context.add_cookies(cookies)
    is_saved(page)
    assert stored(interview).text == "Written while signed out"


def test_a_stale_form_key_is_replaced(open_page, alice, interview, watch):
    watch.allow("status of 403")
    page = open_page(alice)
    field = enter(page, interview)
    page.context.clear_cookies(name="csrftoken")
    field.press_sequentially("With a fresh key")
    is_saved(page)
    assert stored(interview).text == "With a fresh key"


def test_a_forbidden_store_does_not_break_saving(open_page, alice, interview):
    page = open_page(alice)
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }")
    enter(page, interview).press_sequentially("Saved all the same")
    is_saved(page)
    assert stored(interview).text == "Saved all the same"


def test_emptying_the_field_empties_the_answer_and_keeps_the_text(open_page, alice, interview):
    page = open_page(alice)
    field = enter(page, interview)
    field.press_sequentially("Thrown away")
    is_saved(page)
    field.fill("")
    expect(page.locator("#saving")).to_have_text("Saving …")
    is_saved(page)
    assert stored(interview).text == ""
    assert list(stored(interview).revisions.values_list("text", flat=True)) == ["Thrown away"]


def test_open_pacing_goes_to_any_question_and_shows_the_expected_answer(open_page, alice, at_ease, axe):
    page = open_page(alice)
    field = enter(page, at_ease)
    field.press_sequentially("First")
    page.get_by_role("button", name="Question 3: to come").click()
    expect(page.locator(".nth")).to_contain_text("Question 3")
    page.locator("#answer").press_sequentially("Third")
    page.get_by_role("button", name="Show the expected answer").click()
    expect(page.get_by_role("heading", name="Expected answer")).to_be_visible()
    expect(page.locator("#expected")).to_contain_text("SECRET-EXPECTED-")
    axe(page)
    assert [stored(at_ease, position).text for position in (1, 3)] == ["First", "Third"]


def test_without_scripts_the_whole_room_works(open_page, alice, interview, axe):
    page = open_page(alice, javascript=False)
    page.goto(reverse("room", args=[interview.pk]))
    page.locator("#answer").fill("First line\nSecond line")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#answer")).to_have_value("First line\nSecond line")
    assert stored(interview).text == "First line\nSecond line"
    page.get_by_role("button", name="Next question").click()
    expect(page.locator(".nth")).to_contain_text("Question 2")
    page.get_by_role("button", name="Skip").click()
    expect(page.locator(".nth")).to_contain_text("Question 3")
    page.locator("#answer").fill("Third")
    page.get_by_role("button", name="Earlier texts").click()
    page.get_by_role("link", name="Back to the room").click()
    answers.save(alice, interview.pk, 3, making.incoming("From elsewhere", base=1, tab="other"), timezone.now())
    page.locator("#answer").fill("Third, and on")
    page.get_by_role("button", name="Finish interview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Two texts for one answer")
    page.get_by_role("button", name="Count this text").first.click()
    page.get_by_role("button", name="Finish interview").click()
    expect(page.get_by_role("main")).to_contain_text("Question 2 is unanswered")
    page.get_by_role("button", name="Finish now").click()
    expect(page.get_by_role("main")).to_contain_text("2 of 3 questions are answered")
    assert [stored(interview, position).text for position in (1, 2, 3)] == [
        "First line\nSecond line",
        "",
        "Third, and on",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_room_is_accessible_and_fits(open_page, alice, interview, at_ease_or_not, axe, fits, width, scheme):
    page = open_page(alice, width=width, scheme=scheme)
    for address in at_ease_or_not(page):
        page.goto(address)
        axe(page)
        fits(page)


@pytest.fixture
def at_ease_or_not(alice, interview):
    """Return a function that yields the room's pages one after the other, in both pacings."""

    def pages(page):
        for number, text in enumerate(["One text of the answer", "Another text"], start=1):
            incoming = making.incoming(text, base=number - 1, seq=number, chosen=True)
            answers.save(alice, interview.pk, 1, incoming, timezone.now())
        yield reverse("room", args=[interview.pk])
        yield reverse("finish", args=[interview.pk])
        yield reverse("answer_texts", args=[interview.pk, 1])
        interviews.finish(interview, None, timezone.now())
        yield reverse("ended", args=[interview.pk])
        open_one = making.running(alice, interview.guide, timezone.now(), count=3, pacing=Pacing.OPEN)
        interviews.move(open_one, 1, 2, None, timezone.now())
        answers.reveal(alice, open_one.pk, 2, timezone.now())
        yield reverse("room", args=[open_one.pk])

    return pages


def test_a_cold_room_is_small(open_page, alice, interview):
    page = open_page(alice)
    sizes = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    enter(page, interview)
    page.wait_for_load_state("networkidle")
    # Uncompressed: with compression it is about a third of it.
    assert sum(sizes) < 150_000
