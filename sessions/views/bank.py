"""Views for curators: the health of the bank, a question's versions and figures."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import is_curator
from questions import authoring
from questions.models import Source
from sessions.queries import bank as queries
from sessions.queries.peeking import hidden_questions

A_PAGE = 25


@require_safe
def health(request):
    """What is wrong with the bank, check by check."""
    _check(request)
    return render(request, "sessions/bank.html", {"health": queries.health(timezone.now())})


@require_safe
def check(request, key):
    """Everything that one check complains of, page by page."""
    _check(request)
    if key not in queries.CHECKS:
        raise Http404
    page = Paginator(queries.wrong_rows(key, timezone.now()), A_PAGE).get_page(request.GET.get("page"))
    found = queries.Check(key, page.paginator.count)
    return render(request, "sessions/bank_check.html", {"check": found, "page": page})


@require_POST
def verify(request, pk):
    """Note that a source was verified again today."""
    _check(request)
    source = get_object_or_404(Source.objects.filter(guide__owner=None), pk=pk)
    source.verified_on = timezone.localdate()
    authoring.save(source)
    messages.success(request, _("Verified today: %s") % source)
    return redirect("bank_check", queries.SOURCES)


@require_safe
def question(request, key):
    """A question's figures, its versions with their differences, and what stands on them."""
    page = _page(request, key)
    context = {"page": page, "is_hidden": page.question.pk in hidden_questions(request.user)}
    return render(request, "sessions/bank_question.html", context)


@require_POST
def restore(request, key, number):
    """Bring the content of an earlier version back, as a change like any other."""
    page = _page(request, key)
    version = next((one.version for one in page.versions if one.version.number == number), None)
    if version is None:
        raise Http404
    reason = _("Version %d brought back") % number
    change = authoring.Change(by=request.user, now=timezone.now(), reason=reason)
    try:
        authoring.restore(page.question, version, change)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(
            request, _("The content of version %d is back. Interviews keep the version they have.") % number
        )
    return redirect("bank_question", key)


def _check(request):
    if not is_curator(request.user):
        raise Http404


def _page(request, key):
    _check(request)
    page = queries.question_page(key)
    if page is None:
        raise Http404
    return page
