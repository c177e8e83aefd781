"""What a candidate has had to do with the questions: answered, read, marked, and how it was rated."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, IntegerField, OuterRef, Q, Subquery, Sum, Value, When

from questions.models import Status
from sessions import scoring
from sessions.models import (
    Answer,
    CriterionLevel,
    InterviewStatus,
    KeyPointMark,
    Rating,
    ReviewRequest,
    Role,
    StudyMark,
)

# A text holds an answer when there is more in it than white space.
ANSWERED = Q(text__regex=r"\S")


@dataclass
class Record:
    """
    One question, as far as one candidate has had to do with it.

    `answered_at`: last answered in an interview that counts; `read_at`: the expected answer last seen, in study or in
    an interview; `score`: the Score of the last sealed rating, or None; `mark`: a StudyMark.Mark or an empty text;
    `is_published`: whether the question can still be studied and drawn.
    """

    question: int
    topic: int
    answered_at: datetime | None = None
    read_at: datetime | None = None
    score: scoring.Score | None = None
    scored_at: datetime | None = None
    mark: str = ""
    marked_at: datetime | None = None
    is_flagged: bool = False
    is_published: bool = True

    @property
    def seen_at(self):
        """When it was last answered or read, or None."""
        return max((at for at in (self.answered_at, self.read_at) if at is not None), default=None)

    @property
    def touched_at(self):
        """When it was last answered or marked, or None."""
        return max((at for at in (self.answered_at, self.marked_at) if at is not None), default=None)

    def is_due(self, now, days_left=None):
        """
        Whether it is time for it again: weak or shaky, and touched long enough ago.

        `days_left` counts the days to the date of the guide's preparation, None without one.
        """
        if not (self.is_weak or self.mark == StudyMark.Mark.SHAKY) or self.touched_at is None:
            return False
        return now - self.touched_at >= timedelta(days=scoring.days_until_due(days_left))

    @property
    def is_weak(self):
        """Whether the last rating is low, or the candidate marked it "not yet"."""
        return self.mark == StudyMark.Mark.NOT_YET or (self.score is not None and scoring.is_weak(self.score))


@dataclass
class RatedAnswer:
    """One answer of the candidate with the Score of the rating that counts (the coach's before their own) or None."""

    answer: int
    interview: int
    question: int
    topic: int
    is_answered: bool
    counts: bool
    opened_at: datetime
    revealed_at: datetime | None
    score: scoring.Score | None
    scored_at: datetime | None
    is_published: bool = True
    # Whether the question had been neither answered nor read before
    is_fresh: bool = True


def rated_answers(candidate, guide=None, quality=True):
    """
    Return the RatedAnswers of every question that `candidate` has opened, in two queries.

    `guide` narrows it to the interviews on one guide; without `quality` it is one query and scores hold coverage alone.
    """
    rating = (
        Rating.objects.sealed()
        .filter(answer=OuterRef("pk"), role__in=[Role.COACH, Role.SELF])
        .exclude(review__request__kind=ReviewRequest.Kind.SECOND)
        .annotate(rank=Case(When(role=Role.COACH, then=Value(0)), default=Value(1), output_field=IntegerField()))
        .order_by("rank", "-sealed_at", "-pk")
    )
    marks = KeyPointMark.objects.filter(rating=OuterRef("rating_pk")).order_by().values("rating")
    answers = Answer.objects.filter(interview__candidate=candidate, opened_at__isnull=False)
    if guide is not None:
        answers = answers.filter(interview__guide=guide)
    rows = list(
        answers.annotate(
            is_full=Case(When(ANSWERED, then=Value(1)), default=Value(0), output_field=IntegerField()),
            rating_pk=Subquery(rating.values("pk")[:1]),
            rated_at=Subquery(rating.values("sealed_at")[:1]),
        )
        .annotate(points=Subquery(marks.annotate(total=Sum("mark")).values("total")))
        .values_list(
            "pk",
            "interview_id",
            "interview__status",
            "version__question_id",
            "version__question__topic_id",
            "version__question__status",
            "is_full",
            "opened_at",
            "revealed_at",
            "was_answered_before",
            "was_read_before",
            "rating_pk",
            "rated_at",
            "points",
            "version__content__key_points",
            "version__content__criteria" if quality else "pk",
            named=True,
        )
    )
    levels = _levels(answers) if quality else {}
    return [_rated_answer(row, levels, quality) for row in rows]


def records(candidate, guide=None, quality=True):
    """Return {question pk: Record} of every question that `candidate` has had to do with, in three queries."""
    found = {}
    for row in rated_answers(candidate, guide, quality):
        _note(found.setdefault(row.question, Record(row.question, row.topic)), row)
    marks = StudyMark.objects.filter(candidate=candidate)
    if guide is not None:
        marks = marks.filter(question__guide=guide)
    for question, topic, status, mark, marked_at, read_at, is_flagged in marks.values_list(
        "question_id", "question__topic_id", "question__status", "mark", "marked_at", "read_at", "is_flagged"
    ):
        record = found.setdefault(question, Record(question, topic))
        record.is_published = status == Status.PUBLISHED
        record.mark, record.marked_at, record.is_flagged = mark, marked_at, is_flagged
        record.read_at = max((at for at in (record.read_at, read_at) if at is not None), default=None)
    return found


def by_question(rows):
    """Return {question pk: Record} made of RatedAnswers alone, without study marks."""
    found = {}
    for row in rows:
        _note(found.setdefault(row.question, Record(row.question, row.topic)), row)
    return found


def _note(record, row):
    record.is_published = row.is_published
    # An abandoned interview is out of every score and of what was answered; what was seen in it has been seen.
    if row.revealed_at is not None:
        record.read_at = max(record.read_at or row.revealed_at, row.revealed_at)
    if not row.counts:
        return
    if row.is_answered:
        record.answered_at = max(record.answered_at or row.opened_at, row.opened_at)
    if row.score is not None and (record.scored_at is None or row.scored_at >= record.scored_at):
        record.score, record.scored_at = row.score, row.scored_at


def _levels(answers):
    levels = {}
    given = CriterionLevel.objects.filter(rating__in=Rating.objects.sealed().filter(answer__in=answers))
    for rating, criterion, level in given.values_list("rating_id", "criterion", "level"):
        levels.setdefault(rating, {})[criterion] = level
    return levels


def _rated_answer(row, levels, quality):
    score = None
    if row.rating_pk:
        points, total = row.version__content__key_points, row.points or 0
        given = levels.get(row.rating_pk, {})
        score = scoring.Score(
            coverage=100 * total / (scoring.FULL_MARK * len(points)) if points else None,
            quality=scoring.quality(
                (given.get(criterion["slug"]), criterion["weight"]) for criterion in row.version__content__criteria
            )
            if quality
            else None,
        )
    return RatedAnswer(
        answer=row.pk,
        interview=row.interview_id,
        question=row.version__question_id,
        topic=row.version__question__topic_id,
        is_answered=bool(row.is_full),
        counts=row.interview__status != InterviewStatus.ABANDONED,
        opened_at=row.opened_at,
        revealed_at=row.revealed_at,
        score=score,
        scored_at=row.rated_at,
        is_published=row.version__question__status == Status.PUBLISHED,
        is_fresh=not (row.was_answered_before or row.was_read_before),
    )
