"""Rating in a real browser: saved as one goes, kept while the network is away, and usable without a script."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from questions.models import SampleAnswer
from sessions.models import InterviewStatus, Rating
from sessions.transitions import interviews, ratings, reviews
from tests import making


@pytest.fixture
def started():
    return timezone.now() - timedelta(hours=2)


@pytest.fixture
def interview(alice, guide, started):
    """Under rating, nothing judged yet; the second of three questions is empty."""
    made = making.finished(alice, guide, started, texts=("My first answer.", "", "My third answer."))
    ratings.begin(made, timezone.now())
    return made


def at(name, interview, *rest):
    return reverse(name, args=[interview.pk, *rest])


def saved(page):
    expect(page.locator("[data-saving]")).to_have_text("Saved")


def test_a_choice_is_saved_at_once_and_is_there_after_a_reload(open_page, alice, interview):
    page = open_page(alice)
    page.goto(at("rate_answer", interview, 1))
    points = page.locator("#kp-point-2")
    expect(points).to_have_class("kp open-q")
    points.get_by_label("Specifically").check()
    saved(page)
    expect(points).to_have_class("kp")
    expect(page.locator(".dock")).to_contain_text("1 of 5 judged.")
    expect(page.locator("[data-stop]")).to_have_text("4 open")
    page.reload()
    expect(page.locator("#kp-point-2").get_by_label("Specifically")).to_be_checked()


def test_levels_are_chosen_with_the_keyboard_alone(open_page, alice, interview):
    page = open_page(alice)
    page.goto(at("rate_answer", interview, 1))
    first = page.locator("#c-behavioural-criterion-1 input").first
    first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    saved(page)
    expect(page.locator("#c-behavioural-criterion-1 input[value='3']")).to_be_checked()
    page.reload()
    expect(page.locator("#c-behavioural-criterion-1 input[value='3']")).to_be_checked()


def test_a_note_is_saved_after_a_pause(open_page, alice, interview):
    page = open_page(alice)
    page.goto(at("rate_answer", interview, 1))
    page.get_by_label("Note to yourself").press_sequentially("Shorter.")
    saved(page)
    assert Rating.objects.get().note == "Shorter."


def test_while_the_network_is_away_nothing_is_lost_and_it_catches_up(open_page, alice, interview, watch):
    watch.allow("ERR_INTERNET_DISCONNECTED")
    page = open_page(alice)
    page.goto(at("rate_answer", interview, 1))
    page.context.set_offline(True)
    page.locator("#kp-point-1").get_by_label("In general").check()
    expect(page.locator("[data-saving]")).to_contain_text("Not saved")
    page.locator("#kp-point-2").get_by_label("Absent").check()
    page.context.set_offline(False)
    saved(page)
    assert dict(Rating.objects.get().marks.values_list("key_point", "mark")) == {"point-1": 1, "point-2": 0}


def test_a_note_that_never_reached_the_server_is_offered_again(open_page, alice, interview):
    page = open_page(alice)
    page.goto(at("rate_answer", interview, 1))
    # Signed out, and not offline: a browser may still send the farewell of a page once it is online again.
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Note to yourself").fill("Written on the train.")
    expect(page.locator("[data-saving]")).to_contain_text("you are signed out")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    page.context.add_cookies(cookies)
    page.goto(at("rate_answer", interview, 1))
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_label("Note to yourself")).to_have_value("Written on the train.")
    saved(page)
    assert Rating.objects.get().note == "Written on the train."


def test_what_is_judged_before_the_script_is_there_is_saved_too(open_page, alice, interview, slow_script):
    page = open_page(alice)
    arrive = slow_script(page, "rating")
    page.goto(at("rate_answer", interview, 1), wait_until="commit")
    page.locator("#kp-point-1").get_by_label("In general").check()
    page.get_by_label("Note to yourself").press_sequentially("Quick.")
    arrive()
    saved(page)
    page.reload()
    expect(page.locator("#kp-point-1").get_by_label("In general")).to_be_checked()
    expect(page.get_by_label("Note to yourself")).to_have_value("Quick.")


def test_signed_out_meanwhile_it_says_so_and_catches_up_after_signing_in(open_page, alice, interview, watch):
    page = open_page(alice)
    page.goto(at("rate_answer", interview, 1))
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    page.locator("#kp-point-1").get_by_label("In general").check()
    expect(page.locator("[data-saving]")).to_contain_text("you are signed out")
    page.context.add_cookies(cookies)
    saved(page)
    assert Rating.objects.get().marks.get().mark == 1


def test_what_was_sealed_in_another_tab_is_refused_in_words(open_page, alice, interview):
    page = open_page(alice)
    page.goto(at("rate_answer", interview, 1))
    interviews.abandon(interview, timezone.now())
    page.locator("#kp-point-1").get_by_label("In general").check()
    expect(page.locator("[data-saving]")).to_contain_text("nothing was saved")


def test_from_the_first_answer_to_the_result_without_a_script(open_page, alice, interview):
    page = open_page(alice, javascript=False)
    page.goto(at("rate", interview))
    for _answered in (1, 3):
        for fieldset in page.locator("fieldset").all():
            fieldset.locator("input").nth(1).check()
        page.locator(".dock .prime").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your verdict")
    page.get_by_role("button", name="Finish rating").click()
    expect(page.get_by_role("alert")).to_have_text("Choose one of the four: would this interview be passed?")
    page.get_by_label("Strong yes").check()
    page.get_by_role("button", name="Finish rating").click()
    expect(page.get_by_role("heading", name="What to change")).to_be_visible()
    interview.refresh_from_db()
    assert interview.status == InterviewStatus.RATED


def test_the_verdict_names_what_is_open(open_page, alice, interview):
    page = open_page(alice)
    page.goto(at("verdict", interview))
    page.get_by_label("No", exact=True).check()
    saved(page)
    page.get_by_role("button", name="Finish rating").click()
    expect(page.get_by_role("alert")).to_contain_text("Some answers are still to be judged")
    page.get_by_role("link", name="Answer 3").click()
    expect(page.get_by_text("My third answer.")).to_be_visible()


def test_a_rewrite_starts_from_the_result(open_page, alice, guide, started):
    made = making.rated(alice, guide, started)
    page = open_page(alice, width=360)
    page.goto(at("result", made))
    page.get_by_role("button", name="Rewrite this answer now").click()
    expect(page.locator("textarea")).to_be_visible()
    assert made.redos.get().status == InterviewStatus.RUNNING


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_can_be_read_by_everybody(
    open_page, alice, carol, guide, started, interview, axe, fits, width, scheme
):
    reviewed = making.submitted(alice, carol, guide, started, texts=("One.", "", "Three.")).request.interview
    SampleAnswer.objects.create(version=reviewed.answers.get(position=1).version, standing="strong", text="Strong.")
    waiting = making.handed_in(alice, guide, started).interview
    free = making.rated(alice, guide, started)
    reviews.note_reading(reviewed, timezone.now())
    given_up, planned = making.planned(alice, guide, started), making.planned(alice, guide, started)
    interviews.abandon(given_up, timezone.now())
    page = open_page(alice, width=width, scheme=scheme)
    addresses = [at("rate_answer", interview, 1), at("rate_answer", interview, 2), at("verdict", interview)]
    addresses += [at("result", one) for one in (reviewed, waiting, free)]
    addresses += [at("result_answer", reviewed, 1), at("result_answer", free, 2), reverse("history")]
    addresses += [at("interview", planned), at("interview", given_up), at("abandon", interview)]
    for address in addresses:
        page.goto(address)
        for fold in page.locator("main details").all():
            fold.locator("summary").click()
        axe(page)
        fits(page)
        page.set_viewport_size({"width": 768, "height": 900})
        fits(page)
        page.set_viewport_size({"width": width, "height": 900})
