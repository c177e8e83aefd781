"""What every browser test relies on."""

import pytest
from playwright.sync_api import expect

from accounts.roles import is_coach


def test_a_user_is_signed_in_by_cookie(open_page, carol):
    page = open_page(carol)
    page.goto("/")
    expect(page.locator(".mast .me summary")).to_have_text("Carol")


def test_the_roles_are_there_after_the_database_was_emptied(open_page, carol):
    assert is_coach(carol)


def test_a_visitor_is_not_signed_in(page):
    page.goto("/")
    expect(page.locator(".mast .me")).to_have_count(0)


def test_an_error_in_the_console_is_seen(page, watch):
    page.goto("/")
    page.evaluate("() => console.error('broken')")
    with pytest.raises(AssertionError, match="broken"):
        watch.check()
    watch.found.clear()


def test_an_inline_script_is_refused_and_seen(page, watch):
    page.goto("/")
    page.evaluate(
        "() => { const s = document.createElement('script'); s.text = 'window.ran = 1'; document.body.append(s) }"
    )
    assert page.evaluate("() => window.ran") is None
    with pytest.raises(AssertionError, match="Content Security Policy"):
        watch.check()
    watch.found.clear()


def test_an_image_without_a_text_is_a_violation(page, axe):
    page.goto("/")
    page.evaluate(
        "() => { const i = document.createElement('img'); i.src = '/static/icon.svg'; document.body.append(i) }"
    )
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)


def test_a_page_that_scrolls_sideways_is_seen(page, fits):
    page.goto("/")
    page.evaluate("() => { document.body.style.width = '3000px' }")
    with pytest.raises(AssertionError, match="px wide"):
        fits(page)
