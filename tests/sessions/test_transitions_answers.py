"""Saving an answer: an acknowledged save is on disk, and nothing is overwritten without a trace."""

from datetime import timedelta

import pytest

from sessions.models import LONGEST_TEXT, Answer, AnswerRevision, Pacing
from sessions.transitions import answers, interviews
from sessions.transitions.answers import NotOpen, Outcome, TextRefused
from tests import making

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
Kind = AnswerRevision.Kind


@pytest.fixture
def interview(alice, guide, now):
    """Alice's realistic interview of two questions, started now, 32 minutes long."""
    interview = making.planned(alice, guide, now)
    interview.nominal_minutes = 32
    interview.save()
    interviews.start(interview, now)
    return interview


@pytest.fixture
def save(alice, interview, now):
    """Return a function that saves a text some time after the start."""

    def save(text, after=SECOND, position=1, **fields):
        return answers.save(alice, interview.pk, position, making.incoming(text, **fields), now + after)

    return save


def stored(interview, position=1):
    return interview.answers.get(position=position)


def aside(interview, kind, position=1):
    """The texts of a kind that were set aside, oldest first."""
    return list(stored(interview, position).revisions.filter(kind=kind).order_by("pk").values_list("text", flat=True))


# Plain saves


def test_a_save_is_a_new_revision(save, interview, now):
    assert save("One two three.").outcome == Outcome.SAVED
    answer = stored(interview)
    assert (answer.text, answer.revision, answer.saved_at, answer.words) == ("One two three.", 1, now + SECOND, 3)


def test_texts_are_kept_to_the_letter(save, interview):
    text = "  \r\n\tA tab, two spaces  and an end\u2028 of line \U0001f600\n\n"
    save(text)
    assert stored(interview).text == text


def test_the_longest_text_is_kept(save, interview):
    save("ä" * LONGEST_TEXT)
    assert stored(interview).text == "ä" * LONGEST_TEXT


@pytest.mark.parametrize(
    ("text", "too_long", "words"),
    [("x" * (LONGEST_TEXT + 1), True, "100001"), ("a\x00b", False, "NUL"), ("a\ud800b", False, "half a character")],
)
def test_what_cannot_be_stored_is_refused_in_words(save, interview, text, too_long, words):
    save("Before")
    with pytest.raises(TextRefused, match=words) as refusal:
        save(text, seq=2)
    assert refusal.value.too_long == too_long
    assert stored(interview).text == "Before"


def test_a_stranger_finds_no_answer(save, bob, interview, now):
    with pytest.raises(Answer.DoesNotExist):
        answers.save(bob, interview.pk, 1, making.incoming("Mine now"), now)
    assert stored(interview).text == ""


def test_a_question_that_is_still_to_come_takes_no_text(save, interview):
    with pytest.raises(NotOpen):
        save("Too early", position=2)
    assert stored(interview, 2).text == ""


def test_a_text_ends_a_skip(alice, guide, now):
    interview = making.running(alice, guide, now, pacing=Pacing.OPEN)
    interviews.move(interview, 1, 2, None, now, skip=True)
    assert stored(interview).skipped is True
    answers.save(alice, interview.pk, 1, making.incoming("After all"), now)
    assert stored(interview).skipped is False


# The same save twice, and the tab's own order


def test_a_lost_acknowledgement_is_given_again(save, interview):
    save("Text", seq=4)
    assert save("Text", after=MINUTE, seq=4).outcome == Outcome.ALREADY_SAVED
    assert stored(interview).revision == 1


def test_an_earlier_save_that_arrives_later_changes_nothing(save, interview):
    save("Later and longer", seq=5)
    assert save("Later", seq=4).outcome == Outcome.ALREADY_SAVED
    assert stored(interview).text == "Later and longer"


def test_a_form_that_is_sent_again_with_more_text_is_a_new_save(save, interview):
    save("A page without scripts", seq=1)
    assert save("A page without scripts, gone back to", seq=1).outcome == Outcome.SAVED
    assert stored(interview).text == "A page without scripts, gone back to"


def test_a_tab_never_conflicts_with_itself(save, interview):
    save("One", base=0, seq=1)
    assert save("One two", base=0, seq=2).outcome == Outcome.SAVED
    assert stored(interview).text == "One two"


# Two tabs


