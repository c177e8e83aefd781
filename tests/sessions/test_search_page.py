"""Searching, filtering by own standing, the order of the list and its tips; the search over all guides."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from questions import authoring
from questions.models import Guide, Question, Tip
from sessions.models import Pacing, Preparation
from sessions.queries.deck import Deck
from sessions.transitions import studying
from tests import making

NOW = timezone.now()
FIRST = "acme-pm-1-1-1"


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def guide(guide):
    """The small guide, with words to search for: `apples` in a prompt, `secretpears` in an expected answer alone."""
    Question.objects.filter(key=FIRST).update(prompt="Two Äpples & more?")
    Question.objects.filter(key="acme-pm-2-1-1").update(
        prompt="Apples?", expected_answer="It is **secretpears** first."
    )
    authoring.write_entries(Question.objects.all())
    return guide


@pytest.fixture
def numbered(db):
    """A guide of 23 questions whose numbers run against the order of its topic, with tips."""
    guide = making.guide("tpm", rounds=1, topics=1, questions=23)
    for place, question in enumerate(guide.questions.order_by("position")):
        Question.objects.filter(pk=question.pk).update(number=23 - place)
    for batch in (1, 2):
        Tip.objects.create(guide=guide, key=f"tip-{batch}", batch=batch, title=f"Tip of batch {batch}", body="*Do* it.")
    return guide


def get(client, place=None, /, **query):
    return client.get(reverse("study", args=[place.slug]) if place else reverse("search"), query)


def keys(answer):
    return [entry.key for entry in answer.context["deck"].entries]


def numbers(answer):
    return [entry.number for entry in answer.context["deck"].entries]


# Words


def test_questions_are_found_by_words_and_these_are_marked(signed_in, guide):
    answer = get(signed_in, guide, text="ÄPPLES")
    assert keys(answer) == [FIRST, "acme-pm-2-1-1"]
    assert "Two <mark>Äpples</mark> &amp; more?" in answer.text
    assert "2 questions hold “ÄPPLES”." in answer.text


def test_the_words_stay_in_every_link_and_in_the_box(signed_in, guide):
    text = get(signed_in, guide, text='apples "&').text
    assert 'value="apples &quot;&amp;"' in text
    assert "?text=apples+%22%26&amp;q=acme-pm-2-1-1" in text


def test_nothing_found_says_which_words_and_leads_on(signed_in, guide):
    text = get(signed_in, guide, text="<zebra>").text
    assert "No question holds “&lt;zebra&gt;”." in text
    assert "Show all questions" in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"text": "%%%"}, "“%%%” holds no word to search for; all questions are shown."),
        ({"text": "\x00"}, None),
        ({"text": "prompt " + "x" * 300}, "Only the first 200 characters are searched for."),
        ({"difficulty": "no"}, "There is no such difficulty; all are shown."),
        ({"mine": "no"}, "Nothing is noted under such a standing; all questions are shown."),
        ({"order": "list"}, "There is no such order here; the questions stand by round and topic."),
        ({"guide": "acme-pm"}, None),
    ],
)
def test_what_does_not_fit_is_told(signed_in, guide, query, words):
    answer = get(signed_in, guide, **query)
    assert answer.context["problems"] == ([words] if words else [])
    assert len(keys(answer)) == (0 if "prompt" in query.get("text", "") else 8)


# What of the expected answer is quoted


def snippet(client, guide, text="secretpears"):
    answer = get(client, guide, text=text)
    assert keys(answer) == ["acme-pm-2-1-1"]
    return "It is <mark>secretpears</mark> first." in answer.text, "Found in its expected answer" in answer.text


def test_what_was_read_before_is_quoted(signed_in, alice, guide):
    studying.note_reading(alice, Question.objects.get(key="acme-pm-2-1-1"), NOW)
    assert snippet(signed_in, guide) == (True, False)


def test_what_was_not_read_yet_is_found_and_not_quoted(signed_in, bob, guide):
    studying.note_reading(bob, Question.objects.get(key="acme-pm-2-1-1"), NOW)
    assert snippet(signed_in, guide) == (False, True)


def test_a_visitor_finds_it_and_reads_nothing_of_it(client, guide):
    assert snippet(client, guide) == (False, True)


def test_while_a_realistic_interview_runs_its_guide_is_found_by_prompts_alone(signed_in, alice, guide):
    studying.note_reading(alice, Question.objects.get(key="acme-pm-2-1-1"), NOW)
    making.running(alice, guide, timezone.now())
    for place in (guide, None):
        answer = get(signed_in, place, text="secretpears")
        assert keys(answer) == []
        assert "It is" not in answer.text
        assert keys(get(signed_in, place, text="apples")) == [FIRST, "acme-pm-2-1-1"]


def test_other_guides_and_open_pacing_are_searched_as_ever(signed_in, alice, guide):
    other = making.guide("other", rounds=1, topics=1, questions=2)
    making.running(alice, other, timezone.now())
    assert keys(get(signed_in, None, text="secretpears")) == ["acme-pm-2-1-1"]
    assert keys(get(signed_in, guide, text="secretpears")) == ["acme-pm-2-1-1"]


def test_open_pacing_hides_nothing_from_the_search(signed_in, alice, guide):
    making.running(alice, guide, timezone.now(), pacing=Pacing.OPEN)
    assert keys(get(signed_in, guide, text="secretpears")) == ["acme-pm-2-1-1"]


# All guides


def test_all_guides_that_one_may_see_are_searched(client, signed_in, alice, bob, guide):
    for key, fields in {"mine": {"owner": alice}, "bobs": {"owner": bob}, "draft": {"status": "draft"}}.items():
        making.guide(key, rounds=1, topics=1, questions=1, **fields)
    Question.objects.filter(guide__key__in=["mine", "bobs", "draft"]).update(prompt="Apples too?")
    authoring.write_entries(Question.objects.all())
    answer = get(signed_in, None, text="apples")
    assert keys(answer) == [FIRST, "acme-pm-2-1-1", "mine-1-1-1"]
    assert {found.slug for found in answer.context["guides"]} == {"acme-pm", "mine"}
    client.logout()
    assert keys(get(client, None, text="apples")) == [FIRST, "acme-pm-2-1-1"]
    assert get(client, None, text="apples").context["deck"].total == 2


def test_the_guide_of_somebody_else_cannot_be_chosen(signed_in, bob, guide):
    making.guide("bobs", rounds=1, topics=1, questions=1, owner=bob)
    answer = get(signed_in, None, guide="bobs")
    assert answer.context["problems"] == ["There is no such guide; all guides are searched."]
    assert len(keys(answer)) == 8


def test_a_chosen_guide_offers_its_rounds(signed_in, guide):
    making.guide("other", rounds=1, topics=1, questions=1)
    assert keys(get(signed_in, None, guide="other")) == ["other-1-1-1"]
    assert len(keys(get(signed_in, None, guide="acme-pm", round="round-2"))) == 4
    assert "Round 2" not in get(signed_in, None).text.split("<article")[0]


def test_a_card_of_the_search_goes_back_to_the_search(signed_in, guide):
    answer = signed_in.post(reverse("study_reveal", args=[FIRST]) + "?guide=&text=apples")
    assert answer.url == f"/questions/?guide=&text=apples&q={FIRST}&shown=1#expected"
    answer = signed_in.get(answer.url)
    assert keys(answer) == [FIRST, "acme-pm-2-1-1"]
    assert f"SECRET-EXPECTED-{FIRST}" in answer.text


def test_the_search_is_empty_without_questions(client, db):
    text = get(client).text
    assert "No question is published yet." in text


def test_the_guides_page_leads_to_the_search(client, guide):
    assert f'action="{reverse("search")}"' in client.get(reverse("guides")).text


# Own standing


def test_questions_are_filtered_by_what_was_done_with_them(signed_in, alice, bob, guide, now):
    rated = making.rated(alice, guide, now, mark=0, level=1, seed=3)
    answered = sorted(answer.version.question.key for answer in rated.answers.select_related("version__question"))
    others = [key for key in Question.objects.order_by("pk").values_list("key", flat=True) if key not in answered]
    marked, shaky, flagged, read = (Question.objects.get(key=key) for key in others[:4])
    studying.mark(alice, marked, "not_yet", NOW - timedelta(days=2))
    studying.mark(alice, shaky, "shaky", NOW - timedelta(days=9))
    studying.flag(alice, flagged)
    studying.note_reading(alice, read, NOW)
    for question in Question.objects.all():
        studying.mark(bob, question, "shaky", NOW - timedelta(days=30))
        studying.flag(bob, question)

    def standing(mine):
        return sorted(keys(get(signed_in, guide, mine=mine)))

    assert standing("never") == sorted(others)
    assert standing("weak") == sorted([*answered, marked.key])
    assert standing("flagged") == [flagged.key]
    assert set(standing("read")) >= {read.key}
    assert set(standing("read")) <= {read.key, *answered}
    assert shaky.key in standing("due")
    assert marked.key not in standing("due")
    # With the interview near, what was marked two days ago is due as well.
    Preparation.objects.create(
        candidate=alice, guide=guide, begun_at=NOW, date=timezone.localdate() + timedelta(days=5)
    )
    assert marked.key in standing("due")
    assert sorted(keys(get(signed_in, None, mine="due"))) == standing("due")


def test_the_question_in_front_stays_under_every_standing(signed_in, guide):
    for mine in ("weak", "due", "read", "flagged", "know"):
        assert keys(get(signed_in, guide, mine=mine, q=FIRST)) == [FIRST]
        assert keys(get(signed_in, guide, mine=mine)) == []


# As the list came


def test_a_page_is_a_batch_of_the_list_with_its_tips(signed_in, numbered):
    answer = get(signed_in, numbered, page=2)
    assert numbers(answer) == list(range(11, 21))
    assert "Questions 11 to 20" in answer.text
    assert "Tips for questions 11 to 20" in answer.text
    assert "Tip of batch 2" in answer.text
    assert "Tip of batch 1" not in answer.text
    assert "<em>Do</em>" in answer.text


def test_a_batch_keeps_its_numbers_where_some_are_missing(signed_in, numbered):
    Question.objects.filter(number__in=range(2, 11)).update(status="retired")
    last = Question.objects.get(number=23)
    Question.objects.filter(pk=last.pk).update(number=None)
    pages = [get(signed_in, numbered, page=page) for page in (1, 2, 3, 4)]
    assert [numbers(page) for page in pages] == [[1], list(range(11, 21)), [21, 22], [14]]
    assert [page.context["deck"].batch for page in pages] == [1, 2, 3, None]


def test_the_list_is_put_in_the_order_of_rounds(signed_in, numbered):
    answer = get(signed_in, numbered, order="rounds")
    assert keys(answer)[0] == "tpm-1-1-1"
    assert "Tip of batch" not in answer.text
    assert "order=rounds" in answer.text


def test_narrowed_down_the_list_has_no_batches(signed_in, numbered):
    authoring.write_entries(numbered.questions.all())
    answer = get(signed_in, numbered, text="prompt", page=2)
    assert numbers(answer) == list(range(11, 21))
    assert answer.context["deck"].batch is None


def test_the_card_goes_on_over_the_end_of_a_page(signed_in, numbered):
    deck = get(signed_in, numbered, q="tpm-1-1-14").context["deck"]
    assert (deck.page, deck.current.number, deck.next.number) == (1, 10, 11)
    assert get(signed_in, numbered, q=deck.next.key).context["deck"].page == 2


@pytest.mark.parametrize(
    ("page", "pages", "named"),
    [
        (1, 1, [1]),
        (1, 7, [1, 2, 3, None, 7]),
        (4, 7, [1, 2, 3, 4, 5, 6, 7]),
        (8, 2000, [1, None, 6, 7, 8, 9, 10, None, 2000]),
        (2000, 2000, [1, None, 1998, 1999, 2000]),
    ],
)
def test_the_pager_names_the_ends_and_what_is_near(page, pages, named):
    assert Deck(page=page, pages=pages).page_numbers == named


# How much it takes


def test_the_number_of_queries_does_not_depend_on_the_bank(signed_in, alice):
    found = []
    for key, size in (("small", 2), ("large", 25)):
        Guide.objects.all().delete()
        guide = making.guide(key, rounds=1, topics=1, questions=size)
        questions = guide.questions.all()
        authoring.write_entries(questions)
        for question in questions[:2]:
            studying.mark(alice, question, "shaky", NOW - timedelta(days=9))
            studying.note_reading(alice, question, NOW)
        counts = []
        for query in ({"text": "prompt"}, {"text": "secret"}, {"mine": "due"}, {"mine": "never", "page": "1"}):
            for place in (guide, None):
                get(signed_in, place, **query)
                with CaptureQueriesContext(connection) as queries:
                    assert get(signed_in, place, **query, q=f"{key}-1-1-1").context["deck"].current
                counts.append(len(queries))
        found.append(counts)
    assert found[0] == found[1]
    assert max(found[0]) <= 12


def test_a_list_with_tips_takes_at_most_twelve_queries_with_the_answer_open(signed_in, alice, numbered):
    question = numbered.questions.get(number=1)
    studying.note_reading(alice, question, NOW)
    with CaptureQueriesContext(connection) as queries:
        assert "Tips for" in get(signed_in, numbered, q=question.key, shown="1").text
    assert len(queries) <= 12


@pytest.mark.parametrize("mine", ["weak", "due"])
def test_a_standing_takes_at_most_twelve_queries_with_the_answer_open(signed_in, alice, guide, mine):
    making.rated(alice, guide, NOW - timedelta(days=20))
    for question in guide.questions.all():
        studying.mark(alice, question, "not_yet", NOW - timedelta(days=10))
        studying.note_reading(alice, question, NOW - timedelta(days=10))
    with CaptureQueriesContext(connection) as queries:
        assert get(signed_in, guide, mine=mine, q="acme-pm-1-1-1", shown="1").context["card"].reveals
    assert len(queries) <= 12
