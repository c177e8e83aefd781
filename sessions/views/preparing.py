"""Views: preparing a guide, with or without a date, and stopping."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sessions.forms.preparing import PreparationForm
from sessions.queries import preparing as queries
from sessions.queries.guides import visible_guide
from sessions.templatetags.preparing import in_days
from sessions.transitions import preparing


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request, slug):
    """Ask toward which date a guide is prepared (GET), and keep it (POST)."""
    guide = get_object_or_404(visible_guide(request.user, slug))
    now = timezone.now()
    today = timezone.localdate(now)
    if request.method == "POST":
        form = PreparationForm(today, request.POST)
        if form.is_valid():
            kept = preparing.prepare(request.user, guide, form.cleaned_data["date"], now)
            messages.success(request, _said(guide, kept, today))
            return _back(request, guide)
        return _page(request, guide, form, queries.preparation_of(request.user, guide), today)
    preparation = queries.preparation_of(request.user, guide)
    known = preparation.date if preparation else request.GET.get("was")
    # A day that cannot be chosen (any more) is not proposed either.
    proposed = PreparationForm(today, {"date": known})
    initial = {"date": proposed.cleaned_data["date"]} if proposed.is_valid() else {}
    return _page(request, guide, PreparationForm(today, initial=initial), preparation, today)


@require_POST
def stop(request, guide):
    """Stop preparing a guide, one that was retired meanwhile as well; the note about it offers the way back."""
    guide = get_object_or_404(queries.prepared_or_visible(request.user), pk=guide)
    is_open = visible_guide(request.user, guide.address).first() == guide
    stopped = preparing.stop(request.user, guide)
    if stopped is None:
        messages.info(request, _("You do not prepare %(guide)s.") % {"guide": guide.short})
    else:
        messages.success(request, _note_of(stopped, guide, is_open))
    return _back(request, guide) if is_open else redirect("home")


def _page(request, guide, form, preparation, today):
    context = {
        "guide": guide,
        "form": form,
        "preparation": preparation,
        "has_passed": preparation is not None and preparation.date is not None and preparation.date < today,
        "back": request.POST.get("back", request.GET.get("back", "")),
        "place": "guides",
    }
    return render(request, "sessions/prepare.html", context, status=422 if form.errors else 200)


def _said(guide, preparation, today):
    left = preparation.days_left(today)
    if left is None:
        return _("You prepare %(guide)s, without a date.") % {"guide": guide.short}
    return _("You prepare %(guide)s. Your interview is %(when)s.") % {"guide": guide.short, "when": in_days(left)}


def _note_of(stopped, guide, is_open):
    """Say that nothing else is lost, and link to taking it back where the guide is still there."""
    said = _("You do not prepare %(guide)s any more. Your interviews, ratings and marks are kept.")
    said %= {"guide": guide.short}
    if not is_open:
        return said
    address = reverse("prepare", args=[guide.address])
    if stopped.date:
        address += "?" + urlencode({"was": stopped.date.isoformat()})
    return format_html('{} <a href="{}">{}</a>', said, address, _("Prepare it again"))


def _back(request, guide):
    return redirect("home") if request.POST.get("back") == "home" else redirect("guide", guide.address)
