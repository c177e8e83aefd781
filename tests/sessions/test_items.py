"""Item statistics: what answers say about a question, and from how many candidates on."""

from datetime import timedelta

import pytest

from questions import authoring
from questions.authoring import Change
from questions.models import Criterion, Question
from sessions.models import Answer, CriterionLevel, Role
from sessions.queries.items import FEWEST, Judged, items
from tests import making


@pytest.fixture
def one(guide):
    """The only question that is drawn."""
    question = guide.questions.order_by("pk").first()
    making.only(guide, question)
    return question


def sat(guide, now, number, start=0, **fields):
    """As many candidates who each sat and rated one interview over one question."""
    people = [making.person(f"candidate-{index}@example.org") for index in range(start, start + number)]
    return [making.rated(person, guide, now, texts=["My answer."], **fields) for person in people]


def changed(question, now, **fields):
    """Give the question another prompt."""
    question.prompt += " And why?"
    authoring.save_question(question, Change(by=None, now=now, **fields))


def test_counts_and_means_of_enough_candidates(one, guide, now):
    sat(guide, now, FEWEST, mark=1, level=3)
    item = items()[one.pk]
    assert (item.drawn, item.answered, item.skipped, item.candidates, item.seconds) == (5, 5, 0, 5, 60)
    judged = item.judged[Role.SELF]
    assert (judged.coverage, judged.quality, judged.candidates, judged.answers) == (50, 3, 5, 5)


def test_means_of_too_few_candidates_say_that_they_are_not_enough(one, guide, now):
    first = making.person("first@example.org")
    for number in range(FEWEST):
        making.rated(first, guide, now + timedelta(hours=number), texts=["My answer."])
    item = items()[one.pk]
    assert (item.drawn, item.candidates, item.waiting, item.is_enough) == (0, 0, 1, False)
    assert item.judged[Role.SELF] == Judged(None, None, 0, 0)


def test_a_time_needs_five_who_answered_and_a_quality_five_who_have_one(one, guide, now):
    interviews = sat(guide, now, FEWEST + 1)
    Answer.objects.filter(interview__in=interviews[:2]).update(text="", skipped=True)
    CriterionLevel.objects.filter(rating__answer__interview__in=interviews[2:4]).update(level=None)
    item = items()[one.pk]
    judged = item.judged[Role.SELF]
    assert (item.answered, item.skipped, item.seconds) == (3, 2, None)
    assert (judged.coverage, judged.quality, judged.candidates) == (50, None, 5)


def test_the_difference_of_two_figures_never_tells_what_one_candidate_did(one, guide, now):
    sat(guide, now, FEWEST, mark=1)
    before = items()[one.pk]
    sat(guide, now + timedelta(days=1), FEWEST - 1, start=FEWEST, mark=2)
    after = items()[one.pk]
    assert (after.waiting, after.drawn, after.judged) == (4, 5, before.judged)
    sat(guide, now + timedelta(days=2), 1, start=2 * FEWEST, mark=2)
    assert items()[one.pk].judged[Role.SELF].coverage == 75


def test_quality_weighs_criteria_as_the_scores_do(one, guide, now):
    heavy, light = Criterion.objects.order_by("pk")[:2]
    Criterion.objects.filter(pk=heavy.pk).update(weight=3)
    (interview,) = sat(guide, now, 1)
    levels = interview.answers.get().ratings.get().levels
    levels.filter(criterion=heavy.key).update(level=4)
    levels.filter(criterion=light.key).update(level=2)
    assert items(step=1)[one.pk].judged[Role.SELF].quality == (4 * 3 + 2) / 4


def test_a_coach_counts_once_the_review_is_submitted(one, guide, now, carol):
    making.submitted(making.person("a@example.org"), carol, guide, now, texts=["My answer."], coach_mark=2)
    making.claimed(making.person("b@example.org"), carol, guide, now, texts=["My answer."])
    judged = items(step=1)[one.pk].judged
    assert (judged[Role.COACH].coverage, judged[Role.COACH].answers, judged[Role.SELF].answers) == (100, 1, 2)


def test_a_change_of_meaning_begins_anew(one, guide, now):
    sat(guide, now, 1)
    changed(one, now + timedelta(days=1))
    assert one.pk not in items()


def test_a_slip_of_the_pen_is_counted_together(one, guide, now):
    changed(one, now - timedelta(days=1))
    sat(guide, now, 1)
    changed(one, now + timedelta(days=1), is_typo=True)
    sat(guide, now + timedelta(days=2), 1, start=1)
    assert items(step=1)[one.pk].drawn == 2


def test_a_typo_is_kept_together_where_a_change_of_meaning_is_not(one, guide, now):
    sat(guide, now, 1, mark=0)
    changed(one, now + timedelta(days=1))
    sat(guide, now + timedelta(days=2), 1, start=1, mark=1)
    changed(one, now + timedelta(days=3), is_typo=True)
    sat(guide, now + timedelta(days=4), 1, start=2, mark=2)
    item = items(step=1)[one.pk]
    assert (item.drawn, item.judged[Role.SELF].coverage) == (2, 75)


def test_a_slip_corrected_in_a_question_without_a_history_forgets_nothing(one, guide, now):
    sat(guide, now, 1)
    changed(one, now + timedelta(days=1), is_typo=True)
    assert items(step=1)[one.pk].drawn == 1


def test_going_back_to_an_old_content_counts_its_answers_again(one, guide, now):
    before = one.prompt
    sat(guide, now, 1)
    changed(one, now + timedelta(days=1))
    one.prompt = before
    authoring.save_question(one, Change(by=None, now=now + timedelta(days=2)))
    assert items(step=1)[one.pk].drawn == 1


def test_abandoned_and_running_interviews_and_private_guides_are_left_out(one, guide, now, alice):
    making.running(alice, guide, now, count=1)
    mine = making.guide("mine", rounds=1, topics=1, questions=1, owner=alice)
    sat(mine, now, 0)
    making.rated(making.person("z@example.org"), mine, now, texts=["My answer."])
    assert items() == {}


@pytest.mark.parametrize(
    ("mark", "level", "easy", "hard"), [(2, 4, True, False), (0, 1, False, True), (1, 3, False, False)]
)
def test_too_easy_and_too_hard(one, guide, now, mark, level, easy, hard):
    sat(guide, now, FEWEST, mark=mark, level=level)
    item = items([one.pk])[one.pk]
    assert (item.is_too_easy, item.is_too_hard) == (easy, hard)


def test_three_queries_whatever_the_number_of_questions(guide, now, django_assert_num_queries):
    sat(guide, now, 2)
    assert Question.objects.count() > 1
    with django_assert_num_queries(3):
        items()
