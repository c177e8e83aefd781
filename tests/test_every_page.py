"""
Every address of ours, for everybody who might ask for it: one table of what they get.

An address that stands in no table fails the suite. A number is the status of the answer, `login` a redirect to
signing in. The interviews are the owner's; `coach` has claimed nothing, `claimer` has claimed the reviewed one. What
one may not see answers 404, as if it were not there.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts import outbox
from accounts.models import MessageKind
from questions import duplicates
from questions.models import Question, Source
from sessions.models import Pacing
from sessions.transitions import comments, guests, phrases, ratings
from sessions.transitions import training as trainings
from tests import making
from tests.addresses import ACTIONS, ALSO_READ, PAGES, PEOPLE, SENT


@dataclass(frozen=True)
class Row:
    """One line of a table."""

    address: str
    of: str
    expected: tuple

    def __str__(self):
        return " ".join([self.address, self.of, *self.expected])


def rows(table):
    """Return the lines of a table."""
    heading, *lines = [line.split() for line in table.strip().splitlines()]
    assert heading == ["address", "of", *PEOPLE]
    return [Row(address, of, tuple(expected)) for address, of, *expected in lines]


@pytest.fixture
def world(alice, bob, carol, dave, erin, guide):
    """Who asks, and what each word of the tables' second column stands for: the arguments of the address."""
    now = timezone.now() - timedelta(minutes=20)
    making.guide("draft-guide", rounds=1, topics=1, questions=1, status="draft")
    kept_back = making.guide("private-guide", rounds=1, topics=1, questions=1, owner=alice, status="draft")
    a_list = making.received(alice, "# Mine\n\n1. SECRET-LIST?\n", now)
    review = making.claimed(alice, carol, guide, now, seed=1)
    submitted = making.submitted(alice, carol, guide, now, seed=7)
    said = comments.write(review, review.request.interview.answers.get(position=1), "Words.", timezone.now())
    heard = comments.write(submitted, submitted.request.interview.answers.get(position=1), "Words.", timezone.now())
    phrase = phrases.keep(carol, "Kept words.", timezone.now())
    waiting = making.handed_in(alice, guide, now, seed=2)
    asked = making.handed_in(alice, guide, now, seed=3)
    type(asked).objects.filter(pk=asked.pk).update(requested_of=carol)
    rating = making.finished(alice, guide, now, seed=4)
    ratings.begin(rating, timezone.now())
    planned = making.planned(alice, guide, timezone.now(), seed=6)
    running = making.running(alice, guide, timezone.now(), pacing=Pacing.REALISTIC, seed=5)
    put = {"kind": MessageKind.CLAIMED, "subject": "Words", "body": "Words.", "path": "/", "now": timezone.now()}
    outbox.put(user=alice, dedupe_key="every-page", **put)
    sampled = Question.objects.filter(guide=guide).order_by("pk")[:2]
    for one in sampled:
        making.samples(one, now)
    training, trained = (making.trained(alice, one, now, finish=False) for one in sampled)
    trainings.finish(trained, now)
    answer = running.answers.get(position=1)
    earlier = answer.revisions.create(kind="history", text="Earlier.", revision=1, at=timezone.now())
    reviewed = review.request.interview
    _link, token = guests.ask(reviewed, "Ben", timezone.now())
    duplicates.compare()
    by_guest = making.guest_submitted(waiting.interview, timezone.now())
    return {
        "people": dict(zip(PEOPLE, [None, bob, alice, dave, carol, erin], strict=True)),
        "-": {},
        "guide": {"slug": guide.slug},
        "draft": {"slug": "draft-guide"},
        "private": {"slug": "~private-guide"},
        "mine": {"slug": "private-guide"},
        "my_own": {"slug": "private-guide", "key": "private-guide-1-1-1"},
        "list": {"pk": a_list.pk},
        "list_0": {"pk": a_list.pk, "index": 0},
        "a_round": {"slug": guide.slug, "key": "round-1"},
        "draft_round": {"slug": "draft-guide", "key": "round-1"},
        "my_round": {"slug": "~private-guide", "key": "round-1"},
        "a_topic": {"slug": guide.slug, "key": "topic-1-1"},
        "draft_topic": {"slug": "draft-guide", "key": "topic-1-1"},
        "my_topic": {"slug": "~private-guide", "key": "topic-1-1"},
        "prepared": {"guide": guide.pk},
        "kept_back": {"guide": kept_back.pk},
        "md": {"slug": guide.slug, "suffix": "md"},
        "hers": {"slug": "~private-guide", "suffix": "csv"},
        "question": {"key": "acme-pm-1-1-1"},
        "hidden": {"key": "draft-guide-1-1-1"},
        "thin": {"key": "thin-topics"},
        "public": {"key": guide.key},
        "kept": {"key": kept_back.key},
        "public_md": {"key": guide.key, "suffix": "md"},
        "kept_yaml": {"key": kept_back.key, "suffix": "yaml"},
        "pair": {"pk": duplicates.open_pairs().first().pk},
        "version": {"key": "acme-pm-1-1-1", "number": 1},
        "source": {"pk": Source.objects.create(guide=guide, key="source", title="Source").pk},
        "my_source": {"pk": Source.objects.create(guide=kept_back, key="source", title="Source").pk},
        "own": {"key": "private-guide-1-1-1"},
        "planned": {"pk": planned.pk},
        "running": {"pk": running.pk},
        "rating": {"pk": rating.pk},
        "reviewed": {"pk": reviewed.pk},
        "waiting": {"pk": waiting.interview_id},
        "answer": {"pk": running.pk, "position": 1},
        "earlier": {"pk": running.pk, "position": 1, "revision": earlier.pk},
        "rated_1": {"pk": rating.pk, "position": 1},
        "result_1": {"pk": reviewed.pk, "position": 1},
        "request": {"pk": waiting.pk},
        "asked": {"pk": asked.pk},
        "review": {"pk": review.pk},
        "review_1": {"pk": review.pk, "position": 1},
        "submitted": {"pk": submitted.pk},
        "submitted_1": {"pk": submitted.pk, "position": 1},
        "said": {"pk": said.pk},
        "heard": {"pk": heard.pk},
        "phrase": {"pk": phrase.pk},
        "training": {"pk": training.pk},
        "trained": {"pk": trained.pk},
        "sample_1": {"pk": training.pk, "position": 1},
        "person": {"pk": alice.pk},
        "kind": {"kind": "claimed"},
        "message": {"pk": alice.inbox.get(dedupe_key="every-page").pk},
        "link": {"token": token},
        "link_1": {"token": token, "position": 1},
        "lost_link": {"token": "x" * 43},
        "lost_link_1": {"token": "x" * 43, "position": 1},
        "by_guest": {"pk": by_guest.request.interview_id, "review": by_guest.pk},
    }


