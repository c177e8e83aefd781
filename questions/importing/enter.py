"""
A Proposal into the bank, through `questions.authoring`: proposal -> outcome, in one transaction.

`dry_run` goes the same way and takes everything back, so that it finds what the real run finds.
"""

import secrets
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from questions import authoring
from questions.importing.compare import BATCH, CHANGED, IDENTICAL, compare_with_seen, pool_of, said_of
from questions.importing.proposal import IMPORT, MOST_CRITERIA, SKIP, UPDATE
from questions.models import (
    Criterion,
    FocusTopic,
    FrequentlyAsked,
    Guide,
    Import,
    Question,
    Resource,
    Round,
    Rubric,
    Source,
    Status,
    Tip,
)
from questions.publishing import missing_in
from questions.rubrics import content_of, digest_of

# Addresses below /my-guides/ that are no guides.
RESERVED_SLUGS = {"new", "imports"}
LONGEST_KEY = 100


class NotPossible(Exception):
    """The import cannot be written, or not be undone; the message says why, in words for the person."""


@dataclass(frozen=True)
class Order:
    """
    Where to and how: into `guide` (None: a new one), private to `owner` (None: the public bank).

    `with_points`: key points that were made from expected answers are taken as they are. `publish`: complete questions
    of the public bank are published at once; private ones always are.
    """

    guide: Guide | None = None
    owner: User | None = None
    with_points: bool = True
    publish: bool = False


@dataclass
class Outcome:
    """What was written; `made` as `Import.made` keeps it, `incomplete`: drafts that lack something."""

    guide: Guide | None = None
    matches: list = field(default_factory=list)
    counts: dict = field(default_factory=dict)
    made: dict = field(default_factory=dict)
    incomplete: int = 0


class _TakenBack(Exception):
    """Ends a dry run."""


def rubrics_by_kind():
    """Return {kind: its Rubric with criteria in order}. Raises NotPossible where the bank has none."""
    known_kinds()
    criteria = Prefetch("criteria", Criterion.objects.order_by("position", "pk"))
    return {rubric.kind: rubric for rubric in Rubric.objects.prefetch_related(criteria)}


def known_kinds():
    """Return the kinds that have a rubric. Raises NotPossible where the bank has none."""
    found = set(Rubric.objects.values_list("kind", flat=True))
    if not found:
        raise NotPossible(_("The bank has no rubrics yet, so that nothing can be rated: load them first."))
    return found


def action_of(question, match):
    """
    Return (what is done with a ProposedQuestion, the key of the question that it is merged into or "").

    Done is what was decided, else the usual for its Match: what is identical is skipped, what changed is merged, all
    else imported. What is decided is merged into the question that was seen then, whatever is more alike by now.
    """
    usual = {IDENTICAL: SKIP, CHANGED: UPDATE}.get(match.state, IMPORT)
    chosen, key = question.do or usual, question.into or match.key
    if chosen != UPDATE:
        return chosen, ""
    return (UPDATE, key) if key else (IMPORT, "")


def dry_run(proposal, order, change):
    """Return the Outcome that `enter` would have; nothing is written."""
    try:
        with transaction.atomic():
            outcome = enter(proposal, order, change)
            raise _TakenBack
    except _TakenBack:
        return replace(outcome, guide=order.guide)


def enter(proposal, order, change, seen=None):
    """
    Write a Proposal and return the Outcome. Raises NotPossible where nothing of it can be written.

    `seen`: how its questions stood when they were last compared (`compare.Seen`).
    """
    with transaction.atomic():
        return _Entering(proposal, order, change, seen).outcome()


