"""Views: a first review and a second opinion side by side, for both coaches, and for the candidate if both agree."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import is_coach
from sessions.models import MockInterview
from sessions.queries import second_opinions as queries
from sessions.transitions import second_opinions
from sessions.transitions.trail import NotAllowed


@require_safe
def opinions(request, pk):
    """Show a coach both opinions, theirs beside the other's."""
    context = {"opinions": _both(request, pk), "place": "reviews"}
    return render(request, "sessions/opinions.html", context)


@require_POST
def share(request, pk):
    """Agree that the candidate sees both opinions, or take it back."""
    both = _both(request, pk)
    agrees = request.POST.get("agree") == "1"
    try:
        second_opinions.share(both.mine, agrees, timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("reviews")
    messages.success(
        request, _("Noted: you agree that the candidate sees both.") if agrees else _("Noted: you do not agree.")
    )
    return redirect("opinions", pk=pk)


@require_safe
def shared(request, pk):
    """Show the candidate both opinions, once both coaches have released them."""
    interview = get_object_or_404(MockInterview.objects.owned_by(request.user), pk=pk)
    found = queries.for_candidate(interview, request.user)
    if found is None:
        raise Http404
    return render(request, "sessions/opinions.html", {"opinions": found, "place": "interviews"})


def _both(request, pk):
    found = queries.for_coach(request.user, pk, timezone.now()) if is_coach(request.user) else None
    if found is None:
        raise Http404
    return found
