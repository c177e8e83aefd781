"""The preview of an import: what the list would become, and how each question stands to what is there."""

from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import Indel

from questions.authoring import in_order
from questions.importing import arrivals
from questions.importing.compare import CHANGED, IDENTICAL, NEW, SIMILAR, Match, differing, pool_of
from questions.importing.enter import action_of, known_kinds
from questions.importing.proposal import IMPORT, SKIP, UPDATE
from questions.importing.proposed import Proposal, ProposedQuestion
from questions.models import FocusTopic, Guide, Import, Question, Status
from questions.publishing import KEY_POINTS
from sessions.models import InterviewStatus

# So many questions stand on a page of the preview, so many topics on the page of rounds and topics.
PAGE = 50
TOPICS_PAGE = 100
# By what the questions of a list are told apart, beside how they stand to what is there.
NO_ANSWER, NO_POINTS, PROPOSED, TICKED = "no_answer", "no_points", "proposed", "ticked"
FILTERS = {
    NEW: _("new"),
    CHANGED: _("changed"),
    IDENTICAL: _("identical"),
    SIMILAR: _("similar"),
    NO_ANSWER: _("without expected answer"),
    NO_POINTS: _("without key points"),
    PROPOSED: _("with proposed key points"),
    TICKED: _("ticked"),
}


LABELS = {
    "prompt": _("Question"),
    "expected_answer": _("Expected answer"),
    "why_it_matters": _("Why it matters"),
    "key_points": _("Key points"),
    "probes": _("Probes"),
    "difficulty": _("Difficulty"),
    "minutes": _("Suggested minutes"),
    "kind": _("Kind"),
}
# Of texts that share less of their words nothing is marked: nearly all of both would be.
NEAR = 0.4


@dataclass(frozen=True)
class Existing:
    """
    A question that is there already, as far as a preview shows it; `texts` by the name of the field.

    `running` and `ended` interviews stand on it.
    """

    question: Question
    texts: dict
    running: int
    ended: int


@dataclass(frozen=True)
class Difference:
    """A field in which the list says something else than what is there; `is_left`: it stays as it is there."""

    name: str
    there: str
    here: str
    is_left: bool

    @property
    def label(self):
        """The field in words."""
        return LABELS[self.name]

    @property
    def is_near(self):
        """Whether the texts share enough words for their own ones to be worth a mark."""
        return Indel.normalized_similarity(self.there.split(), self.here.split()) >= NEAR


@dataclass(frozen=True)
class Row:
    """
    A question of the list; `first_in` names the (round, topic) that begins with it, where one does.

    `existing` is the question that it may be merged into; `also_into` counts the others of the list that are;
    `needs_review`: it is published, and merged it waits for a review.
    """

    question: ProposedQuestion
    match: Match
    action: str
    is_ticked: bool
    existing: Existing | None
    differences: list
    also_into: int
    needs_review: bool
    first_in: tuple | None


