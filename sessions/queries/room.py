"""What the room, its end and its earlier texts show."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Prefetch
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.prepared import Prepared
from questions.models.rubric import Kind
from sessions.models import Answer, AnswerRevision, MockInterview, Pacing, Prediction, Verdict

AMBER_SECONDS = 5 * 60
RED_SECONDS = 60
TEXTS_PER_PAGE = 25

MINE = Prepared(
    lambda slot: MockInterview.objects.owned_by(slot("user", models.BigIntegerField())).filter(
        pk=slot("pk", models.BigIntegerField())
    )
)
# What the room shows of an answer, its interview and its question, and no more: the page is asked for often.
SHOWN = [
    *("position", "topic_name", "text", "revision", "saved_at"),
    *("opened_at", "entered_at", "closed_at", "revealed_at", "seconds_spent"),
    *(f"interview__{name}" for name in ("candidate", "guide_title", "scope_name", "pacing", "allowance")),
    *(f"interview__{name}" for name in ("status", "deadline", "position")),
    "version__content",
]
HERE = Prepared(
    lambda slot: (
        Answer.objects.select_related("interview", "version")
        .only(*SHOWN)
        .filter(
            interview__candidate=slot("user", models.BigIntegerField()),
            interview=slot("pk", models.BigIntegerField()),
            position=models.F("interview__position"),
        )
    )
)
TICKS = Prepared(
    lambda slot: (
        Answer.objects.filter(interview=slot("interview", models.BigIntegerField()))
        .order_by("position")
        .values_list("position", "pk", "text", "skipped", "opened_at")
    )
)


@dataclass(frozen=True)
class Tick:
    """A question of the sitting as the head of the room shows it: done, skip, now or todo."""

    position: int
    state: str
    answer_pk: int
    was_opened: bool

    @property
    def was_left(self):
        """Whether it was in front of the candidate, and no longer is."""
        return self.was_opened and self.state != "now"

    @property
    def words(self):
        """Where the question stands, for whoever does not see the ticks."""
        if self.state == "now":
            words = _("Question %(position)d: in front of you")
        elif self.state == "done":
            words = _("Question %(position)d: answered")
        elif self.state == "skip":
            words = _("Question %(position)d: skipped")
        elif self.was_opened:
            words = _("Question %(position)d: unanswered")
        else:
            words = _("Question %(position)d: to come")
        return words % {"position": self.position}


@dataclass(frozen=True)
class Room:
    """One question of a running interview at one moment."""

    answer: Answer
    ticks: list
    now: datetime

    @property
    def interview(self):
        """The interview."""
        return self.answer.interview

    @property
    def count(self):
        """The number of questions."""
        return len(self.ticks)

    @property
    def is_last(self):
        """Whether no question follows."""
        return self.answer.position == self.count

    @property
    def kind(self):
        """The kind of the question, in words."""
        return str(Kind(self.answer.content["kind"]).label)

    @property
    def pacing(self):
        """How the time runs, in words."""
        return str(Pacing(self.interview.pacing).label)

    @cached_property
    def others_unanswered(self):
        """Positions of the questions without an answer, the one in front of the candidate aside."""
        return [tick.position for tick in self.ticks if tick.state in {"skip", "todo"}]

    @property
    def says_unanswered(self):
        """What is unanswered, in a sentence."""
        return self.says_unanswered_if_answered if self.answer.is_answered else self.says_unanswered_if_not

    @property
    def says_unanswered_if_answered(self):
        """The same once the question in front of the candidate is answered."""
        return says_unanswered(self.others_unanswered, self.count)

    @property
    def says_unanswered_if_not(self):
        """The same while the question in front of the candidate is not answered."""
        return says_unanswered(sorted([*self.others_unanswered, self.answer.position]), self.count)

    @cached_property
    def seconds_left(self):
        """Seconds until the deadline, never below 0; None in open pacing."""
        if self.interview.deadline is None:
            return None
        return max(0, (self.interview.deadline - self.now).total_seconds())

    @property
    def minutes_left(self):
        """Minutes until the deadline, a begun one counting whole."""
        return -int(-self.seconds_left // 60)

    @cached_property
    def is_last_minute(self):
        """Whether the clock shows seconds."""
        return self.seconds_left <= RED_SECONDS

    @property
    def clock_state(self):
        """Calm, amber from five minutes on, red in the last one."""
        if self.is_last_minute:
            return "red"
        return "amber" if self.seconds_left <= AMBER_SECONDS else "calm"

    @property
    def last_seconds(self):
        """The clock of the last minute: 0:42."""
        return f"0:{min(59, int(self.seconds_left)):02d}"

    @cached_property
    def planned_minutes(self):
        """The suggested minutes of the question, stretched by the allowance."""
        return round(self.answer.content["minutes"] * self.interview.allowance / 100)

    @cached_property
    def seconds_here(self):
        """How long the question has been in front of the candidate."""
        entered = self.answer.entered_at or self.now
        return self.answer.seconds_spent + max(0, round((self.now - entered).total_seconds()))

    @property
    def minutes_here(self):
        """The same in whole minutes."""
        return self.seconds_here // 60

    @property
    def budget_words(self):
        """The same beside the minutes that are planned, in words."""
        here, planned = self.minutes_here, self.planned_minutes
        if self.is_last_minute:
            return _("Last minute: the text is taken as it stands")
        if here > planned:
            words = _("%(here)d minutes here, planned for about %(planned)d")
        else:
            words = _("%(here)d of about %(planned)d minutes on this question")
        return words % {"here": here, "planned": planned}

    @property
    def shows_expected(self):
        """Whether the candidate looked the expected answer up: in open pacing alone."""
        return not self.interview.is_realistic and self.answer.revealed_at is not None


def says_unanswered(positions, count):
    """Return in a sentence which of `count` questions, those at `positions`, are unanswered."""
    if not positions:
        answered = ngettext(
            "You have answered the one question.", "You have answered all %(questions)d questions.", count
        )
        return answered % {"questions": count}
    unanswered = ngettext(
        "Question %(positions)s is unanswered, and counts as unanswered.",
        "Questions %(positions)s are unanswered, and count as unanswered.",
        len(positions),
    )
    return unanswered % {"positions": get_text_list([str(position) for position in positions], _("and"))}


def own(user, pk):
    """Return the user's interview; raises MockInterview.DoesNotExist, for a stranger too."""
    interview = MINE.get(user=user.pk, pk=pk)
    if interview is None:
        raise MockInterview.DoesNotExist
    return interview


