"""The curators' pages about the bank: its state, a question's versions and their use."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from questions import authoring, reporting
from questions.authoring import Change
from questions.exporting import guide_yaml
from questions.models import Question, QuestionVersion, Source, Status, StatusChange
from sessions.models import MockInterview, Pacing, ReviewRequest
from sessions.queries import bank_health as bank
from sessions.queries.bank import question_page
from sessions.views import near
from tests import making
from tests.sessions.many import queries_of, second_opinions_on


@pytest.fixture
def curator(client, erin):
    """A client of a curator."""
    client.force_login(erin)
    return client


def first(guide):
    return guide.questions.order_by("pk").first()


def changed(question, prompt, now):
    question.prompt = prompt
    return authoring.save_question(question, Change(by=None, now=now, reason="A better word"))


def test_every_check_counts_what_its_own_page_lists(guide, now):
    found = {check.key: check.count for check in bank.health(now).checks}
    assert found == {key: len(bank.wrong_rows(key, now)) for key in bank.CHECKS}


def test_what_lacks_key_points_samples_or_company_is_found(guide, now):
    question = first(guide)
    authoring.save_question(question, Change(by=None, now=now), key_points=[])
    making.samples(guide.questions.last(), now)
    found = {check.key: check.count for check in bank.health(now).checks}
    questions = guide.questions.count()
    assert (found[bank.POINTS], found[bank.SAMPLES], found[bank.THIN]) == (1, questions - 1, 4)


def test_a_question_that_was_not_drawn_for_a_month_is_found(guide, now, alice):
    making.finished(alice, guide, now, texts=["An answer."])
    for question in guide.questions.all():
        changed(question, f"{question.prompt} Say more.", now)
    assert len(bank.wrong_rows(bank.NEVER, now + timedelta(days=29))) == 0
    assert len(bank.wrong_rows(bank.NEVER, now + timedelta(days=31))) == guide.questions.count() - 1


def test_a_source_is_verified_again(curator, guide, now):
    source = Source.objects.create(guide=guide, key="memo", title="A memo")
    page = curator.get(reverse("bank_check", args=["sources"])).content.decode()
    assert "A memo" in page
    curator.post(reverse("bank_verify", args=[source.pk]))
    assert "A memo" not in curator.get(reverse("bank_check", args=["sources"])).context["page"].object_list
    assert list(bank.wrong_rows(bank.SOURCES, now)) == []


def test_private_guides_are_in_no_check_and_on_no_page(curator, alice, now):
    mine = making.guide("mine", rounds=1, topics=1, questions=1, owner=alice)
    Source.objects.create(guide=mine, key="memo", title="A memo")
    assert bank.health(now).questions == 0
    assert [key for key in bank.CHECKS if len(bank.wrong_rows(key, now))] == []
    assert curator.get(reverse("bank_question", args=["mine-1-1-1"])).status_code == 404


def test_the_page_of_a_question_says_what_keeps_which_version(curator, guide, now, alice, bob):
    question = making.only(guide, first(guide)) and first(guide)
    making.rated(bob, guide, now, texts=["An answer."])
    changed(question, "Another prompt?", now)
    making.running(alice, guide, now, count=1, pacing=Pacing.OPEN)
    page = curator.get(reverse("bank_question", args=[question.key])).context["page"]
    assert (page.use.running, page.use.ended, page.use.numbers) == (1, 1, [1, 2])
    assert [(one.version.number, one.running, one.ended, one.is_present) for one in page.versions] == [
        (2, 1, 0, True),
        (1, 0, 1, False),
    ]


def test_differences_of_a_version_are_marked(curator, guide, now):
    question = first(guide)
    changed(question, "How do you decide?", now)
    changed(question, "How did you decide?", now + timedelta(days=1))
    page = curator.get(reverse("bank_question", args=[question.key])).content.decode()
    assert ("<del>do</del>" in page, "<ins>did</ins>" in page) == (True, True)


def test_an_earlier_content_is_brought_back_as_a_change(curator, guide, now, erin):
    question = first(guide)
    changed(question, "How do you decide?", now)
    points = [point.text for point in question.key_points.all()]
    authoring.save_question(question, Change(by=None, now=now), key_points=[authoring.Point("", "Another", "")])
    curator.post(reverse("bank_restore", args=[question.key, 1]))
    question.refresh_from_db()
    change = question.changes.first()
    assert [point.text for point in question.key_points.all()] == points
    assert (change.version.number, change.by, change.reason) == (1, erin, "Version 1 brought back")
    assert QuestionVersion.objects.filter(question=question).count() == 2


def test_a_version_whose_criterion_is_gone_is_not_brought_back(curator, guide, now):
    question = first(guide)
    changed(question, "How do you decide?", now)
    question.criteria.first().delete()
    response = curator.post(reverse("bank_restore", args=[question.key, 1]), follow=True)
    assert "A criterion of that version is no longer in its rubric" in response.content.decode()


def test_contents_are_hidden_while_the_curators_own_interview_asks_the_question(curator, guide, now, erin):
    question = making.only(guide, first(guide)) and first(guide)
    making.running(erin, guide, now, count=1, pacing=Pacing.REALISTIC)
    page = curator.get(reverse("bank_question", args=[question.key])).content.decode()
    assert "SECRET-EXPECTED" not in page


def test_the_admin_says_the_effect_before_a_change_is_saved(curator, guide, now, bob):
    question = making.only(guide, first(guide)) and first(guide)
    making.rated(bob, guide, now, texts=["An answer."])
    page = curator.get(reverse("admin:questions_question_change", args=[question.pk])).content.decode()
    words = " ".join(page.split())
    assert "Interviews keep what they have: 1 ended one (version 1)." in words


def test_the_state_of_the_bank_takes_the_same_queries_for_more(curator, guide, now, django_assert_max_num_queries):
    for number in range(3):
        making.rated(making.person(f"p{number}@example.org"), guide, now)
    with django_assert_max_num_queries(12):
        curator.get(reverse("bank"))
    with django_assert_max_num_queries(12):
        curator.get(reverse("bank_question", args=[Question.objects.first().key]))


def test_always_skipped_and_open_reports_are_counted_of_what_is_published(guide, now, bob):
    question = first(guide)
    making.only(guide, question)
    for number in range(5):
        person = making.person(f"p{number}@example.org")
        making.finished(person, guide, now, texts=[""])
    reporting.report(question, bob, "unclear", "What is asked?", now)
    assert [row.key for row in bank.wrong_rows(bank.SKIPPED, now)] == [question.key]
    state = bank.health(now)
    assert ({check.key: check.count for check in state.checks}[bank.SKIPPED], state.reports) == (1, 1)
    authoring.set_status(Question.objects.filter(pk=question.pk), Status.RETIRED)
    assert {check.key: check.count for check in bank.health(now).checks}[bank.SKIPPED] == 0


def test_what_was_published_last_week_had_no_time_to_be_drawn(guide, now, erin):
    question = first(guide)
    changed(question, "How do you decide?", now - timedelta(days=60))
    assert len(bank.wrong_rows(bank.NEVER, now)) == 1
    StatusChange.objects.create(question=question, status=Status.PUBLISHED, by=erin, at=now - timedelta(days=7))
    assert len(bank.wrong_rows(bank.NEVER, now)) == 0


@pytest.fixture
def apart(guide, now, carol, dave):
    """Five first reviews of one question, a level above each candidate's own, and two second opinions that differ."""
    making.only(guide, first(guide))
    people = [making.person(f"apart-{number}@example.org") for number in range(5)]
    firsts = [making.submitted(one, carol, guide, now, texts=["One."], level=1, coach_level=3) for one in people]
    ReviewRequest.objects.filter(kind=ReviewRequest.Kind.SECOND).delete()
    return firsts


