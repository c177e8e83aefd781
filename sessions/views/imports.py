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
from questions.importing.enter import NotPossible, Order, known_kinds
from sessions.forms.imports import PROMPT, ListForm, QuestionForm, given_choices, kind_choices
from sessions.queries import imports as queries
from sessions.transitions import my_guides as verbs
from sessions.views.running import running_interview

FIELDS = ("prompt", "expected_answer", "why_it_matters", "key_points", "probes", "kind", "difficulty", "minutes")


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


def _compare_short(one):
    """Compare a short list anew at once, where what was chosen asks for it."""
    if one.written_at is None and one.understood is not None and arrivals.is_short(one):
        arrivals.match(one)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, pk):
    """Show what a list would become, and what became of it; a POST keeps the choices, or writes."""
    one = _import(request, pk)
    if one.written_at is not None:
        return render(request, "sessions/import_done.html", {"one": one, "guide": one.guide, "place": "guides"})
    if _is_hidden(request, one):
        return render(request, "sessions/import_hidden.html", {"one": one, "place": "guides"})
    _compare_short(one)
    if one.matches is None:
        return render(request, "sessions/import_reading.html", {"one": one, "place": "guides"})
    return _choose(request, one) if request.method == "POST" else _preview_page(request, one)


def _choose(request, one):
    found = queries.preview(one, request.GET.get("page", "1"))
    decisions, guide = given_choices(request.POST, found, found.kinds)
    arrivals.decide(one, decisions, guide)
    wish = request.POST.get("act")
    if wish not in ("import", "import-without"):
        messages.success(request, _("Your choices are kept."))
        return redirect(f"{reverse('import', args=[one.pk])}?page={found.page.number}")
    owner = request.user if one.is_private else None
    try:
        arrivals.write(one, Order(guide=guide, owner=owner, with_points=wish == "import"), timezone.now())
    except NotPossible as refused:
        messages.error(request, str(refused))
    return redirect("import", one.pk)


def _preview_page(request, one):
    found = queries.preview(one, request.GET.get("page", "1"))
    context = {
        "one": one,
        "preview": found,
        "guide_values": found.proposal.guide,
        "understood": one.understood,
        "kinds": kind_choices(found.kinds),
        "place": "guides",
    }
    return render(request, "sessions/import.html", context)


@require_POST
def read(request, pk):
    """Take the next step of reading a list; htmx is told how far it is, and taken to the preview at its end."""
    one = _import(request, pk)
    if one.written_at is None and one.matches is None:
        try:
            if one.understood is None:
                arrivals.read(one)
            else:
                arrivals.match(one)
        except (Unreadable, NotPossible) as refused:
            one.delete()
            messages.error(request, str(refused))
            return _go(request, reverse("make_list" if one.is_private else "import_into_bank"))
    if request.htmx and one.matches is None and one.written_at is None:
        return render(request, "sessions/import_reading.html#reading", {"one": one})
    return _go(request, reverse("import", args=[one.pk]))


def _go(request, url):
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request, pk, index):
    """Edit a question of the list before it is written."""
    one = _import(request, pk)
    _compare_short(one)
    if one.written_at is not None or one.matches is None or _is_hidden(request, one):
        return redirect("import", one.pk)
    found = next((one for one in arrivals.proposal_of(one).questions if one.index == index), None)
    if found is None:
        raise Http404
    form = QuestionForm(
        request.POST or None,
        initial={name: getattr(found, name) for name in FIELDS},
        kinds=known_kinds(),
    )
    back = f"{reverse('import', args=[one.pk])}?page={_page_of(one, index)}#q{index}"
    if request.method == "POST" and form.is_valid():
        questions = {**one.decisions.get("questions", {})}
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        if "keep" in request.POST or changed:
            # What is looked at and kept is no proposal any more.
            changed["key_points"] = form.cleaned_data["key_points"]
        questions[str(index)] = questions.get(str(index), {}) | changed
        arrivals.decide(one, {**one.decisions, "questions": questions}, one.guide)
        arrivals.match(one)
        messages.success(request, _("The question is kept as you wrote it."))
        return redirect(back)
    context = {"one": one, "form": form, "question": found, "back": back, "place": "guides"}
    return render(request, "sessions/import_question.html", context, status=422 if form.errors else 200)


def _page_of(one, index):
    order = [question.index for question in arrivals.proposal_of(one).questions]
    return order.index(index) // queries.PAGE + 1


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


def _is_hidden(request, one):
    """Whether the person sits in a realistic interview on the guide that the list is compared with."""
    running = running_interview(request.user, timezone.now())
    return running is not None and running.is_realistic and running.guide_id == one.guide_id
