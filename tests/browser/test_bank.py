"""The curators' pages in a real browser: a pair is judged, a source verified, an earlier content brought back."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from questions import authoring
from questions.authoring import Change
from questions.models import Source
from sessions.models import ReviewRequest
from tests import making
from tests.sessions.many import second_opinions_on


def test_a_curator_goes_through_what_asks_for_a_look(open_page, guide, erin, carol, dave, axe, fits):
    now = timezone.now() - timedelta(days=1)
    question = guide.questions.order_by("pk").first()
    making.only(guide, question)
    people = [making.person(f"p{number}@example.org") for number in range(5)]
    firsts = [making.submitted(one, carol, guide, now, texts=["One."], level=1, coach_level=3) for one in people]
    ReviewRequest.objects.filter(kind=ReviewRequest.Kind.SECOND).delete()
    second_opinions_on(firsts, dave, lambda place, level: level - (place < 3))
    Source.objects.create(guide=guide, key="memo", title="A memo")
    question.prompt += " And why?"
    authoring.save_question(question, Change(by=erin, now=timezone.now(), reason="Clearer", is_typo=True))
    making.guide("globex-pm", rounds=1, topics=1, questions=1).questions.update(prompt=question.prompt)

    page = open_page(erin, width=360, scheme="dark")
    page.goto(reverse("near_duplicates"))
    expect(page.get_by_role("heading", name="1 pair asks nearly the same.")).to_be_visible()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Not the same").click()
    expect(page.get_by_text("Noted: not the same.")).to_be_visible()
    page.goto(reverse("bank"))
    expect(page.get_by_role("link", name="Unclear criteria")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Sources to verify again").click()
    page.get_by_role("button", name="Verified again").click()
    expect(page.get_by_text("None: this check finds nothing.")).to_be_visible()
    page.goto(reverse("bank_check", args=["unclear-criteria"]))
    axe(page)
    page.get_by_role("link", name="Prompt of acme-pm-1-1-1?").first.click()
    expect(page.get_by_role("cell", name="0.6 apart, the same in 40 %").first).to_be_visible()
    axe(page)
    fits(page)
    page.get_by_role("button", name="Bring this content back").click()
    expect(page.get_by_text("The content of version 1 is back.")).to_be_visible()
    for name in ("guide_files", "copy_guide", "adapt_guide"):
        page.goto(reverse(name, args=[guide.key]))
        axe(page)
        fits(page)
