"""What of the bank a table has to do with, read in a number of queries that hardly grows."""

from dataclasses import dataclass, field

from questions.importing.enter import free
from questions.models import FocusTopic, Guide, Import, Question, Rubric
from questions.rubrics import BATCH


@dataclass
class Bank:
    """
    The public bank as far as the table names it; what is private is not in it.

    questions: {key: Question, whole}; topics: {guide's key: {topic's key: [FocusTopic]}}; rubrics: {kind: Rubric};
    numbers: {guide's pk: {number: key}}; prompts: {guide's pk: {prompt in small letters: key}} where rows are new.
    """

    questions: dict = field(default_factory=dict)
    topics: dict = field(default_factory=dict)
    rubrics: dict = field(default_factory=dict)
    numbers: dict = field(default_factory=dict)
    prompts: dict = field(default_factory=dict)


def bank_for(rows, *, lock=False):
    """Return the Bank that the checked rows ask for."""
    bank = Bank()
    keys = list(dict.fromkeys(row.key for row in rows if row.key))
    questions = Question.objects.filter(guide__owner=None)
    if lock:
        questions = questions.select_for_update(of=("self",))
    questions = questions.select_related("rubric", "topic__round__guide").prefetch_related("key_points", "criteria")
    for start in range(0, len(keys), BATCH):
        for question in questions.filter(key__in=keys[start : start + BATCH]).order_by("pk"):
            bank.questions[question.key] = question
    bank.topics = {key: {} for key in Guide.objects.filter(owner=None).values_list("key", flat=True)}
    topics = FocusTopic.objects.filter(round__guide__owner=None).select_related("round__guide")
    for topic in topics.order_by("round__guide", "round__position", "position", "pk"):
        bank.topics[topic.round.guide.key].setdefault(topic.key, []).append(topic)
    bank.rubrics = {rubric.kind: rubric for rubric in Rubric.objects.prefetch_related("criteria").order_by("position")}
    of_public = Question.objects.filter(guide__owner=None)
    for guide, number, key in of_public.exclude(number=None).values_list("guide", "number", "key"):
        bank.numbers.setdefault(guide, {})[number] = key
    if any(row.key not in bank.questions for row in rows):
        for guide, prompt, key in of_public.values_list("guide", "prompt", "key"):
            bank.prompts.setdefault(guide, {})[" ".join(prompt.casefold().split())] = key
    return bank


def taken_keys():
    """Return all keys that a new question must not get: those in use, and those of imports that were undone."""
    taken = set(Question.objects.values_list("key", flat=True))
    for made in Import.objects.filter(undone_at__isnull=False).values_list("made", flat=True):
        taken |= set(made.get("questions", ()))
    return taken


def free_key(wanted, taken):
    """Return the key that is `wanted`, or one like it that is free, and note it as taken."""
    key = free(wanted, taken, "question")
    taken.add(key)
    return key
