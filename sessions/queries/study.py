"""The study page and the search over all guides: which questions fit the filters, and what the filters offer."""

from dataclasses import dataclass, field, replace

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from questions import search
from questions.models import FocusTopic, Guide, Question, Tip
from sessions.models import Answer, InterviewStatus, StudyMark
from sessions.queries import deck as decks
from sessions.queries.guides import visible_guide
from sessions.queries.peeking import hidden_questions
from sessions.queries.preparing import notes, records_of
from sessions.queries.records import ANSWERED, rated_answers, records

# What the filter by own standing knows besides the marks.
UNMARKED, NEVER, WEAK, DUE, READ, FLAGGED = "none", "never", "weak", "due", "read", "flagged"
AS_LISTED, BY_ROUND = "list", "rounds"

# The long texts of a guide, which no study page shows.
LONG_TEXTS = [
    "description",
    "expected_at_level",
    "example",
    "round__what_to_expect",
    "round__guide__summary",
    "round__guide__overview",
    "round__guide__questions_to_ask",
]


@dataclass(frozen=True)
class Filters:
    """
    What the reader wants to see; an empty text stands for everything.

    `guide` is None on the page of one guide, and the address of the chosen one in the search over all of them.
    """

    guide: str | None = None
    text: str = ""
    round: str = ""
    topic: str = ""
    kind: str = ""
    difficulty: str = ""
    mine: str = ""
    order: str = ""

    def query(self):
        """Return the filters that are set, for an address; `guide` is named wherever all guides are searched."""
        return {name: value for name, value in vars(self).items() if value or (name == "guide" and value is not None)}

    @property
    def narrows(self):
        """Whether they leave anything out."""
        return any(value for name, value in vars(self).items() if name != "order")

    @property
    def narrows_beside_text(self):
        """Whether they leave anything out beside what the text does."""
        return replace(self, text="").narrows

    @property
    def words(self):
        """The words searched for, as a set."""
        return frozenset(search.words_in(self.text))


@dataclass
class Place:
    """
    Where questions are looked for: in `guide`, or in all that one may see (None).

    `topics` are the guide's, in order, with their rounds; `is_numbered`: the guide numbers its questions; `guides`
    are those to choose from, where all are searched.
    """

    guide: Guide | None
    topics: list = field(default_factory=list)
    guides: list = field(default_factory=list)
    is_numbered: bool = False


def place_of(guide):
    """Return the Place of a guide (a row or the queryset of one), or None where there is none; one query."""
    topics = list(
        FocusTopic.objects.filter(**{"round__guide" if isinstance(guide, Guide) else "round__guide__in": guide})
        .select_related("round__guide")
        .defer(*LONG_TEXTS)
        .annotate(
            is_numbered=Exists(
                Question.objects.published().filter(guide=OuterRef("round__guide"), number__isnull=False)
            )
        )
        .order_by("round__position", "round_id", "position", "pk")
    )
    if topics:
        return Place(topics[0].round.guide, topics, is_numbered=topics[0].is_numbered)
    found = guide if isinstance(guide, Guide) else guide.first()
    return Place(found) if found else None


def open_place(user, slug):
    """Return the Place of the guide that `user` sees under `slug`, or None; one query."""
    return place_of(visible_guide(user, slug))


def everywhere(user, slug=""):
    """Return the Place of all guides that `user` sees, narrowed to one by its address; one query, two for a guide."""
    guides = list(Guide.objects.visible_to(user).defer("summary", "overview", "questions_to_ask"))
    named = [guide for guide in guides if slug and slug in (guide.address, guide.slug)]
    # A public guide goes before one's own of the same slug, as it does for its page.
    chosen = sorted(named, key=lambda guide: (guide.address != slug, guide.owner_id or 0))
    place = place_of(chosen[0]) if chosen else Place(None)
    place.guides = guides
    return place


def deck(user, place, filters, key="", page=1, running=None, now=None):
    """
    Return the Deck of `place` for `user` (may be anonymous), who sits in the interview `running` or in none.

    One query; one or two more for a text that is searched for, one for the tips of a batch, three for what is weak or
    due. A filter by own standing keeps the question with `key`: marking it does not take it away from under
    the reader.
    """
    questions = _fitting(user, place, filters, running)
    if filters.mine and user.is_authenticated:
        questions = questions.filter(_mine(user, place.guide, filters.mine, now or timezone.now()) | Q(key=key))
    listed = place.is_numbered and filters.order != BY_ROUND
    order = decks.AS_LISTED if listed else decks.BY_ROUND if place.guide else decks.BY_GUIDE
    # Narrowed down, a page of the list would hold less than its ten.
    batches = listed and not replace(filters, guide=None).narrows
    found = decks.cut(questions, user, order=order, key=key, page=page, batches=batches)
    if found.batch:
        found.tips = list(Tip.objects.filter(guide=place.guide, batch=found.batch).order_by("position", "pk"))
    if filters.text:
        _quote(user, found.entries, filters.words, running)
    return found


