"""The preview's choices: several at once, merged into any question that is shown, places renamed and joined."""

import pytest
from django.urls import reverse
from django.utils import timezone

from questions.authoring import Change
from questions.importing import arrivals
from questions.importing.enter import NotPossible, Order
from questions.importing.undo import undo
from questions.models import FocusTopic, Guide, Import, Question, Status
from tests import making

LIST = """# My list

## Round 1: Screen

### Numbers

**1. Which number would you show at first?**

**Expected answer:** LIST-ANSWER names one number. It says who acts on it. It says what comes next.

### People

**2. How do you say no?**

## Round 2: Panel

What to expect: five people.

### Numbers

**3. Whom do you ask?**
"""


@pytest.fixture
def rubrics(db):
    return [making.rubric("behavioural"), making.rubric("technical")]


@pytest.fixture
def signed_in(client, alice, rubrics):
    client.force_login(alice)
    return client


@pytest.fixture
def curating(client, erin, rubrics):
    client.force_login(erin)
    return client


@pytest.fixture
def there(rubrics):
    """A question of a public guide with nearly the words of the first one of LIST."""
    making.guide(rounds=1, topics=1, questions=0)
    return making.question(FocusTopic.objects.get(), "acme-pm-number", prompt="Which number would you show first?")


def waiting(user, text=LIST, **fields):
    return making.received(user, text, timezone.now(), **fields)


def page_of(one, query=""):
    return reverse("import", args=[one.pk]) + query


def several(which="ticked", **fields):
    sent = {"act": "apply", "several-which": which, "several-do": "", "several-kind": "", "several-place": ""}
    return sent | {f"several-{name}": value for name, value in fields.items()}


def places(one):
    one.refresh_from_db()
    return [
        (a_round.name, topic.name, question.number) for a_round, topic, question in arrivals.proposal_of(one).places()
    ]


def test_several_are_moved_and_given_a_kind_and_skipped_at_once(signed_in, alice):
    one = waiting(alice)
    ticked = {"row": ["0", "1", "2"], "tick": ["0", "2"]}
    said = signed_in.post(page_of(one), several(kind="technical", new_round="Onsite", new_topic="Data") | ticked)
    assert (said.status_code, said.url) == (302, page_of(one, "#several"))
    assert places(one) == [("Screen", "People", 2), ("Onsite", "Data", 1), ("Onsite", "Data", 3)]
    signed_in.post(page_of(one), several("shown", do="skip") | {"row": ["1"], "tick": ["1"]})
    signed_in.post(page_of(one), several("ticked", do="import"))
    signed_in.post(page_of(one, "?show=ticked"), {"act": "untick"})
    signed_in.post(page_of(one), {"act": "import", "row": ["1"], "do-1": "skip"})
    made = Guide.objects.get(owner=alice)
    assert [(row.number, row.topic.name, row.rubric.kind) for row in made.questions.order_by("number")] == [
        (1, "Data", "technical"),
        (3, "Data", "technical"),
    ]
    # The round that was left empty says what to expect, and stays; the empty topic does not.
    assert [a_round.name for a_round in made.rounds.order_by("position")] == ["Panel", "Onsite"]


def test_ticks_and_choices_outlast_turning_the_page_filters_and_errors(signed_in, alice):
    text = "# T\n\n" + "".join(f"{n}. What is thing {n}?\n" for n in range(1, 61))
    one = waiting(alice, text)
    shown = {"row": [str(index) for index in range(50)], "tick": ["3", "7"], "do-4": "skip", "do-3": "import"}
    turned = signed_in.post(page_of(one), shown | {"act": "page:2"})
    assert turned.url == page_of(one, "?page=2")
    refused = signed_in.post(turned.url, several(new_topic="Lonely") | {"row": ["50"], "tick": ["50"]})
    assert (refused.status_code, "Lonely" in refused.content.decode()) == (422, True)
    assert "Name the round of the new topic" in refused.content.decode()
    found = signed_in.get(page_of(one, "?show=ticked")).context["preview"]
    assert [row.question.index for row in found.rows] == [3, 7, 50]
    assert [index for index, (action, _key) in found.doing.items() if action == "skip"] == [4]
    answer = signed_in.post(page_of(one), {"act": "keep", "row": ["3"]}, headers={"Accept": "application/json"})
    one.refresh_from_db()
    assert (answer.status_code, one.decisions["ticked"]) == (204, [7, 50])


