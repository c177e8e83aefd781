"""
What is wrong with records, before anything is written: records -> problems.

The lengths, choices and forms of single values are the models' own rules; what only the whole can tell (keys that
stand twice, counts, references) is checked here, against the bank as it is (`Bank`).
"""

from collections import Counter
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from questions.authoring import is_edited, whole_questions
from questions.importing.reader import Problems
from questions.models import (
    Criterion,
    FocusTopic,
    FrequentlyAsked,
    Guide,
    KeyPoint,
    Question,
    Resource,
    Round,
    Rubric,
    SampleAnswer,
    Source,
    Status,
    Tip,
)

KEY_POINTS = range(3, 5)
CRITERIA = range(2, 4)
MOST_PROBES = 4
MINUTES = range(1, 121)


@dataclass
class Bank:
    """What the bank holds already, as far as files can get in its way."""

    guides: dict = field(default_factory=dict)  # key: whether it is private
    slugs: dict = field(default_factory=dict)  # slug of a public guide: its key
    questions: dict = field(default_factory=dict)  # key: guide's key
    criteria: dict = field(default_factory=dict)  # key: rubric's key
    rubrics: dict = field(default_factory=dict)  # kind: rubric's key
    held: dict = field(default_factory=dict)  # (guide's key, number): key of the question that loading leaves alone


def bank_for(files, overwrite):
    """Return the Bank, read in a constant number of queries beside one walk through the guides of `files`."""
    bank = Bank(
        guides=dict(Guide.objects.values_list("key", "owner_id")),
        slugs=dict(Guide.objects.filter(owner=None).values_list("slug", "key")),
        questions=dict(Question.objects.values_list("key", "guide__key")),
        criteria=dict(Criterion.objects.values_list("key", "rubric__key")),
        rubrics=dict(Rubric.objects.values_list("kind", "key")),
    )
    named = {record.key for file in files if file.guide for _, record in file.guide.questions()}
    keys = [file.guide.key for file in files if file.guide]
    for question in whole_questions(Question.objects.filter(guide__key__in=keys, number__isnull=False)):
        if overwrite:
            is_free = question.key in named or question.loaded_digest != ""
        else:
            is_free = not is_edited(question)
        if not is_free:
            bank.held[question.guide.key, question.number] = question.key
    return bank


def check(files, bank):
    """Return the problems of all `files` (FileRecords) together, those of parsing first."""
    return _Check(files, bank).problems()