def _fitting(user, place, filters, running):
    """Return the questions that fit the filters, that by own standing apart."""
    if place.guide:
        questions = Question.objects.published().filter(guide=place.guide)
    else:
        questions = Question.objects.visible_to(user)
    if filters.round:
        questions = questions.filter(topic__round__key=filters.round)
    if filters.topic:
        questions = questions.filter(topic__key=filters.topic)
    if filters.kind:
        questions = questions.filter(rubric__kind=filters.kind)
    if filters.difficulty:
        questions = questions.filter(difficulty=filters.difficulty)
    return _holding(user, questions, filters, running) if filters.text else questions


def _holding(user, questions, filters, running):
    """
    Return the questions that hold the words searched for.

    While a realistic interview runs, its guide's questions are found by their prompts alone: a match in what is
    hidden would tell, word by word, what stands there.
    """
    found = search.matching(questions, filters.text)
    hidden = _hidden(user, running)
    if hidden is None:
        return found
    kept = [pk for pk, prompt in found.filter(hidden).values_list("pk", "prompt") if _is_in(filters.words, prompt)]
    return found.filter(~hidden | Q(pk__in=kept))


def _hidden(user, running):
    """Return the condition for questions whose expected answers are hidden from `user`, or None; see cards.hides."""
    if running is None or not running.is_realistic:
        return None
    return Q(guide=running.guide_id) | Q(pk__in=hidden_questions(user))


def _is_in(words, text):
    return words <= set(search.words_in(text))


def _mine(user, guide, mine, now):
    """Return the condition for the questions that stand as `mine` says with `user`."""
    own = StudyMark.objects.filter(candidate=user)
    answers = Answer.objects.filter(interview__candidate=user, opened_at__isnull=False)
    if mine == UNMARKED:
        return ~Q(pk__in=own.exclude(mark="").values("question"))
    if mine == FLAGGED:
        return Q(pk__in=own.filter(is_flagged=True).values("question"))
    if mine == NEVER:
        counting = answers.exclude(interview__status=InterviewStatus.ABANDONED)
        return ~Q(pk__in=counting.filter(ANSWERED).values("version__question"))
    if mine == READ:
        return Q(pk__in=own.filter(read_at__isnull=False).values("question")) | Q(
            pk__in=answers.filter(revealed_at__isnull=False).values("version__question")
        )
    if mine == WEAK:
        return Q(pk__in=[pk for pk, record in records(user, guide).items() if record.is_weak])
    if mine == DUE:
        return _due(user, guide, now)
    return Q(pk__in=own.filter(mark=mine).values("question"))


def _due(user, guide, now):
    """Return the condition for the questions that are due, by the date of each guide's preparation; three queries."""
    prepared, marked = notes(user, timezone.localdate(now))
    known = records_of(rated_answers(user, guide), marked)
    days_left = {entry.guide: entry.days_left for entry in prepared if entry.days_left is not None}

    def due(days):
        return [pk for pk, record in known.items() if record.is_due(now, days)]

    condition = Q(pk__in=due(None)) & ~Q(guide__in=days_left)
    for dated, days in days_left.items():
        condition |= Q(guide=dated, pk__in=due(days))
    return condition


def _quote(user, entries, words, running):
    """
    Say of each entry whether its words stand beside the prompt, and quote them where the reader has read that already.

    A quotation shows a piece of the expected answer: nothing of it before the reader has asked for it, and nothing
    while it is hidden.
    """
    hidden = hidden_questions(user) if running is not None and running.is_realistic else ()
    beside = [entry for entry in entries if not _is_in(words, entry.prompt)]
    for entry in beside:
        entry.is_beside = True
    read = {
        entry.pk: entry
        for entry in beside
        if entry.note is not None
        and entry.note.read_at is not None
        and entry.pk not in hidden
        and not (running is not None and running.is_realistic and running.guide_id == entry.guide.pk)
    }
    if not read:
        return
    rows = Question.objects.filter(pk__in=read).order_by("pk", "key_points__position", "key_points__pk")
    for pk, *texts in rows.values_list("pk", "expected_answer", "key_points__text"):
        entry = read[pk]
        missing = words - set(search.words_in(entry.prompt))
        for plain in map(search.without_marks, texts):
            if not entry.snippet and missing & set(search.words_in(plain)):
                entry.snippet = search.excerpt(plain, missing)
