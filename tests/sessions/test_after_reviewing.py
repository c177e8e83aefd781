"""What a review sets going when it is submitted, and what may be said afterwards: redo, strong points, corrections."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Message, MessageKind
from questions.models import ProblemReport
from sessions.models import MockInterview, Rating, ReviewRequest, Role, Verdict
from sessions.transitions import comments, interviews, ratings, reviews
from tests import making


@pytest.fixture
def then():
    """A day ago: pages look at the real clock."""
    return timezone.now() - timedelta(days=1)


@pytest.fixture
def review(alice, carol, guide, then):
    """Alice's interview, claimed by Carol and judged."""
    review = making.claimed(alice, carol, guide, then)
    for answer in review.request.interview.answers.select_related("version"):
        reviews.judge(review, answer, making.judgement(answer.content, 1, 2), then)
    return review


@pytest.fixture
def coach(client, carol):
    """A browser in which Carol is signed in."""
    client.force_login(carol)
    return client


def body(response):
    """What a page says."""
    return response.content.decode()


def submit(coach, review, **more):
    """Submit by the form of the conclusion."""
    return coach.post(reverse("save_conclusion", args=[review.pk]), {"verdict": "no", "go": "submit"} | more)


def sit(interview, now, text="A better answer."):
    """Sit a started interview of one question to its end, and rate it."""
    interviews.finish(interview, making.incoming(text), now)
    interview.refresh_from_db()
    ratings.begin(interview, now)
    for answer in interview.answers.select_related("version"):
        judgement = making.judgement(answer.content)
        ratings.judge(answer, judgement, rater=interview.candidate, role=Role.SELF, now=now)
    ratings.conclude(interview, Verdict.YES, "", now)


def test_chosen_answers_become_a_planned_interview_and_the_candidate_is_told(client, coach, alice, review):
    answers = list(review.request.interview.answers.order_by("position"))
    for _press in range(2):
        submit(coach, review, redo_answers=[answers[1].pk])
    redo = MockInterview.objects.get(asked_in=review)
    assert (redo.kind, redo.status, redo.parent_id) == ("redo", "planned", answers[0].interview_id)
    assert list(redo.answers.values_list("version__question")) == [(answers[1].version.question_id,)]
    told = Message.objects.get(user=alice, kind=MessageKind.REDO_ASKED)
    assert told.path == reverse("interview", args=[redo.pk])
    client.force_login(alice)
    assert f'href="{told.path}">Start it when you wish' in body(client.get(reverse("home")))
    assert f'href="{told.path}">Start it<' in body(client.get(reverse("history")))


def test_the_redo_comes_back_to_the_same_coach_with_the_earlier_answer_beside_it(client, alice, carol, coach, review):
    old = review.request.interview.answers.get(position=1)
    comments.write(review, old, "Say who decided.", timezone.now(), quote="first", position=0)
    submit(coach, review, redo_answers=[old.pk])
    redo = MockInterview.objects.get(asked_in=review)
    client.force_login(alice)
    client.post(reverse("interview", args=[redo.pk]), {"pacing": "open"})
    redo.refresh_from_db()
    assert (redo.status, redo.pacing, redo.deadline) == ("running", "open", None)
    sit(redo, timezone.now())
    client.post(reverse("hand_in", args=[redo.pk]))
    request = redo.requests.get()
    assert (request.kind, request.requested_of) == (ReviewRequest.Kind.REDO, carol)
    assert Message.objects.filter(user=carol).values_list("kind", flat=True).get() == MessageKind.REDO_DONE
    second = reviews.claim(request, carol, timezone.now())
    client.force_login(carol)
    page = body(client.get(reverse("review_answer", args=[second.pk, 1])))
    assert ("A better answer." in page, "Say who decided." in page) == (True, True)
    assert page.index("A better answer.") < page.index("The earlier answer, with your comments")


def test_a_redo_of_somebody_who_is_no_coach_any_more_waits_for_anybody(alice, carol, coach, review):
    submit(coach, review, redo_answers=[review.request.interview.answers.get(position=1).pk])
    redo = MockInterview.objects.get(asked_in=review)
    interviews.start(redo, timezone.now())
    sit(redo, timezone.now())
    carol.groups.clear()
    request = reviews.hand_in(redo, timezone.now())
    assert (request.kind, request.requested_of) == (ReviewRequest.Kind.REDO, None)


