"""
Records into the bank, through `questions.authoring`: records -> report.

The records must have passed `check`. A row that says what the file says is left in peace; one that was edited
since the last load is left and reported, unless `overwrite`.
"""

from dataclasses import dataclass, field, replace
from pathlib import PurePath

from django.db import transaction
from django.db.models import ProtectedError

from questions import authoring
from questions.importing.records import SampleRecord
from questions.models import Criterion, FocusTopic, Guide, Question, Round, Rubric, Status, Tip

# What a record and its row call by the same name.
SIMPLE = {
    model: [name for name in names if name not in ("position", "probes", "questions_to_ask")]
    for model, names in authoring.FIELDS.items()
}


@dataclass
class Report:
    """What loading did: (noun, key) of every row that was touched or left for a reason; `same` counts the others."""

    added: list = field(default_factory=list)
    updated: list = field(default_factory=list)
    retired: list = field(default_factory=list)
    removed: list = field(default_factory=list)
    left: list = field(default_factory=list)
    kept: list = field(default_factory=list)
    same: int = 0

    @property
    def changed(self):
        """Whether anything was written."""
        return bool(self.added or self.updated or self.retired or self.removed)


class Writer:
    """Writes the files of one run. `change` is an authoring.Change; its reason is completed by the file's name."""

    def __init__(self, change, *, overwrite=False):
        self.change = change
        self.overwrite = overwrite
        self.report = Report()
        self.dropped_criteria = []
        self.named = {}

    def write(self, files):
        """Write all FileRecords, rubrics first, each file in a transaction of its own; return the Report."""
        self.named = _related([file.guide for file in files if file.guide])
        for file in sorted(files, key=lambda file: file.guide is not None):
            with transaction.atomic():
                for position, record in enumerate(file.rubrics, start=1):
                    self._rubric(record, position)
                if file.guide:
                    reason = self.change.reason or f"Loaded from {PurePath(file.name).name}"
                    _GuideWriter(self, file.guide, replace(self.change, reason=reason)).write()
        with transaction.atomic():
            self._link()
            self._drop_criteria()
        return self.report

    def settle(self, noun, row, state, wanted, save):
        """
        Bring a row to what the file wants it to say: add, update, leave alone.

        `state` is what it says now (None: there is none), `save` writes it and returns the row.
        """
        if state is None:
            row = save()
            self.report.added.append((noun, row.key))
        elif state == wanted:
            self.report.same += 1
        elif authoring.is_edited(row, state) and not self.overwrite:
            self.report.left.append((noun, row.key))
            return row
        else:
            row = save()
            self.report.updated.append((noun, row.key))
        authoring.mark_loaded(row)
        return row

    def _rubric(self, record, position):
        row = Rubric.objects.prefetch_related("criteria").filter(key=record.key).first()
        criteria = [
            {"key": criterion.key, "name": criterion.name, "question": criterion.question, "weight": criterion.weight}
            | {f"anchor_{level}": anchor for level, anchor in enumerate(criterion.anchors, start=1)}
            for criterion in record.criteria
        ]
        values = {"name": record.name, "kind": record.kind, "description": record.description, "position": position}
        state = authoring.state_of(row) if row else None
        wanted = {**values, "criteria": criteria}
        named = [criterion.key for criterion in record.criteria]
        if state and not (authoring.is_edited(row, state) and not self.overwrite):
            dropped = [criterion for criterion in state["criteria"] if criterion["key"] not in named]
            self.dropped_criteria += [criterion["key"] for criterion in dropped]
            # They go at the end of the run, when no question elicits them any more.
            wanted["criteria"] = criteria + dropped

        def save():
            made = row or Rubric(key=record.key)
            for name, value in values.items():
                setattr(made, name, value)
            return authoring.save_rubric(made, criteria)

        self.settle("rubric", row, state, wanted, save)

    def _drop_criteria(self):
        for criterion in Criterion.objects.filter(key__in=self.dropped_criteria).select_related("rubric"):
            rubric, key = criterion.rubric, criterion.key
            if authoring.remove_criterion(criterion):
                self.report.removed.append(("criterion", key))
                authoring.mark_loaded(rubric)
            else:
                self.report.kept.append(("criterion", f"{key}: no longer in the file, but questions elicit it"))

    def related_to(self, key, present):
        """Return the keys that a question is to be related to; `present` are those that it is related to now."""
        # Links to questions that are in no file of this run stay: their own file may name them.
        return self.named[key] | {other for other in present if other not in self.named}

    def _link(self):
        """Relate the questions of the files and part them, now that all are written."""
        keys = self.named.keys() | set().union(*self.named.values())
        rows = {row.key: row for row in authoring.whole_questions(Question.objects.filter(key__in=keys))}
        as_loaded = {key for key, row in rows.items() if not authoring.is_edited(row)}
        before = {frozenset((key, other.key)) for key, row in rows.items() for other in row.related.all()}
        wanted = {frozenset((key, other)) for key, others in self.named.items() for other in others}
        left = {key for noun, key in self.report.left if noun == "question"}
        touched = set()
        for pair in before ^ wanted:
            # A curator's edit of a link shows at both of its ends; one with an end elsewhere may be named there.
            if pair <= left or (pair in before and not pair <= self.named.keys()):
                continue
            (authoring.part if pair in before else authoring.relate)(*(rows[key] for key in pair))
            touched |= pair
        for row in authoring.whole_questions(Question.objects.filter(key__in=touched & as_loaded)):
            authoring.mark_loaded(row)


