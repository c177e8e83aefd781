"""
Fixtures of the browser tests: a real Chromium against a real server on a database of its own.

    def test_something(open_page, alice, axe):
        page = open_page(alice, width=360, scheme="dark")
        page.goto(reverse("history"))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        axe(page)

Every page is watched: an error in its console, a refusal by the Content-Security-Policy, an exception, an answer of
500 or a missing file fails the test at its end. What a test provokes on purpose it allows first:
`watch.allow("ERR_INTERNET_DISCONNECTED")`. Run with `pytest tests/browser`; the plain `pytest` leaves this folder out.
"""

import os
import re
import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests import making

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL = "apt-get update && apt-get install -y chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# In milliseconds; long enough for a machine that does other things besides.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

# An answer that a page is made to handle: a conflict, a form with mistakes.
HANDLED = re.compile(r"status of (409|422)")


@pytest.fixture(scope="session", autouse=True)
def _database_beside_playwright():
    """Playwright's synchronous interface runs an event loop in this thread, which Django would refuse."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory, django_db_modify_db_settings):
    """A database in a file: in memory the server's threads would share one connection with the test."""
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        name = tmp_path_factory.mktemp("browser") / "test.sqlite3"
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(name)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The Chromium of this machine. Without one the tests are skipped; where CI is set they fail."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        reason = f"No Chromium on this machine. Install it: {INSTALL}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return {**browser_type_launch_args, "executable_path": found, "args": FLAGS}


@pytest.fixture
def live(live_server):
    """The address of a running server on the test's own database, with an empty cache (rate limits live there)."""
    cache.clear()
    return live_server.url


class Watch:
    """Collects what goes wrong in the pages of a test."""

    def __init__(self):
        self.found = []
        self.allowed = [HANDLED]

    def allow(self, pattern):
        """Expect problems whose text matches the regular expression `pattern`."""
        self.allowed.append(re.compile(pattern))

    def add(self, text):
        """Note a problem."""
        self.found.append(text)

    def over(self, context):
        """Watch everything that happens in a browser context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.add(f"exception: {error.error}"))
        context.on("response", self._response)

    def _console(self, message):
        if message.type in {"error", "warning"}:
            self.add(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _response(self, response):
        missing = response.status == 404 and response.request.resource_type != "document"
        if response.status >= 500 or missing:
            self.add(f"status of {response.status}: {response.url}")

    def check(self):
        """Fail where there is a problem that the test did not allow."""
        unexpected = [text for text in self.found if not any(pattern.search(text) for pattern in self.allowed)]
        assert unexpected == []


@pytest.fixture
def watch():
    """The problems of the test's pages; checked at its end."""
    watch = Watch()
    yield watch
    watch.check()


@pytest.fixture
def open_page(live, browser, watch):
    """
    Return a function that opens a page in a new browser context (cookies and storage of its own).

    open_page(user=None, *, width=1280, height=900, scheme="light", javascript=True, **context_options): `user` is
    signed in by cookie, None stays a visitor. Addresses are relative to the server.
    """
    contexts = []

    def open_page(user=None, *, width=1280, height=900, scheme="light", javascript=True, **options):
        context = browser.new_context(
            base_url=live,
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="UTC",
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        watch.over(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            cookie = client.cookies[settings.SESSION_COOKIE_NAME]
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live, "httpOnly": True}])
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page):
    """A visitor's page of 1280 pixels, light, with JavaScript."""
    return open_page()


@pytest.fixture
def sign_in():
    """Return a function that signs in through the form: sign_in(page, email, password=making.PASSWORD)."""

    def sign_in(page, email, password=making.PASSWORD):
        page.goto(reverse("account_login"))
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(password)
        page.locator("input[name=password]").press("Enter")
        expect(page.locator(".mast .me")).to_be_visible()

    return sign_in


@pytest.fixture
def slow_script():
    """Hold one script of a page back; the returned function lets it through."""

    def slow_script(page, name):
        address = re.compile(rf"/js/{name}(\.[0-9a-f]+)?\.js$")
        held = []
        page.route(address, lambda route: held.append(route))

        def arrive():
            for route in held:
                route.continue_()
            page.unroute(address)

        return arrive

    return slow_script


@pytest.fixture
def axe():
    """
    Return a function that asserts 0 violations of accessibility on a page as it now is.

    axe comes in through the debugging protocol, so the page keeps its own strict Content-Security-Policy.
    """
    checker = Axe()

    def axe(page):
        results = checker.run(page)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return axe


@pytest.fixture
def fits():
    """Return a function that asserts that a page does not scroll sideways."""

    def fits(page):
        width = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width[0] <= width[1], f"{page.url} is {width[0]} px wide in a window of {width[1]} px"

    return fits
