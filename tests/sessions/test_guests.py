"""Asking somebody one knows: the link, the guest's pages, what the candidate sees, and what nobody else sees of it."""

import logging
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviewprep.log_filter import WithoutKeys
from sessions.models import Evidence, GuestLink, Rating, Review, ReviewRequest, Role, Verdict
from sessions.queries import calibration, records
from sessions.transitions import guests, ratings, reviews
from sessions.transitions.trail import NotAllowed
from tests import making

JSON = {"Accept": "application/json"}
# What only the candidate, or only the guest, may know before submitting.
SELF = ["SECRET-SELF-NOTE", "SECRET-REFLECTION", "strong yes", "Strong yes:", "175"]
DRAFT = ["SECRET-GUEST-NOTE", "SECRET-GUEST-SUMMARY", "strong no"]


@pytest.fixture
def then():
    """A day ago: pages look at the real clock."""
    return timezone.now() - timedelta(days=1)


@pytest.fixture
def interview(alice, guide, then):
    """Alice's rated interview: level 4 and mark 0 everywhere, verdict strong yes."""
    return making.rated(alice, guide, then, mark=0, level=4, verdict=Verdict.STRONG_YES, allowance=175)


@pytest.fixture
def asked(interview):
    """The open link of Ben, and its token."""
    return guests.ask(interview, "Ben", timezone.now())


def judge_all(link, now):
    """Judge every answer of the link's interview."""
    for answer in link.request.interview.answers.select_related("version"):
        guests.judge(link, answer, making.judgement(answer.content, 2, 1, note="SECRET-GUEST-NOTE"), now)


def pages_of(token):
    """Every page that a guest gets, as text."""
    client = Client()
    addresses = [reverse("asked", args=[token]), reverse("asked_conclusion", args=[token])]
    addresses += [reverse("asked_answer", args=[token, position]) for position in (1, 2)]
    pages = {address: client.get(address) for address in addresses}
    assert {page.status_code for page in pages.values()} == {200}
    return {address: page.content.decode() for address, page in pages.items()}


def leaks(texts, secrets):
    """Which secrets stand in which of the texts."""
    return {secret for text in texts for secret in secrets if secret in text}


def test_the_token_is_told_once_and_stored_nowhere(client, alice, interview):
    client.force_login(alice)
    response = client.post(reverse("guest_link", args=[interview.pk]), {"name": " Ben  from work "}, follow=True)
    token = re.search(r"/asked/([\w-]{43})/", response.content.decode()).group(1)
    link = GuestLink.objects.get()
    assert (link.name, link.token_digest) == ("Ben from work", guests.digest_of(token))
    assert link.expires_at - link.request.requested_at == timedelta(days=14)
    stored = [str(row) for row in client.session.items()] + [str(one.details) for one in interview.events.all()]
    assert leaks(stored, [token]) == set()
    client.cookies.pop("new_link")
    assert token not in client.get(reverse("guest_link", args=[interview.pk])).content.decode()


def test_a_name_is_needed(client, alice, interview):
    client.force_login(alice)
    response = client.post(reverse("guest_link", args=[interview.pk]), {"name": "  "})
    assert (response.status_code, GuestLink.objects.count()) == (422, 0)
    assert "Say whom you ask" in response.content.decode()


def test_one_person_at_a_time_and_a_new_link_replaces_the_lost_one(interview, asked):
    link, token = asked
    assert guests.ask(interview, "Cleo", timezone.now()) == (link, None)
    judge_all(link, timezone.now())
    new = guests.renew(link, timezone.now())
    client = Client()
    assert client.get(reverse("asked", args=[token])).status_code == 404
    assert "10 of 10 judged" in client.get(reverse("asked", args=[new])).content.decode()


