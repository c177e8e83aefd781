"""How long it takes until a coach has reviewed what was handed in, as its candidate is told."""

import statistics
from datetime import timedelta

from sessions.models import Review, ReviewRequest
from sessions.queries.queue import by_urgency

# The reviews of how many days, and how many of them at least, say how long the next one may take.
LATELY = timedelta(days=90)
FEWEST = 5
ANSWERED_TO_THE_CANDIDATE = [ReviewRequest.Kind.FIRST, ReviewRequest.Kind.AGAIN, ReviewRequest.Kind.REDO]


def place_of(request, now):
    """
    Return the place of the OpenRequest `request`, which waits, in the queue of a coach who may take it, from 1.

    What was asked of a coach stands among what was asked of them, all else among what waits for anybody.
    """
    same = ReviewRequest.objects.waiting().filter(
        requested_of=request.requested_of_pk, kind__in=ANSWERED_TO_THE_CANDIDATE
    )
    in_order = list(by_urgency(same, now).values_list("pk", flat=True))
    return in_order.index(request.pk) + 1 if request.pk in in_order else None


def median_wait(now):
    """Return the median time from handing in to the submitted review as a timedelta; None from fewer than five."""
    waits = [
        submitted - requested
        for requested, submitted in Review.objects.submitted()
        .filter(submitted_at__gte=now - LATELY, request__kind__in=ANSWERED_TO_THE_CANDIDATE)
        .order_by()
        .values_list("request__requested_at", "submitted_at")
    ]
    return statistics.median(waits) if len(waits) >= FEWEST else None
