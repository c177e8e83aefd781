"""Reading guides in a real browser: the contents beside a long guide, by keyboard and on a phone; every page fits."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from questions.models import FocusTopic, FrequentlyAsked, Round, Source, Tip
from sessions.models import Scope
from sessions.transitions import studying
from tests import making

MARKED = ".side a[aria-current]"


@pytest.fixture
def guide(roles):
    """A guide with every part, long enough to scroll."""
    long = "It is a **long** text about what happens there and why. " * 20
    guide = making.guide(
        rounds=3, topics=2, questions=1, summary="Three talks.", overview=long, questions_to_ask=["What is hard?"]
    )
    Round.objects.update(what_to_expect=long)
    FocusTopic.objects.update(description=long, expected_at_level="A whole area.", example="*I ran it.*")
    first = Round.objects.get(key="round-1")
    Tip.objects.create(guide=guide, key="a", title="Be calm", body=long)
    Tip.objects.create(guide=guide, key="b", title="Be early", body=long, round=first)
    Tip.objects.create(guide=guide, key="c", title="Be short", body=long, topic=first.topics.first())
    FrequentlyAsked.objects.create(guide=guide, key="f", question="How long?", answer=long)
    Source.objects.create(guide=guide, key="s", title="A source", verified_on="2026-11-03")
    return guide


def address(guide):
    return reverse("guide", args=[guide.slug])


def test_the_contents_stay_in_view_and_mark_what_one_reads(open_page, guide):
    page = open_page()
    page.goto(address(guide))
    expect(page.locator(MARKED)).to_have_text("At a glance")
    page.locator("#round-round-2").evaluate("part => scrollTo(0, part.getBoundingClientRect().top + scrollY - 100)")
    expect(page.locator(MARKED)).to_have_text("2. Round 2")
    expect(page.locator(MARKED)).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(page.locator(MARKED)).to_have_text("Sources")
    expect(page.locator(MARKED)).to_be_in_viewport(ratio=1)


def test_by_keyboard_one_goes_to_a_part_and_it_stays_marked(open_page, guide):
    page = open_page()
    page.goto(address(guide))
    link = page.get_by_role("link", name="Questions to ask")
    link.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#ask$"))
    # It is short and stands near the end: the page cannot bring it to the top, and still it is the one that was chosen.
    expect(page.locator(MARKED)).to_have_text("Questions to ask")
    expect(page.locator("#ask")).to_be_in_viewport()


def test_on_a_phone_the_contents_are_a_line_that_opens_and_closes(open_page, guide, axe, fits):
    page = open_page(width=360, height=640, scheme="dark")
    page.goto(address(guide))
    link = page.get_by_role("link", name="Questions asked often")
    expect(page.locator(MARKED)).to_have_count(1)
    expect(link).to_be_hidden()
    page.locator(".side summary").focus()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    axe(page)
    fits(page)
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(page.locator(".side summary")).to_be_focused()
    page.keyboard.press("Enter")
    link.click()
    expect(link).to_be_hidden()
    expect(page.locator("#faq h2")).to_be_in_viewport()
    expect(page.locator(".side summary")).to_be_in_viewport(ratio=1)
    expect(page.locator(".side summary")).to_contain_text("Questions asked often")


def test_without_javascript_the_contents_lead_on_as_well(open_page, guide):
    wide = open_page(javascript=False)
    wide.goto(address(guide))
    wide.get_by_role("link", name="Questions to ask").click()
    expect(wide.locator("#ask")).to_be_in_viewport()
    expect(wide.get_by_role("link", name="At a glance")).to_be_in_viewport()
    phone = open_page(width=360, javascript=False)
    phone.goto(address(guide))
    phone.locator(".side summary").click()
    phone.get_by_role("link", name="Questions to ask").click()
    expect(phone.locator("#ask")).to_be_in_viewport()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (768, "light"), (1280, "dark")])
def test_its_pages_are_accessible_and_fit(open_page, axe, fits, alice, guide, width, scheme):
    first = Round.objects.get(key="round-1")
    making.rated(alice, guide, timezone.now(), mark=0, scope=Scope.ROUND, place=first)
    studying.mark(alice, first.topics.first().questions.first(), "not_yet", timezone.now())
    page = open_page(alice, width=width, scheme=scheme)
    for url, said in (
        (reverse("guides"), "2 of 6 topics practised, last today."),
        (address(guide), "2 of 2 topics practised, most recently"),
        (reverse("round", args=[guide.slug, "round-1"]), "You have practised 2 of 2 topics, last today."),
        (reverse("topic", args=[guide.slug, "topic-1-1"]), "You have answered 1 of 1 question, last today."),
    ):
        page.goto(url)
        expect(page.get_by_text(said)).to_be_visible()
        axe(page)
        fits(page)
