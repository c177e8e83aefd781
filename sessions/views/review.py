"""Views: a coach's review of one interview."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import is_coach
from sessions.forms.comments import CommentForm
from sessions.forms.review import ConclusionDraftForm, ConclusionForm, CorrectionForm, ReviewJudgementForm
from sessions.models import Review
from sessions.queries import comments as comment_queries
from sessions.queries import queue
from sessions.queries import review as queries
from sessions.transitions import corrections, phrases, ratings, reviews
from sessions.transitions.trail import NotAllowed
from sessions.views import comments


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
        context = _read(request, desk, stop)
        return render(request, "sessions/review_answer_submitted.html", context)
    return _answer_page(request, desk, stop, _form(stop))


@require_POST
def save(request, pk, position):
    """Save what was chosen and written of one answer: one choice as one goes, or all, with a comment, and go on."""
    if _is_lost(request, pk):
        return _refused(request)
    desk, stop = _desk_at(request, pk, position)
    form = _form(stop, request.POST)
    box = CommentForm(request.POST, coach=request.user, answer=stop.answer)
    if not stop.is_answered or stop.is_hidden:
        raise Http404
    if not form.is_valid() or not box.is_valid():
        if _wants_json(request):
            return JsonResponse({"errors": form.errors | box.errors}, status=422)
        return _answer_page(request, desk, stop, form, box, status=422)
    try:
        reviews.judge(desk.review, stop.answer, form.judgement(), timezone.now())
    except NotAllowed as refusal:
        return _refused(request, str(refusal))
    if _wants_json(request):
        return JsonResponse(form.progress)
    made = comments.written(box, desk.review, stop.answer, request)
    return _after_saving(request, desk, stop, form, box, made)


@require_safe
def conclusion(request, pk):
    """The last step: verdict, summary, what to practise next. Once submitted, both ratings of the interview."""
    desk = queries.desk(_opened(request, pk))
    if desk.is_submitted:
        context = {"desk": desk, "coming": queue.next_for(request.user, timezone.now()), "place": "reviews"}
        context["topics"] = desk.review.practise_next.select_related("round")
        context["threads"] = comment_queries.of_review(desk.review, now=timezone.now())
        context["box"] = CommentForm(coach=request.user)
        return render(request, "sessions/review_submitted.html", context)
    drafted = {"verdict": desk.review.verdict, "summary": desk.review.summary}
    return _conclusion_page(request, desk, _conclusion_form(ConclusionForm, desk, initial=drafted))


@require_POST
def save_conclusion(request, pk):
    """Keep the conclusion as a draft; with `go=submit` seal the ratings and give the review to the candidate."""
    if _is_lost(request, pk):
        return _refused(request)
    desk = queries.desk(_opened(request, pk))
    if desk.is_submitted:
        return _refused(request, _("This review is submitted; it does not change any more."))
    submits = request.POST.get("go") == "submit"
    form = _conclusion_form(ConclusionForm if submits else ConclusionDraftForm, desk, request.POST)
    box = CommentForm(request.POST, coach=request.user)
    if form.is_valid() and box.is_valid():
        try:
            return _keep(request, desk, form, box, submits)
        except ratings.Incomplete:
            form.add_error(None, _("Some answers are still to be judged. They are listed here; the rest is saved."))
            box = None  # a comment in it is written already
        except NotAllowed as refusal:
            return _refused(request, str(refusal))
    if _wants_json(request):
        return JsonResponse({"errors": form.errors}, status=422)
    return _conclusion_page(request, desk, form, box, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, pk, position):
    """Correct the sealed rating of one answer: a new revision, with a reason that the candidate reads."""
    desk, stop = _desk_at(request, pk, position)
    if not desk.is_submitted or stop.rating is None or stop.is_hidden:
        raise Http404
    form = CorrectionForm(request.POST or None, content=stop.answer.content, rating=stop.rating)
    if form.is_valid():
        given = form.cleaned_data["reason"]
        try:
            corrections.correct(desk.review, stop.answer, form.judgement(), given, timezone.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Corrected. The candidate reads the new rating, and your reason."))
            return redirect("review_answer", pk=pk, position=position)
    context = _read(request, desk, stop) | {"judge": form, "content": stop.answer.content}
    return render(request, "sessions/review_correct.html", context, status=422 if form.is_bound else 200)


def _after_saving(request, desk, stop, form, box, made):
    """Go where the button says: on, to the queue, or back to this answer with the comment that was written."""
    go = request.POST.get("go", "")
    if go == "comment" and made is None and not box.errors:
        box.add_error("comment", _("Write something first."))
    if box.errors:
        return _answer_page(request, desk, stop, form, box, status=422)
    if go == "comment":
        return redirect(comments.place_of(made))
    if form.stays_at:
        return redirect(f"{reverse('review_answer', args=[desk.review.pk, stop.position])}#{form.stays_at}")
    if go == "later":
        return redirect("reviews")
    return comments.act(go, desk.review, request) or redirect(_next(queries.desk(desk.review), stop.position))


def _keep(request, desk, form, box, submits):
    review, values, now = desk.review, form.cleaned_data, timezone.now()
    if _wants_json(request):
        # The page saves one of the fields at a time; what was not sent stays as it is.
        verdict = values["verdict"] if "verdict" in request.POST else review.verdict
        summary = values["summary"] if "summary" in request.POST else review.summary
        ticks = {}
        if "ticks" in request.POST:
            ticks = {"practise_next": values["practise_next"], "redo_answers": values["redo_answers"]}
        reviews.keep_draft(review, verdict, summary, now, **ticks)
        return JsonResponse({})
    ticks = {"practise_next": values["practise_next"], "redo_answers": values["redo_answers"]}
    reviews.keep_draft(review, values["verdict"], values["summary"], now, **ticks)
    go = request.POST.get("go", "")
    if not comments.written(box, review, None, request) and go == "comment" and not box.errors:
        box.add_error("comment", _("Write something first."))
    if box.errors:
        return _conclusion_page(request, desk, form, box, status=422)
    if not box.text:
        phrases.note_use(request.user, box.used, now)
    if submits:
        reviews.submit(review, values["verdict"], values["summary"], values["practise_next"], now)
        messages.success(request, _("The review is submitted, and the candidate is told. Both ratings are open now."))
    if submits or go == "comment":
        return redirect("review_conclusion", pk=review.pk)
    return comments.act(go, review, request) or redirect("reviews")


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


def _conclusion_form(kind, desk, data=None, **more):
    answers = desk.interview.answers.filter(pk__in=[stop.answer.pk for stop in desk.answered])
    return kind(data, topics=queries.topics_of(desk.review), answers=answers, **more)


def _form(stop, data=None):
    return ReviewJudgementForm(data, content=stop.answer.content, rating=stop.rating, text=stop.answer.text)


def _read(request, desk, stop, box=None, spans=()):
    """What every page of one answer shows: its text with the comments at their passages, and what came late."""
    shown, before = comment_queries.beside(desk.review, stop.answer, timezone.now(), spans)
    return {
        "desk": desk,
        "stop": stop,
        "is_hidden": stop.is_hidden,
        "reads": "coach" if desk.is_submitted else "draft",
        "late": queries.late_texts(stop.answer),
        "shown": shown,
        "before": before,
        "box": box or CommentForm(coach=request.user, answer=stop.answer),
        "place": "reviews",
    }


def _answer_page(request, desk, stop, form, box=None, status=200):
    onward = desk.next_after(stop.position)
    spans = [] if stop.is_hidden else form.spans
    context = _read(request, desk, stop, box, spans) | {
        "answer": stop.answer,
        "content": stop.answer.content,
        "judge": form,
        "phrases": comment_queries.phrases_of(request.user),
        "onward": onward if onward and onward.position != stop.position else None,
        "removed": comments.taken_back(desk.review, stop.answer, request),
    }
    return render(request, "sessions/review.html", context, status=status)


def _conclusion_page(request, desk, form, box=None, status=200):
    context = {
        "desk": desk,
        "form": form,
        "box": box or CommentForm(coach=request.user),
        "threads": comment_queries.of_review(desk.review),
        "phrases": comment_queries.phrases_of(request.user),
        "removed": comments.taken_back(desk.review, None, request),
        "place": "reviews",
    }
    return render(request, "sessions/review_conclusion.html", context, status=status)
