"""What goes wrong while somebody writes: the network, the server, the login, the clock, the store, a second tab."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import LoginSession
from sessions.models import InterviewStatus
from sessions.transitions import answers
from tests import making

pytestmark = pytest.mark.django_db(transaction=True)

SAVE = re.compile(r"/answers/\d+/save/$")


@pytest.fixture
def alice(transactional_db):
    """A candidate."""
    return making.person("alice@example.org", "Alice")


@pytest.fixture
def interview(alice):
    """Alice's realistic interview of three questions, begun a minute ago."""
    return making.running(alice, making.guide(), timezone.now() - timedelta(minutes=1), count=3)


def stored(interview, position=1):
    return interview.answers.get(position=position)


def enter(page, interview):
    """Open the room; return its field once the scripts have taken over."""
    page.goto(reverse("room", args=[interview.pk]))
    expect(page.locator("#time-left")).to_be_visible()
    return page.locator("#answer")


def is_saved(page):
    expect(page.locator("#saving")).to_have_text(re.compile(r"^Saved \d\d:\d\d$"))


def end_in(interview, **time):
    interview.deadline = timezone.now() + timedelta(**time)
    interview.save()


def test_a_minute_of_edits_without_network_arrives_complete(open_page, alice, interview, watch):
    watch.allow("ERR_INTERNET_DISCONNECTED")
    page = open_page(alice)
    page.clock.install()
    field = enter(page, interview)
    page.context.set_offline(True)
    for number in range(6):
        field.press_sequentially(f"edit {number}, ")
        page.clock.fast_forward(10_000)
    expect(page.locator("#banner")).to_contain_text("You are offline. The last 12 words are not saved yet.")
    page.context.set_offline(False)
    is_saved(page)
    assert stored(interview).text == "".join(f"edit {number}, " for number in range(6))


def test_a_server_in_trouble_costs_no_word(open_page, alice, interview, watch):
    watch.allow("status of (500|502|503|429)")
    page = open_page(alice)
    page.clock.install()
    field = enter(page, interview)

    def in_trouble(status):
        # A server that hangs is one that the page gives up waiting for.
        return lambda route: None if status == "hangs" else route.fulfill(status=status, body="<h1>Sorry</h1>")

    for status in [500, 502, 503, 429, "hangs"]:
        page.route(SAVE, in_trouble(status))
        with page.expect_request(SAVE):
            field.press_sequentially(f"{status}, ")
            page.clock.run_for(6_000)
        page.clock.run_for(20_000 if status == "hangs" else 10)
        expect(page.locator("#banner")).to_contain_text("The server does not answer.")
        expect(page.locator("#saving")).to_have_text("Not saved: no answer")
        page.unroute(SAVE)
        # With its clock in our hands a page draws no frames, and a click would wait for one.
        page.get_by_role("button", name="Try now").dispatch_event("click")
        is_saved(page)
        expect(page.locator("#banner")).to_be_hidden()
    assert stored(interview).text == "500, 502, 503, 429, hangs, "


def test_a_tab_closed_in_the_middle_of_a_word_gives_it_back(open_page, alice, interview, watch):
    watch.allow("ERR_INTERNET_DISCONNECTED")
    page = open_page(alice)
    context = page.context
    field = enter(page, interview)
    context.set_offline(True)
    field.press_sequentially("In the middle of a wo")
    page.close()
    context.set_offline(False)
    page = context.new_page()
    field = enter(page, interview)
    page.get_by_role("button", name="Use the unsaved text").click()
    expect(field).to_have_value("In the middle of a wo")
    is_saved(page)
    assert stored(interview).text == "In the middle of a wo"


def test_an_expired_login_is_renewed_in_another_tab(open_page, alice, interview):
    page = open_page(alice)
    field = enter(page, interview)
    LoginSession.objects.all().delete()
    field.press_sequentially("Written after the login expired")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in in another tab").click()
    login = opened.value
    login.locator("input[name=login]").fill(alice.email)
    login.locator("input[name=password]").fill(making.PASSWORD)
    login.locator("input[name=password]").press("Enter")
    # Signing in again changes the key of every form; the page that was there before must find the new one.
    login.wait_for_url("**/room/")
    is_saved(page)
    expect(field).to_have_value("Written after the login expired")
    assert stored(interview).text == "Written after the login expired"


