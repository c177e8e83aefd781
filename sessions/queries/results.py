"""What a rated interview shows: its answers with both ratings, beside its hand-ins and reviews."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import (
    Case,
    Count,
    Exists,
    OuterRef,
    Q,
    Subquery,
    When,
)
from django.utils.functional import cached_property

from questions.models import SampleAnswer, Standing
from sessions import scoring
from sessions.models import Answer, AnswerRevision, Rating, Review, ReviewRequest, Role
from sessions.queries.hand_ins import HandIns, hand_ins_of
from sessions.queries.judgements import Given, given_in, score_of
from sessions.queries.peeking import with_hidden


@dataclass(frozen=True)
class Opinion:
    """One rater's sealed rating of an answer; `by` is their name, empty for somebody who is no longer here."""

    marks: dict
    levels: dict
    note: str
    score: scoring.Score
    by: str


@dataclass(frozen=True)
class AnswerResult:
    """
    An answer with its own rating and the coach's, each an Opinion or None.

    `is_hidden`: its question is in the realistic interview that the candidate sits in now, so that nothing of its
    expected answer, key points or samples is shown, nor what anybody said about them.
    """

    answer: Answer
    own: Opinion | None
    coach: Opinion | None
    is_hidden: bool
    has_sample: bool = False

    @property
    def content(self):
        """The content of the version that was answered."""
        return self.answer.content

    @property
    def position(self):
        """Its place in the interview."""
        return self.answer.position

    @property
    def topic(self):
        """The FocusTopic that the question belongs to today."""
        return self.answer.version.question.topic

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
class Result:
    """A rated interview."""

    interview: object
    answers: list
    hand_ins: HandIns

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
    """Return the Result of the candidate's rated `interview`, in four queries whatever the number of answers."""
    hand_ins = hand_ins_of(interview)
    strong = _strong_samples().filter(version__question=OuterRef("version__question"))
    answers = list(
        with_hidden(interview.answers, candidate)
        .annotate(has_sample=Exists(strong))
        .select_related("version__question__topic")
        .order_by("position")
    )
    latest = hand_ins.reviews[-1].pk if hand_ins.reviews else None
    ratings = _standing_ratings(Q(review=latest) & Q(review__isnull=False)).filter(answer__interview=interview)
    own, coach = _opinions(ratings, answers)
    results = [
        AnswerResult(answer, own.get(answer.pk), coach.get(answer.pk), answer.is_hidden, answer.has_sample)
        for answer in answers
    ]
    return Result(interview, results, hand_ins)


@dataclass(frozen=True)
class OneResult:
    """The page of one answer: `positions` counts the answers of its interview, `earlier` its other texts set aside."""

    result: AnswerResult
    positions: int
    sample: SampleAnswer | None
    late: list
    earlier: int

    @property
    def all_positions(self):
        """The places of all answers of the interview."""
        return range(1, self.positions + 1)


def answer_result(interview, candidate, position):
    """Return the OneResult of the answer at `position`, in five queries, or None where there is no such answer."""
    numbers = Answer.objects.filter(interview=interview).order_by().values("interview")
    answer = (
        with_hidden(interview.answers.filter(position=position), candidate)
        .annotate(positions=Subquery(numbers.annotate(number=Count("pk")).values("number")))
        .select_related("version")
        .first()
    )
    if answer is None:
        return None
    # A second opinion never stands beside the own rating in place of the first.
    reviews = Review.objects.submitted().filter(request__interview=interview).order_by("-submitted_at", "-pk")
    reviews = reviews.exclude(request__kind=ReviewRequest.Kind.SECOND)
    ratings = _standing_ratings(Q(review=Subquery(reviews.values("pk")[:1]))).filter(answer=answer)
    own, coach = _opinions(ratings, [answer])
    sample = None
    if not answer.is_hidden:
        # Of several the one that stands on the version answered comes first.
        same = Case(When(version=answer.version_id, then=0), default=1)
        sample = _strong_samples().filter(version__question=answer.version.question_id).order_by(same, "-pk").first()
    revisions = list(answer.revisions.all())
    late = [revision for revision in revisions if revision.kind == AnswerRevision.Kind.LATE]
    result = AnswerResult(answer, own.get(answer.pk), coach.get(answer.pk), answer.is_hidden, sample is not None)
    return OneResult(result, answer.positions, sample, late, len(revisions) - len(late))


def _strong_samples():
    return SampleAnswer.objects.filter(standing=Standing.STRONG, replaced_at=None)


def _standing_ratings(coach_condition):
    """Sealed self-ratings, and the coach's that `coach_condition` names; those of a review in work never."""
    submitted = Q(role=Role.COACH, review__submitted_at__isnull=False, review__released_at=None)
    return Rating.objects.sealed().filter(Q(role=Role.SELF) | (submitted & coach_condition))


def _opinions(ratings, answers):
    """Return two dicts {answer pk: Opinion}, own and coach's, in two queries."""
    contents = {answer.pk: answer.content for answer in answers}
    given = given_in(ratings)
    own, coach = {}, {}
    for pk, answer, role, note, name, email in ratings.values_list(
        "pk", "answer_id", "role", "note", "rater__name", "rater__email"
    ):
        one, content = given.get(pk, Given()), contents[answer]
        opinion = Opinion(
            marks=one.marks,
            levels=one.levels,
            note=note,
            score=score_of(one, content["key_points"], content["criteria"]),
            by=name or email or "",
        )
        (own if role == Role.SELF else coach)[answer] = opinion
    return own, coach
