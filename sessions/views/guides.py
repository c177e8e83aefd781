"""The guides: the list of them, and the page of one."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from sessions.queries import guides as queries


@login_not_required
@require_safe
def guides(request):
    """Show the guides as a contents page."""
    return render(request, "sessions/guides.html", {"guides": queries.contents(request.user), "place": "guides"})


@login_not_required
@require_safe
def guide(request, slug):
    """Show everything about a guide, with the signed-in candidate's own record."""
    found = get_object_or_404(queries.visible_guide(request.user, slug))
    page = queries.guide_page(request.user, found)
    return render(request, "sessions/guide.html", {"guide": found, "page": page, "place": "guides"})
