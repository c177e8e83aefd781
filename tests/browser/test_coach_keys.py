"""A coach's work in few keys: five answers rated and commented, and comments tied to passages, in a real Chromium."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from sessions.models import Comment, Review, Verdict
from sessions.transitions import comments, phrases, reviews
from tests import making

# What is typed is not counted; everything else that a hand does is.
MOST = 60
TEXT = "I moved the redesign out. That frees seven engineers.\n\nI could be wrong about the first number."


@pytest.fixture
def then():
    """A day ago."""
    return timezone.now() - timedelta(days=1)


class Hand:
    """A hand on keyboard and mouse that counts what it presses; a key held with another one counts twice."""

    def __init__(self, page):
        self.page = page
        self.pressed = 0

    def press(self, *keys):
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += key.count("+") + 1

    def click(self, control):
        """Click a control."""
        control.click()
        self.pressed += 1

    def write(self, words):
        """Write words, which do not count."""
        self.page.keyboard.type(words)


def test_five_answers_take_at_most_sixty_keys_and_clicks(open_page, alice, carol, then):
    guide = making.guide(rounds=1, topics=1, questions=0)
    topic = guide.rounds.get().topics.get()
    for number in range(5):
        making.question(topic, f"question-{number}", key_points=3, criteria=3)
    texts = [f"Answer number {number}." for number in range(1, 6)]
    review = making.claimed(alice, carol, guide, then, texts=texts)
    page = open_page(carol)
    hand = Hand(page)
    page.goto(reverse("review", args=[review.pk]))
    for number in range(1, 6):
        expect(page.locator("nav.turn [aria-current]")).to_contain_text(str(number))
        expect(page.locator("html")).to_have_attribute("data-keys", "")
        hand.press("o", "2", "2", "1", "3", "3", "4")
        expect(page.locator("input:checked")).to_have_count(6)
        hand.press("c")
        expect(page.get_by_role("textbox", name="Comment", exact=True)).to_be_focused()
        hand.write(f"Comment number {number}.")
        hand.press("Control+Enter")
    expect(page.get_by_label("Summary for the candidate")).to_be_visible()
    hand.click(page.get_by_role("radio", name="Yes", exact=True))
    hand.click(page.get_by_label("Summary for the candidate"))
    hand.write("Keep the order.")
    hand.press("Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("The review is submitted")
    submitted = Review.objects.get()
    assert (submitted.verdict, submitted.summary) == ("yes", "Keep the order.")
    assert sorted(Comment.objects.values_list("answer__position", "text")) == [
        (number, f"Comment number {number}.") for number in range(1, 6)
    ]
    assert hand.pressed <= MOST


def test_a_selected_passage_is_commented_with_a_phrase_removed_and_put_back(open_page, alice, carol, guide, then):
    review = making.claimed(alice, carol, guide, then, texts=(TEXT, "Second."))
    phrases.keep(carol, "Say how you know.", then)
    page = open_page(carol)
    page.goto(reverse("review_answer", args=[review.pk, 1]))
    expect(page.locator("html")).to_have_attribute("data-keys", "")
    page.locator("[data-passages] p").nth(1).click(click_count=3)
    box = page.get_by_role("textbox", name="Comment", exact=True)
    expect(box).to_be_focused()
    expect(page.locator("[data-quote] q")).to_have_text("I could be wrong about the first number.")
    page.keyboard.type("/know")
    expect(page.get_by_role("option", name="Say how you know.")).to_be_visible()
    page.keyboard.press("Enter")
    expect(box).to_have_value("Say how you know.")
    page.get_by_role("button", name="Add the comment").click()
    note = page.get_by_role("article", name="Comment 1")
    expect(note).to_be_focused()
    expect(page.locator("mark.of-comment")).to_have_text("I could be wrong about the first number.")
    passage = page.locator("mark.of-comment").bounding_box()
    assert note.bounding_box()["x"] > passage["x"] + passage["width"]
    note.get_by_role("button", name="Remove").click()
    expect(note).to_have_count(0)
    page.get_by_role("button", name="Put it back").click()
    expect(note).to_contain_text("Say how you know.")
    page.set_viewport_size({"width": 360, "height": 800})
    assert note.bounding_box()["y"] > page.locator("mark.of-comment").bounding_box()["y"]


def test_a_comment_that_was_not_added_is_there_after_a_reload(open_page, alice, carol, guide, then):
    review = making.claimed(alice, carol, guide, then)
    page = open_page(carol)
    page.goto(reverse("review_answer", args=[review.pk, 1]))
    expect(page.locator("html")).to_have_attribute("data-keys", "")
    page.get_by_role("textbox", name="Comment", exact=True).fill("Half a thought")
    page.reload()
    expect(page.get_by_role("textbox", name="Comment", exact=True)).to_have_value("Half a thought")
    page.get_by_role("button", name="Add the comment").click()
    expect(page.get_by_role("article", name="Comment 1")).to_contain_text("Half a thought")
    expect(page.get_by_role("textbox", name="Comment", exact=True)).to_have_value("")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_the_pages_with_comments_are_accessible_and_fit(
    open_page, axe, fits, alice, bob, carol, guide, then, width, scheme
):
    work = making.claimed(bob, carol, guide, then, texts=(TEXT, "Second."))
    done = making.claimed(alice, carol, guide, then, texts=(TEXT, "Second."))
    for review in (work, done):
        answer = review.request.interview.answers.get(position=1)
        said = comments.write(review, answer, "Why?", then, quote="seven engineers", position=0)
        comments.write(review, answer, "Well ordered.", then)
        comments.write(review, None, "On the whole.", then)
    for answer in done.request.interview.answers.select_related("version"):
        reviews.judge(done, answer, making.judgement(answer.content), then)
    done.redo_answers.add(said.answer)
    reviews.submit(done, Verdict.NO, "Summary.", [], timezone.now())
    comments.reply(said, alice, "Because.", timezone.now())
    phrases.keep(carol, "Say how you know.", then)
    of_coach = [
        reverse("review_answer", args=[work.pk, 1]),
        reverse("review_conclusion", args=[work.pk]),
        reverse("comment", args=[work.comments.first().pk]),
        reverse("review_answer", args=[done.pk, 1]),
        reverse("review_conclusion", args=[done.pk]),
        reverse("correct", args=[done.pk, 1]),
        reverse("phrases"),
    ]
    of_candidate = [
        reverse("result", args=[done.request.interview_id]),
        reverse("result_answer", args=[done.request.interview_id, 1]),
        reverse("interview", args=[done.redos.get().pk]),
        reverse("home"),
    ]
    for person, addresses in ((carol, of_coach), (alice, of_candidate)):
        page = open_page(person, width=width, scheme=scheme)
        for address in addresses:
            page.goto(address)
            axe(page)
            fits(page)
