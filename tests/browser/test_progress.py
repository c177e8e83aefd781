"""Progress and result in a real Chromium, on a telephone: pictures that everybody can read, and the way between."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests import making


def test_from_the_map_to_a_result_and_its_pictures(open_page, alice, carol, guide, axe):
    then = timezone.now() - timedelta(days=3)
    making.rated(alice, guide, then, seed=1)
    review = making.submitted(alice, carol, guide, then + timedelta(days=1), seed=2, texts=["One.", "Two.", "Three."])
    page = open_page(alice, width=360)
    page.goto(reverse("progress"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Strongest in")
    page.get_by_text("The map as a table").click()
    expect(page.get_by_role("cell", name="2 of 2").first).to_be_visible()
    axe(page)
    page.get_by_text("The same figures as a table").click()
    page.locator(f"a[href='{reverse('result', args=[review.request.interview.pk])}']").click()
    expect(page.get_by_role("heading", name="Time and words")).to_be_visible()
    page.get_by_text("Point by point").click()
    expect(page.get_by_role("rowheader", name="SECRET-POINT-1").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    axe(page)
