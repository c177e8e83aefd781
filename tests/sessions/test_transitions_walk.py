"""The whole chain through the verbs: planned, running, rating, rated, handed in, claimed, submitted."""

from sessions.models import InterviewStatus, Rating, Role
from tests import making


def test_the_whole_chain_ends_with_two_sealed_ratings_per_answer(alice, carol, guide, now):
    review = making.submitted(alice, carol, guide, now)
    interview = review.request.interview
    assert interview.status == InterviewStatus.RATED
    assert Rating.objects.sealed().filter(answer__interview=interview, role=Role.SELF).count() == 2
    assert Rating.objects.sealed().filter(answer__interview=interview, role=Role.COACH).count() == 2
