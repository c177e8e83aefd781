"""The result: its order, its figures, and what to do next. What a coach adds: test_result_review.py."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from questions.models import FocusTopic, SampleAnswer
from sessions.models import MockInterview, Role, Verdict
from sessions.queries import findings, results
from sessions.transitions import ratings
from tests import making


@pytest.fixture
def started():
    return timezone.now() - timedelta(hours=2)


@pytest.fixture
def interview(alice, guide, started):
    """Rated: every mark 1 of 2, every level 3."""
    return making.rated(alice, guide, started)


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def at(name, interview, *rest):
    return reverse(name, args=[interview.pk, *rest])


def page_of(client, interview):
    answer = client.get(at("result", interview))
    assert answer.status_code == 200
    return answer.content.decode()


def rated_with(alice, guide, started, *judgements, texts=None):
    """A rated interview whose answers have the (mark, level) of `judgements`; None leaves the question empty."""
    texts = ["" if one is None else "A text." for one in judgements]
    interview = making.finished(alice, guide, started, texts=texts)
    at = started + timedelta(minutes=10)
    ratings.begin(interview, at)
    for answer, one in zip(interview.answers.select_related("version"), judgements, strict=True):
        if one is not None:
            ratings.judge(answer, making.judgement(answer.content, *one), rater=alice, role=Role.SELF, now=at)
    ratings.conclude(interview, Verdict.YES, "", at)
    return interview


# What it says


def test_sentence_held_change_and_rewrite_come_before_any_figure(signed_in, interview):
    page = page_of(signed_in, interview)
    order = ["<h1>", "What held", "What to change", "Rewrite this answer now", 'class="score"', "Practise next"]
    order += ['id="hand-in"']
    assert sorted(order, key=page.index) == order


@pytest.mark.parametrize(
    ("judgements", "words"),
    [
        ([None, None], "You left every question empty, so there is nothing to score yet."),
        ([(2, 4), (2, 3)], "Nearly all that a strong answer holds, and said well."),
        ([(1, 3), (1, 3)], "More than half of what a strong answer holds, and said well."),
        ([(1, 3), (1, 2)], "At least half of what a strong answer holds, on solid ground."),
        ([(1, 1), (1, 2)], "At least half of what a strong answer holds, but not yet said so that it carries."),
        ([(0, 3), (0, 3)], "Soundly said, but less than half of what a strong answer holds."),
        ([(0, 1), None], "Less than half of what a strong answer holds so far: there is much to gain here."),
        ([(2, None), (2, None)], "2 answers are rated."),
    ],
)
def test_one_sentence_says_what_the_figures_allow(alice, guide, started, judgements, words):
    made = rated_with(alice, guide, started, *judgements)
    assert findings.sentence(results.result_of(made, alice)) == words


def test_the_lowest_rated_answer_is_the_one_to_change(alice, guide, started):
    made = rated_with(alice, guide, started, (2, 4), (0, 1), (1, 3))
    found = findings.change(results.result_of(made, alice))
    assert (found.result.position, found.title) == (2, made.answers.get(position=2).content["key_points"][0]["text"])


def test_without_a_weak_answer_the_empty_question_is_the_one_to_change(alice, guide, started):
    made = rated_with(alice, guide, started, (2, 4), None)
    found = findings.change(results.result_of(made, alice))
    assert (found.result.position, found.is_empty) == (2, True)


def test_where_all_is_perfect_there_is_nothing_to_change(signed_in, alice, guide, started):
    made = rated_with(alice, guide, started, (2, 4))
    assert findings.change(results.result_of(made, alice)) is None
    assert "Rewrite this answer now" not in page_of(signed_in, made)


def test_the_highest_level_is_what_held(alice, guide, started):
    made = rated_with(alice, guide, started, (2, 3), (0, 4))
    found = findings.held(results.result_of(made, alice))
    assert (found.result.position, found.words) == (2, "Level 4: One can see four things.")


def test_nothing_is_said_to_have_held_that_did_not(signed_in, alice, guide, started):
    made = rated_with(alice, guide, started, (0, 1))
    assert findings.held(results.result_of(made, alice)) is None
    assert "Nothing stood out yet" in page_of(signed_in, made)


def test_figures_leave_out_what_was_not_answered_and_completion_stands_beside_them(alice, guide, started):
    made = rated_with(alice, guide, started, (2, 4), None, (1, 2))
    found = results.result_of(made, alice)
    assert (found.own_score.coverage, found.own_score.quality, found.own_score.rated) == (75, 3.0, 2)
    assert (len(found.answered), len(found.answers)) == (2, 3)


def test_the_page_says_how_its_own_figures_came_about(alice, guide, started):
    made = rated_with(alice, guide, started, (2, 4), None, (1, 2))
    workings = findings.workings(results.result_of(made, alice))
    assert [(one.position, one.coverage, one.quality) for one in workings.answers] == [
        (1, "(2 + 2 + 2) / (2 × 3) = 100 %", "(4 + 4) / 2 = 4.0"),
        (3, "(1 + 1 + 1) / (2 × 3) = 50 %", "(2 + 2) / 2 = 2.0"),
    ]
    assert (workings.coverage, workings.quality) == ("(100 + 50) / 2 = 75 %", "(4.0 + 2.0) / 2 = 3.0")


def test_a_score_that_cannot_be_had_is_called_so(signed_in, alice, started):
    guide = making.guide("bare", rounds=1, topics=1, questions=0)
    making.question(FocusTopic.objects.get(round__guide=guide), "bare-1", key_points=0)
    made = rated_with(alice, guide, started, (0, None))
    assert page_of(signed_in, made).count("not available") >= 4


def test_answers_are_listed_with_what_is_known_of_them(signed_in, alice, guide, started):
    made = making.rated(alice, guide, started)
    made.answers.filter(position=1).update(was_read_before=True, arrived_late_at=started, seconds_spent=130)
    made.answers.filter(position=2).update(revealed_at=made.finished_at - timedelta(seconds=30))
    page = page_of(signed_in, made)
    shown = ["3 words, 2 of 8 suggested minutes · read before · written in time, arrived late"]
    shown += ["3 words, 1 of 8 suggested minutes · fresh · expected answer looked at while writing"]
    assert [words for words in shown if words not in page] == []


# What to do next


def test_an_answer_is_rewritten_in_a_new_interview_without_a_clock(signed_in, interview):
    answer = signed_in.post(at("redo_answer", interview, 2))
    made = MockInterview.objects.get(parent=interview)
    assert (answer.url, made.pacing, made.status) == (at("room", made), "open", "running")
    assert made.answers.get().version_id == interview.answers.get(position=2).version_id


def test_pressing_twice_starts_one_and_leads_there(signed_in, interview):
    first, second = (signed_in.post(at("redo_answer", interview, 2)).url for _ in range(2))
    assert (first == second, MockInterview.objects.filter(parent=interview).count()) == (True, 1)


def test_the_weak_ones_are_practised_against_the_clock(signed_in, alice, guide, started):
    made = rated_with(alice, guide, started, (2, 4), (0, 3), (2, 2), None)
    answer = signed_in.post(at("practise_weak", made))
    again = MockInterview.objects.get(parent=made)
    assert (answer.url, again.pacing, again.nominal_minutes) == (at("room", again), "realistic", 24)
    assert list(again.answers.values_list("version_id", flat=True)) == list(
        made.answers.filter(position__in=[2, 3, 4]).values_list("version_id", flat=True)
    )


def test_without_weak_answers_there_is_nothing_of_them_to_practise(signed_in, alice, guide, started):
    made = rated_with(alice, guide, started, (2, 4))
    assert at("practise_weak", made) not in page_of(signed_in, made)
    answer = signed_in.post(at("practise_weak", made), follow=True)
    assert "There is no question to answer again." in answer.content.decode()


def test_while_another_interview_runs_it_says_so_and_nothing_is_made(signed_in, alice, guide, started):
    made = rated_with(alice, guide, started, (0, 1))
    making.running(alice, guide, timezone.now())
    pages = [
        signed_in.post(at("practise_weak", made), follow=True).content.decode(),
        signed_in.post(at("redo_answer", made, 1), follow=True).content.decode(),
    ]
    assert ["Finish or abandon it first." in page for page in pages] == [True, True]
    assert MockInterview.objects.filter(parent=made).count() == 0


def test_weak_topics_lead_to_planning(signed_in, alice, guide, started):
    made = rated_with(alice, guide, started, (0, 1))
    topic = made.answers.get().version.question.topic
    assert f"{reverse('plan', args=[guide.slug])}?scope=topic:{topic.key}" in page_of(signed_in, made)


def test_a_strong_sample_is_offered_and_folded_on_the_answers_page(signed_in, interview):
    version = interview.answers.get(position=2).version
    SampleAnswer.objects.create(version=version, standing="weak", text="WEAK-SAMPLE")
    SampleAnswer.objects.create(version=version, standing="strong", text="OLD-SAMPLE", replaced_at=timezone.now())
    SampleAnswer.objects.create(version=version, standing="strong", text="STRONG-SAMPLE")
    assert f"{at('result_answer', interview, 2)}#sample" in page_of(signed_in, interview)
    page = signed_in.get(at("result_answer", interview, 2)).content.decode()
    assert ("STRONG-SAMPLE" in page, "WEAK-SAMPLE" in page, "OLD-SAMPLE" in page) == (True, False, False)
    assert page.index("<details>") < page.index("STRONG-SAMPLE")


# No peeking


def test_while_a_realistic_interview_asks_the_same_questions_the_result_tells_nothing_of_them(
    signed_in, alice, carol, guide, started
):
    review = making.submitted(alice, carol, guide, started, coach_mark=0)
    interview = review.request.interview
    SampleAnswer.objects.create(
        version=interview.answers.get(position=1).version, standing="strong", text="SECRET-SAMPLE"
    )
    making.running(alice, guide, timezone.now(), count=8)
    pages = page_of(signed_in, interview) + signed_in.get(at("result_answer", interview, 1)).content.decode()
    assert [
        leak
        for leak in ("SECRET-EXPECTED", "SECRET-WHY", "SECRET-POINT", "SECRET-SAMPLE", "Coach note.", "#sample")
        if leak in pages
    ] == []
    assert "hidden while your interview runs" in pages


# Who, where, how often


@pytest.mark.parametrize("who", ["bob", "carol", "erin"])
def test_strangers_find_nothing(client, interview, who, request):
    client.force_login(request.getfixturevalue(who))
    gets = [client.get(at("result", interview)), client.get(at("result_answer", interview, 1))]
    posts = [client.post(at("redo_answer", interview, 1))]
    posts += [client.post(at(name, interview)) for name in ("practise_weak", "hand_in", "withdraw")]
    assert {answer.status_code for answer in gets + posts} == {404}


def test_a_coach_who_reviewed_it_does_not_see_the_candidates_result(client, alice, carol, guide, started):
    review = making.submitted(alice, carol, guide, started)
    client.force_login(carol)
    assert client.get(at("result", review.request.interview)).status_code == 404


def test_an_interview_that_is_not_rated_has_no_result(signed_in, alice, guide, started):
    made = making.finished(alice, guide, started)
    assert signed_in.get(at("result", made)).url == at("rate", made)
    assert signed_in.get(at("result_answer", made, 1)).url == at("rate", made)
    assert signed_in.post(at("practise_weak", made)).url == at("rate", made)


def test_there_is_no_page_for_a_question_that_was_not_asked(signed_in, interview):
    assert signed_in.get(at("result_answer", interview, 9)).status_code == 404


def test_nothing_is_done_by_looking(signed_in, interview):
    names = ("practise_weak", "hand_in", "withdraw")
    codes = [signed_in.get(at(name, interview)).status_code for name in names]
    assert [*codes, signed_in.get(at("redo_answer", interview, 1)).status_code] == [405] * 4


@pytest.mark.parametrize("answers", [1, 3])
def test_the_result_asks_the_same_number_of_times_whatever_the_number_of_answers(
    signed_in, alice, carol, guide, started, answers, django_assert_num_queries
):
    interview = making.submitted(alice, carol, guide, started, texts=["Text."] * answers).request.interview
    with django_assert_num_queries(12):  # the first reading is noted
        signed_in.get(at("result", interview))
    with django_assert_num_queries(11):
        signed_in.get(at("result", interview))
    with django_assert_num_queries(11):
        signed_in.get(at("result_answer", interview, 1))


def test_while_it_waits_the_result_asks_no_more_often(
    signed_in, alice, carol, guide, started, django_assert_num_queries
):
    interview = making.handed_in(alice, guide, started).interview
    with django_assert_num_queries(10):
        signed_in.get(at("result", interview))
