"""A coach at work in a real Chromium: from the queue to the submitted review, by mouse, by keyboard, without script."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from sessions.models import Rating, Review
from sessions.transitions import reviews
from tests import making

BOTH = [(1280, "light"), (360, "dark")]


@pytest.fixture
def then():
    """A day ago."""
    return timezone.now() - timedelta(days=1)


@pytest.fixture
def waiting(alice, guide, then):
    """Alice's interview, waiting for whoever is free."""
    return making.handed_in(alice, guide, then)


def choose_all(page, level="3"):
    """Choose a mark for every key point and a level for every criterion."""
    for fieldset in page.locator("fieldset.kp").all():
        fieldset.get_by_label("Specifically").check()
    for fieldset in page.locator("fieldset.crit").all():
        fieldset.locator(f"input[value='{level}']").check()


def test_from_the_queue_to_the_submitted_review(open_page, carol, waiting):
    page = open_page(carol)
    page.goto(reverse("reviews"))
    page.get_by_role("button", name="Claim").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("A candidate")
    choose_all(page)
    page.get_by_label("Note for the candidate").fill("Say how you know.")
    page.get_by_role("button", name="Save and next answer").click()
    expect(page.get_by_role("link", name="1 done")).to_be_visible()
    choose_all(page)
    page.get_by_role("button", name="Save and conclude").click()
    page.get_by_role("radio", name="Yes", exact=True).check()
    page.get_by_label("Summary for the candidate").fill("Keep the order.")
    page.get_by_role("checkbox", name="Topic 1.1").check()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("status").first).to_contain_text("The review is submitted")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Alice")
    review = Review.objects.get()
    assert (review.verdict, review.summary, review.practise_next.count()) == ("yes", "Keep the order.", 1)
    assert sorted(Rating.objects.filter(review=review).values_list("note", flat=True)) == ["", "Say how you know."]


def test_without_javascript_the_same_way_leads_through(open_page, carol, waiting):
    page = open_page(carol, javascript=False)
    page.goto(reverse("reviews"))
    page.get_by_role("button", name="Claim").click()
    choose_all(page)
    page.get_by_role("button", name="Save and next answer").click()
    choose_all(page)
    page.get_by_role("button", name="Save and conclude").click()
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("#verdict-error")).to_contain_text("Choose one of the four")
    page.get_by_role("radio", name="No", exact=True).check()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("status").first).to_contain_text("The review is submitted")


def test_choices_are_saved_as_one_goes(open_page, carol, waiting):
    review = reviews.claim(waiting, carol, timezone.now())
    page = open_page(carol)
    page.goto(reverse("review_answer", args=[review.pk, 1]))
    choose_all(page, level="2")
    expect(page.locator("[data-words]")).to_have_text("5 of 5 judged.")
    expect(page.locator("[data-saving]")).to_have_text("Saved")
    expect(page.locator("[data-stop]")).to_have_text("done")
    with page.expect_response(lambda response: response.url.endswith("/save/") and response.ok):
        page.get_by_label("Note for the candidate").fill("Kept by itself.")
    expect(page.locator("[data-saving]")).to_have_text("Saved")
    page.reload()
    expect(page.locator("input:checked")).to_have_count(5)
    expect(page.get_by_label("Note for the candidate")).to_have_value("Kept by itself.")


def test_the_conclusion_is_saved_as_one_goes(open_page, carol, waiting):
    review = reviews.claim(waiting, carol, timezone.now())
    page = open_page(carol)
    page.goto(reverse("review_conclusion", args=[review.pk]))
    page.get_by_role("radio", name="Strong no").check()
    expect(page.locator("[data-saving]")).to_have_text("Saved")
    with page.expect_response(lambda response: response.url.endswith("/save/") and response.ok):
        page.get_by_label("Summary for the candidate").fill("So far.")
    expect(page.locator("[data-saving]")).to_have_text("Saved")
    page.reload()
    expect(page.get_by_role("radio", name="Strong no")).to_be_checked()
    expect(page.get_by_label("Summary for the candidate")).to_have_value("So far.")


def test_a_claim_that_lapsed_meanwhile_is_said_while_judging(open_page, carol, waiting):
    review = reviews.claim(waiting, carol, timezone.now())
    page = open_page(carol)
    page.goto(reverse("review_answer", args=[review.pk, 1]))
    reviews.release(review, timezone.now())
    page.locator("fieldset.kp").first.get_by_label("Absent").check()
    expect(page.locator("[data-saving]")).to_contain_text("you do not hold this review any more")


def test_judging_by_keyboard_alone(open_page, carol, waiting):
    review = reviews.claim(waiting, carol, timezone.now())
    page = open_page(carol)
    page.goto(reverse("review_answer", args=[review.pk, 1]))
    page.locator("fieldset.kp").first.get_by_label("Absent").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("fieldset.kp").first.get_by_label("In general")).to_be_checked()
    # Past “Tie to passage”.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("fieldset.kp").nth(1).get_by_label("Absent")).to_be_checked()
    expect(page.locator("[data-words]")).to_have_text("2 of 5 judged.")


@pytest.mark.parametrize(("width", "scheme"), BOTH)
def test_every_page_is_accessible_and_fits(open_page, axe, fits, alice, bob, carol, guide, then, width, scheme):
    submitted = making.submitted(alice, carol, guide, then)
    work = making.claimed(bob, carol, guide, then)
    reviews.hand_in(making.rated(bob, guide, then + timedelta(hours=1)), then, requested_of=carol, note="Please.")
    page = open_page(carol, width=width, scheme=scheme)
    addresses = [reverse("reviews"), reverse("reviews") + "?whose=asked", reverse("release", args=[work.pk])]
    for review in (work, submitted):
        addresses.append(reverse("review_answer", args=[review.pk, 1]))
        addresses.append(reverse("review_conclusion", args=[review.pk]))
    for address in addresses:
        page.goto(address)
        axe(page)
        fits(page)


def test_an_incomplete_review_leads_to_what_is_open(open_page, axe, carol, waiting):
    review = reviews.claim(waiting, carol, timezone.now())
    page = open_page(carol)
    page.goto(reverse("review_conclusion", args=[review.pk]))
    page.get_by_role("radio", name="Yes", exact=True).check()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("alert")).to_contain_text("Some answers are still to be judged.")
    axe(page)
    page.get_by_role("link", name="Answer 1").click()
    expect(page.get_by_role("heading", name="Key points")).to_be_visible()


def test_an_empty_queue_is_accessible(open_page, axe, fits, carol):
    page = open_page(carol, width=360)
    page.goto(reverse("reviews"))
    axe(page)
    fits(page)
