"""The preview of an import: what the list would become, and how each question stands to what is there."""

from dataclasses import dataclass, field

from django.core.paginator import Paginator

from questions.authoring import in_order
from questions.importing import arrivals
from questions.importing.compare import CHANGED, IDENTICAL, NEW, SIMILAR, Match
from questions.importing.enter import action_of, known_kinds
from questions.importing.proposal import Proposal, ProposedQuestion
from questions.models import Guide, Import, Question, Status

# So many questions stand on a page of the preview.
PAGE = 50


@dataclass(frozen=True)
class Existing:
    """A question that is there already, as far as a preview shows it; `texts` by the name of the field."""

    key: str
    prompt: str
    guide: Guide
    texts: dict


@dataclass(frozen=True)
class Row:
    """
    A question of the list; `first_in` names the (round, topic) that begins with it, where one does.

    `may_update`: the existing one stands in the guide that is written to. `differences`: (field, there, in the list).
    """

    question: ProposedQuestion
    match: Match
    action: str
    may_update: bool
    existing: Existing | None
    differences: list
    first_in: tuple | None


@dataclass
class Preview:
    """Everything that the preview shows; `states` counts the questions by how they stand to what is there."""

    one: Import
    proposal: Proposal
    kinds: set
    targets: list
    states: dict
    page: object = None
    rows: list = field(default_factory=list)
    imported: int = 0
    with_proposed: int = 0
    without_points: int = 0
    without_answer: int = 0


def of_user(user, pk):
    """Return the queryset of the one import with `pk` that `user` began; for the bank only while they keep it."""
    imports = Import.objects.owned_by(user).filter(pk=pk).select_related("guide")
    return imports if user.has_perm("questions.add_question") else imports.filter(is_private=True)


def targets(user, is_private):
    """Return the guides that a list of `user` can be written into, as a queryset."""
    return Guide.objects.filter(owner=user if is_private else None).exclude(status=Status.RETIRED).order_by("title")


def preview(one, page="1"):
    """Return the Preview of an Import that was read and matched; `page` is taken as it comes from an address."""
    kinds = known_kinds()
    proposal = arrivals.proposal_of(one, kinds)
    matches = arrivals.matches_of(one)
    guide_keys = set(one.guide.questions.values_list("key", flat=True)) if one.guide else set()
    whole = list(zip(proposal.places(), matches, strict=True))
    found = Preview(
        one=one,
        proposal=proposal,
        kinds=kinds,
        targets=list(targets(one.by, one.is_private)),
        states={state: sum(match.state == state for match in matches) for state in (NEW, CHANGED, IDENTICAL, SIMILAR)},
        with_proposed=sum(question.has_proposed_points for question in proposal.questions),
        without_points=sum(not question.key_points for question in proposal.questions),
        without_answer=sum(not question.expected_answer for question in proposal.questions),
    )
    found.imported = sum(
        action_of(question, match, guide_keys) != "skip"
        for question, match in zip(proposal.questions, matches, strict=True)
    )
    found.page = Paginator(whole, PAGE).get_page(page)
    shown = list(found.page.object_list)
    there = _existing([match.key for _place, match in shown if match.key])
    last = None
    for (a_round, topic, question), match in shown:
        here = (a_round, topic) if (id(a_round), id(topic)) != last else None
        last = (id(a_round), id(topic))
        existing = there.get(match.key)
        differences = [
            (name, existing.texts[name], _text(getattr(question, name))) for name in match.fields if existing
        ]
        found.rows.append(
            Row(
                question=question,
                match=match,
                action=action_of(question, match, guide_keys),
                may_update=match.key in guide_keys,
                existing=existing,
                differences=differences,
                first_in=here,
            )
        )
    return found


def _existing(keys):
    rows = Question.objects.filter(key__in=keys).select_related("guide", "rubric").prefetch_related("key_points")
    found = {}
    for row in rows:
        names = ("prompt", "expected_answer", "why_it_matters", "probes", "difficulty", "minutes")
        texts = {name: _text(getattr(row, name)) for name in names}
        texts["key_points"] = _text([point.text for point in in_order(row.key_points.all())])
        texts["kind"] = row.rubric.kind
        found[row.key] = Existing(row.key, row.prompt, row.guide, texts)
    return found


def _text(value):
    return "\n".join(value) if isinstance(value, list) else str(value)