def test_a_guest_rates_page_by_page_and_submits(asked, alice, interview):
    link, token = asked
    client = Client()
    for position in (1, 2):
        answer = interview.answers.get(position=position)
        data = {f"kp-{point['slug']}": "2" for point in answer.content["key_points"]}
        data |= {f"c-{one['slug']}": "none" for one in answer.content["criteria"]}
        response = client.post(reverse("save_asked_rating", args=[token, position]), data | {"note": "Fine."})
    assert response.url == reverse("asked_conclusion", args=[token])
    save = reverse("save_asked_conclusion", args=[token])
    assert client.post(save, {"go": "submit"}).status_code == 422
    response = client.post(save, {"go": "submit", "verdict": "no", "summary": "Words."}, follow=True)
    assert "Thank you, Ben." in response.content.decode()
    review = Review.objects.get()
    assert (review.coach, review.verdict, review.summary, review.submitted_at is not None) == (
        None,
        "no",
        "Words.",
        True,
    )
    given = Rating.objects.filter(review=review, sealed_at__isnull=False)
    assert list(given.values_list("role", "rater", "note")) == [(Role.LINK, None, "Fine.")] * 2
    assert alice.inbox.get().subject == "Ben has rated your interview"
    assert client.get(reverse("asked_answer", args=[token, 1])).url == reverse("asked", args=[token])
    assert client.post(save, {"go": "submit", "verdict": "yes"}, headers=JSON).status_code == 409


def test_a_guest_ties_passages_that_the_candidate_then_reads(client, alice, interview, asked):
    link, token = asked
    answer = interview.answers.get(position=1)
    row = f"kp-{answer.content['key_points'][0]['slug']}"
    data = {f"sentences-{row}": "1", "go": f"stay-{row}"}
    response = Client().post(reverse("save_asked_rating", args=[token, 1]), data)
    assert response.url == f"{reverse('asked_answer', args=[token, 1])}#{row}"
    judge_all(link, timezone.now())
    guests.submit(link, Verdict.NO, "", timezone.now())
    client.force_login(alice)
    page = client.get(reverse("guest_review", args=[interview.pk, Review.objects.get().pk])).text
    tied = Evidence.objects.get().quote
    assert f'<span class="lab">Ben points at:</span> <q>{tied}</q>' in page


def test_incomplete_work_is_not_submitted(asked):
    link, _token = asked
    with pytest.raises(ratings.Incomplete):
        guests.submit(link, Verdict.NO, "", timezone.now())


def test_nothing_of_the_candidate_s_own_rating_reaches_the_guest(asked):
    pages = pages_of(asked[1])
    assert leaks(pages.values(), SELF) == set()
    assert [found for text in pages.values() for found in re.findall(r"<input[^>]*\bchecked", text)] == []


def test_nothing_of_the_guest_s_draft_reaches_the_candidate(client, alice, interview, asked):
    judge_all(asked[0], timezone.now())
    guests.keep_draft(asked[0], Verdict.STRONG_NO, "SECRET-GUEST-SUMMARY", timezone.now())
    client.force_login(alice)
    addresses = [reverse("home"), reverse("history"), reverse("inbox"), reverse("calibration")]
    addresses += [reverse(name, args=[interview.pk]) for name in ("result", "guest_link")]
    addresses += [reverse("result_answer", args=[interview.pk, 1])]
    assert leaks([client.get(address).content.decode() for address in addresses], DRAFT) == set()
    assert client.get(reverse("guest_review", args=[interview.pk, Review.objects.get().pk])).status_code == 404


def test_the_candidate_reads_it_marked_as_asked_by_link_and_in_no_figure(client, alice, interview):
    making.guest_submitted(interview, timezone.now())
    client.force_login(alice)
    result = client.get(reverse("result", args=[interview.pk])).content.decode()
    assert "By your own ratings." in result
    assert re.search(r"Ben <span[^>]*>asked by link", result)
    page = client.get(reverse("guest_review", args=[interview.pk, Review.objects.get().pk])).content.decode()
    assert leaks([page], DRAFT) == set(DRAFT)
    assert "+3.0" in page
    assert calibration.calibration_page(alice).lines == []
    assert {row.score.quality for row in records.rated_answers(alice)} == {4.0}


def test_a_private_guide_is_not_named_to_the_guest(alice, then):
    own = making.guide("secret-firm", owner=alice, rounds=1, topics=1, title="SECRET-TITLE", short_title="SECRET-SHORT")
    link, token = guests.ask(making.rated(alice, own, then), "Ben", timezone.now())
    assert leaks(pages_of(token).values(), ["SECRET-TITLE", "SECRET-SHORT", "Topic 1.1", "Round 1"]) == set()


