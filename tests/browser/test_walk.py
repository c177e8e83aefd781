"""
The whole path in a real browser, on the real bank: from the first look at the home page to both ratings side by side.

Every page of the way is looked at: no violation of accessibility in light and in dark, no sideways scrolling on a
telephone; the watch of conftest.py adds no error in the console and no refusal by the Content-Security-Policy.
"""

import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from sessions.models import Answer, InterviewStatus, MockInterview, Review
from tests import making

GUIDE = "netflix-product-manager"
FIRST = "In my last role I led the checkout team. Conversion rose from 61 to 68 percent in one quarter."
SECOND = "I would start from the members who leave in their first month, and ask what they came for."
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def bank(roles):
    """The real bank."""
    call_command("load_bank", verbosity=0)


@pytest.fixture
def look(axe, fits):
    """Return a function that looks at a page in light and dark, on a desk and on a telephone."""

    def look(page, heading):
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            axe(page)
        page.set_viewport_size(PHONE)
        fits(page)
        page.set_viewport_size(DESK)

    return look


def press(page, name, role="button"):
    """Press the first button or link of that name."""
    page.get_by_role(role, name=name).first.click()


def judge_everything(page, mark, level):
    """Click the same mark for every key point and the same level for every criterion; wait until all is saved."""
    for point in page.locator(".kp").all():
        point.get_by_label(mark).check()
    for criterion in page.locator(".crit").all():
        criterion.locator(f"input[value='{level}']").check()
    expect(page.locator(".open-q")).to_have_count(0)
    expect(page.locator("[data-saving]")).to_have_text("Saved")


def test_from_the_first_look_to_both_ratings(bank, open_page, sign_in, look):
    making.coach("coach@example.org", "Carol Coach")
    page = open_page()

    # A visitor looks around.
    page.goto("/")
    look(page, "Rehearse the interview before it counts.")
    page.locator("#guides").get_by_role("link").first.click()
    look(page, "")
    page.goto(reverse("guide", args=[GUIDE]))
    look(page, "Product Manager")

    # They sign up and come to the planning page.
    page.goto(reverse("account_signup"))
    look(page, "Sign up")
    page.get_by_label(re.compile("^E-?mail", re.IGNORECASE)).fill("robin@example.org")
    page.get_by_label("Password", exact=False).first.fill(making.PASSWORD)
    page.get_by_label("Name").fill("Robin")
    press(page, "Sign up")
    expect(page.locator(".mast .me summary")).to_have_text("Robin")
    page.goto("/")
    look(page, "")
    page.goto(reverse("guide", args=[GUIDE]))
    press(page, re.compile("^Start this round"), role="link")
    page.get_by_text("2", exact=True).first.click()
    expect(page.locator("#offer output")).to_contain_text("2 questions")
    look(page, "Plan an interview")

    # The room: two answers, saved while they are written.
    press(page, "Start the interview")
    candidate = User.objects.get(email="robin@example.org")
    interview = MockInterview.objects.get(candidate=candidate)
    prompts = [answer.content["prompt"] for answer in interview.answers.select_related("version").order_by("position")]
    secrets = [answer.content["expected_answer"][:60] for answer in interview.answers.select_related("version")]
    page.get_by_role("textbox").first.fill(FIRST)
    expect(page.locator("#saving")).to_contain_text(re.compile(r"Saved \d\d:\d\d"))
    look(page, prompts[0][:60])
    assert [secret for secret in secrets if secret in page.content()] == []
    press(page, re.compile("^Next"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(prompts[1][:60])
    page.get_by_role("textbox").first.press_sequentially(SECOND)
    expect(page.locator("#saving")).to_contain_text(re.compile(r"Saved \d\d:\d\d"))
    press(page, re.compile("^Finish"))
    expect(page.get_by_role("dialog")).to_be_visible()
    press(page, "Finish now")
    look(page, "The interview has ended")
    assert list(Answer.objects.filter(interview=interview).order_by("position").values_list("text", flat=True)) == [
        FIRST,
        SECOND,
    ]

    # Rating: every choice is a click, and saved.
    press(page, "Rate your answers")
    look(page, "Rate your answers")
    judge_everything(page, "In general", 3)
    press(page, re.compile("^Save and"))
    judge_everything(page, "Specifically", 3)
    page.get_by_label("Note to yourself").fill("Name the figure earlier.")
    press(page, re.compile("^Save and"))
    look(page, "Your verdict")
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("What would you do differently?").fill("Begin with the result.")
    press(page, "Finish rating")
    look(page, "")
    expect(page.get_by_text("2 of 2 questions answered.")).to_be_visible()
    page.goto(reverse("history"))
    look(page, "")
    page.goto(reverse("result", args=[interview.pk]))
    press(page, "Hand in for review")
    expect(page.get_by_text("waiting for a coach", exact=False)).to_be_visible()
    interview.refresh_from_db()
    assert interview.status == InterviewStatus.RATED

    # The coach: in another browser, without a word of the candidate's own rating.
    coach = open_page()
    sign_in(coach, "coach@example.org")
    press(coach, "Reviews", role="link")
    look(coach, "1 interview waits for a coach.")
    press(coach, re.compile("^Claim"))
    look(coach, "")
    expect(coach.locator("[data-passages]")).to_have_text(FIRST, use_inner_text=True)
    sealed = ["Robin", "Name the figure earlier.", "Begin with the result."]
    assert [words for words in sealed if words in coach.content()] == []
    judge_everything(coach, "In general", 2)
    coach.get_by_label("Note for the candidate").fill("The quarter is good; which lever moved it?")
    press(coach, re.compile("^Save and"))
    judge_everything(coach, "Specifically", 4)
    press(coach, re.compile("^Save and"))
    look(coach, "")
    coach.get_by_label("Strong yes", exact=True).check()
    coach.get_by_label("Summary for the candidate").fill("Keep the figures. Say first what you decided.")
    assert [words for words in sealed if words in coach.content()] == []
    press(coach, "Submit")
    expect(coach.get_by_text("You said strong yes; the candidate had said yes.")).to_be_visible()
    look(coach, "")
    assert Review.objects.submitted().count() == 1

    # The candidate is told, and sees both ratings side by side with the signed difference.
    call_command("tick", verbosity=0)
    assert [message.to for message in mail.outbox if message.subject == "Your review is in"] == [["robin@example.org"]]
    page.goto(reverse("inbox"))
    look(page, "")
    press(page, re.compile("Your review is in"), role="link")
    expect(page.get_by_text("Keep the figures. Say first what you decided.")).to_be_visible()
    look(page, "")
    page.goto(reverse("result_answer", args=[interview.pk, 1]))
    look(page, "Answer 1 of 2")
    expect(page.get_by_text("The quarter is good; which lever moved it?")).to_be_visible()
    gaps = page.locator(".crit", has_text="Gap").locator("b", has_text=re.compile(r"^[+−-]"))
    assert set(gaps.all_inner_texts()) == {"+1.0"}
    page.goto(reverse("result_answer", args=[interview.pk, 2]))
    assert set(gaps.all_inner_texts()) == {"−1.0"}
