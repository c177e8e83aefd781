"""Planning: what to sit, what will happen, and the start."""

import secrets
from datetime import timedelta

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sessions.forms.planning import PlanForm, allowances, counts
from sessions.models import Pacing, Scope
from sessions.queries import planning as queries
from sessions.queries.guides import visible_guide
from sessions.transitions.interviews import AnotherRunning, Plan
from sessions.transitions.starting import sit_down
from sessions.transitions.trail import NotAllowed
from sessions.views.running import running_interview

# Two presses on the button closer together than this are one.
ONE_PRESS = timedelta(seconds=30)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request, slug):
    """Show what can be sat and what will happen; a POST starts it and goes to the room."""
    guide = get_object_or_404(visible_guide(request.user, slug))
    places = queries.places(guide)
    if request.method != "POST":
        return _page(request, guide, places, _given(request.GET))
    form = PlanForm(places, request.POST)
    if not form.is_valid() or "show" in request.POST:
        return _page(request, guide, places, request.POST, form, status=200 if form.is_valid() else 422)
    chosen = form.cleaned_data
    wish = Plan(
        guide, chosen["scope"].scope, chosen["scope"].place, chosen["count"], chosen["pacing"], chosen["allowance"]
    )
    now = timezone.now()
    try:
        interview = sit_down(request.user, wish, secrets.randbits(62), now)
    except AnotherRunning as refused:
        if _is_the_same(refused.interview, wish, now):
            return redirect("room", refused.interview.pk)
        return _page(request, guide, places, request.POST, form, status=409)
    except NotAllowed as refused:
        form.add_error("scope", str(refused))
        return _page(request, guide, places, request.POST, form, status=422)
    return redirect("room", interview.pk)


@require_safe
def offer(request, slug):
    """Show what will happen with the present choice: the part of the planning page that htmx exchanges."""
    if not request.htmx:
        return redirect(f"{reverse('plan', args=[slug])}?{request.GET.urlencode()}")
    guide = get_object_or_404(visible_guide(request.user, slug))
    places = queries.places(guide)
    proposal = _proposal(request.user, guide, places, request.GET)
    if proposal is None:
        return redirect("plan", slug)
    same = request.GET.get("offered") == proposal.place.value
    return render(
        request,
        f"sessions/plan.html#{'offer' if same else 'offer_and_counts'}",
        {"proposal": proposal, "counts": counts(proposal.available, proposal.offer.proposed), "oob": True},
    )


def _page(request, guide, places, given, form=None, status=200):
    errors = {name: list(texts) for name, texts in form.errors.items()} if form else _misled(places, given)
    proposal = _proposal(request.user, guide, places, given)
    context = {
        "guide": guide,
        "proposal": proposal,
        "places": places,
        "rounds": [place for place in places.values() if place.scope == Scope.ROUND],
        # The chosen one stands among the rounds, above.
        "topics": [
            place
            for place in places.values()
            if place.scope == Scope.TOPIC and place.questions and (proposal is None or place != proposal.place)
        ],
        "mix": places["mix"],
        "errors": errors,
        "refused": status != 200,
        "running_interview": running_interview(request.user, timezone.now()),
        "place": "guides",
    }
    if proposal is not None:
        context["counts"] = counts(proposal.available, proposal.offer.proposed, proposal.count)
        context["allowances"] = allowances(request.user.allowance, proposal.allowance)
    return render(request, "sessions/plan.html", context, status=status)


def _misled(places, given):
    """Return what to say of an address that names a place which is not there or cannot be practised."""
    if not given.get("scope"):
        return {}
    form = PlanForm(places, given)
    return {"scope": form.errors["scope"]} if "scope" in form.errors else {}


def _proposal(user, guide, places, given):
    """Return the Proposal for the given choice, the usual one wherever it cannot be had; None without questions."""
    place = places.get(given.get("scope", ""))
    if place is None or not place.questions:
        place = next((place for place in places.values() if place.questions), None)
    if place is None:
        return None
    count = _number(given.get("count"), 1, 1000)
    # Another place proposes its own number.
    if given.get("offered", place.value) != place.value and "show" not in given:
        count = None
    pacing = given.get("pacing")
    return queries.propose(
        user,
        guide,
        place,
        count,
        pacing if pacing in Pacing.values else Pacing.REALISTIC,
        _number(given.get("allowance"), 100, 300) or user.allowance,
    )


def _given(query):
    """Return the choice that an address makes: `?round=key` and `?topic=key`, or the fields of the form."""
    given = query.dict()
    for kind in ("round", "topic"):
        if given.get(kind):
            given["scope"] = f"{kind}:{given[kind]}"
    return given


def _number(text, least, most):
    try:
        number = int(text or "")
    except ValueError:
        return None
    return number if least <= number <= most else None


def _is_the_same(interview, wish, now):
    """Whether `interview` is what a first press on the same button has just started."""
    return (
        interview.guide_id == wish.guide.pk
        and interview.scope == wish.scope
        and (interview.round or interview.topic) == wish.place
        and interview.pacing == wish.pacing
        and now - interview.started_at < ONE_PRESS
    )
