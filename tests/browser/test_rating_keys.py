"""Rating by single keys, with passages tied as evidence: few keys, no mouse, narrow pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from questions.models import Criterion, Question
from sessions.transitions import ratings
from tests import making

TEXT = "I asked three people first. 🙂 Then we measured it & stopped.\n\nIt saved two weeks."


@pytest.fixture
def interview(alice, guide):
    """Under rating: two answers, each with 3 key points and 3 criteria."""
    rubric = making.rubric(criteria=3)
    third = Criterion.objects.get(rubric=rubric, position=3)
    for question in Question.objects.all():
        question.criteria.add(third)
    made = making.finished(alice, guide, timezone.now() - timedelta(hours=2), texts=(TEXT, TEXT))
    ratings.begin(made, timezone.now())
    return made


def at(interview, position):
    return reverse("rate_answer", args=[interview.pk, position])


class Counted:
    """The keyboard of a page, counting what is pressed."""

    def __init__(self, page):
        self.page = page
        self.presses = 0

    def press(self, *keys):
        for key in keys:
            self.presses += 1
            self.page.keyboard.press(key)


def saved(page):
    expect(page.locator("[data-saving]")).to_have_text("Saved")


def test_an_answer_takes_eight_keys_and_leads_to_the_next(open_page, alice, interview):
    page = open_page(alice)
    page.goto(at(interview, 1))
    keys = Counted(page)
    keys.press("o")
    expect(page.locator("#kp-point-1 input").first).to_be_focused()
    keys.press("2", "0", "1", "3", "n", "4")
    expect(page.locator("[data-words]")).to_have_text("6 of 6 judged.")
    expect(page.locator("[data-whole]")).to_have_text("Whole interview: 6 of 12 judged")
    expect(page.locator(".dock .prime")).to_be_focused()
    keys.press("Enter")
    expect(page).to_have_url(at(interview, 2))
    assert keys.presses <= 8
    page.keyboard.press("k")
    expect(page).to_have_url(at(interview, 1))
    chosen = page.locator("fieldset input:checked").evaluate_all("all => all.map((one) => one.value)")
    assert chosen == ["2", "0", "1", "3", "none", "4"]


def test_keys_act_inside_their_group_alone_and_not_at_all_where_they_are_switched_off(open_page, alice, interview):
    page = open_page(alice)
    page.goto(at(interview, 1))
    page.keyboard.press("2")
    page.locator("#kp-point-2 input").first.focus()
    page.keyboard.press("4")
    page.keyboard.press("Enter")
    expect(page.locator("#kp-point-3 input").first).to_be_focused()
    page.get_by_label("Note to yourself").press_sequentially("0jo")
    expect(page.get_by_label("Note to yourself")).to_have_value("0jo")
    expect(page.locator("fieldset input:checked")).to_have_count(0)
    saved(page)
    type(alice).objects.filter(pk=alice.pk).update(single_keys=False)
    page.reload()
    page.locator("#kp-point-1 input").first.focus()
    page.keyboard.press("2")
    page.keyboard.press("j")
    page.keyboard.press("Space")
    saved(page)
    expect(page.locator("fieldset input:checked")).to_have_count(1)
    expect(page.locator("#kp-point-1 input").first).to_be_checked()


def test_selected_words_are_tied_shown_and_taken_off_again(open_page, alice, interview):
    page = open_page(alice)
    page.goto(at(interview, 1))
    page.locator("[data-passages]").evaluate(
        """(text) => {
          const [first, last] = [text.querySelector("p"), text.querySelector("p:last-of-type")];
          const range = document.createRange();
          range.setStart(first.querySelectorAll("[data-start]")[1].firstChild, 3);
          range.setEnd(last.querySelector("[data-start]").firstChild, 8);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    group = page.locator("#kp-point-2")
    group.locator("details.tie > summary").click()
    tied = group.locator("q")
    expect(tied).to_have_text("Then we measured it & stopped. It saved")
    marked = page.locator("mark[data-ids]")
    expect(marked).to_have_text(["Then we measured it & stopped.", "It saved"])
    expect(page.locator("a.pin")).to_have_text("1")
    group.get_by_role("button", name="Take off").click()
    expect(tied).to_have_count(0)
    expect(marked).to_have_count(0)
    group.get_by_role("button", name="Put it back").click()
    expect(tied).to_have_text("Then we measured it & stopped. It saved")
    page.reload()
    expect(marked).to_have_text(["Then we measured it & stopped.", "It saved"])


def test_at_360_pixels_by_keyboard_alone_with_sentences_by_number(open_page, alice, interview, axe, fits):
    page = open_page(alice, width=360, height=740)
    page.goto(at(interview, 1))
    page.keyboard.press("o")
    page.keyboard.press("e")
    page.keyboard.press("9")
    page.keyboard.press("Enter")
    expect(page.locator("[data-saving]")).to_contain_text("write the number of a sentence, 1 to 3")
    page.keyboard.press("Backspace")
    page.keyboard.type("1-2")
    page.keyboard.press("Enter")
    expect(page.locator("#tied-kp-point-1 q")).to_have_text(
        "I asked three people first. 🙂 Then we measured it & stopped."
    )
    expect(page.locator("#kp-point-1 details.tie > summary")).to_be_focused()
    page.keyboard.press("2")
    expect(page.locator("#kp-point-2 input").first).to_be_focused()
    expect(page.locator("#kp-point-2 input").first).to_be_in_viewport()
    saved(page)
    page.locator(".keys-help > summary").click()
    axe(page)
    fits(page)


def test_without_a_script_sentences_are_tied_by_number(open_page, alice, interview):
    page = open_page(alice, javascript=False)
    page.goto(at(interview, 1))
    expect(page.locator(".nr")).to_have_text(["1", "2", "3"])
    expect(page.locator(".nr").first).to_be_visible()
    group = page.locator("#c-behavioural-criterion-2")
    group.get_by_label("3", exact=False).first.check()
    group.locator("details.tie > summary").click()
    group.get_by_label("Sentence number").fill("3")
    group.get_by_role("button", name="Tie", exact=True).click()
    expect(group.locator("q")).to_have_text("It saved two weeks.")
    expect(group.locator("input:checked")).to_have_count(1)
    group.get_by_role("button", name="Take off").click()
    expect(group.locator("q")).to_have_count(0)


def test_a_coach_ties_passages_too(open_page, alice, carol, guide):
    review = making.claimed(alice, carol, guide, timezone.now() - timedelta(hours=2), texts=(TEXT,))
    page = open_page(carol)
    page.goto(reverse("review_answer", args=[review.pk, 1]))
    page.locator("#kp-point-1 details.tie > summary").click()
    page.locator("#sentences-kp-point-1").fill("3")
    page.locator("#sentences-kp-point-1").press("Enter")
    expect(page.locator("#tied-kp-point-1 q")).to_have_text("It saved two weeks.")
    expect(page.locator("mark[data-ids]")).to_have_text("It saved two weeks.")
    page.locator("[data-passages] p").first.click(click_count=3)
    expect(page.locator("[data-comment-box] [name=quote]")).to_have_value(
        "I asked three people first. 🙂 Then we measured it & stopped."
    )
    page.locator("#kp-point-2 details.tie > summary").click()
    expect(page.locator("#tied-kp-point-2 q")).to_contain_text("I asked three people first.")
    expect(page.locator("[data-comment-box] [name=quote]")).to_have_value("")


def test_a_note_changed_in_two_tabs_keeps_both_texts(open_page, alice, interview):
    one = open_page(alice)
    one.goto(at(interview, 1))
    other = one.context.new_page()
    other.goto(at(interview, 1))
    one.get_by_label("Note to yourself").press_sequentially("From one.")
    saved(one)
    other.get_by_label("Note to yourself").press_sequentially("From the other.")
    expect(other.locator("[data-other-text]")).to_have_text("From one.")
    expect(other.locator("[data-saving]")).to_contain_text("changed in another tab")
    other.get_by_role("button", name="Put both together").click()
    saved(other)
    one.reload()
    expect(one.get_by_label("Note to yourself")).to_have_value("From one.\n\nFrom the other.")
