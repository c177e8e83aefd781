"""Views for curators: questions of the bank that ask nearly the same."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from accounts.roles import is_curator
from questions import authoring, duplicates
from questions.models import Question, Status

A_PAGE = 25
# As many new or changed prompts are compared before the page is shown, without a word.
AT_ONCE = 500


@require_safe
def near_duplicates(request):
    """Pairs of questions that ask nearly the same; with `?noted=1` those noted as not the same."""
    _check(request)
    waiting = duplicates.waiting().count()
    if 0 < waiting <= AT_ONCE:
        waiting = duplicates.compare(AT_ONCE)
    is_noted = request.GET.get("noted") == "1"
    rows = duplicates.noted_pairs() if is_noted else duplicates.open_pairs()
    rows = rows.select_related("one__guide", "other__guide", "one__topic", "other__topic", "noted_by")
    context = {
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "waiting": waiting,
        "is_noted": is_noted,
        "noted": 0 if is_noted else duplicates.noted_pairs().count(),
        "copies": [] if is_noted else duplicates.copies(),
    }
    return render(request, "sessions/bank_near.html", context)


@require_POST
def compare(request):
    """Compare the next prompts with all others; htmx is told how many are left, and taken back at the end."""
    _check(request)
    waiting = duplicates.compare()
    if waiting and request.htmx:
        return render(request, "sessions/bank_near.html#comparing", {"waiting": waiting})
    there = reverse("near_duplicates")
    return HttpResponseClientRedirect(there) if request.htmx else redirect(there)


@require_POST
def judge_pair(request, pk):
    """What a curator does about a pair: they differ, they belong together, one of them is retired; or look again."""
    _check(request)
    pair = duplicates.pairs().select_related("one", "other").filter(pk=pk).first()
    change = authoring.Change(request.user, timezone.now(), _("Asks nearly the same as another question"))
    act = request.POST.get("act")
    there = reverse("near_duplicates")
    if pair is None:
        messages.info(request, _("This pair is settled already: a prompt was changed, or one of the two was retired."))
    elif act == "differ":
        authoring.note_distinct(pair, change)
        messages.success(request, _("Noted: not the same. The pair comes back as soon as either prompt changes."))
    elif act == "relate":
        authoring.relate(pair.one, pair.other)
        messages.success(request, _("Related: candidates find each beside the other."))
    elif act in ("retire-one", "retire-other"):
        question = pair.one if act == "retire-one" else pair.other
        authoring.set_status(Question.objects.filter(pk=question.pk), Status.RETIRED, change)
        words = _("Retired: %(key)s. Answers to it stay; to undo this, publish it again in the admin.")
        messages.success(request, words % {"key": question.key})
    elif act == "again":
        authoring.take_note_back(pair)
        messages.success(request, _("The pair is listed again."))
        there += "?noted=1"
    else:
        raise Http404
    return redirect(there)


def _check(request):
    if not is_curator(request.user):
        raise Http404
