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
    # The questions first: whatever they name is there when it is asked for then.
    elicited = _load_questions(bank, list(dict.fromkeys(row.key for row in rows if row.key)), lock)
    bank.topics = {key: {} for key in Guide.objects.filter(owner=None).values_list("key", flat=True)}
    topics = FocusTopic.objects.filter(round__guide__owner=None).select_related("round__guide")
    for topic in topics.order_by("round__guide", "round__position", "position", "pk"):
        bank.topics[topic.round.guide.key].setdefault(topic.key, []).append(topic)
    bank.rubrics = {rubric.kind: rubric for rubric in Rubric.objects.prefetch_related("criteria").order_by("position")}
    _share(bank, elicited)
    of_public = Question.objects.filter(guide__owner=None)
    for guide, number, key in of_public.exclude(number=None).values_list("guide", "number", "key"):
        bank.numbers.setdefault(guide, {})[number] = key
    if any(row.key not in bank.questions for row in rows):
        for guide, prompt, key in of_public.values_list("guide", "prompt", "key"):
            bank.prompts.setdefault(guide, {})[" ".join(prompt.casefold().split())] = key
    return bank


def _load_questions(bank, keys, lock):
    """Load the questions with `keys`, without what they share; return {pk: primary keys of its criteria}."""
    elicited = {}
    questions = Question.objects.filter(guide__owner=None).prefetch_related("key_points").order_by("pk")
    if lock:
        questions = questions.select_for_update(of=("self",))
    for start in range(0, len(keys), BATCH):
        found = {question.pk: question for question in questions.filter(key__in=keys[start : start + BATCH])}
        bank.questions |= {question.key: question for question in found.values()}
        elicited |= {pk: [] for pk in found}
        pairs = Question.criteria.through.objects.filter(question__in=list(found))
        for pk, criterion in pairs.values_list("question", "criterion"):
            elicited[pk].append(criterion)
    return elicited


def _share(bank, elicited):
    """Give the questions the rows of topics, rubrics and criteria: there are few, and thousands of questions."""
    topics = {topic.pk: topic for of_guide in bank.topics.values() for same in of_guide.values() for topic in same}
    rubrics = {rubric.pk: rubric for rubric in bank.rubrics.values()}
    criteria = {criterion.pk: criterion for rubric in rubrics.values() for criterion in rubric.criteria.all()}
    for question in bank.questions.values():
        question.topic, question.rubric = topics[question.topic_id], rubrics[question.rubric_id]
        question._prefetched_objects_cache["criteria"] = [criteria[pk] for pk in elicited[question.pk]]


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
