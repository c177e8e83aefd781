"""One's own private guides: editing them, deleting them, and that nobody else sees anything of them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from questions.importing import arrivals
from questions.importing.enter import Order
from questions.models import Guide, Import, Question, Status
from sessions.models import StudyMark
from tests import making

SECRET = """# SECRETTITLE

**Company:** SECRETCOMPANY
**Role:** SECRETROLE

SECRETSUMMARY.

## Round 1: SECRETROUND

### SECRETTOPIC

**1. Why SECRETPROMPT?**

**Expected answer:** SECRETEXPECTED is named. SECRETPOINT is named too. And something SECRETMORE.
"""


@pytest.fixture
def mine(alice):
    """Alice's private guide, imported from a list."""
    one = making.received(alice, SECRET, timezone.now())
    return arrivals.write(one, Order(owner=alice), timezone.now()).guide


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def test_own_guides_are_listed_with_what_waits(signed_in, alice, mine):
    making.received(alice, "1. Why?", timezone.now())
    page = signed_in.get(reverse("my_guides")).context["mine"]
    assert ([(guide.title, guide.question_count) for guide in page.guides], len(page.waiting)) == (
        [("SECRETTITLE", 1)],
        1,
    )


def test_a_guide_is_renamed_and_keeps_its_address(signed_in, mine):
    url = reverse("edit_my_guide", args=[mine.slug])
    assert signed_in.post(url, {"title": ""}).status_code == 422
    assert signed_in.post(url, {"title": "Another title"}).url == url
    assert list(Guide.objects.values_list("title", "slug")) == [("Another title", mine.slug)]


def test_a_question_is_edited_with_a_version(signed_in, alice, mine):
    making.rubric("technical")
    question = mine.questions.get()
    kept = question.key_points.order_by("position").first()
    url = reverse("edit_my_question", args=[mine.slug, question.key])
    sent = {"prompt": "Why?", "key_points": f"{kept.text}\nA new point", "kind": "technical", "difficulty": "hard"}
    assert signed_in.post(url, sent | {"minutes": "500"}).status_code == 422
    signed_in.post(url, sent | {"minutes": "9"})
    question.refresh_from_db()
    assert (question.prompt, question.rubric.kind, question.versions.count()) == ("Why?", "technical", 2)
    assert question.key_points.order_by("position").first().pk == kept.pk
    assert question.changes.first().by == alice


def test_proposed_key_points_are_taken_later_with_one_press(signed_in, alice):
    one = making.received(alice, SECRET, timezone.now())
    guide = arrivals.write(one, Order(owner=alice, with_points=False), timezone.now()).guide
    page = signed_in.get(reverse("edit_my_guide", args=[guide.slug])).content.decode()
    assert "Take the proposed key points" in page
    signed_in.post(reverse("take_key_points", args=[guide.slug]))
    assert [point.text for point in guide.questions.get().key_points.order_by("position")] == [
        "SECRETPOINT is named too.",
    ]


def test_a_question_is_taken_out(signed_in, alice, mine, now):
    question = mine.questions.get()
    url = reverse("edit_my_question", args=[mine.slug, question.key])
    making.rated(alice, mine, now, texts=["Words."])
    signed_in.post(url, {"take-out": "1"})
    question.refresh_from_db()
    assert (question.status, signed_in.get(url).status_code) == (Status.RETIRED, 404)


def test_a_guide_that_was_never_sat_is_deleted_with_everything(signed_in, alice, mine):
    StudyMark.objects.create(candidate=alice, question=mine.questions.get(), mark="know", marked_at=timezone.now())
    signed_in.post(reverse("delete_my_guide", args=[mine.slug]))
    counts = [model.objects.count() for model in (Guide, Question, Import, StudyMark)]
    assert counts == [0, 0, 0, 0]


def test_a_guide_that_was_sat_is_hidden_and_its_interviews_stay(signed_in, alice, mine, now):
    interview = making.rated(alice, mine, now, texts=["Words."])
    signed_in.post(reverse("delete_my_guide", args=[mine.slug]))
    assert signed_in.get(reverse("result", args=[interview.pk])).status_code == 200
    hidden = [reverse(name, args=[mine.address]) for name in ("guide", "study", "plan", "question_list")]
    assert [signed_in.get(url).status_code for url in hidden] == [404] * 4
    listed = [signed_in.get(reverse(name)).content.decode() for name in ("guides", "my_guides", "search")]
    assert ["SECRETTITLE" in page for page in listed] == [False] * 3


