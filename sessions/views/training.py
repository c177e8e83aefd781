"""Views: learning to rate on sample answers, and comparing an own answer with them."""

import random

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from questions.models import Question
from sessions.forms.training import sample_form
from sessions.models import MockInterview, RaterTraining
from sessions.queries import comparing, training_result
from sessions.queries import training as queries
from sessions.queries.cards import hides
from sessions.transitions import interviews
from sessions.transitions import training as verbs
from sessions.transitions.trail import NotAllowed
from sessions.views.running import running_interview

PAGE = 10


@never_cache
@require_safe
def learn_to_rate(request):
    """What can be trained on, what is under way, and the own results over time."""
    offer = queries.offer(request.user, running_interview(request.user, timezone.now()))
    record = queries.record(request.user)
    chosen = offer.of_kind(request.GET.get("kind", ""))
    context = {
        "offer": offer,
        "chosen": chosen,
        "choices": Paginator(chosen.choices, PAGE).get_page(request.GET.get("page")) if chosen else None,
        "record": record,
        "results": Paginator(record.newest_first, PAGE).get_page(None if chosen else request.GET.get("page")),
        "place": "interviews",
    }
    return render(request, "sessions/training_list.html", context)


@require_POST
def begin(request, key):
    """Begin to learn on the samples of a question, or go on where that is under way."""
    question = get_object_or_404(Question.objects.visible_to(request.user), key=key)
    now = timezone.now()
    if hides(request.user, question, running_interview(request.user, now)):
        messages.error(request, _("The samples of this question are hidden while your interview runs."))
        return redirect("learn_to_rate")
    try:
        begun = verbs.begin(request.user, question, random.Random(), now)  # noqa: S311
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("learn_to_rate")
    return redirect("training", pk=begun.pk)


@require_POST
def compare(request, pk, position):
    """Begin to compare an own answer with the samples of its question, or go to the comparison there is."""
    now = timezone.now()
    interview = get_object_or_404(MockInterview.objects.owned_by(request.user), pk=pk)
    interviews.close_if_overdue(interview, now)
    answer = get_object_or_404(interview.answers.select_related("interview__candidate", "version"), position=position)
    try:
        begun = verbs.compare(answer, random.Random(), now)  # noqa: S311
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("interview", pk=pk)
    return redirect("training", pk=begun.pk)


@never_cache
@require_safe
def training(request, pk):
    """The result of a training; while it is under way, the first sample that is still open."""
    sheet = _sheet(request, pk)
    if sheet.training.finished_at is None:
        return redirect("training_sample", pk=pk, position=sheet.first_open.position)
    if _is_hidden(request, sheet):
        return _hidden_page(request, sheet)
    context = {"sheet": sheet, "training": sheet.training, "result": training_result.result_of(sheet)}
    context["place"] = "interviews"
    if sheet.training.answer:
        return render(request, "sessions/training_compared.html", context | {"found": comparing.comparison_of(sheet)})
    context["to_rate"] = queries.about_to_rate(request.user)
    return render(request, "sessions/training_result.html", context)


@never_cache
@require_safe
def sample(request, pk, position):
    """One sample: to be rated while the training is under way, beside the reference once it is finished."""
    sheet, stop = _at(request, pk, position)
    if _is_hidden(request, sheet):
        return _hidden_page(request, sheet)
    if sheet.training.finished_at is None:
        return _sample_page(request, sheet, stop, sample_form(stop.rating, sheet.training.version.content))
    result = training_result.result_of(sheet)
    context = {"sheet": sheet, "training": sheet.training, "result": result, "sample": result.at(position)}
    return render(request, "sessions/training_sample_result.html", context | {"place": "interviews"})


@require_POST
def save(request, pk, position):
    """Save what was chosen of one sample; with `go=finish` finish the training where nothing is open."""
    sheet, stop = _at(request, pk, position)
    form = sample_form(stop.rating, sheet.training.version.content, request.POST)
    if not form.is_valid():
        if _wants_json(request):
            return JsonResponse({"errors": form.errors}, status=422)
        return _sample_page(request, sheet, stop, form, status=422)
    try:
        verbs.judge(sheet.training, position, form.judgement(), timezone.now())
        if _wants_json(request):
            return JsonResponse(form.progress)
        return _go_on(request, sheet, stop)
    except NotAllowed as refusal:
        if _wants_json(request):
            return JsonResponse({"error": str(refusal)}, status=409)
        messages.error(request, str(refusal))
        return redirect("training", pk=pk)


@require_POST
def drop(request, pk):
    """Take a training away that one does not want to go on with."""
    mine = get_object_or_404(RaterTraining.objects.filter(rater=request.user), pk=pk)
    try:
        verbs.drop(mine)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("training", pk=pk)
    messages.success(request, _("Taken away. You can begin again at any time."))
    return redirect("learn_to_rate")


def _go_on(request, sheet, stop):
    """Go where the pressed button leads: to the list, to the next open sample, or to the reference."""
    go = request.POST.get("go")
    if go == "later":
        return redirect("learn_to_rate")
    following = sheet.next_after(stop.position)
    if following is None and go == "finish":
        try:
            verbs.finish(sheet.training, timezone.now())
        except verbs.StillOpen:
            again, here = _at(request, sheet.training.pk, stop.position)
            form = sample_form(here.rating, again.training.version.content)
            return _sample_page(request, again, here, form, status=422, asks_for_rest=True)
        return redirect("training", pk=sheet.training.pk)
    position = following.position if following else stop.position
    return redirect("training_sample", pk=sheet.training.pk, position=position)


def _sheet(request, pk):
    mine = RaterTraining.objects.filter(rater=request.user)
    found = get_object_or_404(mine.select_related("version__question", "answer__interview", "answer__version"), pk=pk)
    return training_result.sheet(found)


def _at(request, pk, position):
    sheet = _sheet(request, pk)
    stop = sheet.at(position)
    if stop is None:
        raise Http404
    return sheet, stop


def _is_hidden(request, sheet):
    question = sheet.training.version.question
    return hides(request.user, question, running_interview(request.user, timezone.now()))


def _wants_json(request):
    return request.headers.get("Accept") == "application/json"


def _sample_page(request, sheet, stop, form, status=200, asks_for_rest=False):
    if status != 200 and _is_hidden(request, sheet):
        return _hidden_page(request, sheet)
    context = {
        "sheet": sheet,
        "training": sheet.training,
        "stop": stop,
        "content": sheet.training.version.content,
        "judge": form,
        "is_last": sheet.next_after(stop.position) is None,
        "asks_for_rest": asks_for_rest,
        "place": "interviews",
    }
    return render(request, "sessions/training_sample.html", context, status=status)


def _hidden_page(request, sheet):
    return render(request, "sessions/training_hidden.html", {"training": sheet.training, "place": "interviews"})
