"""Comments: written at passages while the review is in work, read and answered afterwards."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Message, MessageKind
from sessions.models import Comment, Verdict
from sessions.transitions import comments, phrases, reviews
from sessions.transitions.trail import NotAllowed
from tests import making

TEXT = "I led it. We cut costs\nby half; I led it again.\n\nThen we stopped."


@pytest.fixture
def then():
    """A day ago: pages look at the real clock."""
    return timezone.now() - timedelta(days=1)


@pytest.fixture
def review(alice, carol, guide, then):
    """Alice's interview, claimed by Carol."""
    return making.claimed(alice, carol, guide, then, texts=(TEXT, "Second."))


@pytest.fixture
def coach(client, carol):
    """A browser in which Carol is signed in."""
    client.force_login(carol)
    return client


def first(review):
    """The first answer of a review's interview."""
    return review.request.interview.answers.select_related("version").get(position=1)


def submit(review):
    """Judge everything and submit."""
    for answer in review.request.interview.answers.select_related("version"):
        reviews.judge(review, answer, making.judgement(answer.content, 2, 2), timezone.now())
    reviews.submit(review, Verdict.NO, "", [], timezone.now())


def save(coach, review, **data):
    """Send the form of the first answer."""
    return coach.post(reverse("save_review_rating", args=[review.pk, 1]), data)


def body(response):
    """What a page says."""
    return response.content.decode()


def test_a_comment_is_anchored_where_its_words_stand_nearest(review):
    made = comments.write(review, first(review), "Who?", timezone.now(), quote="I led it", position=30)
    assert (made.quote, made.position) == ("I led it", TEXT.rindex("I led it"))


def test_a_passage_across_lines_keeps_the_answer_s_own_words(review):
    made = comments.write(review, first(review), "Sure?", timezone.now(), quote="cut costs by half", position=0)
    assert made.quote == "cut costs\nby half"


def test_a_sentence_is_commented_by_its_number(coach, review):
    response = save(coach, review, comment="Why?", passage="2", go="comment")
    made = Comment.objects.get()
    assert response.url.endswith(f"#comment-{made.pk}")
    assert made.quote == "We cut costs\nby half; I led it again."


def test_a_comment_left_in_the_box_is_saved_with_the_answer(coach, review):
    response = save(coach, review, comment="On all of it.")
    assert response.url == reverse("review_answer", args=[review.pk, 2])
    assert Comment.objects.get().text == "On all of it."


@pytest.mark.parametrize(
    "sent",
    [
        {"comment": "Why?", "passage": "99"},
        {"comment": "Why?", "passage": "selected", "quote": "never said", "position": "0"},
        {"comment": "x" * 5001},
        {"comment": " "},
    ],
)
def test_what_cannot_be_saved_is_said_at_the_box_with_the_text_in_it(coach, review, sent):
    response = save(coach, review, go="comment", **sent)
    assert response.status_code == 422
    assert 'role="alert"' in body(response)
    assert f"{sent['comment']}</textarea>" in body(response)
    assert Comment.objects.count() == 0


def test_two_presses_make_one_comment(coach, review):
    save(coach, review, comment="Why?", go="comment")
    save(coach, review, comment="Why?", go="comment")
    assert Comment.objects.count() == 1


def test_a_comment_is_removed_and_put_back(coach, review):
    one = comments.write(review, first(review), "Why?", timezone.now(), quote="I led it", position=0)
    page = coach.post(reverse("save_review_rating", args=[review.pk, 1]), {"go": f"remove-{one.pk}"}, follow=True)
    assert "The comment is removed." in body(page)
    assert Comment.objects.count() == 0
    save(coach, review, go="undo")
    assert list(Comment.objects.values_list("text", "quote", "position")) == [("Why?", "I led it", 0)]


def test_a_comment_is_changed_until_the_candidate_can_read_it(coach, review):
    one = comments.write(review, first(review), "Why?", timezone.now())
    coach.post(reverse("comment", args=[one.pk]), {"text": "Why then?"})
    submit(review)
    page = coach.post(reverse("comment", args=[one.pk]), {"text": "Too late."}, follow=True)
    assert "it does not change any more" in body(page)
    assert Comment.objects.get().text == "Why then?"


def test_comments_on_an_answer_and_on_the_review_reach_the_candidate_after_submitting(client, alice, review):
    comments.write(review, first(review), "AT-THE-PASSAGE", timezone.now(), quote="I led it", position=0)
    comments.write(review, None, "ON-THE-WHOLE", timezone.now())
    client.force_login(alice)
    result = reverse("result", args=[review.request.interview_id])
    answer = reverse("result_answer", args=[review.request.interview_id, 1])
    assert [word for url in (result, answer) for word in ("AT-THE", "ON-THE") if word in body(client.get(url))] == []
    submit(review)
    page = body(client.get(result))
    assert ("AT-THE-PASSAGE" in page, "ON-THE-WHOLE" in page) == (True, True)
    page = body(client.get(answer))
    assert 'data-ids="comment-' in page
    assert page.index("AT-THE-PASSAGE") < page.index("Then we stopped.")


