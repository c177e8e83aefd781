"""Planning in a real browser: the sentence follows the choice, by htmx and without JavaScript."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from questions.models import Question, Status
from sessions.models import MockInterview
from tests import making

SENTENCE = "16 minutes, 2 questions, about 8 minutes each, one at a time, no way back."


@pytest.fixture
def guide(roles):
    """A guide whose second round has no questions."""
    guide = making.guide(rounds=3, topics=3, questions=3)
    Question.objects.filter(topic__round__key="round-2").update(status=Status.DRAFT)
    return guide


def address(guide, query=""):
    return reverse("plan", args=[guide.slug]) + query


def test_the_sentence_and_the_numbers_follow_the_choice(open_page, alice, guide):
    page = open_page(alice)
    page.goto(address(guide))
    sentence = page.locator("#offer output")
    expect(sentence).to_have_text(SENTENCE)
    page.get_by_role("radio", name=re.compile("^Mixed")).check()
    expect(sentence).to_contain_text("45 minutes, 6 questions")
    expect(page.locator("#count-10")).to_be_visible()
    page.locator("#count-3").check()
    expect(sentence).to_contain_text("22 minutes, 3 questions")
    page.get_by_role("radio", name="200 %").check()
    expect(sentence).to_contain_text("44 minutes, 3 questions, about 15 minutes each")
    page.get_by_role("radio", name=re.compile("^Open")).check()
    expect(sentence).to_have_text("3 questions, no clock, back and forth as you like.")
    page.get_by_role("button", name="Start the interview").click()
    expect(page).to_have_url(re.compile("/room/"))
    interview = MockInterview.objects.get()
    assert (interview.scope, interview.pacing, interview.answers.count()) == ("mix", "open", 3)


def test_the_keyboard_alone_is_enough_and_keeps_its_place(open_page, alice, guide):
    page = open_page(alice)
    page.goto(address(guide))
    page.locator("[name=scope][value='round:round-1']").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=scope][value='round:round-3']")).to_be_focused()
    expect(page.locator("input[name=offered]")).to_have_value("round:round-3")
    expect(page.locator("[name=scope][value='round:round-3']")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#count-2")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#offer output")).to_have_text("8 minutes, 1 question, no way back.")
    expect(page.locator("#count-1")).to_be_focused()
    page.get_by_role("button", name="Start the interview").press("Enter")
    expect(page).to_have_url(re.compile("/room/"))


def test_it_works_without_javascript(open_page, alice, guide):
    page = open_page(alice, javascript=False)
    page.goto(address(guide, "?round=round-3"))
    expect(page.locator("#offer output")).to_have_text(SENTENCE)
    page.locator("#count-1").check()
    page.get_by_role("button", name="Show what will happen").click()
    expect(page.locator("#offer output")).to_have_text("8 minutes, 1 question, no way back.")
    page.get_by_role("button", name="Start the interview").click()
    expect(page).to_have_url(re.compile("/room/"))
    assert MockInterview.objects.get().round.key == "round-3"


def test_two_presses_in_a_row_give_one_interview(open_page, alice, guide):
    page = open_page(alice)
    page.goto(address(guide))
    page.get_by_role("button", name="Start the interview").dblclick()
    expect(page).to_have_url(re.compile("/room/"))
    assert MockInterview.objects.count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_it_is_accessible_and_fits(open_page, axe, fits, alice, guide, scheme, width):
    page = open_page(alice, width=width, scheme=scheme)
    page.goto(address(guide, "?topic=topic-3-1"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan an interview")
    axe(page)
    fits(page)


def test_mistakes_and_another_interview_are_accessible_too(open_page, axe, fits, alice, guide):
    page = open_page(alice, width=360)
    page.goto(address(guide, "?round=no-such"))
    expect(page.get_by_role("alert")).to_be_focused()
    axe(page)
    making.running(alice, guide, timezone.now())
    page.goto(address(guide))
    expect(page.get_by_role("link", name="Go back to the room")).to_be_visible()
    axe(page)
    fits(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_on_the_way_are_accessible_and_fit(open_page, axe, fits, alice, carol, guide, scheme, width):
    visitor = open_page(width=width, scheme=scheme)
    for path in ("/", reverse("guides"), reverse("guide", args=[guide.slug])):
        visitor.goto(path)
        axe(visitor)
        fits(visitor)
    page = open_page(alice, width=width, scheme=scheme)
    page.goto("/")
    axe(page)
    making.submitted(alice, carol, guide, timezone.now() - timedelta(days=2))
    making.finished(alice, guide, timezone.now() - timedelta(days=1), seed=2)
    for path in ("/", reverse("guide", args=[guide.slug])):
        page.goto(path)
        axe(page)
        fits(page)
    making.running(alice, guide, timezone.now(), seed=3)
    page.goto("/")
    axe(page)
    fits(page)