class _GuideWriter:
    """Writes one guide's file."""

    def __init__(self, writer, record, change):
        self.settle = writer.settle
        self.related_to = writer.related_to
        self.overwrite = writer.overwrite
        self.report = writer.report
        self.record = record
        self.change = change

    def write(self):
        """Write the guide, then what hangs on it, then see to what the file no longer names."""
        self.guide = self._guide()
        self.rounds = {row.key: row for row in self.guide.rounds.all()}
        self.topics = {
            row.key: row for row in FocusTopic.objects.filter(round__guide=self.guide).select_related("round__guide")
        }
        for position, record in enumerate(self.record.rounds, start=1):
            self._round(record, position)
        for a_round in self.record.rounds:
            for position, record in enumerate(a_round.topics, start=1):
                self._topic(record, self.rounds[a_round.key], position)
        self._tips()
        self._questions()
        self._empty_places()

    def _guide(self):
        record = self.record
        row = Guide.objects.select_for_update().filter(key=record.key).first()
        values = _values(record, SIMPLE[Guide])
        values["questions_to_ask"] = list(record.questions_to_ask)
        parts = {
            "resources": [_values(part, authoring.PARTS["resources"]) for part in record.resources],
            "sources": [_values(part, authoring.PARTS["sources"]) for part in record.sources],
            "frequentlyaskeds": [
                _values(part, authoring.PARTS["frequentlyaskeds"]) for part in record.frequently_asked
            ],
        }
        wanted = values | parts
        wanted["sources"] = [
            part | {"verified_on": part["verified_on"].isoformat() if part["verified_on"] else None}
            for part in parts["sources"]
        ]

        def save():
            made = authoring.save(_filled(row or Guide(key=record.key), values))
            for name, rows in parts.items():
                authoring.save_parts(made, name, rows)
            return made

        return self.settle("guide", row, authoring.state_of(row) if row else None, wanted, save)

    def _round(self, record, position):
        row = self.rounds.get(record.key)
        values = _values(record, SIMPLE[Round]) | {"position": position}

        def save():
            return authoring.save(_filled(row or Round(guide=self.guide, key=record.key), values))

        self.rounds[record.key] = self.settle("round", row, authoring.state_of(row) if row else None, values, save)

    def _topic(self, record, a_round, position):
        row = self.topics.get(record.key)
        values = _values(record, SIMPLE[FocusTopic]) | {"position": position}

        def save():
            made = _filled(row or FocusTopic(key=record.key), values | {"round": a_round})
            return authoring.save(made)

        state = authoring.state_of(row) if row else None
        self.topics[record.key] = self.settle("topic", row, state, values | {"round": a_round.key}, save)

    def _tips(self):
        rows = {row.key: row for row in self.guide.tips.select_related("round", "topic")}
        for position, (a_round, topic, record) in enumerate(self.record.all_tips(), start=1):
            row = rows.pop(record.key, None)
            # A topic's tip belongs to the topic alone: the topic may move to another round.
            place = {
                "round": self.rounds[a_round.key] if a_round and not topic else None,
                "topic": self.topics[topic.key] if topic else None,
            }
            values = _values(record, SIMPLE[Tip]) | {"position": position}
            wanted = values | {name: part.key if part else None for name, part in place.items()}

            def save(row=row, key=record.key, values=values | place):
                return authoring.save(_filled(row or Tip(guide=self.guide, key=key), values))

            self.settle("tip", row, authoring.state_of(row) if row else None, wanted, save)
        for row in rows.values():
            if not row.loaded_digest:
                continue
            if authoring.is_edited(row) and not self.overwrite:
                self.report.left.append(("tip", row.key))
            else:
                authoring.remove(row)
                self.report.removed.append(("tip", row.key))

    def _questions(self):
        rows = {row.key: row for row in authoring.whole_questions(self.guide.questions.all())}
        rubrics = {rubric.kind: rubric for rubric in Rubric.objects.all()}
        criteria = {criterion.key: criterion for criterion in Criterion.objects.all()}
        self._free_numbers(rows)
        named = set()
        for position, (topic, record) in enumerate(self.record.questions(), start=1):
            named.add(record.key)
            self._question(record, rows.get(record.key), topic, position, rubrics[record.kind], criteria)
        for key, row in rows.items():
            if key not in named and row.loaded_digest:
                self._retire(row)

    def _free_numbers(self, rows):
        """Let go of the numbers that others are about to get: each is held by one question at a time."""
        wanted = {record.number: record.key for _, record in self.record.questions() if record.number is not None}
        holders = [row for row in rows.values() if row.number in wanted and wanted[row.number] != row.key]
        self.freed = {row.key for row in holders}
        authoring.free_numbers(Question.objects.filter(pk__in=[row.pk for row in holders]))

    def _question(self, record, row, topic, position, rubric, criteria):
        values = _values(record, SIMPLE[Question]) | {"probes": list(record.probes), "position": position}
        points = [authoring.Point(point.key, point.text, point.why) for point in record.key_points]
        samples = [_sample(sample) for sample in record.samples]
        state = authoring.state_of(row) if row else None
        related = self.related_to(record.key, state["related"] if state else [])
        wanted = authoring.question_state(values, topic.key, rubric.key, record.criteria, points, related, samples)

        def save():
            made = _filled(
                row or Question(key=record.key), values | {"topic": self.topics[topic.key], "rubric": rubric}
            )
            chosen = [criteria[key] for key in record.criteria]
            return authoring.save_question(made, self.change, key_points=points, criteria=chosen, samples=samples)

        self.settle("question", row, state, wanted, save)

    def _retire(self, row):
        """Retire a question that the file no longer names."""
        is_retired = row.status == Status.RETIRED
        if authoring.is_edited(row) and not self.overwrite:
            if not is_retired:
                self.report.left.append(("question", row.key))
            return
        found = authoring.whole_questions(Question.objects.filter(pk=row.pk))
        if not is_retired:
            authoring.set_status(found, Status.RETIRED)
            self.report.retired.append(("question", row.key))
        if not is_retired or row.key in self.freed:
            authoring.mark_loaded(found.get())

    def _empty_places(self):
        """Remove the rounds and topics that the file no longer names, where nothing is left in them."""
        topics = {record.key for _, record in self.record.topics()}
        rounds = {record.key for record in self.record.rounds}
        for noun, rows, named in (("topic", self.topics, topics), ("round", self.rounds, rounds)):
            for row in [row for row in rows.values() if row.key not in named and row.loaded_digest]:
                self._remove_place(noun, row)

    def _remove_place(self, noun, row):
        held = row.questions if noun == "topic" else row.topics
        if held.exists() or row.tips.exists():
            self.report.kept.append((noun, f"{row.key}: no longer in the file, but not empty"))
            return
        try:
            with transaction.atomic():
                authoring.remove(row)
        except ProtectedError:
            self.report.kept.append((noun, f"{row.key}: no longer in the file, but interviews were held on it"))
        else:
            self.report.removed.append((noun, row.key))


def _related(guides):
    """Return {key of each question: the keys that it is related to}; one side of a pair is enough to name it."""
    named = {record.key: set(record.related) for guide in guides for _, record in guide.questions()}
    for key, others in list(named.items()):
        for other in others & named.keys():
            named[other].add(key)
    return named


def _values(record, names):
    return {name: getattr(record, name) for name in names}


def _filled(row, values):
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _sample(record: SampleRecord):
    return authoring.Sample(record.standing, record.text, record.marks, record.levels)
