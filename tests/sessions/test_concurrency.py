"""Fifty at the same moment, over HTTP and on connections of their own: one effect each, and no error for anybody."""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import ensure_roles
from sessions.models import Event, InterviewStatus, MockInterview, Pacing, Review, ReviewRequest
from tests import making

MANY = 50


@pytest.fixture
def _own_database(transactional_db, tmp_path):
    """Real transactions; on SQLite in a file, since in memory all threads would share one connection."""
    if connection.vendor != "sqlite":
        # Fifty wait for four connections here, on a machine that may do other things besides.
        timeout, connection.pool.timeout = connection.pool.timeout, 300
        yield
        connection.pool.timeout = timeout
        return
    path = tmp_path / "threads.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    in_memory, name = connection.connection, connection.settings_dict["NAME"]
    connection.connection, connection.settings_dict["NAME"] = None, str(path)
    try:
        yield
    finally:
        connection.close()
        connection.connection, connection.settings_dict["NAME"] = in_memory, name


@pytest.fixture
def alice(_own_database):
    """A candidate."""
    if not Group.objects.exists():
        ensure_roles()
    return making.person("alice@example.org", "Alice")


@pytest.fixture
def guide(_own_database):
    """A small guide."""
    return making.guide(rounds=1, topics=1)


@pytest.fixture
def begun():
    """A quarter of an hour ago, for views ask the real clock."""
    return timezone.now() - timedelta(minutes=15)


def cookie_of(user):
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def at_once(requests):
    """Send all `requests`, (cookie, address, JSON or form) each, at the same moment; return the responses."""
    ready = threading.Barrier(len(requests))

    def send(one):
        cookie, address, data = one
        client = Client(raise_request_exception=False)
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
        try:
            ready.wait(timeout=60)
            if isinstance(data, str):
                return client.post(address, data, content_type="application/json")
            return client.post(address, data)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def statuses(responses):
    return dict(Counter(response.status_code for response in responses))


def save(text, **fields):
    return json.dumps({"text": text, "base": 0, "tab": "tab-1", "seq": 1} | fields)


def test_fifty_presses_on_start_are_one_interview(alice, guide):
    wish = {"scope": "mix", "count": "2", "pacing": Pacing.REALISTIC, "allowance": "100"}
    responses = at_once([(cookie_of(alice), reverse("plan", args=[guide.slug]), wish)] * MANY)
    interview = MockInterview.objects.get()
    assert statuses(responses) == {302: MANY}
    assert {response.url for response in responses} == {reverse("room", args=[interview.pk])}
    assert Event.objects.filter(verb="started").count() == 1


def test_of_many_planned_interviews_one_starts(alice, guide, begun):
    planned = [making.planned(alice, guide, begun, seed=seed).pk for seed in range(5)]
    address = [reverse("interview", args=[pk]) for pk in planned]
    responses = at_once([(cookie_of(alice), address[number % 5], {}) for number in range(MANY)])
    running = MockInterview.objects.running().get()
    assert statuses(responses) == {302: MANY}
    assert Counter(response.url for response in responses)[reverse("room", args=[running.pk])] == MANY / 5
    assert Event.objects.filter(verb="started").count() == 1


def test_fifty_finishes_end_once_and_keep_the_text(alice, guide, begun):
    interview = making.running(alice, guide, begun)
    last_words = save("Last words", position=1)
    responses = at_once([(cookie_of(alice), reverse("finish", args=[interview.pk]), last_words)] * MANY)
    assert statuses(responses) == {200: MANY}
    assert {response.json()["url"] for response in responses} == {reverse("ended", args=[interview.pk])}
    assert Event.objects.filter(verb="finished").count() == 1
    answer = interview.answers.get(position=1)
    assert (answer.text, answer.revision, answer.revisions.count()) == ("Last words", 1, 0)


def test_fifty_tabs_that_save_at_once_keep_fifty_texts(alice, guide, begun):
    interview = making.running(alice, guide, begun)
    address, cookie = reverse("save_answer", args=[interview.pk, 1]), cookie_of(alice)
    texts = [f"From tab {number}" for number in range(MANY)]
    responses = at_once([(cookie, address, save(text, tab=f"tab-{text[9:]}")) for text in texts])
    answer = interview.answers.get(position=1)
    assert statuses(responses) == {200: 1, 409: MANY - 1}
    assert answer.revision == 1
    assert {answer.text, *answer.revisions.values_list("text", flat=True)} == set(texts)


def test_fifty_saves_of_one_tab_in_any_order_leave_the_last(alice, guide, begun):
    interview = making.running(alice, guide, begun)
    address, cookie = reverse("save_answer", args=[interview.pk, 1]), cookie_of(alice)
    responses = at_once([(cookie, address, save(f"Save {number}", seq=number)) for number in range(1, MANY + 1)])
    answer = interview.answers.get(position=1)
    assert statuses(responses) == {200: MANY}
    assert (answer.text, answer.saved_seq) == (f"Save {MANY}", MANY)


def test_going_on_and_looking_the_answer_up_at_once_stand_in_nobodys_way(alice, guide, begun):
    interview = making.running(alice, guide, begun, pacing=Pacing.OPEN)
    cookie, body = cookie_of(alice), {"text": "Text", "base": 0, "tab": "tab-1", "seq": 1}
    reveal = reverse("reveal_answer", args=[interview.pk, 1])
    onward = (cookie, reverse("room_go", args=[interview.pk]), body | {"position": 1, "go": "goto-2"})
    back = (cookie, onward[1], body | {"text": "", "position": 2, "go": "goto-1"})
    responses = at_once([(cookie, reveal, body), onward, (cookie, reveal, body), back] * 5)
    # Who is too early for the second question finds nothing there yet.
    assert set(statuses(responses)) <= {302, 404}
    assert interview.answers.get(position=1).text == "Text"
    assert Event.objects.filter(verb="revealed").count() == 1


def test_fifty_presses_on_answer_again_are_one_interview(alice, guide, begun):
    parent = making.rated(alice, guide, begun)
    responses = at_once([(cookie_of(alice), reverse("redo_answer", args=[parent.pk, 1]), {})] * MANY)
    again = MockInterview.objects.get(status=InterviewStatus.RUNNING)
    assert statuses(responses) == {302: MANY}
    assert {response.url for response in responses} == {reverse("room", args=[again.pk])}
    assert MockInterview.objects.count() == 2


def test_fifty_hand_ins_are_one_request(alice, guide, begun):
    making.coach("carol@example.org", "Carol")
    interview = making.rated(alice, guide, begun)
    responses = at_once([(cookie_of(alice), reverse("hand_in", args=[interview.pk]), {"coach": "", "note": ""})] * MANY)
    assert statuses(responses) == {302: MANY}
    assert ReviewRequest.objects.count() == 1
    assert Event.objects.filter(verb="handed_in").count() == 1


def test_of_many_coaches_one_gets_the_interview(alice, guide, begun):
    coaches = [making.coach(f"coach-{number}@example.org") for number in range(10)]
    request = making.handed_in(alice, guide, begun)
    claim, cookies = reverse("claim", args=[request.pk]), [cookie_of(coach) for coach in coaches]
    responses = at_once([(cookies[number % 10], claim, {}) for number in range(MANY)])
    review = Review.objects.get()
    mine = reverse("review", args=[review.pk])
    assert set(statuses(responses)) <= {302, 404}
    assert Counter(response.headers.get("Location") for response in responses)[mine] == MANY / 10
    assert Event.objects.filter(verb="claimed").count() == 1
