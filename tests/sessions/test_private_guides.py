"""Private stays private: a guide that nearly equals a public one leaves no trace on any page of the bank."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse

from questions import duplicates
from questions.models import FocusTopic, NearPair, Question, Source
from sessions.queries import agreement, bank_health, items
from tests import making
from tests.sessions.many import second_opinions_on

WORD = "xylophone"


@pytest.fixture
def public(db):
    """A public guide whose only question is nearly that of the private one."""
    guide = making.guide("acme-pm", rounds=1, topics=1, questions=1)
    guide.questions.update(prompt="How would you cut the scope of a launch with two weeks left to go?")
    return guide


@pytest.fixture
def private(public, alice, carol, dave, now):
    """A private guide, practised five times by its owner's own name and four others, rated by two coaches."""
    guide = making.guide(
        "own-secret", rounds=1, topics=1, questions=1, owner=alice, title=f"Secret {WORD}", company=WORD
    )
    guide.questions.update(prompt=f"How would you cut the scope of a {WORD} launch with two weeks left to go?")
    Source.objects.create(guide=guide, key="memo", title=f"Memo {WORD}")
    FocusTopic.objects.filter(round__guide=guide).update(name=f"Topic {WORD}")
    one = making.submitted(alice, carol, guide, now, texts=["My answer."], level=1, coach_level=4)
    others = [making.person(f"other-{number}@example.org") for number in range(4)]
    reviews = [one]
    for person in others:
        # Whoever has the guide now, these answers were given on a guide that is private.
        type(guide).objects.filter(pk=guide.pk).update(owner=person)
        guide.refresh_from_db()
        reviews.append(making.submitted(person, carol, guide, now, texts=["Words."], level=1, coach_level=4))
    type(guide).objects.filter(pk=guide.pk).update(owner=alice)
    for review in reviews:
        review.request.interview.requests.filter(kind="second").delete()
    second_opinions_on(reviews, dave, lambda place, level: 1)
    guide.refresh_from_db()
    return guide


def test_no_check_no_figure_and_no_pair_knows_of_it(private, public, now):
    duplicates.compare()
    question = private.questions.get()
    assert NearPair.objects.count() == 0
    assert items.items(step=1) == {}
    assert agreement.distances([], Question.objects.values("pk")) == ([], [])
    assert agreement.questions_page().page.paginator.count + agreement.questions_page().too_few == 0
    rows = [row for key in bank_health.CHECKS for row in bank_health.wrong_rows(key, now)]
    assert [row for row in rows if getattr(row, "guide_id", None) == private.pk or row == question] == []
    assert bank_health.health(now).questions == 1


def test_no_page_and_no_file_of_a_curator_names_it(client, erin, private, public):
    client.force_login(erin)
    question = private.questions.get()
    pages = [
        reverse("bank"),
        *(reverse("bank_check", args=[key]) for key in bank_health.CHECKS),
        reverse("near_duplicates"),
        reverse("near_duplicates") + "?noted=1",
        reverse("agreement_by_question"),
        reverse("bank_question", args=[public.questions.get().key]),
        reverse("adapt_guide", args=[public.key]),
        reverse("adapt_guide", args=[public.key]) + f"?from={private.key}",
        reverse("copy_guide", args=[public.key]),
        reverse("guide_files", args=[public.key]),
        *(reverse("guide_file", args=[public.key, suffix]) for suffix in ("yaml", "md", "csv")),
        *(
            reverse(f"admin:questions_{model}_changelist") + "?q=launch"
            for model in ("guide", "round", "focustopic", "question", "source")
        ),
        *(
            reverse("admin:autocomplete") + f"?app_label=questions&model_name=question&field_name={field}&term=launch"
            for field in ("related", "topic")
        ),
    ]
    for page in pages:
        text = client.get(page, follow=True).content.decode()
        assert (page, WORD in text, private.key in text) == (page, False, False)
    for name, argument in [
        ("bank_question", question.key),
        ("copy_guide", private.key),
        ("adapt_guide", private.key),
        ("guide_files", private.key),
    ]:
        assert client.get(reverse(name, args=[argument])).status_code == 404


def test_no_action_reaches_it(client, erin, private, public):
    client.force_login(erin)
    address = reverse("admin:questions_guide_changelist")
    for action in ("export_as_yaml", "retire"):
        sent = {"action": action, "_selected_action": [private.pk]}
        answer = client.post(address, sent)
        if action == "export_as_yaml":
            assert ZipFile(BytesIO(b"".join(answer.streaming_content))).namelist() == []
    private.refresh_from_db()
    assert private.status == "published"


@pytest.mark.parametrize(("person", "is_private"), [("bob", True), ("erin", False)])
def test_the_import_of_somebody_else_is_not_compared_with_it(client, request, private, public, now, person, is_private):
    user = request.getfixturevalue(person)
    prompt = private.questions.get().prompt
    one = making.received(user, f"# A list\n\n1. {prompt}\n", now, is_private=is_private)
    found = [] if is_private else [public.questions.get().key]
    assert [match["key"] for match in one.matches if match["key"]] == found
    client.force_login(user)
    assert private.title not in client.get(reverse("import", args=[one.pk])).content.decode()
