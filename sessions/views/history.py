"""Views: all one's interviews, the page that fits one of them, and giving one up."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sessions.models import InterviewStatus, MockInterview, Pacing
from sessions.queries import history as queries
from sessions.transitions import interviews, redo
from sessions.transitions.interviews import AnotherRunning
from sessions.transitions.trail import NotAllowed

PAGE = 25


@require_safe
def history(request):
    """All one's interviews with state, scores and what to do next."""
    now = timezone.now()
    page = Paginator(queries.mine(request.user), PAGE).get_page(request.GET.get("page"))
    for one in page.object_list:
        interviews.close_if_overdue(one, now)
    context = {
        "page": page,
        "page_range": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "entries": queries.entries(page.object_list),
        "place": "interviews",
    }
    return render(request, "sessions/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def interview(request, pk):
    """Go to the page that fits the interview's state; a planned one can be started here (POST)."""
    one = _own(request, pk)
    if one.status == InterviewStatus.PLANNED and request.method == "POST":
        return _start(request, one)
    if one.status in {InterviewStatus.PLANNED, InterviewStatus.ABANDONED}:
        context = {"interview": one, "answers": queries.kept_texts(one), "place": "interviews"}
        name = "planned" if one.status == InterviewStatus.PLANNED else "abandoned"
        return render(request, f"sessions/{name}.html", context)
    return redirect(queries.address_of(one))


@require_http_methods(["GET", "HEAD", "POST"])
def abandon(request, pk):
    """Ask whether to give the interview up (GET), and do it (POST)."""
    one = _own(request, pk)
    if one.status not in {InterviewStatus.PLANNED, InterviewStatus.RUNNING, InterviewStatus.RATING}:
        if one.status == InterviewStatus.RATED:
            messages.error(request, _("This interview is rated: it cannot be abandoned any more."))
        return redirect(queries.address_of(one))
    if request.method != "POST":
        answers = queries.kept_texts(one)
        context = {"interview": one, "answers": answers, "place": "interviews"}
        context["answered"] = sum(answer.is_answered for answer in answers)
        return render(request, "sessions/abandon.html", context)
    try:
        interviews.abandon(one, timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(queries.address_of(one))
    messages.success(request, _("Abandoned. Your texts are kept here; nothing of it counts in any score."))
    return redirect("interview", pk=one.pk)


def _start(request, one):
    pacing = request.POST.get("pacing", one.pacing)
    try:
        if one.asked_in_id is not None and pacing in Pacing.values:
            redo.begin(one, pacing, timezone.now())
        else:
            interviews.start(one, timezone.now())
    except AnotherRunning as refusal:
        messages.error(request, str(refusal))
        return redirect("interview", pk=one.pk)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(queries.address_of(one))
    return redirect("room", pk=one.pk)


def _own(request, pk):
    one = get_object_or_404(MockInterview.objects.owned_by(request.user).select_related("guide"), pk=pk)
    interviews.close_if_overdue(one, timezone.now())
    return one
