"""Views: asking somebody one knows by a link, and what that person sees and does on it."""

from functools import wraps

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sessions.forms.guests import AskForm, GuestConclusionDraftForm, GuestConclusionForm
from sessions.forms.rating import JudgementForm
from sessions.models import InterviewStatus, MockInterview
from sessions.queries import guests as queries
from sessions.queries.history import address_of
from sessions.transitions import guests, interviews, ratings
from sessions.transitions.trail import NotAllowed

# The new link is told in a cookie of its page, since it is stored nowhere: for this long the page can be loaded again.
TOLD_FOR_SECONDS = 15 * 60
TOLD = "new_link"
# How many links that lead nowhere one address may try.
TRIES = {"asked": "30/m/ip"}


# The candidate


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def guest_link(request, pk):
    """Ask somebody to rate this interview by a link (POST), or see whom one has asked (GET), with a new link once."""
    interview = _own(request, pk)
    if interview.status != InterviewStatus.RATED:
        return redirect(address_of(interview))
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        link, token = guests.ask(interview, form.cleaned_data["name"], timezone.now())
        if token is None:
            messages.error(request, _("You are asking %s already: one person at a time.") % link.name)
        return _told(interview, token)
    link = queries.open_link(interview)
    told = request.get_signed_cookie(TOLD, default="", max_age=TOLD_FOR_SECONDS)
    is_new = link is not None and told != "" and queries.digest_of(told) == link.token_digest
    context = {
        "interview": interview,
        "link": link,
        "has_expired": link is not None and link.expires_at <= timezone.now(),
        "address": settings.SITE_URL + reverse("asked", args=[told]) if is_new else "",
        "form": form,
        "place": "interviews",
    }
    return render(request, "sessions/guest_link.html", context, status=422 if form.errors else 200)


@require_POST
def renew_link(request, pk):
    """Make a new link in place of one that is lost or has run out."""
    interview = _own(request, pk)
    link = queries.open_link(interview)
    if link is None:
        messages.error(request, _("Nobody is asked at the moment: there is no link to replace."))
        return redirect(address_of(interview))
    try:
        return _told(interview, guests.renew(link, timezone.now()))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(address_of(interview))


@require_POST
def revoke_link(request, pk):
    """Take the link back."""
    interview = _own(request, pk)
    link = queries.open_link(interview)
    if link is None:
        messages.error(request, _("Nobody is asked at the moment: there is no link to take back."))
    else:
        guests.revoke(link, timezone.now())
        messages.success(request, _("Taken back. The link of %s leads nowhere any more.") % link.name)
    return redirect(address_of(interview))


@require_safe
def guest_review(request, pk, review):
    """What somebody asked by link has submitted, beside one's own rating."""
    interview = _own(request, pk)
    found = queries.submitted(interview, request.user, review)
    if found is None:
        raise Http404
    if found.review.read_at is None:
        guests.note_reading(found.review, timezone.now())
    context = {"interview": interview, "found": found, "place": "interviews"}
    return render(request, "sessions/guest_review.html", context)


def _own(request, pk):
    mine = MockInterview.objects.owned_by(request.user).select_related("guide", "candidate")
    interview = get_object_or_404(mine, pk=pk)
    interviews.close_if_overdue(interview, timezone.now())
    return interview


