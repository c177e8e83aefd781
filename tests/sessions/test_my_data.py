"""One's own data: the ZIP of everything, and the deletion of an interview and of an account."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import LoginSession, Message, User
from questions.models import Guide, ProblemReport, Question, QuestionVersion
from sessions import exporting
from sessions.models import Event, MockInterview, Phrase, Prediction, Rating, Review, ReviewRequest, StudyMark, Verdict
from sessions.transitions import guests, interviews, my_data, reviews, studying
from sessions.transitions.trail import NotAllowed
from tests import making


@pytest.fixture
def then():
    """A day ago: pages look at the real clock."""
    return timezone.now() - timedelta(days=1)


def archive(user):
    """The files of somebody's export, by name."""
    file = io.BytesIO()
    exporting.write(user, file, timezone.now())
    with zipfile.ZipFile(file) as found:
        return {name: found.read(name).decode() for name in found.namelist()}


def only(files, end):
    """The one file whose name ends so."""
    [name] = [name for name in files if name.endswith(end)]
    return files[name]


def statements(call):
    """How many statements a call takes."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        call()
    return len(queries)


def test_the_export_holds_everything_of_an_interview(alice, carol, guide, then):
    review = making.submitted(alice, carol, guide, then)
    interview = review.request.interview
    Prediction.objects.create(interview=interview, verdict=Verdict.NO, made_at=then)
    interview.answers.get(position=1).revisions.create(kind="history", text="Earlier.", revision=1, at=then)
    making.guest_submitted(interview, timezone.now())
    files = archive(alice)
    row = json.loads(only(files, "interview.json"))
    assert (row["verdict"], row["predicted"], row["reflection"]) == ("yes", "no", "SECRET-REFLECTION")
    first = row["answers"][0]
    assert (first["text"], first["earlier_texts"][0]["text"]) == ("My first answer.", "Earlier.")
    assert [(one["role"], one["by"], one["note"]) for one in first["ratings"]] == [
        ("self", "Alice", "SECRET-SELF-NOTE"),
        ("coach", "Carol", "Coach note."),
        ("link", None, "SECRET-GUEST-NOTE"),
    ]
    assert first["ratings"][1]["marks"] == {point["slug"]: 2 for point in first["question"]["key_points"]}
    assert [(one["coach_name"], one["guest"], one["summary"]) for one in row["reviews"]] == [
        ("Carol", None, "Coach summary."),
        (None, "Ben", "SECRET-GUEST-SUMMARY"),
    ]
    assert "> My first answer." in only(files, "interview.md")
    assert {"README.md", "account.json", "study-marks.json", "messages.json"} <= files.keys()


def test_nothing_sealed_and_nothing_of_others_is_in_the_export(alice, bob, carol, guide, then):
    review = making.claimed(alice, carol, guide, then, seed=1)
    for answer in review.request.interview.answers.select_related("version"):
        reviews.judge(review, answer, making.judgement(answer.content, 2, 1, note="SECRET-COACH-NOTE"), then)
    reviews.keep_draft(review, Verdict.STRONG_NO, "SECRET-COACH-SUMMARY", timezone.now())
    link, _token = guests.ask(review.request.interview, "Ben", timezone.now())
    guests.keep_draft(link, Verdict.NO, "SECRET-GUEST-SUMMARY", timezone.now())
    making.rated(bob, guide, then, texts=("SECRET-OF-BOB",))
    planned = making.planned(alice, making.guide("other"), timezone.now())
    text = "".join(archive(alice).values())
    secrets = ["SECRET-COACH-NOTE", "SECRET-COACH-SUMMARY", "SECRET-GUEST-SUMMARY", "SECRET-OF-BOB", link.token_digest]
    secrets += [answer.content["prompt"] for answer in planned.answers.select_related("version")]
    assert [secret for secret in secrets if secret in text] == []


def test_a_coach_exports_their_own_work_and_nothing_of_the_candidate(alice, carol, guide, then):
    making.submitted(alice, carol, guide, then, texts=("SECRET-ANSWER",))
    Phrase.objects.create(coach=carol, text="Say how you know.", created_at=then)
    files = archive(carol)
    given = json.loads(files["reviews-given.json"])[0]
    assert (given["summary"], given["ratings"][0]["note"], given["ratings"][0]["marks"]) == (
        "Coach summary.",
        "Coach note.",
        [2, 2, 2],
    )
    assert json.loads(files["phrases.json"])[0]["text"] == "Say how you know."
    text = "".join(text for name, text in files.items() if name != "messages.json")
    assert [secret for secret in ("SECRET-ANSWER", "SECRET-SELF", "Alice") if secret in text] == []


def test_the_export_takes_the_same_statements_for_one_and_for_three_interviews(alice, carol, guide, then):
    making.submitted(alice, carol, guide, then, seed=1)
    one = statements(lambda: archive(alice))
    making.submitted(alice, carol, guide, then, seed=2)
    making.rated(alice, guide, then, seed=3)
    assert len([name for name in archive(alice) if name.endswith("interview.json")]) == 3
    assert statements(lambda: archive(alice)) == one


def test_a_private_guide_is_exported_as_it_loads_again(alice):
    making.guide("mine", owner=alice, rounds=1, topics=1, title="Déjà / vu: ../x")
    files = archive(alice)
    [name] = [name for name in files if name.startswith("guides/")]
    assert name.endswith("-deja-vu-x.yaml")
    assert "Prompt of mine-1-1-1?" in files[name]


def test_while_a_realistic_interview_runs_nothing_is_downloaded(client, alice, guide):
    making.running(alice, guide, timezone.now())
    client.force_login(alice)
    assert "hidden while your interview runs" in client.get(reverse("my_data")).content.decode()
    assert client.post(reverse("download_my_data")).url == reverse("my_data")


def test_the_download_is_a_zip_to_be_kept(client, alice):
    client.force_login(alice)
    response = client.post(reverse("download_my_data"))
    assert response["Content-Disposition"].startswith('attachment; filename="interviewprep-')
    with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as found:
        assert found.testzip() is None


def text_left(*words):
    """In which text columns of the whole database one of `words` is left."""
    found = set()
    for model in apps.get_models():
        for row in model._default_manager.all().values():
            found |= {(model.__name__, word) for word in words if word in str(row)}
    return found


def test_an_interview_goes_with_everything_and_its_coach_is_told(client, alice, carol, guide, then):
    review = making.claimed(alice, carol, guide, then, texts=("SECRET-ANSWER",))
    interview = review.request.interview
    answer = interview.answers.select_related("version").get()
    reviews.judge(review, answer, making.judgement(answer.content, note="SECRET-COACH-NOTE"), timezone.now())
    guests.ask(interview, "SECRET-BEN", timezone.now())
    client.force_login(alice)
    address = reverse("delete_interview", args=[interview.pk])
    page = client.get(address).content.decode()
    assert "Carol is reviewing it now" in page
    assert "SECRET" not in page
    assert client.post(address).url == reverse("history")
    assert text_left("SECRET-ANSWER", "SECRET-SELF-NOTE", "SECRET-REFLECTION", "SECRET-COACH", "SECRET-BEN") == set()
    assert [(one.kind, one.subject) for one in carol.inbox.all()] == [
        ("review_gone", "An interview that you review was deleted")
    ]
    assert list(Event.objects.values_list("verb", "actor", "interview", "details")) == [
        ("interview_deleted", alice.pk, None, {})
    ]
    client.force_login(carol)
    assert client.get(reverse("review", args=[review.pk])).status_code == 404


def test_a_running_interview_is_not_deleted(client, alice, guide):
    interview = making.running(alice, guide, timezone.now())
    client.force_login(alice)
    assert client.post(reverse("delete_interview", args=[interview.pk])).url == reverse("room", args=[interview.pk])
    with pytest.raises(NotAllowed):
        my_data.delete_interview(interview, timezone.now())


def test_an_account_goes_with_everything_that_is_its_own(client, alice, bob, carol, guide, then):
    own = making.guide("mine", owner=alice, rounds=1, topics=1, title="SECRET-GUIDE")
    making.rated(alice, own, then)
    making.submitted(alice, carol, guide, then, texts=("SECRET-ANSWER",))
    making.running(alice, guide, timezone.now())
    studying.flag(alice, Question.objects.get(key="mine-1-1-1"))
    report = ProblemReport.objects.create(
        question=guide.questions.first(), reporter=alice, problem="wrong", reported_at=then
    )
    making.rated(bob, guide, then, texts=("Text of Bob.",))
    client.force_login(alice)
    assert "3 interviews with 3 answers" in client.get(reverse("delete_account")).content.decode()
    assert client.post(reverse("delete_account"), {"password": "wrong"}).status_code == 422
    assert User.objects.filter(pk=alice.pk).exists()
    assert client.post(reverse("delete_account"), {"password": making.PASSWORD}).url == reverse("home")
    assert text_left("SECRET-ANSWER", "SECRET-GUIDE", "mine-1-1-1", "alice@example.org", "Alice") == set()
    assert (Guide.objects.count(), StudyMark.objects.count(), MockInterview.objects.get().candidate) == (1, 0, bob)
    assert LoginSession.objects.filter(user=alice.pk).count() == 0
    assert client.get(reverse("history")).status_code == 302
    report.refresh_from_db()
    assert report.reporter is None


def test_what_a_coach_gave_stays_without_a_name_and_what_was_asked_of_them_is_taken_back(
    alice, bob, carol, dave, guide, then
):
    given = making.submitted(alice, carol, guide, then)
    draft = making.claimed(bob, carol, guide, then)
    asked = reviews.hand_in(making.rated(alice, guide, then, seed=4), timezone.now(), requested_of=carol)
    my_data.delete_account(carol, timezone.now())
    given.refresh_from_db()
    assert (given.coach, given.summary) == (None, "Coach summary.")
    assert set(Rating.objects.filter(review=given).values_list("rater", "note")) == {(None, "Coach note.")}
    assert Review.objects.filter(pk=draft.pk).exists() is False
    assert ReviewRequest.objects.waiting().for_coach(dave).filter(kind="first").get() == draft.request
    asked.refresh_from_db()
    assert asked.withdrawn_at is not None
    assert "Carol does not review here any more" in alice.inbox.values_list("subject", flat=True)


def test_somebody_without_a_password_writes_their_address(client, alice):
    alice.set_unusable_password()
    alice.save()
    client.force_login(alice)
    assert "your password" not in client.get(reverse("delete_account")).content.decode().split("<form", 2)[1]
    assert client.post(reverse("delete_account"), {"email": "bob@example.org"}).status_code == 422
    assert client.post(reverse("delete_account"), {"email": "Alice@example.org "}).url == reverse("home")


def test_the_last_administrator_stays(alice):
    User.objects.filter(pk=alice.pk).update(is_superuser=True)
    with pytest.raises(NotAllowed):
        my_data.delete_account(alice, timezone.now())
    assert (User.objects.count(), Message.objects.count(), QuestionVersion.objects.count()) == (1, 0, 0)


def test_a_finished_interview_is_deleted_from_its_page(client, alice, guide, then):
    interview = making.rated(alice, guide, then)
    other = making.planned(alice, guide, timezone.now(), seed=2)
    interviews.abandon(other, timezone.now())
    client.force_login(alice)
    for one, name in ((interview, "result"), (other, "interview")):
        page = client.get(reverse(name, args=[one.pk])).content.decode()
        assert reverse("delete_interview", args=[one.pk]) in page
