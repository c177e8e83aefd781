"""The plain list of all questions of a guide: a page of it to read, copy and print, or all of it for a file."""

from dataclasses import dataclass, replace

from django.core.paginator import Page, Paginator
from django.db.models import F
from django.utils.translation import gettext as _

from questions.models import Difficulty, Guide, KeyPoint, Kind, Question, Status
from questions.plain import Entry
from sessions.queries.peeking import hidden_questions

# The page of a guide with thousands of questions stays one that a browser and a person can hold.
PAGE = 200
BY_ROUND = ["topic__round__position", "topic__round", "topic__position", "topic", "position", "pk"]
AS_NUMBERED = [F("number").asc(nulls_last=True), *BY_ROUND]


@dataclass(frozen=True)
class Wish:
    """
    How the list is asked for: `by_number` as numbered instead of by round; `full` with what stands behind.

    `with_drafts`: for curators, with everything that is not retired.
    """

    by_number: bool = False
    full: bool = False
    with_drafts: bool = False

    @property
    def statuses(self):
        """The statuses of what is listed."""
        return [Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED] if self.with_drafts else [Status.PUBLISHED]


@dataclass
class QuestionList:
    """
    Entries in order and what they are of.

    `page` is the Page that they are, None for all; `has_numbers`: whether questions have a place in the source list;
    `hidden`: the sentence that says why there are prompts only, empty where all is shown that was asked for.
    """

    guide: Guide
    wish: Wish
    entries: list
    has_numbers: bool
    hidden: str
    page: Page | None = None


def question_list(user, guide, wish, running, page=None):
    """
    Return the QuestionList of `guide` for `user` (may be anonymous), who sits in the interview `running` or None.

    `page`: the number of a page as an address gives it, None for the whole list. Two to five queries.
    """
    questions = Question.objects.filter(guide=guide, status__in=wish.statuses)
    has_numbers = questions.filter(number__isnull=False).exists()
    by_number = wish.by_number and has_numbers
    questions = questions.order_by(*(AS_NUMBERED if by_number else BY_ROUND))
    found = None if page is None else Paginator(questions, PAGE).get_page(page)
    hidden, shut = _peeking(user, guide, wish, running)
    shows = wish.full and not hidden
    rows = list((questions if found is None else found.object_list).values_list(*_columns(shows), named=True))
    points = _key_points(guide, wish, rows, found is None) if shows else {}
    entries = []
    for place, row in enumerate(rows, start=found.start_index() if found else 1):
        number = row.number if has_numbers else place
        if shows and row.pk not in shut:
            entries.append(_with_answer(row, number, points.get(row.pk, [])))
        else:
            why = hidden or (_while_it_runs() if row.pk in shut else "")
            entries.append(Entry(**_asked(row, number), hidden=why))
    return QuestionList(guide, replace(wish, by_number=by_number), entries, has_numbers, hidden, found)


def _columns(full):
    columns = ["pk", "key", "number", "topic__round__name", "topic__name", "rubric__kind", "difficulty", "minutes"]
    columns += ["prompt", "status"]
    return [*columns, "expected_answer", "why_it_matters", "probes"] if full else columns


def _peeking(user, guide, wish, running):
    """Return (why nothing but the prompts is shown, or an empty text; the questions that are hidden one by one)."""
    if not wish.full:
        return "", frozenset()
    if not user.is_authenticated:
        return _("Expected answers, key points and probes are shown to people who have signed in."), frozenset()
    if running is None or not running.is_realistic:
        return "", frozenset()
    if running.guide_id == guide.pk:
        return _while_it_runs(), frozenset()
    return "", hidden_questions(user)


def _while_it_runs():
    return _("The expected answers are hidden while your interview runs.")


def _key_points(guide, wish, rows, whole):
    """Return {question: [(text, why)]} of the rows, which are the `whole` list or a page of it; one query."""
    wanted = KeyPoint.objects.filter(question__guide=guide, question__status__in=wish.statuses)
    if not whole:
        wanted = wanted.filter(question__in=[row.pk for row in rows])
    found = {}
    for pk, text, why in wanted.order_by("position", "pk").values_list("question", "text", "why"):
        found.setdefault(pk, []).append((text, why))
    return found


def _asked(row, number):
    """Return what everybody may see of a question."""
    return {
        "key": row.key,
        "number": number,
        "round": row.topic__round__name,
        "topic": row.topic__name,
        "kind": str(Kind(row.rubric__kind).label),
        "difficulty": str(Difficulty(row.difficulty).label),
        "minutes": row.minutes,
        "prompt": row.prompt,
        "status": "" if row.status == Status.PUBLISHED else str(Status(row.status).label),
    }


def _with_answer(row, number, key_points):
    return Entry(
        **_asked(row, number),
        expected_answer=row.expected_answer,
        why_it_matters=row.why_it_matters,
        key_points=key_points,
        probes=row.probes,
    )
