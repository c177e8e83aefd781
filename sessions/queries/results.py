"""What a rated interview shows: its answers with both ratings, beside its hand-ins and reviews."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, When
from django.utils.functional import cached_property

from questions.models import SampleAnswer, Standing
from sessions import scoring
from sessions.models import Answer, AnswerRevision, InterviewStatus, MockInterview, Rating, Role
from sessions.queries.hand_ins import HandIns, hand_ins_of
from sessions.queries.judgements import Opinion, opinions
from sessions.queries.peeking import with_hidden
from sessions.queries.records import ANSWERED
from sessions.queries.training import with_samples_to_compare

# With how many rated interviews before it an interview is compared.
LAST = 5


@dataclass(frozen=True)
class Rewritten:
    """Where the same question was answered again, and when that answer was rated."""

    interview: int
    position: int
    at: datetime


@dataclass(frozen=True)
class AnswerResult:
    """
    An answer with its own rating and the coach's, each an Opinion or None.

    `earlier` is the AnswerResult that a redo answers again, `rewritten` the latest Rewritten; None where there is none.

    `is_hidden`: its question is in the realistic interview that the candidate sits in now, so that nothing of its
    expected answer, key points or samples is shown, nor what anybody said about them.
    """

    answer: Answer
    own: Opinion | None
    coach: Opinion | None
    is_hidden: bool
    has_sample: bool = False
    earlier: "AnswerResult | None" = None
    rewritten: Rewritten | None = None

    @property
    def content(self):
        """The content of the version that was answered."""
        return self.answer.content

    @property
    def position(self):
        """Its place in the interview."""
        return self.answer.position

    @property
    def suggested_minutes(self):
        """The suggested minutes of the question, stretched by the allowance, as the room showed them."""
        return round(self.content["minutes"] * self.answer.interview.allowance / 100)

    @property
    def topic(self):
        """The FocusTopic that the question belongs to today."""
        return self.answer.version.question.topic

    @property
    def is_comparable(self):
        """Whether it can be set beside rated samples of its question now."""
        return self.answer.has_samples and self.answer.is_answered and not self.is_hidden

    @property
    def counted(self):
        """The Opinion that counts: the coach's before the candidate's own; None where there is neither."""
        return self.coach or self.own

    @property
    def is_fresh(self):
        """Whether the question was neither answered nor read before."""
        return not (self.answer.was_answered_before or self.answer.was_read_before)

    @property
    def was_revealed(self):
        """Whether the expected answer was looked at while writing."""
        revealed, finished = self.answer.revealed_at, self.answer.interview.finished_at
        return revealed is not None and finished is not None and revealed < finished

    @property
    def is_weak(self):
        """Whether it should be practised again: rated low, or left empty."""
        return scoring.is_weak(self.counted.score) if self.counted else not self.answer.is_answered


@dataclass(frozen=True)
class Before:
    """The candidate's own levels in the `interviews` (a number) rated before: {criterion slug: [level]}."""

    interviews: int = 0
    levels: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """A rated interview; `before` are the last ones rated before it."""

    interview: object
    answers: list
    hand_ins: HandIns
    before: Before = field(default_factory=Before)

    @property
    def review(self):
        """The latest submitted review, whose ratings stand beside the candidate's own; None where there is none."""
        return self.hand_ins.reviews[-1] if self.hand_ins.reviews else None

    @property
    def answered(self):
        """The results of the answered questions."""
        return [result for result in self.answers if result.answer.is_answered]

    @property
    def weak(self):
        """The results that should be practised again."""
        return [result for result in self.answers if result.is_weak]

    @property
    def weak_minutes(self):
        """The suggested minutes of the weak ones."""
        return sum(result.content["minutes"] for result in self.weak)

    @property
    def weak_topics(self):
        """The FocusTopics of the weak ones, each once, with how many of them it has."""
        counts = Counter(result.topic for result in self.weak)
        return list(counts.items())

    @property
    def with_sample(self):
        """The results whose question has a strong sample that may be shown now."""
        return [result for result in self.answers if result.has_sample and not result.is_hidden]

    @property
    def comparable(self):
        """The results that can be set beside rated samples of their question now."""
        return [result for result in self.answers if result.is_comparable]

    @property
    def with_coach_note(self):
        """The results to which the coach wrote a note that may be shown now."""
        return [
            result for result in self.answers if result.coach and result.coach.note.strip() and not result.is_hidden
        ]

    @cached_property
    def own_score(self):
        """The interview's Score by the candidate's own ratings."""
        return scoring.interview_score(result.own.score for result in self.answers if result.own)

    @cached_property
    def coach_score(self):
        """The interview's Score by the coach's ratings, or None without a submitted review."""
        if self.review is None:
            return None
        return scoring.interview_score(result.coach.score for result in self.answers if result.coach)

    @cached_property
    def counted_score(self):
        """The Score that counts: the coach's before the candidate's own."""
        return self.coach_score or self.own_score