@dataclass
class Preview:
    """Everything that the preview shows; `doing`: {index: (action, key of the question merged into)}."""

    one: Import
    proposal: Proposal
    matches: list
    kinds: set
    show: str
    doing: dict
    targets: list = field(default_factory=list)
    places_there: list = field(default_factory=list)
    page: object = None
    rows: list = field(default_factory=list)

    @cached_property
    def counts(self):
        """How many questions every filter finds."""
        return {name: sum(self.is_in(name, question) for question in self.proposal.questions) for name in FILTERS}

    @property
    def filters(self):
        """(value, words, count) of the filters that find anything, and of the one in use."""
        return [
            (name, words, self.counts[name])
            for name, words in FILTERS.items()
            if self.counts[name] or name == self.show
        ]

    @property
    def actions(self):
        """How many questions are imported, merged and skipped."""
        found = Counter(action for action, _key in self.doing.values())
        return {"imported": found[IMPORT], "merged": found[UPDATE], "skipped": found[SKIP]}

    @cached_property
    def ticked(self):
        """The indices of the questions that are ticked, on whichever page."""
        return set(self.one.decisions.get("ticked", []))

    @property
    def shown(self):
        """The questions that the filter finds, on all pages."""
        return [question for question in self.proposal.questions if self.is_in(self.show, question)]

    @cached_property
    def places_here(self):
        """(round name, topic name) of every place of the list."""
        return [(a_round.name, topic.name) for a_round in self.proposal.rounds for topic in a_round.topics]

    def first_of(self, show):
        """The index of the first question that the filter `show` finds, or None."""
        return next((question.index for question in self.proposal.questions if self.is_in(show, question)), None)

    def is_in(self, show, question):
        """Whether the filter `show` finds a question; what is no filter finds all."""
        if show == NO_ANSWER:
            return not question.expected_answer
        if show == NO_POINTS:
            return not question.key_points
        if show == PROPOSED:
            return question.has_proposed_points and bool(question.key_points)
        if show == TICKED:
            return question.index in self.ticked
        return show not in FILTERS or self.matches[question.index].state == show


def of_user(user, pk):
    """Return the queryset of the one import with `pk` that `user` began; for the bank only while they keep it."""
    imports = Import.objects.owned_by(user).filter(pk=pk).select_related("guide")
    return imports if user.has_perm("questions.add_question") else imports.filter(is_private=True)


def tells_of(one, interview):
    """Whether a list goes into the guide of `interview`, or shows a question of it."""
    if one.guide_id == interview.guide_id:
        return True
    asked = interview.answers.values_list("version__question__key", flat=True)
    return not {match["key"] for match in one.matches or []}.isdisjoint(asked)


def targets(user, is_private):
    """Return the guides that a list of `user` can be written into, as a queryset."""
    return Guide.objects.filter(owner=user if is_private else None).exclude(status=Status.RETIRED).order_by("title")


def preview(one, page="1", show=""):
    """
    Return the Preview of an Import that was read and matched.

    `page` and `show`, one of FILTERS or all, are taken as they come from an address.
    """
    found = _understood(one, show)
    found.targets, found.places_there = list(targets(one.by, one.is_private)), _places_of(one.guide)
    places = [place for place in found.proposal.places() if found.is_in(found.show, place[2])]
    found.page = Paginator(places, PAGE).get_page(page)
    found.rows = _rows(found)
    return found


@dataclass(frozen=True)
class ToEdit:
    """
    A question of the list among those that `show` finds: the indices of the one before and after it or None, how many
    come before it, how many there are, and the page of the preview on which it stands.
    """

    question: ProposedQuestion | None
    show: str = ""
    before: int | None = None
    after: int | None = None
    nth: int = 0
    count: int = 0
    page: int = 1

    @property
    def show_name(self):
        """The filter in words."""
        return FILTERS.get(self.show, "")


def to_edit(one, index, show=""):
    """Return the ToEdit of the question of the list at `index`; its question is None where there is none."""
    found = _understood(one, show)
    questions = found.proposal.questions
    order = {question.index: place for place, question in enumerate(questions)}
    if index not in order:
        return ToEdit(None)
    shown = [question.index for question in found.shown]
    before = [other for other in shown if order[other] < order[index]]
    after = [other for other in shown if order[other] > order[index]]
    return ToEdit(
        question=questions[order[index]],
        show=found.show,
        before=before[-1] if before else None,
        after=after[0] if after else None,
        nth=len(before) + 1,
        count=len(before) + len(after) + 1,
        page=min(len(before), max(len(shown) - 1, 0)) // PAGE + 1,
    )


@dataclass
class NamedRound:
    """A round on the page of rounds and topics, with those of its topics that stand on it; `begins`: it begins here."""

    round: object
    begins: bool
    topics: list = field(default_factory=list)


