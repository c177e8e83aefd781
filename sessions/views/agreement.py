"""Views: how far two coaches agree; for coaches by criterion, for curators by question."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import is_coach, is_curator
from sessions.queries import agreement as queries


@require_safe
def agreement(request):
    """Show how far first and second opinions agree on each criterion: over all coaches, or over one's own."""
    if not is_coach(request.user):
        raise Http404
    page = queries.agreement_page(request.user, is_mine=request.GET.get("whose") == "mine")
    return render(request, "sessions/agreement.html", {"page": page, "place": "reviews"})


@require_safe
def by_question(request):
    """Show curators on which questions coaches agree least."""
    if not is_curator(request.user):
        raise Http404
    found = queries.questions_page(request.GET.get("page", 1))
    return render(request, "sessions/agreement_by_question.html", {"found": found, "page": found.page})