def test_candidates_far_from_coaches_are_found_from_five_on_and_no_criterion_is_called_unclear(apart, guide, now, erin):
    far = bank.wrong_rows(bank.FAR, now)
    assert [(row.distance.figures.absolute, row.distance.figures.exact, row.distance.candidates) for row in far] == [
        (2, 0, 5),
        (2, 0, 5),
    ]
    assert bank.wrong_rows(bank.UNCLEAR, now) == []
    MockInterview.objects.filter(pk=apart[0].request.interview_id).update(
        candidate=apart[1].request.interview.candidate
    )
    assert bank.wrong_rows(bank.FAR, now) == []
    page = question_page(first(guide).key, erin)
    assert [(one.own, one.coaches) for one in page.criteria] == [(None, None), (None, None)]


def test_a_criterion_is_unclear_by_two_coaches_alone_until_its_anchors_are_mended(
    apart, dave, now, guide, client, erin
):
    second_opinions_on(apart, dave, lambda place, level: level - (place < 3))
    unclear = bank.wrong_rows(bank.UNCLEAR, now)
    assert [(row.distance.figures.absolute, row.distance.figures.exact) for row in unclear] == [(0.6, 0.4), (0.6, 0.4)]
    client.force_login(erin)
    page = client.get(reverse("bank_check", args=[bank.UNCLEAR])).content.decode()
    assert reverse("bank_question", args=[first(guide).key]) in page
    criterion = unclear[0].distance.criterion
    criterion.anchor_2 = "One can see exactly two things."
    criterion.save()
    assert [row.distance.criterion for row in bank.wrong_rows(bank.UNCLEAR, now)] == [unclear[1].distance.criterion]
    assert "unclear" in client.get(reverse("bank_question", args=[first(guide).key])).content.decode()


