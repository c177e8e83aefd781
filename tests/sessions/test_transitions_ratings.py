"""The door to ratings: begun, drafted, sealed, and never changed again."""

from datetime import timedelta

import pytest

from sessions.models import (
    CriterionLevel,
    Event,
    Evidence,
    InterviewStatus,
    KeyPointMark,
    Prediction,
    Rating,
    Role,
    Verdict,
)
from sessions.queries.calibration import calibration_page
from sessions.queries.review import desk
from sessions.transitions import ratings, reviews
from sessions.transitions.ratings import Incomplete, Judgement, Tie
from sessions.transitions.trail import NotAllowed
from tests import making


@pytest.fixture
def interview(alice, guide, now):
    made = making.finished(alice, guide, now)
    ratings.begin(made, now + timedelta(minutes=10))
    return made


@pytest.fixture
def answer(interview):
    return interview.answers.get(position=1)


def judge(answer, now, **fields):
    return ratings.judge(answer, Judgement(**fields), rater=answer.interview.candidate, role=Role.SELF, now=now)


def test_beginning_notes_that_every_expected_answer_is_seen_from_here(alice, guide, now):
    interview = making.finished(alice, guide, now)
    at = now + timedelta(minutes=10)
    ratings.begin(interview, at)
    assert set(interview.answers.values_list("revealed_at", flat=True)) == {at}


def test_beginning_twice_keeps_the_first_moment(interview, now):
    ratings.begin(interview, now + timedelta(minutes=20))
    assert set(interview.answers.values_list("revealed_at", flat=True)) == {now + timedelta(minutes=10)}


def test_a_running_interview_cannot_be_rated(alice, guide, now):
    with pytest.raises(NotAllowed):
        ratings.begin(making.running(alice, guide, now), now)


def test_one_choice_at_a_time_makes_one_draft(answer, now):
    judge(answer, now, marks={"point-1": 2})
    judge(answer, now, levels={"behavioural-criterion-1": 4})
    rating = judge(answer, now, marks={"point-1": 1}, note="Shorter.")
    assert Rating.objects.count() == 1
    assert [(mark.key_point, mark.mark) for mark in rating.marks.all()] == [("point-1", 1)]
    assert [(level.criterion, level.level) for level in rating.levels.all()] == [("behavioural-criterion-1", 4)]
    assert rating.note == "Shorter."


def test_what_is_not_named_stays(answer, now):
    judge(answer, now, note="Keep me.")
    assert judge(answer, now, marks={"point-2": 0}).note == "Keep me."


def test_no_chance_to_show_is_a_choice(answer, now):
    judge(answer, now, levels={"behavioural-criterion-1": None})
    assert CriterionLevel.objects.get().level is None
    assert "behavioural-criterion-1" not in ratings.missing_in(answer.interview, Rating.objects.by_candidate())[1]


@pytest.mark.parametrize(
    "judgement",
    [
        {"marks": {"point-9": 1}},
        {"levels": {"unknown": 1}},
        {"marks": {"point-1": 3}},
        {"levels": {"behavioural-criterion-1": 5}},
    ],
)
def test_what_the_version_does_not_have_is_refused_and_leaves_nothing(answer, now, judgement):
    with pytest.raises(ValueError, match=r"Not part|A mark|A level"):
        judge(answer, now, **judgement)
    assert (Rating.objects.count(), KeyPointMark.objects.count()) == (0, 0)


def test_an_unanswered_question_is_not_rated(alice, guide, now):
    interview = making.finished(alice, guide, now, texts=("One.", " \n "))
    with pytest.raises(NotAllowed):
        judge(interview.answers.get(position=2), now, marks={"point-1": 1})
    assert Rating.objects.count() == 0


def test_concluding_names_what_is_still_open(interview, answer, now):
    judge(answer, now, marks={"point-1": 1, "point-3": 0}, levels={"behavioural-criterion-2": 2})
    with pytest.raises(Incomplete) as refusal:
        ratings.conclude(interview, Verdict.YES, "", now)
    assert refusal.value.missing == {
        1: ["point-2", "behavioural-criterion-1"],
        2: ["point-1", "point-2", "point-3", "behavioural-criterion-1", "behavioural-criterion-2"],
    }
    interview.refresh_from_db()
    assert interview.status == InterviewStatus.RATING


def test_concluding_seals_and_leaves_an_event(interview, now):
    for answer in interview.answers.select_related("version"):
        judge(answer, now, **vars(making.judgement(answer.content)))
    at = now + timedelta(minutes=20)
    ratings.conclude(interview, Verdict.NO, "Slower.", at)
    interview.refresh_from_db()
    assert (interview.status, interview.verdict, interview.reflection, interview.rated_at) == (
        InterviewStatus.RATED,
        Verdict.NO,
        "Slower.",
        at,
    )
    assert set(Rating.objects.values_list("sealed_at", flat=True)) == {at}
    assert Event.objects.filter(interview=interview, verb="rated", at=at).count() == 1