def result_of(interview, candidate):
    """Return the Result of the candidate's rated `interview`, in three queries whatever the number of answers."""
    hand_ins = hand_ins_of(interview)
    strong = _strong_samples().filter(version__question=OuterRef("version__question"))
    answers = list(
        with_samples_to_compare(_with_rewrite(with_hidden(_of_it_and_its_parent(interview), candidate)))
        .annotate(has_sample=Exists(strong))
        .select_related("version__question__topic")
        .order_by("position")
    )
    last = (
        MockInterview.objects.owned_by(candidate)
        .filter(status=InterviewStatus.RATED, rated_at__lt=interview.rated_at)
        .order_by("-rated_at", "-pk")
    )
    own, coach, own_levels = opinions(
        Q(answer__interview__in=_family(interview)) | Q(role=Role.SELF, answer__interview__in=last.values("pk")[:LAST]),
        answers,
    )
    return Result(interview, _paired(interview, answers, own, coach), hand_ins, _before(own_levels, interview))


@dataclass(frozen=True)
class OneResult:
    """The page of one answer: `positions` counts the answers of its interview, `texts` its other texts set aside."""

    result: AnswerResult
    positions: int
    sample: SampleAnswer | None
    late: list
    texts: int

    @property
    def all_positions(self):
        """The places of all answers of the interview."""
        return range(1, self.positions + 1)


def answer_result(interview, candidate, position):
    """Return the OneResult of the answer at `position`, in four queries, or None where there is no such answer."""
    question = interview.answers.filter(position=position).order_by().values("version__question")
    numbers = Answer.objects.filter(interview=interview).order_by().values("interview")
    answers = list(
        with_samples_to_compare(_with_rewrite(with_hidden(_of_it_and_its_parent(interview), candidate)))
        .filter(version__question__in=question)
        .annotate(is_changed=Exists(Rating.objects.filter(answer=OuterRef("pk"), role=Role.SELF, revision__gt=1)))
        .annotate(positions=Subquery(numbers.annotate(number=Count("pk")).values("number")))
        .select_related("version")
        .order_by("pk")
    )
    own, coach, _levels = opinions(Q(answer__in=[answer.pk for answer in answers]), answers)
    result = next(iter(_paired(interview, answers, own, coach)), None)
    if result is None:
        return None
    answer, sample = result.answer, None
    if not answer.is_hidden:
        # Of several the one that stands on the version answered comes first.
        same = Case(When(version=answer.version_id, then=0), default=1)
        sample = _strong_samples().filter(version__question=answer.version.question_id).order_by(same, "-pk").first()
    revisions = list(answer.revisions.all())
    late = [revision for revision in revisions if revision.kind == AnswerRevision.Kind.LATE]
    return OneResult(result, answer.positions, sample, late, len(revisions) - len(late))


def _family(interview):
    return [pk for pk in (interview.pk, interview.parent_id) if pk is not None]


def _of_it_and_its_parent(interview):
    """The answers of `interview`, and of a redo those that were given before, in one query."""
    return Answer.objects.filter(interview__in=_family(interview))


def _with_rewrite(answers):
    """Annotate each answer with where its question was answered again, if that is rated; the latest time."""
    again = (
        Answer.objects.filter(
            ANSWERED,
            interview__parent=OuterRef("interview"),
            interview__status=InterviewStatus.RATED,
            version__question=OuterRef("version__question"),
        )
        .order_by("-interview__rated_at", "-pk")
        .values("interview", "position", "interview__rated_at")
    )
    return answers.annotate(
        rewritten_in=Subquery(again.values("interview")[:1]),
        rewritten_place=Subquery(again.values("position")[:1]),
        rewritten_at=Subquery(again.values("interview__rated_at")[:1]),
    )


def _paired(interview, answers, own, coach):
    """Return the AnswerResults of `interview`, each with that of the answer it gives again."""
    before = {}
    for answer in answers:
        if answer.interview_id != interview.pk:
            before[answer.version.question_id] = AnswerResult(
                answer, own.get(answer.pk), coach.get(answer.pk), answer.is_hidden
            )
    results = []
    for answer in answers:
        if answer.interview_id == interview.pk:
            # The interview is here already: nobody needs to ask the database for it.
            answer.interview = interview
            rewritten = None
            if answer.rewritten_in:
                rewritten = Rewritten(answer.rewritten_in, answer.rewritten_place, answer.rewritten_at)
            results.append(
                AnswerResult(
                    answer,
                    own.get(answer.pk),
                    coach.get(answer.pk),
                    answer.is_hidden,
                    getattr(answer, "has_sample", False),
                    before.get(answer.version.question_id),
                    rewritten,
                )
            )
    return results


def _before(own_levels, interview):
    """Return the Before of the latest interviews among `own_levels`; a parent may be older than they are."""
    earlier = {one.interview: one.rated_at for one in own_levels if one.interview != interview.pk}
    last = sorted(earlier, key=lambda pk: (earlier[pk], pk), reverse=True)[:LAST]
    levels = {}
    for one in own_levels:
        if one.interview in last:
            for slug, level in one.levels.items():
                if level is not None:
                    levels.setdefault(slug, []).append(level)
    return Before(len(last), levels)


def _strong_samples():
    return SampleAnswer.objects.filter(standing=Standing.STRONG, replaced_at=None)
