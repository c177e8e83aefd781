"""Views for curators: the health of the bank, a question's versions and figures."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import is_curator
from questions import authoring
from questions.importing import copying
from questions.models import Guide, Source, Status
from sessions.forms.bank import CopyForm
from sessions.queries import bank as queries
from sessions.queries import bank_health

A_PAGE = 25


@require_safe
def health(request):
    """What is wrong with the bank, check by check."""
    _check(request)
    return render(request, "sessions/bank.html", {"health": bank_health.health(timezone.now())})


@require_safe
def check(request, key):
    """Everything that one check complains of, page by page."""
    _check(request)
    if key not in bank_health.CHECKS:
        raise Http404
    if key == bank_health.NEAR:
        return redirect("near_duplicates")
    page = Paginator(bank_health.wrong_rows(key, timezone.now()), A_PAGE).get_page(request.GET.get("page"))
    found = bank_health.Check(key, page.paginator.count)
    return render(request, "sessions/bank_check.html", {"check": found, "page": page})


@require_POST
def verify(request, pk):
    """Note that a source was verified again today."""
    _check(request)
    source = get_object_or_404(Source.objects.filter(guide__owner=None), pk=pk)
    source.verified_on = timezone.localdate()
    authoring.save(source)
    messages.success(request, _("Verified today: %s") % source)
    return redirect("bank_check", bank_health.SOURCES)


@require_safe
def question(request, key):
    """A question's figures, its versions with their differences, and what stands on them."""
    page = _page(request, key)
    context = {"page": page}
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
        words = _("The content of version %d is back. Interviews keep the version they have.") % number
        if page.question.status == Status.IN_REVIEW:
            words += " " + _("The question waits in review until it is published again.")
        messages.success(request, words)
    return redirect("bank_question", key)


@require_http_methods(["GET", "HEAD", "POST"])
def copy_guide(request, key):
    """Copy a guide for another company or level; then its texts are adapted."""
    _check(request)
    guide = get_object_or_404(Guide.objects.filter(owner=None), key=key)
    initial = {"title": guide.title, "company": guide.company, "role": guide.role, "level": guide.level}
    form = CopyForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            reason = _("Copied from %s") % guide.key
            made = copying.copy_guide(guide, form.copy, authoring.Change(request.user, timezone.now(), reason))
        except copying.NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Copied as drafts. Adapt the texts, then publish."))
            return redirect("adapt_guide", made.key)
    status = 422 if form.errors else 200
    return render(request, "sessions/bank_copy.html", {"guide": guide, "form": form}, status=status)


@require_safe
def adapt_guide(request, key):
    """What in a copied guide still speaks of the original."""
    _check(request)
    guides = Guide.objects.filter(owner=None)
    guide = get_object_or_404(guides.select_related("copied_from"), key=key)
    wanted = request.GET.get("from")
    original = guides.filter(key=wanted).first() if wanted else guide.copied_from
    others = guides.exclude(pk=guide.pk).order_by("title") if original is None else []
    total, found = copying.unadapted(guide, original) if original else (0, [])
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {"guide": guide, "original": original, "others": others, "total": total, "page": page}
    return render(request, "sessions/bank_adapt.html", context)


def _check(request):
    if not is_curator(request.user):
        raise Http404


def _page(request, key):
    _check(request)
    page = queries.question_page(key, request.user)
    if page is None:
        raise Http404
    return page