def test_an_interview_with_nothing_answered_can_be_concluded(alice, guide, now):
    interview = making.finished(alice, guide, now, texts=("", ""))
    ratings.conclude(interview, Verdict.STRONG_NO, "", now)
    assert interview.status == InterviewStatus.RATED


def test_a_sealed_rating_does_not_change(alice, guide, now):
    interview = making.rated(alice, guide, now)
    with pytest.raises(NotAllowed):
        judge(interview.answers.get(position=1), now, marks={"point-1": 0})
    assert set(KeyPointMark.objects.values_list("mark", flat=True)) == {1}


def test_concluding_twice_is_refused_and_changes_nothing(alice, guide, now):
    interview = making.rated(alice, guide, now)
    with pytest.raises(NotAllowed):
        ratings.conclude(interview, Verdict.STRONG_YES, "", now)
    interview.refresh_from_db()
    assert interview.verdict == Verdict.YES


def test_a_draft_of_the_verdict_is_kept_while_rating(interview):
    ratings.keep_reflection(interview, "", "Half a thought")
    interview.refresh_from_db()
    assert (interview.verdict, interview.reflection, interview.status) == ("", "Half a thought", InterviewStatus.RATING)


def test_a_draft_does_not_overwrite_a_verdict_that_was_sealed_meanwhile(interview, now):
    other_tab = type(interview).objects.get(pk=interview.pk)
    for answer in interview.answers.select_related("version"):
        judge(answer, now, **vars(making.judgement(answer.content)))
    ratings.conclude(interview, Verdict.NO, "Final.", now)
    with pytest.raises(NotAllowed):
        ratings.keep_reflection(other_tab, Verdict.YES, "Late draft.")
    interview.refresh_from_db()
    assert (interview.verdict, interview.reflection) == (Verdict.NO, "Final.")


def test_a_verdict_that_does_not_exist_is_an_error(interview, now):
    with pytest.raises(ValueError, match="No verdict"):
        ratings.conclude(interview, "perhaps", "", now)


def test_own_and_coach_rating_stand_apart(alice, carol, guide, now):
    review = making.claimed(alice, carol, guide, now)
    answer = review.request.interview.answers.select_related("version").get(position=1)
    reviews.judge(review, answer, Judgement(marks={"point-1": 2}), now)
    own = Rating.objects.by_candidate().get(answer=answer)
    assert [mark.mark for mark in own.marks.filter(key_point="point-1")] == [1]
    assert Rating.objects.filter(answer=answer).count() == 2


def tied():
    return list(Evidence.objects.values_list("key_point", "criterion", "quote", "position"))


def test_a_passage_is_tied_and_taken_off_again(answer, now):
    judge(answer, now, ties=[Tie("first answer", 0, key_point="point-1")])
    judge(answer, now, ties=[Tie("My  first", 3, criterion="behavioural-criterion-2")])
    assert tied() == [("", "behavioural-criterion-2", "My first", 0), ("point-1", "", "first answer", 3)]
    off = Evidence.objects.get(key_point="point-1").pk
    judge(answer, now, unties=[off, off + 1000])
    assert tied() == [("", "behavioural-criterion-2", "My first", 0)]


def test_a_passage_that_begins_at_the_same_place_takes_the_place(answer, now):
    judge(answer, now, ties=[Tie("My", 0, key_point="point-1")])
    judge(answer, now, ties=[Tie("My first", 0, key_point="point-1")])
    assert tied() == [("point-1", "", "My first", 0)]


@pytest.mark.parametrize(
    "tie",
    [
        Tie("My second", 0, key_point="point-1"),
        Tie("  ", 0, key_point="point-1"),
        Tie("My", 0, key_point="point-9"),
        Tie("My", 0, key_point="point-1", criterion="behavioural-criterion-1"),
        Tie("My", 0),
    ],
)
def test_only_a_passage_of_the_text_is_tied_to_one_thing_of_the_version(answer, now, tie):
    with pytest.raises(ValueError, match=r"Not part|not in the answer"):
        judge(answer, now, marks={"point-1": 2}, ties=[tie])
    assert (Rating.objects.count(), Evidence.objects.count()) == (0, 0)


def test_nobody_takes_off_what_another_rater_tied(alice, carol, guide, now):
    review = making.claimed(alice, carol, guide, now)
    answer = review.request.interview.answers.select_related("version").get(position=1)
    own = Rating.objects.get(answer=answer)
    theirs = Evidence.objects.create(rating=own, key_point="point-1", quote="My", position=0)
    reviews.judge(review, answer, Judgement(unties=[theirs.pk], ties=[Tie("My", 0, key_point="point-1")]), now)
    assert Evidence.objects.filter(pk=theirs.pk).exists()
    assert Evidence.objects.filter(rating__review=review).count() == 1


