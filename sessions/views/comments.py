"""Views: comments. A coach changes, removes and keeps them; after submitting both sides answer in their threads."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.roles import is_coach
from sessions.forms.comments import ChangeForm, CommentForm, ReplyForm
from sessions.models import Comment, Review
from sessions.queries import review as queries
from sessions.transitions import comments, phrases
from sessions.transitions.trail import NotAllowed

# Where the session keeps the comment that was removed last, so that it can be put back.
REMOVED = "removed_comment"


@require_http_methods(["GET", "HEAD", "POST"])
def comment(request, pk):
    """Give one of one's own comments another text, while the candidate cannot read it."""
    one = _own(request, pk)
    form = ChangeForm(request.POST or None, initial={"text": one.text})
    if form.is_valid():
        try:
            comments.change(one, form.cleaned_data["text"], timezone.now())
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return redirect(place_of(one))
    context = {"comment": one, "form": form, "back": place_of(one), "place": "reviews"}
    return render(request, "sessions/review_comment.html", context, status=422 if form.is_bound else 200)


@require_POST
def keep(request, pk):
    """Keep the text of one of one's own comments as a phrase."""
    one = _own(request, pk)
    try:
        phrases.keep(request.user, one.text, timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Kept among your phrases."))
    return redirect(place_of(one))


@require_POST
def remark(request, pk, position=None):
    """Add a remark to a submitted review: on one of its answers, or on the whole."""
    review = queries.opened(request.user, pk, timezone.now()) if is_coach(request.user) else None
    if review is None or review.submitted_at is None:
        raise Http404
    answer = get_object_or_404(review.request.interview.answers, position=position) if position else None
    form = CommentForm(request.POST, coach=request.user, answer=answer)
    back = reverse("review_answer", args=[pk, position]) if position else reverse("review_conclusion", args=[pk])
    made = written(form, review, answer, request) if form.is_valid() else None
    if made is None:
        context = {"box": form, "review": review, "answer": answer, "back": back, "place": "reviews"}
        return render(request, "sessions/review_remark.html", context, status=422)
    messages.success(request, _("The remark is with the candidate."))
    return redirect(f"{back}#comment-{made.pk}")


@require_POST
def reply(request, pk):
    """Answer in the thread of a comment: the candidate of the interview, or the coach of the review."""
    now = timezone.now()
    readable = Q(review__in=Review.objects.for_candidate().filter(request__interview__candidate=request.user))
    if is_coach(request.user):
        readable |= Q(review__in=Review.objects.open_to(request.user, now).exclude(submitted_at=None))
    thread = get_object_or_404(
        Comment.objects.filter(readable, parent=None).select_related("answer", "review__request__interview"), pk=pk
    )
    back = place_of(thread) if thread.review.coach_id == request.user.pk else _result_of(thread)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        context = {"comment": thread, "form": form, "back": back, "place": "home"}
        return render(request, "sessions/comment_reply.html", context, status=422)
    try:
        comments.reply(thread, request.user, form.cleaned_data["text"], now)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    return redirect(back)


def act(go, review, request):
    """
    Do with one of the review's comments what the button `go` of its form says: `change-5`, `remove-5`, `keep-5`, or
    `undo`, which puts back what was removed last.

    Returns the response, or None where it says something else. Raises 404 for another's comment.
    """
    if go == "undo":
        return _put_back(request, review)
    verb, _dash, pk = go.partition("-")
    if verb not in {"change", "remove", "keep"} or not pk.isdecimal() or len(pk) > 18:
        return None
    one = get_object_or_404(_mine(request).filter(review=review), pk=pk)
    if verb == "change":
        return redirect("comment", pk=one.pk)
    if verb == "keep":
        return keep(request, one.pk)
    back = place_of(one, whole=True)
    try:
        comments.remove(one, timezone.now())
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        removed = {"comment": one.text, "quote": one.quote, "position": one.position}
        place = {"review": one.review_id, "answer": one.answer_id, "is_new": True}
        request.session[REMOVED] = removed | place
    return redirect(back)


def written(box, review, answer, request):
    """Write what stands in the `box`, a valid CommentForm; return it, or None where it is empty or refused there."""
    if not box.text:
        return None
    try:
        made = comments.write(review, answer, box.text, timezone.now(), **box.place)
    except NotAllowed as refusal:
        box.add_error("comment", str(refusal))
        return None
    phrases.note_use(request.user, box.used, timezone.now())
    return made


def place_of(one, whole=False):
    """Return where the coach reads the comment `one`: at its answer or with the conclusion; `whole` is the page."""
    if one.answer_id is None:
        page = reverse("review_conclusion", args=[one.review_id])
    else:
        page = reverse("review_answer", args=[one.review_id, one.answer.position])
    return page if whole else f"{page}#comment-{one.pk}"


def taken_back(review, answer, request):
    """Whether a comment of this very page was removed just now; said once."""
    removed = request.session.get(REMOVED, {})
    place = {"review": review.pk, "answer": answer.pk if answer else None, "is_new": True}
    if not place.items() <= removed.items():
        return False
    request.session[REMOVED] = removed | {"is_new": False}
    return True


def _put_back(request, review):
    removed = request.session.pop(REMOVED, {})
    if removed.get("review") != review.pk:
        messages.error(request, _("There is nothing to put back."))
        return redirect("review", pk=review.pk)
    answer = review.request.interview.answers.filter(pk=removed["answer"]).first() if removed["answer"] else None
    place = {"quote": removed["quote"], "position": removed["position"]}
    try:
        made = comments.write(review, answer, removed["comment"], timezone.now(), **place)
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("review", pk=review.pk)
    return redirect(place_of(made))


def _result_of(one):
    interview = one.review.request.interview
    if one.answer_id is None:
        return reverse("result", args=[interview.pk]) + f"#comment-{one.pk}"
    return reverse("result_answer", args=[interview.pk, one.answer.position]) + f"#comment-{one.pk}"


def _own(request, pk):
    """Return the coach's own comment in a review that they may open, or raise 404."""
    return get_object_or_404(_mine(request), pk=pk)


def _mine(request):
    if not is_coach(request.user):
        raise Http404
    open_now = Review.objects.open_to(request.user, timezone.now())
    mine = Comment.objects.filter(author=request.user, parent=None, review__in=open_now)
    return mine.select_related("answer", "review__request")
