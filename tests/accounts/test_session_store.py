"""Login sessions: one query for session and user, and everything that ends one."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import LoginSession
from accounts.session_store import SessionStore
from tests import making

PAGE = "/account/"


@pytest.fixture
def signed_in(client, alice):
    """A browser in which Alice is signed in."""
    client.force_login(alice)
    return client


def is_signed_in(client):
    """Whether a page that asks for a login opens."""
    return client.get(PAGE).status_code == 200


def test_session_and_user_take_one_query(signed_in):
    with CaptureQueriesContext(connection) as queries:
        signed_in.get(reverse("keyboard"))
    whom = [query["sql"] for query in queries if 'FROM "accounts_loginsession"' in query["sql"]]
    assert (len(whom), 'JOIN "accounts_user"' in whom[0]) == (1, True)
    assert [query["sql"] for query in queries if 'FROM "accounts_user"' in query["sql"]] == []


def test_the_row_knows_its_user(signed_in, alice):
    assert LoginSession.objects.get().user == alice


def test_a_session_without_a_user_has_none(db):
    store = SessionStore()
    store["theme"] = "dark"
    store.save()
    assert LoginSession.objects.get().user is None
    assert SessionStore(store.session_key)["theme"] == "dark"


def test_a_changed_password_ends_every_session(signed_in, alice):
    assert is_signed_in(signed_in)
    alice.set_password("another long phrase")
    alice.save()
    assert not is_signed_in(signed_in)


def test_changing_one_s_password_keeps_this_session_and_ends_the_others(client, alice):
    other = Client()
    for browser in (client, other):
        browser.force_login(alice)
    new = "another long phrase"
    client.post(
        reverse("account_change_password"), {"oldpassword": making.PASSWORD, "password1": new, "password2": new}
    )
    assert (is_signed_in(client), is_signed_in(other)) == (True, False)


def test_whoever_is_shut_out_is_out_at_once(signed_in, alice):
    alice.is_active = False
    alice.save()
    assert not is_signed_in(signed_in)


def test_deleting_a_user_deletes_their_sessions(signed_in, alice):
    alice.delete()
    assert LoginSession.objects.count() == 0
    assert not is_signed_in(signed_in)


def test_signing_out_deletes_the_session(signed_in, alice):
    key = LoginSession.objects.get().session_key
    signed_in.post(reverse("account_logout"))
    assert not LoginSession.objects.filter(session_key=key).exists()
    assert not is_signed_in(signed_in)


def test_signing_out_needs_a_post(signed_in):
    signed_in.get(reverse("account_logout"))
    assert is_signed_in(signed_in)


def test_what_one_request_reads_of_a_session_is_not_what_another_changes(signed_in):
    key = LoginSession.objects.get().session_key
    first, second = SessionStore(key), SessionStore(key)
    first["methods"] = ["password"]
    first.save()
    SessionStore(key)["methods"].append("changed, never saved")
    assert (SessionStore(key)["methods"], second.get("methods")) == (["password"], ["password"])


def test_data_whose_signature_is_not_good_sign_nobody_in(signed_in):
    LoginSession.objects.update(session_data=LoginSession.objects.get().session_data[:-1] + "x")
    assert not is_signed_in(signed_in)


def test_a_session_that_has_run_out_is_none(signed_in):
    LoginSession.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_signed_in(signed_in)


def test_a_session_of_a_backend_that_is_gone_is_none(signed_in):
    store = SessionStore(LoginSession.objects.get().session_key)
    store["_auth_user_backend"] = "somewhere.else.Backend"
    store.save()
    assert not is_signed_in(signed_in)


def test_a_session_whose_data_name_another_user_signs_nobody_in(signed_in, bob):
    store = SessionStore(LoginSession.objects.get().session_key)
    store[SESSION_KEY] = str(bob.pk)
    store.save()
    assert not is_signed_in(signed_in)


def test_a_forged_key_is_none(client, alice):
    client.cookies["sessionid"] = "x" * 32
    assert not is_signed_in(client)


def test_signing_in_renews_the_key(client, alice):
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": alice.email, "password": making.PASSWORD})
    first = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"login": alice.email, "password": making.PASSWORD})
    assert client.cookies["sessionid"].value != first
