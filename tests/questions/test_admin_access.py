"""Who gets into which page of the admin, model by model, and that private guides are in none of them."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from questions import authoring
from questions.authoring import Change, Sample
from questions.models import (
    Criterion,
    FocusTopic,
    FrequentlyAsked,
    Guide,
    KeyPoint,
    Question,
    QuestionChange,
    QuestionVersion,
    Resource,
    Round,
    Rubric,
    SampleAnswer,
    Source,
    Tip,
)
from tests import making

WRITTEN = [Guide, Round, FocusTopic, Question, Rubric, Tip, Resource, Source, FrequentlyAsked]
READ = [QuestionVersion, QuestionChange]
BANK = [*WRITTEN, SampleAnswer, *READ]


def filled(guide):
    """Give a guide one row of everything that has a page."""
    Tip.objects.create(guide=guide, key="tip", title=f"TIP-{guide.key}")
    Resource.objects.create(guide=guide, key="memo", title=f"RESOURCE-{guide.key}")
    Source.objects.create(guide=guide, key="source", title=f"SOURCE-{guide.key}")
    FrequentlyAsked.objects.create(guide=guide, key="asked", question=f"ASKED-{guide.key}", answer="Yes.")
    question = guide.questions.first()
    question.prompt = f"PROMPT-{guide.key}"
    change = Change(by=None, now=timezone.now(), reason=f"REASON-{guide.key}")
    authoring.save_question(question, change)
    authoring.replace_sample(Sample("strong", f"SAMPLE-{guide.key}", {}, {}), question, change)
    return guide


@pytest.fixture
def bank(db):
    """A small guide with one row of everything."""
    return filled(making.guide(rounds=1, topics=1, questions=1))


@pytest.fixture
def root(roles):
    """An administrator."""
    return User.objects.create_superuser("root@example.org", making.PASSWORD)


def address(model, action, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{action}", args=args)


def statuses(client, model):
    """The status of the pages list, add, change and delete."""
    pk = model.objects.first().pk
    pages = [("changelist",), ("add",), ("change", pk), ("delete", pk)]
    return [client.get(address(model, *page)).status_code for page in pages]


def test_nobody_gets_in_without_signing_in(client, bank):
    assert {model: statuses(client, model) for model in BANK} == dict.fromkeys(BANK, [302, 302, 302, 302])


@pytest.mark.parametrize("person", ["alice", "carol"])
def test_candidates_and_coaches_are_refused(client, bank, request, person):
    client.force_login(request.getfixturevalue(person))
    for model in BANK:
        pk = model.objects.first().pk
        for page in [("changelist",), ("add",), ("change", pk), ("delete", pk)]:
            address_of_refusal = f"{reverse('admin:login')}?next={address(model, *page)}"
            assert client.get(address(model, *page)).url == address_of_refusal
    assert client.get(address_of_refusal).status_code == 403


@pytest.mark.parametrize("person", ["erin", "root"])
def test_curators_and_administrators_write_the_bank(client, bank, request, person):
    client.force_login(request.getfixturevalue(person))
    assert {model: statuses(client, model) for model in WRITTEN} == dict.fromkeys(WRITTEN, [200, 200, 200, 200])


@pytest.mark.parametrize("person", ["erin", "root"])
def test_curators_and_administrators_only_read_history(client, bank, request, person):
    client.force_login(request.getfixturevalue(person))
    assert {model: statuses(client, model) for model in READ} == dict.fromkeys(READ, [200, 403, 200, 403])


def test_samples_are_replaced_and_not_deleted(client, bank, erin):
    client.force_login(erin)
    assert statuses(client, SampleAnswer) == [200, 200, 200, 403]


def test_curators_see_no_accounts(client, bank, erin):
    client.force_login(erin)
    assert {model: statuses(client, model) for model in (User, Group)} == dict.fromkeys((User, Group), [403] * 4)


def test_curators_are_listed_the_bank_and_nothing_else(client, bank, erin):
    client.force_login(erin)
    apps = client.get(reverse("admin:index")).context["app_list"]
    assert [app["app_label"] for app in apps] == ["questions"]


def test_what_candidates_wrote_is_nowhere_in_the_admin():
    assert {model._meta.app_label for model in admin.site._registry} & {"mock_sessions"} == set()


def test_key_points_and_criteria_have_no_pages_of_their_own():
    assert not {KeyPoint, Criterion} & admin.site._registry.keys()


# Signing in


def test_an_anonymous_visitor_is_sent_to_the_account_pages_and_back(client, db):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1] == (f"{reverse('account_login')}?next=%2Fadmin%2F", 302)


def test_a_candidate_is_refused_and_not_sent_in_circles(client, alice):
    client.force_login(alice)
    response = client.get("/admin/", follow=True)
    assert (response.status_code, len(response.redirect_chain)) == (403, 1)


def test_a_curator_gets_in_through_the_account_pages(client, erin):
    signed_in = client.post(
        f"{reverse('account_login')}?next=/admin/", {"login": erin.email, "password": making.PASSWORD}
    )
    assert (signed_in.status_code, signed_in.url) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200


def test_changing_the_password_is_the_account_pages_business(client, erin):
    client.force_login(erin)
    assert client.get(reverse("admin:password_change")).url == reverse("account_change_password")


def test_the_pages_carry_no_inline_script_or_style(client, bank, erin):
    client.force_login(erin)
    for model in BANK:
        for page in [("changelist",), ("change", model.objects.first().pk)]:
            response = client.get(address(model, *page))
            assert "unsafe-inline" not in response["Content-Security-Policy"]
            assert " style=" not in response.text
            assert " onclick=" not in response.text


# Private guides


@pytest.fixture
def private(bank, alice):
    """A private guide of a candidate with one row of everything."""
    return filled(
        making.guide("confidential", owner=alice, rounds=1, topics=1, questions=1, title="TITLE-confidential")
    )


@pytest.mark.parametrize("person", ["erin", "root"])
def test_private_guides_are_in_no_list_and_on_no_page(client, private, request, person):
    client.force_login(request.getfixturevalue(person))
    rows = [
        private,
        private.rounds.get(),
        FocusTopic.objects.get(round__guide=private),
        private.questions.get(),
        QuestionVersion.objects.get(question__guide=private),
        QuestionChange.objects.get(question__guide=private),
        SampleAnswer.objects.get(version__question__guide=private),
        *(model.objects.get(guide=private) for model in (Tip, Resource, Source, FrequentlyAsked)),
    ]
    for row in rows:
        assert "confidential" not in client.get(address(type(row), "changelist")).text
        assert client.get(address(type(row), "change", row.pk)).url == reverse("admin:index")


def test_private_guides_are_offered_by_no_choice(client, private, erin):
    client.force_login(erin)
    for model, field in [("round", "guide"), ("focustopic", "round"), ("question", "topic"), ("question", "related")]:
        asked = {"app_label": "questions", "model_name": model, "field_name": field, "term": ""}
        results = client.get(reverse("admin:autocomplete"), asked).json()["results"]
        assert results
        assert not [result for result in results if "confidential" in result["text"]]
    for model in (SampleAnswer, Tip, Question):
        assert "confidential" not in client.get(address(model, "add")).text


def test_a_private_topic_cannot_be_chosen_by_its_number(client, private, erin):
    client.force_login(erin)
    topic = FocusTopic.objects.get(round__guide=private)
    response = client.post(address(Question, "add"), {"topic": topic.pk, "key": "stray", "prompt": "Stray?"})
    assert "topic" in response.context["adminform"].form.errors
    assert not Question.objects.filter(key="stray").exists()


def test_two_topics_of_one_name_are_told_apart_by_their_guides(client, bank, erin):
    client.force_login(erin)
    asked = {"app_label": "questions", "model_name": "question", "field_name": "topic", "term": "Topic 1.1"}
    results = client.get(reverse("admin:autocomplete"), asked).json()["results"]
    assert [result["text"] for result in results] == ["Guide acme-pm › Round 1 › Topic 1.1"]