def test_a_second_tab_that_saw_the_text_goes_on_with_it(save, interview):
    save("One")
    assert save("One two", base=1, tab="tab-2").outcome == Outcome.SAVED


def test_a_tab_that_missed_a_save_conflicts_and_both_texts_are_kept(save, interview):
    save("From the first tab")
    saved = save("From the second tab", base=0, tab="tab-2")
    assert saved.outcome == Outcome.CONFLICT
    assert saved.aside.text == "From the second tab"
    assert stored(interview).text == "From the first tab"
    assert aside(interview, Kind.CONFLICT) == ["From the second tab"]


def test_a_conflict_that_is_sent_again_is_kept_once(save, interview):
    save("From the first tab")
    save("From the second tab", tab="tab-2", seq=7)
    save("From the second tab", tab="tab-2", seq=7)
    assert aside(interview, Kind.CONFLICT) == ["From the second tab"]


def test_the_same_text_from_another_tab_is_no_conflict(save, interview):
    save("The same")
    assert save("The same", base=0, tab="tab-2").outcome == Outcome.SAVED


def test_a_conflict_ends_when_one_chooses_ones_own_text(save, interview):
    save("From the first tab")
    conflict = save("From the second tab", tab="tab-2", seq=1)
    chosen = save("From the second tab", base=conflict.answer.revision, tab="tab-2", seq=2, chosen=True)
    assert chosen.outcome == Outcome.SAVED
    assert stored(interview).text == "From the second tab"
    assert aside(interview, Kind.HISTORY) == ["From the first tab"]
    assert save("From the second tab, and on", base=2, tab="tab-2", seq=3).outcome == Outcome.SAVED


def test_choosing_without_a_script_takes_the_text_that_was_set_aside(alice, save, interview, now):
    save("From the first tab")
    conflict = save("From the second tab", tab="tab-2")
    choice = making.incoming("", base=1, tab="form-3")
    saved = answers.choose(alice, interview.pk, 1, conflict.aside.pk, choice, now + MINUTE)
    assert saved.outcome == Outcome.SAVED
    assert stored(interview).text == "From the second tab"
    assert aside(interview, Kind.HISTORY) == ["From the first tab"]


def test_choosing_over_a_text_that_was_not_shown_asks_again(alice, save, interview, now):
    save("From the first tab")
    conflict = save("From the second tab", tab="tab-2")
    save("From the first tab, and on", base=1, seq=2)
    choice = making.incoming("", base=1, tab="form-3")
    saved = answers.choose(alice, interview.pk, 1, conflict.aside.pk, choice, now + MINUTE)
    assert (saved.outcome, saved.answer.revision) == (Outcome.CONFLICT, 2)
    assert stored(interview).text == "From the first tab, and on"


def test_a_choice_made_in_the_grace_after_the_end_counts(alice, save, interview, now):
    save("From the first tab", after=31 * MINUTE)
    conflict = save("From the second tab", after=31 * MINUTE, tab="tab-2", typed_at=now + 31 * MINUTE)
    choice = making.incoming("", base=1, tab="form-3")
    saved = answers.choose(alice, interview.pk, 1, conflict.aside.pk, choice, now + 32 * MINUTE + 5 * SECOND)
    assert saved.outcome == Outcome.SAVED


def test_nobody_else_can_choose(bob, save, interview, now):
    save("From the first tab")
    conflict = save("From the second tab", tab="tab-2")
    with pytest.raises(Answer.DoesNotExist):
        answers.choose(bob, interview.pk, 1, conflict.aside.pk, making.incoming("", base=1, tab="x"), now)


def test_a_text_of_another_answer_cannot_be_chosen(alice, save, interview, now):
    save("From the first tab")
    conflict = save("From the second tab", tab="tab-2")
    interviews.move(interview, 1, 2, None, now + MINUTE)
    with pytest.raises(AnswerRevision.DoesNotExist):
        answers.choose(alice, interview.pk, 2, conflict.aside.pk, making.incoming("", tab="x"), now + MINUTE)


# Empty texts


@pytest.mark.parametrize("empty", ["", "  \n\t"])
def test_an_empty_text_never_replaces_a_text(save, interview, empty):
    save("Something")
    saved = save(empty, base=1, seq=2)
    assert (saved.outcome, saved.answer.text) == (Outcome.EMPTY_REFUSED, "Something")
    assert stored(interview).revision == 1


