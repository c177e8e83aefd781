"""Views: rating one's own answers, then the verdict."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions.forms.rating import JudgementForm, PredictionForm, ReasonForm, VerdictDraftForm, VerdictForm
from sessions.models import InterviewStatus, MockInterview, Role
from sessions.queries import rating as queries
from sessions.queries.history import address_of
from sessions.transitions import interviews, ratings
from sessions.transitions.trail import NotAllowed


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request, pk):
    """
    Open the rating (POST), or go back to it (GET): to the first answer that is still open.

    Only a POST begins, since from then on expected answers are seen and no late text counts any more.
    """
    interview = _own(request, pk)
    if interview.status != InterviewStatus.RATING:
        return redirect(address_of(interview))
    if request.method == "POST":
        ratings.begin(interview, timezone.now())
    sheet = queries.sheet(interview, request.user)
    if not sheet.has_begun:
        return redirect("ended", pk=interview.pk)
    return redirect(_next(sheet, 0))


@require_POST
def predict(request, pk):
    """Note which verdict the candidate expects of a coach, before any expected answer is shown."""
    interview = _own(request, pk)
    form = PredictionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the four verdicts."))
        return redirect(address_of(interview))
    try:
        ratings.predict(interview, form.cleaned_data["verdict"], timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect(address_of(interview))


@require_safe
def rate(request, pk, position):
    """One answer beside its expected answer, with what is to be judged."""
    interview = _own(request, pk)
    if interview.status == InterviewStatus.RATED:
        return redirect("result_answer", pk=interview.pk, position=position)
    if interview.status != InterviewStatus.RATING:
        return redirect(address_of(interview))
    sheet, stop = _sheet_at(interview, request.user, position)
    if not sheet.has_begun:
        return redirect("ended", pk=interview.pk)
    return _rate_page(request, sheet, stop, _form(stop))


@require_POST
def save(request, pk, position):
    """Save what was chosen of one answer: a single choice from the page as one goes, or the whole form."""
    interview = _own(request, pk)
    sheet, stop = _sheet_at(interview, request.user, position)
    if not sheet.has_begun:
        return _refused(request, interview, _("This interview is not open for rating: nothing was saved."))
    form = _form(stop, request.POST)
    if not form.is_valid():
        if _wants_json(request):
            return JsonResponse({"errors": form.errors}, status=422)
        return _rate_page(request, sheet, stop, form, status=422)
    try:
        ratings.judge(stop.answer, form.judgement(), rater=request.user, role=Role.SELF, now=timezone.now())
    except NotAllowed as refusal:
        return _refused(request, interview, str(refusal))
    if _wants_json(request):
        return JsonResponse(form.progress)
    if form.stays_at:
        return redirect(f"{reverse('rate_answer', args=[pk, position])}#{form.stays_at}")
    if request.POST.get("go") == "later":
        return redirect("history")
    return redirect(_next(queries.sheet(interview, request.user), stop.position))


@require_safe
def verdict(request, pk):
    """The last page of the rating: the verdict on the whole interview, and a reflection."""
    interview = _own(request, pk)
    sheet = queries.sheet(interview, request.user)
    if not sheet.has_begun:
        return redirect(address_of(interview))
    drafted = {"verdict": interview.verdict, "reflection": interview.reflection}
    return _verdict_page(request, sheet, VerdictForm(initial=drafted))


@require_POST
def save_verdict(request, pk):
    """Keep verdict and reflection as a draft; with `go=finish` seal the ratings."""
    interview = _own(request, pk)
    sheet = queries.sheet(interview, request.user)
    if not sheet.has_begun:
        return _refused(request, interview, _("This interview is not open for rating: nothing was saved."))
    finishes = request.POST.get("go") == "finish"
    form = (VerdictForm if finishes else VerdictDraftForm)(request.POST)
    if form.is_valid():
        try:
            return _keep_verdict(request, interview, form.cleaned_data, finishes)
        except ratings.Incomplete:
            form.add_error(None, _("Some answers are still to be judged. They are listed here; the rest is saved."))
        except NotAllowed as refusal:
            return _refused(request, interview, str(refusal))
    if _wants_json(request):
        return JsonResponse({"errors": form.errors}, status=422)
    return _verdict_page(request, sheet, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk, position):
    """Change a sealed own rating: a new revision with a reason, marked as such."""
    interview = _own(request, pk)
    if interview.status != InterviewStatus.RATED:
        return redirect(address_of(interview))
    _sheet, stop = _sheet_at(interview, request.user, position)
    if stop.rating is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = JudgementForm(data, content=stop.answer.content, rating=stop.rating)
    reason = ReasonForm(data)
    if data is not None and not stop.is_hidden and all([form.is_valid(), reason.is_valid()]):
        try:
            ratings.revise(stop.rating, form.judgement(), reason.cleaned_data["reason"], timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your rating is changed, and marked as changed."))
            return redirect("result_answer", pk=pk, position=position)
    context = {"interview": interview, "stop": stop, "answer": stop.answer, "content": stop.answer.content}
    context |= {"judge": form, "reason": reason, "place": "interviews"}
    context["is_after_review"] = queries.is_reviewed(interview)
    return render(request, "sessions/change_rating.html", context, status=200 if data is None else 422)


def _keep_verdict(request, interview, values, finishes):
    # The page saves one of the two at a time; what was not sent stays as it is.
    drafted = {"verdict": interview.verdict, "reflection": interview.reflection}
    values = {name: value if name in request.POST else drafted[name] for name, value in values.items()}
    ratings.keep_reflection(interview, values["verdict"], values["reflection"])
    if finishes:
        ratings.conclude(interview, values["verdict"], values["reflection"], timezone.now())
        return redirect("result", pk=interview.pk)
    return JsonResponse({}) if _wants_json(request) else redirect("history")


def _own(request, pk):
    interview = get_object_or_404(MockInterview.objects.owned_by(request.user), pk=pk)
    interviews.close_if_overdue(interview, timezone.now())
    return interview


def _sheet_at(interview, user, position):
    sheet = queries.sheet(interview, user)
    stop = sheet.at(position)
    if stop is None:
        raise Http404
    return sheet, stop


def _form(stop, data=None):
    return JudgementForm(data, content=stop.answer.content, rating=stop.rating, text=stop.answer.text)


def _next(sheet, position):
    stop = sheet.next_after(position)
    if stop is None:
        return reverse("verdict", args=[sheet.interview.pk])
    return reverse("rate_answer", args=[sheet.interview.pk, stop.position])


def _wants_json(request):
    return request.headers.get("Accept") == "application/json"


def _refused(request, interview, words):
    """Say in `words` why nothing was saved: to the script that saves as one goes, or on the page that fits now."""
    if _wants_json(request):
        return JsonResponse({"error": words}, status=409)
    messages.error(request, words)
    return redirect(address_of(interview))


def _rate_page(request, sheet, stop, form, status=200):
    late, earlier = queries.set_aside_texts(stop.answer)
    context = {
        "interview": sheet.interview,
        "sheet": sheet,
        "stop": stop,
        "answer": stop.answer,
        "content": stop.answer.content,
        "judge": form,
        "late": late,
        "earlier": earlier,
        "elsewhere": sheet.elsewhere(stop.position),
        "onward": _next(sheet, stop.position),
        "place": "interviews",
    }
    return render(request, "sessions/rate.html", context, status=status)


def _verdict_page(request, sheet, form, status=200):
    context = {"interview": sheet.interview, "sheet": sheet, "form": form, "place": "interviews"}
    return render(request, "sessions/verdict.html", context, status=status)
