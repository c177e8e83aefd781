"""Around the rating: the prediction before it, and a sealed rating that is changed with a reason."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.models import Prediction, Rating
from sessions.transitions import ratings
from tests import making
from tests.sessions.test_rating_page import everything


@pytest.fixture
def started():
    return timezone.now() - timedelta(hours=2)


@pytest.fixture
def finished(alice, guide, started):
    """Finished and not begun to be rated."""
    return making.finished(alice, guide, started)


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def at(name, interview, *rest):
    return reverse(name, args=[interview.pk, *rest])


def test_a_prediction_is_one_tap_before_the_rating(signed_in, finished):
    assert signed_in.get(at("ended", finished)).content.decode().count('name="verdict"') == 4
    answer = signed_in.post(at("predict", finished), {"verdict": "no"}, follow=True)
    assert (answer.redirect_chain[-1], Prediction.objects.get().verdict) == ((at("ended", finished), 302), "no")
    assert ('name="verdict"' in answer.content.decode(), "Your prediction:" in answer.content.decode()) == (False, True)
    refused = signed_in.post(at("predict", finished), {"verdict": "yes"}, follow=True)
    assert "gave your prediction already" in refused.content.decode()
    assert "one of the four" in signed_in.post(at("predict", finished), {}, follow=True).content.decode()


def test_once_the_rating_has_begun_no_prediction_is_asked_for(signed_in, finished):
    interview = finished
    ratings.begin(interview, timezone.now())
    assert 'name="verdict"' not in signed_in.get(at("ended", interview)).content.decode()
    answer = signed_in.post(at("predict", interview), {"verdict": "no"}, follow=True)
    assert ("too late" in answer.content.decode(), Prediction.objects.count()) == (True, 0)


def test_a_sealed_rating_is_changed_with_a_reason_and_marked(signed_in, alice, guide, started):
    interview = making.rated(alice, guide, started)
    address = at("change_rating", interview, 1)
    page = signed_in.get(address).content.decode()
    assert ("goes on counting in your calibration" in page, page.count(" checked>")) == (True, 5)
    bare = signed_in.post(address, everything(interview, 1, mark="2"))
    assert (bare.status_code, "Say why you change it" in bare.content.decode()) == (422, True)
    same = signed_in.post(address, everything(interview, 1) | {"reason": "None."})
    assert (same.status_code, "Nothing is different" in same.content.decode()) == (422, True)
    answer = signed_in.post(address, everything(interview, 1, mark="2", reason="Too <b>harsh</b>."))
    assert (answer.status_code, answer.url) == (302, at("result_answer", interview, 1))
    page = signed_in.get(answer.url).content.decode()
    assert ("Too &lt;b&gt;harsh&lt;/b&gt;." in page, "<del>In general</del> <ins>Specifically</ins>" in page) == (
        True,
        True,
    )


def test_a_change_after_the_review_is_marked_and_moves_no_gap(signed_in, alice, carol, guide, started):
    interview = making.submitted(alice, carol, guide, started, texts=("One.",), level=4).request.interview
    address = at("change_rating", interview, 1)
    assert "after seeing the coach’s rating" in signed_in.get(address).content.decode()
    signed_in.post(address, everything(interview, 1, level="2", reason="The coach is right."))
    page = signed_in.get(at("result_answer", interview, 1)).content.decode()
    assert ("after seeing the coach’s rating" in page, "The coach is right." in page) == (True, True)
    assert page.count("<b>+2.0</b>") == 2


def test_only_a_sealed_rating_is_changed_here(signed_in, finished, alice, guide, started):
    empty = making.rated(alice, guide, started, texts=("One.", " "))
    assert signed_in.get(at("change_rating", finished, 1)).status_code == 302
    assert signed_in.get(at("change_rating", empty, 2)).status_code == 404


def test_a_change_is_not_made_while_the_question_is_asked_again(signed_in, alice, guide, started):
    interview = making.rated(alice, guide, started)
    making.running(alice, guide, timezone.now(), count=8)
    page = signed_in.get(at("change_rating", interview, 1)).content.decode()
    refused = signed_in.post(at("change_rating", interview, 1), everything(interview, 1, mark="2", reason="So."))
    assert ("SECRET-" in page, "SECRET-" in refused.content.decode()) == (False, False)
    assert Rating.objects.filter(revision=2).count() == 0
