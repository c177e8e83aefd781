"""The door to ratings: begun, drafted, sealed, and never changed again."""

from datetime import timedelta

import pytest

from sessions.models import CriterionLevel, Event, InterviewStatus, KeyPointMark, Rating, Role, Verdict
from sessions.transitions import ratings, reviews
from sessions.transitions.ratings import Incomplete, Judgement
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
