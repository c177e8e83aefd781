"""Make my list in a real browser: paste, preview, import, practise; on a telephone, with the screens looked at."""

from django.urls import reverse
from playwright.sync_api import expect

from sessions.forms.imports import PROMPT
from tests import making

LIST = """# My Acme list

## Round 1: Screen

**1. Why do you want to work at Acme?**

**Expected answer:** It names a fact. It links the fact to own work. It says what comes next.

**2. Tell me about a time you failed.**

Shall I go on?
"""


def test_a_list_is_pasted_looked_at_imported_and_practised(open_page, alice, axe):
    making.rubric("behavioural")
    page = open_page(alice, width=360)
    page.goto(reverse("guides"))
    page.get_by_role("link", name="Make my list").click()
    axe(page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the request").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == PROMPT
    page.get_by_label("Paste your list").fill(LIST)
    page.get_by_role("button", name="Read my list").click()
    expect(page.get_by_role("heading", name="What your list becomes")).to_be_visible()
    expect(page.get_by_text("2 questions were understood.")).to_be_visible()
    axe(page)
    page.get_by_label("Title").fill("My own guide")
    page.get_by_role("button", name="Import, with the proposed key points").click()
    expect(page.get_by_role("heading", name="Your list is ready")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Practise it now").click()
    page.get_by_role("button", name="Start the interview").click()
    expect(page.get_by_role("textbox")).to_be_visible()


def test_a_long_list_shows_how_far_it_is_and_comes_to_its_preview_by_itself(open_page, alice):
    making.rubric("behavioural")
    page = open_page(alice)
    page.goto(reverse("make_list"))
    many = [f"**{n}. What is thing {n}?**\n\n**Answer:** {'Words. ' * 60}\n" for n in range(1, 90)]
    page.get_by_label("Paste your list").fill("\n".join(many))
    page.get_by_role("button", name="Read my list").click()
    expect(page.get_by_text("89 questions were understood.")).to_be_visible()
