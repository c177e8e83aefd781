"""What a rated interview shows: its answers with both ratings, its hand-ins and reviews."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.utils.functional import cached_property

from questions.models import SampleAnswer, Standing
from sessions import scoring
from sessions.models import Answer, AnswerRevision, Rating, Review, ReviewRequest, Role, Verdict
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
class SubmittedReview:
    """A coach's words on the whole interview. `topics` are (key, name) of what to practise next."""

    pk: int
    coach: str
    submitted_at: datetime
    verdict: str
    summary: str
    is_read: bool
    topics: list = field(default_factory=list)

    @property
    def verdict_label(self):
        """The verdict in words."""
        return Verdict(self.verdict).label


@dataclass(frozen=True)
class OpenRequest:
    """A hand-in that waits (`claimed_by` is empty) or that a coach works on."""

    pk: int
    requested_of: str
    requested_of_pk: int | None
    note: str
    requested_at: datetime
    claimed_by: str = ""
    claimed_at: datetime | None = None


@dataclass(frozen=True)
class HandIns:
    """The hand-ins of an interview: the open one or None, the submitted reviews, and a request to take back or None."""

    open: OpenRequest | None
    reviews: list
    can_be_withdrawn: int | None


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
    hand_ins = _hand_ins(interview)
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


def waiting_before(request):
    """Return how many hand-ins a coach who may take the OpenRequest `request` would find before it."""
    return (
        ReviewRequest.objects.waiting()
        .filter(Q(requested_of=None) | Q(requested_of=request.requested_of_pk))
        .filter(Q(requested_at__lt=request.requested_at) | Q(requested_at=request.requested_at, pk__lt=request.pk))
        .count()
    )


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
    reviews = Review.objects.submitted().filter(request__interview=interview).order_by("-submitted_at", "-pk")
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


def _hand_ins(interview):
    """Return the HandIns of `interview`, in one query that never reads the words of a review in work."""
    submitted = Q(reviews__submitted_at__isnull=False)
    rows = (
        ReviewRequest.objects.filter(interview=interview)
        .annotate(
            said_verdict=Case(When(submitted, then=F("reviews__verdict")), default=Value(""), output_field=CharField()),
            said=Case(When(submitted, then=F("reviews__summary")), default=Value(""), output_field=TextField()),
            topic=Case(When(submitted, then=F("reviews__practise_next__key")), output_field=CharField()),
            topic_name=Case(When(submitted, then=F("reviews__practise_next__name")), output_field=CharField()),
        )
        .order_by("requested_at", "pk", "reviews__pk", "reviews__practise_next__position")
        .values_list(
            "pk",
            "note",
            "requested_at",
            "withdrawn_at",
            "closed_at",
            "requested_of_id",
            "requested_of__name",
            "requested_of__email",
            "reviews__pk",
            "reviews__claimed_at",
            "reviews__released_at",
            "reviews__submitted_at",
            "reviews__read_at",
            "reviews__coach__name",
            "reviews__coach__email",
            "said_verdict",
            "said",
            "topic",
            "topic_name",
            named=True,
        )
    )
    reviews, open_request, to_withdraw = {}, None, None
    for row in rows:
        coach = row.reviews__coach__name or row.reviews__coach__email or ""
        holds = row.reviews__pk is not None and row.reviews__released_at is None
        if holds and row.reviews__submitted_at is not None:
            review = reviews.setdefault(
                row.reviews__pk,
                SubmittedReview(
                    pk=row.reviews__pk,
                    coach=coach,
                    submitted_at=row.reviews__submitted_at,
                    verdict=row.said_verdict,
                    summary=row.said,
                    is_read=row.reviews__read_at is not None,
                ),
            )
            if row.topic:
                review.topics.append((row.topic, row.topic_name))
        elif row.withdrawn_at is None and row.closed_at is None and (open_request is None or holds):
            open_request = OpenRequest(
                pk=row.pk,
                requested_of=row.requested_of__name or row.requested_of__email or "",
                requested_of_pk=row.requested_of_id,
                note=row.note,
                requested_at=row.requested_at,
                claimed_by=coach if holds else "",
                claimed_at=row.reviews__claimed_at if holds else None,
            )
        if row.withdrawn_at is None:
            to_withdraw = row.pk
    in_order = sorted(reviews.values(), key=lambda review: (review.submitted_at, review.pk))
    return HandIns(open_request, in_order, open_request.pk if open_request else to_withdraw)