def rounds_and_topics(one, page="1"):
    """Return (Proposal, a page of its topics as a Page, the NamedRounds on it)."""
    proposal = arrivals.proposal_of(one)
    rows = []
    for a_round in proposal.rounds:
        rows += [(a_round, number == 0, topic) for number, topic in enumerate(a_round.topics or [None])]
    found = Paginator(rows, TOPICS_PAGE).get_page(page)
    named = []
    for a_round, begins, topic in found:
        if not named or named[-1].round is not a_round:
            named.append(NamedRound(a_round, begins))
        if topic is not None:
            named[-1].topics.append(topic)
    return proposal, found, named


def merged_by(one):
    """Return the questions that a written Import merged into, with their guides; one query."""
    keys = list(one.made.get("updated", {}))
    return Question.objects.filter(key__in=keys).select_related("guide").order_by("guide", "position", "pk")


def _understood(one, show):
    kinds = known_kinds()
    proposal, matches = arrivals.proposal_of(one, kinds), arrivals.matches_of(one)
    return Preview(
        one=one,
        proposal=proposal,
        matches=matches,
        kinds=kinds,
        show=show if show in FILTERS else "",
        doing={question.index: action_of(question, matches[question.index]) for question in proposal.questions},
    )


def _rows(found):
    keys = {}
    for _round, _topic, question in found.page.object_list:
        keys[question.index] = question.into or found.matches[question.index].key
    there = _existing(pool_of(found.one.by, found.one.is_private).filter(key__in=set(filter(None, keys.values()))))
    into = Counter(key for _action, key in found.doing.values() if key)
    rows, last = [], None
    for a_round, topic, question in found.page.object_list:
        here = (a_round, topic) if (id(a_round), id(topic)) != last else None
        last = (id(a_round), id(topic))
        existing = there.get(keys[question.index])
        action, key = found.doing[question.index]
        rows.append(
            Row(
                question=question,
                match=found.matches[question.index],
                action=action,
                is_ticked=question.index in found.ticked,
                existing=existing,
                differences=_differences(question, existing) if existing else [],
                also_into=into[key] - 1 if key else 0,
                needs_review=existing is not None and _needs_review(question, existing.question),
                first_in=here,
            )
        )
    return rows


def _needs_review(question, there):
    """Whether candidates do not see a question of the bank any more once `question` is merged into it."""
    if there.status != Status.PUBLISHED or there.guide.owner_id is not None or not differing(question, there):
        return False
    brings_points = "key_points" in question.said and "key_points" not in question.leave
    return settings.SECOND_APPROVAL or (brings_points and len(question.key_points) not in KEY_POINTS)


def _differences(question, existing):
    return [
        Difference(name, existing.texts[name], _text(getattr(question, name)), name in question.leave)
        for name in differing(question, existing.question)
    ]


def _existing(questions):
    status = "versions__answers__interview__status__in"
    rows = (
        questions.select_related("guide", "rubric", "topic__round")
        .prefetch_related("key_points")
        .annotate(
            running=_interviews(Q(**{status: [InterviewStatus.PLANNED, InterviewStatus.RUNNING]})),
            ended=_interviews(Q(**{status: [InterviewStatus.RATING, InterviewStatus.RATED]})),
        )
    )
    found = {}
    for row in rows:
        names = ("prompt", "expected_answer", "why_it_matters", "probes", "difficulty", "minutes")
        texts = {name: _text(getattr(row, name)) for name in names}
        texts["key_points"] = _text([point.text for point in in_order(row.key_points.all())])
        texts["kind"] = row.rubric.kind
        found[row.key] = Existing(row, texts, row.running, row.ended)
    return found


def _interviews(condition):
    return Count("versions__answers__interview", filter=condition, distinct=True)


def _places_of(guide):
    """Return (round name, topic name) of every topic of a guide, or of none."""
    if guide is None:
        return []
    topics = FocusTopic.objects.filter(round__guide=guide).order_by("round__position", "position", "pk")
    return list(topics.values_list("round__name", "name"))


def _text(value):
    return "\n".join(value) if isinstance(value, list) else str(value)
