"""What the room, its end and its earlier texts show."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db import models
from django.db.models import Prefetch
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.prepared import Prepared
from questions.models import QuestionVersion
from questions.models.rubric import Kind
from sessions.models import Answer, AnswerRevision, MockInterview, Pacing

AMBER_SECONDS = 5 * 60
RED_SECONDS = 60
TEXTS_PER_PAGE = 25

MINE = Prepared(
    lambda slot: MockInterview.objects.owned_by(slot("user", models.BigIntegerField())).filter(
        pk=slot("pk", models.BigIntegerField())
    )
)
ANSWERS = Prepared(
    lambda slot: Answer.objects.filter(interview=slot("interview", models.BigIntegerField())).order_by("position")
)
VERSION = Prepared(lambda slot: QuestionVersion.objects.filter(pk=slot("pk", models.BigIntegerField())))


@dataclass(frozen=True)
class Tick:
    """A question of the sitting as the head of the room shows it: done, skip, now or todo."""

    position: int
    state: str
    answer: Answer

    @property
    def words(self):
        """Where the question stands, for whoever does not see the ticks."""
        if self.state == "now":
            words = _("Question %(position)d: in front of you")
        elif self.state == "done":
            words = _("Question %(position)d: answered")
        elif self.state == "skip":
            words = _("Question %(position)d: skipped")
        elif self.answer.opened_at:
            words = _("Question %(position)d: unanswered")
        else:
            words = _("Question %(position)d: to come")
        return words % {"position": self.position}


@dataclass(frozen=True)
class Room:
    """One question of a running interview at one moment."""

    interview: MockInterview
    answer: Answer
    ticks: list
    now: datetime

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
        return Kind(self.answer.content["kind"]).label

    @property
    def pacing(self):
        """How the time runs, in words."""
        return Pacing(self.interview.pacing).label

    @property
    def others_unanswered(self):
        """Positions of the questions without an answer, the one in front of the candidate aside."""
        return [tick.position for tick in self.ticks if tick.state in {"skip", "todo"}]

    @property
    def unanswered(self):
        """Positions of all questions without an answer."""
        here = [] if self.answer.is_answered else [self.answer.position]
        return sorted([*self.others_unanswered, *here])

    @property
    def unanswered_words(self):
        """The unanswered positions as a list in words; empty where there are none."""
        return in_words(self.unanswered)

    @property
    def unanswered_words_if_answered(self):
        """The same list once the question in front of the candidate is answered."""
        return in_words(self.others_unanswered)

    @property
    def unanswered_words_if_not(self):
        """The same list while the question in front of the candidate is not answered."""
        return in_words(sorted([*self.others_unanswered, self.answer.position]))

    @property
    def seconds_left(self):
        """Seconds until the deadline, never below 0; None in open pacing."""
        if self.interview.deadline is None:
            return None
        return max(0, (self.interview.deadline - self.now).total_seconds())

    @property
    def minutes_left(self):
        """Minutes until the deadline, a begun one counting whole."""
        return -int(-self.seconds_left // 60)

    @property
    def clock_state(self):
        """Calm, amber from five minutes on, red in the last one."""
        if self.seconds_left <= RED_SECONDS:
            return "red"
        return "amber" if self.seconds_left <= AMBER_SECONDS else "calm"

    @property
    def last_seconds(self):
        """The clock of the last minute: 0:42."""
        return f"0:{min(59, int(self.seconds_left)):02d}"

    @property
    def planned_minutes(self):
        """The suggested minutes of the question, stretched by the allowance."""
        return round(self.answer.content["minutes"] * self.interview.allowance / 100)

    @property
    def seconds_here(self):
        """How long the question has been in front of the candidate."""
        entered = self.answer.entered_at or self.now
        return self.answer.seconds_spent + max(0, round((self.now - entered).total_seconds()))

    @property
    def minutes_here(self):
        """The same in whole minutes."""
        return self.seconds_here // 60

    @property
    def shows_expected(self):
        """Whether the candidate looked the expected answer up: in open pacing alone."""
        return not self.interview.is_realistic and self.answer.revealed_at is not None


def in_words(positions):
    """Return positions as they are said: "2, 4 and 5"."""
    return get_text_list([str(position) for position in positions], _("and"))


def own(user, pk):
    """Return the user's interview; raises MockInterview.DoesNotExist, for a stranger too."""
    interview = MINE.get(user=user.pk, pk=pk)
    if interview is None:
        raise MockInterview.DoesNotExist
    return interview


def room(interview, now):
    """Return the Room of a running interview at its position, in two queries."""
    answers = ANSWERS.list(interview=interview.pk)
    answer = next(answer for answer in answers if answer.position == interview.position)
    answer.interview = interview
    answer.version = VERSION.get(pk=answer.version_id)
    return Room(interview, answer, [Tick(a.position, _state(a, interview.position), a) for a in answers], now)


def _state(answer, position):
    if answer.position == position:
        return "now"
    if answer.is_answered:
        return "done"
    return "skip" if answer.skipped else "todo"


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

    @property
    def answered(self):
        """How many questions hold an answer."""
        return sum(kept.answer.is_answered for kept in self.kept)

    @property
    def has_begun(self):
        """Whether the rating was begun: from then on no text comes in time."""
        return all(kept.answer.revealed_at is not None for kept in self.kept)


def ended(interview):
    """Return the Ended of an interview, in two queries."""
    aside = AnswerRevision.objects.exclude(kind=AnswerRevision.Kind.HISTORY).order_by("at", "pk")
    answers = interview.answers.select_related("version").prefetch_related(
        Prefetch("revisions", queryset=aside, to_attr="aside")
    )
    return Ended(interview, [Kept(answer, answer.aside) for answer in answers.order_by("position")])


def texts(answer, page):
    """Return a page of the earlier and set-aside texts of `answer`, newest first, in two queries."""
    revisions = answer.revisions.order_by("-at", "-pk")
    return Paginator(revisions, TEXTS_PER_PAGE).get_page(page)