def test_one_and_three_rows_of_a_list_take_the_same_queries(curator, guide, now):
    guide.questions.exclude(pk__in=guide.questions.order_by("pk")[:2].values("pk")).update(status=Status.RETIRED)
    Source.objects.create(guide=guide, key="a", title="A")
    lists = {key: reverse("bank_check", args=[key]) for key in bank.CHECKS if key != bank.NEAR}
    curator.get(reverse("near_duplicates"))
    lists |= {"near": reverse("near_duplicates"), "bank": reverse("bank")}
    one = {key: queries_of(curator, address) for key, address in lists.items()}
    authoring.set_status(guide.questions.all(), Status.PUBLISHED)
    for key in "bc":
        Source.objects.create(guide=guide, key=key, title=key)
    assert {key: queries_of(curator, address) for key, address in lists.items()} == one
    assert max(one.values()) <= 12


def test_a_pair_is_noted_related_or_retired_on_the_page(curator, guide, now):
    address = reverse("near_duplicates")
    three = list(curator.get(address).context["page"].object_list[:3])
    for pair, act in zip(three, ["differ", "relate", "retire-other"], strict=True):
        curator.post(reverse("judge_pair", args=[pair.pk]), {"act": act})
    shown = [pair.pk for pair in curator.get(address).context["page"].object_list]
    assert {pair.pk for pair in three} & set(shown) == set()
    assert Question.objects.get(pk=three[2].other_id).status == Status.RETIRED
    assert Question.objects.get(pk=three[1].one_id).related.get().pk == three[1].other_id
    noted = curator.get(address, {"noted": "1"})
    assert [pair.pk for pair in noted.context["page"].object_list] == [three[0].pk]
    curator.post(reverse("judge_pair", args=[three[0].pk]), {"act": "again"})
    assert three[0].pk in [pair.pk for pair in curator.get(address).context["page"].object_list]


def test_what_is_settled_already_is_said(curator, guide):
    address = reverse("near_duplicates")
    pair = curator.get(address).context["page"].object_list[0]
    Question.objects.filter(pk=pair.one_id).update(prompt="Something else?")
    page = curator.post(reverse("judge_pair", args=[pair.pk]), {"act": "differ"}, follow=True)
    assert "This pair is settled already" in page.content.decode()


def test_many_new_prompts_are_compared_on_demand_step_by_step(curator, guide, monkeypatch):
    monkeypatch.setattr(near, "AT_ONCE", 0)
    address, step = reverse("near_duplicates"), reverse("compare_prompts")
    assert "8 questions are new or were changed" in curator.get(address).content.decode()
    assert curator.post(step, headers={"HX-Request": "true"})["HX-Redirect"] == address
    assert len(curator.get(address).context["page"].object_list) == 25
    monkeypatch.setattr(near.duplicates, "compare", lambda: 3)
    part = curator.post(step, headers={"HX-Request": "true"}).content.decode()
    assert ('id="comparing"' in part, "submit, load" in part, "3 questions are new" in part) == (True, True, True)


def test_content_brought_back_waits_for_a_second_curator_where_one_is_asked_for(curator, guide, now, settings):
    settings.SECOND_APPROVAL = True
    question = first(guide)
    changed(question, "How do you decide?", now)
    changed(question, "How did you decide?", now)
    page = curator.post(reverse("bank_restore", args=[question.key, 1]), follow=True).content.decode()
    question.refresh_from_db()
    assert (question.prompt, question.status) == ("How do you decide?", Status.IN_REVIEW)
    assert "The question waits in review" in page


def test_a_guide_goes_out_with_its_drafts_as_list_and_files(curator, guide, erin):
    draft, retired = guide.questions.order_by("pk")[:2]
    Question.objects.filter(pk=draft.pk).update(status=Status.DRAFT)
    Question.objects.filter(pk=retired.pk).update(status=Status.RETIRED)
    page = curator.get(reverse("guide_files", args=[guide.key])).content.decode()
    files = {
        suffix: curator.get(reverse("guide_file", args=[guide.key, suffix])).content.decode()
        for suffix in ("yaml", "md", "csv")
    }
    for text in (page, *files.values()):
        assert (draft.key in text or "Prompt of acme" in text, f"SECRET-EXPECTED-{draft.key}" in text) == (True, True)
    for text in (page, files["md"], files["csv"]):
        assert ("draft" in text, f"SECRET-EXPECTED-{retired.key}" in text) == (True, False)
    assert files["yaml"] == guide_yaml(guide).decode()
    there = reverse("guide_files", args=[guide.key])
    assert there in curator.get(reverse("admin:questions_guide_change", args=[guide.pk])).content.decode()
    making.running(erin, guide, timezone.now(), pacing=Pacing.REALISTIC)
    assert "SECRET" not in curator.get(there).content.decode()
    assert curator.get(reverse("guide_file", args=[guide.key, "yaml"])).status_code == 302