class _Check:
    def __init__(self, files, bank):
        self.files = files
        self.bank = bank
        self.file = None
        # What may stand once in all files together: {value: where it stands}.
        self.seen = {
            name: {} for name in ("guide", "slug", "question", "rubric", "kind", "criterion", "criterion name")
        }
        self.criteria_by_kind = self._criteria_by_kind()
        self.question_keys = bank.questions.keys() | {
            record.key for file in files if file.guide for _, record in file.guide.questions()
        }

    def problems(self):
        """Return all problems."""
        found = [problem for file in self.files for problem in file.problems]
        # Where a text could not be read at all, its empty value would only be complained of a second time.
        told = {(problem.file, problem.place) for problem in found}
        for file in self.files:
            self.file = Problems(file.name)
            for rubric in file.rubrics:
                self._rubric(rubric)
            if file.guide:
                self._guide(file.guide)
            found += [problem for problem in self.file.found if (problem.file, problem.place) not in told]
        return found

    def _criteria_by_kind(self):
        """{kind: keys of its rubric's criteria}, as they will be: from the files of this run, else from the bank."""
        by_kind = {}
        for kind, rubric in self.bank.rubrics.items():
            by_kind[kind] = {key for key, owner in self.bank.criteria.items() if owner == rubric}
        for file in self.files:
            for rubric in file.rubrics:
                by_kind[rubric.kind] = {criterion.key for criterion in rubric.criteria}
        return by_kind

    def _once(self, what, value, place, seen=None):
        """Note where a value stands a second time among those of its sort."""
        seen = self.seen[what] if seen is None else seen
        if not value:
            return
        if value in seen:
            self.file.add(place, f"the {what} {value!r} stands in {seen[value]} already.")
        else:
            seen[value] = f"{self.file.file}, {place}"

    def _fields(self, model, record, names):
        """Check values by the rules of the model's fields of the same names."""
        for name in names:
            self._field(model, name, getattr(record, name), f"{record.place}.{name}")

    def _field(self, model, name, value, place):
        rule = model._meta.get_field(name)
        if value is None and rule.null:
            return
        try:
            rule.clean(value, None)
        except ValidationError as error:
            for message in error.messages:
                self.file.add(place, message)

    def _count(self, values, wanted, what, place):
        if len(values) not in wanted:
            self.file.add(place, f"{len(values)} {what}; {wanted[0]} to {wanted[-1]} are expected.")

    def _rubric(self, rubric):
        self._fields(Rubric, rubric, ["key", "name", "kind", "description"])
        self._once("rubric", rubric.key, f"{rubric.place}.key")
        self._once("kind", rubric.kind, f"{rubric.place}.kind")
        holder = self.bank.rubrics.get(rubric.kind, rubric.key)
        if holder != rubric.key:
            self.file.add(f"{rubric.place}.kind", f"the bank's rubric {holder!r} is for this kind; keep its key.")
        for criterion in rubric.criteria:
            self._fields(Criterion, criterion, ["key", "name", "question", "weight"])
            if criterion.weight < 1:
                self.file.add(f"{criterion.place}.weight", "is less than 1.")
            self._once("criterion", criterion.key, f"{criterion.place}.key")
            self._once("criterion name", criterion.name, f"{criterion.place}.name")
            owner = self.bank.criteria.get(criterion.key, rubric.key)
            if owner != rubric.key:
                self.file.add(f"{criterion.place}.key", f"belongs to the rubric {owner!r} in the bank.")
            for level, anchor in enumerate(criterion.anchors, start=1):
                self._field(Criterion, f"anchor_{level}", anchor, f"{criterion.place}.anchors.{level}")

    def _guide(self, guide):
        names = "key slug title short_title company role level audience summary overview least_weeks most_weeks status"
        self._fields(Guide, guide, names.split())
        self._once("guide", guide.key, f"{guide.place}.key")
        self._once("slug", guide.slug, f"{guide.place}.slug")
        if self.bank.guides.get(guide.key) is not None:
            self.file.add(f"{guide.place}.key", "is the key of somebody's private guide; choose another.")
        if self.bank.slugs.get(guide.slug, guide.key) != guide.key:
            self.file.add(f"{guide.place}.slug", f"is the slug of the guide {self.bank.slugs[guide.slug]!r}.")
        self._ordered(guide, "least_weeks", "most_weeks")
        seen = {name: {} for name in ("tip", "resource", "source", "entry", "round", "topic", "number")}
        for _round, _topic, tip in guide.all_tips():
            self._fields(Tip, tip, ["key", "title", "body", "batch"])
            self._once("tip", tip.key, f"{tip.place}.key", seen["tip"])
        for record in guide.resources:
            self._fields(Resource, record, ["key", "title", "author", "medium", "url", "note"])
            self._once("resource", record.key, f"{record.place}.key", seen["resource"])
        for record in guide.sources:
            self._fields(Source, record, ["key", "title", "url", "note"])
            self._once("source", record.key, f"{record.place}.key", seen["source"])
        for record in guide.frequently_asked:
            self._fields(FrequentlyAsked, record, ["key", "question", "answer"])
            self._once("entry", record.key, f"{record.place}.key", seen["entry"])
        for record in guide.rounds:
            self._fields(Round, record, ["key", "name", "format", "least_minutes", "most_minutes", "what_to_expect"])
            self._once("round", record.key, f"{record.place}.key", seen["round"])
            self._ordered(record, "least_minutes", "most_minutes", least=1)
        for _round, record in guide.topics():
            self._fields(FocusTopic, record, ["key", "name", "description", "expected_at_level", "example"])
            self._once("topic", record.key, f"{record.place}.key", seen["topic"])
        for _topic, record in guide.questions():
            self._question(guide, record, seen["number"])

    def _ordered(self, record, least_name, most_name, least=0):
        low, high = getattr(record, least_name), getattr(record, most_name)
        if low is not None and low < least:
            self.file.add(f"{record.place}.{least_name}", f"is {low}; at least {least} is expected.")
        if low is not None and high is not None and low > high:
            self.file.add(f"{record.place}.{least_name}", f"is {low}, more than {most_name} ({high}).")

    def _question(self, guide, question, numbers):
        names = ["key", "number", "difficulty", "minutes", "prompt", "expected_answer", "why_it_matters", "status"]
        self._fields(Question, question, names)
        self._once("question", question.key, f"{question.place}.key")
        owner = self.bank.questions.get(question.key, guide.key)
        if owner != guide.key:
            self.file.add(f"{question.place}.key", f"{question.key!r} belongs to the guide {owner!r}.")
        if question.minutes is not None and question.minutes not in MINUTES:
            self.file.add(f"{question.place}.minutes", f"is {question.minutes}; 1 to 120 are expected.")
        if question.number is not None:
            self._once("number", question.number, f"{question.place}.number", numbers)
            holder = self.bank.held.get((guide.key, question.number), question.key)
            if holder != question.key:
                self.file.add(
                    f"{question.place}.number",
                    f"{question.number} is the number of {holder!r}, which a curator has edited or written.",
                )
        # What candidates do not see yet may be incomplete.
        if question.status == Status.PUBLISHED:
            self._count(question.key_points, KEY_POINTS, "key points", f"{question.place}.key_points")
            self._count(question.criteria, CRITERIA, "criteria", f"{question.place}.criteria")
        self._count(question.probes, range(MOST_PROBES + 1), "probes", f"{question.place}.probes")
        seen = {}
        for point in question.key_points:
            self._fields(KeyPoint, point, ["key", "text", "why"])
            self._once("key point", point.key, f"{point.place}.key", seen)
        self._elicited(question)
        self._related(question)
        for sample in question.samples:
            self._fields(SampleAnswer, sample, ["standing", "text"])
            self._judged(sample, "marks", "mark", [point.key for point in question.key_points], range(3))
            self._judged(sample, "levels", "level", question.criteria, range(1, 5))

    def _elicited(self, question):
        place = f"{question.place}.criteria"
        for key, count in Counter(question.criteria).items():
            if count > 1:
                self.file.add(place, f"{key!r} stands here {count} times.")
        if not question.kind:
            return
        if question.kind not in self.criteria_by_kind:
            known = ", ".join(sorted(self.criteria_by_kind)) or "none"
            self.file.add(f"{question.place}.kind", f"no rubric is for the kind {question.kind!r}. There are: {known}.")
            return
        known = self.criteria_by_kind[question.kind]
        for index, key in enumerate(question.criteria):
            if key not in known:
                self.file.add(
                    f"{place}[{index}]",
                    f"{key!r} is no criterion of the rubric for {question.kind}. It has: {', '.join(sorted(known))}.",
                )

    def _related(self, question):
        for index, key in enumerate(question.related):
            place = f"{question.place}.related[{index}]"
            if key == question.key:
                self.file.add(place, "is the question itself.")
            elif key not in self.question_keys:
                self.file.add(place, f"{key!r} is no question of these files or of the bank.")

    def _judged(self, sample, name, what, keys, allowed):
        """Check the marks or levels of a sample: one for each of `keys`, each an allowed number."""
        judged = getattr(sample, name)
        for key in keys:
            if key and key not in judged:
                self.file.add(f"{sample.place}.{name}", f"{key!r} is missing.")
        for key, value in judged.items():
            if key not in keys:
                self.file.add(f"{sample.place}.{name}.{key}", "is not of this question.")
            elif value[what] is not None and value[what] not in allowed:
                self.file.add(
                    f"{sample.place}.{name}.{key}.{what}",
                    f"is {value[what]}; {allowed[0]} to {allowed[-1]} are expected.",
                )
