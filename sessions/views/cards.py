"""What one does with the card of a question: reveal its expected answer, say how well one knows it."""

from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
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
    """Keep how well the reader knows a question."""
    question = get_object_or_404(Question.objects.visible_to(request.user).select_related("guide"), key=key)
    shown = request.POST.get("shown") == "1"
    try:
        studying.mark(request.user, question, request.POST.get("mark", ""), timezone.now())
    except ValueError:
        asked = study.asked_of(question.guide, request.GET, key)
        asked.problems.append(_("Say how well you know it: not yet, shaky, or know it."))
        return study.deck_page(asked, request, shown, status=422)
    return _back(request, question, shown)


def _back(request, question, shown, asked_for=False):
    """Go back to the study page with the filters of the address; htmx gets the part at once."""
    asked = study.asked_of(question.guide, request.GET, question.key)
    query = asked.filters.query() | {"q": question.key} | ({"shown": "1"} if shown else {})
    url = f"{reverse('study', args=[question.guide.slug])}?{urlencode(query)}"
    if request.htmx:
        return replace_url(study.deck_page(asked, request, shown, asked_for=asked_for), url)
    return HttpResponseRedirect(f"{url}#{'expected' if shown else 'prompt'}")
