"""The progress pages: the guides that one practises, and the map of one of them."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sessions.queries import progress as queries
from sessions.queries.guides import visible_guide


@require_safe
def progress(request):
    """List the guides that one has practised or prepares; where there is one alone, go to its map."""
    entries = queries.guides_with_progress(request.user, timezone.localdate())
    if len(entries) == 1 and "all" not in request.GET:
        return redirect("guide_progress", entries[0].guide.address)
    return render(request, "sessions/progress.html", {"entries": entries, "place": "progress"})


@require_safe
def guide_progress(request, slug):
    """Show the map of one guide: every topic with when it was practised and how it was rated."""
    guide = get_object_or_404(visible_guide(request.user, slug))
    now = timezone.now()
    page = queries.progress_page(request.user, guide, now, timezone.localdate(now))
    context = {"guide": guide, "page": page, "sentence": queries.sentence(page), "place": "progress"}
    return render(request, "sessions/guide_progress.html", context)
