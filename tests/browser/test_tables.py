"""Questions as a table: out of the admin, changed, shown, written; narrow, in the dark, without scripts."""

import json

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import making

KEY = "acme-pm-1-1-1"


def file_of(rows):
    """Return a file as a person would choose it."""
    return {"name": "table.json", "mimeType": "application/json", "buffer": json.dumps(rows).encode()}


@pytest.mark.parametrize(("width", "scheme", "javascript"), [(360, "dark", True), (1280, "light", False)])
def test_a_table_goes_out_and_comes_back_changed(open_page, axe, fits, erin, width, scheme, javascript):
    making.guide(rounds=1, topics=1, questions=2)
    page = open_page(erin, width=width, scheme=scheme, javascript=javascript)
    # Without JavaScript the checker cannot run; the page is the same one.
    look = axe if javascript else fits
    page.goto(reverse("admin:questions_question_changelist"))
    page.get_by_role("link", name="Export as a table").click()
    look(page)
    fits(page)
    page.get_by_label("Format").select_option(label="JSON")
    page.get_by_label("Probes").uncheck()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    rows = json.loads(download.value.path().read_text())
    page.goto(reverse("admin:questions_question_import"))
    look(page)
    fits(page)
    page.get_by_label("File").set_input_files(file_of([rows[0] | {"minutes": "many"}, rows[1] | {"topic": ""}]))
    page.get_by_role("button", name="Show what it would change").click()
    expect(page.get_by_text("there are 2 mistakes")).to_be_visible()
    look(page)
    fits(page)
    rows[0]["prompt"] = f"Another prompt of {KEY}?"
    page.get_by_label("File").set_input_files(file_of([*rows, rows[0] | {"key": "", "status": "", "prompt": "New?"}]))
    page.get_by_role("button", name="Show what it would change").click()
    expect(page.get_by_role("heading", name="Row 3")).to_contain_text("new")
    look(page)
    fits(page)
    page.get_by_role("button", name="Write 2 questions").click()
    message = page.get_by_text("1 question is new, as a draft. 1 question is changed. 1 was so already.")
    expect(message).to_be_visible()
    expect(page.get_by_role("link", name=f"Another prompt of {KEY}?")).to_be_visible()
