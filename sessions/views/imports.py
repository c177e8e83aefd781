"""Making a list one's own: paste or upload, preview, import; the same for curators into the bank."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from questions.authoring import Change
from questions.importing import arrivals
from questions.importing.decoding import Unreadable
from questions.importing.enter import NotPossible
from sessions.forms.imports import PROMPT, ListForm
from sessions.queries import imports as queries
from sessions.transitions import my_guides as verbs
from sessions.views.import_preview import IMPORT, is_hidden, reading


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def make_list(request):
    """Paste or upload a list that becomes a private guide."""
    return _receive(request, is_private=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def import_into_bank(request):
    """Paste or upload a list for the bank: curators only."""
    if not request.user.has_perm("questions.add_question"):
        raise Http404
    return _receive(request, is_private=False)


def _receive(request, is_private):
    form = ListForm(request.POST, request.FILES) if request.method == "POST" else ListForm()
    if request.method == "POST" and form.is_valid():
        name, data = form.source()
        try:
            one = arrivals.receive(request.user, name, data, timezone.now(), is_private=is_private)
            if arrivals.is_short(one):
                _work(one)
            return redirect("import", one.pk)
        except (Unreadable, NotPossible) as refused:
            form.add_error("file" if name else "text", str(refused))
    context = {"form": form, "is_private": is_private, "prompt": PROMPT, "place": "guides"}
    return render(request, "sessions/make_list.html", context, status=422 if form.errors else 200)


def _work(one):
    """Do the next steps until the preview is ready; an import that cannot be read is not kept."""
    try:
        arrivals.read(one)
        arrivals.match(one)
    except (Unreadable, NotPossible):
        one.delete()
        raise


@require_POST
def read(request, pk):
    """Take the next step with a long list; htmx is told how far it is, and taken on at its end."""
    one = _import(request, pk)
    if one.written_at is None:
        try:
            _next_step(request, one)
        except (Unreadable, NotPossible) as refused:
            one.delete()
            messages.error(request, str(refused))
            return _go(request, reverse("make_list" if one.is_private else "import_into_bank"))
    is_under_way = one.matches is None or "wish" in one.decisions
    if request.htmx and one.written_at is None and is_under_way and not is_hidden(request.user, one):
        return render(request, "sessions/import_reading.html#reading", reading(one))
    return _go(request, reverse("import", args=[one.pk]))


def _next_step(request, one):
    if one.understood is None:
        arrivals.read(one)
    elif one.matches is None:
        arrivals.match(one)
    elif "wish" in one.decisions and not is_hidden(request.user, one):
        try:
            verbs.write_import(one, one.decisions["wish"] == IMPORT, timezone.now())
        except NotPossible as refused:
            messages.error(request, str(refused))
        one.refresh_from_db(fields=["written_at", "decisions"])


def _go(request, url):
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


@require_POST
def discard(request, pk):
    """Throw a list away that is not written yet."""
    one = _import(request, pk)
    if one.written_at is None:
        one.delete()
        messages.success(request, _("The list is thrown away. Nothing of it is kept."))
    return redirect("my_guides" if one.is_private else "import_into_bank")


@require_POST
def undo(request, pk):
    """Undo an import as a whole."""
    one = _import(request, pk)
    try:
        verbs.undo_import(one, Change(by=request.user, now=timezone.now(), reason=_("Import undone")))
    except NotPossible as refused:
        messages.error(request, str(refused))
        return redirect("import", one.pk)
    messages.success(request, _("The import is undone: everything that it made is gone."))
    return redirect("my_guides" if one.is_private else "import_into_bank")


def _import(request, pk):
    return get_object_or_404(queries.of_user(request.user, pk))
