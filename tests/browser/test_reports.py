"""Reporting a problem, and the plain list, in a real browser: with and without JavaScript, narrow, on paper."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from questions import reporting
from questions.models import Question
from tests import making

KEY = "acme-pm-1-1-1"


@pytest.fixture
def guide(roles):
    """A guide of two rounds."""
    return making.guide(rounds=2, topics=1, questions=2)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_problem_is_reported_from_the_card_added_to_and_taken_back(open_page, axe, fits, alice, guide, javascript):
    page = open_page(alice, width=360, scheme="dark" if javascript else "light", javascript=javascript)
    # Without JavaScript the checker cannot run; the page is the same one.
    look = axe if javascript else fits
    page.goto(f"{reverse('study', args=[guide.slug])}?q={KEY}")
    page.get_by_role("link", name="Report a problem").click()
    page.get_by_label("Something else").check()
    page.get_by_role("button", name="Send the report").click()
    expect(page.locator("#words-error")).to_have_text("Say in your words what it is.")
    expect(page.get_by_label("Something else")).to_be_checked()
    look(page)
    page.get_by_label("In your words").fill("The year is wrong.")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_text("Thank you. A curator looks at it")).to_be_visible()
    expect(page.locator("#prompt")).to_have_text(f"Prompt of {KEY}?")
    page.get_by_role("link", name="Report a problem").click()
    expect(page.get_by_text("The year is wrong.")).to_be_visible()
    look(page)
    fits(page)
    page.get_by_label("More words").fill("It is 2020.")
    page.get_by_role("button", name="Add to your report").click()
    expect(page.get_by_text("Thank you. A curator looks at it")).to_be_visible()
    page.get_by_role("link", name="Report a problem").click()
    expect(page.get_by_text("It is 2020.")).to_be_visible()
    page.get_by_role("link", name="Take it back").click()
    look(page)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("Your report is taken back.")).to_be_visible()


def test_a_curator_settles_it(open_page, axe, alice, erin, guide, now):
    reporting.report(Question.objects.get(key=KEY), alice, "wrong", "The year is wrong.", now)
    page = open_page(erin)
    page.goto(reverse("admin:index"))
    page.get_by_role("link", name="1 problem report waits for a curator").click()
    page.locator("#result_list").get_by_role("link", name="Something in it is wrong").click()
    page.get_by_label("mended").check()
    page.get_by_label("Answer to the reporter").fill("It says 2020 now.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    page = open_page(alice)
    page.goto(reverse("inbox"))
    page.get_by_role("link", name="Settled: a problem that you reported").click()
    expect(page.locator("#prompt")).to_have_text(f"Prompt of {KEY}?")
    page.goto(reverse("report_problem", args=[KEY]))
    expect(page.get_by_text("It says 2020 now.")).to_be_visible()
    axe(page)


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_the_list_is_read_copied_printed_and_taken_along(open_page, axe, fits, alice, guide, width, scheme):
    page = open_page(alice, width=width, scheme=scheme, permissions=["clipboard-read", "clipboard-write"])
    page.goto(reverse("question_list", args=[guide.slug]))
    page.get_by_label("Shows", exact=True).select_option("answers")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text(f"SECRET-EXPECTED-{KEY}")).to_be_visible()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.index("Round 1") < copied.index(f"Prompt of {KEY}?") < copied.index("Round 2")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as CSV").click()
    assert download.value.suggested_filename == "acme-pm.csv"
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_text(f"SECRET-EXPECTED-{KEY}")).to_be_visible()
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    fits(page)


def test_without_javascript_the_list_has_no_dead_button(open_page, guide):
    page = open_page(width=360, javascript=False)
    page.goto(reverse("question_list", args=[guide.slug]))
    expect(page.get_by_text(f"Prompt of {KEY}?")).to_be_visible()
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
