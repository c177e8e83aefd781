"""Preparing a guide in a real browser: by pointer, by keyboard alone, without JavaScript, on a dark phone."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from questions.models import Question
from sessions.transitions import preparing, studying
from tests import making


@pytest.fixture
def guide(roles):
    return making.guide(rounds=1, topics=2, questions=2)


def day(days):
    return timezone.localdate(timezone.now()) + timedelta(days=days)


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_guide_to_what_is_due_and_back_out_of_it(open_page, alice, guide, javascript):
    studying.mark(
        alice, Question.objects.get(key="acme-pm-1-1-1"), "shaky", timezone.now() - timedelta(days=4, minutes=5)
    )
    page = open_page(alice, javascript=javascript)
    page.goto(reverse("guide", args=[guide.slug]))
    page.get_by_label("Interview date, if you know it").fill(day(12).isoformat())
    page.get_by_role("button", name="I prepare this guide").click()
    expect(page.get_by_role("status")).to_contain_text("Your interview is in 12 days.")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 question is due.")
    expect(page.locator(".lead")).to_contain_text("You marked it shaky 4 days ago.")
    page.get_by_role("link", name="Study it").click()
    expect(page.locator("#prompt")).to_have_text("Prompt of acme-pm-1-1-1?")
    page.goto(reverse("prepare", args=[guide.slug]) + "?back=home")
    page.get_by_role("button", name="Take the date away").click()
    expect(page.locator("#preparations")).to_contain_text("No date yet.")
    page.get_by_role("link", name="Set a date").click()
    page.get_by_role("button", name="Stop preparing").click()
    expect(page.get_by_role("status")).to_contain_text("Your interviews, ratings and marks are kept.")
    page.get_by_role("link", name="Prepare it again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Do you prepare this guide?")


def test_by_keyboard_alone(open_page, alice, guide):
    page = open_page(alice)
    page.goto(reverse("prepare", args=[guide.slug]))
    page.get_by_label("Interview date, if you know it").focus()
    # The native field takes one part of the date after the other; the browser's language decides which comes first.
    new_year = date(day(0).year + 2, 1, 1)
    page.keyboard.type(f"0101{new_year.year}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(f"Your interview is in {(new_year - day(0)).days} days.")
    change = page.get_by_role("link", name="Change the date")
    change.focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Stop preparing")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("You do not prepare Guide acme-pm any more.")


def test_on_a_dark_phone_nothing_is_in_the_way(open_page, alice, guide, axe, fits):
    preparing.prepare(alice, guide, day(1), timezone.now())
    studying.mark(alice, Question.objects.get(key="acme-pm-1-1-1"), "not_yet", timezone.now() - timedelta(days=9))
    page = open_page(alice, width=360, scheme="dark")
    for address, heading in [
        ("/", "1 question is due."),
        (reverse("prepare", args=[guide.slug]), "You prepare this guide."),
        (reverse("guide", args=[guide.slug]), guide.title),
    ]:
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        axe(page)
        fits(page)
