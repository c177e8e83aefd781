"""Studying: questions one at a time, their expected answers, and how well one knows them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import replace_url

from questions.models import Guide, Kind, Question
from sessions.models import StudyMark
from sessions.queries import study as queries
from sessions.queries.guides import visible_guide
from sessions.transitions import studying
from sessions.views.running import running_interview

MINE = [*StudyMark.Mark.choices, (queries.UNMARKED, gettext_lazy("Not marked"))]


@dataclass
class Asked:
    """What an address asks for: filters that fit the guide, the question in front, and what did not fit."""

    guide: Guide
    topics: list
    filters: queries.Filters
    key: str
    page: int
    problems: list


@login_not_required
@never_cache
@require_safe
def study(request, slug):
    """Show the questions that fit the filters, and one of them in front."""
    guide = get_object_or_404(visible_guide(request.user, slug))
    asked = _asked(guide, request.GET)
    return _page(request, asked, shown=request.GET.get("shown") == "1")


@require_POST
def reveal(request, key):
    """Note that the expected answer is read, and show it; not while it is hidden."""
    question = get_object_or_404(Question.objects.visible_to(request.user).select_related("guide"), key=key)
    now = timezone.now()
    if not queries.hides(request.user, question, running_interview(request.user, now)):
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
        asked = _asked(question.guide, request.GET, key)
        asked.problems.append(_("Say how well you know it: not yet, shaky, or know it."))
        return _page(request, asked, shown, status=422)
    return _back(request, question, shown)


def _asked(guide, query, key=None):
    topics = queries.topics_of(guide)
    rounds = {topic.round.key for topic in topics}
    wanted = {name: query.get(name, "") for name in ("round", "topic", "kind", "mine")}
    problems = []
    if wanted["round"] and wanted["round"] not in rounds:
        problems.append(_("This guide has no such round; all rounds are shown."))
        wanted["round"] = ""
    found = next((topic for topic in topics if topic.key == wanted["topic"]), None)
    if wanted["topic"] and found is None:
        problems.append(_("This guide has no such topic; all topics are shown."))
    if found is None or (wanted["round"] and wanted["round"] != found.round.key):
        # Another round was chosen: the topic of the one before does not narrow it.
        wanted["topic"] = ""
    if wanted["kind"] not in Kind.values:
        wanted["kind"] = ""
    if wanted["mine"] not in dict(MINE):
        wanted["mine"] = ""
    page = query.get("page", "")
    return Asked(
        guide=guide,
        topics=topics,
        filters=queries.Filters(**wanted),
        key=query.get("q", "") if key is None else key,
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        problems=problems,
    )


def _page(request, asked, shown=False, status=200, asked_for=False):
    running = running_interview(request.user, timezone.now())
    deck = queries.deck(request.user, asked.guide, asked.filters, asked.key, asked.page)
    context = {
        "guide": asked.guide,
        "filters": asked.filters,
        "query": urlencode(asked.filters.query()),
        "topics": asked.topics,
        "topic": next((topic for topic in asked.topics if topic.key == asked.filters.topic), None),
        "round": next((topic.round for topic in asked.topics if topic.round.key == asked.filters.round), None),
        "kinds": Kind.choices,
        "mine": MINE,
        "marks": StudyMark.Mark.choices,
        "problems": asked.problems,
        "deck": deck,
        "card": queries.card(request.user, deck.current, running, shown) if deck.current else None,
        # The heading takes the focus when its text has just been asked for, and only then.
        "takes_focus": asked_for,
        "running_interview": running,
        "place": "guides",
    }
    whole = not request.htmx or request.htmx.history_restore_request
    return render(request, "sessions/study.html" if whole else "sessions/study.html#study", context, status=status)


def _back(request, question, shown, asked_for=False):
    """Go back to the study page with the filters of the address; htmx gets the part at once."""
    asked = _asked(question.guide, request.GET, question.key)
    query = asked.filters.query() | {"q": question.key} | ({"shown": "1"} if shown else {})
    url = f"{reverse('study', args=[question.guide.slug])}?{urlencode(query)}"
    if request.htmx:
        return replace_url(_page(request, asked, shown, asked_for=asked_for), url)
    return HttpResponseRedirect(f"{url}#{'expected' if shown else 'prompt'}")
