"""What the pages of a coach's review show. Nothing of the candidate's own rating is loaded before it is submitted."""

from dataclasses import dataclass
from functools import partial

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from questions.models import FocusTopic
from sessions import scoring
from sessions.models import Answer, AnswerRevision, Evidence, MockInterview, Rating, Review, ReviewRequest, Role
from sessions.queries.peeking import with_hidden
from sessions.queries.stops import Stop, Stops, choices

# The kinds of requests whose reviews are two opinions on one interview
BOTH = [ReviewRequest.Kind.FIRST, ReviewRequest.Kind.SECOND]


@dataclass(frozen=True)
class ReviewStop(Stop):
    """
    One answer under review.

    `theirs` is the candidate's own sealed Rating, None before the review is submitted. `is_hidden`: the coach sits in
    an interview with this very question now, and may not see what is expected.
    """

    theirs: Rating | None
    is_hidden: bool

    @property
    def points(self):
        """The key points with both marks, as the submitted page sets them side by side."""
        mine, theirs = _marks(self.rating), _marks(self.theirs)
        return [
            {
                "text": point["text"],
                "mine": mine.get(point["slug"]),
                "theirs": theirs.get(point["slug"]),
                "quotes": partial(self._quotes, "key_point", point["slug"]),
            }
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
            row = {"name": criterion["name"], "mine": given, "theirs": own, "gap": gap}
            rows.append(row | {"quotes": partial(self._quotes, "criterion", criterion["slug"])})
        return rows

    @cached_property
    def _evidence(self):
        """All passages that either of the two tied, in one query."""
        return list(Evidence.objects.filter(rating__in=[one for one in (self.rating, self.theirs) if one]))

    def _quotes(self, field, slug):
        """Return the passages that each of the two tied to one of these; only the page that quotes them asks."""
        quotes = [one for one in self._evidence if getattr(one, field) == slug]
        return {
            name: [one.quote for one in quotes if rating and one.rating_id == rating.pk]
            for name, rating in (("mine", self.rating), ("theirs", self.theirs))
        }


class Desk(Stops):
    """A review with all answers of its interview."""

    def __init__(self, review, stops):
        self.review = review
        self.request = review.request
        self.interview = review.request.interview
        super().__init__(stops)

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
        return self.is_submitted and self.review.has_both and self.request.kind in BOTH

    @cached_property
    def gap(self):
        """(mean signed difference candidate minus coach or None, number of pairs) over all criteria."""
        rows = [row for stop in self.answered for row in stop.criteria]
        return scoring.gap([row["theirs"] for row in rows], [row["mine"] for row in rows])


def opened(coach, pk, now):
    """
    Return the Review `pk` with its request, interview and people, or None where `coach` may not open it.

    `redo_status` is the status of the interview that was asked for in it, None where there is none; `has_both`, whether
    there is another opinion beside it.
    """
    redos = MockInterview.objects.filter(asked_in=OuterRef("pk")).order_by("-pk")
    reviews = Review.objects.open_to(coach, now).select_related(
        "coach", "request__interview__guide", "request__interview__candidate"
    )
    others = Review.objects.submitted().filter(
        request__interview=OuterRef("request__interview"), request__kind__in=BOTH, request__withdrawn_at=None
    )
    other = Exists(others.exclude(request__kind=OuterRef("request__kind")).order_by())
    status = Subquery(redos.values("status")[:1])
    return reviews.annotate(redo_status=status, has_both=other).filter(pk=pk).first()


def desk(review):
    """
    Return the Desk of an opened review, in four queries whatever the number of answers.

    Its answers know whether a text of theirs came late (`has_late`), and whether the draft asks for them again
    (`is_asked_again`). Where the coach has asked for these answers, `before_text` is what they read then, as long as
    they can still open that review.
    """
    asked = Review.objects.open_to(review.coach, timezone.now()).filter(pk=review.request.interview.asked_in_id)
    before = Answer.objects.filter(
        interview__requests__reviews__in=asked, version__question=OuterRef("version__question")
    )
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
    late = AnswerRevision.objects.filter(answer=OuterRef("pk"), kind=AnswerRevision.Kind.LATE)
    again = Review.redo_answers.through.objects.filter(review=review, answer=OuterRef("pk"))
    answers = with_hidden(review.request.interview.answers.select_related("version"), review.coach)
    for answer in answers.annotate(has_late=Exists(late.order_by()), is_asked_again=Exists(again)).annotate(
        before_text=Subquery(before.order_by().values("text")[:1])
    ):
        rating = mine.get(answer.pk)
        stops.append(ReviewStop(answer, rating, *choices(answer, rating), theirs.get(answer.pk), answer.is_hidden))
    return Desk(review, stops)


def shown_name(request, coach, is_submitted=False):
    """
    Return the candidate's name where `coach` may know it: once submitted, or where the review was asked of them.

    Whoever gives a second opinion does not learn it: the candidate does not know of them either.
    """
    if request.is_second:
        return _("A candidate")
    if is_submitted or request.requested_of_id == coach.pk:
        return request.interview.candidate.name or _("A candidate")
    return _("A candidate")


def late_texts(answer):
    """Return the texts of a Desk's `answer` that arrived after its end and do not count."""
    return list(answer.revisions.filter(kind=AnswerRevision.Kind.LATE)) if answer.has_late else []


def topics_of(review):
    """
    Return the topics that a coach can name to practise next: the guide's, none of a private one.

    Each knows whether the draft names it (`is_named`).
    """
    if review.request.is_private:
        return FocusTopic.objects.none()
    named = Review.practise_next.through.objects.filter(review=review, focustopic=OuterRef("pk"))
    topics = FocusTopic.objects.filter(round__guide=review.request.interview.guide).annotate(is_named=Exists(named))
    return topics.select_related("round").order_by("round__position", "round_id", "position", "pk")


def _marks(rating):
    return {mark.key_point: mark for mark in rating.marks.all()} if rating else {}


def _levels(rating):
    return {level.criterion: level.level for level in rating.levels.all()} if rating else {}