def test_an_open_link_neither_waits_in_a_queue_nor_stands_in_the_way_of_a_coach(client, carol, interview, asked):
    client.force_login(carol)
    assert "Alice" not in client.get(reverse("reviews")).content.decode()
    assert ReviewRequest.objects.waiting().count() == 0
    with pytest.raises(NotAllowed):
        reviews.claim(asked[0].request, carol, timezone.now())
    handed_in = reviews.hand_in(interview, timezone.now())
    assert (handed_in.kind, ReviewRequest.objects.waiting().get()) == (ReviewRequest.Kind.FIRST, handed_in)


def test_after_a_coach_the_guest_s_rating_does_not_take_the_coach_s_place(client, alice, carol, guide, then):
    review = making.submitted(alice, carol, guide, then)
    interview = review.request.interview
    making.guest_submitted(interview, timezone.now())
    client.force_login(alice)
    assert "By the ratings of Carol." in client.get(reverse("result", args=[interview.pk])).content.decode()
    assert "Coach note." in client.get(reverse("result_answer", args=[interview.pk, 1])).content.decode()
    client.force_login(carol)
    pages = [client.get(reverse("review_answer", args=[review.pk, 1])), client.get(reverse("reviews"))]
    assert leaks([page.content.decode() for page in pages], [*DRAFT, "Ben"]) == set()


def test_a_link_that_has_run_out_says_so_and_keeps_the_draft(asked):
    link, token = asked
    judge_all(link, timezone.now())
    GuestLink.objects.update(expires_at=timezone.now())
    Review.objects.update(lease_until=timezone.now())
    call_command("tick", verbosity=0)
    client = Client()
    for name, args in (("asked", []), ("asked_answer", [1]), ("asked_conclusion", [])):
        page = client.get(reverse(name, args=[token, *args]))
        assert (page.status_code, leaks([page.content.decode()], [*DRAFT, "My first answer"])) == (410, set())
    assert "Ask Alice for a new one" in page.content.decode()
    save = reverse("save_asked_rating", args=[token, 1])
    assert client.post(save, {"note": "Later."}, headers=JSON).status_code == 409
    link.refresh_from_db()
    new = guests.renew(link, timezone.now())
    assert "SECRET-GUEST-NOTE" in client.get(reverse("asked_answer", args=[new, 1])).content.decode()


def test_a_link_that_was_taken_back_shows_nothing(client, alice, interview, asked):
    client.force_login(alice)
    client.post(reverse("revoke_link", args=[interview.pk]))
    page = Client().get(reverse("asked_answer", args=[asked[1], 1]))
    assert (page.status_code, leaks([page.content.decode()], ["My first answer"])) == (410, set())
    with pytest.raises(NotAllowed):
        guests.submit(asked[0], Verdict.NO, "", timezone.now())
    assert guests.ask(interview, "Cleo", timezone.now())[1] is not None


def test_the_candidate_is_told_that_it_is_for_somebody_else(client, alice, asked):
    client.force_login(alice)
    page = client.get(reverse("asked_answer", args=[asked[1], 1])).content.decode()
    assert "This link is for Ben." in page
    assert leaks([page], ["SECRET-EXPECTED"]) == set()
    client.post(reverse("save_asked_rating", args=[asked[1], 1]), {"note": "Mine."})
    assert Rating.objects.filter(role=Role.LINK).count() == 0


def test_no_cache_engine_or_log_keeps_the_key(asked):
    page = Client().get(reverse("asked", args=[asked[1]]))
    assert page["Referrer-Policy"] == "strict-origin"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in page["Cache-Control"]
    address = reverse("asked_answer", args=[asked[1], 9])
    record = logging.LogRecord("django.request", 30, "", 1, "%s: %s", ("Not Found", address), None)
    WithoutKeys().filter(record)
    assert record.getMessage() == "Not Found: /asked/.../answers/9/"
