"""Second opinions: whose turn it is, blind in both directions, shown to the candidate only if both coaches agree."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts import outbox
from accounts.models import Message
from accounts.roles import COACHES, revoke
from sessions.models import Comment, Rating, Review, ReviewRequest, Verdict
from sessions.queries.agreement import agreement_page
from sessions.queries.calibration import calibration_page
from sessions.queries.results import result_of
from sessions.transitions import comments, reviews, second_opinions
from sessions.transitions.trail import NotAllowed
from tests import making

SECOND = ReviewRequest.Kind.SECOND
FIRSTS_WORDS = ["SECRET-FIRST-NOTE", "SECRET-FIRST-SUMMARY", "SECRET-SELF-NOTE", "SECRET-REFLECTION", "Carol"]
SECONDS_WORDS = ["SECRET-SECOND-NOTE", "SECRET-SECOND-SUMMARY", "SECRET-SECOND-COMMENT", "second opinion", "Dave has"]


@pytest.fixture
def then():
    """A day ago: pages look at the real clock."""
    return timezone.now() - timedelta(days=1)


def give(request, coach, now, name, *, level=2, verdict=Verdict.NO):
    """A submitted review of `request` by `coach`, whose texts are recognisable by `name`."""
    review = reviews.claim(request, coach, now)
    answers = list(request.interview.answers.select_related("version"))
    for answer in answers:
        judged = making.judgement(answer.content, 2, level, note=f"SECRET-{name}-NOTE")
        reviews.judge(review, answer, judged, now)
    comments.write(review, answers[0], f"SECRET-{name}-COMMENT", now)
    reviews.submit(review, verdict, f"SECRET-{name}-SUMMARY", [], now)
    return review


@pytest.fixture
def first(alice, carol, dave, guide, then):
    """Carol's first review of Alice's interview; Dave could give a second opinion."""
    return give(making.handed_in(alice, guide, then), carol, then + timedelta(hours=1), "FIRST")


@pytest.fixture
def second(first, dave, then):
    """Dave's second opinion, given, of which Alice knows nothing."""
    return give(ReviewRequest.objects.get(kind=SECOND), dave, then + timedelta(hours=2), "SECOND", level=4)


def seconds():
    """How many second opinions have been offered."""
    return ReviewRequest.objects.filter(kind=SECOND).count()


def test_the_first_five_of_a_new_coach_and_then_the_share(alice, carol, dave, guide, then, settings):
    settings.SECOND_OPINION_SHARE = 0.0
    for number in range(6):
        making.submitted(alice, carol, guide, then + timedelta(hours=number), texts=("One.",))
        assert seconds() == min(number + 1, 5)
    settings.SECOND_OPINION_SHARE = 1.0
    making.submitted(alice, carol, guide, then + timedelta(hours=7), texts=("One.",))
    assert seconds() == 6


def test_the_share_is_drawn_the_same_way_each_time():
    drawn = [pk for pk in range(10_000) if second_opinions.is_drawn(pk, 0.1)]
    assert drawn == [pk for pk in range(10_000) if second_opinions.is_drawn(pk, 0.1)]
    assert len(drawn) == pytest.approx(1000, abs=100)


@pytest.mark.parametrize("why", ["no other coach", "private guide", "not the first review"])
def test_none_is_offered_where_it_has_no_use(alice, carol, dave, guide, then, why):
    if why == "no other coach":
        revoke(dave, COACHES)
    if why == "private guide":
        type(guide).objects.filter(pk=guide.pk).update(owner=alice)
        guide.refresh_from_db()
    review = making.claimed(alice, carol, guide, then)
    if why == "not the first review":
        ReviewRequest.objects.update(kind=ReviewRequest.Kind.AGAIN)
    for answer in review.request.interview.answers.select_related("version"):
        reviews.judge(review, answer, making.judgement(answer.content), then)
    reviews.submit(review, Verdict.NO, "", [], then)
    assert seconds() == 0


def test_it_waits_for_another_coach_alone_and_comes_last(client, alice, bob, carol, dave, first, guide, then):
    later = making.handed_in(bob, guide, then + timedelta(hours=3))
    offered = ReviewRequest.objects.get(kind=SECOND)
    client.force_login(dave)
    shown = client.get(reverse("reviews"))
    assert [row.request.pk for row in shown.context["queue"].waiting] == [later.pk, offered.pk]
    assert shown.content.decode().count("second opinion, blind") == 1
    client.force_login(carol)
    assert [row.request.pk for row in client.get(reverse("reviews")).context["queue"].waiting] == [later.pk]
    assert client.post(reverse("claim", args=[offered.pk])).status_code == 404
    with pytest.raises(NotAllowed):
        reviews.claim(offered, carol, timezone.now())


def test_its_coach_sees_nothing_of_the_first_review_before_submitting(client, dave, first):
    review = reviews.claim(ReviewRequest.objects.get(kind=SECOND), dave, timezone.now())
    client.force_login(dave)
    addresses = [reverse("reviews"), reverse("review_conclusion", args=[review.pk]), reverse("inbox")]
    addresses += [reverse("review_answer", args=[review.pk, position]) for position in (1, 2)]
    pages = [client.get(address, follow=True).content.decode() for address in addresses]
    assert [word for page in pages for word in [*FIRSTS_WORDS, "Alice"] if word in page] == []
    for pk in (review.pk, first.pk):
        assert client.get(reverse("opinions", args=[pk])).status_code == 404
    assert client.get(reverse("review", args=[first.pk])).status_code == 404


def test_its_coach_never_learns_whose_interview_it_was(client, dave, second):
    client.force_login(dave)
    addresses = [reverse("reviews"), reverse("candidates")]
    addresses += [reverse(name, args=[second.pk]) for name in ("review_conclusion", "opinions")]
    pages = [client.get(address).content.decode() for address in addresses]
    assert ["Alice" in page for page in pages] == [False] * 4


