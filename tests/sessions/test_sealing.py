"""
Sealed from each other: before a review is submitted, nothing of the candidate's own rating, nor what only the
candidate may know, is in anything a coach can reach; and nothing of the coach's draft in anything the candidate can.
"""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import outbox
from accounts.models import Message
from sessions.models import Prediction, Verdict
from sessions.transitions import comments, reviews
from tests import making

# Allowance and name are such that they cannot stand in a page by chance.
ALLOWANCE = 175
NAME = "Aurelia Quint"
SECRETS = ["SECRET-SELF-NOTE", "SECRET-REFLECTION", str(ALLOWANCE), "Aurelia", "Quint", "aurelia.q@"]
DRAFT = ["SECRET-COACH-NOTE", "SECRET-COACH-SUMMARY", "SECRET-COMMENT", "SECRET-WHOLE", "SECRET-STRONG"]
JSON = {"Accept": "application/json"}


@pytest.fixture
def then():
    """A day ago: pages look at the real clock."""
    return timezone.now() - timedelta(days=1)


@pytest.fixture
def candidate(roles):
    """A candidate with a name and an allowance that would be seen."""
    return making.person("aurelia.q@example.org", NAME, allowance=ALLOWANCE)


@pytest.fixture
def interview(candidate, guide, then):
    """A rated interview: level 4 and mark 0 everywhere, verdict strong yes; fourteen minutes an answer."""
    interview = making.rated(candidate, guide, then, mark=0, level=4, verdict=Verdict.STRONG_YES, allowance=ALLOWANCE)
    interview.answers.update(seconds_spent=14 * 60)
    return interview


def pages_of(client, review):
    """Every page, fragment and answer of the review that its coach can get before submitting, by address."""
    args = {"pk": review.pk}
    answers = [args | {"position": position} for position in (1, 2)]
    got = [reverse("reviews"), reverse("reviews") + "?whose=asked", reverse("home"), reverse("inbox")]
    got += [reverse("review", kwargs=args), reverse("review_conclusion", kwargs=args), reverse("release", kwargs=args)]
    got += [reverse("review_answer", kwargs=one) for one in answers]
    pages = {address: client.get(address, follow=True) for address in got}
    pages |= {f"{address} part": client.get(address, headers={"HX-Request": "true"}) for address in got}
    for one in answers:
        address = reverse("save_review_rating", kwargs=one)
        pages[f"{address} wrong"] = client.post(address, {"kp-wrong": "1"})
        pages[f"{address} saved"] = client.post(address, {"note": "SECRET-COACH-NOTE"}, headers=JSON)
        sent = {"comment": "SECRET-COMMENT", "passage": "1", "go": "comment", "strong_point": "SECRET-STRONG"}
        pages[f"{address} comment"] = client.post(address, sent, follow=True)
        pages[f"{address} wrong comment"] = client.post(address, sent | {"passage": "99"})
    comment = review.comments.first()
    pages["comment"] = client.get(reverse("comment", args=[comment.pk]))
    pages["phrases"] = client.post(reverse("keep_phrase", args=[comment.pk]), follow=True)
    address = reverse("save_conclusion", kwargs=args)
    pages[f"{address} incomplete"] = client.post(address, {"verdict": "no", "go": "submit"})
    pages[f"{address} wrong"] = client.post(address, {"verdict": "nonsense", "go": "submit"})
    pages[f"{address} saved"] = client.post(address, {"summary": "SECRET-COACH-SUMMARY"}, headers=JSON)
    return {address: response.content.decode() for address, response in pages.items()}


def leaks(pages, secrets):
    """Which secrets stand where."""
    return {(address, secret) for address, text in pages.items() for secret in secrets if secret in text}


def test_nothing_of_the_candidate_reaches_the_coach_before_submitting(client, carol, interview):
    request = reviews.hand_in(interview, timezone.now())
    client.force_login(carol)
    before = {"queue": client.get(reverse("reviews")).content.decode()}
    review = reviews.claim(request, carol, timezone.now())
    assert leaks(before | pages_of(client, review), SECRETS) == set()


def test_the_candidate_s_choices_are_not_marked_in_the_coach_s_form(client, carol, interview):
    review = reviews.claim(reviews.hand_in(interview, timezone.now()), carol, timezone.now())
    client.force_login(carol)
    for position in (1, 2):
        page = client.get(reverse("review_answer", args=[review.pk, position])).content.decode()
        assert re.findall(r"<input[^>]*\bchecked", page) == []
    page = client.get(reverse("review_conclusion", args=[review.pk])).content.decode()
    assert re.findall(r"<input[^>]*\bchecked", page) == []


