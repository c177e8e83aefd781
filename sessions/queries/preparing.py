"""What a candidate prepares: toward which date, what of it is due and why, what was never practised."""

from collections import namedtuple
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import BigIntegerField, Case, CharField, DateField, F, Q, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf

from questions.models import Guide, Status
from questions.models.guide import address_of
from sessions import scoring
from sessions.models import Preparation, StudyMark
from sessions.queries.records import Record, by_question

Note = namedtuple("Note", "part pk slug name status day at topic")
_GUIDE, _MARK = "guide", "mark"


@dataclass(frozen=True)
class Why:
    """
    Why questions are due: `kind` is not_yet, weak or shaky; `count` of `total` are due for it, the last since `at`.

    `score` is the Score behind "weak" where there is one question alone.
    """

    kind: str
    count: int
    total: int
    at: datetime
    score: scoring.Score | None = None


@dataclass
class Entry:
    """
    One guide that the candidate prepares.

    `status` is the guide's: one that is not published any more can only be given up. `days_left` is None without a
    date and after it. `due`: Records; `topics`: how many have questions; `never`: those of them never practised.
    """

    guide: int
    slug: str
    name: str
    status: str
    date: date | None
    begun_at: datetime
    days_left: int | None
    has_passed: bool
    due: list = field(default_factory=list)
    topics: int = 0
    never: list = field(default_factory=list)

    @property
    def is_open(self):
        """Whether the guide can still be studied and practised."""
        return self.status == Status.PUBLISHED

    @property
    def is_retired(self):
        """Whether the guide was retired."""
        return self.status == Status.RETIRED

    @property
    def whys(self):
        """The reasons for which `due` is due, each a Why."""
        kinds = {}
        for record in self.due:
            kinds.setdefault(_kind(record), []).append(record)
        return [
            Why(
                kind,
                len(kinds[kind]),
                len(self.due),
                at=max(_noted_at(kind, record) for record in kinds[kind]),
                score=kinds[kind][0].score if len(kinds[kind]) == 1 else None,
            )
            for kind in ("weak", StudyMark.Mark.NOT_YET, StudyMark.Mark.SHAKY)
            if kind in kinds
        ]


def preparation_of(user, guide):
    """Return the Preparation of `guide` by `user` (may be anonymous), or None."""
    return Preparation.objects.filter(candidate=user, guide=guide).first() if user.is_authenticated else None


def prepared_or_visible(user):
    """Return the guides that `user` sees or prepares: what one prepares can be given up though it was retired."""
    prepared = Preparation.objects.filter(candidate=user).values("guide")
    return Guide.objects.filter(
        Q(pk__in=Guide.objects.visible_to(user).values("pk")) | (Q(pk__in=prepared) & (Q(owner=None) | Q(owner=user)))
    )


def notes(user, today):
    """
    Return what `user` noted while studying, in one query: (Entries of what they prepare, Records made of marks).

    The nearest date comes first, then what has no date, then what lies in the past. Entries hold no figures yet.
    """
    entries, marked = [], {}
    for row in _notes(user):
        note = Note(*row)
        if note.part == _MARK:
            marked[note.pk] = Record(
                note.pk, note.topic, mark=note.name, marked_at=note.at, is_published=note.status == Status.PUBLISHED
            )
            continue
        entries.append(
            Entry(
                guide=note.pk,
                slug=note.slug,
                name=note.name,
                status=note.status,
                date=note.day,
                begun_at=note.at,
                days_left=Preparation(date=note.day).days_left(today),
                has_passed=note.day is not None and note.day < today,
            )
        )
    return sorted(entries, key=_order), marked


def records_of(rows, marked):
    """Return {question pk: Record} made of RatedAnswers and of the Records that `notes` made of marks."""
    found = by_question(rows)
    for pk, note in marked.items():
        record = found.setdefault(pk, note)
        record.mark, record.marked_at = note.mark, note.marked_at
    return found


def note_figures(entries, topics, records, now):
    """Give each of `entries` what is due of it at `now` and what was never practised; `topics` are FocusTopics."""
    entry_of_guide = {entry.guide: entry for entry in entries if entry.is_open}
    entry_of_topic = {}
    for topic in topics:
        if topic.round.guide_id in entry_of_guide:
            entry_of_topic[topic.pk] = entry_of_guide[topic.round.guide_id]
            entry_of_topic[topic.pk].topics += 1
    practised = {record.topic for record in records.values() if record.answered_at is not None}
    for topic in topics:
        if topic.pk in entry_of_topic and topic.pk not in practised:
            entry_of_topic[topic.pk].never.append(topic)
    for record in records.values():
        entry = entry_of_topic.get(record.topic)
        if entry is not None and record.is_published and record.is_due(now, entry.days_left):
            entry.due.append(record)


def _order(entry):
    return (entry.has_passed, entry.date is None, entry.date or date.max, entry.begun_at, entry.guide)


def _kind(record):
    if record.mark == StudyMark.Mark.NOT_YET:
        return record.mark
    return "weak" if record.is_weak else record.mark


def _noted_at(kind, record):
    return record.scored_at if kind == "weak" else record.marked_at


def _notes(user):
    # One's own private guide is open to one in any status, as Guide.objects.visible_to says.
    is_open = Q(guide__owner=user) & ~Q(guide__status=Status.RETIRED)
    status = Case(When(is_open, then=Value(Status.PUBLISHED)), default=F("guide__status"))
    nothing, no_day = Value("", CharField()), Cast(Value(None), DateField())
    guides = (
        Preparation.objects.filter(Q(guide__owner=None) | Q(guide__owner=user), candidate=user)
        .order_by()
        .annotate(
            part=Value(_GUIDE, CharField()),
            name=Coalesce(NullIf(F("guide__short_title"), Value("")), F("guide__title")),
            status=Cast(status, CharField(max_length=16)),
            address=address_of("guide__"),
            topic=Cast(Value(None), BigIntegerField()),
        )
        .values_list("part", "guide_id", "address", "name", "status", "date", "begun_at", "topic")
    )
    marks = (
        StudyMark.objects.filter(candidate=user)
        .exclude(mark="")
        .order_by()
        .annotate(part=Value(_MARK, CharField()), slug=nothing, day=no_day)
        .values_list(
            "part", "question_id", "slug", "mark", "question__status", "day", "marked_at", "question__topic_id"
        )
    )
    return guides.union(marks, all=True).order_by()
