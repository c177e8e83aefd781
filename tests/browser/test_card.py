"""The question card in a real browser: by keys alone, with the keys switched off, without JavaScript, on a phone."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from questions.models import Question, SampleAnswer, Standing
from questions.rubrics import version_of
from tests import making

FIRST, SECOND = "acme-pm-1-1-1", "acme-pm-1-1-2"
# What a screen reader says of what was done.
SAID = "main > [role=status]"


@pytest.fixture
def guide(roles):
    """A guide of three questions; the first has a rated sample and a related question."""
    made = making.guide(rounds=1, topics=1, questions=3)
    first = Question.objects.get(key=FIRST)
    first.related.add(Question.objects.get(key="acme-pm-1-1-3"))
    SampleAnswer.objects.create(
        version=version_of(first, timezone.now()),
        standing=Standing.STRONG,
        text="SECRET-SAMPLE",
        marks={"point-1": {"mark": 2, "reason": "Says when."}},
    )
    return made


def address(guide, query=""):
    return reverse("study", args=[guide.slug]) + query


def in_front(page, key):
    expect(page.locator("#prompt")).to_have_text(f"Prompt of {key}?")


def test_the_whole_circle_by_keys(open_page, alice, guide):
    page = open_page(alice)
    page.goto(address(guide))
    marked = page.locator("#card .know [aria-pressed=true]")
    said = page.locator(SAID)
    expect(page.locator("kbd", has_text="Space")).to_be_visible()
    # In a field they are letters.
    page.get_by_text("Write your answer here").click()
    page.get_by_label("Your answer").press_sequentially("1 2 f")
    page.get_by_label("Your answer").press("ArrowRight")
    page.get_by_label("Your answer").press("Tab")
    expect(page.get_by_role("button", name="Show the expected answer")).to_be_focused()
    # On a button space presses that button.
    page.keyboard.press("Space")
    expect(page.get_by_role("heading", name="Expected answer")).to_be_focused()
    expect(page.locator(".tried")).to_contain_text("1 2 f")
    expect(marked).to_have_count(0)
    page.keyboard.press("3")
    expect(marked).to_have_text("Know it3")
    expect(said).to_have_text("Marked know it.")
    page.keyboard.press("2")
    expect(marked).to_have_text("Shaky2")
    page.keyboard.press("2")
    expect(marked).to_have_count(0)
    expect(said).to_have_text("The mark is taken away.")
    page.keyboard.press("Control+2")
    page.keyboard.press("f")
    expect(page.get_by_role("button", name="Take the flag off")).to_be_visible()
    expect(said).to_have_text("Flagged.")
    expect(marked).to_have_count(0)
    # What is pressed ahead happens to the question that is in front by then.
    page.keyboard.press("1")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("3")
    page.keyboard.press("Space")
    expect(page.get_by_text(f"SECRET-EXPECTED-{SECOND}")).to_be_visible()
    expect(marked).to_have_text("Know it3")
    page.keyboard.press("ArrowLeft")
    in_front(page, FIRST)
    expect(page.locator("#prompt")).to_be_focused()
    expect(marked).to_have_text("Not yet1")
    expect(page.get_by_text("SECRET")).to_have_count(0)
    page.keyboard.press("Space")
    expect(page.get_by_text(f"SECRET-EXPECTED-{FIRST}")).to_be_visible()
    # Where the focus stood on something that is gone, it goes to the prompt.
    page.get_by_text("Sample answer (strong)").press("ArrowRight")
    in_front(page, SECOND)
    expect(page.locator("#prompt")).to_be_focused()


def test_switched_off_the_keys_do_nothing_and_the_buttons_all(open_page, alice, guide):
    type(alice).objects.filter(pk=alice.pk).update(single_keys=False)
    page = open_page(alice)
    page.goto(address(guide))
    for key in ("Space", "1", "f", "ArrowRight"):
        page.keyboard.press(key)
    page.get_by_role("button", name="Shaky").click()
    expect(page.locator(SAID)).to_have_text("Marked shaky.")
    expect(page.locator("#card [aria-pressed=true]")).to_have_text("Shaky")
    expect(page.get_by_role("button", name="Flag it")).to_be_visible()
    expect(page.get_by_text("SECRET")).to_have_count(0)
    expect(page.locator("kbd")).to_have_count(0)
    page.get_by_role("link", name="Next question").click()
    in_front(page, SECOND)
    expect(page.locator(SAID)).to_have_text(f"Question 2: Prompt of {SECOND}?")


def test_the_whole_circle_without_javascript(open_page, alice, guide):
    page = open_page(alice, javascript=False)
    page.goto(address(guide))
    # What needs a script is not shown: no field that would lose its text, no keys that do nothing.
    expect(page.locator("#scratch")).to_be_hidden()
    expect(page.locator("kbd", has_text="Space")).to_be_hidden()
    page.get_by_role("button", name="Show the expected answer").click()
    expect(page.get_by_text(f"SECRET-EXPECTED-{FIRST}")).to_be_visible()
    page.get_by_text("Sample answer (strong)").click()
    expect(page.get_by_text("SECRET-SAMPLE")).to_be_visible()
    expect(page.get_by_text("Says when.")).to_be_visible()
    page.get_by_role("button", name="Shaky").click()
    expect(page.get_by_role("button", name="Shaky")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Shaky").click()
    expect(page.get_by_role("button", name="Shaky")).to_have_attribute("aria-pressed", "false")
    page.get_by_role("button", name="Flag it").click()
    expect(page.get_by_role("button", name="Take the flag off")).to_be_visible()
    expect(page.get_by_text(f"SECRET-EXPECTED-{FIRST}")).to_be_visible()
    page.get_by_role("link", name="Next question").click()
    in_front(page, SECOND)
    page.locator(".beside a", has_text=f"Prompt of {FIRST}?").click()
    in_front(page, FIRST)


def test_what_one_wrote_is_not_shown_to_the_next_person_at_this_browser(open_page, live, alice, bob, guide):
    page = open_page(alice)
    page.goto(address(guide))
    page.get_by_text("Write your answer here").click()
    page.get_by_label("Your answer").fill("My own words.")
    for person, words in ((bob, ""), (alice, "My own words.")):
        client = Client()
        client.force_login(person)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live, "httpOnly": True}]
        )
        page.goto(address(guide))
        expect(page.locator(".me summary")).to_have_text(str(person))
        expect(page.locator("[data-scratch]")).to_be_visible()
        expect(page.locator("#scratch")).to_have_value(words)


def test_it_is_accessible_and_fits_on_a_phone_in_the_dark(open_page, axe, fits, alice, guide):
    page = open_page(alice, width=360, scheme="dark")
    page.goto(address(guide))
    page.get_by_text("Write your answer here").click()
    page.get_by_label("Your answer").fill("My own words.")
    axe(page)
    page.get_by_role("button", name="Show the expected answer").click()
    expect(page.locator(".tried")).to_contain_text("My own words.")
    page.get_by_text("Sample answer (strong)").click()
    expect(page.get_by_text("Says when.")).to_be_visible()
    page.get_by_role("button", name="Flag it").click()
    expect(page.get_by_role("button", name="Take the flag off")).to_be_focused()
    axe(page)
    fits(page)
    page.goto(reverse("keyboard"))
    axe(page)
    fits(page)
