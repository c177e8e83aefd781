"""
Saving as a whole, against a model: tabs that write, requests that are late, lost, doubled or out of order, the clock,
the ways out of a question, the end, restoring and choosing, in any order that hypothesis can think of.

The model is the table of docs/domain.md ("Saving an answer"), on plain values. After every step the stored answer is
what the model says, and every text that was ever acknowledged or set aside can be accounted for.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from sessions.models import AnswerRevision, Pacing
from sessions.transitions import answers, interviews, ratings
from sessions.transitions.answers import Outcome
from tests import making

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
TABS = ("tab-a", "tab-b", "tab-c")
Kind = AnswerRevision.Kind


@dataclass
class Tab:
    """A page with the first question in it: what it was told last, and its number of the last request."""

    base: int = 0
    seq: int = 0
    text: str = ""


class Saving(RuleBasedStateMachine):
    """Three tabs on the first question of an interview of two, and the model of its answer."""

    alice = guide = begun = pacing = None

    def __init__(self):
        super().__init__()
        self.now = self.begun
        self.frame = transaction.atomic()
        self.frame.__enter__()
        self.interview = making.running(self.alice, self.guide, self.now, pacing=self.pacing)
        self.tabs = {name: Tab() for name in TABS}
        self.on_the_way = []
        self.text, self.revision, self.last = "", 0, (None, 0)
        self.closed_at = self.revealed = None
        self.aside = set()
        self.words = 0

    def teardown(self):
        """Leave nothing for the next example."""
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    # What the person and the browser do

    @rule(name=st.sampled_from(TABS), how=st.sampled_from(["more", "more", "other", "empty", "blank", "large"]))
    def type_and_send(self, name, how):
        """Change the text of a tab and send it off: it arrives when it arrives."""
        self.words += 1
        tab = self.tabs[name]
        tab.text = {
            "more": f"{tab.text} {name}{self.words}".strip(),
            "other": f"{name} anew {self.words}",
            "empty": "",
            "blank": " \n",
            "large": f"{self.words} " * 60,
        }[how]
        tab.seq += 1
        self.on_the_way.append(
            making.incoming(
                tab.text,
                base=tab.base,
                tab=name,
                seq=tab.seq,
                cleared=how in {"empty", "blank"} and self.words % 3 > 0,
                typed_at=self.now if self.words % 5 else None,
            )
        )

    @precondition(lambda self: self.on_the_way)
    @rule(pick=st.integers(min_value=0), again=st.booleans(), heard=st.booleans())
    def arrive(self, pick, again, heard):
        """Let a request arrive, out of order; `again`: it will once more; not `heard`: its answer is lost."""
        index = pick % len(self.on_the_way)
        incoming = self.on_the_way[index] if again else self.on_the_way.pop(index)
        expected = self.judge(incoming)
        saved = answers.save(self.alice, self.interview.pk, 1, incoming, self.now)
        self.settle(incoming, expected, saved)
        if heard and saved.outcome in {Outcome.SAVED, Outcome.ALREADY_SAVED}:
            self.tabs[incoming.tab].base = saved.answer.revision

    @rule(name=st.sampled_from(TABS))
    def look(self, name):
        """A tab learns how the answer stands, as after waking up or being reloaded."""
        self.tabs[name].base, self.tabs[name].text = self.revision, self.text

    @rule(name=st.sampled_from(TABS), pick=st.integers(min_value=0))
    def choose_what_was_set_aside(self, name, pick):
        """Let the text of a conflict count, having seen the present one beside it."""
        found = list(self.answer.revisions.filter(kind=Kind.CONFLICT).order_by("pk"))
        if not found:
            return
        aside, tab = found[pick % len(found)], self.tabs[name]
        tab.seq += 1
        choice = making.incoming("", base=self.revision, tab=name, seq=tab.seq)
        chosen = making.incoming(
            aside.text, base=self.revision, tab=name, seq=tab.seq, cleared=True, typed_at=aside.typed_at, chosen=True
        )
        expected = self.judge(chosen)
        self.settle(chosen, expected, answers.choose(self.alice, self.interview.pk, 1, aside.pk, choice, self.now))

    @rule(pick=st.integers(min_value=0))
    def restore(self, pick):
        """Make an earlier text count again: a new revision, and nothing once the question is closed."""
        found = list(self.answer.revisions.order_by("pk"))
        if not found:
            return
        self.words += 1
        earlier, tab = found[pick % len(found)], f"form-{self.words}"
        saved = answers.restore(self.alice, earlier, tab, 1, self.now)
        assert saved.outcome == (Outcome.SAVED if self.closing is None else Outcome.TOO_LATE)
        if self.closing is None:
            self.write(making.incoming(earlier.text, tab=tab, chosen=True))

    @rule(seconds=st.sampled_from([1, 9, 11, 59, 61, 300, 599, 601, 1000]))
    def wait(self, seconds):
        """Let time pass."""
        self.now += seconds * SECOND

    # The ways out

    @rule()
    def leave(self):
        """Go on to the next question; in realistic pacing that closes the first."""
        if self.is_running and self.interview.position == 1:
            overdue = self.is_overdue
            interviews.move(self.interview, 1, 2, None, self.now)
            if overdue:
                self.close(self.interview.deadline)
            elif self.interview.is_realistic:
                self.close(self.now)

    @rule()
    def finish(self):
        """End the interview."""
        if self.is_running:
            end = self.interview.deadline if self.is_overdue else self.now
            interviews.finish(self.interview, None, self.now)
            self.close(end)

    @rule()
    def tick(self):
        """Let the server look for what is overdue."""
        if self.is_running and self.is_overdue:
            self.close(self.interview.deadline)
        interviews.close_overdue(self.now)
        self.interview.refresh_from_db()

    @rule()
    def begin_rating(self):
        """See the expected answers; from here nothing comes in time."""
        if self.interview.status == "rating":
            ratings.begin(self.interview, self.now)
            self.revealed = True

    # The model

    @property
    def answer(self):
        """The stored answer."""
        return self.interview.answers.get(position=1)

    @property
    def is_running(self):
        return self.interview.status == "running"

    @property
    def is_overdue(self):
        return self.interview.deadline is not None and self.interview.deadline <= self.now

    @property
    def closing(self):
        """When the question was closed by now: left, finished, or the deadline."""
        ends = [self.closed_at, self.interview.deadline if self.is_overdue else None]
        return min((end for end in ends if end), default=None)

    def close(self, moment):
        """Close the question, unless it was closed before."""
        self.closed_at = min(moment, self.closed_at or moment)

    def judge(self, incoming):
        """Say what must become of a text that arrives now."""
        blank, tab_wrote_last = not incoming.text.strip(), incoming.tab == self.last[0]
        if tab_wrote_last and (incoming.seq, incoming.text) == (self.last[1], self.text):
            return Outcome.ALREADY_SAVED
        if tab_wrote_last and incoming.seq < self.last[1]:
            return Outcome.ALREADY_SAVED
        if blank and self.text.strip() and not incoming.cleared:
            return Outcome.EMPTY_REFUSED
        closing = self.closing
        if closing is not None and self.now > closing:
            if incoming.text == self.text:
                return Outcome.ALREADY_SAVED
            late = self.now - closing
            typed_in_time = incoming.typed_at is not None and incoming.typed_at <= closing
            if self.revealed or (late > 10 * SECOND and not (typed_in_time and late <= 10 * MINUTE)):
                return Outcome.TOO_LATE
        if self.revision and not tab_wrote_last and incoming.base != self.revision and incoming.text != self.text:
            return Outcome.CONFLICT
        return Outcome.SAVED

    def settle(self, incoming, expected, saved):
        """Compare what became of a text with what must, and take it over into the model."""
        assert saved.outcome == expected
        if expected == Outcome.SAVED:
            self.write(incoming)
        elif expected in {Outcome.CONFLICT, Outcome.TOO_LATE} and (
            incoming.text.strip() or expected == Outcome.CONFLICT
        ):
            assert saved.aside.text == incoming.text
            self.aside.add(incoming.text)
        if expected == Outcome.ALREADY_SAVED:
            assert saved.superseded == (incoming.text != self.text)

    def write(self, incoming):
        """Let a text count."""
        # What another page wrote, what was chosen against, and what is emptied, is set aside, whatever the minute.
        if self.text and incoming.text != self.text and (incoming.chosen or not incoming.text):
            self.aside.add(self.text)
        self.text, self.revision, self.last = incoming.text, self.revision + 1, (incoming.tab, incoming.seq)

    # What holds after every step

    @invariant()
    def the_stored_answer_is_the_models(self):
        """Text, revision, the last save's tab and number; and what had to be set aside can be read."""
        answer = self.interview.answers.prefetch_related("revisions").get(position=1)
        assert (answer.text, answer.revision) == (self.text, self.revision)
        if self.revision:
            assert (answer.saved_by_tab, answer.saved_seq) == self.last
        assert self.aside <= {answer.text, *(revision.text for revision in answer.revisions.all())}


@pytest.mark.parametrize("pacing", [Pacing.REALISTIC, Pacing.OPEN])
def test_saving_is_what_the_table_says(alice, guide, now, pacing):
    machine = type("Machine", (Saving,), {"alice": alice, "guide": guide, "begun": now, "pacing": pacing})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
