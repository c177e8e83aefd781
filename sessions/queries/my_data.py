"""What the pages of one's own data show: what there is of it, and what would go with a deletion."""

from dataclasses import dataclass

from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import Message, User
from questions.models import Guide, ProblemReport, Question
from sessions.models import (
    Answer,
    AnswerRevision,
    Comment,
    MockInterview,
    Phrase,
    Preparation,
    RaterTraining,
    Rating,
    Review,
    ReviewRequest,
    StudyMark,
)
from sessions.queries.records import ANSWERED


@dataclass(frozen=True)
class Going:
    """
    What goes with an interview, in numbers. `reviewer` is who works on it now, empty for nobody.

    `by_guest` counts what people asked by a link have submitted.
    """

    answers: int
    texts: int
    ratings: int
    reviews: int
    by_guest: int
    comments: int
    reviewer: str
    is_in_work: bool


def going_with(interview):
    """Return what goes with `interview` (Going), in two queries."""
    submitted = Review.objects.submitted().exclude(request__kind=ReviewRequest.Kind.SECOND)
    of_coach = submitted.exclude(request__kind=ReviewRequest.Kind.LINK)
    by_link = submitted.filter(request__kind=ReviewRequest.Kind.LINK)
    comments = Comment.objects.filter(review__in=Review.objects.for_candidate())
    numbers = (
        MockInterview.objects.filter(pk=interview.pk)
        .order_by()
        .values_list(
            _number(Answer.objects.filter(ANSWERED), "interview"),
            _number(AnswerRevision.objects, "answer__interview"),
            _number(Rating.objects.by_candidate(), "answer__interview"),
            _number(of_coach, "request__interview"),
            _number(by_link, "request__interview"),
            _number(comments, "review__request__interview"),
        )
        .get()
    )
    in_work = Review.objects.in_work().filter(
        request__interview=interview, request__withdrawn_at=None, coach__isnull=False
    )
    # Of a second opinion under way the candidate is not told.
    coach = in_work.exclude(request__kind=ReviewRequest.Kind.SECOND).select_related("coach").first()
    return Going(*numbers, reviewer=str(coach.coach) if coach else "", is_in_work=coach is not None)


@dataclass(frozen=True)
class Mine:
    """How much of what somebody has here."""

    interviews: int
    answers: int
    reviews: int
    marks: int
    preparations: int
    trainings: int
    guides: int
    questions: int
    messages: int
    reports: int
    given: int
    phrases: int


def mine(user):
    """Return how much `user` has here (Mine), in one query."""
    return Mine(
        *User.objects.filter(pk=user.pk)
        .values_list(
            _number(MockInterview.objects, "candidate"),
            _number(Answer.objects.filter(ANSWERED), "interview__candidate"),
            _number(
                Review.objects.submitted().exclude(request__kind=ReviewRequest.Kind.SECOND),
                "request__interview__candidate",
            ),
            _number(StudyMark.objects, "candidate"),
            _number(Preparation.objects, "candidate"),
            _number(RaterTraining.objects, "rater"),
            _number(Guide.objects, "owner"),
            _number(Question.objects, "guide__owner"),
            _number(Message.objects, "user"),
            _number(ProblemReport.objects, "reporter"),
            _number(Review.objects.submitted(), "coach"),
            _number(Phrase.objects, "coach"),
        )
        .get()
    )


def _number(rows, path):
    """Return the expression for how many of `rows` belong to the row of the outer query, by their `path` to it."""
    counted = rows.filter(**{path: OuterRef("pk")}).order_by().values(path).annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), Value(0))