def told(client, candidate, interview):
    """Everything that a candidate can read about an interview, messages and e-mails included, as one text."""
    outbox.send_waiting(timezone.now())
    client.force_login(candidate)
    addresses = [reverse(name) for name in ("home", "history", "inbox", "calibration", "candidates", "reviews")]
    addresses += [reverse(name, args=[interview.pk]) for name in ("interview", "result", "shared_opinions")]
    addresses += [reverse("result_answer", args=[interview.pk, position]) for position in (1, 2)]
    addresses += [reverse("compare_samples", args=[interview.pk, 1]), reverse("my_data")]
    addresses += [reverse("delete_interview", args=[interview.pk])]
    pages = [client.get(address, follow=True).content.decode() for address in addresses]
    packed = b"".join(client.post(reverse("download_my_data")).streaming_content)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        pages += [archive.read(name).decode() for name in archive.namelist()]
    mails = [f"{sent.subject} {sent.body}" for sent in mail.outbox if candidate.email in sent.to]
    return "\n".join([*pages, *mails, *Message.objects.filter(user=candidate).values_list("body", flat=True)])


def test_the_candidate_hears_of_it_only_when_both_coaches_agree(client, alice, carol, dave, first, second):
    interview = first.request.interview
    at = timezone.now()
    before = told(client, alice, interview)
    assert [word for word in SECONDS_WORDS if word in before] == []
    assert "SECRET-FIRST-SUMMARY" in before
    comments.reply(Comment.objects.get(text="SECRET-SECOND-COMMENT"), dave, "Words after words.", at)
    second_opinions.share(first, True, at)
    assert [word for word in SECONDS_WORDS if word in told(client, alice, interview)] == []
    second_opinions.share(second, True, at)
    after = told(client, alice, interview)
    assert [word for word in SECONDS_WORDS[:4] if word not in after] == []
    assert Message.objects.filter(user=alice, subject="A second opinion on your interview").count() == 1


@pytest.mark.parametrize("is_shared", [False, True])
def test_it_replaces_the_first_nowhere(alice, first, second, is_shared):
    if is_shared:
        second_opinions.share(first, True, timezone.now())
        second_opinions.share(second, True, timezone.now())
    result = result_of(first.request.interview, alice)
    assert (result.review.pk, result.coach_score.quality) == (first.pk, 2.0)
    assert result.hand_ins.open is None
    assert (result.hand_ins.second is not None) is is_shared
    # Alice gave level 3 everywhere, Carol 2, Dave 4.
    assert calibration_page(alice).overall.signed == 1.0


def test_the_interview_can_be_handed_in_again_meanwhile(alice, first):
    again = reviews.hand_in(first.request.interview, timezone.now())
    assert again.kind == ReviewRequest.Kind.AGAIN


def test_withdrawing_the_hand_in_ends_both(client, alice, carol, dave, first, second):
    third = Review.objects.get(pk=second.pk)
    client.force_login(alice)
    page = client.get(reverse("result", args=[first.request.interview_id])).content.decode()
    assert f'name="request" value="{second.request_id}"' not in page
    client.post(reverse("withdraw", args=[first.request.interview_id]), {"request": first.request_id})
    for coach, review in ((carol, first), (dave, third)):
        client.force_login(coach)
        assert client.get(reverse("review", args=[review.pk])).status_code == 404
        assert client.get(reverse("opinions", args=[review.pk])).status_code == 404


def test_both_coaches_see_both_and_agree_by_a_button(client, alice, carol, dave, first, second):
    for coach, review in ((carol, first), (dave, second)):
        client.force_login(coach)
        assert (
            reverse("opinions", args=[review.pk])
            in client.get(reverse("review_conclusion", args=[review.pk])).content.decode()
        )
        page = client.get(reverse("opinions", args=[review.pk])).content.decode()
        assert [text for text in ("SECRET-FIRST-NOTE", "SECRET-SECOND-NOTE") if text not in page] == []
        page = client.post(reverse("share_opinion", args=[review.pk]), {"agree": "1"}, follow=True).content.decode()
    assert "Both of you have agreed" in page
    # What the candidate has been shown stays shown.
    client.post(reverse("share_opinion", args=[second.pk]), {"agree": "0"})
    assert Review.objects.filter(shared_at=None).count() == 0


def test_agreeing_can_be_taken_back_until_both_agree(client, carol, first, second):
    client.force_login(carol)
    client.post(reverse("share_opinion", args=[first.pk]), {"agree": "1"})
    client.post(reverse("share_opinion", args=[first.pk]), {"agree": "0"})
    assert Review.objects.filter(shared_at__isnull=False).count() == 0


def test_whoever_gave_a_third_review_sees_neither(client, first, second):
    third = making.coach("frank@example.org", "Frank")
    again = give(reviews.hand_in(first.request.interview, timezone.now()), third, timezone.now(), "THIRD")
    client.force_login(third)
    assert client.get(reverse("opinions", args=[again.pk])).status_code == 404
    assert client.get(reverse("opinions", args=[first.pk])).status_code == 404


def test_agreement_counts_first_and_second_opinions_alone(carol, dave, first, second):
    page = agreement_page(carol)
    # Two answers with two criteria each: Carol said 2, Dave 4; Alice's own 3 counts nowhere.
    assert (page.overall.figures.pairs, page.overall.figures.clusters, page.overall.figures.absolute) == (4, 1, 2.0)
    assert agreement_page(making.coach("frank@example.org"), is_mine=True).overall.figures.pairs == 0
    Rating.objects.filter(review=second).update(revision=2)
    assert agreement_page(carol).overall.figures.pairs == 0
