"""The first review and the second opinion on one interview, side by side."""

from dataclasses import dataclass

from django.db.models import Q

from sessions.models import Answer, Comment, Rating, Review, ReviewRequest
from sessions.queries.peeking import with_hidden


@dataclass(frozen=True)
class Both:
    """One answer with what both coaches gave it; `is_hidden` while its question is in the reader's own interview."""

    answer: Answer
    is_hidden: bool
    first: Rating | None
    second: Rating | None
    comments: list

    @property
    def points(self):
        """(text, first mark or None, second mark or None) of the key points."""
        one, other = _marks(self.first), _marks(self.second)
        return [
            (point["text"], one.get(point["slug"]), other.get(point["slug"]))
            for point in self.answer.content["key_points"]
        ]

    @property
    def criteria(self):
        """(name, first level or None, second level or None) of the criteria."""
        one, other = _levels(self.first), _levels(self.second)
        return [
            (criterion["name"], one.get(criterion["slug"]), other.get(criterion["slug"]))
            for criterion in self.answer.content["criteria"]
        ]


@dataclass(frozen=True)
class Opinions:
    """Both reviews of an interview with their answers; `mine` is the one of the coach who looks, None for others."""

    interview: object
    first: Review
    second: Review
    answers: list
    mine: Review | None = None

    @property
    def request(self):
        """The hand-in that the first review is of."""
        return self.first.request

    @property
    def other(self):
        """The review of the other coach."""
        return self.second if self.mine == self.first else self.first

    @property
    def are_released(self):
        """Whether the candidate sees them."""
        return self.first.shared_at is not None and self.second.shared_at is not None


def for_coach(coach, pk, now):
    """Return the Opinions of which the review `pk` is one, or None where `coach` may not see both."""
    mine = Review.objects.open_to(coach, now).submitted().filter(pk=pk).values("request__interview")
    found = _opinions(_pairs().filter(request__interview__in=mine, request__withdrawn_at=None), coach, pk)
    # Whoever gave a third review of the interview is neither of the two.
    return found if found and found.mine else None


def for_candidate(interview, candidate):
    """Return the Opinions on the candidate's own `interview`, or None unless both coaches have released them."""
    found = _opinions(_pairs().filter(request__interview=interview), candidate)
    return found if found and found.are_released else None


_KINDS = [ReviewRequest.Kind.FIRST, ReviewRequest.Kind.SECOND]


def _pairs():
    return Review.objects.submitted().filter(request__kind__in=_KINDS).order_by("pk")


def _opinions(reviews, reader, mine=None):
    both = {
        review.request.kind: review
        for review in reviews.select_related("coach", "request__interview__guide", "request__interview__candidate")
    }
    if len(both) < 2:
        return None
    mine = next((review for review in both.values() if review.pk == mine and review.coach_id == reader.pk), None)
    first, second = both[ReviewRequest.Kind.FIRST], both[ReviewRequest.Kind.SECOND]
    given, comments = {}, {}
    of_both = Q(review=first) | Q(review=second)
    for rating in Rating.objects.current().filter(of_both).prefetch_related("marks", "levels"):
        given[rating.answer_id, rating.review_id] = rating
    for comment in Comment.objects.filter(of_both, parent=None).select_related("author"):
        comments.setdefault(comment.answer_id, []).append(comment)
    interview = first.request.interview
    answers = [
        Both(
            answer,
            answer.is_hidden,
            given.get((answer.pk, first.pk)),
            given.get((answer.pk, second.pk)),
            comments.get(answer.pk, []),
        )
        for answer in with_hidden(interview.answers, reader).select_related("version").order_by("position")
        if answer.is_answered
    ]
    return Opinions(interview, first, second, answers, mine)


def _marks(rating):
    return {mark.key_point: mark for mark in rating.marks.all()} if rating else {}


def _levels(rating):
    return {level.criterion: level.level for level in rating.levels.all()} if rating else {}
