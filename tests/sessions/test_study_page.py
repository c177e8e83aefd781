"""Studying: the filters, the deck, the expected answer, the marks."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from questions.models import FocusTopic, Question, SampleAnswer, Standing, Status
from questions.rubrics import version_of
from sessions.models import StudyMark
from sessions.transitions import studying
from tests import making

HTMX = {"HX-Request": "true"}
FIRST = "acme-pm-1-1-1"


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def get(client, guide, **query):
    return client.get(reverse("study", args=[guide.slug]), query)


def keys(answer):
    """The questions that fit the filters."""
    return [entry.key for entry in answer.context["deck"].entries]


def reveal(client, key=FIRST, query="", **options):
    return client.post(reverse("study_reveal", args=[key]) + query, **options)


def mark(client, value, key=FIRST, query="", **options):
    return client.post(reverse("study_mark", args=[key]) + query, {"mark": value} | options.pop("data", {}), **options)


def sample(text, standing=Standing.STRONG, **fields):
    question = Question.objects.get(key=FIRST)
    version = version_of(question, timezone.now())
    return SampleAnswer.objects.create(version=version, standing=standing, text=text, **fields)


# What can be read


def test_a_visitor_reads_prompts_only(client, guide):
    answer = get(client, guide)
    assert answer.status_code == 200
    assert f"Prompt of {FIRST}?" in answer.text
    assert "SECRET" not in answer.text
    assert "Probe of" not in answer.text


def test_a_visitor_is_invited_to_sign_in_and_comes_back_to_the_question(client, guide):
    text = get(client, guide, q="acme-pm-1-2-1").text
    back = f"{reverse('account_login')}?next={reverse('study', args=[guide.slug])}%3Fq%3Dacme-pm-1-2-1"
    assert back in text
    assert reverse("study_reveal", args=["acme-pm-1-2-1"]) not in text


def test_a_visitor_cannot_ask_for_the_expected_answer_by_address(client, guide):
    assert "SECRET" not in get(client, guide, q=FIRST, shown="1").text


@pytest.mark.parametrize("name", ["study_reveal", "study_mark"])
def test_a_visitor_who_posts_is_asked_to_sign_in(client, guide, name):
    answer = client.post(reverse(name, args=[FIRST]))
    assert answer.url.startswith(reverse("account_login"))
    assert StudyMark.objects.count() == 0


@pytest.mark.parametrize("name", ["study_reveal", "study_mark"])
def test_looking_changes_nothing(signed_in, guide, name):
    assert signed_in.get(reverse(name, args=[FIRST])).status_code == 405


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.RETIRED])
def test_a_guide_that_is_not_published_is_not_found(signed_in, status):
    guide = making.guide("hidden", status=status)
    assert get(signed_in, guide).status_code == 404
    assert reveal(signed_in, "hidden-1-1-1").status_code == 404
    assert mark(signed_in, "know", "hidden-1-1-1").status_code == 404


def test_the_private_guide_of_somebody_else_is_not_found(signed_in, bob):
    guide = making.guide("bobs", owner=bob)
    assert get(signed_in, guide).status_code == 404
    assert reveal(signed_in, "bobs-1-1-1").status_code == 404
    assert StudyMark.objects.count() == 0


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.RETIRED])
def test_questions_that_are_not_published_are_not_there(signed_in, guide, status):
    Question.objects.filter(key=FIRST).update(status=status)
    assert FIRST not in keys(get(signed_in, guide))
    assert reveal(signed_in).status_code == 404


# Filters, deck, pages


def test_questions_come_in_the_order_of_rounds_and_topics(signed_in, guide):
    FocusTopic.objects.filter(key="topic-1-1").update(position=9)
    assert keys(get(signed_in, guide))[:4] == ["acme-pm-1-2-1", "acme-pm-1-2-2", FIRST, "acme-pm-1-1-2"]


def test_a_round_is_filtered(signed_in, guide):
    assert {key[:9] for key in keys(get(signed_in, guide, round="round-2"))} == {"acme-pm-2"}


def test_a_topic_is_filtered_and_named(signed_in, guide):
    answer = get(signed_in, guide, topic="topic-1-2")
    assert keys(answer) == ["acme-pm-1-2-1", "acme-pm-1-2-2"]
    assert "<h1>Topic 1.2</h1>" in answer.text


def test_a_topic_of_another_round_gives_way_to_the_round(signed_in, guide):
    answer = get(signed_in, guide, round="round-2", topic="topic-1-2")
    assert len(keys(answer)) == 4
    assert answer.context["filters"].topic == ""


def test_a_kind_is_filtered(signed_in, guide):
    making.question(FocusTopic.objects.get(key="topic-1-1"), "technical-one", kind="technical")
    assert keys(get(signed_in, guide, kind="technical")) == ["technical-one"]


def test_the_own_marks_are_filtered(signed_in, alice, bob, guide):
    one, two = Question.objects.order_by("pk")[:2]
    studying.mark(alice, one, "shaky", timezone.now())
    studying.mark(alice, two, "know", timezone.now())
    studying.mark(bob, two, "shaky", timezone.now())
    assert keys(get(signed_in, guide, mine="shaky")) == [one.key]
    assert len(keys(get(signed_in, guide, mine="none"))) == 6


def test_a_reading_without_a_mark_counts_as_not_marked(signed_in, alice, guide):
    studying.note_reading(alice, Question.objects.first(), timezone.now())
    assert len(keys(get(signed_in, guide, mine="none"))) == 8


def test_a_visitor_has_no_filter_by_mark(client, guide):
    answer = get(client, guide, mine="know")
    assert len(keys(answer)) == 8
    assert "My standing" not in answer.text
    assert "Sign in to see your own standing" in answer.text


def test_no_question_that_fits_leads_back_to_all(signed_in, guide):
    answer = get(signed_in, guide, kind="strategy")
    assert "No question fits these filters." in answer.text
    assert answer.context["card"] is None


def test_a_guide_without_questions_says_so(signed_in):
    assert "No question of this guide is published yet." in get(signed_in, making.guide("empty", questions=0)).text


@pytest.mark.parametrize(
    ("query", "words"),
    [({"round": "no-such"}, "no such round; all rounds"), ({"topic": "no-such"}, "no such topic; all topics")],
)
def test_an_unknown_round_or_topic_is_told(signed_in, guide, query, words):
    answer = get(signed_in, guide, **query)
    assert words in answer.text
    assert len(keys(answer)) == 8


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "no-such"},
        {"mine": "no-such"},
        {"q": "no-such"},
        {"q": "\x00"},
        {"page": "x"},
        {"page": "-1"},
        {"page": "0"},
        {"page": "9" * 30},
        {"page": "²"},
        {"round": "\x00"},
    ],
)
def test_nonsense_in_the_address_shows_everything(signed_in, guide, query):
    answer = get(signed_in, guide, **query)
    assert answer.status_code == 200
    assert len(keys(answer)) == 8


def test_there_are_ten_questions_a_page(signed_in):
    guide = making.guide("long", rounds=1, topics=1, questions=23)
    pages = [get(signed_in, guide, page=number).context["deck"] for number in (1, 2, 3)]
    assert [len(deck.entries) for deck in pages] == [10, 10, 3]
    assert [deck.current.number for deck in pages] == [1, 11, 21]


def test_a_page_beyond_the_last_is_the_last(signed_in):
    guide = making.guide("long", rounds=1, topics=1, questions=11)
    assert get(signed_in, guide, page=9).context["deck"].current.number == 11


def test_a_question_lies_on_its_own_page(signed_in):
    guide = making.guide("long", rounds=1, topics=1, questions=23)
    deck = get(signed_in, guide, q="long-1-1-15").context["deck"]
    assert (deck.page, deck.current.number, deck.previous.number, deck.next.number) == (2, 15, 14, 16)


def test_the_first_and_the_last_have_one_neighbour(signed_in, guide):
    assert get(signed_in, guide).context["deck"].previous is None
    assert get(signed_in, guide, q="acme-pm-2-2-2").context["deck"].next is None


def test_the_filters_stay_in_every_link(signed_in, guide):
    assert "?round=round-2&amp;q=acme-pm-2-1-2" in get(signed_in, guide, round="round-2").text


def test_htmx_gets_the_part_alone(signed_in, guide):
    answer = signed_in.get(reverse("study", args=[guide.slug]), headers=HTMX)
    assert answer.text.strip().startswith('<div id="study"')
    assert "<html" not in answer.text


def test_going_back_in_the_history_gets_the_whole_page(signed_in, guide):
    headers = HTMX | {"HX-History-Restore-Request": "true"}
    assert "<html" in signed_in.get(reverse("study", args=[guide.slug]), headers=headers).text


# The expected answer


def test_the_expected_answer_is_not_shown_before_it_is_asked_for(signed_in, guide):
    answer = get(signed_in, guide)
    assert "SECRET" not in answer.text
    assert "Show the expected answer" in answer.text


def test_asking_for_it_notes_the_reading_and_shows_it(signed_in, alice, guide):
    answer = reveal(signed_in, follow=True)
    note = StudyMark.objects.get()
    assert (note.candidate, note.question.key, note.mark) == (alice, FIRST, "")
    assert abs(note.read_at - timezone.now()) < timedelta(minutes=1)
    for words in (f"SECRET-EXPECTED-{FIRST}", f"SECRET-WHY-{FIRST}", f"SECRET-POINT-3-{FIRST}", "Because.", "Probe of"):
        assert words in answer.text


def test_only_the_question_in_front_is_shown(signed_in, guide):
    reveal(signed_in, "acme-pm-1-1-2")
    assert "acme-pm-1-1-2" not in "".join(
        part.split("<")[0] for part in reveal(signed_in, follow=True).text.split("SECRET")[1:]
    )


def test_asking_goes_back_to_the_question_with_its_filters(signed_in, guide):
    answer = reveal(signed_in, query="?round=round-1&kind=behavioural")
    assert answer.status_code == 302
    assert parse_qs(urlsplit(answer.url).query) == {
        "round": ["round-1"],
        "kind": ["behavioural"],
        "q": [FIRST],
        "shown": ["1"],
    }


def test_with_htmx_the_part_comes_at_once_and_the_address_follows(signed_in, guide):
    answer = reveal(signed_in, headers=HTMX)
    assert f"SECRET-EXPECTED-{FIRST}" in answer.text
    assert "<html" not in answer.text
    assert answer["HX-Replace-Url"].endswith(f"?q={FIRST}&shown=1")


def test_the_address_alone_shows_nothing_that_was_not_asked_for(signed_in, guide):
    assert "SECRET" not in get(signed_in, guide, q=FIRST, shown="1").text
    assert StudyMark.objects.count() == 0


def test_a_mark_alone_does_not_open_the_expected_answer(signed_in, alice, guide):
    mark(signed_in, "know")
    assert "SECRET" not in get(signed_in, guide, q=FIRST, shown="1").text


def test_another_reading_is_noted_with_its_own_time(signed_in, alice, guide):
    studying.note_reading(alice, Question.objects.get(key=FIRST), timezone.now() - timedelta(days=3))
    assert "read 3 days ago" in get(signed_in, guide, q=FIRST).text
    reveal(signed_in)
    assert "read today" in get(signed_in, guide, q=FIRST).text


def test_a_page_with_expected_answers_is_not_kept_by_the_browser(signed_in, guide):
    assert "no-store" in reveal(signed_in, follow=True)["Cache-Control"]


def test_a_strong_sample_is_shown_with_it(signed_in, guide):
    sample("A strong one.")
    assert "A strong one." not in get(signed_in, guide).text
    assert "A strong one." in reveal(signed_in, follow=True).text


def test_a_sample_that_was_replaced_is_not_shown(signed_in, guide):
    sample("Another one.", replaced_at=timezone.now())
    assert "Another one." not in reveal(signed_in, follow=True).text


def test_a_question_without_an_expected_answer_says_so(signed_in, guide):
    Question.objects.filter(key=FIRST).update(expected_answer="")
    assert "No expected answer is written for this question." in reveal(signed_in, follow=True).text


def test_markup_in_the_bank_is_shown_as_text(signed_in, guide):
    Question.objects.filter(key=FIRST).update(prompt="<script>alert(1)</script>", expected_answer="<img src=x>")
    text = reveal(signed_in, follow=True).text
    assert "<script>alert" not in text
    assert "<img" not in text


# The marks


@pytest.mark.parametrize("value", ["not_yet", "shaky", "know"])
def test_a_mark_is_kept(signed_in, alice, guide, value):
    assert mark(signed_in, value).status_code == 302
    note = StudyMark.objects.get()
    assert (note.candidate, note.question.key, note.mark, note.read_at) == (alice, FIRST, value, None)


def test_a_later_mark_replaces_it_and_the_reading_stays(signed_in, guide):
    reveal(signed_in)
    mark(signed_in, "not_yet")
    mark(signed_in, "know")
    note = StudyMark.objects.get()
    assert (note.mark, note.read_at is None) == ("know", False)


def test_a_mark_leaves_the_expected_answer_open(signed_in, guide):
    reveal(signed_in)
    answer = mark(signed_in, "know", data={"shown": "1"}, follow=True)
    assert f"SECRET-EXPECTED-{FIRST}" in answer.text
    assert 'value="know" id="mark-know" aria-pressed="true"' in answer.text


def test_marking_does_not_take_the_question_away_from_under_the_reader(signed_in, alice, guide):
    studying.mark(alice, Question.objects.get(key=FIRST), "shaky", timezone.now())
    answer = mark(signed_in, "know", query="?mine=shaky", follow=True)
    assert answer.context["deck"].current.key == FIRST
    assert answer.context["filters"].mine == "shaky"


@pytest.mark.parametrize("value", ["", "perfect", "know;drop"])
def test_what_is_no_mark_is_told_and_not_kept(signed_in, guide, value):
    answer = mark(signed_in, value, query="?round=round-1")
    assert answer.status_code == 422
    assert "Say how well you know it" in answer.text
    assert answer.context["filters"].round == "round-1"
    assert StudyMark.objects.count() == 0


def test_the_marks_are_counted_over_all_that_fits(signed_in, alice, guide):
    for question, value in zip(Question.objects.order_by("pk"), ["know", "shaky", "shaky", "not_yet"], strict=False):
        studying.mark(alice, question, value, timezone.now())
    assert "1 known, 2 shaky, 1 not yet" in get(signed_in, guide).text


def test_the_marks_of_others_are_not_shown(signed_in, bob, guide):
    studying.mark(bob, Question.objects.get(key=FIRST), "know", timezone.now())
    assert "0 known, 0 shaky, 0 not yet" in get(signed_in, guide).text


# How much it takes


def test_the_page_takes_at_most_twelve_queries_whatever_there_is(signed_in, alice):
    numbers = []
    for key, size in (("small", 1), ("large", 4)):
        guide = making.guide(key, rounds=size, topics=size, questions=size)
        for question in Question.objects.filter(guide=guide):
            studying.mark(alice, question, "know", timezone.now())
            studying.note_reading(alice, question, timezone.now())
        with CaptureQueriesContext(connection) as queries:
            assert "SECRET" in get(signed_in, guide, q=f"{key}-1-1-1", shown="1").text
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] <= 12
