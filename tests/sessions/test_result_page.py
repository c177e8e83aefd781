"""The result: its order, its figures, what to do next, handing in, and that nothing of a draft gets out."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from questions.models import FocusTopic, SampleAnswer
from sessions.models import MockInterview, Review, ReviewRequest, Role, Verdict
from sessions.queries import findings, results
from sessions.transitions import ratings, reviews
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


# Handing in


def test_it_is_handed_in_to_whoever_is_free(signed_in, carol, interview):
    answer = signed_in.post(at("hand_in", interview), {"coach": "", "note": "The order?"})
    request = ReviewRequest.objects.get()
    assert (answer.url, request.interview, request.requested_of, request.note) == (
        at("result", interview),
        interview,
        None,
        "The order?",
    )


def test_it_is_handed_in_to_the_coach_who_was_chosen(signed_in, carol, dave, interview):
    signed_in.post(at("hand_in", interview), {"coach": dave.pk})
    assert ReviewRequest.objects.get().requested_of == dave


@pytest.mark.parametrize(
    ("values", "words"),
    [({"coach": "999"}, "does not review at the moment"), ({"note": "x" * 501}, "at most 500 characters")],
)
def test_a_mistake_is_said_at_the_field_and_nothing_is_handed_in(signed_in, carol, interview, values, words):
    answer = signed_in.post(at("hand_in", interview), values)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert ReviewRequest.objects.count() == 0


def test_without_a_coach_there_is_no_hand_in_that_leads_nowhere(signed_in, interview):
    page = page_of(signed_in, interview)
    assert ("No coach reviews here at the moment" in page, "Hand in for review" in page) == (True, False)
    signed_in.post(at("hand_in", interview))
    assert ReviewRequest.objects.count() == 0


def test_one_cannot_hand_in_to_oneself(client, carol, guide, started):
    made = making.rated(carol, guide, started)
    client.force_login(carol)
    assert "No coach reviews here at the moment" in page_of(client, made)


def test_while_it_waits_its_place_in_the_queue_is_shown(signed_in, alice, bob, carol, guide, started):
    making.handed_in(bob, guide, started - timedelta(hours=1))
    request = making.handed_in(alice, guide, started)
    making.handed_in(bob, guide, started + timedelta(hours=1))
    page = page_of(signed_in, request.interview)
    assert ("It is number 2 in the queue." in page, "Hand in for review" in page) == (True, False)


def test_a_claim_is_shown_with_the_coachs_name(signed_in, alice, carol, guide, started):
    review = making.claimed(alice, carol, guide, started)
    assert "Carol has claimed your interview" in page_of(signed_in, review.request.interview)


def test_a_released_review_waits_again(signed_in, alice, carol, guide, started):
    review = making.claimed(alice, carol, guide, started)
    reviews.release(review, timezone.now())
    page = page_of(signed_in, review.request.interview)
    assert ("waiting for a coach" in page, "Carol has claimed" in page) == (True, False)


def test_withdrawing_takes_the_request_back(signed_in, alice, carol, guide, started):
    review = making.claimed(alice, carol, guide, started)
    interview = review.request.interview
    page = page_of(signed_in, interview)
    assert f'<input type="hidden" name="request" value="{review.request_id}">' in page
    signed_in.post(at("withdraw", interview), {"request": review.request_id})
    review.refresh_from_db()
    assert (review.released_at is not None, ReviewRequest.objects.get().withdrawn_at is not None) == (True, True)
    assert "Hand in for review" in page_of(signed_in, interview)


@pytest.mark.parametrize("given", ["", "0", "x", "9" * 30])
def test_withdrawing_what_is_not_there_says_so(signed_in, interview, given):
    answer = signed_in.post(at("withdraw", interview), {"request": given}, follow=True)
    assert "there is nothing to withdraw" in answer.content.decode()


def test_nobody_withdraws_the_request_of_another_interview(signed_in, alice, bob, carol, guide, started, interview):
    request = making.handed_in(bob, guide, started)
    signed_in.post(at("withdraw", interview), {"request": request.pk})
    request.refresh_from_db()
    assert request.withdrawn_at is None


# The review


def test_nothing_of_a_draft_reaches_the_candidate(signed_in, alice, carol, guide, started):
    review = making.claimed(alice, carol, guide, started)
    interview = review.request.interview
    for answer in interview.answers.select_related("version"):
        reviews.judge(review, answer, making.judgement(answer.content, 2, 1, note="DRAFT-NOTE"), timezone.now())
    reviews.keep_draft(review, Verdict.STRONG_NO, "DRAFT-SUMMARY", timezone.now())
    review.practise_next.add(FocusTopic.objects.get(key="topic-2-2"))
    pages = page_of(signed_in, interview) + signed_in.get(at("result_answer", interview, 1)).content.decode()
    pages += signed_in.get(reverse("history")).content.decode()
    assert [leak for leak in ("DRAFT-", "strong no", "coach:", "you and the coach") if leak in pages] == []
    found = results.result_of(interview, alice)
    assert ([one.coach for one in found.answers], found.coach_score) == ([None, None], None)


def test_a_released_draft_stays_sealed_when_another_coach_submits(signed_in, alice, carol, dave, guide, started):
    review = making.claimed(alice, carol, guide, started)
    answer = review.request.interview.answers.select_related("version").get(position=1)
    reviews.judge(review, answer, making.judgement(answer.content, 0, 1, note="CAROLS-DRAFT"), timezone.now())
    reviews.keep_draft(review, Verdict.STRONG_NO, "CAROLS-SUMMARY", timezone.now())
    reviews.release(review, timezone.now())
    other = reviews.claim(review.request, dave, timezone.now())
    for one in review.request.interview.answers.select_related("version"):
        reviews.judge(other, one, making.judgement(one.content, 2, 4, note="Daves note."), timezone.now())
    reviews.submit(other, Verdict.YES, "Daves summary.", [], timezone.now())
    interview = review.request.interview
    pages = page_of(signed_in, interview) + signed_in.get(at("result_answer", interview, 1)).content.decode()
    assert ("CAROLS-" in pages, "Daves summary." in pages, "Daves note." in pages) == (False, True, True)


def test_a_submitted_review_stands_beside_ones_own_rating(signed_in, alice, carol, guide, started):
    review = making.submitted(alice, carol, guide, started)
    interview = review.request.interview
    page = page_of(signed_in, interview)
    shown = ["By the ratings of Carol.", "Coach summary.", "Coach note.", "coach: no", "coach: 100 %", "+1.0"]
    assert [words for words in shown if words not in page] == []
    traits = findings.profile(results.result_of(interview, alice))
    assert [(trait.own, trait.coach, trait.gap, trait.pairs) for trait in traits] == [(3, 2, 1, 2), (3, 2, 1, 2)]


def test_the_coachs_rating_decides_what_is_weak(alice, carol, guide, started):
    review = making.submitted(alice, carol, guide, started, coach_level=2)
    assert [one.position for one in results.result_of(review.request.interview, alice).weak] == [1, 2]


def test_reading_the_result_is_noted_for_the_coach(signed_in, alice, carol, guide, started):
    review = making.submitted(alice, carol, guide, started)
    page_of(signed_in, review.request.interview)
    assert Review.objects.get().read_at is not None


def test_the_coachs_topics_lead_to_planning(signed_in, alice, carol, guide, started):
    review = making.claimed(alice, carol, guide, started)
    for answer in review.request.interview.answers.select_related("version"):
        reviews.judge(review, answer, making.judgement(answer.content), timezone.now())
    topics = list(FocusTopic.objects.filter(key__in=["topic-1-1", "topic-2-2"]))
    reviews.submit(review, Verdict.YES, "Well.", topics, timezone.now())
    page = page_of(signed_in, review.request.interview)
    assert [page.count(f"?scope=topic:{topic.key}") for topic in topics] == [1, 1]


def test_withdrawn_after_submission_the_review_stays_with_the_candidate(signed_in, alice, carol, guide, started):
    review = making.submitted(alice, carol, guide, started)
    signed_in.post(at("withdraw", review.request.interview), {"request": review.request_id})
    assert "Coach summary." in page_of(signed_in, review.request.interview)


def test_one_answer_shows_both_ratings_side_by_side(signed_in, alice, carol, guide, started):
    review = making.submitted(alice, carol, guide, started)
    one = results.answer_result(review.request.interview, alice, 1).result
    rows = findings.side_by_side(one)
    assert [(row.own, row.coach) for row in rows.points] == [("In general", "Specifically")] * 3
    assert [
        ([level.level for level in row.levels if level.is_own], [level.level for level in row.levels if level.is_coach])
        for row in rows.criteria
    ] == [([3], [2])] * 2
    page = signed_in.get(at("result_answer", review.request.interview, 1)).content.decode()
    shown = ["Coach note.", "SECRET-SELF-NOTE", one.content["expected_answer"], "One can see three things.", "+1.0"]
    assert [words for words in shown if words not in page] == []


def test_an_answer_before_the_review_shows_ones_own_rating_alone(signed_in, interview):
    page = signed_in.get(at("result_answer", interview, 1)).content.decode()
    assert ("SECRET-SELF-NOTE" in page, "Coach" in page) == (True, False)


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
    with django_assert_num_queries(11):
        signed_in.get(at("result", interview))
