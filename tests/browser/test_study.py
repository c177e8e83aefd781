"""Studying in a real browser: by htmx, by keyboard, without JavaScript; and the text of "Try one"."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from questions import authoring
from questions.models import Question
from sessions.models import StudyMark
from tests import making

FIRST = "acme-pm-1-1-1"


@pytest.fixture
def guide(roles):
    """A guide with more questions than a page holds."""
    return making.guide(rounds=2, topics=2, questions=3)


def address(guide, query=""):
    return reverse("study", args=[guide.slug]) + query


def test_an_expected_answer_is_asked_for_and_the_question_marked(open_page, alice, guide):
    page = open_page(alice)
    page.goto(address(guide))
    expect(page.get_by_text(f"SECRET-EXPECTED-{FIRST}")).to_have_count(0)
    page.get_by_role("button", name="Show the expected answer").click()
    expect(page.get_by_text(f"SECRET-EXPECTED-{FIRST}")).to_be_visible()
    expect(page.get_by_role("heading", name="Expected answer")).to_be_focused()
    expect(page).to_have_url(re.compile("shown=1"))
    page.get_by_role("button", name="Shaky").click()
    expect(page.get_by_role("button", name="Shaky")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Shaky")).to_be_focused()
    expect(page.get_by_text(f"SECRET-EXPECTED-{FIRST}")).to_be_visible()
    assert StudyMark.objects.get().mark == "shaky"
    page.get_by_role("link", name="Next question").click()
    expect(page.locator("#prompt")).to_have_text("Prompt of acme-pm-1-1-2?")
    expect(page.get_by_text("SECRET")).to_have_count(0)
    page.go_back()
    expect(page.locator("#prompt")).to_have_text(f"Prompt of {FIRST}?")


def test_the_filters_apply_themselves_and_keep_the_focus(open_page, alice, guide):
    page = open_page(alice)
    page.goto(address(guide))
    page.get_by_label("Topic").focus()
    page.get_by_label("Topic").select_option("topic-2-1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Topic 2.1")
    expect(page.get_by_label("Topic")).to_be_focused()
    expect(page).to_have_url(re.compile("topic=topic-2-1"))


def test_words_are_searched_for_and_marked(open_page, axe, fits, alice, guide):
    authoring.write_entries(Question.objects.all())
    page = open_page(alice, width=360)
    page.goto(address(guide))
    page.get_by_label("Words").fill("PROMPT of 1-2")
    page.get_by_label("Words").press("Enter")
    expect(page.get_by_text("questions hold “PROMPT of 1-2”")).to_be_visible()
    expect(page).to_have_url(re.compile("text=PROMPT"))
    expect(page.get_by_label("Words")).to_be_focused()
    expect(page.locator(".deck mark").first).to_have_text("Prompt")
    axe(page)
    fits(page)
    page.get_by_role("link", name="Search all guides").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Search all guides")
    expect(page.get_by_label("Words")).to_have_value("PROMPT of 1-2")
    axe(page)
    fits(page)


def test_it_works_without_javascript(open_page, alice, guide):
    page = open_page(alice, javascript=False)
    page.goto(address(guide))
    page.get_by_label("Round").select_option("round-2")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Round 2")
    page.get_by_role("button", name="Show the expected answer").click()
    expect(page.get_by_text("SECRET-EXPECTED-acme-pm-2-1-1")).to_be_visible()
    page.get_by_role("button", name="Know it").click()
    expect(page.get_by_role("button", name="Know it")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("SECRET-EXPECTED-acme-pm-2-1-1")).to_be_visible()


def test_nothing_of_it_is_left_in_the_browser_when_an_interview_starts(open_page, alice, guide):
    page = open_page(alice)
    page.goto(address(guide))
    page.get_by_role("button", name="Show the expected answer").click()
    expect(page.get_by_text(f"SECRET-EXPECTED-{FIRST}")).to_be_visible()
    page.get_by_role("link", name="Next question").click()
    expect(page.locator("#prompt")).to_have_text("Prompt of acme-pm-1-1-2?")
    assert "SECRET" not in page.evaluate(
        "() => JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})"
    )
    making.running(alice, guide, timezone.now())
    page.go_back()
    expect(page.get_by_text("hidden while your interview runs")).to_be_visible()
    expect(page.get_by_text("SECRET")).to_have_count(0)


def test_a_visitors_text_stays_in_the_browser_until_they_compare_and_discard_it(open_page, alice, guide):
    page = open_page()
    page.goto("/")
    page.get_by_label("Your answer").fill("I would ask first.\n\nThen decide.")
    page.reload()
    expect(page.get_by_label("Your answer")).to_have_value("I would ask first.\n\nThen decide.")
    page.get_by_role("link", name="Sign in and compare").click()
    page.locator("input[name=login]").fill(alice.email)
    page.locator("input[name=password]").fill(making.PASSWORD)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("#prompt")).to_have_text(f"Prompt of {FIRST}?")
    expect(page.get_by_label("Your answer")).to_have_value("I would ask first.\n\nThen decide.")
    page.get_by_role("button", name="Show the expected answer").click()
    expect(page.get_by_text(f"SECRET-EXPECTED-{FIRST}")).to_be_visible()
    expect(page.locator(".tried")).to_contain_text("Then decide.")
    page.get_by_role("button", name="Discard it").click()
    expect(page.locator(".tried")).to_be_hidden()
    page.reload()
    expect(page.locator(".tried")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_it_is_accessible_and_fits(open_page, axe, fits, alice, guide, scheme, width):
    visitor = open_page(width=width, scheme=scheme)
    visitor.goto(address(guide))
    axe(visitor)
    fits(visitor)
    page = open_page(alice, width=width, scheme=scheme)
    page.goto(address(guide))
    page.get_by_role("button", name="Show the expected answer").click()
    expect(page.get_by_text(f"SECRET-EXPECTED-{FIRST}")).to_be_visible()
    page.get_by_role("button", name="Know it").click()
    expect(page.get_by_role("button", name="Know it")).to_have_attribute("aria-pressed", "true")
    axe(page)
    fits(page)
    page.goto(address(guide, "?kind=strategy"))
    axe(page)
    making.running(alice, guide, timezone.now())
    page.goto(address(guide, f"?q={Question.objects.first().key}"))
    expect(page.get_by_text("hidden while your interview runs")).to_be_visible()
    axe(page)
    fits(page)
