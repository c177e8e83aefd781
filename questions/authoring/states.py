"""What a row of the bank says, as plain values, and whether that is still what a file loaded."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import Prefetch

from accounts.models import User
from questions.models import FocusTopic, Guide, Question, QuestionVersion, Round, Rubric, Tip
from questions.rubrics import digest_of

# The fields that make up the state of a row, beside what belongs to it. Foreign keys are told by key.
FIELDS = {
    Guide: [
        "slug",
        "title",
        "short_title",
        "company",
        "role",
        "level",
        "audience",
        "summary",
        "overview",
        "least_weeks",
        "most_weeks",
        "questions_to_ask",
        "status",
    ],
    Round: ["name", "format", "least_minutes", "most_minutes", "what_to_expect", "position"],
    FocusTopic: ["name", "description", "expected_at_level", "example", "position"],
    Tip: ["batch", "title", "body", "position"],
    Rubric: ["name", "kind", "description", "position"],
    Question: [
        "number",
        "difficulty",
        "minutes",
        "prompt",
        "expected_answer",
        "why_it_matters",
        "probes",
        "status",
        "position",
    ],
}
# What belongs to a guide without a digest of its own, by related name.
PARTS = {
    "resources": ["key", "title", "author", "medium", "url", "note"],
    "sources": ["key", "title", "url", "note", "verified_on"],
    "frequentlyaskeds": ["key", "question", "answer"],
}
CRITERION_FIELDS = ["key", "name", "question", "weight", "anchor_1", "anchor_2", "anchor_3", "anchor_4"]


@dataclass(frozen=True)
class Change:
    """Who changes the bank (None: the command line), when and why. A typo alters no meaning."""

    by: User | None
    now: datetime
    reason: str = ""
    is_typo: bool = False


@dataclass(frozen=True)
class Point:
    """A key point to be written. Without a key it is a new one, and its key is made from its text."""

    key: str
    text: str
    why: str = ""


@dataclass(frozen=True)
class Sample:
    """A sample answer to be written: `marks` {key point: {mark, reason}}, `levels` {criterion: {level, reason}}."""

    standing: str
    text: str
    marks: dict
    levels: dict


def state_of(row):
    """
    Return what a Guide, Round, FocusTopic, Tip, Rubric or Question says, as JSON values.

    With the related rows prefetched (`whole_questions` for questions) it asks the database nothing.
    """
    state = {name: getattr(row, name) for name in FIELDS[type(row)]}
    if isinstance(row, Guide):
        for name, fields in PARTS.items():
            state[name] = [_part_state(part, fields) for part in in_order(getattr(row, name).all())]
    elif isinstance(row, FocusTopic):
        state["round"] = row.round.key
    elif isinstance(row, Tip):
        state["round"] = row.round.key if row.round else None
        state["topic"] = row.topic.key if row.topic else None
    elif isinstance(row, Rubric):
        state["criteria"] = [
            {name: getattr(criterion, name) for name in CRITERION_FIELDS} for criterion in in_order(row.criteria.all())
        ]
    elif isinstance(row, Question):
        criteria = [criterion.key for criterion in row.criteria.all()]
        related = [other.key for other in row.related.all()]
        return question_state(state, row.topic.key, row.rubric.key, criteria, points_of(row), related, samples_of(row))
    return state


def question_state(values, topic, rubric, criteria, key_points, related, samples):
    """Return the state of a question: `values` of its own fields, Points and Samples, and keys of all else."""
    return values | {
        "topic": topic,
        "rubric": rubric,
        # A criterion's text is the rubric's business: a change there is no edit of this question.
        "criteria": sorted(criteria),
        "key_points": [asdict(point) for point in key_points],
        "related": sorted(related),
        "samples": sorted((asdict(sample) for sample in samples), key=digest_of),
    }


def in_order(rows):
    """Return rows by position, those of one position as they were made."""
    return sorted(rows, key=lambda row: (row.position, row.pk))


def _part_state(part, fields):
    state = {name: getattr(part, name) for name in fields}
    if state.get("verified_on"):
        state["verified_on"] = state["verified_on"].isoformat()
    return state


def points_of(question):
    """Return the key points of a question as Points, in order."""
    return [Point(point.key, point.text, point.why) for point in in_order(question.key_points.all())]


def samples_of(question):
    """Return the sample answers of a question that were not replaced, as Samples."""
    return [
        Sample(sample.standing, sample.text, sample.marks, sample.levels)
        for version in question.versions.all()
        for sample in version.samples.all()
        if sample.replaced_at is None
    ]


def whole_questions(questions):
    """Return the queryset `questions` with everything that `state_of` and `content_of` read, in seven queries."""
    return questions.select_related("rubric", "topic__round__guide", "guide").prefetch_related(
        "key_points",
        "criteria",
        "related",
        # The contents of old versions are large, and only the samples that stand on them are read.
        Prefetch("versions", QuestionVersion.objects.only("question").order_by("number")),
        "versions__samples",
    )


def is_edited(row, state=None):
    """Whether a row says something else than what was last loaded; a row that no file ever held counts as edited."""
    return row.loaded_digest != digest_of(state or state_of(row))


def written_here(guide):
    """Note that nothing in `guide` came from a file: it is the curators' own from now on."""
    for rows in (
        Guide.objects.filter(pk=guide.pk),
        Round.objects.filter(guide=guide),
        FocusTopic.objects.filter(round__guide=guide),
        Tip.objects.filter(guide=guide),
        Question.objects.filter(guide=guide),
    ):
        rows.update(loaded_digest="")


def mark_loaded(row):
    """Note that the row says what its file says. The row must hold no stale prefetched values."""
    digest = digest_of(state_of(row))
    if row.loaded_digest != digest:
        row.loaded_digest = digest
        type(row).objects.filter(pk=row.pk).update(loaded_digest=digest)
