"""Near-duplicates of the public bank: what is found, what stays away, and what comes back."""

import pytest

from questions import authoring, duplicates
from questions.authoring import Change
from questions.importing import copying, likeness
from questions.models import ComparedPrompt, NearPair, Question, Status
from tests import making

ASKED = "Tell me when you last cut the scope of a launch with only two weeks left."
NEARLY = "Tell me when you last cut the scope of your launch, with only two weeks left!"


@pytest.fixture
def two(db):
    """Two guides with one question each, nearly the same."""
    guides = [making.guide(key, rounds=1, topics=1, questions=1) for key in ("acme-pm", "globex-pm")]
    questions = [guide.questions.get() for guide in guides]
    for question, prompt in zip(questions, (ASKED, NEARLY), strict=True):
        Question.objects.filter(pk=question.pk).update(prompt=prompt)
        question.prompt = prompt
    return questions


def found():
    duplicates.compare()
    return [(pair.one.key, pair.other.key, pair.likeness) for pair in duplicates.open_pairs()]


def test_nearly_the_same_across_guides_is_a_pair_with_its_likeness(two):
    making.guide("initech-pm", rounds=1, topics=1, questions=2)
    assert found() == [("initech-pm-1-1-1", "initech-pm-1-1-2", 96), ("acme-pm-1-1-1", "globex-pm-1-1-1", 95)]


def test_only_new_and_changed_prompts_are_compared_a_step_at_a_time(two):
    making.guide("initech-pm", rounds=1, topics=1, questions=1)
    assert (duplicates.waiting().count(), duplicates.compare(most=1), duplicates.waiting().count()) == (3, 2, 2)
    assert (duplicates.compare(most=5), len(found()), duplicates.waiting().count()) == (0, 1, 0)
    assert ComparedPrompt.objects.count() == 3


def test_what_is_not_the_same_stays_away_until_a_prompt_changes(two, now, erin):
    change = Change(by=erin, now=now)
    duplicates.compare()
    authoring.note_distinct(duplicates.open_pairs().get(), change)
    assert (found(), duplicates.noted_pairs().get().noted_by) == ([], erin)
    two[1].prompt = NEARLY.replace("launch", "release")
    authoring.save_question(two[1], change)
    assert list(duplicates.noted_pairs()) == []
    assert len(found()) == 1


def test_a_note_is_taken_back(two, now, erin):
    duplicates.compare()
    pair = duplicates.open_pairs().get()
    authoring.note_distinct(pair, Change(by=erin, now=now))
    authoring.take_note_back(pair)
    assert list(duplicates.open_pairs()) == [pair]


def test_related_retired_and_private_questions_are_no_pair(two, alice):
    authoring.relate(*two)
    mine = making.guide("own-alice", rounds=1, topics=1, questions=1, owner=alice)
    mine.questions.update(prompt=ASKED)
    assert found() == []
    authoring.part(*two)
    Question.objects.filter(pk=two[0].pk).update(status=Status.RETIRED)
    assert found() == []
    Question.objects.filter(pk=two[0].pk).update(status=Status.DRAFT)
    assert found() == [("acme-pm-1-1-1", "globex-pm-1-1-1", 95)]
    assert NearPair.objects.filter(one__guide=mine).count() + NearPair.objects.filter(other__guide=mine).count() == 0


def test_a_copy_is_counted_apart(two, now):
    copy = copying.Copy("initech-pm", "initech", "Initech: PM", "Initech", "PM", "senior")
    made = copying.copy_guide(two[0].guide, copy, Change(by=None, now=now))
    assert found() == [("acme-pm-1-1-1", "globex-pm-1-1-1", 95), ("globex-pm-1-1-1", "initech-1", 95)]
    assert duplicates.copies() == [(made, 1)]


def test_alike_prompts_are_found_as_by_comparing_all_with_all(db):
    texts = [
        "How would you decide between speed and quality in a launch?",
        "How would you decide between quality and speed for a launch?",
        "Which metric would you watch first after a launch, and why?",
        "After a launch, which metric would you watch first and why?",
        "Why this company?",
        "",
    ]
    wanted = [(0, 1), (2, 3)]
    # More than a few are compared by their rare words, a few with all others.
    others = [" ".join(f"{word}{number}" for word in ("alpha", "beta", "gamma", "delta")) for number in range(30)]
    found = likeness.pairs(texts + others, set(range(len(texts + others))))
    assert sorted(pair[:2] for pair in found if pair[1] < len(texts)) == wanted
    assert [pair[:2] for pair in likeness.pairs(texts, set(range(len(texts))))] == wanted
    assert [pair[:2] for pair in likeness.pairs(texts, {1})] == [(0, 1)]
