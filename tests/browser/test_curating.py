"""Keeping the bank in a real browser: the order of key points, many questions at once, saved filters, the preview."""

from django.urls import reverse
from playwright.sync_api import expect

from questions.models import Question


def points(page):
    return page.locator("[data-rows] > [data-point]")


def texts(page):
    return points(page).locator("textarea[name$='-text']")


def test_key_points_are_ordered_by_keyboard_and_pointer_and_previewed_unsaved(open_page, erin, guide, axe, fits):
    question = Question.objects.get(key="acme-pm-1-1-1")
    page = open_page(erin, width=360, scheme="dark")
    page.goto(reverse("admin:questions_question_change", args=[question.pk]))
    expect(texts(page)).to_have_count(4)  # the fourth is empty, for whoever wants one
    expect(page.locator(".field-position").last).to_be_hidden()
    axe(page)
    fits(page)
    third = texts(page).nth(2)
    third.focus()
    third.press("Alt+ArrowUp")
    expect(page.locator("[data-says]")).to_have_text("Key point moved to place 2 of 4.")
    expect(third).not_to_be_focused()
    expect(texts(page).nth(1)).to_be_focused()
    points(page).nth(0).get_by_role("button", name="Move down").press("Enter")
    expect(texts(page).nth(0)).to_have_value("SECRET-POINT-3-acme-pm-1-1-1")
    page.get_by_role("button", name="Add a key point").click()
    expect(texts(page).nth(4)).to_be_focused()
    texts(page).nth(4).fill("Names the price")
    handle = points(page).nth(4).locator("[data-handle]")
    handle.scroll_into_view_if_needed()
    handle.hover()
    page.mouse.down()
    goal = points(page).nth(3).bounding_box()
    page.mouse.move(goal["x"] + 40, goal["y"] + 20, steps=5)
    expect(texts(page).nth(3)).to_have_value("Names the price")
    page.mouse.up()
    expect(page.locator("[data-says]")).to_have_text("Key point moved to place 4 of 5.")
    with page.expect_popup() as opened:
        page.locator(".submit-row .preview").last.click()
    preview = opened.value
    expect(preview.get_by_role("heading", level=1, name="As a candidate sees it")).to_be_visible()
    expect(preview.locator("#card .points-2 li")).to_have_count(4)
    expect(preview.locator("#card .points-2 li").nth(3)).to_contain_text("Names the price")
    axe(preview)
    fits(preview)
    preview.close()
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert [point.text[-15:] for point in question.key_points.order_by("position")] == [
        "3-acme-pm-1-1-1",
        "1-acme-pm-1-1-1",
        "2-acme-pm-1-1-1",
        "Names the price",
    ]


def test_a_filter_is_kept_and_what_it_shows_moves_and_comes_back(open_page, erin, guide, axe):
    page = open_page(erin)
    page.goto(f"{reverse('admin:questions_question_changelist')}?q=acme-pm-1-1")
    page.get_by_text("Save these filters").click()
    page.get_by_label("Name", exact=True).fill("First topic")
    page.locator(".saved-filters").get_by_role("button", name="Save").click()
    kept = page.get_by_role("navigation", name="Saved filters").get_by_role("link", name="First topic")
    expect(kept).to_have_attribute("aria-current", "true")
    axe(page)
    page.locator("#action-toggle").check()
    page.get_by_label("Action:").select_option("move_to_topic")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("heading", name="Move questions to a topic")).to_be_visible()
    axe(page)
    page.get_by_label("Topic:").select_option("Topic 2.2")
    page.get_by_role("button", name="Change 2 questions").click()
    expect(page.locator(".messagelist")).to_contain_text("2 questions were moved to “Topic 2.2”.")
    expect(page.locator("td.field-place")).to_have_text(["Guide acme-pm › Topic 2.2"] * 2)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".messagelist")).to_contain_text("2 questions say again what they said before.")
    expect(page.locator("td.field-place")).to_have_text(["Guide acme-pm › Topic 1.1"] * 2)
