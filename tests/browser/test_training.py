"""Learning to rate in a real browser: by the keyboard alone, on a phone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from questions.models import Question
from tests import making


@pytest.fixture
def offered(alice, guide):
    """An interview that waits for its first rating, and a question outside of it to learn on."""
    now = timezone.now() - timedelta(hours=1)
    interview = making.finished(alice, guide, now)
    question = Question.objects.exclude(pk__in=interview.answers.values("version__question")).first()
    making.samples(question, now)
    return interview


def follow(page, name):
    """Go to a link or button with the tabulator and press it."""
    target = page.get_by_role("main").get_by_text(name, exact=True).first
    for _ in range(80):
        if target.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(target).to_be_focused()
    page.keyboard.press("Enter")


def judge_all(page, steps):
    """Choose in every group of the sample in front: the choice that is `steps` below the first."""
    groups = page.locator("fieldset").count()
    for number in range(groups):
        first = page.locator("fieldset").nth(number).locator("input").first
        for _ in range(40):
            if first.evaluate("element => element === document.activeElement"):
                break
            page.keyboard.press("Tab")
        expect(first).to_be_focused()
        page.keyboard.press("Space")
        for _ in range(steps):
            page.keyboard.press("ArrowDown")
    expect(page.locator("[data-words]")).to_have_text(f"{groups} of {groups} judged.")
    expect(page.locator("[data-saving]")).to_have_text("Saved")


def test_three_samples_are_rated_by_the_keyboard_alone_on_a_phone(open_page, alice, offered, axe, fits):
    page = open_page(alice, width=360, height=740, scheme="dark")
    page.goto(reverse("ended", args=[offered.pk]))
    axe(page)
    follow(page, "Learn to rate (about 6 minutes)")
    expect(page.get_by_role("heading", level=1)).to_have_text("Learn to rate")
    axe(page)
    fits(page)
    page.keyboard.press("Tab")
    follow(page, "Begin, about 2 minutes")
    for number, button in ((1, "Save and next sample"), (2, "Save and next sample"), (3, "Save and see the reference")):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Sample {number} of 3")
        judge_all(page, steps=1)
        if number == 1:
            axe(page)
            fits(page)
        follow(page, button)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your levels lie 1.0 from the reference on average.")
    axe(page)
    fits(page)
    follow(page, "The weak sample")
    expect(page.get_by_role("heading", level=1)).to_have_text("The weak sample")
    axe(page)
    fits(page)