def test_the_passages_that_the_candidate_tied_are_not_marked_for_the_coach(client, carol, interview):
    answer = interview.answers.get(position=1)
    own = answer.ratings.get().evidence.create(key_point="point-1", quote=answer.text, position=0)
    review = reviews.claim(reviews.hand_in(interview, timezone.now()), carol, timezone.now())
    client.force_login(carol)
    assert leaks(pages_of(client, review), [f"evidence-{own.pk}", "of-evidence"]) == set()


def test_no_page_of_a_coach_asks_for_the_prediction(client, carol, interview):
    Prediction.objects.create(interview=interview, verdict=Verdict.STRONG_NO, made_at=timezone.now())
    request = reviews.hand_in(interview, timezone.now())
    client.force_login(carol)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("reviews"))
        pages_of(client, reviews.claim(request, carol, timezone.now()))
    assert [one["sql"] for one in queries if Prediction._meta.db_table in one["sql"]] == []


def test_no_minutes_but_the_nominal_ones_are_shown(client, carol, interview):
    review = reviews.claim(reviews.hand_in(interview, timezone.now()), carol, timezone.now())
    client.force_login(carol)
    minutes = set()
    for address, text in pages_of(client, review).items():
        if address.startswith("/reviews/"):
            minutes |= {int(number) for number in re.findall(r"(\d+) min", text.split("<main", 1)[-1])}
    assert minutes == {interview.nominal_minutes}
    assert interview.nominal_minutes != interview.minutes


def test_the_name_is_shown_where_the_review_was_asked_of_the_coach(client, carol, interview):
    review = reviews.claim(reviews.hand_in(interview, timezone.now(), requested_of=carol), carol, timezone.now())
    client.force_login(carol)
    pages = pages_of(client, review)
    assert NAME in pages[reverse("review_conclusion", args=[review.pk])]
    assert leaks(pages, ["SECRET-SELF-NOTE", "SECRET-REFLECTION", str(ALLOWANCE), "aurelia.q@"]) == set()


def test_no_message_or_e_mail_to_a_coach_tells_anything(carol, interview):
    now = timezone.now()
    review = reviews.claim(reviews.hand_in(interview, now), carol, now)
    reviews.warn_of_ending(review.lease_until - timedelta(hours=1))
    outbox.send_waiting(review.lease_until)
    told = {f"message {one.pk}": f"{one.subject} {one.body}" for one in Message.objects.filter(user=carol)}
    told |= {f"mail {one.subject}": f"{one.subject} {one.body}" for one in mail.outbox if carol.email in one.to}
    assert len(told) == 2
    assert leaks(told, [*SECRETS, "strong yes"]) == set()


def test_no_log_tells_anything(client, carol, interview, caplog):
    # All loggers; SQL statements are only logged while debugging, and never in an installation.
    caplog.set_level("DEBUG")
    caplog.set_level("INFO", logger="django.db.backends")
    review = reviews.claim(reviews.hand_in(interview, timezone.now()), carol, timezone.now())
    client.force_login(carol)
    pages_of(client, review)
    assert leaks({"log": caplog.text}, ["SECRET-SELF-NOTE", "SECRET-REFLECTION", *DRAFT]) == set()


def test_another_coach_and_a_curator_reach_nothing(client, carol, dave, erin, interview):
    review = reviews.claim(reviews.hand_in(interview, timezone.now()), carol, timezone.now())
    for stranger in (dave, erin):
        client.force_login(stranger)
        for name in ("result", "interview", "rate", "verdict", "room"):
            assert client.get(reverse(name, args=[interview.pk])).status_code == 404
        assert client.get(reverse("result_answer", args=[interview.pk, 1])).status_code == 404
        assert client.get(reverse("review", args=[review.pk])).status_code == 404


def test_the_coach_who_claimed_it_reaches_no_page_of_the_candidate(client, carol, interview):
    reviews.claim(reviews.hand_in(interview, timezone.now()), carol, timezone.now())
    client.force_login(carol)
    for name in ("result", "interview", "rate", "verdict", "room"):
        assert client.get(reverse(name, args=[interview.pk])).status_code == 404
    for name in ("result_answer", "rate_answer", "answer_texts"):
        assert client.get(reverse(name, args=[interview.pk, 1])).status_code == 404


