"""Studying: questions one at a time, their expected answers, how well one knows them; the search over all guides."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.validators import slug_re
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from questions import search as words
from questions.models import Difficulty, Kind
from sessions.models import StudyMark
from sessions.queries import cards
from sessions.queries import study as queries
from sessions.views.running import running_interview

LONGEST_TEXT = 200

MARKS = [*StudyMark.Mark.choices, (queries.UNMARKED, gettext_lazy("Not marked"))]
RECORDS = [
    (queries.NEVER, gettext_lazy("Never answered")),
    (queries.WEAK, gettext_lazy("Weak")),
    (queries.DUE, gettext_lazy("Due")),
    (queries.READ, gettext_lazy("Read")),
    (queries.FLAGGED, gettext_lazy("Flagged by me")),
]
ORDERS = [
    (queries.AS_LISTED, gettext_lazy("As the list came")),
    (queries.BY_ROUND, gettext_lazy("By round and topic")),
]

# What is said where an address asks for something that there is not.
UNKNOWN = {
    "guide": gettext_lazy("There is no such guide; all guides are searched."),
    "round": gettext_lazy("This guide has no such round; all rounds are shown."),
    "topic": gettext_lazy("This guide has no such topic; all topics are shown."),
    "kind": gettext_lazy("There is no such kind of question; all kinds are shown."),
    "difficulty": gettext_lazy("There is no such difficulty; all are shown."),
    "mine": gettext_lazy("Nothing is noted under such a standing; all questions are shown."),
    "order": gettext_lazy("There is no such order here; the questions stand by round and topic."),
}


@dataclass
class Asked:
    """What an address asks for: filters that fit the place, the question in front, and what did not fit."""

    place: queries.Place
    filters: queries.Filters
    key: str
    page: int
    problems: list = field(default_factory=list)

    @property
    def here(self):
        """The address of the page without what it asks for."""
        if self.filters.guide is not None:
            return reverse("search")
        return reverse("study", args=[self.place.guide.address])

    def address(self, **more):
        """Return the address with the filters, and `more` to ask for."""
        query = urlencode(self.filters.query() | more)
        return f"{self.here}?{query}" if query else self.here


@login_not_required
@never_cache
@require_safe
def study(request, slug):
    """Show the questions of a guide that fit the filters, and one of them in front."""
    place = queries.open_place(request.user, slug)
    if place is None:
        raise Http404
    return deck_page(_fitted(place, request.GET, request.user), request, shown=request.GET.get("shown") == "1")


@login_not_required
@never_cache
@require_safe
def search(request):
    """Show the questions of all guides that fit the filters, and one of them in front."""
    place = queries.everywhere(request.user, request.GET.get("guide", ""))
    asked = _fitted(place, request.GET, request.user, everywhere=True)
    return deck_page(asked, request, shown=request.GET.get("shown") == "1")


def asked_of(guide, query, key=None, user=None):
    """
    Return what an address with `query` asks for on a card of `guide`; `key` puts a question in front whatever it says.

    The search over all guides names the guide that it is narrowed to, be it none: there the card lies, for `user`.
    """
    everywhere = user is not None and "guide" in query
    place = queries.everywhere(user, query["guide"]) if everywhere else queries.place_of(guide)
    return _fitted(place, query, user, everywhere, key)


def _fitted(place, query, user, everywhere=False, key=None):
    """Return what `query` asks for, as far as there is such a thing."""
    wanted = {name: query.get(name, "") for name in ("text", "round", "topic", "kind", "difficulty", "mine", "order")}
    problems = []

    def check(name, known):
        if wanted[name] and wanted[name] not in known:
            problems.append(UNKNOWN[name])
            wanted[name] = ""

    if everywhere:
        wanted["guide"] = query.get("guide", "")
        check("guide", {place.guide.address, place.guide.slug} if place.guide else {})
    topics = {topic.key: topic.round.key for topic in place.topics}
    check("round", set(topics.values()))
    check("topic", topics)
    if wanted["round"] and wanted["topic"] and topics[wanted["topic"]] != wanted["round"]:
        # Another round was chosen: the topic of the one before does not narrow it.
        wanted["topic"] = ""
    check("kind", Kind.values)
    check("difficulty", Difficulty.values)
    check("mine", dict([*MARKS, *RECORDS]))
    check("order", dict(ORDERS) if place.is_numbered else {})
    if wanted["mine"] and (user is None or not user.is_authenticated):
        problems.append(_("Sign in to see your own standing; all questions are shown."))
        wanted["mine"] = ""
    wanted["text"] = _text(wanted["text"], problems)
    page, front = query.get("page", ""), query.get("q", "") if key is None else key
    return Asked(
        place=place,
        filters=queries.Filters(**wanted),
        key=front if slug_re.fullmatch(front) else "",
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        problems=problems,
    )


def _text(text, problems):
    """Return the text to search for; an empty one, and why, where there is no word in it."""
    text = " ".join(text.replace("\x00", " ").split())
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT].rstrip()
        problems.append(_("Only the first %(n)d characters are searched for.") % {"n": LONGEST_TEXT})
    if text and not words.words_in(text):
        problems.append(_("“%(text)s” holds no word to search for; all questions are shown.") % {"text": text})
        return ""
    return text


def deck_page(asked, request, shown=False, status=200, asked_for=False):
    """Render the study page, or its part for htmx; `asked_for`: the expected answer has just been revealed."""
    now = timezone.now()
    running = running_interview(request.user, now)
    place, filters = asked.place, asked.filters
    deck = queries.deck(request.user, place, filters, asked.key, asked.page, running, now)
    context = {
        "guide": place.guide,
        "everywhere": filters.guide is not None,
        "guides": place.guides,
        "here": asked.here,
        "filters": filters,
        "query": urlencode(filters.query()),
        "topics": place.topics,
        "topic": next((topic for topic in place.topics if topic.key == filters.topic), None),
        "round": next((topic.round for topic in place.topics if topic.round.key == filters.round), None),
        "kinds": Kind.choices,
        "difficulties": Difficulty.choices,
        "standings": [(_("My record"), RECORDS), (_("My mark"), MARKS)],
        "orders": ORDERS if place.is_numbered else [],
        "order": filters.order or queries.AS_LISTED,
        "marks": StudyMark.Mark.choices,
        "longest_text": LONGEST_TEXT,
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