def test_filters_count_and_find(signed_in, alice):
    one = waiting(alice)
    found = signed_in.get(page_of(one, "?show=no_points")).context["preview"]
    assert [(name, count) for name, _words, count in found.filters] == [
        ("new", 3),
        ("no_answer", 2),
        ("no_points", 2),
        ("proposed", 1),
    ]
    assert [row.question.number for row in found.rows] == [2, 3]
    assert signed_in.get(page_of(one, "?show=nonsense&page=x")).status_code == 200


def test_a_question_is_moved_to_a_place_of_the_guide_that_it_goes_into(curating, erin):
    guide = making.guide(rounds=1, topics=1, questions=0)
    one = waiting(erin, is_private=False, guide=guide)
    page = curating.get(page_of(one))
    assert "In Guide acme-pm" in page.content.decode()
    curating.post(page_of(one), several("page", place='["Round 1", "Topic 1.1"]'))
    curating.post(page_of(one), {"act": "import"})
    assert list(FocusTopic.objects.values_list("name", "questions__number")) == [
        ("Topic 1.1", 1),
        ("Topic 1.1", 2),
        ("Topic 1.1", 3),
    ]


def test_nothing_ticked_and_nothing_chosen_is_told_at_the_field(signed_in, alice):
    one = waiting(alice)
    pages = [signed_in.post(page_of(one), several(**sent)) for sent in ({"do": "skip"}, {"which": "page"})]
    assert [page.status_code for page in pages] == [422, 422]
    assert "No question is ticked" in pages[0].content.decode()
    assert "Choose what is to change." in pages[1].content.decode()


def test_a_similar_question_of_another_guide_is_merged_into_and_undone(curating, erin, there, alice):
    making.running(alice, there.guide, timezone.now(), count=1)
    one = waiting(erin, is_private=False)
    page = curating.get(page_of(one)).content.decode()
    assert ("similar, " in page, "1 planned or running one" in page) == (True, True)
    assert (f"SECRET-EXPECTED-{there.key}" in page, "LIST-ANSWER" in page) == (True, True)
    sent = {"act": "import", "row": ["0", "1", "2"], "do-0": "update", "differs-0": "prompt expected_answer"}
    curating.post(page_of(one), sent | {"take-0": ["expected_answer"], "do-1": "skip", "do-2": "skip"})
    there.refresh_from_db()
    assert (there.prompt, there.expected_answer.split()[0], there.versions.count()) == (
        "Which number would you show first?",
        "LIST-ANSWER",
        2,
    )
    one.refresh_from_db()
    # Where everything is merged or skipped no guide is made.
    assert (one.counts["updated"], one.guide, Guide.objects.count()) == (1, None, 1)
    assert there.prompt in curating.get(page_of(one)).content.decode()
    curating.post(reverse("undo_import", args=[one.pk]))
    there.refresh_from_db()
    assert there.expected_answer == f"SECRET-EXPECTED-{there.key}"


def test_two_questions_merged_into_one_are_undone_to_what_it_said_first(erin, there, now):
    text = LIST.replace("How do you say no?", "Which number would you show first of all?")
    one = waiting(erin, text, is_private=False)
    into = {str(index): {"do": "update", "into": there.key} for index in (0, 1)}
    arrivals.decide(one, {"questions": into}, None)
    arrivals.write(one, Order(), now)
    there.refresh_from_db()
    assert there.prompt == "Which number would you show first of all?"
    undo(one, Change(by=erin, now=now))
    there.refresh_from_db()
    assert there.prompt == "Which number would you show first?"


def test_what_was_to_be_merged_into_may_not_be_gone(erin, there, now):
    one = waiting(erin, is_private=False)
    arrivals.decide(one, {"questions": {"0": {"do": "update", "into": there.key}}}, None)
    Question.objects.update(status=Status.RETIRED)
    with pytest.raises(NotPossible, match="gone or retired"):
        arrivals.write(one, Order(), now)
    assert (Guide.objects.count(), Import.objects.waiting().count()) == (1, 1)


def test_merged_into_a_published_question_a_second_curator_reviews_it(curating, erin, there, settings, now):
    settings.SECOND_APPROVAL = True
    one = waiting(erin, is_private=False)
    assert "Once merged it is in review" in curating.get(page_of(one)).content.decode()
    arrivals.decide(one, {"questions": {"0": {"do": "update", "into": there.key}}}, None)
    arrivals.write(one, Order(), now)
    there.refresh_from_db()
    assert there.status == Status.IN_REVIEW
    undo(one, Change(by=erin, now=now))
    there.refresh_from_db()
    assert there.status == Status.PUBLISHED


