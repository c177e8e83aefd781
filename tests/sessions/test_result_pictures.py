"""The pictures of a result: what they are drawn from, and that they tell nothing while an interview runs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.queries import findings, pictures, results
from tests import making

HOUR = timedelta(hours=1)


@pytest.fixture
def then():
    return timezone.now() - timedelta(days=2)


def test_key_points_are_counted_by_mark_for_both_raters(alice, carol, guide, then):
    interview = making.submitted(alice, carol, guide, then, mark=1, coach_mark=0).request.interview
    found = pictures.key_points(results.result_of(interview, alice))
    assert found.own == pictures.Counts(specific=0, general=6, absent=0)
    assert found.coach == pictures.Counts(specific=0, general=0, absent=6)


def test_minutes_stand_beside_the_suggested_ones_stretched_by_the_allowance(alice, guide, then):
    interview = making.rated(alice, guide, then, texts=["One two.", "Three."], allowance=150)
    found = results.result_of(interview, alice)
    assert [(bar.value, bar.suggested) for bar in pictures.time(found).bars] == [(1, 12), (1, 12)]
    assert ([bar.value for bar in pictures.words(found).bars], pictures.words(found).mean) == ([2, 1], 1.5)


def test_the_profile_stands_beside_the_last_five_rated_interviews_before_it(alice, bob, guide, then):
    for number, level in enumerate([1, 2, 2, 2, 2, 4]):
        making.rated(alice, guide, then + number * HOUR, level=level, seed=number, texts=["A text."])
    making.rated(bob, guide, then, level=1)
    latest = making.rated(alice, guide, then + 7 * HOUR, level=3, seed=9)
    making.rated(alice, guide, then + 8 * HOUR, level=1, seed=10)
    found = results.result_of(latest, alice)
    assert found.before.interviews == 5
    assert [(one.own, one.before, one.before_count) for one in findings.profile(found)] == [(3, 2.4, 5)] * 2


def test_while_an_interview_runs_the_points_are_not_named(client, alice, guide, then):
    interview = making.rated(alice, guide, then, texts=["A text."])
    making.running(alice, guide, timezone.now(), count=8, seed=5)
    client.force_login(alice)
    page = client.get(reverse("result", args=[interview.pk])).content.decode()
    assert ("are hidden while your interview runs." in page, "SECRET-POINT" in page) == (True, False)
