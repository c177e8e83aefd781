"""The interview that the person sits in now; closed first where its deadline has come."""

from sessions.models import MockInterview
from sessions.transitions import interviews


def running_interview(user, now):
    """Return the MockInterview that `user` (may be anonymous) sits in at `now`, or None; in one query."""
    if not user.is_authenticated:
        return None
    interview = MockInterview.objects.owned_by(user).running().first()
    if interview is None or interviews.close_if_overdue(interview, now):
        return None
    return interview
