"""A coach's review: judging answer by answer, concluding, and what it shows once submitted."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from questions.models import FocusTopic
from sessions.models import AnswerRevision, Evidence, Rating, Review, Role, Verdict
from sessions.transitions import reviews
from tests import making

JSON = {"Accept": "application/json"}


@pytest.fixture
def then():
    """A day ago: pages look at the real clock."""
    return timezone.now() - timedelta(days=1)


@pytest.fixture
def review(alice, carol, guide, then):
    """Alice's interview, claimed by Carol."""
    return making.claimed(alice, carol, guide, then)


@pytest.fixture
def coach(client, carol):
    """A browser in which Carol is signed in."""
    client.force_login(carol)
    return client


def address(name, review, *args):
    """The address of one of the review's pages."""
    return reverse(name, args=[review.pk, *args])


def answer_at(review, position):
    """The answer at `position` of the review's interview."""
    return review.request.interview.answers.select_related("version").get(position=position)


def whole(answer, mark="2", level="3", **more):
    """What the form of an answer sends when everything is chosen."""
    content = answer.content
    chosen = {f"kp-{point['slug']}": mark for point in content["key_points"]}
    return chosen | {f"c-{criterion['slug']}": level for criterion in content["criteria"]} | more


def judge_all(review):
    """Judge every answered question."""
    for answer in review.request.interview.answers.select_related("version"):
        reviews.judge(review, answer, making.judgement(answer.content, 2, 2), timezone.now())


def test_a_review_opens_at_what_is_open(coach, review):
    assert coach.get(address("review", review)).url == address("review_answer", review, 1)
    coach.post(address("save_review_rating", review, 1), whole(answer_at(review, 1)))
    assert coach.get(address("review", review)).url == address("review_answer", review, 2)


def test_a_review_opens_at_the_conclusion_when_all_is_judged(coach, review):
    judge_all(review)
    assert coach.get(address("review", review)).url == address("review_conclusion", review)


def test_the_page_holds_the_answer_beside_the_expected_answer_and_the_four_levels(coach, review):
    page = coach.get(address("review_answer", review, 1)).content.decode()
    answer = answer_at(review, 1)
    assert answer.text.split(".")[0] in page
    assert answer.content["expected_answer"] in page
    assert answer.content["why_it_matters"] in page
    assert page.count('class="levels"') == 2
    assert "One can see four things." in page


def test_the_page_shows_the_version_that_was_answered(coach, review):
    answer = answer_at(review, 1)
    question = answer.version.question
    question.prompt, question.expected_answer = "A newer prompt?", "A newer expectation."
    question.save()
    page = coach.get(address("review_answer", review, 1)).content.decode()
    assert answer.content["prompt"] in page
    assert "A newer" not in page


