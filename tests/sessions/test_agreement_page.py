"""Agreement of two coaches: what is said from how many pairs, of what, and to whom."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from questions.models import Question
from sessions.models import CriterionLevel, MockInterview
from sessions.queries.agreement import agreement_page, questions_page
from tests import making
from tests.sessions.many import queries_of, reviewed_many, second_opinions_on


@pytest.fixture
def firsts(alice, carol, guide):
    """Forty first reviews of one answer each, level 2 on both criteria, of one candidate."""
    then = timezone.now() - timedelta(days=1)
    one = making.submitted(alice, carol, guide, then, texts=("One.",), coach_level=2)
    return [one, *reviewed_many(one, 39)]


def test_no_share_from_four_pairs_and_no_kappa_from_twenty_nine(client, carol, dave, firsts):
    client.force_login(carol)
    second_opinions_on(firsts[:4], dave, lambda place, level: level)
    line = agreement_page(carol).lines[0]
    assert (line.figures.pairs, line.has_shares) == (4, False)
    page = client.get(reverse("agreement")).content.decode()
    assert (page.count("4 pairs"), "Fewer than 5 pairs" in page, "Same level" in page) == (2, True, False)
    second_opinions_on(firsts[4:29], dave, lambda place, level: level)
    line = agreement_page(carol).lines[0]
    assert (line.figures.pairs, line.has_shares, line.has_kappa, line.kappa) == (29, True, False, None)


def test_shares_and_kappa_of_forty_pairs(client, carol, dave, firsts):
    # The first coach: twenty times 2, twenty times 3. The second: the same, but five times one above.
    threes = CriterionLevel.objects.filter(rating__review__in=[first.pk for first in firsts[20:]])
    assert threes.update(level=3) == 40
    second_opinions_on(firsts[:20], dave, lambda place, level: 2 + (place < 5))
    second_opinions_on(firsts[20:], dave, lambda place, level: 3)
    line = agreement_page(carol).lines[0]
    # Observed weighted disagreement 5/40; expected by chance (0.5 x 0.625 + 0.5 x 0.375) = 0.5: kappa 0.75.
    assert (line.figures.pairs, line.figures.exact, line.figures.within_one, line.kappa) == (40, 0.875, 1.0, 0.75)
    client.force_login(dave)
    page = client.get(reverse("agreement"), {"whose": "mine"}).content.decode()
    assert "Two coaches gave the same level in 88 % of the cases." in page
    assert "0.75" in page


def test_private_guides_and_withdrawn_interviews_are_not_counted(alice, carol, dave, guide, firsts):
    seconds = second_opinions_on(firsts[:6], dave, lambda place, level: level)
    firsts[0].request.withdrawn_at = timezone.now()
    firsts[0].request.save()
    assert agreement_page(carol).lines[0].figures.pairs == 5
    type(guide).objects.filter(pk=guide.pk).update(owner=alice)
    assert len(seconds) == 6
    assert agreement_page(carol).lines == []
    assert questions_page().page.paginator.count + questions_page().too_few == 0


def test_nothing_is_said_of_a_question_from_four_candidates(client, dave, erin, firsts):
    second_opinions_on(firsts[:8], dave, lambda place, level: 4 if place else level)
    people = [making.person(f"person-{number}@example.org") for number in range(5)]
    for place, first in enumerate(firsts[:8]):
        MockInterview.objects.filter(pk=first.request.interview_id).update(candidate=people[place % 4])
    client.force_login(erin)
    page = client.get(reverse("agreement_by_question")).content.decode()
    assert "1 question has second opinions on fewer than 5 candidates" in page
    MockInterview.objects.filter(pk=firsts[4].request.interview_id).update(candidate=people[4])
    response = client.get(reverse("agreement_by_question"))
    (line,) = response.context["page"].object_list
    assert (line.candidates, line.figures.pairs, line.figures.within_one) == (5, 16, 0.125)
    question = Question.objects.get(versions__answers__interview=firsts[0].request.interview_id)
    assert reverse("bank_question", args=[question.key]) in response.content.decode()


def test_forty_interviews_take_as_many_queries_as_one(client, carol, dave, erin, firsts):
    client.force_login(carol)
    second_opinions_on(firsts[:1], dave, lambda place, level: level)
    few = queries_of(client, reverse("agreement"))
    second_opinions_on(firsts[1:], dave, lambda place, level: level)
    assert queries_of(client, reverse("agreement")) == few <= 12
    client.force_login(erin)
    assert queries_of(client, reverse("agreement_by_question")) <= 12
