"""The guides: the list of them, the page of one, of one of its rounds and of one of its focus topics."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sessions.queries import guides as queries
from sessions.queries import rounds


@login_not_required
@require_safe
def guides(request):
    """Show the guides as a contents page."""
    asked = request.GET
    found = queries.contents_page(request.user, asked.get("company", ""), asked.get("role", ""), asked.get("page", "1"))
    return render(request, "sessions/guides.html", {"contents": found, "guides": found.guides, "place": "guides"})


@login_not_required
@require_safe
def guide(request, slug):
    """Show everything about a guide, with the signed-in candidate's own record."""
    found = get_object_or_404(queries.visible_guide(request.user, slug))
    page = queries.guide_page(request.user, found)
    context = {"guide": found, "page": page, "preparation": page.preparation, "place": "guides"}
    return render(request, "sessions/guide.html", context)


@login_not_required
@require_safe
def a_round(request, slug, key):
    """Show what a round is like, what it probes, and the signed-in candidate's own record on it."""
    page = rounds.round_page(request.user, slug, key)
    if page is None:
        raise Http404
    return render(request, "sessions/round.html", {"guide": page.guide, "page": page, "place": "guides"})


@login_not_required
@require_safe
def topic(request, slug, key):
    """Show what a focus topic asks for, its questions, and the signed-in candidate's own record on it."""
    page = rounds.topic_page(request.user, slug, key)
    if page is None:
        raise Http404
    return render(request, "sessions/topic.html", {"guide": page.guide, "page": page, "place": "guides"})
