"""The pages of learning to rate, and of comparing an own answer with rated samples."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from questions.models import Question, SampleAnswer
from sessions.models import Pacing, RaterTraining
from sessions.transitions import interviews, training
from tests import making

# What would tell how good a sample is, and what stands beside it only when the training is finished.
SEALED = re.compile(r"weak|solid|strong|SECRET-REASON|standing", re.IGNORECASE)


@pytest.fixture
def now():
    """The views ask the clock; what is made here lies an hour back."""
    return timezone.now() - timedelta(hours=1)


@pytest.fixture
def question(guide, now):
    one = Question.objects.get(key="acme-pm-1-1-1")
    making.samples(one, now)
    return one


@pytest.fixture
def mine(client, alice):
    client.force_login(alice)
    return client


def at(name, one, *rest):
    return reverse(name, args=[one.pk, *rest])


def choices(content, mark="1", level="2"):
    """What the form of one sample sends when everything is chosen."""
    return {f"kp-{point['slug']}": mark for point in content["key_points"]} | {
        f"c-{criterion['slug']}": level for criterion in content["criteria"]
    }


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_one_goes_from_the_list_through_three_samples_to_the_reference(mine, alice, question):
    page = mine.get(reverse("learn_to_rate"))
    assert "it counts as read from then on" in text_of(page)
    begun = mine.post(reverse("begin_training", args=[question.key]))
    one = RaterTraining.objects.get()
    assert begun.url == at("training", one)
    assert mine.get(begun.url).url == at("training_sample", one, 1)
    for position, go, onward in ((1, "next", 2), (2, "next", 3)):
        sent = choices(one.version.content) | {"go": go}
        saved = mine.post(at("save_training", one, position), sent)
        assert saved.url == at("training_sample", one, onward)
    last = mine.post(at("save_training", one, 3), choices(one.version.content) | {"go": "finish"})
    assert last.url == at("training", one)
    result = mine.get(last.url)
    # Own levels 2 beside 1, 2 and 4, for two criteria: distances 1, 0, 2.
    assert "Your levels lie 1.0 from the reference on average." in text_of(result)
    assert "You gave 2 where the reference gives 4. Look for: “One can see four things.”" in text_of(result)
    listed = text_of(mine.get(reverse("learn_to_rate")))
    assert "In 1 training your levels lie 1.0 from the reference on average, over 6 levels." in listed
    assert "33 % 67 % 6" in listed


def test_nothing_tells_how_good_a_sample_is_before_the_training_is_finished(mine, alice, question, now):
    one = making.trained(alice, question, now, finish=False)
    urls = [at("training_sample", one, position) for position in (1, 2, 3)]
    for url in urls:
        page = mine.get(url).content.decode()
        assert SEALED.findall(page) == []
    sent = {"kp-point-1": "2"}
    saved = mine.post(at("save_training", one, 1), sent, headers={"accept": "application/json"})
    refused = mine.post(at("save_training", one, 1), {"kp-point-1": "7"})
    assert (SEALED.findall(saved.content.decode()), SEALED.findall(refused.content.decode())) == ([], [])
    training.finish(one, now)
    found = "".join(mine.get(url).content.decode() for url in urls)
    for standing in ("weak", "solid", "strong"):
        assert f"The {standing} sample" in found
        assert f"SECRET-REASON-{standing}" in found


def test_a_choice_is_saved_as_it_is_made_and_a_wrong_one_is_named(mine, alice, question, now):
    one = training.begin(alice, question, making.random.Random(1), now)
    url, accept = at("save_training", one, 1), {"accept": "application/json"}
    saved = mine.post(url, {"kp-point-2": "0"}, headers=accept)
    assert (saved.status_code, json.loads(saved.content)["judged"]) == (200, 1)
    wrong = mine.post(url, {"c-behavioural-criterion-1": "5"}, headers=accept)
    assert (wrong.status_code, list(json.loads(wrong.content)["errors"])) == (422, ["c-behavioural-criterion-1"])
    unknown = mine.post(url, {"kp-point-9": "1"})
    assert (unknown.status_code, "is not part of this question" in text_of(unknown)) == (422, True)
    assert one.ratings.get(position=1).marks == {"point-2": 0}


def test_finishing_too_early_names_what_is_open(mine, alice, question, now):
    one = training.begin(alice, question, making.random.Random(1), now)
    for position in (1, 2):
        training.judge(one, position, making.judgement(one.version.content), now)
    page = mine.post(at("save_training", one, 3), {"kp-point-1": "1", "go": "finish"})
    assert page.status_code == 422
    assert 'href="#kp-point-2"' in page.content.decode()
    assert RaterTraining.objects.get().finished_at is None


def test_a_finished_training_is_not_changed(mine, alice, question, now):
    one = making.trained(alice, question, now)
    sent = choices(one.version.content, mark="2")
    assert mine.post(at("save_training", one, 1), sent, headers={"accept": "application/json"}).status_code == 409
    assert mine.post(at("drop_training", one)).url == at("training", one)
    assert one.ratings.get(position=1).marks["point-1"] == 1


def test_a_training_under_way_can_be_taken_away(mine, alice, question, now):
    one = making.trained(alice, question, now, finish=False)
    assert "15 of 15 judged" in text_of(mine.get(reverse("learn_to_rate")))
    assert mine.post(at("drop_training", one)).url == reverse("learn_to_rate")
    assert RaterTraining.objects.count() == 0


def test_while_a_realistic_interview_runs_nothing_of_its_guide_is_shown(mine, alice, guide, question, now):
    under_way = making.trained(alice, question, now, finish=False)
    other = Question.objects.get(key="acme-pm-1-1-2")
    making.samples(other, now)
    finished = making.trained(alice, other, now)
    making.running(alice, guide, timezone.now(), pacing=Pacing.REALISTIC)
    listed = mine.get(reverse("learn_to_rate")).content.decode()
    assert "are hidden while your interview runs" in listed
    assert "begin/" not in listed
    pages = [at("training_sample", under_way, 1), at("training", finished), at("training_sample", finished, 1)]
    answers = [mine.get(url) for url in pages]
    answers += [mine.post(at("save_training", under_way, 1), {"kp-point-1": "7"})]
    answers += [mine.post(reverse("begin_training", args=[question.key]), follow=True)]
    for page in answers:
        assert re.findall(r"SECRET|Text of the", page.content.decode()) == []
        assert "hidden while your interview runs" in page.content.decode().lower()


def test_it_is_offered_before_the_first_rating_to_whoever_has_neither_trained_nor_rated(mine, alice, guide, now):
    interview = making.finished(alice, guide, now)
    ended = at("ended", interview)
    assert "Learn to rate (about 6 minutes)" not in text_of(mine.get(ended))
    asked = interview.answers.values("version__question")
    question = Question.objects.exclude(pk__in=asked).first()
    making.samples(question, now)
    page = text_of(mine.get(ended))
    assert ("Learn to rate (about 6 minutes)" in page, "Rate your answers" in page) == (True, True)
    making.trained(alice, question, now)
    assert "Learn to rate (about 6 minutes)" not in text_of(mine.get(ended))


def test_where_there_is_nothing_to_train_on_the_page_says_why(mine, guide):
    page = text_of(mine.get(reverse("learn_to_rate") + "?kind=nonsense&page=9"))
    assert "There is no question to train on at the moment." in page
    assert "Nothing yet." in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_number_of_times(mine, alice, guide, now, number, django_assert_num_queries):
    for one in Question.objects.order_by("pk")[: number + 1]:
        making.samples(one, now)
        if one.key != "acme-pm-1-1-1":
            making.trained(alice, one, now)
    making.trained(alice, Question.objects.get(key="acme-pm-1-1-1"), now, finish=False)
    with django_assert_num_queries(9):
        page = mine.get(reverse("learn_to_rate"))
    assert len(page.context["record"].finished) == number


@pytest.fixture
def rated(alice, guide, question, now):
    """A rated interview of one answer, every mark 1 and every level 3; no coach is there."""
    return making.rated(alice, making.only(guide, question), now, texts=("My own answer.",))


def test_without_a_coach_the_result_leads_to_the_comparison(mine, alice, rated, now, django_assert_num_queries):
    button = at("compare_samples", rated, 1)
    for page in (at("result", rated), at("result_answer", rated, 1)):
        assert button in mine.get(page).content.decode()
    begun = mine.post(button)
    one = RaterTraining.objects.get()
    assert begun.url == at("training", one)
    assert SEALED.findall(mine.get(at("training_sample", one, 1)).content.decode()) == []
    for rating in one.ratings.all():
        level = {"weak": 1, "solid": 2, "strong": 4}[rating.standing]
        training.judge(one, rating.position, making.judgement(one.version.content, 1, level), now)
    training.finish(one, now)
    with django_assert_num_queries(8):
        page = mine.get(begun.url)
    assert "Your answer stands between the solid and the strong sample." in text_of(page)
    assert "What the strong sample has and your answer has not:" in text_of(page)
    assert "My own answer." in page.content.decode()
    assert mine.post(button).url == begun.url


def test_an_answer_without_two_samples_is_not_compared(mine, rated):
    SampleAnswer.objects.exclude(standing="strong").update(replaced_at=timezone.now())
    button = at("compare_samples", rated, 1)
    for page in (at("result", rated), at("result_answer", rated, 1)):
        assert button not in mine.get(page).content.decode()
    refused = mine.post(button, follow=True)
    assert "There are not enough sample answers of this question to compare with." in text_of(refused)


def test_an_interview_that_is_not_rated_is_not_compared(mine, alice, guide, question, now):
    running = making.running(alice, making.only(guide, question), now, count=1)
    interviews.finish(running, making.incoming("Words."), now + timedelta(minutes=1))
    refused = mine.post(at("compare_samples", running, 1), follow=True)
    assert "Finish rating this interview first" in text_of(refused)
    assert RaterTraining.objects.count() == 0