def draft(review, now):
    """Everything that a coach can write before submitting, in words that would be seen."""
    for answer in review.request.interview.answers.select_related("version"):
        judgement = making.judgement(answer.content, 2, 1, note="SECRET-COACH-NOTE")
        judgement.strong_point = "SECRET-STRONG"
        reviews.judge(review, answer, judgement, now)
        comments.write(review, answer, "SECRET-COMMENT", now, quote="answer", position=0)
    comments.write(review, None, "SECRET-WHOLE", now)
    review.redo_answers.set(review.request.interview.answers.all())
    reviews.keep_draft(review, Verdict.STRONG_NO, "SECRET-COACH-SUMMARY", now)


def candidate_pages(client, interview):
    """Every page that the candidate can open about the interview, by address."""
    got = [reverse("home"), reverse("history"), reverse("inbox"), reverse("calibration"), reverse("progress")]
    got += [reverse(name, args=[interview.pk]) for name in ("interview", "result", "ended", "rate", "verdict")]
    for position in (1, 2):
        got += [reverse(name, args=[interview.pk, position]) for name in ("result_answer", "rate_answer")]
    pages = {address: client.get(address, follow=True).content.decode() for address in got}
    download = client.post(reverse("download_my_data"))
    with zipfile.ZipFile(io.BytesIO(download.getvalue())) as everything:
        pages |= {f"download {name}": everything.read(name).decode() for name in everything.namelist()}
    outbox.send_waiting(timezone.now())
    told = Message.objects.filter(user=interview.candidate)
    pages |= {f"message {one.pk}": f"{one.subject} {one.body}" for one in told}
    return pages | {f"mail {number}": f"{one.subject} {one.body}" for number, one in enumerate(mail.outbox)}


def test_nothing_of_the_coach_s_draft_reaches_the_candidate_before_submitting(client, carol, candidate, interview):
    now = timezone.now()
    review = reviews.claim(reviews.hand_in(interview, now), carol, now)
    draft(review, now)
    client.force_login(candidate)
    assert leaks(candidate_pages(client, interview), [*DRAFT, "strong no", "Strong no", "comment-"]) == set()


def test_what_is_submitted_reaches_the_candidate(client, carol, candidate, interview):
    now = timezone.now()
    review = reviews.claim(reviews.hand_in(interview, now), carol, now)
    draft(review, now)
    reviews.submit(review, Verdict.STRONG_NO, "SECRET-COACH-SUMMARY", [], now)
    client.force_login(candidate)
    assert {secret for _address, secret in leaks(candidate_pages(client, interview), DRAFT)} == set(DRAFT)


def test_nothing_of_a_released_draft_reaches_the_candidate_or_the_next_coach(client, carol, dave, candidate, interview):
    now = timezone.now()
    request = reviews.hand_in(interview, now)
    review = reviews.claim(request, carol, now)
    draft(review, now)
    reviews.release(review, now)
    client.force_login(candidate)
    assert leaks(candidate_pages(client, interview), DRAFT) == set()
    second = reviews.claim(request, dave, now)
    client.force_login(dave)
    for name, args in (("review_answer", [1]), ("review_answer", [2]), ("review_conclusion", [])):
        page = client.get(reverse(name, args=[second.pk, *args])).content.decode()
        assert leaks({name: page}, DRAFT) == set()
        assert re.findall(r"<input[^>]*\bchecked", page) == []


def test_after_submitting_the_coach_still_reads_no_note_and_no_reflection(client, carol, interview):
    now = timezone.now()
    review = reviews.claim(reviews.hand_in(interview, now), carol, now)
    for answer in interview.answers.select_related("version"):
        reviews.judge(review, answer, making.judgement(answer.content, 2, 1), now)
    reviews.submit(review, Verdict.NO, "", [], now)
    client.force_login(carol)
    addresses = [reverse("reviews"), reverse("review_conclusion", args=[review.pk])]
    addresses += [reverse("review_answer", args=[review.pk, position]) for position in (1, 2)]
    pages = {address: client.get(address).content.decode() for address in addresses}
    assert NAME in pages[addresses[1]]
    assert "the candidate had said strong yes" in pages[addresses[1]]
    assert leaks(pages, ["SECRET-SELF-NOTE", "SECRET-REFLECTION", str(ALLOWANCE)]) == set()
