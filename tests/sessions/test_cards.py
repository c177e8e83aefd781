"""The question card: samples, what lies beside it, taking marks back, flags, and what a running interview hides."""

import threading

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from questions import authoring
from questions.models import FocusTopic, Question, SampleAnswer, Standing, Status
from questions.rubrics import version_of
from sessions.models import StudyMark
from sessions.queries import cards, study
from sessions.transitions import studying
from tests import making

FIRST = "acme-pm-1-1-1"


@pytest.fixture
def first(guide):
    """The question in front."""
    return Question.objects.get(key=FIRST)


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def post(client, name, data, **options):
    return client.post(reverse(name, args=[FIRST]), data, **options)


def read(client, guide, key=FIRST):
    """The study page with the question in front, its expected answer asked for."""
    return client.get(reverse("study", args=[guide.slug]), {"q": key, "shown": "1"})


def card_of(user, guide, key=FIRST):
    """The Card that `user` gets, the expected answer asked for."""
    return cards.card(user, study.deck(user, study.place_of(guide), study.Filters(), key).current, None, shown=True)


def sample(question, standing, **fields):
    version = version_of(question, timezone.now())
    fields = {"text": f"SECRET-SAMPLE-{standing}"} | fields
    return SampleAnswer.objects.create(version=version, standing=standing, **fields)


# Marks and flags


def test_a_mark_is_taken_away_by_pressing_it_again(signed_in, alice, first, now):
    studying.mark(alice, first, "shaky", now)
    studying.note_reading(alice, first, now)
    assert post(signed_in, "study_mark", {"mark": "shaky", "was": "shaky"}).status_code == 302
    note = StudyMark.objects.get()
    assert (note.mark, note.marked_at, note.read_at) == ("", None, now)


def test_pressing_twice_by_mistake_is_pressing_once(signed_in, first):
    for _press in range(2):
        post(signed_in, "study_mark", {"mark": "shaky", "was": ""})
    assert StudyMark.objects.get().mark == "shaky"


def test_what_another_page_has_marked_since_is_not_taken_away(signed_in, alice, first, now):
    studying.mark(alice, first, "know", now)
    post(signed_in, "study_mark", {"mark": "shaky", "was": "shaky"})
    assert StudyMark.objects.get().mark == "know"


@pytest.mark.parametrize("junk", ["", "perfect"])
def test_what_is_no_mark_is_not_taken_away_either(signed_in, first, junk):
    answer = post(signed_in, "study_mark", {"mark": junk, "was": junk})
    assert (answer.status_code, StudyMark.objects.count()) == (422, 0)
    assert "Say how well you know it" in answer.text


def test_a_question_is_flagged_and_the_flag_taken_off(signed_in, alice, bob, first, now):
    studying.mark(alice, first, "know", now)
    studying.flag(bob, first)
    assert "Take the flag off" in post(signed_in, "study_flag", {"flag": "1"}, follow=True).text
    mine = StudyMark.objects.get(candidate=alice)
    assert (mine.is_flagged, mine.mark) == (True, "know")
    assert "Flag it" in post(signed_in, "study_flag", {"flag": "0"}, follow=True).text
    assert list(StudyMark.objects.filter(is_flagged=True).values_list("candidate", flat=True)) == [bob.pk]


def test_what_is_no_flag_is_told_and_not_kept(signed_in, first):
    answer = post(signed_in, "study_flag", {"flag": "maybe"})
    assert (answer.status_code, StudyMark.objects.count()) == (422, 0)
    assert "Say whether the question is flagged" in answer.text


