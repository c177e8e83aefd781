"""The preview of a list: what it would become, the choices, each question to be edited, the names of its places."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from questions.importing import arrivals
from questions.importing.deciding import decide_on
from questions.importing.enter import NotPossible, known_kinds
from questions.importing.placing import as_in_the_file
from sessions.forms.import_choices import PlacesForm, SeveralForm, given_choices
from sessions.forms.imports import QuestionForm, kind_choices, with_proposed
from sessions.queries import imports as queries
from sessions.queries.my_guides import with_proposals
from sessions.transitions import my_guides as verbs
from sessions.views.running import running_interview

FIELDS = ("prompt", "expected_answer", "why_it_matters", "key_points", "probes", "kind", "difficulty", "minutes")
IMPORT, WITHOUT = "import", "import-without"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request, pk):
    """Show what a list would become, and what became of it; a POST keeps the choices, and does what was pressed."""
    one = get_object_or_404(queries.of_user(request.user, pk))
    if one.written_at is not None:
        return _done(request, one)
    if is_hidden(request.user, one):
        return render(request, "sessions/import_hidden.html", {"one": one, "place": "guides"})
    _compare_short(one)
    if one.matches is None or ("wish" in one.decisions and request.method != "POST"):
        return render(request, "sessions/import_reading.html", reading(one) | {"place": "guides"})
    found = queries.preview(one, request.GET.get("page", "1"), request.GET.get("show", ""))
    return _choose(request, one, found) if request.method == "POST" else _page(request, one, found)


def _done(request, one):
    own = one.guide if one.is_private else None
    context = {
        "one": one,
        "guide": one.guide,
        "merged": queries.merged_by(one),
        "with_proposals": with_proposals(own) if own else 0,
        "place": "guides",
    }
    return render(request, "sessions/import_done.html", context)


def reading(one):
    """Return what the page of a long list's progress shows: the next step, and how long it may take."""
    step = 1 if one.understood is None else 2 if one.matches is None else 3
    return {"one": one, "step": step, "steps": 3 if "wish" in one.decisions else 2, "seconds": arrivals.expected(one)}


def _compare_short(one):
    """Compare a short list anew at once, where what was chosen asks for it."""
    if one.understood is not None and arrivals.is_short(one):
        arrivals.match(one)


def is_hidden(user, one):
    """Whether a list is hidden from `user` now: it, or what it is compared with, tells of the interview that runs."""
    running = running_interview(user, timezone.now())
    return running is not None and running.is_realistic and queries.tells_of(one, running)


def _choose(request, one, found):
    """Keep what the page was sent with; then do, or go, where the button says."""
    decisions, guide = given_choices(request.POST, found)
    decisions.pop("wish", None)
    arrivals.decide(one, decisions, guide)
    goes_elsewhere = one.matches is None
    _compare_short(one)
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204)
    wish, _dash, value = request.POST.get("act", "").partition(":")
    if wish == "apply" and not goes_elsewhere:
        return _apply(request, one, queries.preview(one, request.GET.get("page", "1"), found.show))
    if goes_elsewhere and guide is not None and wish in ("apply", IMPORT, WITHOUT):
        said = _("The list goes into “%(guide)s” now, and is compared with it: look at it once more.")
        messages.warning(request, said % {"guide": guide.title})
    elif wish in (IMPORT, WITHOUT):
        return _import(request, one, wish)
    if wish == "untick":
        arrivals.decide(one, {**decisions, "ticked": []}, guide)
    if wish == "edit" and value.isdecimal():
        return redirect(_with(reverse("import_question", args=[one.pk, int(value)]), show=found.show))
    if wish == queries.PROPOSED and (first := found.first_of(queries.PROPOSED)) is not None:
        return redirect(_with(reverse("import_question", args=[one.pk, first]), show=queries.PROPOSED))
    if wish == "places":
        return redirect("import_places", one.pk)
    if wish == "keep":
        messages.success(request, _("Your choices are kept."))
    page = value if wish == "page" else 1 if wish == "show" else found.page.number
    return redirect(address(one, value if wish == "show" else found.show, page))


def _apply(request, one, found):
    """Change several questions at once; what does not fit is told at its field, with all that was chosen."""
    form = SeveralForm(request.POST, preview=found)
    if not form.is_valid():
        return _page(request, one, found, form)
    decisions, lonely = form.decided(one.decisions)
    arrivals.decide(one, decisions, one.guide)
    count = len(form.chosen)
    said = ngettext("%(n)d question is changed.", "%(n)d questions are changed.", count) % {"n": count}
    if lonely:
        said += " " + ngettext(
            "%(n)d has nothing to be merged into, and stays as it was.",
            "%(n)d have nothing to be merged into, and stay as they were.",
            lonely,
        ) % {"n": lonely}
    messages.success(request, said, extra_tags="several")
    return redirect(address(one, found.show, found.page.number) + "#several")


