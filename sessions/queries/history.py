"""One's own interviews: the list of all of them, and which page fits one now."""

from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from sessions import scoring
from sessions.models import Answer, InterviewStatus, MockInterview, Rating, ReviewRequest
from sessions.queries.judgements import Given, given_in, score_of
from sessions.queries.records import ANSWERED

_ADDRESSES = {
    InterviewStatus.RUNNING: "room",
    InterviewStatus.RATING: "rate",
    InterviewStatus.RATED: "result",
}


def address_of(interview):
    """Return the address of the page that fits the state of `interview`."""
    return reverse(_ADDRESSES.get(interview.status, "interview"), args=[interview.pk])


@dataclass
class Entry:
    """
    One interview in the list. `questions`, `answered`: numbers; `to_rate`: answers that are still to be judged.

    `score`: the Score of the candidate's own sealed ratings or None. `review`: empty, `waiting`, `claimed`, `unread`
    (submitted and not seen yet) or `reviewed`; `coach` is whose review it is.
    """

    interview: MockInterview
    questions: int
    answered: int
    to_rate: int = 0
    score: scoring.Score | None = None
    review: str = ""
    coach: str = ""
    _scores: list = field(default_factory=list)

    @property
    def standing(self):
        """The word for where it stands: its status, or that of its review."""
        return self.review or self.interview.status


def mine(candidate):
    """Return all interviews of `candidate`, the newest first, with the numbers of their questions and answers."""
    answers = Answer.objects.filter(interview=OuterRef("pk")).order_by().values("interview")
    return (
        MockInterview.objects.owned_by(candidate)
        .defer("reflection")
        .annotate(
            questions=Coalesce(Subquery(answers.annotate(number=Count("pk")).values("number")), 0),
            answered=Coalesce(Subquery(answers.filter(ANSWERED).annotate(number=Count("pk")).values("number")), 0),
        )
        .order_by("-created_at", "-pk")
    )


def entries(interviews):
    """Return an Entry for each of `interviews` (one page of `mine`), in three queries whatever their number."""
    found = {
        interview.pk: Entry(interview, interview.questions, interview.answered, to_rate=interview.answered)
        for interview in interviews
    }
    _add_scores(found)
    _add_reviews(found)
    return list(found.values())


def _add_scores(found):
    ratings = Rating.objects.by_candidate().filter(answer__interview__in=found)
    given = given_in(ratings)
    for rating, interview, sealed_at, key_points, criteria in ratings.values_list(
        "pk",
        "answer__interview_id",
        "sealed_at",
        "answer__version__content__key_points",
        "answer__version__content__criteria",
    ):
        entry, one = found[interview], given.get(rating, Given())
        if len(one.marks) + len(one.levels) == len(key_points) + len(criteria):
            entry.to_rate -= 1
        if sealed_at is not None:
            entry._scores.append(score_of(one, key_points, criteria))
    for entry in found.values():
        if entry.interview.status == InterviewStatus.RATED and entry._scores:
            entry.score = scoring.interview_score(entry._scores)


def _add_reviews(found):
    rows = (
        ReviewRequest.objects.by_candidate()
        .filter(interview__in=found)
        .order_by("requested_at", "pk")
        .values_list(
            "interview_id",
            "withdrawn_at",
            "closed_at",
            "reviews__pk",
            "reviews__released_at",
            "reviews__submitted_at",
            "reviews__read_at",
            "reviews__coach__name",
            "reviews__coach__email",
            named=True,
        )
    )
    # The rows of an interview come oldest first: the newest request that says anything decides.
    under_way = {}
    for row in rows:
        entry = found[row.interview_id]
        holds = row.reviews__pk is not None and row.reviews__released_at is None
        coach = row.reviews__coach__name or row.reviews__coach__email or ""
        if holds and row.reviews__submitted_at is not None:
            entry.review, entry.coach = "unread" if row.reviews__read_at is None else "reviewed", coach
        elif row.withdrawn_at is None and row.closed_at is None and (holds or row.interview_id not in under_way):
            under_way[row.interview_id] = ("claimed", coach) if holds else ("waiting", "")
    for pk, (review, coach) in under_way.items():
        # A review that came in and was not read yet is more urgent than the next one under way.
        if found[pk].review != "unread":
            found[pk].review, found[pk].coach = review, coach


def kept_texts(interview):
    """Return the answers of `interview` with their versions, for the page of one that is not going on."""
    return list(interview.answers.select_related("version"))
