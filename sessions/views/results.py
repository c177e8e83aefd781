"""Views: the result of a rated interview, and what can be done next: answer again, hand in, withdraw."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sessions.forms.hand_in import HandInForm
from sessions.models import InterviewStatus, MockInterview, Pacing
from sessions.queries import comments, findings, guests, pictures, rating, rewrites
from sessions.queries import results as queries
from sessions.queries.history import address_of
from sessions.queries.wait import median_wait, place_of
from sessions.transitions import interviews, redo, reviews
from sessions.transitions.interviews import AnotherRunning
from sessions.transitions.trail import NotAllowed


@require_safe
def result(request, pk):
    """The result: one sentence, what held and what to change, the figures, what to do next, the review."""
    interview = _own(request, pk)
    if interview.status != InterviewStatus.RATED:
        return redirect(address_of(interview))
    return _result_page(request, interview)


@require_safe
def answer(request, pk, position):
    """One answer with both ratings side by side, its expected answer, and a strong sample."""
    interview = _own(request, pk)
    if interview.status != InterviewStatus.RATED:
        return redirect(address_of(interview))
    found = queries.answer_result(interview, request.user, position)
    if found is None:
        raise Http404
    is_open = found.result.coach is not None and not found.result.is_hidden
    context = {
        "heard": comments.heard_on(found.result.answer, timezone.now()) if is_open else None,
        "interview": interview,
        "page": found,
        "result": found.result,
        "content": found.result.content,
        "rows": findings.side_by_side(found.result),
        "rewrite": rewrites.rewrite(found.result),
        "changes": rating.changes_of(found.result.answer) if found.result.answer.is_changed else [],
        "place": "interviews",
    }
    return render(request, "sessions/result_answer.html", context)


@require_POST
def redo_answer(request, pk, position):
    """Answer one question of this interview again, without a clock."""
    interview = _own(request, pk)
    return _again(request, interview, [position], Pacing.OPEN)


@require_POST
def practise_weak(request, pk):
    """Answer the weak questions of this interview again, against the clock."""
    interview = _own(request, pk)
    weak = []
    if interview.status == InterviewStatus.RATED:
        weak = [one.position for one in queries.result_of(interview, request.user).weak]
    return _again(request, interview, weak, Pacing.REALISTIC)


@require_POST
def hand_in(request, pk):
    """Hand the interview in for review: to the coach asked, or to whoever is free."""
    interview = _own(request, pk)
    form = HandInForm(request.POST, coaches=reviews.coaches_for(request.user))
    if not form.coaches:
        messages.error(request, _("No coach reviews here at the moment. Compare with the strong samples instead."))
        return redirect(address_of(interview))
    if not form.is_valid():
        if interview.status != InterviewStatus.RATED:
            return redirect(address_of(interview))
        return _result_page(request, interview, form, status=422)
    try:
        reviews.hand_in(interview, timezone.now(), form.cleaned_data["coach"], form.cleaned_data["note"])
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(address_of(interview))
    messages.success(request, _("Handed in. You will get a message when a coach has claimed it."))
    return redirect("result", pk=interview.pk)


@require_POST
def withdraw(request, pk):
    """Take a hand-in back; what was submitted already stays with the candidate."""
    interview = _own(request, pk)
    given = request.POST.get("request", "")
    requests = interview.requests.by_candidate().filter(withdrawn_at=None)
    chosen = requests.filter(pk=given).first() if given.isdecimal() and len(given) < 19 else None
    if chosen is None:
        messages.error(request, _("This interview is not handed in (any more): there is nothing to withdraw."))
    else:
        reviews.withdraw(chosen, timezone.now())
        messages.success(request, _("Withdrawn. No coach can open this interview any more."))
    return redirect(address_of(interview))


def _own(request, pk):
    interview = get_object_or_404(MockInterview.objects.owned_by(request.user).select_related("guide"), pk=pk)
    interviews.close_if_overdue(interview, timezone.now())
    # The person is here already: nobody needs to ask the database again who it is.
    interview.candidate = request.user
    return interview


def _result_page(request, interview, form=None, status=200):
    found = queries.result_of(interview, request.user)
    waiting = found.hand_ins.open
    now, turn = timezone.now(), None
    if waiting is None:
        form = form or HandInForm(coaches=reviews.coaches_for(request.user))
    elif not waiting.claimed_at:
        turn = place_of(waiting, now)
    if any(not review.is_read for review in found.hand_ins.shown):
        reviews.note_reading(interview, now)
    hidden = {one.answer.pk for one in found.answers if one.is_hidden}
    context = {
        "interview": interview,
        "result": found,
        "sentence": findings.sentence(found),
        "held": findings.held(found),
        "change": findings.change(found),
        "workings": findings.workings(found),
        "profile": findings.profile(found),
        "rewrites": rewrites.rewrites(found),
        "points": pictures.key_points(found),
        "time": pictures.time(found),
        "words": pictures.words(found),
        "waiting": waiting,
        "turn": turn,
        "wait": None if waiting and waiting.claimed_at else median_wait(now),
        "form": form,
        "threads": comments.heard_in(interview, hidden, now) if found.hand_ins.reviews else [],
        "asked": guests.all_asked(found.hand_ins.by_link, now),
        "place": "interviews",
    }
    return render(request, "sessions/result.html", context, status=status)


def _again(request, interview, positions, pacing):
    try:
        sitting = redo.again(interview, positions, pacing, timezone.now())
    except AnotherRunning as refusal:
        # The second press of the same button arrives where the first one led.
        if refusal.interview.parent_id == interview.pk:
            return redirect("room", pk=refusal.interview.pk)
        messages.error(request, str(refusal))
        return redirect(address_of(interview))
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect(address_of(interview))
    return redirect("room", pk=sitting.pk)