def test_a_private_list_is_merged_into_ones_own_guide_and_never_into_anybody_elses(signed_in, alice, bob, there, now):
    mine = making.guide("own-1", rounds=1, topics=1, questions=0, owner=alice)
    topic = FocusTopic.objects.get(round__guide=mine)
    own = making.question(topic, "own-1-number", prompt="Which number would you show first, then?")
    one = waiting(alice)
    row = signed_in.get(page_of(one)).context["preview"].rows[0]
    assert (row.match.state, row.existing.question) == ("similar", own)
    # What is sent names no key; and one that was slipped in is refused.
    signed_in.post(page_of(one), {"act": "keep", "row": ["0"], "do-0": "update"})
    one.refresh_from_db()
    assert one.decisions["questions"]["0"]["into"] == own.key
    arrivals.decide(one, {"questions": {"0": {"do": "update", "into": there.key}}}, None)
    assert there.prompt not in signed_in.get(page_of(one)).content.decode()
    with pytest.raises(NotPossible):
        arrivals.write(one, Order(owner=alice), now)


def test_rounds_and_topics_are_renamed_swapped_and_joined(signed_in, alice):
    one = waiting(alice)
    url = reverse("import_places", args=[one.pk])
    names = {
        "was-round": ["Screen", "Panel"],
        "round": ["Panel", "Screen"],
        "was-in": ["Screen", "Screen", "Panel"],
        "was-topic": ["Numbers", "People", "Numbers"],
        "in": ["Screen", "Screen", "Screen"],
        "topic": ["Numbers", "People", "Numbers"],
    }
    assert signed_in.post(url, names).url == page_of(one)
    # The third topic goes where the first one is: they are one now.
    assert places(one) == [("Panel", "Numbers", 1), ("Panel", "Numbers", 3), ("Panel", "People", 2)]
    assert signed_in.post(url, names | {"topic": ["", "People", "Numbers"]}).status_code == 422
    signed_in.post(url, {"as-in-the-file": "1"})
    assert places(one) == [("Screen", "Numbers", 1), ("Screen", "People", 2), ("Panel", "Numbers", 3)]


def test_questions_that_were_moved_follow_the_name_of_their_place(signed_in, alice):
    one = waiting(alice)
    signed_in.post(page_of(one), several("page", place='["Panel", "Numbers"]'))
    url = reverse("import_places", args=[one.pk])
    signed_in.post(url, {
        "was-round": ["Panel"], "round": ["Board"],
        "was-in": ["Panel"], "was-topic": ["Numbers"], "in": ["Panel"], "topic": ["Figures"],
    })  # fmt: skip
    assert places(one) == [("Board", "Figures", 1), ("Board", "Figures", 2), ("Board", "Figures", 3)]


def test_questions_are_edited_one_after_the_other(signed_in, alice):
    one = waiting(alice)
    first = reverse("import_question", args=[one.pk, 0])
    assert signed_in.post(page_of(one), {"act": "proposed"}).url == f"{first}?show=proposed"
    sent = {"prompt": "Why?", "kind": "behavioural", "difficulty": "easy", "minutes": "5", "go": "next"}
    assert signed_in.post(first, sent | {"key_points": "Names one fact"}).url == first.replace("/0/", "/1/")
    page = signed_in.post(first, sent | {"expected_answer": "Names one fact. Says who acts.", "propose": "1"})
    assert "Names one fact.\nSays who acts." not in page.content.decode()
    one.refresh_from_db()
    question = arrivals.proposal_of(one).questions[0]
    assert (question.key_points, question.has_proposed_points) == (["Names one fact"], False)


def test_a_list_may_be_looked_at_once_more_when_it_goes_into_another_guide(signed_in, alice, now):
    first = waiting(alice)
    guide = arrivals.write(first, Order(owner=alice), now).guide
    one = waiting(alice, LIST.replace("# My list", "# Another"))
    page = signed_in.post(page_of(one), {"act": "import", "target": str(guide.pk)}, follow=True)
    assert "look at it once more" in page.content.decode()
    assert [row.match.state for row in page.context["preview"].rows] == ["identical"] * 3


def test_a_long_list_is_written_as_a_step_of_its_own(signed_in, alice):
    one = waiting(alice, "# T\n\n" + "".join(f"{n}. What is thing {n}?\n" for n in range(1, 502)))
    page = signed_in.post(page_of(one), {"act": "import"}, follow=True)
    assert "Step 3 of 3" in page.content.decode()
    done = signed_in.post(reverse("read_import", args=[one.pk]), headers={"HX-Request": "true"})
    assert (done["HX-Redirect"], Question.objects.count()) == (page_of(one), 501)
