"""Progress: the map of a guide, what to practise next and why, fresh answers apart; only one's own."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from questions.models import FocusTopic, Status
from sessions.models import Scope
from sessions.queries.progress import progress_page, sentence
from sessions.transitions import interviews
from tests import making

DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def topic(key):
    return FocusTopic.objects.get(key=key, round__guide__key="acme-pm")


def practised(alice, guide, at, key, **fields):
    """A rated interview of one answer on the topic."""
    fields = {"texts": ["A text."], "scope": Scope.TOPIC, "place": topic(key)} | fields
    return making.rated(alice, guide, at, **fields)


def page_of(alice, guide, now):
    return progress_page(alice, guide, now, timezone.localdate(now))


def cell(page, key):
    return next(one for one in page.cells if one.topic.key == key)


def shown(client, guide):
    answer = client.get(reverse("guide_progress", args=[guide.slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_topic_has_its_age_answers_coverage_and_quality(alice, guide, now):
    practised(alice, guide, now - 2 * DAY, "topic-1-1", mark=1, level=3)
    practised(alice, guide, now - 20 * DAY, "topic-1-2", mark=2, level=4)
    practised(alice, guide, now - 40 * DAY, "topic-2-1", mark=0, level=1)
    page = page_of(alice, guide, now)
    found = [(one.age, one.answers, one.own.score and one.own.score.coverage) for one in page.cells]
    assert found == [("recent", 1, 50), ("older", 1, 100), ("pale", 1, 0), ("never", 0, None)]
    assert (page.practised, page.pale, page.interviews) == (3, 1, 3)


def test_fresh_answers_stand_apart_from_those_to_questions_seen_before(alice, guide, now):
    practised(alice, guide, now - 5 * DAY, "topic-1-1", texts=["One.", "Two."], mark=0, level=1)
    practised(alice, guide, now - 4 * DAY, "topic-1-1", mark=2, level=4)
    found = cell(page_of(alice, guide, now), "topic-1-1")
    assert [(one.answers, one.score.coverage) for one in (found.fresh, found.read)] == [(2, 0), (1, 100)]
    assert (found.answers, found.tried, found.questions) == (3, 2, 2)


def test_an_abandoned_interview_is_out_of_the_map(alice, guide, now):
    interviews.abandon(making.finished(alice, guide, now - DAY), now)
    page = page_of(alice, guide, now)
    assert (page.practised, page.interviews, sentence(page)) == (0, 0, "Nothing practised on this guide yet.")


def test_the_sentence_names_the_strongest_round_and_the_blank_one(alice, guide, now):
    practised(alice, guide, now - DAY, "topic-1-1", mark=2, level=4)
    assert sentence(page_of(alice, guide, now)) == "Strongest in “Round 1”; “Round 2” is still blank."
    practised(alice, guide, now - DAY, "topic-2-1", mark=0, level=1)
    assert sentence(page_of(alice, guide, now)) == "Strongest in “Round 1”, most to gain in “Round 2”."


def test_what_to_practise_next_says_why_and_leads_to_planning_it(signed_in, alice, guide, now):
    practised(alice, guide, now - 14 * DAY, "topic-1-1", mark=0, level=2)
    page = shown(signed_in, guide)
    assert "Last practised 14 days ago, coverage 0 %, quality 2.0." in page
    assert reverse("plan", args=[guide.slug]) + "?topic=topic-1-1" in page
    assert "Never practised." in page


def test_without_anything_practised_it_says_how_to_begin(signed_in, guide):
    assert "Plan a first interview" in shown(signed_in, guide)
    assert "Nothing practised yet." in signed_in.get(reverse("progress")).content.decode()


def test_one_guide_is_gone_to_and_several_are_listed(signed_in, alice, guide, now):
    practised(alice, guide, now - 3 * DAY, "topic-1-1")
    answer = signed_in.get(reverse("progress"))
    assert (answer.status_code, answer["Location"]) == (302, reverse("guide_progress", args=[guide.slug]))
    other = making.guide("other", rounds=1, topics=1, questions=1)
    making.rated(alice, other, now - DAY, texts=["A text."])
    page = signed_in.get(reverse("progress")).content.decode()
    assert page.index("Guide other") < page.index("Guide acme-pm")
    assert "1 of 4 topics practised, last 3 days ago." in page


def test_it_is_one_s_own_and_of_guides_one_sees(client, alice, bob, guide, now):
    own = making.guide("secret", rounds=1, topics=1, questions=1, owner=alice, status=Status.DRAFT)
    practised(alice, guide, now - DAY, "topic-1-1")
    client.force_login(bob)
    assert "never practised" in shown(client, guide)
    assert client.get(reverse("guide_progress", args=[own.address])).status_code == 404
    client.force_login(alice)
    assert client.get(reverse("guide_progress", args=[own.address])).status_code == 200


def test_an_address_that_names_no_guide_is_not_found(signed_in):
    assert signed_in.get("/progress/nothing-here/").status_code == 404


def test_the_number_of_queries_does_not_grow(signed_in, alice, guide, now):
    taken = []
    for number in range(3):
        practised(alice, guide, now - (9 - number) * DAY, f"topic-{1 + number // 2}-{1 + number % 2}", seed=number)
        with CaptureQueriesContext(connection) as queries:
            shown(signed_in, guide)
        taken.append(len(queries))
    assert (taken[0], taken[2]) == (taken[2], 9)


def copies(row, number, **fields):
    """Insert `number` rows like `row`, but for `fields`, each a function of its place."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row).objects.bulk_create(
        type(row)(**kept | {name: value(index) for name, value in fields.items()}) for index in range(number)
    )


def test_three_hundred_interviews_take_as_many_queries_as_one(signed_in, alice, guide, now):
    first = practised(alice, guide, now - DAY, "topic-1-1")
    answer = first.answers.get()
    rating = answer.ratings.get()
    pages = [reverse("guide_progress", args=[guide.slug]), reverse("result", args=[first.pk]), reverse("calibration")]

    def taken():
        numbers = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert signed_in.get(page).status_code == 200
            numbers.append(len(queries))
        return numbers

    before = taken()
    sat = copies(first, 300, rated_at=lambda n: first.rated_at - n * DAY)
    answers = copies(answer, 300, interview_id=lambda n: sat[n].pk)
    ratings = copies(rating, 300, answer_id=lambda n: answers[n].pk)
    for level in rating.levels.all():
        copies(level, 300, rating_id=lambda n: ratings[n].pk)
    assert (taken(), page_of(alice, guide, now).interviews) == (before, 301)


def test_the_list_takes_as_many_queries_for_three_guides_as_for_one(signed_in, alice, guide, now):
    taken = []
    for number in range(3):
        other = making.guide(f"guide-{number}", rounds=1, topics=1, questions=1)
        making.rated(alice, other, now - (9 - number) * DAY, texts=["A text."])
        with CaptureQueriesContext(connection) as queries:
            signed_in.get(reverse("progress"), {"all": ""})
        taken.append(len(queries))
    assert (taken[0], taken[2]) == (taken[2], 8)