def test_a_prediction_is_made_once_before_the_first_expected_answer(alice, guide, now):
    made = making.finished(alice, guide, now)
    ratings.predict(made, Verdict.YES, now)
    ratings.predict(made, Verdict.YES, now)
    with pytest.raises(NotAllowed, match="already"):
        ratings.predict(made, Verdict.NO, now)
    ratings.begin(made, now)
    assert list(Prediction.objects.values_list("interview", "verdict", "made_at")) == [(made.pk, Verdict.YES, now)]


def test_a_prediction_comes_too_late_once_an_expected_answer_was_shown(alice, bob, guide, interview, now):
    glimpsed = making.finished(bob, guide, now)
    glimpsed.answers.filter(position=1).update(revealed_at=now)
    for one in (interview, glimpsed, making.rated(alice, guide, now), making.running(alice, guide, now)):
        with pytest.raises(NotAllowed, match="too late"):
            ratings.predict(one, Verdict.YES, now)
    assert Prediction.objects.count() == 0


def test_a_sealed_rating_is_changed_by_a_new_revision_with_a_reason(alice, guide, now):
    interview = making.rated(alice, guide, now)
    first = Rating.objects.get(answer__interview=interview, answer__position=1)
    first.evidence.create(key_point="point-1", quote="My", position=0)
    at = now + timedelta(days=1)
    second = ratings.revise(first, Judgement(marks={"point-1": 0}, note="New."), " Too kind. ", at)
    first.refresh_from_db()
    assert (first.superseded_at, first.note, first.marks.get(key_point="point-1").mark) == (at, "SECRET-SELF-NOTE", 1)
    assert (second.revision, second.reason, second.sealed_at, second.note) == (2, "Too kind.", at, "New.")
    assert dict(second.marks.values_list("key_point", "mark")) == {"point-1": 0, "point-2": 1, "point-3": 1}
    assert set(second.levels.values_list("level", flat=True)) == {3}
    assert [one.quote for one in second.evidence.all()] == ["My"]
    assert Event.objects.filter(verb="rating_changed", at=at, details={"answer": 1}).count() == 1


def test_a_change_needs_a_reason_a_difference_and_the_rating_as_it_stands(alice, guide, interview, answer, now):
    draft = judge(answer, now, marks={"point-1": 1})
    rated = making.rated(alice, guide, now)
    first = Rating.objects.get(answer__interview=rated, answer__position=1)
    with pytest.raises(ValueError, match="reason"):
        ratings.revise(first, Judgement(marks={"point-1": 0}), " ", now)
    with pytest.raises(NotAllowed, match="Nothing is different"):
        ratings.revise(first, Judgement(marks={"point-1": 1}), "Because.", now)
    ratings.revise(first, Judgement(marks={"point-1": 0}), "Because.", now)
    for stale in (first, draft):
        with pytest.raises(NotAllowed, match="meanwhile"):
            ratings.revise(stale, Judgement(marks={"point-1": 2}), "Because.", now)


def test_a_change_after_the_review_changes_no_gap(alice, carol, guide, now):
    review = making.submitted(alice, carol, guide, now, texts=("One.",), level=4, coach_level=2)
    first = Rating.objects.get(role=Role.SELF)
    same = {"behavioural-criterion-1": 2, "behavioural-criterion-2": 2}
    ratings.revise(first, Judgement(levels=same), "The coach is right.", review.submitted_at + timedelta(days=1))
    assert calibration_page(alice).overall.signed == 2
    assert desk(review).gap == (2, 2)
    assert list(Rating.objects.standing().filter(role=Role.SELF)) == [first]


def test_a_change_before_the_review_stands_and_the_first_counts_in_the_calibration(alice, carol, guide, now):
    review = making.claimed(alice, carol, guide, now, texts=("One.",), level=4)
    answer = review.request.interview.answers.select_related("version").get()
    lower = {"behavioural-criterion-1": 3, "behavioural-criterion-2": 3}
    second = ratings.revise(Rating.objects.get(), Judgement(levels=lower), "Too kind.", now + timedelta(minutes=13))
    at = now + timedelta(minutes=15)
    reviews.judge(review, answer, making.judgement(answer.content, 2, 2), at)
    reviews.submit(review, Verdict.NO, "", [], at)
    assert list(Rating.objects.standing().filter(role=Role.SELF)) == [second]
    assert calibration_page(alice).overall.signed == 2
    assert desk(review).gap == (1, 2)