def _import(request, one, wish):
    """Write a short list at once; a long one step by step, with its progress."""
    if not arrivals.is_short(one):
        arrivals.decide(one, {**one.decisions, "wish": wish}, one.guide)
        return redirect("import", one.pk)
    try:
        verbs.write_import(one, wish == IMPORT, timezone.now())
    except NotPossible as refused:
        messages.error(request, str(refused))
    return redirect("import", one.pk)


def _page(request, one, found, form=None):
    context = {
        "one": one,
        "preview": found,
        "several": form or SeveralForm(preview=found),
        "guide_values": found.proposal.guide,
        "understood": one.understood,
        "kinds": kind_choices(found.kinds),
        "place": "guides",
    }
    return render(request, "sessions/import.html", context, status=422 if form else 200)


def address(one, show="", page=1):
    """Return the address of a page of the preview."""
    return _with(reverse("import", args=[one.pk]), show=show, page="" if page in (1, "1") else page)


def _with(url, **values):
    query = urlencode({name: value for name, value in values.items() if value})
    return f"{url}?{query}" if query else url


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request, pk, index):
    """Edit a question of the list before it is written, one after the other."""
    one, show = get_object_or_404(queries.of_user(request.user, pk)), request.GET.get("show", "")
    if not _is_open(request, one):
        return redirect("import", one.pk)
    here = queries.to_edit(one, index, show)
    if here.question is None:
        raise Http404
    initial = {name: getattr(here.question, name) for name in FIELDS}
    form = QuestionForm(request.POST or None, initial=initial, kinds=known_kinds())
    if request.method == "POST" and "propose" in request.POST:
        form = with_proposed(request.POST)
    elif request.method == "POST" and form.is_valid():
        return _keep(request, one, here, form)
    context = {"one": one, "form": form, "here": here, "back": _back(one, here), "place": "guides"}
    return render(request, "sessions/import_question.html", context, status=422 if form.errors else 200)


def _is_open(request, one):
    """Whether questions of a list can be looked at now."""
    if one.written_at is not None or is_hidden(request.user, one):
        return False
    _compare_short(one)
    return one.matches is not None and "wish" not in one.decisions


def _keep(request, one, here, form):
    values = {name: form.cleaned_data[name] for name in form.changed_data}
    # What is looked at and kept is no proposal any more.
    values["key_points"] = form.cleaned_data["key_points"]
    arrivals.decide(one, decide_on(one.decisions, here.question.index, **values), one.guide)
    other = {"next": here.after, "previous": here.before}.get(request.POST.get("go"))
    if other is not None:
        return redirect(_with(reverse("import_question", args=[one.pk, other]), show=here.show))
    messages.success(request, _("The question is kept as you wrote it."))
    return redirect(_back(one, here))


def _back(one, here):
    return f"{address(one, here.show, here.page)}#q{here.question.index}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def places(request, pk):
    """Rename and join the rounds and topics of a list."""
    one = get_object_or_404(queries.of_user(request.user, pk))
    if not _is_open(request, one):
        return redirect("import", one.pk)
    proposal, page, rounds = queries.rounds_and_topics(one, request.GET.get("page", "1"))
    form = PlacesForm(request.POST if request.method == "POST" else None, proposal=proposal)
    if request.method == "POST" and "as-in-the-file" in request.POST:
        arrivals.decide(one, as_in_the_file(one.decisions), one.guide)
        messages.success(request, _("Rounds and topics are those of the list again."))
        return redirect("import_places", one.pk)
    if request.method == "POST" and form.is_valid():
        arrivals.decide(one, form.decided(one.decisions), one.guide)
        if request.POST.get("page", "").isdecimal():
            return redirect(_with(reverse("import_places", args=[one.pk]), page=request.POST["page"]))
        messages.success(request, _("The names are kept; what has one name is one place now."))
        return redirect("import_places" if "stay" in request.POST else "import", one.pk)
    context = {
        "one": one,
        "page": page,
        "rounds": rounds,
        "proposal": proposal,
        "form": form,
        "is_changed": one.decisions != as_in_the_file(one.decisions),
        "place": "guides",
    }
    return render(request, "sessions/import_places.html", context, status=422 if form.errors else 200)