@pytest.mark.parametrize(("name", "data"), [("study_mark", {"mark": "know"}), ("study_flag", {"flag": "1"})])
def test_nobody_marks_in_the_private_guide_of_somebody_else(signed_in, bob, name, data):
    making.guide("bobs", owner=bob)
    assert signed_in.post(reverse(name, args=["bobs-1-1-1"]), data).status_code == 404
    assert StudyMark.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_presses_at_once_make_one_mark(alice, first, now):
    errors = []

    def press(verb, *args):
        try:
            verb(alice, first, *args)
        except Exception as error:
            errors.append(error)
        finally:
            if threading.current_thread() is not threading.main_thread():
                connection.close()

    jobs = [(studying.mark, "know", now), (studying.mark, "know", now), (studying.flag,), (studying.note_reading, now)]
    if connection.vendor == "sqlite":
        # In memory there is one connection and one writer.
        for job in jobs:
            press(*job)
    else:
        threads = [threading.Thread(target=press, args=job) for job in jobs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert errors == []
    note = StudyMark.objects.get()
    assert (note.mark, note.is_flagged, note.read_at) == ("know", True, now)


# Samples


def test_all_current_samples_are_shown_the_best_first(alice, guide, first, now):
    for standing in (Standing.WEAK, Standing.STRONG, Standing.SOLID):
        sample(first, standing)
    sample(first, Standing.STRONG, text="SECRET-REPLACED", replaced_at=now)
    sample(Question.objects.get(key="acme-pm-1-1-2"), Standing.STRONG, text="SECRET-OTHER")
    studying.note_reading(alice, first, now)
    shown = [one.answer.text for one in card_of(alice, guide).samples]
    assert shown == ["SECRET-SAMPLE-strong", "SECRET-SAMPLE-solid", "SECRET-SAMPLE-weak"]


def test_a_sample_stands_with_its_reference_rating_in_the_words_of_its_version(signed_in, alice, guide, first, now):
    criterion = first.criteria.order_by("position").first()
    sample(
        first,
        Standing.SOLID,
        marks={"point-2": {"mark": 2, "reason": "Says <when>."}, "gone": {"mark": 0, "reason": "Of another time."}},
        levels={criterion.key: {"level": 3, "reason": "Three things."}},
        needs_checking=True,
    )
    first.key_points.update(text="What the point says now")
    studying.note_reading(alice, first, now)
    [one] = card_of(alice, guide).samples
    assert one.marks == [cards.Judged(f"SECRET-POINT-2-{FIRST}", "Specifically", "Says <when>.")]
    assert one.levels == [cards.Judged(criterion.name, 3, "Three things.")]
    text = read(signed_in, guide).text
    for words in ("Sample answer (solid)", "specifically", "Says &lt;when&gt;.", "level 3 of 4", "an earlier wording"):
        assert words in text


# What lies beside it


def test_neighbours_are_the_nearest_of_the_topic(db):
    guide = making.guide("long", rounds=1, topics=2, questions=9)
    Question.objects.filter(key="long-1-1-4").update(status=Status.DRAFT)
    keys = [one.key for one in card_of(AnonymousUser(), guide, "long-1-1-5").neighbours]
    assert keys == [f"long-1-1-{number}" for number in (1, 2, 3, 6, 7, 8)]


def test_related_questions_are_those_that_one_may_see(client, alice, bob, guide, first):
    making.guide("alices", rounds=1, topics=1, questions=1, owner=alice)
    making.guide("bobs", rounds=1, topics=1, questions=1, owner=bob)
    making.guide("drafts", rounds=1, topics=1, questions=1, status=Status.DRAFT)
    other = making.guide("other", rounds=1, topics=1, questions=2)
    Question.objects.filter(key="other-1-1-2").update(status=Status.RETIRED)
    first.related.set(Question.objects.exclude(guide=guide) | Question.objects.filter(key="acme-pm-1-1-2"))
    seen = {user: {one.key for one in card_of(user, guide).related} for user in (alice, bob, AnonymousUser())}
    assert seen == {
        alice: {"acme-pm-1-1-2", "alices-1-1-1", "other-1-1-1"},
        bob: {"acme-pm-1-1-2", "bobs-1-1-1", "other-1-1-1"},
        AnonymousUser(): {"acme-pm-1-1-2", "other-1-1-1"},
    }
    text = read(client, guide).text
    assert f"{reverse('study', args=[other.slug])}?q=other-1-1-1#prompt" in text
    assert "bobs-1-1-1" not in text
    # What is related is not named a second time among its neighbours.
    assert card_of(bob, guide).neighbours == []


def test_a_card_takes_three_queries_whatever_hangs_on_it(alice, now):
    numbers = []
    for key, size in (("small", 1), ("large", 9)):
        guide = making.guide(key, rounds=1, topics=1, questions=size)
        question = Question.objects.get(key=f"{key}-1-1-1")
        question.related.set(Question.objects.exclude(pk=question.pk))
        for _number in range(size):
            sample(question, Standing.STRONG)
        studying.note_reading(alice, question, now)
        entry = study.deck(alice, study.place_of(guide), study.Filters(), question.key).current
        with CaptureQueriesContext(connection) as queries:
            assert len(cards.card(alice, entry, None, shown=True).samples) == size
        numbers.append(len(queries))
    assert numbers == [3, 3]


# What is not shown


def test_a_visitor_gets_the_prompt_and_its_neighbours_alone(client, guide, first):
    sample(first, Standing.STRONG)
    text = read(client, guide).text
    assert "Prompt of acme-pm-1-1-2?" in text
    for words in ("SECRET", "Probe of", reverse("study_flag", args=[FIRST]), "<kbd", "Practise it now"):
        assert words not in text


def test_while_a_realistic_interview_runs_nothing_is_revealed_nor_named_beside(signed_in, alice, guide, first):
    related = making.question(FocusTopic.objects.get(key="topic-2-1"), "related-one", prompt="RELATED-PROMPT?")
    first.related.add(related)
    sample(first, Standing.STRONG, marks={"point-1": {"mark": 2, "reason": "SECRET-REASON"}})
    studying.note_reading(alice, first, timezone.now())
    assert "SECRET-REASON" in read(signed_in, guide).text
    making.running(alice, guide, timezone.now())
    for answer in (
        read(signed_in, guide),
        post(signed_in, "study_reveal", {}, follow=True),
        post(signed_in, "study_mark", {"mark": "know", "shown": "1"}, follow=True),
        post(signed_in, "study_flag", {"flag": "1", "shown": "1"}, follow=True),
        post(signed_in, "study_flag", {"shown": "1"}),
    ):
        card = answer.context["card"]
        assert (card.reveals, card.points, card.samples, card.related, card.neighbours) == (False, [], [], [], [])
        assert "SECRET" not in answer.text
        assert "Probe of" not in answer.text
        assert "hidden while your interview runs" in answer.text


def test_keys_are_named_only_to_those_who_have_them_on(signed_in, alice, guide):
    assert "data-keys" in read(signed_in, guide).text
    signed_in.post(reverse("account"), {"name": "Alice", "time_zone": "UTC", "allowance": 100})
    alice.refresh_from_db()
    assert alice.single_keys is False
    text = read(signed_in, guide).text
    assert "data-keys" not in text
    assert "<kbd" not in text
    assert "You have switched these keys off." in signed_in.get(reverse("keyboard")).text


def test_a_problem_is_reported_with_questions_of_public_guides_alone(signed_in, alice, guide):
    own = making.guide("alices", rounds=1, topics=1, questions=1, owner=alice)
    assert reverse("report_problem", args=[FIRST]) in read(signed_in, guide).text
    assert "Report a problem" not in read(signed_in, own, "alices-1-1-1").text


def test_the_words_searched_for_are_marked(signed_in, alice, guide, first, now):
    Question.objects.filter(pk=first.pk).update(prompt="A Résumé?", expected_answer="**Resume** & more")
    first.key_points.filter(key="point-1").update(text="Names the resume")
    first.refresh_from_db()
    authoring.write_entries([first])
    studying.note_reading(alice, first, now)
    address = reverse("study", args=[guide.slug])
    text = signed_in.get(address, {"text": "resume", "q": FIRST, "shown": "1"}).text
    for words in ("A <mark>Résumé</mark>?", "<strong><mark>Resume</mark></strong> &amp;", "the <mark>resume</mark>"):
        assert words in text


def test_it_can_be_practised_at_once(signed_in, guide):
    link = f"{reverse('plan', args=[guide.slug])}?topic=topic-1-1&count=1"
    assert link.replace("&", "&amp;") in read(signed_in, guide).text
    proposal = signed_in.get(link).context["proposal"]
    assert (proposal.place.value, proposal.count) == ("topic:topic-1-1", 1)
