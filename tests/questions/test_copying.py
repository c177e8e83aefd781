"""A guide copied for another company, and what in it still speaks of the original."""

from dataclasses import replace

import pytest
from django.utils import timezone

from questions import authoring
from questions.authoring import Change
from questions.importing import copying
from questions.models import Question, Status
from tests import making

COPY = copying.Copy("globex-pm", "globex", "Globex: Product Manager", "Globex", "Product Manager", "senior")


@pytest.fixture
def copied(guide, now):
    """The copy of the guide."""
    return copying.copy_guide(guide, COPY, Change(by=None, now=now))


@pytest.mark.parametrize(
    ("keys", "prefix"),
    [
        (["acme-pm-one", "acme-pm-two-three"], "acme-pm-"),
        (["acme-pm-one", "acme-tpm-one"], "acme-"),
        (["acme-1", "globex-1"], ""),
        (["acme-pm-one"], "acme-pm-"),
        ([], ""),
    ],
)
def test_the_prefix_of_keys(keys, prefix):
    assert copying.prefix_of(keys) == prefix


def test_everything_is_copied_as_drafts_under_new_keys(guide, copied):
    assert (copied.title, copied.company, copied.level, copied.status) == (
        "Globex: Product Manager",
        "Globex",
        "senior",
        Status.DRAFT,
    )
    before = [key.removeprefix("acme-pm-") for key in guide.questions.values_list("key", flat=True)]
    after = list(copied.questions.values_list("key", "status"))
    assert after == [(f"globex-{rest}", "draft") for rest in before]
    assert copied.questions.first().key_points.count() == 3


def test_a_copy_counts_as_written_here(copied):
    assert {authoring.is_edited(row) for row in authoring.whole_questions(copied.questions.all())} == {True}


def test_drafts_and_retired_questions_stay_behind(guide, now):
    guide.questions.exclude(key="acme-pm-1-1-1").update(status=Status.RETIRED)
    made = copying.copy_guide(guide, COPY, Change(by=None, now=now))
    assert list(made.questions.values_list("key", flat=True)) == ["globex-1-1-1"]


def test_a_key_or_prefix_that_is_taken_is_refused(guide, copied, now):
    for wanted, words in (
        (COPY, "Another guide has this key."),
        (replace(COPY, key="globex-tpm"), "Questions of another guide begin with this prefix."),
    ):
        with pytest.raises(copying.NotPossible) as raised:
            copying.copy_guide(guide, wanted, Change(by=None, now=now))
        assert str(raised.value) == words


def test_what_still_speaks_of_the_original_is_listed(guide, copied, now):
    Question.objects.filter(guide=copied).update(prompt="Ours?", expected_answer="Ours.", why_it_matters="Ours.")
    same = copied.questions.get(key="globex-1-1-1")
    same.prompt = guide.questions.get(key="acme-pm-1-1-1").prompt
    same.why_it_matters = "Because ACME says so."
    authoring.save_question(same, Change(by=None, now=timezone.now()))
    total, found = copying.unadapted(copied, guide)
    assert total == guide.questions.count()
    assert [(one.question.key, one.same, one.named) for one in found] == [
        ("globex-1-1-1", ["prompt"], ["prompt", "why_it_matters"])
    ]


def test_a_curator_copies_on_the_page_and_is_led_to_what_to_adapt(client, erin, guide):
    client.force_login(erin)
    sent = {
        "title": "Globex PM",
        "company": "Globex",
        "role": "PM",
        "level": "",
        "key": "globex-pm",
        "prefix": "globex",
    }
    response = client.post(f"/bank/guides/{guide.key}/copy/", sent, follow=True)
    assert response.redirect_chain == [("/bank/guides/globex-pm/adapt/", 302)]
    assert response.context["page"].paginator.count == guide.questions.count()


def test_what_cannot_be_is_said_and_nothing_typed_is_lost(client, erin, guide):
    client.force_login(erin)
    making.guide("globex-pm", rounds=0)
    sent = {"title": "Globex PM", "company": "Globex", "key": "globex-pm", "prefix": "globex"}
    response = client.post(f"/bank/guides/{guide.key}/copy/", sent)
    assert response.status_code == 422
    assert "Another guide has this key." in response.content.decode()
    assert 'value="Globex PM"' in response.content.decode()
