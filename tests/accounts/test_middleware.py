"""Who has to sign in where, where one comes out, in which time zone one reads, and whether the app is well."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import DatabaseError
from django.test import Client, override_settings
from django.urls import reverse
from django.views.defaults import server_error

from accounts import middleware, outbox
from accounts.models import MessageKind
from tests import making

HTMX = {"HX-Request": "true"}


def test_a_page_asks_for_a_login_and_leads_back(client, db):
    response = client.get(reverse("inbox") + "?page=2")
    assert response.status_code == 302
    assert parse_qs(urlsplit(response.url).query)["next"] == ["/inbox/?page=2"]


def test_signing_in_leads_back(client, alice):
    login = client.get(reverse("inbox")).url
    response = client.post(login, {"login": alice.email, "password": making.PASSWORD, "next": "/inbox/"})
    assert response.url == "/inbox/"


def test_a_part_of_a_page_sends_the_whole_page_to_the_login(client, db):
    headers = HTMX | {"HX-Current-URL": "http://testserver/interviews/?page=2"}
    response = client.get(reverse("inbox"), headers=headers)
    assert response.status_code == 200
    target = urlsplit(response["HX-Redirect"])
    assert (target.path, parse_qs(target.query)["next"]) == (reverse("account_login"), ["/interviews/?page=2"])


@pytest.mark.parametrize(
    "current", ["http://evil.example/phish/", "//evil.example/", "javascript:alert(1)", "http://testserver.evil/"]
)
def test_the_address_of_another_site_is_not_led_back_to(client, db, current):
    response = client.get(reverse("inbox"), headers=HTMX | {"HX-Current-URL": current})
    (following,) = parse_qs(urlsplit(response["HX-Redirect"]).query)["next"]
    assert following == "/"


@pytest.mark.parametrize("following", ["http://evil.example/", "//evil.example/", "https:evil", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(client, alice, following):
    data = {"login": alice.email, "password": making.PASSWORD, "next": following}
    assert client.post(reverse("account_login"), data).url == "/"


@pytest.mark.parametrize("name", ["scores", "keyboard", "privacy", "account_login", "account_signup", "guides", "home"])
def test_public_pages_ask_for_no_login(client, db, name):
    assert client.get(reverse(name)).status_code == 200


def test_times_are_shown_in_one_s_own_zone(client, alice):
    alice.time_zone = "Asia/Tokyo"
    alice.save()
    noon = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    outbox.put(user=alice, kind=MessageKind.CLAIMED, subject="S", body="B", path="/", dedupe_key="one", now=noon)
    client.force_login(alice)
    assert "20 November 2026, 21:00" in client.get(reverse("inbox")).content.decode()


def test_a_zone_that_does_not_exist_any_more_is_no_fault(client, alice):
    alice.time_zone = "Mars/Olympus"
    alice.save()
    client.force_login(alice)
    assert client.get(reverse("inbox")).status_code == 200


def test_health_needs_no_host_name_and_no_login(client, db):
    response = client.get("/healthz", headers={"Host": "10.1.2.3"})
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_health_says_when_the_database_is_away(client, db, monkeypatch):
    class Away:
        def cursor(self):
            raise DatabaseError

    monkeypatch.setattr(middleware, "connection", Away())
    assert client.get("/healthz").status_code == 503


def test_what_is_not_found_has_our_own_page(client, db):
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "There is no such page." in response.content.decode()


def test_a_fault_has_a_page_that_needs_nothing(rf):
    response = server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Something went wrong here." in response.content.decode()


def test_a_form_without_its_key_has_our_own_page(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    response = client.post(reverse("mark_all_read"))
    assert response.status_code == 403
    assert "This form was too old to be accepted." in response.content.decode()


@override_settings(ALLOWED_HOSTS=["example.org"])
def test_an_unknown_host_is_refused_in_words(client, db):
    response = client.get("/", headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "This request could not be understood." in response.content.decode()


def test_every_page_carries_the_strict_policy(client, db):
    policy = client.get(reverse("keyboard"))["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
