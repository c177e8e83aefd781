"""Views for curators: a guide with its drafts as a list to read and print, and as files."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.roles import is_curator
from questions import plain
from questions.exporting import guide_yaml
from questions.models import Guide
from sessions.queries import question_list as queries
from sessions.queries.peeking import hidden_questions
from sessions.views.running import running_interview

FILES = {"md": "text/markdown", "csv": "text/csv", "yaml": "application/yaml"}


@never_cache
@require_safe
def guide_files(request, key):
    """All questions of a guide that are not retired, drafts too, and the files that they can be taken along in."""
    guide = _guide(request, key)
    found = _found(request, guide, page=request.GET.get("page", "1"))
    return render(request, "sessions/bank_files.html", {"guide": guide, "list": found})


@never_cache
@require_safe
def guide_file(request, key, suffix):
    """Give the guide as YAML, which imports again, or its questions as Markdown or CSV."""
    guide = _guide(request, key)
    if suffix not in FILES:
        raise Http404
    if suffix == "yaml":
        if guide.questions.filter(pk__in=hidden_questions(request.user)).exists():
            messages.error(request, _("The file holds expected answers that are hidden while your interview runs."))
            return redirect("guide_files", key)
        text = guide_yaml(guide)
    else:
        found = _found(request, guide)
        if suffix == "csv":
            text = plain.table(found.entries, full=found.wish.full, with_status=True)
        else:
            wish = {"by_round": not found.wish.by_number, "full": found.wish.full}
            text = plain.markdown(guide.title, found.entries, hidden=found.hidden, **wish)
    response = HttpResponse(text, content_type=f"{FILES[suffix]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{guide.key}.{suffix}"'
    return response


def _guide(request, key):
    if not is_curator(request.user):
        raise Http404
    return get_object_or_404(Guide.objects.filter(owner=None), key=key)


def _found(request, guide, page=None):
    by_number, full = request.GET.get("order") == "list", request.GET.get("with") != "questions"
    wish = queries.Wish(by_number=by_number, full=full, with_drafts=True)
    return queries.question_list(request.user, guide, wish, running_interview(request.user, timezone.now()), page)
