"""Views: the examination room, its end, and the earlier texts of an answer."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponseBadRequest, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sessions.forms.answers import AnswerForm, ChoiceForm, FinishForm, MoveForm, Unreadable, bound, bound_save, is_json
from sessions.models import LONGEST_TEXT, Answer, AnswerRevision, InterviewStatus, MockInterview
from sessions.queries import room as queries
from sessions.queries.training import is_offered
from sessions.transitions import answers, interviews
from sessions.transitions.answers import NotOpen, Outcome, TextRefused
from sessions.transitions.trail import NotAllowed
from sessions.views import saving


@never_cache
@require_GET
def room(request, pk):
    """The question in front of the candidate; with `answer=N` how that answer stands on the server, as JSON."""
    answer, now = _here(request, pk)
    if "answer" in request.GET:
        return _standing(request, answer.interview, now)
    if answer.interview.status == InterviewStatus.RUNNING:
        return _page(request, answer, now)
    return redirect("ended" if _has_just_ended(answer.interview) else "interview", pk=pk)


@require_POST
def save(request, pk, position):
    """Save the text of one answer. Kept lean: three statements, and nothing rendered where all is well."""
    now = timezone.now()
    try:
        form = bound_save(request)
        if not form.is_valid():
            return saving.unreadable(_first_error(form))
        saved = answers.save(request.user, pk, position, form.incoming, now)
    except (TextRefused, Unreadable) as problem:
        return saving.refused(problem)
    except (Answer.DoesNotExist, NotOpen):
        raise Http404 from None
    interviews.close_if_overdue(saved.answer.interview, now)
    return saving.reply(saved, request)


@require_POST
def go(request, pk):
    """Carry the text and go on: to another question, to the confirmation of the end, or nowhere."""
    interview, now = _own(request, pk)
    try:
        form = bound(MoveForm, request)
        if not form.is_valid():
            return _unreadable(request, form)
        position, word = form.cleaned_data["position"], form.cleaned_data["go"]
        if form.to is None:
            saved = answers.save(request.user, pk, position, form.incoming, now)
        else:
            saved = interviews.move(interview, position, form.to, form.incoming, now, skip=word == "skip")
    except (TextRefused, Unreadable, NotAllowed) as problem:
        return _refused(request, interview, now, problem, request.POST.get("position"))
    except (Answer.DoesNotExist, NotOpen):
        raise Http404 from None
    url = saving.address_of(interview)
    if interview.status == InterviewStatus.RUNNING:
        url = {
            "finish": reverse("finish", args=[pk]),
            "texts": reverse("answer_texts", args=[pk, position]),
        }.get(word, url)
    return _after(request, interview, now, saved, url)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request, pk):
    """Ask whether to end the interview (GET), and end it (POST; from the page's script with the text under way)."""
    interview, now = _own(request, pk)
    if request.method != "POST":
        if interview.status != InterviewStatus.RUNNING:
            return redirect(saving.address_of(interview))
        room = queries.room(queries.here(request.user, pk), now)
        return render(request, "sessions/finish.html", {"room": room})
    if not is_json(request):
        interviews.finish(interview, None, now)
        return redirect("ended", pk=pk)
    try:
        form = bound(FinishForm, request)
        if not form.is_valid():
            return saving.unreadable(_first_error(form))
        saved = interviews.finish(interview, form.incoming, now, form.cleaned_data["position"])
    except (TextRefused, Unreadable) as problem:
        return saving.refused(problem)
    except (Answer.DoesNotExist, NotOpen):
        raise Http404 from None
    return saving.reply(saved, request, saving.address_of(interview))


@never_cache
@require_GET
def ended(request, pk):
    """What was kept when the interview ended, and the way on to the rating."""
    interview, _now = _own(request, pk)
    if interview.status == InterviewStatus.RUNNING:
        return redirect("room", pk=pk)
    if interview.status != InterviewStatus.RATING:
        return redirect("interview", pk=pk)
    context = {"ended": queries.ended(interview), "offers_training": is_offered(request.user), "place": "interviews"}
    return render(request, "sessions/ended.html", context)


@require_POST
def resolve(request, pk, position):
    """Let the chosen one of two texts count."""
    interview, now = _own(request, pk)
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return _unreadable(request, form)
    if form.cleaned_data["keep"] == "mine":
        try:
            saved = answers.choose(request.user, pk, position, form.cleaned_data["aside"], form.incoming, now)
        except (Answer.DoesNotExist, AnswerRevision.DoesNotExist, NotOpen):
            raise Http404 from None
        return _after(request, interview, now, saved, saving.address_of(interview))
    messages.success(request, _("The stored text counts. The other one is kept under Earlier texts."))
    return redirect(saving.address_of(interview))


@require_POST
def reveal(request, pk, position):
    """Save the text under way, then show the expected answer: in open pacing alone."""
    interview, now = _own(request, pk)
    try:
        form = bound(AnswerForm, request)
        if not form.is_valid():
            return _unreadable(request, form)
        saved = answers.save(request.user, pk, position, form.incoming, now)
        if saved.counts:
            answers.reveal(request.user, pk, position, now)
    except (TextRefused, Unreadable, NotAllowed) as problem:
        return _refused(request, interview, now, problem, position)
    except (Answer.DoesNotExist, NotOpen):
        raise Http404 from None
    return _after(request, interview, now, saved, saving.address_of(interview) + "#expected")


@never_cache
@require_GET
def texts(request, pk, position):
    """The earlier and set-aside texts of an answer."""
    interview, now = _own(request, pk)
    answer = get_object_or_404(interview.answers.select_related("version"), position=position, opened_at__isnull=False)
    answer.interview = interview
    context = {
        "answer": answer,
        "page": queries.texts(answer, request.GET.get("page")),
        "may_restore": interview.status == InterviewStatus.RUNNING and answers.closing_time(answer, now) is None,
        "back": saving.address_of(interview),
        "place": "interviews",
    }
    return render(request, "sessions/texts.html", context)


@require_POST
def restore(request, pk, position, revision):
    """Make an earlier text the one that counts again."""
    interview, now = _own(request, pk)
    earlier = get_object_or_404(AnswerRevision, pk=revision, answer__interview=interview, answer__position=position)
    saved = answers.restore(request.user, earlier, _new_tab(), 1, now)
    if saved.counts:
        messages.success(request, _("The earlier text counts again. The one it replaced is kept under Earlier texts."))
    else:
        messages.warning(request, _("This question is closed: its text does not change any more."))
    return redirect(saving.address_of(interview))


def _own(request, pk):
    """Return the person's interview, closed if its deadline has come, and the present moment."""
    try:
        interview, now = queries.own(request.user, pk), timezone.now()
    except MockInterview.DoesNotExist:
        raise Http404 from None
    interviews.close_if_overdue(interview, now)
    return interview, now


def _here(request, pk):
    """Return the answer in front of the person, with its interview as `_own` has it, and the present moment."""
    try:
        answer, now = queries.here(request.user, pk), timezone.now()
    except MockInterview.DoesNotExist:
        raise Http404 from None
    interviews.close_if_overdue(answer.interview, now)
    return answer, now


def _has_just_ended(interview):
    return interview.status == InterviewStatus.RATING


def _new_tab():
    """The id of a page without scripts: it names the saves of the form that it stands in."""
    return f"form-{uuid.uuid4().hex}"


def _page(request, answer, now, *, status=200, text=None, **more):
    """The room; `text` stands in the field instead of what is stored, `problem` above it."""
    interview = answer.interview
    context = {
        "room": queries.room(answer, now),
        "interview": interview,
        "answer": answer,
        "tab": _new_tab(),
        "longest": LONGEST_TEXT,
        "longest_words": number_format(LONGEST_TEXT, force_grouping=True),
        "saved_time": saving.clock_time(answer.saved_at) if answer.saved_at else "",
        # Looked for by every page; a name that is missing takes a template longest to find.
        "problem": "",
        "stray": "",
        "text": answer.text if text is None else text,
        "now_ms": saving.milliseconds(now),
        "deadline_ms": saving.milliseconds(interview.deadline) if interview.deadline else "",
        **more,
    }
    return render(request, "sessions/room.html", context, status=status)


def _standing(request, interview, now):
    """How one answer stands on the server, with a fresh key for the next form: for a page that woke up."""
    get_token(request)
    number = request.GET["answer"]
    answer = get_object_or_404(interview.answers, position=number if number.isdecimal() else 0, opened_at__isnull=False)
    answer.interview = interview
    here = interview.status == InterviewStatus.RUNNING and answers.closing_time(answer, now) is None
    body = {"text": answer.text, "closed": not here, "url": saving.address_of(interview)}
    return JsonResponse(body | saving.standing(answer))


def _after(request, interview, now, saved, url):
    """Answer a save that goes somewhere: JSON for the script, otherwise the next page."""
    if is_json(request):
        return saving.reply(saved, request, url)
    if saved.outcome == Outcome.CONFLICT:
        context = saving.both(saved) | {"tab": _new_tab()}
        return render(request, "sessions/room_conflict.html", context, status=409)
    if saved.outcome == Outcome.EMPTY_REFUSED and _stands_at(interview, saved.answer.position):
        answer, problem = queries.here(request.user, interview.pk), saving.empty_refused(saved.answer)
        return _page(request, answer, now, status=422, problem=problem, offers_clear=True)
    if saved.outcome in {Outcome.EMPTY_REFUSED, Outcome.TOO_LATE}:
        messages.warning(request, saving.why_not(saved))
        return redirect(saving.address_of(interview))
    return redirect(url)


def _stands_at(interview, position):
    return interview.status == InterviewStatus.RUNNING and interview.position == position


def _refused(request, interview, now, problem, position):
    """Say why the text cannot be stored or the way not be gone; the text stays in the field, or beside it."""
    if is_json(request):
        return saving.refused(problem)
    if interview.status != InterviewStatus.RUNNING:
        messages.error(request, str(problem))
        return redirect(saving.address_of(interview))
    text = request.POST.get("text", "").replace("\r\n", "\n")
    where = {"text": text} if str(interview.position) == str(position) else {"stray": text}
    answer = queries.here(request.user, interview.pk)
    return _page(request, answer, now, status=422, problem=str(problem), **where)


def _unreadable(request, form):
    message = _first_error(form)
    return saving.unreadable(message) if is_json(request) else HttpResponseBadRequest(message)


def _first_error(form):
    name, errors = next(iter(form.errors.items()))
    return f"{name}: {errors[0]}"
