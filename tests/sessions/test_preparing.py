"""Preparing a guide: the date, stopping, and what is said of it at home."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from questions.models import FocusTopic, Question, Status
from sessions.forms.preparing import PreparationForm
from sessions.models import Preparation
from sessions.transitions import interviews, preparing, studying
from tests import making

HOME = "/"


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def ago(**length):
    return timezone.now() - timedelta(**length)


def in_days(days):
    """The day that lies so many days ahead for somebody in UTC."""
    return timezone.localdate(timezone.now()) + timedelta(days=days)


def address(guide):
    return reverse("prepare", args=[guide.slug])


def stop_address(guide):
    return reverse("stop_preparing", args=[guide.pk])


def prepared(user):
    return list(Preparation.objects.filter(candidate=user).values_list("guide__key", "date"))


def mark(user, key, value, **length):
    studying.mark(user, Question.objects.get(key=key), value, ago(**length))


def of_home(client):
    """What the home page says of each preparation: (name of the guide, number of questions due, topics never seen)."""
    home = client.get(HOME).context["home"]
    return [(entry.name, len(entry.due), len(entry.never)) for entry in home.preparations]


# Beginning, changing, stopping


def test_a_guide_is_prepared_without_a_date_given_one_another_and_none(signed_in, alice, guide):
    assert "Do you prepare this guide?" in signed_in.get(address(guide)).text
    found = []
    for given in ["", in_days(12).isoformat(), in_days(3).isoformat(), ""]:
        assert signed_in.post(address(guide), {"date": given}).url == reverse("guide", args=[guide.slug])
        found.append(prepared(alice))
    assert found == [[("acme-pm", day)] for day in (None, in_days(12), in_days(3), None)]
    assert "You prepare this guide." in signed_in.get(address(guide)).text


def test_saying_it_twice_keeps_the_day_it_was_begun(alice, guide, now):
    preparing.prepare(alice, guide, None, now)
    preparing.prepare(alice, guide, date(2026, 12, 1), now + timedelta(days=3))
    assert [(one.begun_at, one.date) for one in Preparation.objects.all()] == [(now, date(2026, 12, 1))]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((date(2026, 11, 19)).isoformat(), "This day has passed."),
        ("2029-11-21", "more than three years away"),
        ("soon", "Write the date as year-month-day"),
        ("2027-02-30", "Write the date as year-month-day"),
        ("2027-01-01\x00", "Write the date as year-month-day"),
    ],
)
def test_a_date_that_cannot_be_is_refused_in_words(given, said):
    form = PreparationForm(date(2026, 11, 20), {"date": given})
    assert said in " ".join(form.errors["date"])


@pytest.mark.parametrize("given", ["2026-11-20", "2029-11-20", ""])
def test_a_date_from_today_to_three_years_ahead_is_taken(given):
    assert PreparationForm(date(2026, 11, 20), {"date": given}).is_valid()


def test_three_years_after_a_leap_day_are_a_day():
    assert PreparationForm(date(2028, 2, 29)).latest == date(2031, 3, 1)


def test_a_refused_date_is_said_at_the_field_and_changes_nothing(signed_in, alice, guide):
    preparing.prepare(alice, guide, in_days(5), timezone.now())
    page = signed_in.post(address(guide), {"date": in_days(-1).isoformat()})
    assert (page.status_code, prepared(alice)) == (422, [("acme-pm", in_days(5))])
    assert "This day has passed." in page.text
    assert 'aria-invalid="true"' in page.text


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_zone_of_the_person_says_what_today_is(signed_in, alice, guide, zone):
    alice.time_zone = zone
    alice.save(update_fields=["time_zone"])
    today = timezone.now().astimezone(ZoneInfo(zone)).date()
    yesterday = signed_in.post(address(guide), {"date": (today - timedelta(days=1)).isoformat()})
    assert (yesterday.status_code, prepared(alice)) == (422, [])
    signed_in.post(address(guide), {"date": today.isoformat()})
    assert [entry.days_left for entry in signed_in.get(HOME).context["home"].preparations] == [0]


def test_stopping_keeps_everything_else_and_offers_the_way_back(signed_in, alice, guide):
    preparing.prepare(alice, guide, in_days(5), timezone.now())
    making.rated(alice, guide, ago(days=1))
    mark(alice, "acme-pm-1-1-1", "shaky", days=1)
    page = signed_in.post(stop_address(guide), {"back": "home"}, follow=True)
    assert (prepared(alice), alice.study_marks.count(), alice.interviews.count()) == ([], 1, 1)
    way_back = f"{address(guide)}?was={in_days(5).isoformat()}"
    assert f'href="{way_back}"' in page.text
    assert f'value="{in_days(5).isoformat()}"' in signed_in.get(way_back).text


def test_stopping_twice_is_stopping_once(signed_in, alice, guide):
    preparing.prepare(alice, guide, None, timezone.now())
    answers = [signed_in.post(stop_address(guide)).status_code for _ in range(2)]
    assert (answers, prepared(alice)) == ([302, 302], [])


@pytest.mark.parametrize("was", ["yesterday", "2001-01-01", "\x00", "<script>"])
def test_a_day_that_cannot_be_chosen_is_not_proposed(signed_in, guide, was):
    page = signed_in.get(address(guide), {"was": was})
    assert page.status_code == 200
    assert page.context["form"]["date"].value() is None


def test_a_strangers_private_guide_cannot_be_prepared(client, alice, bob):
    private = making.guide("private", rounds=0, owner=alice)
    client.force_login(bob)
    asked = [client.get(address(private)), client.post(address(private)), client.post(stop_address(private))]
    assert ([answer.status_code for answer in asked], Preparation.objects.count()) == ([404, 404, 404], 0)


def test_sitting_and_marking_prepare_nothing(signed_in, alice, guide):
    making.rated(alice, guide, ago(days=1))
    mark(alice, "acme-pm-1-1-1", "not_yet", days=9)
    page = signed_in.get(HOME)
    assert (prepared(alice), page.context["home"].preparations) == ([], [])
    assert f'href="{address(guide)}?back=home"' in page.text


# What home says


@pytest.mark.parametrize(
    ("days", "marked", "due"),
    [
        (20, 4.01, 1),
        (20, 3.9, 0),
        (None, 7.01, 1),
        (None, 6.9, 0),
        (-3, 7.01, 1),
        (-3, 6.9, 0),
        (0, 0, 1),
    ],
)
def test_what_is_shaky_is_due_after_a_fifth_of_the_days_left(signed_in, alice, guide, days, marked, due):
    Preparation.objects.create(
        candidate=alice, guide=guide, date=None if days is None else in_days(days), begun_at=ago(days=30)
    )
    mark(alice, "acme-pm-1-1-1", "shaky", days=marked)
    mark(alice, "acme-pm-1-1-2", "know", days=marked)
    assert of_home(signed_in) == [("Guide acme-pm", due, 4)]


def test_home_says_what_is_due_why_and_when_the_interview_is(signed_in, alice, guide):
    preparing.prepare(alice, guide, in_days(12), ago(days=10))
    for number in (1, 2):
        mark(alice, f"acme-pm-1-1-{number}", "shaky", days=4)
    mark(alice, "acme-pm-1-2-1", "not_yet", days=5)
    page = signed_in.get(HOME)
    assert "3 questions are due." in page.text
    assert (
        "You marked 1 of them “not yet” 5 days ago. You marked 2 of them shaky, the last one 4 days ago." in page.text
    )
    assert "Your interview for Guide acme-pm is in 12 days." in page.text
    assert "No topic was practised yet." in page.text
    assert page.text.count("btn prime") == 1
    assert f'class="btn prime big" href="{reverse("study", args=[guide.slug])}?mine=due"' in page.text


def test_a_weak_rating_is_due_and_says_its_figures(signed_in, alice, guide):
    topic = FocusTopic.objects.get(key="topic-1-1")
    making.rated(alice, guide, ago(days=8), scope="topic", place=topic, texts=("Words.",), mark=0, level=1)
    preparing.prepare(alice, guide, None, timezone.now())
    page = signed_in.get(HOME)
    assert "1 question is due." in page.text
    assert "Your last answer was rated weak 8 days ago: coverage 0 %, quality 1.0." in page.text
    assert "3 of 4 topics were never practised." in page.text


def test_a_question_that_was_retired_is_not_due(signed_in, alice, guide):
    preparing.prepare(alice, guide, None, timezone.now())
    mark(alice, "acme-pm-1-1-1", "shaky", days=9)
    Question.objects.filter(key="acme-pm-1-1-1").update(status=Status.RETIRED)
    assert of_home(signed_in) == [("Guide acme-pm", 0, 4)]


def test_without_anything_due_what_was_never_practised_comes_before_what_is_weak(signed_in, alice, guide):
    topic = FocusTopic.objects.get(key="topic-1-1")
    making.rated(alice, guide, ago(days=1), scope="topic", place=topic, texts=("Words.",), mark=0, level=1)
    preparing.prepare(alice, guide, in_days(30), timezone.now())
    page = signed_in.get(HOME)
    assert [(one.topic.key, one.reason) for one in page.context["home"].practise] == [
        ("topic-1-2", "never"),
        ("topic-1-1", "weak"),
        ("topic-2-1", "never"),
    ]
    assert "Nothing is due. Next: Topic 1.2, which you have not practised yet." in page.text


def test_a_running_interview_and_one_to_rate_go_before_what_is_due(signed_in, alice, guide):
    preparing.prepare(alice, guide, in_days(0), timezone.now())
    mark(alice, "acme-pm-1-1-1", "shaky", days=4)
    making.finished(alice, guide, ago(days=1))
    running = making.running(alice, guide, ago(minutes=1), seed=2)
    found = []
    for _ in range(2):
        page = signed_in.get(HOME)
        found.append((page.text.count("btn prime"), "middle of an interview" in page.text, "wait for you" in page.text))
        interviews.abandon(running, timezone.now())
        running.refresh_from_db()
        running = making.planned(alice, guide, timezone.now(), seed=3)
    assert found == [(1, True, False), (1, False, True)]


def test_somebody_who_prepares_and_never_sat_is_led_to_the_first_topic(signed_in, alice, guide):
    preparing.prepare(alice, guide, None, timezone.now())
    page = signed_in.get(HOME)
    assert "Welcome, Alice." in page.text
    assert f'class="btn prime big" href="{reverse("plan", args=[guide.slug])}?topic=topic-1-1"' in page.text


def test_the_nearest_date_comes_first_then_no_date_then_the_past_and_three_are_shown(signed_in, alice):
    for key, days in {"past": -1, "far": 40, "none": None, "near": 2}.items():
        made = making.guide(key, rounds=1, topics=1, questions=1)
        day = None if days is None else in_days(days)
        Preparation.objects.create(candidate=alice, guide=made, date=day, begun_at=timezone.now())
    page = signed_in.get(HOME)
    assert [entry.slug for entry in page.context["home"].preparations] == ["near", "far", "none", "past"]
    assert "All 4 guides that you prepare" in page.text
    assert "How did it go?" not in page.text
    assert "How did it go?" in signed_in.get(HOME, {"preparations": "all"}).text


@pytest.mark.parametrize(("days", "said"), [(0, "Today"), (1, "Tomorrow"), (12, "12 days left")])
def test_the_days_left_are_said_in_words(signed_in, alice, guide, days, said):
    preparing.prepare(alice, guide, in_days(days), timezone.now())
    assert f"<b>{said}</b>" in signed_in.get(HOME).text


def test_a_retired_guide_is_said_to_be_so_and_can_be_given_up(signed_in, alice, guide):
    preparing.prepare(alice, guide, in_days(5), timezone.now())
    mark(alice, "acme-pm-1-1-1", "shaky", days=9)
    guide.status = Status.RETIRED
    guide.save()
    page = signed_in.get(HOME)
    assert "This guide was retired" in page.text
    assert (of_home(signed_in), page.context["home"].practise) == ([("Guide acme-pm", 0, 0)], [])
    assert reverse("guide", args=[guide.slug]) not in page.text
    answer = signed_in.post(stop_address(guide), follow=True)
    assert (answer.status_code, prepared(alice)) == (200, [])
    assert "Prepare it again" not in answer.text


def test_what_others_prepare_and_mark_is_not_shown(signed_in, alice, bob, guide):
    preparing.prepare(bob, guide, in_days(5), timezone.now())
    mark(bob, "acme-pm-1-1-1", "shaky", days=9)
    assert of_home(signed_in) == []
    preparing.prepare(alice, guide, None, timezone.now())
    assert of_home(signed_in) == [("Guide acme-pm", 0, 4)]


def test_a_guide_that_became_somebody_elses_is_not_named(signed_in, alice, bob, guide):
    preparing.prepare(alice, guide, None, timezone.now())
    guide.owner = bob
    guide.save()
    assert guide.title not in signed_in.get(HOME).text
    assert signed_in.post(stop_address(guide)).status_code == 404


def test_one_s_own_private_guide_can_be_prepared(signed_in, alice):
    private = making.guide("private", rounds=1, topics=1, questions=1, owner=alice, status=Status.DRAFT)
    signed_in.post(address(private), {"date": in_days(3).isoformat()})
    assert of_home(signed_in) == [("Guide private", 0, 1)]


def test_home_asks_the_database_as_often_for_three_preparations_as_for_one(signed_in, alice, carol, guide):
    def fill(key, days):
        other = making.guide(key, rounds=1, topics=1, questions=2)
        preparing.prepare(alice, other, in_days(days), timezone.now())
        making.submitted(alice, carol, other, ago(days=days + 20), mark=0)
        mark(alice, f"{key}-1-1-1", "shaky", days=9)

    fill("one", 3)
    running = making.running(alice, guide, ago(minutes=1))
    with CaptureQueriesContext(connection) as one:
        signed_in.get(HOME)
    interviews.abandon(running, timezone.now())
    fill("two", 4)
    fill("three", 5)
    making.running(alice, guide, ago(minutes=1), seed=2)
    with CaptureQueriesContext(connection) as three:
        signed_in.get(HOME)
    assert len(three) == len(one) <= 12
