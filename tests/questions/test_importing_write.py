"""Lists into the bank: proposed, compared with what is there, written as a whole, undone as a whole."""

from datetime import timedelta

import pytest

from questions.authoring import Change, Point, save_question
from questions.importing import arrivals
from questions.importing.enter import NotPossible, Order, dry_run
from questions.importing.key_points import proposed
from questions.importing.kinds import guess
from questions.importing.undo import undo
from questions.models import Guide, Import, Question, QuestionVersion, SearchEntry, Status, Tip
from questions.reporting import report
from questions.rubrics import content_of, digest_of
from tests import making

LIST = """# Acme: Product Manager

Summary of the list.

## Round 1: Phone screen

### Numbers

**1. Which number would you show first?**

**Expected answer:** Name one number and say why. Say what it was before and what it is now. Say who acts on it.

**Why it matters:** Numbers decide here.

**2. Tell me about a time you had to say no to a customer.**

**Expected answer:** Be honest.

## Tips

- **Sleep**: go to bed early.
"""


@pytest.fixture
def rubrics(db):
    return [making.rubric("behavioural"), making.rubric("situational")]


def arrived(text, user, now, *, is_private=False, guide=None):
    one = arrivals.receive(user, "list.md", text.encode(), now, is_private=is_private, guide=guide)
    arrivals.read(one)
    return one


def written(text, user, now, **order):
    """Import `text` and return (Import, Outcome)."""
    wish = Order(**order)
    one = arrived(text, user, now, is_private=wish.owner is not None, guide=wish.guide)
    outcome = arrivals.write(one, wish, now)
    return Import.objects.get(pk=one.pk), outcome


def test_a_list_becomes_a_draft_of_the_bank(rubrics, erin, now):
    one, outcome = written(LIST, erin, now)
    guide = outcome.guide
    assert (guide.title, guide.owner, guide.status, guide.summary) == (
        "Acme: Product Manager",
        None,
        Status.DRAFT,
        "Summary of the list.",
    )
    assert [(topic.round.name, topic.name) for topic in guide.rounds.get().topics.all()] == [
        ("Phone screen", "Numbers")
    ]
    first, second = guide.questions.order_by("position")
    assert first.key == f"{guide.key}-which-number-would-you-show-first"
    assert (first.status, first.number, first.topic.name) == (Status.DRAFT, 1, "Numbers")
    assert [point.text for point in first.key_points.order_by("position")] == [
        "Name one number and say why.",
        "Say what it was before and what it is now.",
        "Say who acts on it.",
    ]
    assert (second.rubric.kind, second.criteria.count(), second.key_points.count()) == ("behavioural", 2, 0)
    assert list(Tip.objects.values_list("title", "body")) == [("Sleep", "go to bed early.")]
    assert (one.text, one.understood, outcome.incomplete) == ("", None, 1)


def test_many_questions_are_left_as_one_by_one(rubrics, erin, now):
    guide = written(LIST, erin, now)[1].guide
    question = guide.questions.get(number=1)
    version = QuestionVersion.objects.get(question=question)
    assert (version.number, version.digest, version.content) == (
        1,
        digest_of(content_of(question)),
        content_of(question),
    )
    assert [(change.by, change.reason) for change in question.changes.all()] == [(erin, "Imported from list.md")]
    before = SearchEntry.objects.get(question=question).words
    save_question(question, Change(by=erin, now=now))
    assert (question.versions.count(), SearchEntry.objects.get(question=question).words) == (1, before)


def test_only_what_is_complete_is_published(rubrics, erin, now):
    outcome = written(LIST, erin, now, publish=True)[1]
    assert (outcome.guide.status, outcome.counts["published"]) == (Status.PUBLISHED, 1)
    assert list(outcome.guide.questions.published().values_list("number", flat=True)) == [1]


def test_a_dry_run_finds_what_the_real_run_finds_and_writes_nothing(rubrics, erin, now):
    one = arrived(LIST, erin, now)
    change = Change(by=erin, now=now)
    tried = dry_run(arrivals.proposal_of(one), Order(), change)
    assert (Guide.objects.count(), Question.objects.count()) == (0, 0)
    real = arrivals.write(one, Order(), now)
    assert (tried.counts | {"not_understood": 0}, tried.matches) == (real.counts, real.matches)


def test_a_list_that_comes_again_changes_what_it_says_otherwise(rubrics, erin, now):
    guide = written(LIST, erin, now)[1].guide
    again = (
        LIST.replace("Be honest.", "Be honest and stay kind.")
        + "\n## More\n\n**1. Which number would you show at first?**\n\n**Answer:** One.\n"
    )
    outcome = written(again, erin, now, guide=guide)[1]
    assert [(match.state, match.fields) for match in outcome.matches] == [
        ("identical", ()),
        ("changed", ("expected_answer",)),
        ("similar", ()),
    ]
    assert guide.questions.get(number=2).expected_answer == "Be honest and stay kind."
    counts = {name: count for name, count in outcome.counts.items() if count}
    assert counts == {"imported": 1, "updated": 1, "skipped": 1, "rounds": 1, "topics": 1}