def test_at_the_end_without_network_the_page_waits_where_it_is(open_page, alice, interview, watch):
    watch.allow("ERR_INTERNET_DISCONNECTED")
    end_in(interview, minutes=10)
    page = open_page(alice)
    page.clock.install()
    field = enter(page, interview)
    field.press_sequentially("All of it saved")
    page.clock.run_for(2_000)
    is_saved(page)
    page.context.set_offline(True)
    end_in(interview, seconds=-1)
    page.clock.fast_forward("11:00")
    expect(page.locator("#notes")).to_contain_text("Time is up")
    expect(page.locator("#banner")).to_contain_text("Your text is saved, but you cannot go on yet.")
    expect(field).to_have_value("All of it saved")
    page.context.set_offline(False)
    page.wait_for_url(f"**{reverse('ended', args=[interview.pk])}")
    expect(page.get_by_role("main")).to_contain_text("4 words, saved")


def test_a_computer_that_slept_past_the_end_learns_of_it(open_page, alice, interview):
    end_in(interview, minutes=10)
    page = open_page(alice)
    page.clock.install()
    field = enter(page, interview)
    field.press_sequentially("Before the lid was closed")
    page.clock.run_for(2_000)
    is_saved(page)
    end_in(interview, seconds=-1)
    # Asleep, the page's own clock stands still; the computer's does not.
    page.clock.set_system_time(timezone.now() + timedelta(hours=1))
    page.clock.run_for(6_000)
    expect(page.locator("#notes")).to_contain_text("Time is up")
    expect(field).not_to_be_editable()
    interview.refresh_from_db()
    assert (interview.status, stored(interview).text) == (InterviewStatus.RATING, "Before the lid was closed")


def test_a_clock_that_is_hours_off_changes_nothing(open_page, alice, interview):
    end_in(interview, minutes=20, seconds=50)
    page = open_page(alice)
    page.clock.set_fixed_time(timezone.now() - timedelta(hours=7))
    field = enter(page, interview)
    expect(page.locator("#clock")).to_have_text(re.compile(r"2[01] min left"))
    field.press_sequentially("Typed now")
    is_saved(page)
    assert abs(stored(interview).typed_at - timezone.now()) < timedelta(minutes=2)


def test_without_a_store_the_page_says_so_and_asks_before_it_closes(open_page, alice, interview, watch):
    watch.allow("ERR_INTERNET_DISCONNECTED")
    page = open_page(alice)
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }")
    field = enter(page, interview)
    page.context.set_offline(True)
    field.press_sequentially("Nowhere but here")
    expect(page.locator("#banner")).to_contain_text("This browser keeps no copy. Leave this page open")
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    page.context.set_offline(False)
    is_saved(page)
    assert stored(interview).text == "Nowhere but here"


def test_a_text_that_is_too_long_is_said_to_be_at_once_and_never_cut(open_page, alice, interview, axe):
    page = open_page(alice)
    field = enter(page, interview)
    field.fill("ä" * 100_001)
    expect(page.locator("#limit")).to_contain_text("at most 100,000 characters. Nothing is cut")
    expect(page.locator("#words")).to_have_text("1 word, 1 character too many")
    expect(page.locator("#saving")).to_have_text("Not saved")
    axe(page)
    field.fill("ä" * 99_999 + "\U0001f600")
    expect(page.locator("#limit")).to_be_hidden()
    is_saved(page)
    assert stored(interview).text == "ä" * 99_999 + "\U0001f600"


def test_words_typed_while_a_conflict_is_on_its_way_are_kept_too(open_page, alice, interview):
    page = open_page(alice)
    field = enter(page, interview)
    held, is_slow = [], [True]
    page.route(SAVE, lambda route: held.append(route) if is_slow else route.continue_())
    with page.expect_request(SAVE):
        field.press_sequentially("From this tab")
    answers.save(alice, interview.pk, 1, making.incoming("From another tab", tab="other"), timezone.now())
    field.press_sequentially(", and on")
    is_slow.clear()
    for route in held:
        route.continue_()
    page.get_by_role("button", name="Count this text").nth(1).click()
    expect(field).to_have_value("From another tab")
    expect(field).to_be_editable()
    assert "From this tab, and on" in stored(interview).revisions.values_list("text", flat=True)


def test_a_page_that_is_come_back_to_shows_what_another_device_wrote(open_page, alice, interview):
    page = open_page(alice)
    field = enter(page, interview)
    answers.save(alice, interview.pk, 1, making.incoming("From the phone", tab="phone"), timezone.now())
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(field).to_have_value("From the phone")
    expect(page.locator("#notes")).to_contain_text("The newest text stands here now.")
    field.press_sequentially(", and from the desk")
    is_saved(page)
    assert stored(interview).text == "From the phone, and from the desk"
