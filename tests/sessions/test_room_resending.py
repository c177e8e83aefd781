"""A form of the room that comes too late for its login or its key: its text comes back, and can be sent again."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import LoginSession
from tests import making


@pytest.fixture
def interview(alice, guide):
    """Alice's realistic interview, begun a minute ago, for views ask the real clock."""
    return making.running(alice, guide, timezone.now() - timedelta(minutes=1))


@pytest.fixture
def client(alice):
    """Signed in as Alice, with the keys of forms looked at."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    return client


def form(text):
    return {"text": text, "base": 0, "tab": "form-1", "seq": 1, "position": 1, "go": "next"}


def stored(interview):
    return interview.answers.get(position=1)


def sent_again(answer):
    """The form that a page gives back, as a browser sends it."""
    page = answer.content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page))
    return fields | {"text": re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)[1]}


def test_after_the_login_expired_the_text_comes_back(client, alice, interview):
    go, headers = reverse("room_go", args=[interview.pk]), {"Origin": "http://testserver"}
    key = client.get(reverse("room", args=[interview.pk])).context["csrf_token"]
    LoginSession.objects.all().delete()
    answer = client.post(go, form("An hour of words") | {"csrfmiddlewaretoken": str(key)}, headers=headers)
    assert answer.status_code == 403
    assert "Sign in in another tab" in answer.content.decode()
    client.force_login(alice)
    client.post(go, sent_again(answer), headers=headers)
    assert stored(interview).text == "An hour of words"


def test_with_a_stale_key_the_text_comes_back_with_a_new_one(client, interview):
    go, headers = reverse("room_go", args=[interview.pk]), {"Origin": "http://testserver"}
    answer = client.post(go, form("An hour of words"), headers=headers)
    assert (answer.status_code, stored(interview).text) == (403, "")
    client.post(go, sent_again(answer), headers=headers)
    assert stored(interview).text == "An hour of words"


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://evil.example"}, {"Origin": "null"}])
def test_a_form_of_somebody_elses_page_gets_nothing_back(client, interview, headers):
    answer = client.post(reverse("room_go", args=[interview.pk]), form("Put in their mouth"), headers=headers)
    assert answer.status_code == 403
    assert "Put in their mouth" not in answer.content.decode()