def _told(interview, token):
    """Go to the page of the link, which tells a new `token` for a while."""
    page = reverse("guest_link", args=[interview.pk])
    response = redirect(page)
    if token is not None:
        response.set_signed_cookie(
            TOLD,
            token,
            max_age=TOLD_FOR_SECONDS,
            path=page,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


# The guest


def by_link(view):
    """
    Open the GuestLink of the address's token for `view`, or say in words why it leads nowhere (any more).

    The token is the key: no page of it is kept by caches or found by search engines, and none names it to any other.
    """

    @wraps(view)
    def opened(request, token, **kwargs):
        link = queries.by_token(token)
        if link is None:
            limited = ratelimit.consume_or_429(request, app="guests", action="asked", config=TRIES, limit_get=True)
            response = limited or render(request, "sessions/guest_unknown.html", status=404)
        else:
            link.token = token
            response = _closed(request, link, view.__name__) or view(request, link, **kwargs)
        response["Referrer-Policy"] = "strict-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return never_cache(opened)


@login_not_required
@require_safe
@by_link
def asked(request, link):
    """What is asked of the guest, and how far they are."""
    desk = queries.desk(link)
    return render(request, "sessions/guest_asked.html", {"desk": desk, "link": link, "onward": _next(desk, 0)})


@login_not_required
@require_safe
@by_link
def asked_answer(request, link, position):
    """One answer beside its expected answer and what is to be judged."""
    desk, stop = _desk_at(link, position)
    return _answer_page(request, desk, stop, _form(stop))


@login_not_required
@require_POST
@by_link
def save_asked_rating(request, link, position):
    """Save what was chosen of one answer: a single choice from the page as one goes, or the whole form."""
    desk, stop = _desk_at(link, position)
    if not stop.is_answered:
        raise Http404
    form = _form(stop, request.POST)
    if not form.is_valid():
        if _wants_json(request):
            return JsonResponse({"errors": form.errors}, status=422)
        return _answer_page(request, desk, stop, form, status=422)
    try:
        guests.judge(link, stop.answer, form.judgement(), timezone.now())
    except NotAllowed as refusal:
        return _refused(request, link, str(refusal))
    if _wants_json(request):
        return JsonResponse(form.progress)
    if form.stays_at:
        return redirect(f"{reverse('asked_answer', args=[link.token, position])}#{form.stays_at}")
    if request.POST.get("go") == "later":
        return redirect("asked", token=link.token)
    return redirect(_next(queries.desk(link), stop.position))


@login_not_required
@require_safe
@by_link
def asked_conclusion(request, link):
    """The last step: verdict and summary."""
    desk = queries.desk(link)
    drafted = {"verdict": desk.review.verdict, "summary": desk.review.summary}
    return _conclusion_page(request, desk, GuestConclusionForm(initial=drafted))


@login_not_required
@require_POST
@by_link
def save_asked_conclusion(request, link):
    """Keep the conclusion as a draft; with `go=submit` seal the ratings and give them to the candidate."""
    submits = request.POST.get("go") == "submit"
    form = (GuestConclusionForm if submits else GuestConclusionDraftForm)(request.POST)
    desk = queries.desk(link)
    if form.is_valid():
        try:
            return _keep(request, desk, form.cleaned_data, submits)
        except ratings.Incomplete:
            form.add_error(None, _("Some answers are still to be judged. They are listed here; the rest is saved."))
        except NotAllowed as refusal:
            return _refused(request, link, str(refusal))
    if _wants_json(request):
        return JsonResponse({"errors": form.errors}, status=422)
    return _conclusion_page(request, desk, form, status=422)


def _keep(request, desk, values, submits):
    now, link = timezone.now(), desk.link
    # The page saves one of the two at a time; what was not sent stays as it is.
    drafted = {"verdict": desk.review.verdict, "summary": desk.review.summary}
    values = {name: value if name in request.POST else drafted[name] for name, value in values.items()}
    guests.keep_draft(link, values["verdict"], values["summary"], now)
    if submits:
        guests.submit(link, values["verdict"], values["summary"], now)
    return JsonResponse({}) if _wants_json(request) else redirect("asked", token=link.token)


def _closed(request, link, name):
    """Return the answer to a link that cannot be worked on, or None."""
    standing = queries.standing(link, timezone.now())
    is_own = request.user.pk == link.request.interview.candidate_id
    if standing == queries.OPEN and not is_own:
        return None
    if _wants_json(request):
        return JsonResponse({"error": _("Not saved: this link is closed.")}, status=409)
    if standing == queries.SUBMITTED and not is_own:
        if name != "asked":
            return redirect("asked", token=link.token)
        return render(request, "sessions/guest_thanks.html", {"link": link, "review": queries.review_of(link)})
    context = {"link": link, "standing": standing, "is_own": is_own}
    return render(request, "sessions/guest_closed.html", context, status=200 if is_own else 410)


def _desk_at(link, position):
    desk = queries.desk(link)
    stop = desk.at(position)
    if stop is None:
        raise Http404
    return desk, stop


def _form(stop, data=None):
    return JudgementForm(data, content=stop.answer.content, rating=stop.rating, text=stop.answer.text)


def _next(desk, position):
    stop, token = desk.next_after(position), desk.link.token
    if stop is None:
        return reverse("asked_conclusion", args=[token])
    return reverse("asked_answer", args=[token, stop.position])


def _wants_json(request):
    return request.headers.get("Accept") == "application/json"


def _refused(request, link, words):
    """Say in `words` why nothing was saved: to the script that saves as one goes, or on the page of the link."""
    if _wants_json(request):
        return JsonResponse({"error": words}, status=409)
    messages.error(request, words)
    return redirect("asked", token=link.token)


def _answer_page(request, desk, stop, form, status=200):
    onward = desk.next_after(stop.position)
    context = {
        "desk": desk,
        "link": desk.link,
        "stop": stop,
        "answer": stop.answer,
        "content": stop.answer.content,
        "judge": form,
        "late": queries.late_texts(stop.answer),
        "onward": onward if onward and onward.position != stop.position else None,
    }
    return render(request, "sessions/guest_answer.html", context, status=status)


def _conclusion_page(request, desk, form, status=200):
    context = {"desk": desk, "link": desk.link, "form": form}
    return render(request, "sessions/guest_conclusion.html", context, status=status)
