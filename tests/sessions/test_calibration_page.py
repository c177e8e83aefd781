"""The calibration page: own levels against the coach's, counted once, and only one's own."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.models import CriterionLevel, Pacing, Prediction, Rating, Role, Verdict
from sessions.queries.calibration import calibration_page
from sessions.transitions import reviews
from tests import making

FOUR, EIGHT = ("Words.",) * 4, ("Words.",) * 8


@pytest.fixture
def start():
    return timezone.now() - timedelta(days=2)


def shown(client, user, **query):
    client.force_login(user)
    return client.get(reverse("calibration"), query)


def own_levels(interview, level):
    """Let the candidate have given every criterion this level."""
    CriterionLevel.objects.filter(rating__answer__interview=interview, rating__role=Role.SELF).update(level=level)


def test_the_difference_stands_by_criterion_with_its_count(alice, carol, guide, start):
    review = making.submitted(alice, carol, guide, start, coach_level=2)
    own_levels(review.request.interview, 4)
    page = calibration_page(alice)
    assert [(line.figures.signed, line.figures.pairs, line.claim) for line in page.lines] == [(2.0, 2, None)] * 2
    assert [(gap.own, gap.row.level, gap.row.note) for gap in page.gaps][:1] == [(4, 2, "Coach note.")]


def test_a_habit_is_named_from_ten_answers_in_three_reviews(client, alice, carol, guide, start):
    for number in range(3):
        review = making.submitted(
            alice, carol, guide, start + timedelta(hours=number), seed=number + 1, texts=("Words.",) * 4
        )
        own_levels(review.request.interview, 3)
    assert ": you over-rate." in shown(client, alice).content.decode()


def test_two_reviews_are_too_few_to_name_a_habit(client, alice, carol, guide, start):
    for number in range(2):
        review = making.submitted(
            alice, carol, guide, start + timedelta(hours=number), seed=number + 1, texts=("Words.",) * 8
        )
        own_levels(review.request.interview, 4)
    page = shown(client, alice).content.decode()
    assert (": you over-rate." in page, "too few to say" in page) == (False, True)


def test_no_chance_to_show_and_unsubmitted_reviews_are_left_out(alice, carol, guide, start):
    review = making.submitted(alice, carol, guide, start, coach_level=None)
    claimed = making.claimed(alice, carol, guide, start + timedelta(hours=1), seed=2)
    for answer in claimed.request.interview.answers.select_related("version"):
        judged = making.judgement(answer.content, 1, 1)
        reviews.judge(claimed, answer, judged, start + timedelta(hours=2))
    assert review.submitted_at is not None
    assert calibration_page(alice).lines == []


def test_one_coach_can_be_looked_at_alone(alice, carol, dave, guide, start):
    own_levels(making.submitted(alice, carol, guide, start, coach_level=1).request.interview, 2)
    own_levels(making.submitted(alice, dave, guide, start, seed=2, coach_level=4).request.interview, 2)
    page = calibration_page(alice, str(dave.pk))
    assert ({line.figures.signed for line in page.lines}, len(page.coaches)) == ({-2.0}, 2)


def test_a_coach_s_later_revision_does_not_count(alice, carol, guide, start):
    review = making.submitted(alice, carol, guide, start, coach_level=2)
    before = [line.figures for line in calibration_page(alice).lines]
    first = Rating.objects.filter(role=Role.COACH).first()
    Rating.objects.filter(pk=first.pk).update(superseded_at=timezone.now())
    later = Rating.objects.create(
        answer=first.answer,
        rater=carol,
        role=Role.COACH,
        review=review,
        revision=2,
        changed_at=timezone.now(),
        sealed_at=timezone.now(),
    )
    CriterionLevel.objects.create(rating=later, criterion="behavioural-criterion-1", level=4)
    assert [line.figures for line in calibration_page(alice).lines] == before


def test_a_later_revision_does_not_count(alice, carol, guide, start):
    review = making.submitted(alice, carol, guide, start, coach_level=2)
    before = [line.figures for line in calibration_page(alice).lines]
    first = Rating.objects.filter(role=Role.SELF).first()
    Rating.objects.filter(pk=first.pk).update(superseded_at=timezone.now())
    later = Rating.objects.create(
        answer=first.answer,
        rater=alice,
        role=Role.SELF,
        revision=2,
        changed_at=timezone.now(),
        sealed_at=timezone.now(),
    )
    CriterionLevel.objects.create(rating=later, criterion="behavioural-criterion-1", level=1)
    assert review.submitted_at is not None
    assert [line.figures for line in calibration_page(alice).lines] == before


def predicted(review, verdict):
    interview = review.request.interview
    Prediction.objects.create(interview=interview, verdict=verdict, made_at=interview.finished_at)


def test_a_prediction_stands_beside_the_verdict_in_words_and_a_share_from_five(client, alice, carol, guide, start):
    for number, verdict in enumerate([Verdict.NO, Verdict.YES, Verdict.STRONG_NO, Verdict.NO]):
        predicted(making.submitted(alice, carol, guide, start + timedelta(hours=number), seed=number + 1), verdict)
    page = shown(client, alice).content.decode()
    said = ["A hit.", "A miss: 1 step too hopeful.", "A miss: 1 step too strict.", "2 of 4 predictions hit", "That is"]
    assert [words in page for words in said] == [True, True, True, True, False]
    predicted(making.submitted(alice, carol, guide, start + timedelta(hours=9), seed=9), Verdict.YES)
    assert "That is 40 %." in shown(client, alice).content.decode()


def test_a_prediction_of_an_unsubmitted_review_says_nothing(alice, carol, guide, start):
    predicted(making.claimed(alice, carol, guide, start), Verdict.YES)
    assert calibration_page(alice).predictions == []


def test_it_is_one_s_own(client, alice, bob, carol, guide, start):
    making.submitted(alice, carol, guide, start)
    page = shown(client, bob).content.decode()
    assert ("Coach note." in page, "No answer was rated by both of you yet." in page) == (False, True)


def test_while_an_interview_runs_its_questions_are_not_shown(client, alice, carol, guide, start):
    review = making.submitted(alice, carol, guide, start, coach_level=1, texts=EIGHT)
    own_levels(review.request.interview, 4)
    making.running(alice, guide, timezone.now(), count=8, pacing=Pacing.REALISTIC, seed=9)
    page = shown(client, alice).content.decode()
    assert ("Coach note." in page, "16 answers are hidden while your interview runs." in page) == (False, True)


@pytest.mark.parametrize("many", [1, 3])
def test_the_number_of_queries_does_not_grow(alice, carol, guide, start, many, django_assert_num_queries):
    for number in range(many):
        making.submitted(alice, carol, guide, start + timedelta(hours=number), seed=number + 1)
    with django_assert_num_queries(4):
        calibration_page(alice)
