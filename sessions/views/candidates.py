"""Views: a coach's candidates."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import is_coach
from sessions.queries import candidates as queries


@require_safe
def candidates(request):
    """List those whose work this coach reviewed in the last 90 days."""
    if not is_coach(request.user):
        raise Http404
    page = queries.candidates(request.user, timezone.now(), request.GET.get("page", 1))
    return render(request, "sessions/candidates.html", {"page": page, "place": "reviews"})


@require_safe
def candidate(request, pk):
    """Show one of them: what was handed in and reviewed by this coach, and what they advised last time."""
    found = None
    if is_coach(request.user):
        found = queries.candidate_page(request.user, pk, timezone.now(), request.GET.get("page", 1))
    if found is None:
        raise Http404
    context = {"candidate": found, "page": found.page, "place": "reviews"}
    return render(request, "sessions/candidate.html", context)
