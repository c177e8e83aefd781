"""The card of a question on the study page: what is shown of it, what only after revealing, what lies beside it."""

from dataclasses import dataclass, field

from django.db.models import CharField, Q, Value

from questions.models import Question, SampleAnswer, Standing
from questions.models.guide import address_of
from sessions.models import Mark
from sessions.queries.peeking import hidden_questions

# How many questions of the same topic are named before the one in front, and how many after it.
NEIGHBOURS = 3
BEST_FIRST = [Standing.STRONG, Standing.SOLID, Standing.WEAK]
_POINT, _BESIDE, _RELATED = "point", "beside", "related"


@dataclass(frozen=True)
class Point:
    """A key point and why mentioning it matters."""

    text: str
    why: str


@dataclass(frozen=True)
class Judged:
    """A reference mark or level of a sample answer: what it is about, the Mark or the level, and why."""

    about: str
    given: str | int
    reason: str


@dataclass(frozen=True)
class Sample:
    """A sample answer with its reference marks (Judged by the words of a Mark) and levels (Judged from 1 to 4)."""

    answer: SampleAnswer
    marks: list
    levels: list


@dataclass(frozen=True)
class Beside:
    """Another question that one may go on to; `guide` is the address of its guide."""

    key: str
    prompt: str
    guide: str


@dataclass
class Card:
    """
    The question in front of the reader.

    `is_hidden`: a realistic interview of theirs runs; `reveals`: the expected answer is shown, only then are
    `points` and `samples` loaded. `neighbours` are of the same topic, before and after it; what is `related` is not
    among them. Nothing lies beside a hidden question.
    """

    question: Question
    is_hidden: bool
    reveals: bool
    points: list = field(default_factory=list)
    samples: list = field(default_factory=list)
    neighbours: list = field(default_factory=list)
    related: list = field(default_factory=list)


def card(user, entry, running, shown=False):
    """
    Return the Card of a deck's Entry in at most three queries; `running` is the interview that `user` sits in or None.

    The expected answer is shown only where `shown` is asked for, its reading was noted before, and it is not hidden.
    """
    question = Question.objects.select_related("guide", "topic__round", "rubric").get(pk=entry.pk)
    if hides(user, question, running):
        return Card(question, is_hidden=True, reveals=False)
    reveals = shown and entry.note is not None and entry.note.read_at is not None
    found = _parts(user, question, reveals)
    related = [Beside(*row) for row in found[_RELATED]]
    return Card(
        question,
        is_hidden=False,
        reveals=reveals,
        points=[Point(text, why) for _key, text, why in found[_POINT]],
        samples=samples_of(question) if reveals else [],
        neighbours=[one for row in found[_BESIDE] if (one := Beside(*row)) not in related],
        related=related,
    )


def hides(user, question, running):
    """
    Whether the expected answer of `question` is hidden from `user`, who sits in the interview `running` (or None).

    While a realistic interview runs, all of its guide is hidden: hiding its own questions alone would tell which
    ones are still to come.
    """
    if running is None or not running.is_realistic:
        return False
    return running.guide_id == question.guide_id or question.pk in hidden_questions(user)


def samples_of(question):
    """Return the current Samples of `question`, the best first, in one query."""
    current = SampleAnswer.objects.filter(version__question=question, replaced_at=None).select_related("version")
    return [
        _sample(answer) for answer in sorted(current, key=lambda answer: (BEST_FIRST.index(answer.standing), answer.pk))
    ]


def _sample(answer):
    """Name what the reference marks and levels are about, in the words of the version that the answer stands on."""
    content = answer.version.content
    return Sample(
        answer,
        marks=[
            Judged(point["text"], Mark(given["mark"]).label, given.get("reason", ""))
            for point in content["key_points"]
            if (given := answer.marks.get(point["slug"])) is not None
        ],
        levels=[
            Judged(criterion["name"], given["level"], given.get("reason", ""))
            for criterion in content["criteria"]
            if (given := answer.levels.get(criterion["slug"])) is not None
        ],
    )


def _parts(user, question, reveals):
    """
    Return what hangs on `question` as `user` sees it: {part: [(key, text, why or address of the guide)]}.

    One query, whatever its topic holds; key points are in it only where the card `reveals`.
    """
    visible = Question.objects.visible_to(user)
    in_topic = Question.objects.published().filter(topic=question.topic_id)
    before = in_topic.filter(Q(position__lt=question.position) | Q(position=question.position, pk__lt=question.pk))
    after = in_topic.filter(Q(position__gt=question.position) | Q(position=question.position, pk__gt=question.pk))
    parts = [
        _rows(visible.filter(pk__in=before.order_by("-position", "-pk").values("pk")[:NEIGHBOURS]), _BESIDE),
        _rows(visible.filter(pk__in=after.order_by("position", "pk").values("pk")[:NEIGHBOURS]), _BESIDE),
        _rows(visible.filter(related=question), _RELATED),
    ]
    if reveals:
        parts.append(_rows(question.key_points.all(), _POINT, "text", "why"))
    found = {_POINT: [], _BESIDE: [], _RELATED: []}
    for part, _position, _pk, *row in sorted(parts[0].union(*parts[1:], all=True).order_by(), key=lambda row: row[:3]):
        found[part].append(row)
    return found


def _rows(queryset, part, text="prompt", more="guide_address"):
    return (
        queryset.order_by()
        .annotate(part=Value(part, CharField()), **({"guide_address": address_of("guide__")} if more != "why" else {}))
        .values_list("part", "position", "pk", "key", text, more)
    )