def test_a_stale_empty_field_is_no_conflict(save, interview):
    save("Something")
    assert save("", base=0, tab="tab-2").outcome == Outcome.EMPTY_REFUSED
    assert aside(interview, Kind.CONFLICT) == []


def test_a_text_that_the_person_emptied_is_set_aside(save, interview):
    save("Something")
    assert save("", base=1, seq=2, cleared=True).outcome == Outcome.SAVED
    assert stored(interview).text == ""
    assert aside(interview, Kind.HISTORY) == ["Something"]


# History


def test_the_text_is_set_aside_every_minute_of_writing(save, interview):
    for second in range(0, 150, 10):
        save(f"Text at {second:03}", after=second * SECOND, seq=second + 1)
    assert aside(interview, Kind.HISTORY) == ["Text at 050", "Text at 110"]


def test_the_same_text_again_is_not_set_aside(save, interview):
    save("Text")
    save("Text", after=2 * MINUTE, seq=2)
    assert aside(interview, Kind.HISTORY) == []


def test_a_large_deletion_sets_the_text_aside_at_once(save, interview):
    long = "word " * 40
    save(long)
    save("word", after=2 * SECOND, seq=2)
    assert aside(interview, Kind.HISTORY) == [long]


def test_a_large_part_that_is_written_over_is_set_aside_at_once(save, interview):
    before = "Begin. " + "a" * 120 + " End."
    save(before)
    save("Begin. " + "b" * 300 + " End.", after=2 * SECOND, seq=2)
    assert aside(interview, Kind.HISTORY) == [before]


def test_a_small_deletion_waits_for_the_minute(save, interview):
    save("Begin. " + "a" * 90 + " End.")
    save("Begin.  End.", after=2 * SECOND, seq=2)
    assert aside(interview, Kind.HISTORY) == []


@pytest.mark.parametrize(
    ("old", "new", "removed"),
    [("", "abc", 0), ("abc", "abcdef", 0), ("abc", "xabc", 0), ("abcdef", "abef", 2), ("aaa", "aa", 1), ("abc", "", 3)],
)
def test_what_is_removed_lies_between_the_common_ends(old, new, removed):
    assert answers._removed(old, new) == removed


def test_restoring_is_a_new_revision_and_sets_aside_what_it_replaces(alice, save, interview, now):
    save("Old")
    save("", base=1, seq=2, cleared=True)
    save("New", base=2, seq=3)
    old = stored(interview).revisions.get(text="Old")
    saved = answers.restore(alice, old, "form-1", 1, now + 2 * SECOND)
    assert (saved.outcome, saved.answer.revision) == (Outcome.SAVED, 4)
    assert stored(interview).text == "Old"
    assert aside(interview, Kind.HISTORY) == ["Old", "New"]


def test_the_tab_that_wrote_before_a_restore_conflicts(alice, save, interview, now):
    save("Old")
    save("", base=1, seq=2, cleared=True)
    answers.restore(alice, stored(interview).revisions.get(), "form-1", 1, now + 2 * SECOND)
    assert save("Written on in the first tab", base=2, seq=3).outcome == Outcome.CONFLICT


def test_nothing_is_restored_once_the_question_is_closed(alice, save, interview, now):
    save("Old")
    save("New" * 50, base=1, seq=2, chosen=True)
    interviews.finish(interview, None, now + MINUTE)
    assert (
        answers.restore(alice, stored(interview).revisions.get(), "form-1", 1, now + MINUTE).outcome == Outcome.TOO_LATE
    )
    assert stored(interview).text == "New" * 50


def test_nobody_else_can_restore(alice, bob, save, interview, now):
    save("Old")
    save("New", base=1, seq=2, chosen=True)
    with pytest.raises(Answer.DoesNotExist):
        answers.restore(bob, stored(interview).revisions.get(), "form-1", 1, now + MINUTE)


# The time of the last keystroke


def test_the_keystroke_time_is_kept(save, interview, now):
    save("Text", after=MINUTE, typed_at=now + 30 * SECOND)
    assert stored(interview).typed_at == now + 30 * SECOND


@pytest.mark.parametrize(("claimed", "kept"), [(-MINUTE, timedelta(0)), (5 * MINUTE, MINUTE)])
def test_a_keystroke_time_is_brought_between_opening_and_now(save, interview, now, claimed, kept):
    save("Text", after=MINUTE, typed_at=now + claimed)
    assert stored(interview).typed_at == now + kept