def test_writing_sees_what_changed_since_the_preview(rubrics, erin, now):
    guide = written(LIST, erin, now)[1].guide
    one = arrived(LIST, erin, now, guide=guide)
    arrivals.match(one)
    guide.questions.filter(number=2).update(why_it_matters="Said here.", expected_answer="Edited meanwhile.")
    seen = [(match.state, match.fields) for match in arrivals.write(one, Order(guide=guide), now).matches]
    assert seen == [("identical", ()), ("changed", ("expected_answer",))]


def test_writing_compares_anew_what_came_since_the_preview(rubrics, erin, now):
    one = arrived(LIST, erin, now)
    arrivals.match(one)
    written(LIST, erin, now)
    outcome = arrivals.write(one, Order(), now)
    assert [match.state for match in outcome.matches] == ["similar", "similar"]


def test_a_private_list_is_compared_with_own_guides_only(rubrics, alice, bob, now):
    written(LIST, bob, now, owner=bob)
    outcome = written(LIST, alice, now, owner=alice)[1]
    assert {match.state for match in outcome.matches} == {"new"}
    # Nothing in its keys tells that another guide of that name is there.
    bobs = Guide.objects.get(owner=bob)
    assert (outcome.guide.slug, bobs.slug) == ("acme-product-manager", "acme-product-manager")
    assert outcome.guide.key.split("-")[0] == "own"
    assert outcome.guide.questions.published().count() == 2


def test_the_bank_is_not_compared_with_private_guides(rubrics, alice, erin, now):
    written(LIST, alice, now, owner=alice)
    assert {match.state for match in written(LIST, erin, now)[1].matches} == {"new"}


def test_key_points_that_were_made_can_be_left_out(rubrics, alice, now):
    guide = written(LIST, alice, now, owner=alice, with_points=False)[1].guide
    assert guide.questions.get(number=1).key_points.count() == 0


def test_an_import_is_undone_as_a_whole(rubrics, erin, now):
    first, outcome = written(LIST, erin, now)
    again = LIST.replace("Be honest.", "Be honest and stay kind.") + "\n## More\n\n1. Why Acme?\n"
    second, _ = written(again, erin, now, guide=outcome.guide)
    undo(second, Change(by=erin, now=now))
    question = Question.objects.get(number=2)
    assert (Question.objects.count(), question.expected_answer) == (2, "Be honest.")
    undo(first, Change(by=erin, now=now))
    assert (Guide.objects.count(), Question.objects.count(), Import.objects.exclude(undone_at=None).count()) == (
        0,
        0,
        2,
    )
    # Keys are never used again.
    assert written(LIST, erin, now)[1].guide.key == "acme-product-manager-2"


def test_an_import_that_something_depends_on_is_not_undone(rubrics, erin, alice, now):
    one, outcome = written(LIST, erin, now, publish=True)
    question = outcome.guide.questions.get(number=1)

    def refusal():
        with pytest.raises(NotPossible) as refused:
            undo(one, Change(by=erin, now=now))
        assert Question.objects.count() == 2
        return str(refused.value)

    report(question, alice, "wrong", "Words.", now)
    assert "was reported" in refusal()
    question.problem_reports.all().delete()
    save_question(question, Change(by=erin, now=now), key_points=[Point("", "Another point altogether.")])
    assert "was edited since" in refusal()
    one.made["questions"][question.key] = digest_of(content_of(question))
    one.save()
    making.running(alice, outcome.guide, now, count=1)
    assert "were asked in an interview" in refusal()


def test_a_text_waits_for_a_day_and_five_of_them(rubrics, alice, now):
    for number in range(6):
        arrivals.receive(alice, "list.md", b"1. Why?", now + timedelta(minutes=number), is_private=True)
    assert Import.objects.count() == 5
    assert arrivals.drop_old(now + timedelta(days=1, minutes=3)) == 2


def test_nothing_that_is_too_long_is_dropped(rubrics, alice, now):
    name, point = "Round 1: " + "long " * 40, "Names " + "very " * 60 + "much"
    text = f"# T\n\n## {name}\n\n### Topic\n\n**1. Why?**\n\n**Key points:**\n\n- {point}\n- Names b\n"
    one = arrived(text, alice, now, is_private=True)
    proposal = arrivals.proposal_of(one)
    a_round, _topic, question = next(proposal.places())
    assert ("long " * 40).strip() in a_round.what_to_expect
    assert point in question.expected_answer
    assert (len(a_round.name) <= 120, len(question.key_points[0]) <= 250) == (True, True)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("", []),
        ("Be honest.", []),
        ("1. Say what it was\n2. Say what you did\n3. Say what came of it", 3),
        ("One two three four. Five six seven eight. Short. Nine ten eleven twelve! Why is that so good?", 3),
        ("Explain how you plan a week, how you follow it up, and how you report on it.", 3),
        ("A b c d. E f g h i. J k l m n. O p q r s t. U v w x y z.", 4),
    ],
)
def test_key_points_come_from_the_expected_answer(text, points):
    assert len(proposed(text)) == (points if isinstance(points, int) else len(points))


@pytest.mark.parametrize(
    ("prompt", "topic", "kind"),
    [
        ("Tell me about a time you failed.", "System design", "behavioural"),
        ("Where do you start?", "System design", "technical"),
        ("What would you do if a release slipped?", "", "situational"),
        ("How do you keep calm?", "", "behavioural"),
    ],
)
def test_the_kind_is_guessed(prompt, topic, kind):
    assert guess(prompt, "", topic, {"behavioural", "technical", "situational"}) == kind
