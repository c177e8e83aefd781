"""Keeping the bank quickly: many questions at once, saved filters, key points, a preview that stores nothing."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from questions import authoring
from questions.authoring import Change
from questions.models import (
    FocusTopic,
    KeyPoint,
    Question,
    QuestionChange,
    QuestionVersion,
    SampleAnswer,
    SavedFilter,
    Status,
)
from questions.rubrics import version_of
from sessions.exporting import records
from tests import making
from tests.questions.test_admin_questions import question_form

LIST = "admin:questions_question_changelist"
FILTERS = "admin:questions_question_filters"


@pytest.fixture
def page(client, erin):
    """The client of a signed-in curator."""
    client.force_login(erin)
    return client


@pytest.fixture
def question(guide):
    """A question of the guide with its first version."""
    question = Question.objects.get(key="acme-pm-1-1-1")
    version_of(question, timezone.now())
    return question


def act(page, action, questions, query=""):
    """Choose an action for questions in the list."""
    keys = [question.pk for question in questions]
    return page.post(f"{reverse(LIST)}{query}", {"action": action, "_selected_action": keys})


def together(page, what, questions, **data):
    """Send the page that asks, and follow to the list."""
    rows = " ".join(str(question.pk) for question in questions)
    return page.post(reverse("admin:questions_question_together", args=[what]), {"rows": rows} | data, follow=True)


def said(response):
    """The messages on the page."""
    return [str(message) for message in response.context["messages"]]


# Many at once


def test_the_page_that_asks_names_what_is_selected_and_what_drops(page, guide, alice, now):
    chosen = list(guide.questions.all()[:2])
    making.rated(alice, making.only(guide, chosen[0]), now, texts=("Words.",))
    making.planned(alice, guide, now, count=1)
    text = act(page, "assign_rubric", chosen, "?q=Prompt").text
    assert "2 questions are selected." in text
    assert "Interviews keep what they have: 1 planned or running one, 1 ended one." in text
    assert "Behavioural › Criterion 1 of Behavioural (2)" in text
    assert 'name="back" value="q=Prompt"' in text
    assert chosen[1].prompt in text


def test_questions_move_within_their_guide_and_the_others_are_named(page, guide):
    other = making.guide("other", rounds=1, topics=1, questions=1)
    stranger = other.questions.get()
    chosen = list(guide.questions.filter(topic__key="topic-1-1"))
    target = FocusTopic.objects.get(key="topic-2-2", round__guide=guide)
    response = together(page, "move", [*chosen, stranger], topic=target.pk, reason="Tidier")
    assert set(target.questions.all()) >= set(chosen)
    assert Question.objects.get(pk=stranger.pk).topic.round.guide == other
    assert said(response) == [
        "2 questions were moved to “Topic 2.2”.",
        "1 question stays as it is, of another guide: a question stays in its guide: other-1-1-1.",
    ]
    assert (QuestionChange.objects.count(), LogEntry.objects.filter(change_message="Tidier.").count()) == (0, 2)


def test_an_assigned_rubric_leaves_a_version_a_change_and_samples_to_check(page, erin, question, now):
    SampleAnswer.objects.create(version=question.versions.get(), standing="strong", text="By hand.")
    technical = making.rubric("technical", criteria=3)
    criteria = sorted(technical.criteria.values_list("pk", flat=True))[:2]
    response = together(page, "rubric", [question], rubric=technical.pk, criteria=criteria, reason="It is technical")
    assert said(response) == ["1 question is rated by “Technical” now."]
    question.refresh_from_db()
    assert (question.rubric, sorted(question.criteria.values_list("pk", flat=True))) == (technical, criteria)
    change = question.changes.get()
    assert (change.by, change.reason, change.version.number) == (erin, "It is technical", 2)
    assert change.version.content["rubric"]["name"] == "Technical"
    assert SampleAnswer.objects.get().needs_checking


@pytest.mark.parametrize("count", [0, 1, 4])
def test_a_rubric_is_assigned_with_two_or_three_criteria(page, question, count):
    technical = making.rubric("technical", criteria=4)
    criteria = list(technical.criteria.values_list("pk", flat=True))[:count]
    response = together(page, "rubric", [question], rubric=technical.pk, criteria=criteria)
    assert response.status_code == 422
    assert response.context["form"].errors["criteria"] == ["Choose 2 or 3 criteria."]
    assert Question.objects.get(pk=question.pk).rubric == question.rubric


def test_what_was_done_is_undone_but_for_what_changed_since(page, guide, question, now):
    other = Question.objects.get(key="acme-pm-1-1-2")
    technical = making.rubric("technical")
    criteria = list(technical.criteria.values_list("pk", flat=True))
    response = together(page, "rubric", [question, other], rubric=technical.pk, criteria=criteria)
    other.refresh_from_db()
    other.rubric = making.rubric("strategy")
    authoring.save_question(other, Change(by=None, now=now), criteria=list(other.rubric.criteria.all()))
    undo = {"at": response.context["undo"]["at"]}
    response = page.post(reverse("admin:questions_question_undo"), undo, follow=True)
    assert said(response) == [
        "1 question says again what it said before.",
        "1 question stays as it is, changed again or published meanwhile: acme-pm-1-1-2.",
    ]
    kinds = (
        Question.objects.filter(pk__in=[question.pk, other.pk]).order_by("pk").values_list("rubric__kind", flat=True)
    )
    assert list(kinds) == ["behavioural", "strategy"]
    assert question.versions.count() == 2
    assert question.changes.first().version.number == 1
    again = page.post(reverse("admin:questions_question_undo"), undo, follow=True)
    assert said(again) == ["There is nothing to undo any more."]


def test_many_questions_take_as_many_statements_as_few(page, guide):
    counts = []
    for minutes, count in ((10, 1), (11, 2), (12, 8)):
        chosen = list(guide.questions.all()[:count])
        with CaptureQueriesContext(connection) as queries:
            together(page, "values", chosen, minutes=minutes, difficulty="hard")
        now_said = Question.objects.filter(pk__in=[one.pk for one in chosen]).values_list("minutes", "difficulty")
        assert set(now_said) == {(minutes, "hard")}
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_with_second_approval_nobody_changes_many_published_questions_alone(page, settings, question):
    settings.SECOND_APPROVAL = True
    draft = Question.objects.get(key="acme-pm-1-1-2")
    Question.objects.filter(pk=draft.pk).update(status=Status.DRAFT)
    response = together(page, "values", [question, draft], minutes=20)
    assert dict(Question.objects.filter(minutes=20).values_list("key", "status")) == {draft.key: "draft"}
    assert "send it to review first" in said(response)[1]


@pytest.mark.parametrize(("what", "rows"), [("move", ""), ("values", "x y"), ("rubric", "99999999")])
def test_nothing_selected_leads_back_to_the_list(page, guide, what, rows):
    address = reverse("admin:questions_question_together", args=[what])
    response = page.post(address, {"rows": rows, "back": "https://evil.example/?a=b"}, follow=True)
    assert response.redirect_chain[0][0].startswith(f"{reverse(LIST)}?")
    assert said(response) == ["Select the questions in the list first."]


def test_questions_of_private_guides_are_not_changed_by_their_numbers(page, guide, alice):
    private = making.guide("private", owner=alice, rounds=1, topics=1, questions=1)
    response = together(page, "values", [private.questions.get()], minutes=99)
    assert said(response) == ["Select the questions in the list first."]
    assert private.questions.get().minutes == 8
    asked = {"app_label": "questions", "model_name": "questionversion", "field_name": "question"}
    found = page.get(reverse("admin:autocomplete"), asked | {"term": "SECRET-EXPECTED-private"}).json()
    assert found["results"] == []
    assert "private" not in act(page, "move_to_topic", guide.questions.all()).text
    assert page.get(reverse("admin:questions_question_preview", args=[private.questions.get().pk])).status_code == 404


# Saved filters


def saved(erin, query, name="Mine"):
    return SavedFilter.objects.create(owner=erin, list="question", name=name, query=query)


def test_filters_are_kept_used_renamed_and_deleted(page, erin, guide):
    query = "q=Prompt&status__exact=draft"
    page.post(reverse(FILTERS), {"act": "save", "name": "Drafts", "query": f"p=3&{query}&e=1"})
    kept = SavedFilter.objects.get()
    assert (kept.owner, kept.list, kept.name, kept.query) == (erin, "question", "Drafts", query)
    link = reverse("admin:questions_question_filter", args=[kept.pk])
    assert f'<a href="{link}">Drafts</a>' in page.get(reverse(LIST)).text
    assert f'<a href="{link}" aria-current="true">Drafts</a>' in page.get(link, follow=True).text
    assert page.get(link).url == f"{reverse(LIST)}?{query}"
    assert page.post(reverse(FILTERS), {"act": "save", "name": "Drafts", "query": query}).status_code == 422
    page.post(reverse(FILTERS), {"act": "rename", "pk": kept.pk, "name": "Unfinished"})
    assert SavedFilter.objects.get().name == "Unfinished"
    page.post(reverse(FILTERS), {"act": "delete", "pk": kept.pk})
    assert SavedFilter.objects.count() == 0


@pytest.mark.parametrize(
    "query",
    [
        "nonsense=1",
        "guide__owner__email=alice",
        "guide__id__exact=99999",
        "guide__id__exact=abc",
        "q=a%00b",
        "//evil.example/",
        "",
    ],
)
def test_a_filter_that_the_list_does_not_know_is_said_to_be_broken(page, erin, guide, query):
    assert page.post(reverse(FILTERS), {"act": "save", "name": "Odd", "query": query}).status_code == 422
    assert SavedFilter.objects.count() == 0
    if query:
        response = page.get(reverse("admin:questions_question_filter", args=[saved(erin, query).pk]), follow=True)
        assert response.redirect_chain == [(reverse(FILTERS), 302)]
        assert "“Mine” cannot be used any more" in said(response)[0]


def test_filters_are_each_curators_own(page, erin, guide):
    other = making.curator("frank@example.org")
    theirs = saved(other, "status__exact=draft", "THEIRS")
    assert "THEIRS" not in page.get(reverse(LIST)).text
    assert "THEIRS" not in page.get(reverse(FILTERS)).text
    assert page.get(reverse("admin:questions_question_filter", args=[theirs.pk])).status_code == 404
    assert page.post(reverse(FILTERS), {"act": "delete", "pk": theirs.pk}).status_code == 404
    assert SavedFilter.objects.get() == theirs


# Key points and the preview


def test_an_empty_new_key_point_is_none_and_texts_are_one_line(page, question):
    points = [(point.pk, point.text, point.position, False) for point in question.key_points.all()]
    data = question_form(question, [*points, (None, "Names\r\n the price", 1, False), (None, " ", 9, False)])
    data["key_points-4-why"] = ""
    assert page.post(reverse("admin:questions_question_change", args=[question.pk]), data).status_code == 302
    assert [point.text for point in question.key_points.all()] == [
        "SECRET-POINT-1-acme-pm-1-1-1",
        "Names the price",
        "SECRET-POINT-2-acme-pm-1-1-1",
        "SECRET-POINT-3-acme-pm-1-1-1",
    ]


def counts():
    return [model.objects.count() for model in (Question, QuestionVersion, QuestionChange, KeyPoint, LogEntry)]


def test_the_preview_shows_what_the_form_says_and_stores_nothing(page, question):
    Question.objects.filter(pk=question.pk).update(status=Status.DRAFT)
    before = counts()
    (first, *others) = [(point.pk, point.text, point.position, False) for point in question.key_points.all()]
    points = [(first[0], first[1], 1, True), *others, (None, "UNSAVED-POINT", 4, False)]
    data = question_form(question, points, status="draft", prompt="UNSAVED-PROMPT?", minutes=500)
    text = page.post(reverse("admin:questions_question_preview", args=[question.pk]), data).text
    assert text.count("UNSAVED-PROMPT?") == 2
    assert text.count("UNSAVED-POINT") == 2
    assert first[1] not in text
    assert "A question takes 1 to 120 minutes." in text
    assert "Candidates do not see it yet" in text
    assert (counts(), Question.objects.get(pk=question.pk).prompt) == (before, question.prompt)
    new = {"prompt": "NEW-PROMPT?", "key_points-TOTAL_FORMS": 0, "key_points-INITIAL_FORMS": 0}
    assert "NEW-PROMPT?" in page.post(reverse("admin:questions_question_preview_new"), new).text
    assert counts() == before


def test_the_preview_hides_what_a_curator_is_being_asked(page, erin, guide, question):
    address = reverse("admin:questions_question_preview", args=[question.pk])
    shown = page.get(address).text
    assert shown.count("SECRET-POINT-1") == 2
    making.running(erin, guide, timezone.now())
    for text in (page.get(address).text, page.post(address, question_form(question)).text):
        assert "Hidden while your interview runs" in text
        assert "SECRET" not in text


def test_a_guide_is_previewed_with_its_drafts(page, guide, question):
    Question.objects.filter(pk=question.pk).update(status=Status.DRAFT, prompt="DRAFT-PROMPT?")
    address = reverse("admin:questions_guide_preview", args=[guide.pk])
    data = {"title": "UNSAVED-TITLE", "rounds-TOTAL_FORMS": 0, "rounds-INITIAL_FORMS": 0}
    for text in (page.get(address).text, page.post(address, data).text):
        assert "DRAFT-PROMPT?" in text
        assert "SECRET" not in text
    assert "UNSAVED-TITLE" in text
    assert type(guide).objects.get().title == guide.title


@pytest.mark.parametrize("person", ["alice", "carol"])
def test_only_curators_get_at_any_of_it(client, guide, request, person):
    client.force_login(request.getfixturevalue(person))
    pk = guide.questions.first().pk
    for name, args in [
        ("questions_question_preview", [pk]),
        ("questions_guide_preview", [guide.pk]),
        ("questions_question_filters", []),
        ("questions_question_together", ["move"]),
    ]:
        assert client.get(reverse(f"admin:{name}", args=args)).status_code == 302


def test_ones_saved_filters_are_in_ones_own_data(erin):
    saved(erin, "status__exact=draft")
    saved(making.curator("frank@example.org"), "q=theirs")
    assert records.account(erin)["saved_filters"] == [
        {"list": "question", "name": "Mine", "query": "status__exact=draft"}
    ]
