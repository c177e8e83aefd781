"""Studying: questions one at a time, their expected answers, and how well one knows them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from questions.models import Guide, Kind
from sessions.models import StudyMark
from sessions.queries import cards
from sessions.queries import study as queries
from sessions.queries.guides import visible_guide
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
    asked = asked_of(guide, request.GET)
    return deck_page(asked, request, shown=request.GET.get("shown") == "1")


def asked_of(guide, query, key=None):
    """Return what the address asks for; `key` puts a question in front whatever the address says."""
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


def deck_page(asked, request, shown=False, status=200, asked_for=False):
    """Render the study page, or its part for htmx; `asked_for`: the expected answer has just been revealed."""
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
        "card": cards.card(request.user, deck.current, running, shown) if deck.current else None,
        # The heading takes the focus when its text has just been asked for, and only then.
        "takes_focus": asked_for,
        "running_interview": running,
        "place": "guides",
    }
    whole = not request.htmx or request.htmx.history_restore_request
    return render(request, "sessions/study.html" if whole else "sessions/study.html#study", context, status=status)
