"""Hundreds of rows at once: copies of what the real verbs made, for tests of how often a page asks the database."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from sessions.models import Answer, CriterionLevel, KeyPointMark, MockInterview, Rating, Review, ReviewRequest


def queries_of(client, address):
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def handed_in_many(request, number):
    """`number` copies of a ReviewRequest, each with an interview of its own and all its answers; returned in order."""
    interviews = _copies(MockInterview, request.interview, number)
    for answer in request.interview.answers.all():
        _copies(Answer, answer, number, interview=interviews)
    return _copies(ReviewRequest, request, number, interview=interviews)


def reviewed_many(review, number, coach=None):
    """`number` copies of a submitted Review, each with request, interview, answers and ratings; returned in order."""
    requests = handed_in_many(review.request, number)
    reviews = _copies(Review, review, number, request=requests, coach=[coach or review.coach] * number)
    _rate_like(review, reviews)
    return reviews


def second_opinions_on(firsts, coach, change):
    """A submitted second opinion on each of the reviews `firsts`, with `change(place, level)` for every level."""
    requests = ReviewRequest.objects.bulk_create(
        ReviewRequest(
            interview=first.request.interview,
            kind=ReviewRequest.Kind.SECOND,
            requested_at=first.submitted_at,
            closed_at=first.submitted_at,
        )
        for first in firsts
    )
    reviews = [
        Review(
            request=request,
            coach=coach,
            verdict="no",
            claimed_at=first.submitted_at,
            lease_until=first.lease_until,
            submitted_at=first.submitted_at,
        )
        for first, request in zip(firsts, requests, strict=True)
    ]
    Review.objects.bulk_create(reviews)
    _rate_like(firsts[0], reviews, change)
    return reviews


def _rate_like(review, reviews, change=None):
    """Give the answers of each of `reviews` the ratings that `review` gave to those at the same places."""
    number = len(reviews)
    answers = {
        (answer.interview_id, answer.position): answer
        for answer in Answer.objects.filter(interview__in=[one.request.interview_id for one in reviews])
    }
    for rating in review.ratings.select_related("answer"):
        given = [answers[one.request.interview_id, rating.answer.position] for one in reviews]
        ratings = _copies(Rating, rating, number, answer=given, review=reviews, rater=[one.coach for one in reviews])
        for mark in rating.marks.all():
            _copies(KeyPointMark, mark, number, rating=ratings)
        for level in rating.levels.all():
            levels = [change(place, level.level) if change else level.level for place in range(number)]
            _copies(CriterionLevel, level, number, rating=ratings, level=levels)


def _copies(model, row, number, **different):
    """`number` copies of `row`; `different` holds what each of them has of its own."""
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    values = {name: getattr(row, name) for name in names}
    for name in different:
        values.pop(model._meta.get_field(name).attname)
    return model.objects.bulk_create(
        model(**values, **{name: given[place] for name, given in different.items()}) for place in range(number)
    )