def test_the_earlier_answer_is_not_shown_once_it_was_withdrawn(alice, carol, coach, review):
    old = review.request.interview.answers.get(position=1)
    old.text = "WITHDRAWN-TEXT"
    old.save(update_fields=["text"])
    submit(coach, review, redo_answers=[old.pk])
    redo = MockInterview.objects.get(asked_in=review)
    interviews.start(redo, timezone.now())
    sit(redo, timezone.now())
    second = reviews.claim(reviews.hand_in(redo, timezone.now()), carol, timezone.now())
    address = reverse("review_answer", args=[second.pk, 1])
    assert "WITHDRAWN-TEXT" in body(coach.get(address))
    reviews.withdraw(review.request, timezone.now())
    assert "WITHDRAWN-TEXT" not in body(coach.get(address))


def test_ticks_are_saved_as_one_goes_and_an_answer_of_another_interview_is_refused(coach, bob, guide, then, review):
    chosen = review.request.interview.answers.get(position=2)
    address = reverse("save_conclusion", args=[review.pk])
    headers = {"Accept": "application/json"}
    assert coach.post(address, {"ticks": "1", "redo_answers": [chosen.pk]}, headers=headers).status_code == 200
    assert f'value="{chosen.pk}" checked' in body(coach.get(reverse("review_conclusion", args=[review.pk])))
    hers = making.rated(bob, guide, then).answers.first()
    assert submit(coach, review, redo_answers=[hers.pk]).status_code == 422
    assert list(review.redo_answers.all()) == [chosen]


@pytest.mark.parametrize("is_private", [False, True])
def test_a_strong_point_goes_to_the_curators_unless_the_guide_is_private(
    client, coach, carol, alice, guide, review, is_private
):
    if is_private:
        guide.owner = alice
        guide.save(update_fields=["owner"])
    save = reverse("save_review_rating", args=[review.pk, 1])
    coach.post(save, {"strong_point": "Names who disagreed."}, headers={"Accept": "application/json"})
    page = body(coach.get(reverse("review_answer", args=[review.pk, 1])))
    assert ("The guide is private" in page, "the curators get it too" in page) == (is_private, not is_private)
    for _press in range(2):
        submit(coach, review)
    reports = [] if is_private else [("strong_point", carol.pk, "Names who disagreed.")]
    assert list(ProblemReport.objects.values_list("problem", "reporter", "words")) == reports
    client.force_login(alice)
    page = body(client.get(reverse("result_answer", args=[review.request.interview_id, 1])))
    assert "Names who disagreed." in page


def test_a_correction_is_a_marked_revision_with_a_reason(client, coach, alice, review):
    submit(coach, review)
    answer = review.request.interview.answers.select_related("version").get(position=1)
    slug = answer.content["criteria"][0]["slug"]
    address = reverse("correct", args=[review.pk, 1])
    assert coach.post(address, {f"c-{slug}": "4"}).status_code == 422
    assert coach.post(address, {"reason": "No change."}).status_code == 422
    response = coach.post(address, {f"c-{slug}": "4", "reason": "I missed the second paragraph."})
    assert response.url == reverse("review_answer", args=[review.pk, 1])
    rows = Rating.objects.filter(review=review, answer=answer, levels__criterion=slug).order_by("revision")
    assert list(rows.values_list("revision", "levels__level")) == [(1, 2), (2, 4)]
    assert [row.superseded_at is None for row in rows] == [False, True]
    client.force_login(alice)
    page = body(client.get(reverse("result_answer", args=[review.request.interview_id, 1])))
    assert "by Carol, because:</b> I missed the second paragraph." in page
    told = Message.objects.filter(user=alice, kind=MessageKind.REVIEW_SUBMITTED)
    assert told.filter(subject="Carol has corrected a rating of your interview").count() == 1


def test_nothing_is_corrected_before_submitting(coach, review):
    assert coach.post(reverse("correct", args=[review.pk, 1]), {"reason": "Early."}).status_code == 404
