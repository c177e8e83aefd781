"""Views: a coach's review of one interview."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import is_coach
from sessions.forms.rating import JudgementForm
from sessions.forms.review import ConclusionDraftForm, ConclusionForm
from sessions.models import Review
from sessions.queries import queue
from sessions.queries import review as queries
from sessions.transitions import ratings, reviews
from sessions.transitions.trail import NotAllowed


@require_safe
def review(request, pk):
    """Go to where the work on a review goes on; a submitted one to both ratings side by side."""
    desk = queries.desk(_opened(request, pk))
    return redirect("review_conclusion", pk=pk) if desk.is_submitted else redirect(_next(desk, 0))


@require_safe
def answer(request, pk, position):
    """One answer beside its expected answer and what is to be judged; once submitted, beside both ratings."""
    desk, stop = _desk_at(request, pk, position)
    if desk.is_submitted:
        context = {"desk": desk, "stop": stop, "late": queries.late_texts(stop.answer), "place": "reviews"}
        context["is_hidden"] = queries.is_hidden(request.user, stop)
        return render(request, "sessions/review_answer_submitted.html", context)
    return _answer_page(request, desk, stop, JudgementForm(content=stop.answer.content, rating=stop.rating))


@require_POST
def save(request, pk, position):
    """Save what was chosen of one answer: a single choice from the page as one goes, or the whole form."""
    if _is_lost(request, pk):
        return _refused(request)
    desk, stop = _desk_at(request, pk, position)
    form = JudgementForm(request.POST, content=stop.answer.content, rating=stop.rating)
    if not stop.is_answered or queries.is_hidden(request.user, stop):
        raise Http404
    if not form.is_valid():
        if _wants_json(request):
            return JsonResponse({"errors": form.errors}, status=422)
        return _answer_page(request, desk, stop, form, status=422)
    try:
        reviews.judge(desk.review, stop.answer, form.judgement(), timezone.now())
    except NotAllowed as refusal:
        return _refused(request, str(refusal))
    if _wants_json(request):
        return JsonResponse(form.progress)
    if request.POST.get("go") == "later":
        return redirect("reviews")
    return redirect(_next(queries.desk(desk.review), stop.position))


@require_safe
def conclusion(request, pk):
    """The last step: verdict, summary, what to practise next. Once submitted, both ratings of the interview."""
    desk = queries.desk(_opened(request, pk))
    if desk.is_submitted:
        context = {"desk": desk, "coming": queue.next_for(request.user, timezone.now()), "place": "reviews"}
        context["topics"] = desk.review.practise_next.select_related("round")
        return render(request, "sessions/review_submitted.html", context)
    drafted = {"verdict": desk.review.verdict, "summary": desk.review.summary}
    drafted["practise_next"] = list(desk.review.practise_next.values_list("pk", flat=True))
    return _conclusion_page(request, desk, ConclusionForm(initial=drafted, topics=queries.topics_of(desk.request)))


@require_POST
def save_conclusion(request, pk):
    """Keep the conclusion as a draft; with `go=submit` seal the ratings and give the review to the candidate."""
    if _is_lost(request, pk):
        return _refused(request)
    desk = queries.desk(_opened(request, pk))
    if desk.is_submitted:
        return _refused(request, _("This review is submitted; it does not change any more."))
    submits = request.POST.get("go") == "submit"
    form = (ConclusionForm if submits else ConclusionDraftForm)(request.POST, topics=queries.topics_of(desk.request))
    if form.is_valid():
        try:
            return _keep(request, desk.review, form.cleaned_data, submits)
        except ratings.Incomplete:
            form.add_error(None, _("Some answers are still to be judged. They are listed here; the rest is saved."))
        except NotAllowed as refusal:
            return _refused(request, str(refusal))
    if _wants_json(request):
        return JsonResponse({"errors": form.errors}, status=422)
    return _conclusion_page(request, desk, form, status=422)


def _keep(request, review, values, submits):
    now = timezone.now()
    if _wants_json(request):
        # The page saves one of the fields at a time; what was not sent stays as it is.
        verdict = values["verdict"] if "verdict" in request.POST else review.verdict
        summary = values["summary"] if "summary" in request.POST else review.summary
        reviews.keep_draft(review, verdict, summary, now)
        return JsonResponse({})
    reviews.keep_draft(review, values["verdict"], values["summary"], now, practise_next=values["practise_next"])
    if not submits:
        return redirect("reviews")
    reviews.submit(review, values["verdict"], values["summary"], values["practise_next"], now)
    messages.success(request, _("The review is submitted, and the candidate is told. Both ratings are open now."))
    return redirect("review_conclusion", pk=review.pk)


def _opened(request, pk):
    """Return the review, or raise 404 for whoever may not open it (any more)."""
    found = queries.opened(request.user, pk, timezone.now()) if is_coach(request.user) else None
    if found is None:
        raise Http404
    return found


def _desk_at(request, pk, position):
    desk = queries.desk(_opened(request, pk))
    stop = desk.at(position)
    if stop is None:
        raise Http404
    return desk, stop


def _is_lost(request, pk):
    """Whether the coach held this review once and does not any more: they are told rather than shown 404."""
    held = Review.objects.filter(coach=request.user, pk=pk)
    return is_coach(request.user) and held.exists() and queries.opened(request.user, pk, timezone.now()) is None


def _next(desk, position):
    stop = desk.next_after(position)
    if stop is None:
        return reverse("review_conclusion", args=[desk.review.pk])
    return reverse("review_answer", args=[desk.review.pk, stop.position])


def _wants_json(request):
    return request.headers.get("Accept") == "application/json"


def _refused(request, words=""):
    """Say in `words` why nothing was saved: to the script that saves as one goes, or above the queue."""
    words = words or _("Not saved: you do not hold this review any more. It was released, or withdrawn.")
    if _wants_json(request):
        return JsonResponse({"error": words}, status=409)
    messages.error(request, words)
    return redirect("reviews")


def _answer_page(request, desk, stop, form, status=200):
    onward = desk.next_after(stop.position)
    context = {
        "desk": desk,
        "stop": stop,
        "answer": stop.answer,
        "content": stop.answer.content,
        "judge": form,
        "is_hidden": queries.is_hidden(request.user, stop),
        "late": queries.late_texts(stop.answer),
        "onward": onward if onward and onward.position != stop.position else None,
        "place": "reviews",
    }
    return render(request, "sessions/review.html", context, status=status)


def _conclusion_page(request, desk, form, status=200):
    return render(
        request, "sessions/review_conclusion.html", {"desk": desk, "form": form, "place": "reviews"}, status=status
    )
