"""The verbs of rater training, and the arithmetic and the words of its result."""

import random
from datetime import timedelta

import pytest

from questions.models import Question, SampleAnswer
from questions.rubrics import version_of
from sessions import calibration
from sessions.models import RaterTraining, StudyMark
from sessions.queries import comparing, lessons, training_result
from sessions.queries import training as queries
from sessions.transitions import interviews, training
from sessions.transitions.ratings import Judgement
from sessions.transitions.trail import NotAllowed
from tests import making


@pytest.fixture
def question(guide, now):
    """A question with a weak, a solid and a strong sample."""
    one = Question.objects.get(key="acme-pm-1-1-1")
    making.samples(one, now)
    return one


@pytest.fixture
def begun(alice, question, now):
    """A training under way; the order of its samples is that of seed 1."""
    return training.begin(alice, question, random.Random(1), now)


def result(one):
    return training_result.result_of(training_result.sheet(RaterTraining.objects.get(pk=one.pk)))


def at(one, standing):
    return one.ratings.get(standing=standing).position


def test_the_order_is_made_by_the_given_randomness(alice, bob, carol, question, now):
    orders = [
        [rating.standing for rating in training.begin(person, question, random.Random(seed), now).ratings.all()]
        for person, seed in ((alice, 1), (bob, 1), (carol, 4))
    ]
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[2]) == ["solid", "strong", "weak"]


def test_beginning_notes_the_question_as_read_and_beginning_again_goes_on(alice, question, begun, now):
    assert StudyMark.objects.get(candidate=alice, question=question).read_at == now
    assert training.begin(alice, question, random.Random(2), now + timedelta(days=1)) == begun


def test_a_question_without_all_three_samples_on_one_version_is_refused(alice, guide, now):
    question = Question.objects.get(key="acme-pm-1-1-1")
    making.samples(question, now, ["weak", "solid"])
    question.prompt = "Another wording?"
    question.save()
    making.samples(question, now, ["strong"])
    with pytest.raises(NotAllowed):
        training.begin(alice, question, random.Random(1), now)
    assert (RaterTraining.objects.count(), StudyMark.objects.count()) == (0, 0)


def test_choices_are_kept_one_by_one_and_what_was_shown_stays_when_samples_are_replaced(begun, now):
    SampleAnswer.objects.update(replaced_at=now, text="Another text.")
    training.judge(begun, 1, Judgement(marks={"point-1": 2}), now)
    training.judge(begun, 1, Judgement(levels={"behavioural-criterion-1": None}), now)
    rating = begun.ratings.get(position=1)
    assert (rating.marks, rating.levels) == ({"point-1": 2}, {"behavioural-criterion-1": None})
    assert rating.text.startswith("Text of the")


def test_what_the_version_does_not_have_is_refused(begun, now):
    for judgement in (Judgement(marks={"point-9": 1}), Judgement(levels={"behavioural-criterion-1": 5})):
        with pytest.raises(ValueError, match="Not part|A level"):
            training.judge(begun, 1, judgement, now)


def test_it_is_finished_only_when_nothing_is_open_and_then_never_changes(begun, now):
    for position in (1, 2):
        training.judge(begun, position, making.judgement(begun.version.content), now)
    with pytest.raises(training.StillOpen) as refusal:
        training.finish(begun, now)
    assert list(refusal.value.missing) == [3]
    training.judge(begun, 3, making.judgement(begun.version.content), now)
    training.finish(begun, now)
    training.finish(begun, now + timedelta(hours=1))
    assert RaterTraining.objects.get().finished_at == now
    for move in (lambda: training.judge(begun, 1, Judgement(), now), lambda: training.drop(begun)):
        with pytest.raises(NotAllowed):
            move()


def test_distances_are_those_of_a_worked_example(alice, question, now):
    # Own levels 3, 3, 3 twice beside 1, 2, 4 twice: distances 2, 1, 1; own marks 1 beside 0, 1, 2.
    found = result(making.trained(alice, question, now, mark=1, level=3))
    assert (found.levels.pairs, found.levels.absolute, found.levels.signed) == (6, 4 / 3, 2 / 3)
    assert (found.same, found.within_one) == (0, 4)
    assert (found.marks.pairs, found.same_marks) == (9, 3)
    assert [(line.own, line.reference) for _sample, line in found.criteria[0].lines] == [(3, 1), (3, 2), (3, 4)]
    assert found.sentence == "Your levels lie 1.3 from the reference on average."
    assert found.direction == "Yours lie 0.7 higher on average: you were kinder than the reference."
    assert found.order_sentence == "You did not put the weak sample below the solid one."