class _Entering:
    def __init__(self, proposal, order, change, seen):
        self.proposal = proposal
        self.seen = seen
        self.order = order
        self.change = change
        self.rubrics = rubrics_by_kind()
        self.made = {"guide": "", "rows": [], "questions": {}, "updated": {}}
        self.counts = {"imported": 0, "updated": 0, "skipped": 0, "rounds": 0, "topics": 0, "tips": 0}
        self.counts |= {"resources": 0, "sources": 0, "frequently_asked": 0, "published": 0}
        self.incomplete = 0

    def outcome(self):
        """Write everything."""
        if self.order.publish and self.order.owner is None and settings.SECOND_APPROVAL:
            raise NotPossible(
                _("Nobody publishes what they import: a second curator does (SECOND_APPROVAL). Import it as a draft.")
            )
        target = self.order.guide
        if target is not None:
            target = Guide.objects.select_for_update().get(pk=target.pk)
        pool = pool_of(self.order.owner, self.order.owner is not None)
        matches = compare_with_seen(self.proposal, target, pool, self.seen)
        doing = {question.index: action_of(question, matches[question.index]) for question in self.proposal.questions}
        self._check_there({key for _action, key in doing.values() if key}, pool)
        self.counts["skipped"] = sum(action == SKIP for action, _key in doing.values())
        self._merge(doing)
        self.guide = target or (self._guide() if self._makes_anything(doing) else None)
        if self.guide is None:
            if not self.counts["updated"]:
                raise NotPossible(_("Nothing would be written: every question is skipped."))
            return Outcome(None, matches, self.counts, self.made)
        self._parts(is_new=target is None)
        self._questions(doing)
        if self.order.publish and self.order.owner is None and self.counts["published"]:
            authoring.set_status(Guide.objects.filter(pk=self.guide.pk), Status.PUBLISHED)
            self.guide.refresh_from_db()
        if target is None:
            self.made["guide"] = self.guide.key
            self._note("guide", self.guide)
        return Outcome(self.guide, matches, self.counts, self.made, self.incomplete)

    def _check_there(self, keys, pool):
        """Nothing is merged into what went, or was retired, since it was chosen."""
        there = set()
        for start in range(0, len(keys), BATCH):
            there |= set(pool.filter(key__in=list(keys)[start : start + BATCH]).values_list("key", flat=True))
        if keys - there:
            raise NotPossible(
                _("Nothing is written: %(n)d of the questions to merge into are gone or retired by now. Choose anew.")
                % {"n": len(keys - there)}
            )

    def _makes_anything(self, doing):
        """Whether anything would stand in a new guide: where all is merged or skipped, none is made."""
        parts = (self.proposal.tips, self.proposal.resources, self.proposal.sources, self.proposal.frequently_asked)
        return any(parts) or any(_is_wanted(a_round.questions, doing) for a_round in self.proposal.rounds)

    def _merge(self, doing):
        for question in self.proposal.questions:
            action, key = doing[question.index]
            if action == UPDATE:
                self._update(question, key)

    def _note(self, noun, row):
        self.made["rows"].append([noun, row.pk, digest_of(state(row))])

    def _guide(self):
        owner, title = self.order.owner, self.proposal.guide["title"]
        if owner is not None:
            # Keys of private guides are drawn by lot: one that is taken would tell of somebody else's guide.
            key = f"own-{secrets.token_hex(6)}"
            taken = set(Guide.objects.filter(owner=owner).values_list("slug", flat=True)) | RESERVED_SLUGS
            slug = free(slugify(title), taken, "my-list")
        else:
            undone = Import.objects.filter(undone_at__isnull=False).values_list("made__guide", flat=True)
            taken = set(Guide.objects.values_list("key", flat=True)) | set(undone)
            taken |= set(Guide.objects.filter(owner=None).values_list("slug", flat=True))
            key = slug = free(slugify(title)[:45], taken, "guide")
        status = Status.DRAFT if owner is None else Status.PUBLISHED
        return authoring.save(Guide(key=key, slug=slug, owner=owner, status=status, **self.proposal.guide))

    def _parts(self, is_new):
        """Add tips, resources, sources and questions asked often that the guide does not have."""
        guide = self.guide
        self.tip_keys = set(guide.tips.values_list("key", flat=True))
        self.tips = set() if is_new else set(guide.tips.values_list("title", "body"))
        self.tip_position = len(self.tip_keys)
        for title, body, batch in self.proposal.tips:
            self._tip(title, body, batch=batch)
        for noun, model, told in (
            ("resources", Resource, "title"),
            ("sources", Source, "title"),
            ("frequently_asked", FrequentlyAsked, "question"),
        ):
            rows = model.objects.filter(guide=guide)
            present, keys = set(rows.values_list(told, flat=True)), set(rows.values_list("key", flat=True))
            for values in getattr(self.proposal, noun):
                if values[told] in present:
                    continue
                key = free(slugify(values[told])[:80], keys, noun[:-1])
                keys.add(key)
                row = authoring.save(model(guide=guide, key=key, position=len(keys), **values))
                self.counts[noun] += 1
                if not is_new:
                    self._note(noun, row)

    def _tip(self, title, body, batch=None, a_round=None):
        if (title, body) in self.tips:
            return
        self.tips.add((title, body))
        key = free(slugify(title)[:80], self.tip_keys, "tip")
        self.tip_keys.add(key)
        self.tip_position += 1
        tip = Tip(guide=self.guide, round=a_round, key=key, title=title, body=body, batch=batch)
        tip.position = self.tip_position
        self._note("tip", authoring.save(tip))
        self.counts["tips"] += 1

    def _questions(self, doing):
        """Write rounds, topics and questions, in the order of the list."""
        rounds = {row.name.casefold(): row for row in self.guide.rounds.all()}
        topics = {
            (row.round_id, row.name.casefold()): row for row in FocusTopic.objects.filter(round__guide=self.guide)
        }
        self.round_keys = {row.key for row in rounds.values()}
        self.topic_keys = {row.key for row in topics.values()}
        self.keys = set(Question.objects.filter(key__startswith=f"{self.guide.key}-").values_list("key", flat=True))
        for made in Import.objects.filter(guide=self.guide, undone_at__isnull=False).values_list("made", flat=True):
            self.keys |= set(made["questions"])
        self.numbers = set(self.guide.questions.exclude(number=None).values_list("number", flat=True))
        new = []
        for proposed in self.proposal.rounds:
            a_round = rounds.get(proposed.name.casefold())
            if a_round is None:
                if not _is_wanted(proposed.questions, doing):
                    continue
                a_round = self._round(proposed)
            rounds[proposed.name.casefold()] = a_round
            for title, body in proposed.tips:
                self._tip(title, body, a_round=a_round)
            for one in proposed.topics:
                if not _is_wanted(one.questions, doing):
                    continue
                named = (a_round.pk, one.name.casefold())
                topics[named] = topics.get(named) or self._topic(one, a_round)
                wanted = [question for question in one.questions if doing[question.index][0] == IMPORT]
                new += [self._new(question, topics[named]) for question in wanted]
        versions = authoring.add_questions(self.guide, new, self.change)
        self.counts["imported"] = len(new)
        self.counts["published"] = sum(one.question.status == Status.PUBLISHED for one in new)
        self.made["questions"] = {key: version.digest for key, version in versions.items()}

    def _round(self, proposed):
        key = free(slugify(proposed.name)[:80], self.round_keys, "round")
        self.round_keys.add(key)
        names = ("name", "format", "least_minutes", "most_minutes", "what_to_expect")
        values = {name: getattr(proposed, name) for name in names}
        row = authoring.save(Round(guide=self.guide, key=key, position=len(self.round_keys), **values))
        self._note("round", row)
        self.counts["rounds"] += 1
        return row

    def _topic(self, proposed, a_round):
        key = free(slugify(proposed.name)[:80], self.topic_keys, "topic")
        self.topic_keys.add(key)
        row = FocusTopic(round=a_round, key=key, name=proposed.name, description=proposed.description)
        row.position = len(self.topic_keys)
        self._note("topic", authoring.save(row))
        self.counts["topics"] += 1
        return row

    def _new(self, proposed, topic):
        rubric = self.rubrics[proposed.kind]
        key = free(f"{self.guide.key}-{slugify(proposed.prompt) or 'question'}"[:LONGEST_KEY], self.keys)
        self.keys.add(key)
        number = proposed.number if proposed.number not in self.numbers else None
        self.numbers.add(number)
        points = self._points(proposed)
        missing = replace(proposed, key_points=points).missing
        is_open = self.order.owner is not None or (self.order.publish and not missing)
        self.incomplete += bool(missing)
        row = Question(
            key=key,
            guide=self.guide,
            topic=topic,
            number=number,
            rubric=rubric,
            status=Status.PUBLISHED if is_open else Status.DRAFT,
            **{name: getattr(proposed, name) for name in ("prompt", "expected_answer", "why_it_matters", "probes")},
            **{name: getattr(proposed, name) for name in ("difficulty", "minutes")},
        )
        criteria = list(rubric.criteria.all())[:MOST_CRITERIA]
        return authoring.NewQuestion(row, [authoring.Point("", text) for text in points], criteria)

    def _points(self, proposed):
        return [] if proposed.has_proposed_points and not self.order.with_points else proposed.key_points

    def _update(self, proposed, key):
        """
        Let a question say what the file says; what the file is silent about, or may not change, stays.

        A published one of the bank that lacks something now, or needs another curator, is reviewed first.
        """
        row = authoring.whole_questions(Question.objects.filter(key=key)).get()
        before = said_of(row) | {"criteria": [criterion.key for criterion in row.criteria.all()]}
        before["points"] = [[point.key, point.text, point.why] for point in authoring.points_of(row)]
        before["status"], was = row.status, digest_of(content_of(row))
        said = proposed.said - set(proposed.leave)
        for name in ("prompt", "expected_answer", "why_it_matters", "probes", "difficulty", "minutes"):
            if name in said:
                setattr(row, name, getattr(proposed, name))
        criteria = points = None
        if "kind" in said and proposed.kind != row.rubric.kind:
            row.rubric = self.rubrics[proposed.kind]
            criteria = list(row.rubric.criteria.all())[:MOST_CRITERIA]
        if "key_points" in said:
            known = {point.text: point for point in authoring.points_of(row)}
            points = [known.get(text) or authoring.Point("", text) for text in proposed.key_points]
        row = authoring.save_question(row, self.change, key_points=points, criteria=criteria)
        now = digest_of(content_of(row))
        was_open = self.order.owner is None and row.status == Status.PUBLISHED
        if was_open and now != was and (settings.SECOND_APPROVAL or missing_in(row)):
            change = self.change if self.change.by else None
            authoring.set_status(Question.objects.filter(pk=row.pk), Status.IN_REVIEW, change)
        # Two of the list may go into one: what it said first is what undoing brings back.
        before = self.made["updated"].get(key, {}).get("before", before)
        self.made["updated"][key] = {"before": before, "left": now}
        self.counts["updated"] += 1


def state(row):
    """Return what a row says, as JSON values, so that a later edit shows; whether it is published is no edit."""
    if type(row) in authoring.FIELDS:
        return {name: value for name, value in authoring.state_of(row).items() if name != "status"}
    return {
        name: str(getattr(row, name) or "")
        for name in ("title", "question", "url", "note", "answer")
        if hasattr(row, name)
    }


def free(base, taken, otherwise=""):
    """Return `base` (or `otherwise` where it is empty), with a number behind it where that is among `taken`."""
    base = base.strip("-") or otherwise
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base[: LONGEST_KEY - 8]}-{number}"
    return key


def _is_wanted(questions, doing):
    """Whether a place is needed: something goes there, or the file has it without any question."""
    return not questions or any(doing[question.index][0] == IMPORT for question in questions)
