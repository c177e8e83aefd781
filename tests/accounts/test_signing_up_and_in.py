"""Signing up in its three modes, signing in, and the limit of attempts."""

from io import StringIO

import pytest
from django.core import mail, signing
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts import invitations
from accounts.models import User
from tests import making

SIGNUP = "/accounts/signup/"
LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def _no_attempts_yet(db):
    """The limits of attempts live in the cache."""
    cache.clear()


def details(**fields):
    """What the form of signing up sends."""
    return {
        "name": "Ines",
        "email": "ines@example.org",
        "password1": "a long enough phrase",
        "time_zone": "Europe/Lisbon",
    } | fields


def test_signing_up_makes_a_person_with_name_and_time_zone(client):
    response = client.post(SIGNUP, details())
    assert response.url == reverse("home")
    ines = User.objects.get()
    assert (ines.email, ines.name, ines.time_zone, ines.allowance) == ("ines@example.org", "Ines", "Europe/Lisbon", 100)


def test_whoever_signs_up_has_no_role(client, roles):
    client.post(SIGNUP, details())
    assert User.objects.get().get_all_permissions() == set()


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "UTC\x00"])
def test_a_time_zone_that_is_none_is_taken_as_utc_or_refused(client, zone):
    response = client.post(SIGNUP, details(time_zone=zone))
    people = [user.time_zone for user in User.objects.all()]
    assert people == ["UTC"] or (people == [] and response.context["form"].errors)


def test_the_name_is_asked_for(client):
    response = client.post(SIGNUP, details(name="  "))
    assert list(response.context["form"].errors) == ["name"]
    assert User.objects.count() == 0


@pytest.mark.parametrize("password", ["short", "1234567890", "password123"])
def test_a_weak_password_is_refused_at_its_field(client, password):
    response = client.post(SIGNUP, details(password1=password))
    assert list(response.context["form"].errors) == ["password1"]
    assert User.objects.count() == 0


def test_an_address_is_kept_in_lower_case_and_taken_once(client):
    client.post(SIGNUP, details(email="Ines@Example.ORG"))
    client.post(reverse("account_logout"))
    client.post(SIGNUP, details(email="INES@example.org"))
    assert [user.email for user in User.objects.all()] == ["ines@example.org"]


def test_signing_in_knows_no_case(client, alice):
    response = client.post(LOGIN, {"login": "ALICE@Example.org", "password": making.PASSWORD})
    assert response.url == reverse("home")


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, alice):
    wrong = client.post(LOGIN, {"login": alice.email, "password": "wrong"})
    unknown = client.post(LOGIN, {"login": "nobody@example.org", "password": "wrong"})
    assert wrong.context["form"].errors == unknown.context["form"].errors != {}


def test_whoever_is_shut_out_cannot_sign_in(client, alice):
    alice.is_active = False
    alice.save()
    client.post(LOGIN, {"login": alice.email, "password": making.PASSWORD})
    assert client.get("/account/").status_code == 302


def test_too_many_attempts_get_our_own_page(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    answers = [client.post(LOGIN, {"login": "a@example.org", "password": "x"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert "That was too often in a short time." in answers[2].content.decode()


def test_after_five_wrong_passwords_the_right_one_has_to_wait(client, alice):
    for _ in range(5):
        client.post(LOGIN, {"login": alice.email, "password": "wrong"})
    response = client.post(LOGIN, {"login": alice.email, "password": making.PASSWORD})
    assert "Too many failed login attempts" in response.content.decode()


def test_nobody_signs_up_where_it_is_closed(client, settings):
    settings.SIGNUP = "closed"
    token = invitations.token_for("ines@example.org")
    assert "Signing up is closed here." in client.get(SIGNUP, {"invitation": token}).content.decode()
    client.post(SIGNUP, details(invitation=token))
    assert User.objects.count() == 0


def test_nobody_signs_up_without_an_invitation_where_one_is_needed(client, settings):
    settings.SIGNUP = "invite"
    assert "Signing up needs an invitation." in client.get(SIGNUP).content.decode()
    client.post(SIGNUP, details())
    assert User.objects.count() == 0


def test_an_invitation_fills_in_the_address_and_lets_its_owner_in(client, settings):
    settings.SIGNUP = "invite"
    token = invitations.token_for("Ines@example.org")
    page = client.get(SIGNUP, {"invitation": token})
    form = page.context["form"]
    assert (form["email"].value(), form["invitation"].value()) == ("ines@example.org", token)
    client.post(SIGNUP, details(invitation=token))
    assert User.objects.get().email == "ines@example.org"


def test_an_invitation_is_good_for_its_address_alone(client, settings):
    settings.SIGNUP = "invite"
    token = invitations.token_for("somebody@example.org")
    response = client.post(SIGNUP, details(invitation=token))
    assert list(response.context["form"].errors) == ["email"]
    assert User.objects.count() == 0


@pytest.mark.parametrize("token", ["", "forged", "a:b:c", "x" * 5000, "\x00"])
def test_a_forged_invitation_is_none(client, settings, token):
    settings.SIGNUP = "invite"
    client.post(SIGNUP, details(invitation=token))
    assert User.objects.count() == 0


def test_an_invitation_runs_out_after_two_weeks(monkeypatch):
    token = invitations.token_for("ines@example.org")
    assert invitations.email_of(token) == "ines@example.org"
    monkeypatch.setattr(invitations, "GOOD_FOR_SECONDS", -1)
    assert invitations.email_of(token) is None


def test_a_token_made_for_something_else_is_no_invitation():
    assert invitations.email_of(signing.dumps("ines@example.org")) is None


def test_the_command_prints_a_link_that_works(client, settings):
    settings.SIGNUP = "invite"
    out = StringIO()
    call_command("invite", "ines@example.org", stdout=out)
    link = out.getvalue().strip()
    assert link.startswith(settings.SITE_URL)
    assert client.get(link.removeprefix(settings.SITE_URL)).context["form"]["email"].value() == "ines@example.org"
    assert mail.outbox == []


def test_the_command_sends_the_link_where_asked_to(settings):
    call_command("invite", "ines@example.org", "--send", stdout=StringIO())
    assert mail.outbox[0].to == ["ines@example.org"]


@pytest.mark.parametrize(
    ("email", "words"), [("nonsense", "no e-mail address"), ("ALICE@example.org", "has an account")]
)
def test_the_command_refuses_what_makes_no_sense(alice, email, words):
    with pytest.raises(CommandError, match=words):
        call_command("invite", email)


def test_the_command_says_where_signing_up_is_closed(settings):
    settings.SIGNUP = "closed"
    with pytest.raises(CommandError, match="Signing up is closed"):
        call_command("invite", "ines@example.org")
