"""The account pages in a real Chromium: signing up, in and out, the second factor, under the strict policy."""

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from tests import making

BOTH = [(1280, "light"), (360, "dark")]
PUBLIC = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]
PUBLIC += ["scores", "keyboard", "privacy"]
OWN = ["account", "inbox", "account_email", "account_change_password", "account_logout", "mfa_index"]
OWN += ["mfa_list_webauthn", "account_reauthenticate"]


@pytest.fixture
def verified(alice):
    """Alice, with a confirmed e-mail address: a second factor asks for one."""
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True, verified=True)
    return alice


@pytest.mark.parametrize(("width", "scheme"), BOTH)
def test_public_account_pages_are_accessible(open_page, axe, fits, width, scheme):
    page = open_page(width=width, scheme=scheme)
    for name in PUBLIC:
        page.goto(reverse(name))
        axe(page)
        fits(page)


@pytest.mark.parametrize(("width", "scheme"), BOTH)
def test_one_s_own_account_pages_are_accessible(open_page, axe, fits, verified, width, scheme):
    page = open_page(verified, width=width, scheme=scheme)
    for name in OWN:
        page.goto(reverse(name))
        axe(page)
        fits(page)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_that_is_not_found_is_accessible(open_page, axe, fits, alice, watch, width):
    watch.allow("404")
    page = open_page(alice, width=width)
    page.goto("/no-such-page/")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page.")
    axe(page)
    fits(page)


def test_signing_up_takes_the_time_zone_of_the_browser(open_page, live, roles):
    page = open_page()
    context = page.context.browser.new_context(base_url=live, timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.goto(reverse("account_signup"))
    page.get_by_label("Name").fill("Ines")
    page.get_by_label("Email").fill("Ines@Example.org")
    page.get_by_label("Password").fill("a long enough phrase")
    page.get_by_role("button", name="Sign up").click()
    expect(page.locator(".mast .me summary")).to_have_text("Ines")
    ines = User.objects.get(email="ines@example.org")
    assert (ines.name, ines.time_zone) == ("Ines", "Asia/Tokyo")
    context.close()


def test_a_mistake_in_signing_up_is_said_at_its_field(open_page, axe, roles):
    page = open_page()
    page.goto(reverse("account_signup"))
    page.get_by_label("Name").fill("Ines")
    page.get_by_label("Email").fill("ines@example.org")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_label("Password")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".err")).to_contain_text("at least 10 characters")
    axe(page)


def test_signing_in_and_out_without_javascript(open_page, alice, axe):
    page = open_page(javascript=False)
    page.goto(reverse("account_login"))
    page.locator("[name=login]").fill("ALICE@example.org")
    page.locator("[name=password]").fill(making.PASSWORD)
    page.locator("[name=password]").press("Enter")
    expect(page.locator(".mast .me summary")).to_have_text("Alice")
    page.goto(reverse("account_logout"))
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator(".mast .me")).to_have_count(0)


def test_the_passkey_button_appears_where_the_browser_knows_passkeys(open_page):
    page = open_page()
    page.goto(reverse("account_login"))
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_visible()
    without = open_page(javascript=False)
    without.goto(reverse("account_login"))
    expect(without.locator("[data-passkey]")).to_be_hidden()


def test_a_failed_passkey_is_said_in_words(open_page):
    page = open_page()
    page.goto(reverse("account_login"))
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')) }")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey did not work")


def test_setting_up_an_authenticator_app_and_signing_in_with_it(open_page, axe, fits, sign_in, verified):
    page = open_page(width=360)
    sign_in(page, verified.email)
    page.goto(reverse("mfa_activate_totp"))
    page.get_by_label("Password").fill(making.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    qr = page.locator("img.qr")
    expect(qr).to_be_visible()
    assert qr.evaluate("image => image.complete && image.naturalWidth > 0")
    axe(page)
    fits(page)
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("[name=code]").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.get_by_role("button", name="Activate").click()
    page.goto(reverse("mfa_view_recovery_codes"))
    axe(page)
    fits(page)
    for name in ("mfa_index", "mfa_deactivate_totp", "mfa_generate_recovery_codes"):
        page.goto(reverse(name))
        axe(page)
        fits(page)
    page.goto(reverse("mfa_view_recovery_codes"))
    recovery = page.locator("#recovery_codes").input_value().split()[0]
    other = open_page()
    other.goto(reverse("account_login"))
    other.locator("[name=login]").fill(verified.email)
    other.locator("[name=password]").fill(making.PASSWORD)
    other.locator("[name=password]").press("Enter")
    expect(other.locator("[name=code]")).to_be_visible()
    axe(other)
    other.locator("[name=code]").fill(recovery)
    other.locator("[name=code]").press("Enter")
    expect(other.locator(".mast .me summary")).to_have_text("Alice")


def test_adding_a_passkey_and_signing_in_with_it(open_page, axe, fits, sign_in, verified):
    page = open_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    sign_in(page, verified.email)
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_label("Password").fill(making.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("#mfa_webauthn_add")).to_be_visible()
    axe(page)
    page.locator("[name=name]").fill("Laptop")
    page.locator("[name=passwordless]").check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda address: "add" not in address)
    page.goto(reverse("mfa_list_webauthn"))
    expect(page.get_by_role("heading", name="Laptop")).to_be_visible()
    axe(page)
    fits(page)
    page.goto(reverse("account_logout"))
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator(".mast .me")).to_have_count(0)
    page.goto(reverse("account_login"))
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator(".mast .me summary")).to_have_text("Alice")