def signed_in(person):
    """Return a client for `person`; None is a visitor."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def asked(client, method, url, data=None):
    """Return what a client gets, as the tables write it; whatever it changed is undone."""
    with transaction.atomic():
        response = getattr(client, method)(url, data)
        transaction.set_rollback(True)
    to_login = response.status_code == 302 and response.url.startswith(reverse("account_login"))
    return "login" if to_login else str(response.status_code)


def answered(table, method, world, people=PEOPLE):
    """Ask for every row of a table and return the rows as they were answered, as text."""
    clients = [signed_in(world["people"][person]) for person in people]
    found = []
    for row in table:
        url = reverse(row.address, kwargs=world[row.of])
        sent = SENT.get(row.address) if method == "post" else None
        found.append(" ".join([row.address, row.of, *(asked(client, method, url, sent) for client in clients)]))
    return found


def test_who_may_read(world):
    assert answered(rows(PAGES), "get", world) == [str(row) for row in rows(PAGES)]


def test_who_may_change(world):
    assert answered(rows(ACTIONS), "post", world) == [str(row) for row in rows(ACTIONS)]


def test_what_changes_something_is_not_done_by_reading(world):
    actions = [row for row in rows(ACTIONS) if row.address not in ALSO_READ]
    assert answered(actions, "get", world, ["owner"]) == [f"{row.address} {row.of} 405" for row in actions]


def patterns(resolver, prefix=""):
    """Yield (module, name, route) of every address below a resolver."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        elif isinstance(entry, URLPattern):
            yield entry.callback.__module__, entry.name, route


def test_every_address_of_ours_stands_in_a_table():
    ours = {
        name
        for module, name, route in patterns(get_resolver())
        # The admin's are asked for below, all of them.
        if module.split(".")[0] in {"accounts", "questions", "sessions"} and not route.startswith("admin/")
    }
    assert {row.address for row in rows(PAGES) + rows(ACTIONS)} == ours


def test_health_is_told_to_anybody(db):
    assert Client().get("/healthz").status_code == 200


def addresses_without_arguments(prefix):
    """Return the addresses below a prefix that take no arguments."""
    found = [route.replace("^", "").replace("$", "").replace("\\Z", "") for _, _, route in patterns(get_resolver())]
    return sorted({f"/{route}" for route in found if route.startswith(prefix) and not set("<(") & set(route)})


@pytest.mark.parametrize("person", ["visitor", "stranger", "owner", "coach", "claimer"])
def test_the_admin_is_shut_to_all_but_curators(world, person):
    client = signed_in(world["people"][person])
    answers = {url: client.get(url).status_code for url in addresses_without_arguments("admin/")}
    assert {url: status for url, status in answers.items() if status not in {302, 403, 404}} == {}


def test_the_admin_is_open_to_curators_and_holds_no_answers(world):
    client = signed_in(world["people"]["curator"])
    page = client.get("/admin/")
    assert page.status_code == 200
    assert [url for url in addresses_without_arguments("admin/") if "mock_sessions" in url] == []


@pytest.mark.parametrize("person", ["visitor", "stranger"])
def test_the_account_pages_answer(world, person):
    client = signed_in(world["people"][person])
    answers = {url: client.get(url).status_code for url in addresses_without_arguments("accounts/")}
    assert len(answers) > 10
    assert {url: status for url, status in answers.items() if status not in {200, 302, 401, 403, 404, 405}} == {}
