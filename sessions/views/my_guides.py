"""One's own private guides: the list, renaming, editing a question, deleting."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from questions.authoring import Change, in_order
from questions.importing.enter import known_kinds
from questions.models import Question, Status
from sessions.forms.imports import GuideForm, QuestionForm, with_proposed
from sessions.queries import my_guides as queries
from sessions.queries.cards import hides
from sessions.transitions import my_guides as verbs
from sessions.transitions.trail import NotAllowed
from sessions.views.running import running_interview


@never_cache
@require_safe
def my_guides(request):
    """Show the reader's private guides, and the lists that wait to be imported."""
    return render(request, "sessions/my_guides.html", {"mine": queries.my_guides(request.user), "place": "guides"})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, slug):
    """Rename a private guide; its questions are listed to be edited."""
    guide = get_object_or_404(queries.own_guide(request.user, slug))
    form = GuideForm(request.POST or None, instance=guide)
    if request.method == "POST" and form.is_valid():
        verbs.rename(guide, form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("edit_my_guide", slug)
    if form.errors:
        guide.refresh_from_db()
    context = {"guide": guide, "form": form, "page": queries.guide_to_edit(guide), "place": "guides"}
    return render(request, "sessions/my_guide.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request, slug, key):
    """Edit a question of a private guide, or take it out; not while a realistic interview on the guide runs."""
    guide = get_object_or_404(queries.own_guide(request.user, slug))
    rows = Question.objects.filter(guide=guide, status=Status.PUBLISHED).select_related("guide", "rubric")
    row = get_object_or_404(rows, key=key)
    context = {"guide": guide, "question": row, "place": "guides"}
    now = timezone.now()
    if hides(request.user, row, running_interview(request.user, now)):
        return render(request, "sessions/my_question.html", context | {"is_hidden": True})
    if request.method == "POST" and "take-out" in request.POST:
        verbs.take_out(row)
        messages.success(request, _("The question is taken out. Answers that were given to it stay."))
        return redirect("edit_my_guide", slug)
    before, after = queries.beside(row)
    form = QuestionForm(request.POST or None, initial=_values(row), kinds=known_kinds())
    if request.method == "POST" and "propose" in request.POST:
        form = with_proposed(request.POST)
    elif request.method == "POST" and form.is_valid():
        verbs.write_question(row, form.cleaned_data, Change(by=request.user, now=now))
        messages.success(request, _("Saved. Interviews that were begun keep the question as it was."))
        if after and request.POST.get("go") == "next":
            return redirect("edit_my_question", slug, after)
        return redirect("edit_my_guide", slug)
    context |= {"form": form, "before": before, "after": after}
    return render(request, "sessions/my_question.html", context, status=422 if form.errors else 200)


@require_POST
def take_key_points(request, slug):
    """Take the key points that the expected answers suggest, for all questions that have none."""
    guide = get_object_or_404(queries.own_guide(request.user, slug))
    count = verbs.take_proposed_points(guide, Change(by=request.user, now=timezone.now()))
    said = ngettext("%(n)d question has key points now.", "%(n)d questions have key points now.", count)
    messages.success(request, said % {"n": count})
    return redirect("edit_my_guide", slug)


def _values(row):
    names = ("prompt", "expected_answer", "why_it_matters", "probes", "difficulty", "minutes")
    points = [point.text for point in in_order(row.key_points.all())]
    return {name: getattr(row, name) for name in names} | {"kind": row.rubric.kind, "key_points": points}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request, slug):
    """Ask once more, then delete a private guide."""
    guide = get_object_or_404(queries.own_guide(request.user, slug))
    if request.method == "POST":
        try:
            done = verbs.delete(guide)
        except NotAllowed as refused:
            messages.error(request, str(refused))
            return redirect("delete_my_guide", slug)
        gone = _("The guide is deleted.")
        messages.success(
            request, gone if done == verbs.DELETED else gone + " " + _("The interviews that you held on it stay.")
        )
        return redirect("my_guides")
    context = {"guide": guide, "page": queries.guide_to_edit(guide), "place": "guides"}
    return render(request, "sessions/delete_my_guide.html", context)
