"""What the pages of a coach's review show. Nothing of the candidate's own rating is loaded before it is submitted."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from questions.models import FocusTopic
from sessions import scoring
from sessions.models import Answer, AnswerRevision, Rating, Review, Role
from sessions.queries.peeking import hidden_questions
from sessions.queries.rating import open_to_judge
from sessions.queries.second_opinions import has_both


@dataclass(frozen=True)
class Stop:
    """
    One answer under review: the coach's Rating or None, and how many choices are open of how many.

    `theirs` is the candidate's own sealed Rating, None before the review is submitted.
    """

    answer: Answer
    rating: Rating | None
    theirs: Rating | None
    open: int
    total: int

    @property
    def position(self):
        """Its place in the interview."""
        return self.answer.position

    @property
    def is_answered(self):
        """Whether there is anything to judge."""
        return self.answer.is_answered

    @property
    def is_done(self):
        """Whether nothing is left to judge."""
        return self.open == 0

    @property
    def is_untouched(self):
        """Whether nothing has been judged yet."""
        return self.open == self.total

    @property
    def points(self):
        """The key points with both marks, as the submitted page sets them side by side."""
        mine, theirs = _marks(self.rating), _marks(self.theirs)
        return [
            {"text": point["text"], "mine": mine.get(point["slug"]), "theirs": theirs.get(point["slug"])}
            for point in self.answer.content["key_points"]
        ]

    @property
    def criteria(self):
        """The criteria with both levels and their difference, candidate minus coach."""
        mine, theirs = _levels(self.rating), _levels(self.theirs)
        rows = []
        for criterion in self.answer.content["criteria"]:
            own, given = theirs.get(criterion["slug"]), mine.get(criterion["slug"])
            gap = own - given if own is not None and given is not None else None
            rows.append({"name": criterion["name"], "mine": given, "theirs": own, "gap": gap})
        return rows


class Desk:
    """A review with all answers of its interview."""

    def __init__(self, review, stops):
        self.review = review
        self.request = review.request
        self.interview = review.request.interview
        self.stops = stops

    @property
    def is_submitted(self):
        """Whether both ratings are open to each other."""
        return self.review.submitted_at is not None

    @property
    def who(self):
        """The candidate, by name where this coach may know it."""
        return shown_name(self.request, self.review.coach, self.is_submitted)

    @cached_property
    def has_two_opinions(self):
        """Whether a first review and a second opinion can be compared."""
        return self.is_submitted and has_both(self.review)

    def at(self, position):
        """Return the Stop at `position`, or None."""
        return next((stop for stop in self.stops if stop.position == position), None)

    @cached_property
    def answered(self):
        """The stops with something to judge."""
        return [stop for stop in self.stops if stop.is_answered]

    @cached_property
    def still_open(self):
        """The stops that are still to be judged."""
        return [stop for stop in self.answered if not stop.is_done]

    @property
    def total(self):
        """How many choices there are to make in the whole interview."""
        return sum(stop.total for stop in self.answered)

    @property
    def judged(self):
        """How many of them are made."""
        return self.total - sum(stop.open for stop in self.answered)

    def next_after(self, position):
        """Return the next Stop to judge after `position`, from the start again; None where all are judged."""
        later = [stop for stop in self.still_open if stop.position > position]
        return next(iter(later + self.still_open), None)

    @cached_property
    def gap(self):
        """(mean signed difference candidate minus coach or None, number of pairs) over all criteria."""
        rows = [row for stop in self.answered for row in stop.criteria]
        return scoring.gap([row["theirs"] for row in rows], [row["mine"] for row in rows])


def opened(coach, pk, now):
    """Return the Review `pk` with its request, interview and people, or None where `coach` may not open it."""
    reviews = Review.objects.open_to(coach, now).select_related(
        "coach", "request__interview__guide", "request__interview__candidate"
    )
    return reviews.filter(pk=pk).first()


def desk(review):
    """Return the Desk of an opened review, in four queries whatever the number of answers."""
    seen = Q(review=review, superseded_at=None)
    if review.submitted_at is not None:
        # As it stood before the candidate could read this review.
        seen |= Q(pk__in=Rating.objects.standing().filter(role=Role.SELF).values("pk"))
    mine, theirs = {}, {}
    for rating in Rating.objects.filter(seen, answer__interview=review.request.interview).prefetch_related(
        "marks", "levels"
    ):
        (theirs if rating.role == Role.SELF else mine)[rating.answer_id] = rating
    stops = []
    for answer in review.request.interview.answers.select_related("version"):
        content, rating = answer.content, mine.get(answer.pk)
        still_open = len(open_to_judge(content, rating)) if answer.is_answered else 0
        total = len(content["key_points"]) + len(content["criteria"])
        stops.append(Stop(answer, rating, theirs.get(answer.pk), still_open, total))
    return Desk(review, stops)


def is_hidden(coach, stop):
    """Whether the coach sits in an interview with this very question now, and may not see what is expected."""
    return stop.answer.version.question_id in hidden_questions(coach)


def shown_name(request, coach, is_submitted=False):
    """Return the candidate's name where `coach` may know it: once submitted, or where the review was asked of them."""
    if is_submitted or request.requested_of_id == coach.pk:
        return request.interview.candidate.name or _("A candidate")
    return _("A candidate")


def late_texts(answer):
    """Return the texts of `answer` that arrived after its end and do not count."""
    return list(answer.revisions.filter(kind=AnswerRevision.Kind.LATE))


def topics_of(request):
    """Return the topics that a coach can name to practise next: the guide's, none of a private one."""
    if request.is_private:
        return FocusTopic.objects.none()
    topics = FocusTopic.objects.filter(round__guide=request.interview.guide)
    return topics.select_related("round").order_by("round__position", "round_id", "position", "pk")


def _marks(rating):
    return {mark.key_point: mark for mark in rating.marks.all()} if rating else {}


def _levels(rating):
    return {level.criterion: level.level for level in rating.levels.all()} if rating else {}