def test_a_guide_is_not_deleted_while_an_interview_on_it_runs(signed_in, alice, mine):
    making.running(alice, mine, timezone.now(), count=1)
    page = signed_in.post(reverse("delete_my_guide", args=[mine.slug]), follow=True)
    assert ("end it first" in page.content.decode(), Guide.objects.count()) == (True, 1)


def test_a_public_guide_of_the_same_slug_is_never_taken_for_ones_own(signed_in, mine):
    public = making.guide("other", rounds=1, topics=1, questions=1)
    Guide.objects.filter(pk=public.pk).update(slug=mine.slug)
    public.refresh_from_db()
    found = {guide: signed_in.get(reverse("guide", args=[guide.address])).context["guide"] for guide in (mine, public)}
    assert [guide == other for guide, other in found.items()] == [True, True]
    # On the card of a private question its neighbours and its own pages lead to the private guide.
    question = mine.questions.get()
    making.question(question.topic, "second", guide=mine)
    page = signed_in.get(f"{reverse('study', args=[mine.address])}?q={question.key}").content.decode()
    assert (f"/my-guides/{mine.slug}/study/?q=second" in page, f'"/guides/{mine.slug}/' in page) == (True, False)


def test_nobody_else_sees_anything_of_a_private_guide(client, bob, carol, erin, mine):
    """Bob is a candidate with the same list, Carol a coach, Erin a curator and administrator."""
    erin.is_superuser = True
    erin.save()
    question, version = mine.questions.get(), mine.questions.get().versions.get()
    a_list = Import.objects.get()
    closed = [reverse(name, args=[mine.address]) for name in ("guide", "plan", "study", "question_list", "prepare")]
    closed += [f"/guides/{mine.slug}/", f"/my-guides/{mine.slug}/edit/", f"/my-guides/{mine.slug}/delete/"]
    closed += [reverse("round", args=[mine.address, mine.rounds.get().key]), reverse("import", args=[a_list.pk])]
    closed += [reverse("question_list_file", args=[mine.address, suffix]) for suffix in ("md", "csv")]
    closed += [reverse("report_problem", args=[question.key]), reverse("import_question", args=[a_list.pk, 0])]
    open_to_all = [reverse(name) for name in ("home", "guides", "search", "my_guides", "make_list")]
    open_to_all += [f"{reverse('search')}?text={word}" for word in ("SECRETPROMPT", "SECRETEXPECTED")]
    admin = ["guide", "question", "round", "focustopic", "questionchange", "problemreport"]
    lists = [reverse(f"admin:questions_{name}_changelist") for name in admin]
    lists += [f"{reverse('admin:questions_question_changelist')}?q=SECRETPROMPT", reverse("admin:index")]
    lists += [f"{reverse('admin:questions_question_changelist')}?guide__id__exact={mine.pk}", reverse("bank")]
    for person in (bob, carol, erin):
        client.force_login(person)
        assert [client.get(url).status_code for url in closed] == [404] * len(closed)
        pages = [client.get(url).content.decode() for url in open_to_all + (lists if person == erin else [])]
        # What was asked for is said again in the field; nothing else of it may be there.
        asked = [page.replace("SECRETPROMPT", "").replace("SECRETEXPECTED", "") for page in pages]
        assert ["SECRET" in page for page in asked] == [False] * len(pages)
        assert [mine.key in page for page in pages] == [False] * len(pages)
    for row, name in ((mine, "guide"), (question, "question")):
        assert client.get(reverse(f"admin:questions_{name}_change", args=[row.pk])).status_code in (302, 404)
    one = making.received(bob, SECRET, timezone.now())
    bank = making.received(erin, SECRET, timezone.now(), is_private=False)
    assert [one.matches[0]["state"], bank.matches[0]["state"], one.guide, bank.guide] == ["new", "new", None, None]
    assert version.question_id == question.pk