def test_what_a_candidate_wrote_is_shown_as_text(coach, review):
    review.request.interview.answers.filter(position=1).update(text="<script>alert(1)</script>")
    page = coach.get(address("review_answer", review, 1)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page


def test_late_texts_stand_apart(coach, review):
    answer = answer_at(review, 1)
    AnswerRevision.objects.create(
        answer=answer, kind=AnswerRevision.Kind.LATE, text="Too late.", revision=9, at=timezone.now(), tab="t", seq=1
    )
    AnswerRevision.objects.create(
        answer=answer, kind=AnswerRevision.Kind.HISTORY, text="SECRET-HISTORY", revision=1, at=timezone.now()
    )
    page = coach.get(address("review_answer", review, 1)).content.decode()
    assert "arrived after the end, 2 words: not part of the answer" in page
    assert "SECRET-HISTORY" not in page


def test_an_unanswered_question_has_nothing_to_judge(coach, alice, carol, guide, then):
    review = making.claimed(alice, carol, guide, then, texts=("One.", " \n "))
    page = coach.get(address("review_answer", review, 2)).content.decode()
    assert "This question was not answered." in page
    assert 'name="kp-' not in page
    response = coach.post(address("save_review_rating", review, 2), whole(answer_at(review, 2)))
    assert response.status_code == 404


def test_a_single_choice_is_saved_as_one_goes(coach, review):
    slug = answer_at(review, 1).content["key_points"][0]["slug"]
    response = coach.post(address("save_review_rating", review, 1), {f"kp-{slug}": "2"}, headers=JSON)
    assert response.json()["judged"] == 1
    rating = Rating.objects.get(review=review)
    assert (rating.role, list(rating.marks.values_list("key_point", "mark"))) == (Role.COACH, [(slug, 2)])


def test_the_note_is_saved_as_one_goes(coach, review):
    coach.post(address("save_review_rating", review, 1), {"note": "Say why.\r\nThen how."}, headers=JSON)
    assert Rating.objects.get(review=review).note == "Say why.\nThen how."


def test_saving_the_whole_form_goes_to_the_next_open_answer(coach, review):
    response = coach.post(address("save_review_rating", review, 1), whole(answer_at(review, 1)))
    assert response.url == address("review_answer", review, 2)


def test_saving_the_last_open_answer_goes_to_the_conclusion(coach, review):
    coach.post(address("save_review_rating", review, 2), whole(answer_at(review, 2)))
    response = coach.post(address("save_review_rating", review, 1), whole(answer_at(review, 1)))
    assert response.url == address("review_conclusion", review)


def test_saving_for_later_goes_to_the_queue(coach, review):
    response = coach.post(address("save_review_rating", review, 1), whole(answer_at(review, 1), go="later"))
    assert response.url == reverse("reviews")


@pytest.mark.parametrize("value", ["9", "-1", "three", ""])
def test_a_level_that_does_not_exist_is_refused_at_its_place(coach, review, value):
    slug = answer_at(review, 1).content["criteria"][0]["slug"]
    response = coach.post(address("save_review_rating", review, 1), {f"c-{slug}": value})
    assert response.status_code == (422 if value else 302)
    assert Rating.objects.filter(review=review, levels__isnull=False).count() == 0


def test_a_key_point_of_another_question_is_refused(coach, review):
    response = coach.post(address("save_review_rating", review, 1), {"kp-nonsense": "2"}, headers=JSON)
    assert response.status_code == 422


def test_an_answer_that_does_not_exist_is_404(coach, review):
    assert coach.get(address("review_answer", review, 9)).status_code == 404
    assert coach.post(address("save_review_rating", review, 9)).status_code == 404


PAGES = [("review", ()), ("review_answer", (1,)), ("review_conclusion", ())]


@pytest.mark.parametrize(("name", "args"), PAGES)
@pytest.mark.parametrize("who", ["alice", "bob", "dave", "erin"])
def test_nobody_but_the_coach_who_claimed_it_opens_a_review(client, request, review, who, name, args):
    client.force_login(request.getfixturevalue(who))
    assert client.get(address(name, review, *args)).status_code == 404


@pytest.mark.parametrize(("name", "args"), [("save_review_rating", (1,)), ("save_conclusion", ())])
@pytest.mark.parametrize("who", ["alice", "bob", "dave", "erin"])
def test_nobody_but_the_coach_who_claimed_it_writes_a_review(client, request, review, who, name, args):
    client.force_login(request.getfixturevalue(who))
    data = whole(answer_at(review, 1), verdict="yes", go="submit")
    assert client.post(address(name, review, *args), data).status_code == 404
    assert Rating.objects.filter(review=review).count() == 0


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_a_released_review_is_gone(coach, review, name, args):
    reviews.release(review, timezone.now())
    assert coach.get(address(name, review, *args)).status_code == 404


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_a_withdrawn_review_is_gone(coach, review, name, args):
    reviews.withdraw(review.request, timezone.now())
    assert coach.get(address(name, review, *args)).status_code == 404


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_whoever_is_no_coach_any_more_opens_nothing(coach, carol, review, name, args):
    carol.groups.clear()
    assert coach.get(address(name, review, *args)).status_code == 404


def test_a_choice_made_after_releasing_is_refused_in_words(coach, review):
    reviews.release(review, timezone.now())
    response = coach.post(address("save_review_rating", review, 1), whole(answer_at(review, 1)), headers=JSON)
    assert response.status_code == 409
    assert "you do not hold this review any more" in response.json()["error"]
    assert Rating.objects.filter(review=review).count() == 0


def test_a_form_sent_after_withdrawing_is_refused_in_words(coach, review):
    reviews.withdraw(review.request, timezone.now())
    response = coach.post(address("save_conclusion", review), {"verdict": "yes", "go": "submit"}, follow=True)
    assert "you do not hold this review any more" in response.content.decode()


@pytest.mark.parametrize(("name", "args"), PAGES)
def test_90_days_after_submitting_a_review_is_gone(coach, alice, carol, guide, name, args):
    review = making.submitted(alice, carol, guide, timezone.now() - timedelta(days=91))
    assert coach.get(address(name, review, *args)).status_code == 404


def test_89_days_after_submitting_a_review_is_still_there(coach, alice, carol, guide):
    review = making.submitted(alice, carol, guide, timezone.now() - timedelta(days=89))
    assert coach.get(address("review_conclusion", review)).status_code == 200


def test_verdict_and_summary_are_kept_as_one_goes(coach, review):
    coach.post(address("save_conclusion", review), {"verdict": "no"}, headers=JSON)
    coach.post(address("save_conclusion", review), {"summary": "Keep the order."}, headers=JSON)
    review.refresh_from_db()
    assert (review.verdict, review.summary, review.submitted_at) == ("no", "Keep the order.", None)


def test_the_conclusion_can_be_saved_for_later(coach, review, guide):
    topic = FocusTopic.objects.filter(round__guide=guide).first()
    data = {"summary": "Draft.", "practise_next": [topic.pk], "go": "later"}
    assert coach.post(address("save_conclusion", review), data).url == reverse("reviews")
    page = coach.get(address("review_conclusion", review)).content.decode()
    assert "Draft.</textarea>" in page
    assert f'value="{topic.pk}" checked' in page


def test_an_incomplete_review_is_not_submitted_and_says_what_is_open(coach, review):
    coach.post(address("save_review_rating", review, 1), whole(answer_at(review, 1)))
    response = coach.post(address("save_conclusion", review), {"verdict": "yes", "summary": "Good.", "go": "submit"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Some answers are still to be judged." in page
    assert f'<a href="{address("review_answer", review, 2)}">Answer 2</a>' in page
    review.refresh_from_db()
    assert (review.submitted_at, review.summary) == (None, "Good.")


def test_submitting_needs_a_verdict(coach, review):
    judge_all(review)
    response = coach.post(address("save_conclusion", review), {"summary": "No verdict.", "go": "submit"})
    assert response.status_code == 422
    assert "Choose one of the four" in response.content.decode()
    assert "No verdict.</textarea>" in response.content.decode()


def test_a_topic_of_another_guide_is_refused(coach, review):
    judge_all(review)
    other = FocusTopic.objects.filter(round__guide=making.guide(key="other-pm")).first()
    data = {"verdict": "yes", "practise_next": [other.pk], "go": "submit"}
    assert coach.post(address("save_conclusion", review), data).status_code == 422
    assert Review.objects.submitted().count() == 0


def test_submitting_gives_the_review_to_the_candidate(coach, review, guide):
    judge_all(review)
    topic = FocusTopic.objects.filter(round__guide=guide).first()
    data = {"verdict": "strong_yes", "summary": "Good.", "practise_next": [topic.pk], "go": "submit"}
    response = coach.post(address("save_conclusion", review), data)
    assert response.url == address("review_conclusion", review)
    review.refresh_from_db()
    assert (review.verdict, review.summary) == (Verdict.STRONG_YES, "Good.")
    assert list(review.practise_next.all()) == [topic]
    assert review.submitted_at is not None


def test_after_submitting_the_next_one_is_offered(coach, review, bob, guide, then):
    waiting = making.handed_in(bob, guide, then)
    judge_all(review)
    data = {"verdict": "yes", "go": "submit"}
    page = coach.post(address("save_conclusion", review), data, follow=True).content.decode()
    assert f'action="{reverse("claim", args=[waiting.pk])}"' in page


def test_after_submitting_both_ratings_stand_side_by_side(coach, alice, carol, guide, then):
    review = making.submitted(alice, carol, guide, then, level=4, mark=0, coach_level=2, coach_mark=2)
    page = coach.get(address("review_answer", review, 1)).content.decode()
    assert page.count(">Specifically</td><td") == page.count(">Absent</td></tr>") == 3
    assert page.count('>2</td><td role="cell" class="num">4</td><td role="cell" class="num">+2.0</td>') == 2
    page = coach.get(address("review_conclusion", review)).content.decode()
    assert "You said no; the candidate had said yes." in page
    assert "Over 4 levels that both of you gave, the candidate’s stand +2.0 from yours on average." in page


def test_after_submitting_the_passages_that_both_tied_are_quoted(coach, alice, carol, guide, then):
    review = making.submitted(alice, carol, guide, then)
    answer = answer_at(review, 1)
    slug = answer.content["key_points"][0]["slug"]
    for role, quote in (("self", "the candidate’s words"), ("coach", "the coach’s words")):
        rating = Rating.objects.get(answer=answer, role=role)
        Evidence.objects.create(rating=rating, key_point=slug, quote=quote, position=0)
    page = " ".join(coach.get(address("review_answer", review, 1)).text.split())
    assert '<span class="lab">You point at:</span> <q>the coach’s words</q>' in page
    assert '<span class="lab">The candidate points at:</span> <q>the candidate’s words</q>' in page


def test_after_submitting_nothing_can_be_changed(coach, alice, carol, guide, then):
    review = making.submitted(alice, carol, guide, then)
    page = coach.get(address("review_answer", review, 1)).content.decode()
    assert 'type="radio"' not in page
    response = coach.post(address("save_review_rating", review, 1), whole(answer_at(review, 1), mark="0"), headers=JSON)
    assert response.status_code == 409
    assert coach.post(address("save_conclusion", review), {"summary": "Other."}, headers=JSON).status_code == 409
    assert set(Rating.objects.filter(review=review).values_list("marks__mark", flat=True)) == {2}


def test_a_private_guide_offers_no_topics_and_no_name(coach, review, guide, alice):
    guide.owner, guide.title = alice, "SECRET-GUIDE"
    guide.save(update_fields=["owner", "title"])
    guide.refresh_from_db()
    page = coach.get(address("review_conclusion", review)).content.decode()
    assert "SECRET-GUIDE" not in page
    assert 'name="practise_next"' not in page


def test_a_question_of_one_s_own_running_interview_is_hidden(coach, review, carol, guide):
    making.running(carol, guide, timezone.now(), count=8)
    answer = answer_at(review, 1)
    page = coach.get(address("review_answer", review, 1)).content.decode()
    assert answer.content["expected_answer"] not in page
    assert answer.content["key_points"][0]["text"] not in page
    assert "hidden while your interview runs" in page


@pytest.mark.parametrize(("name", "args"), PAGES[1:])
@pytest.mark.parametrize("is_submitted", [False, True])
def test_the_pages_ask_the_database_as_often_for_three_answers_as_for_one(
    client, alice, bob, carol, guide, then, name, args, is_submitted
):
    make = making.submitted if is_submitted else making.claimed
    client.force_login(carol)
    small = make(alice, carol, guide, then, texts=("One.",))
    large = make(bob, carol, guide, then, texts=("One.", "Two.", "Three."))
    making.handed_in(bob, guide, then + timedelta(hours=1))
    counts = []
    for review in (small, large):
        if not is_submitted:
            judge_all(review)
        with CaptureQueriesContext(connection) as queries:
            client.get(address(name, review, *args))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 12