def test_what_to_look_for_comes_from_the_anchors():
    anchors = ["One.", "Two.", "Three.", "Four."]
    assert [lessons.look_for(anchors, *levels) for levels in ((3, 1), (1, 3), (None, 2), (2, None), (4, 4))] == [
        "You gave 3 where the reference gives 1. Before you give 2, look for what is missing here: “Two.”",
        "You gave 1 where the reference gives 3. Look for: “Three.”",
        "You saw no chance to show it; the reference gives 2. Look for: “Two.”",
        "You gave 2; the reference sees no chance to show it here. What an answer has no occasion for is left out, not"
        " rated low.",
        "",
    ]


def test_pairs_leave_out_what_one_of_the_two_did_not_judge():
    pairs = calibration.paired({"a": 1, "b": None, "c": 3, "d": 4}, {"a": 2, "b": 1, "c": None, "e": 1}, 7)
    assert pairs == [calibration.Pair(1, 2, 7)]


def test_a_value_finds_its_place_among_named_ones():
    others = {"weak": 1.5, "solid": 2.5, "strong": 3.5}
    assert [calibration.place(value, others) for value in (1.0, 2.0, 2.5, 4.0)] == [
        calibration.Place("", "", "weak"),
        calibration.Place("weak", "", "solid"),
        calibration.Place("weak", "solid", "strong"),
        calibration.Place("strong", "", ""),
    ]


def test_suggested_is_the_kind_that_is_to_be_rated_and_nothing_of_an_interview_before_its_rating(alice, guide, now):
    technical = making.question(guide.rounds.first().topics.first(), "technical", kind="technical")
    in_interview, other = (Question.objects.get(key=key) for key in ("acme-pm-1-1-1", "acme-pm-1-1-2"))
    for one in (technical, in_interview, other):
        making.samples(one, now)
    interview = making.planned(alice, guide, now, count=1)
    interview.answers.update(version=version_of(in_interview, now))
    making.trained(alice, other, now)
    assert queries.offer(alice, None).suggested.key == "technical"
    interviews.start(interview, now)
    interviews.finish(interview, making.incoming("Words."), now)
    offer = queries.offer(alice, None)
    assert offer.suggested.key == "acme-pm-1-1-2"
    assert [choice.key for one in offer.kinds for choice in one.choices] == ["acme-pm-1-1-2", "technical"]
    assert offer.to_rate == interview


@pytest.fixture
def rated(alice, guide, question, now):
    """A rated interview with one answer to the question: every mark 1, every level 3."""
    return making.rated(alice, making.only(guide, question), now, texts=("My own answer.",))


def compared(answer, now, mark=1, level=2):
    """A finished comparison, all samples rated the same."""
    one = training.compare(answer, random.Random(1), now)
    for rating in one.ratings.all():
        training.judge(one, rating.position, making.judgement(one.version.content, mark, level), now)
    training.finish(one, now)
    return one


def test_an_answer_is_compared_once_and_only_when_it_is_rated(alice, guide, question, rated, now):
    answer = rated.answers.get()
    begun = compared(answer, now)
    assert training.compare(answer, random.Random(9), now) == begun
    assert (begun.purpose, begun.rater, begun.ratings.count()) == ("comparing", alice, 3)
    waiting = making.finished(alice, guide, now, texts=("Not rated.",))
    with pytest.raises(NotAllowed):
        training.compare(waiting.answers.select_related("interview", "version").get(), random.Random(1), now)


def test_the_own_answer_finds_its_place_and_the_next_step(rated, now):
    one = training.compare(rated.answers.get(), random.Random(1), now)
    for standing, level in (("weak", 1), ("solid", 2), ("strong", 4)):
        training.judge(one, at(one, standing), making.judgement(one.version.content, 1, level), now)
    training.finish(one, now)
    found = comparing.comparison_of(training_result.sheet(RaterTraining.objects.get(pk=one.pk)))
    assert found.sentence == "Your answer stands between the solid and the strong sample."
    assert [text.kept and text.kept.standing for text in found.texts] == ["strong", None, "solid", "weak"]
    better, steps = found.next_better
    assert (better.kept.standing, len(steps)) == ("strong", 3)
    assert (steps[0].words, steps[0].reason) == ("Yours: In general. There: Specifically.", "SECRET-REASON-strong")
    assert found.left_out == 0


def test_only_what_both_wordings_have_is_compared(rated, question, now):
    SampleAnswer.objects.update(replaced_at=now)
    question.key_points.filter(key="point-1").delete()
    question.criteria.remove(question.criteria.last())
    making.samples(question, now, ["weak", "strong"])
    one = compared(rated.answers.get(), now)
    found = comparing.comparison_of(training_result.sheet(RaterTraining.objects.get(pk=one.pk)))
    assert found.is_other_wording
    assert (len(found.points), len(found.criteria), found.left_out) == (2, 1, 2)
    assert (found.answer.own_score.coverage, found.answer.own_score.quality) == (50, 3)
    assert found.sentence == "Your answer stands above the weak sample."
