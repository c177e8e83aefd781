"""An answer given again: both texts beside each other, and the change in scores by what both wordings share."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from questions.models import Question
from sessions.models import Pacing, Role, Verdict
from sessions.queries import results
from sessions.queries.rewrites import rewrite
from sessions.transitions import interviews, ratings, redo
from tests import making


@pytest.fixture
def then():
    return timezone.now() - timedelta(hours=3)


@pytest.fixture
def before(alice, guide, then):
    """A rated interview of two answers: every mark 1 of 2, every level 2."""
    return making.rated(alice, guide, then, level=2, texts=["The queue was long.", "The second one."])


def given_again(before, alice, then, *, text="The queue was three days long.", mark=2, level=3):
    """The first answer of `before` answered again and rated."""
    again = redo.again(before, [1], Pacing.OPEN, then + timedelta(hours=1))
    interviews.finish(again, making.incoming(text), then + timedelta(minutes=70))
    again.refresh_from_db()
    at = then + timedelta(minutes=80)
    ratings.begin(again, at)
    answer = again.answers.select_related("version").get()
    ratings.judge(answer, making.judgement(answer.content, mark, level), rater=alice, role=Role.SELF, now=at)
    ratings.conclude(again, Verdict.YES, "", at)
    return again


def rewrite_of(again, alice):
    return rewrite(results.answer_result(again, alice, 1).result)


def test_both_texts_stand_beside_each_other_with_their_differences_and_the_change(client, alice, before, then):
    again = given_again(before, alice, then)
    client.force_login(alice)
    page = client.get(reverse("result_answer", args=[again.pk, 1])).content.decode()
    for shown in ("<ins>three days</ins>", "Coverage from 50 to 100 %.", "Quality from 2.0 to 3.0 (+1.0)."):
        assert shown in page
    result = client.get(reverse("result", args=[again.pk])).content.decode()
    assert "Coverage from 50 to 100 %." in result


def test_the_old_interview_leads_to_the_rewrite(client, alice, before, then):
    again = given_again(before, alice, then)
    client.force_login(alice)
    there = reverse("result_answer", args=[again.pk, 1]) + "#rewrite"
    assert there in client.get(reverse("result", args=[before.pk])).content.decode()
    assert there in client.get(reverse("result_answer", args=[before.pk, 1])).content.decode()
    assert there not in client.get(reverse("result_answer", args=[before.pk, 2])).content.decode()


def test_the_change_names_every_key_point_and_level(alice, before, then):
    found = rewrite_of(given_again(before, alice, then, mark=0, level=None), alice)
    assert [(one.before, one.after, one.difference) for one in found.own.points] == [("In general", "Absent", -1)] * 3
    assert [(one.before, one.after, one.difference) for one in found.own.criteria] == [
        ("2", "no chance to show", None)
    ] * 2
    assert (found.own.coverage_change, found.own.quality_change, found.coach) == (-50, None, None)


def test_of_a_question_edited_in_between_what_both_wordings_have_is_compared(client, alice, before, then):
    question = Question.objects.get(pk=before.answers.get(position=1).version.question_id)
    question.key_points.get(key="point-3").delete()
    again = given_again(before, alice, then)
    found = rewrite_of(again, alice)
    assert (found.is_edited, found.dropped, len(found.own.points)) == (True, 1, 2)
    assert found.own.coverage == (50, 100)
    client.force_login(alice)
    page = client.get(reverse("result_answer", args=[again.pk, 1])).content.decode()
    assert "The question was edited in between." in page


def test_while_an_interview_runs_on_the_question_its_key_points_are_not_named(client, alice, guide, before, then):
    again = given_again(before, alice, then)
    making.running(alice, guide, timezone.now(), count=8, seed=3)
    client.force_login(alice)
    page = client.get(reverse("result_answer", args=[again.pk, 1])).content.decode()
    assert ("<ins>three days</ins>" in page, "SECRET-POINT" in page) == (True, False)
