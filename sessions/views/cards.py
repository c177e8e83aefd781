"""What one does with the card of a question: reveal its expected answer, say how well one knows it, flag it."""

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import replace_url

from questions.models import Question
from sessions.queries import cards
from sessions.transitions import studying
from sessions.views import study
from sessions.views.running import running_interview


@require_POST
def reveal(request, key):
    """Note that the expected answer is read, and show it; not while it is hidden."""
    question = get_object_or_404(Question.objects.visible_to(request.user).select_related("guide"), key=key)
    now = timezone.now()
    if not cards.hides(request.user, question, running_interview(request.user, now)):
        studying.note_reading(request.user, question, now)
    return _back(request, question, shown=True, asked_for=True)


@require_POST
def mark(request, key):
    """Keep how well the reader knows a question; the mark that it wore already, pressed again, is taken away."""
    question = get_object_or_404(Question.objects.visible_to(request.user).select_related("guide"), key=key)
    value = request.POST.get("mark", "")
    try:
        if value == request.POST.get("was"):
            studying.take_mark_away(request.user, question, value)
        else:
            studying.mark(request.user, question, value, timezone.now())
    except ValueError:
        return _refused(request, question, _("Say how well you know it: not yet, shaky, or know it."))
    return _back(request, question, _is_shown(request))


@require_POST
def flag(request, key):
    """Flag a question so as to find it again, or take the flag off."""
    question = get_object_or_404(Question.objects.visible_to(request.user).select_related("guide"), key=key)
    wish = {"1": studying.flag, "0": studying.take_flag_off}.get(request.POST.get("flag"))
    if wish is None:
        return _refused(request, question, _("Say whether the question is flagged: flag it, or take the flag off."))
    wish(request.user, question)
    return _back(request, question, _is_shown(request))


def _is_shown(request):
    """Whether the expected answer was open on the page that was sent."""
    return request.POST.get("shown") == "1"


def _refused(request, question, words):
    """Show the page again, with what was wrong."""
    asked = study.asked_of(question.guide, request.GET, question.key, request.user)
    asked.problems.append(words)
    return study.deck_page(asked, request, _is_shown(request), status=422)


def _back(request, question, shown, asked_for=False):
    """Go back to the study page with the filters of the address; htmx gets the part at once."""
    asked = study.asked_of(question.guide, request.GET, question.key, request.user)
    url = asked.address(q=question.key, **({"shown": "1"} if shown else {}))
    if request.htmx:
        return replace_url(study.deck_page(asked, request, shown, asked_for=asked_for), url)
    return HttpResponseRedirect(f"{url}#{'expected' if shown else 'prompt'}")
