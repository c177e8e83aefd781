"""The coach's queue and candidates by keyboard alone, on a phone; the switches of messages without script."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from sessions.models import Scope
from sessions.transitions import reviews
from tests import making

MOST_TABS = 60


def tab_to(page, target):
    """Press Tab until `target` has the focus."""
    for _ in range(MOST_TABS):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by {MOST_TABS} tabs")


def test_queue_and_candidates_by_keyboard_on_a_phone(open_page, axe, fits, alice, bob, carol, dave, guide):
    then = timezone.now() - timedelta(days=4)
    making.submitted(alice, dave, guide, then)  # its second opinion waits for Carol
    making.submitted(bob, carol, guide, then, coach_mark=1)
    making.submitted(bob, carol, guide, then + timedelta(hours=1))
    first = guide.rounds.order_by("position").first()
    wanted = making.rated(alice, guide, then, scope=Scope.ROUND, place=first)
    reviews.hand_in(wanted, then + timedelta(hours=2))
    reviews.hand_in(making.rated(bob, guide, then), then + timedelta(hours=3), requested_of=carol)
    page = open_page(carol, width=360, scheme="dark")
    page.goto(reverse("reviews"))
    expect(page.get_by_role("link", name="Reviews 3 waiting")).to_be_visible()
    expect(page.get_by_text("second opinion, blind")).to_be_visible()
    axe(page)
    fits(page)
    tab_to(page, page.get_by_text("Filters", exact=True))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Round", exact=True))
    page.keyboard.type(first.name)
    tab_to(page, page.get_by_role("button", name="Show"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 of 3 that wait fits these filters.")
    axe(page)
    tab_to(page, page.get_by_role("button", name="Claim"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("A candidate")
    page.goto(reverse("reviews"))
    tab_to(page, page.get_by_role("link", name="My candidates"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("You have reviewed 1 candidate in the last 90 days.")
    axe(page)
    fits(page)
    tab_to(page, page.get_by_role("link", name="Bob", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bob")
    expect(page.get_by_role("img", name="Coverage, the oldest first")).to_be_visible()
    axe(page)
    fits(page)


def test_messages_are_switched_without_script(open_page, axe, fits, carol):
    page = open_page(carol, width=360, javascript=False)
    page.goto(reverse("message_switches"))
    page.locator("#replied").get_by_role("button", name="Switch e-mail off").click()
    expect(page.get_by_role("status")).to_contain_text("From now on in the app alone: somebody answered a comment.")
    expect(page.locator("#replied").get_by_role("button", name="Switch e-mail on")).to_be_visible()
    fits(page)
    styled = open_page(carol, width=1280, scheme="dark")
    for address in ("message_switches", "inbox", "agreement"):
        styled.goto(reverse(address))
        axe(styled)
