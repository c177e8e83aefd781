"""Home, of a visitor and of a candidate."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sessions.models import InterviewStatus
from sessions.queries import guides
from sessions.queries import home as queries
from sessions.transitions import interviews


@login_not_required
@require_safe
def home(request):
    """Show a visitor what this is; show a candidate what to go on with."""
    if not request.user.is_authenticated:
        return _visitor(request)
    now = timezone.now()
    sat, running = _sat(request.user, now)
    found = queries.candidate_home(request.user, sat, now, timezone.localdate(now))
    is_first = found.is_new and running is None
    listed = guides.contents(request.user) if is_first else []
    shows_all = request.GET.get("preparations") == "all"
    context = {
        "home": found,
        "preparations": found.preparations if shows_all else found.preparations[: queries.PREPARATIONS],
        "running_interview": running,
        "minutes_left": _minutes_left(running, now),
        "guides": listed,
        "first_guide": next((guide for guide in listed if guide.question_count), None),
        "now": now,
        "place": "home",
    }
    return render(request, "sessions/home_candidate.html", context)


def _visitor(request):
    context = {
        "guides": guides.contents(request.user),
        "question": queries.question_to_try(request.GET.get("after", "")),
        "signup": settings.SIGNUP,
        "place": "home",
    }
    return render(request, "sessions/home.html", context)


def _sat(user, now):
    """Return (the latest interviews that are over or planned, the one that is running or None)."""
    sat = queries.interviews(user)
    running = sat[0] if sat and sat[0].status == InterviewStatus.RUNNING else None
    if running is not None and interviews.close_if_overdue(running, now):
        return queries.interviews(user), None
    return sat if running is None else sat[1:], running


def _minutes_left(interview, now):
    """Return the whole minutes until the deadline, as the room shows them: 1 in the last minute; None without clock."""
    if interview is None or interview.deadline is None:
        return None
    return max(1, -(-int((interview.deadline - now).total_seconds()) // 60))
