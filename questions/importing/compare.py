"""How the questions of a Proposal stand to those that are there already: proposal, bank -> matches."""

from dataclasses import asdict, dataclass

from rapidfuzz import utils

from questions.authoring import in_order
from questions.importing import likeness
from questions.models import Question, Status
from questions.rubrics import digest_of

NEW, CHANGED, IDENTICAL, SIMILAR = "new", "changed", "identical", "similar"
# What of a question is compared, where the file says it.
COMPARED = ("prompt", "expected_answer", "why_it_matters", "key_points", "probes", "difficulty", "minutes", "kind")
BATCH = 500


@dataclass(frozen=True)
class Match:
    """
    How a question stands to the bank.

    new; identical or changed: the guide that is written to asks it already, and `fields` differ; similar: `key` is a
    question with nearly its words, `likeness` percent, in whichever guide the person may be told of.
    """

    state: str
    key: str = ""
    likeness: int = 0
    fields: tuple = ()

    def as_dict(self):
        """Return it as plain values for JSON."""
        return asdict(self)


def pool_of(user, is_private):
    """
    Return the questions that an import of `user` is compared with, as a queryset.

    A private list is compared with their own private guides; one for the bank with the public guides, drafts too.
    Nobody is ever told of a private guide of somebody else.
    """
    questions = Question.objects.exclude(status=Status.RETIRED)
    return questions.filter(guide__owner=user if is_private else None)


def compare(proposal, guide, pool):
    """
    Return a Match for each question of `proposal`, by its index: with `guide` (to be written to, or None), then with
    `pool`.

    What the file does not say is no difference. Each question of the guide is matched once.
    """
    questions = sorted(proposal.questions, key=lambda question: question.index)
    found = _matched(questions, guide, pool, taken=set())
    return [found[question.index] for question in questions]


@dataclass(frozen=True)
class Seen:
    """The Matches of a Proposal as they were found before, in order, and what they were found in (`standing_of`)."""

    matches: list
    standing: str


def standing_of(pool):
    """Return a digest of all by which questions of `pool` are found to be like others: keys, words and guides."""
    return digest_of(list(pool.order_by("pk").values_list("key", "prompt", "guide_id")))


def compare_with_seen(proposal, guide, pool, seen):
    """
    Return the same as `compare`, without comparing all words once more where none has changed since `seen` (or None).

    What questions of the guide say beside their words is looked at anew.
    """
    if seen is None or seen.standing != standing_of(pool):
        return compare(proposal, guide, pool)
    rows = _whole([match.key for match in seen.matches if match.state in (CHANGED, IDENTICAL)])
    questions = sorted(proposal.questions, key=lambda question: question.index)
    return [
        _as_stands(question, rows[match.key]) if match.key in rows else match
        for question, match in zip(questions, seen.matches, strict=True)
    ]


def compare_again(proposal, matches, indices, guide, pool):
    """
    Return `matches` with those of the questions at `indices` found anew: what they say has changed.

    A question that keeps its words keeps the one that it was matched with.
    """
    changed = [question for question in proposal.questions if question.index in indices]
    found = list(matches)
    asked = {question.index: matches[question.index] for question in changed}
    rows = _whole([match.key for match in asked.values() if match.key])
    again = []
    for question in changed:
        row, match = rows.get(asked[question.index].key), asked[question.index]
        if row is None or match.state == SIMILAR or not _same_words(question.prompt, row.prompt):
            again.append(question)
        else:
            found[question.index] = _as_stands(question, row)
    taken = {match.key for match in found if match.state in (CHANGED, IDENTICAL)}
    taken -= {asked[question.index].key for question in again}
    for index, match in _matched(again, guide, pool, taken).items():
        found[index] = match
    return found


def _matched(questions, guide, pool, taken):
    """Return {index: Match} of `questions`; those of the guide whose keys are `taken` are matched with others."""
    if not questions:
        return {}
    rows = list(pool.order_by("pk").values_list("key", "prompt", "guide_id"))
    asked = {}
    if guide is not None:
        for key, prompt, of in rows:
            if of == guide.pk and key not in taken:
                asked.setdefault(utils.default_process(prompt), key)
    found, same = {}, {}
    for question in questions:
        key = asked.pop(utils.default_process(question.prompt), None)
        if key:
            same[key] = question
    for key, row in _whole(same).items():
        found[same[key].index] = _as_stands(same[key], row)
    left = [question for question in questions if question.index not in found]
    near = likeness.nearest([question.prompt for question in left], [prompt for _key, prompt, _of in rows])
    for question, match in zip(left, near, strict=True):
        found[question.index] = Match(SIMILAR, rows[match[0]][0], match[1]) if match else Match(NEW)
    return found


def _same_words(prompt, other):
    return utils.default_process(prompt) == utils.default_process(other)


def _as_stands(question, row):
    fields = tuple(differing(question, row))
    return Match(CHANGED if fields else IDENTICAL, row.key, 100, fields)


def differing(proposed, row):
    """Return the names of the fields in which a ProposedQuestion says something else than its row (see `said_of`)."""
    said = said_of(row)
    return [name for name in COMPARED if name in proposed.said and getattr(proposed, name) != said[name]]


def said_of(row):
    """Return what a question's row says, in the fields that are compared."""
    return {name: getattr(row, name) for name in COMPARED if name not in ("key_points", "kind")} | {
        "key_points": [point.text for point in in_order(row.key_points.all())],
        "kind": row.rubric.kind,
    }


def _whole(keys):
    rows = {}
    keys = list(keys)
    for start in range(0, len(keys), BATCH):
        questions = Question.objects.filter(key__in=keys[start : start + BATCH])
        for row in questions.select_related("rubric").prefetch_related("key_points"):
            rows[row.key] = row
    return rows
