"""The plain list of all questions of a guide: to read, to copy, to print, and as files."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from questions import plain
from sessions.queries import question_list as queries
from sessions.queries.guides import visible_guide
from sessions.views.running import running_interview

FILES = {"md": "text/markdown", "csv": "text/csv"}


@login_not_required
@never_cache
@require_safe
def question_list(request, slug):
    """Show the list, a page of it where it is long."""
    found = _found(request, slug, page=request.GET.get("page", "1"))
    return render(request, "sessions/question_list.html", {"guide": found.guide, "list": found, "place": "guides"})


@login_not_required
@never_cache
@require_safe
def question_list_file(request, slug, suffix):
    """Give the whole list as a file."""
    if suffix not in FILES:
        raise Http404
    found = _found(request, slug)
    if suffix == "csv":
        text = plain.table(found.entries, full=found.wish.full)
    else:
        wish = {"by_round": not found.wish.by_number, "full": found.wish.full}
        text = plain.markdown(found.guide.title, found.entries, hidden=found.hidden, **wish)
    response = HttpResponse(text, content_type=f"{FILES[suffix]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.guide.slug}.{suffix}"'
    return response


def _found(request, slug, page=None):
    """Return the QuestionList that the address asks for."""
    guide = get_object_or_404(visible_guide(request.user, slug))
    wish = queries.Wish(by_number=request.GET.get("order") == "list", full=request.GET.get("with") == "answers")
    running = running_interview(request.user, timezone.now())
    return queries.question_list(request.user, guide, wish, running, page)