def test_what_is_written_in_a_comment_is_shown_as_text(client, alice, review):
    comments.write(review, first(review), "<script>alert(1)</script>", timezone.now(), quote="I led it", position=0)
    submit(review)
    client.force_login(alice)
    page = body(client.get(reverse("result_answer", args=[review.request.interview_id, 1])))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_both_sides_answer_and_are_told_once_until_they_have_read_it(client, alice, carol, review):
    one = comments.write(review, first(review), "Why?", timezone.now())
    submit(review)
    client.force_login(alice)
    for words in ("Because.", "And because."):
        client.post(reverse("reply", args=[one.pk]), {"text": words})
    told = Message.objects.filter(user=carol, kind=MessageKind.REPLIED)
    assert [message.path for message in told] == [reverse("review_answer", args=[review.pk, 1]) + f"#comment-{one.pk}"]
    client.force_login(carol)
    response = client.post(reverse("reply", args=[one.pk]), {"text": "I see."})
    assert response.url == told[0].path
    assert Message.objects.filter(user=alice, kind=MessageKind.REPLIED).count() == 1
    assert list(one.replies.values_list("text", flat=True).order_by("pk")) == ["Because.", "And because.", "I see."]


@pytest.mark.parametrize("who", ["bob", "dave", "erin"])
def test_a_stranger_answers_no_comment(client, request, review, who):
    one = comments.write(review, first(review), "Why?", timezone.now())
    submit(review)
    client.force_login(request.getfixturevalue(who))
    assert client.post(reverse("reply", args=[one.pk]), {"text": "Me too."}).status_code == 404


def test_nobody_answers_before_submitting(client, alice, carol, review):
    one = comments.write(review, first(review), "Why?", timezone.now())
    for person in (alice, carol):
        client.force_login(person)
        assert client.post(reverse("reply", args=[one.pk]), {"text": "Now."}).status_code == 404


def test_after_withdrawing_the_candidate_keeps_the_comments_and_the_coach_reads_nothing(client, alice, carol, review):
    one = comments.write(review, first(review), "KEPT-COMMENT", timezone.now())
    submit(review)
    reviews.withdraw(review.request, timezone.now())
    client.force_login(alice)
    page = body(client.get(reverse("result_answer", args=[review.request.interview_id, 1])))
    assert ("KEPT-COMMENT" in page, reverse("reply", args=[one.pk]) in page) == (True, False)
    with pytest.raises(NotAllowed):
        comments.reply(one, alice, "Anybody there?", timezone.now())
    client.force_login(carol)
    assert client.get(reverse("comment", args=[one.pk])).status_code == 404
    assert client.post(reverse("reply", args=[one.pk]), {"text": "Me."}).status_code == 404


def test_a_remark_after_submitting_carries_its_day_and_the_candidate_is_told(client, alice, coach, review):
    submit(review)
    sent = {"comment": "One more thing.", "passage": "1"}
    coach.post(reverse("remark_answer", args=[review.pk, 1]), sent)
    client.force_login(alice)
    page = body(client.get(reverse("result_answer", args=[review.request.interview_id, 1])))
    assert "One more thing." in page
    assert f"added on {timezone.localdate().day} " in page
    assert (
        Message.objects.get(user=alice, kind=MessageKind.REPLIED).subject == "Carol has added a remark to your review"
    )


def test_comments_are_hidden_while_an_interview_on_the_same_questions_runs(client, alice, guide, review):
    comments.write(review, first(review), "SAYS-WHAT-IS-EXPECTED", timezone.now())
    submit(review)
    making.running(alice, guide, timezone.now(), count=8)
    client.force_login(alice)
    for url in (
        reverse("result", args=[review.request.interview_id]),
        reverse("result_answer", args=[review.request.interview_id, 1]),
    ):
        assert "SAYS-WHAT-IS-EXPECTED" not in body(client.get(url))


def test_a_phrase_is_kept_from_a_comment_used_and_counted(coach, carol, review):
    one = comments.write(review, first(review), "Say how you know.", timezone.now())
    save(coach, review, go=f"keep-{one.pk}")
    save(coach, review, go=f"keep-{one.pk}")
    phrase = carol.phrases.get()
    save(coach, review, comment="Say how you know.", passage="1", used=phrase.pk, go="comment")
    save(coach, review, phrase=phrase.pk, passage="2", go="comment")
    phrase.refresh_from_db()
    assert (phrase.text, phrase.used) == ("Say how you know.", 2)
    assert Comment.objects.filter(text="Say how you know.").count() == 3


def test_phrases_are_found_changed_deleted_and_put_back(coach, carol, dave, then):
    cost = phrases.keep(carol, "Name the COST first.", then)
    phrases.keep(carol, "Who loses?", then)
    hers = phrases.keep(dave, "DAVES-OWN cost", then)
    page = body(coach.get(reverse("phrases"), {"q": "cost first"}))
    assert ("Name the COST first." in page, "Who loses?" in page, "DAVES-OWN" in page) == (True, False, False)
    assert coach.get(reverse("phrase", args=[hers.pk])).status_code == 404
    assert coach.post(reverse("phrase", args=[cost.pk]), {"text": "Who loses?"}).status_code == 422
    page = body(coach.post(reverse("delete_phrase", args=[cost.pk]), follow=True))
    assert '<input type="hidden" name="text" value="Name the COST first.">' in page
    coach.post(reverse("phrases"), {"text": "Name the COST first."})
    assert carol.phrases.count() == 2


def test_the_pages_ask_as_often_for_three_comments_as_for_one(client, alice, carol, review):
    counts = []
    for number in range(3):
        one = comments.write(review, first(review), f"Number {number}.", timezone.now(), quote="We cut", position=0)
        if number == 0:
            submit(review)
        comments.reply(one, alice, "Yes.", timezone.now())
        found = []
        for person, url in (
            (carol, reverse("review_answer", args=[review.pk, 1])),
            (alice, reverse("result_answer", args=[review.request.interview_id, 1])),
            (alice, reverse("result", args=[review.request.interview_id])),
        ):
            client.force_login(person)
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[2]
    assert max(counts[0]) <= 12
