"""Somebody without an account rates an interview on a phone, by the link that its candidate made."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests import making


def test_a_guest_rates_by_a_link_on_a_phone(open_page, alice, guide, axe, fits):
    interview = making.rated(alice, guide, timezone.now() - timedelta(days=1), texts=("My first answer.",))
    hers = open_page(alice, width=360)
    hers.goto(reverse("result", args=[interview.pk]))
    hers.get_by_role("link", name="Ask somebody you know").click()
    hers.get_by_label("Their name").fill("Ben")
    hers.get_by_role("button", name="Make the link").click()
    expect(hers.get_by_role("heading", level=1)).to_have_text("The link for Ben")
    expect(hers.get_by_role("button", name="Copy the link")).to_be_visible()
    axe(hers)
    fits(hers)
    address = hers.locator("#the-link").inner_text().removeprefix(settings.SITE_URL)

    guest = open_page(None, width=360, scheme="dark")
    guest.goto(address)
    expect(guest.get_by_role("heading", level=1)).to_have_text("Alice asks you to rate a mock interview.")
    axe(guest)
    guest.get_by_role("link", name="Begin").click()
    for fieldset in guest.locator("fieldset.kp").all():
        fieldset.get_by_label("Specifically").check()
    for fieldset in guest.locator("fieldset.crit").all():
        fieldset.locator("input[value='2']").check()
    expect(guest.locator("[data-words]")).to_have_text("5 of 5 judged.")
    expect(guest.locator("[data-saving]")).to_have_text("Saved")
    axe(guest)
    fits(guest)
    guest.get_by_role("button", name="Save and conclude").click()
    guest.get_by_role("radio", name="Yes", exact=True).check()
    guest.get_by_label("Summary").fill("Say how you know.")
    axe(guest)
    fits(guest)
    guest.get_by_role("button", name="Submit").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Thank you, Ben.")
    axe(guest)

    hers.goto(reverse("result", args=[interview.pk]))
    hers.get_by_role("link", name="Both ratings").click()
    expect(hers.get_by_role("heading", level=1)).to_have_text("Ben says yes; you had said yes.")
    axe(hers)
    fits(hers)