def here(user, pk):
    """
    Return the answer in front of the candidate in the user's interview, with the interview and what is asked.

    Raises MockInterview.DoesNotExist, for a stranger too.
    """
    answer = HERE.get(user=user.pk, pk=pk)
    if answer is None:
        raise MockInterview.DoesNotExist
    return answer


def room(answer, now):
    """Return the Room of `answer`, which stands in front of the candidate (see `here`), in one query."""
    ticks = TICKS.list(interview=answer.interview_id)
    return Room(answer, [_tick(answer.position, *tick) for tick in ticks], now)


def _tick(here, position, pk, text, skipped, opened_at):
    state = "skip" if skipped else "todo"
    if text.strip():
        state = "done"
    return Tick(position, "now" if position == here else state, pk, opened_at is not None)


@dataclass(frozen=True)
class Kept:
    """What was kept of one answer at the end: the answer, and its texts that were set aside."""

    answer: Answer
    aside: list

    @property
    def was_opened(self):
        """Whether the question was ever in front of the candidate; its prompt stays unread otherwise."""
        return self.answer.opened_at is not None

    @property
    def was_read_while_writing(self):
        """Whether the expected answer was looked up before the end: in open pacing."""
        return self.answer.revealed_at is not None and self.answer.revealed_at < self.answer.closed_at


@dataclass(frozen=True)
class Ended:
    """A finished interview with what was kept of each answer."""

    interview: MockInterview
    kept: list
    prediction: Prediction | None = None
    verdicts = Verdict.choices

    @property
    def may_predict(self):
        """Whether the verdict can still be predicted: no expected answer was shown, and nothing was predicted yet."""
        return self.prediction is None and all(kept.answer.revealed_at is None for kept in self.kept)

    @property
    def answered(self):
        """How many questions hold an answer."""
        return sum(kept.answer.is_answered for kept in self.kept)

    @property
    def has_begun(self):
        """Whether the rating was begun: from then on no text comes in time."""
        return all(kept.answer.revealed_at is not None for kept in self.kept)


def ended(interview):
    """Return the Ended of an interview, in three queries."""
    aside = AnswerRevision.objects.exclude(kind=AnswerRevision.Kind.HISTORY).order_by("at", "pk")
    answers = interview.answers.select_related("version").prefetch_related(
        Prefetch("revisions", queryset=aside, to_attr="aside")
    )
    kept = [Kept(answer, answer.aside) for answer in answers.order_by("position")]
    return Ended(interview, kept, Prediction.objects.filter(interview=interview).first())


def texts(answer, page):
    """Return a page of the earlier and set-aside texts of `answer`, newest first, in two queries."""
    revisions = answer.revisions.order_by("-at", "-pk")
    return Paginator(revisions, TEXTS_PER_PAGE).get_page(page)
