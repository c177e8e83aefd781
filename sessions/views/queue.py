"""Views: the coach's queue."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import is_coach
from sessions.models import Review, ReviewRequest
from sessions.queries import queue as queries
from sessions.queries.review import shown_name
from sessions.transitions import reviews
from sessions.transitions.trail import NotAllowed


@require_safe
def queue(request):
    """Show what lies on the coach's desk, what waits, and what was submitted."""
    _only_coaches(request.user)
    wish = queries.wish_of(request.GET)
    shown = queries.queue(request.user, timezone.now(), wish, page=request.GET.get("page", 1))
    return render(request, "sessions/queue.html", {"queue": shown, "longer": queries.LONGER, "place": "reviews"})


@require_POST
def claim(request, pk):
    """Claim a waiting interview and open its review; whoever was slower is told so."""
    _only_coaches(request.user)
    asked = get_object_or_404(ReviewRequest.objects.for_coach(request.user), pk=pk)
    try:
        review = reviews.claim(asked, request.user, timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("reviews")
    return redirect("review", pk=review.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def release(request, pk):
    """Ask whether to give a claimed interview back (GET), and give it back (POST)."""
    _only_coaches(request.user)
    mine = Review.objects.in_work().filter(coach=request.user, request__withdrawn_at=None)
    review = get_object_or_404(mine.select_related("request__interview__guide", "request__interview__candidate"), pk=pk)
    if request.method == "POST":
        reviews.release(review, timezone.now())
        messages.success(
            request, _("The interview is back in the queue. Your draft is kept, should you claim it again.")
        )
        return redirect("reviews")
    context = {"review": review, "who": shown_name(review.request, request.user), "place": "reviews"}
    return render(request, "sessions/release.html", context)


def _only_coaches(user):
    if not is_coach(user):
        raise Http404
