"""
Copying a guide for another company or level, and finding what in the copy still speaks of the original.

The keys of a guide's questions begin with the same words, its prefix; the copy has a prefix of its own, so that each
question of the copy and the one it came from are told by the rest of their keys.
"""

import re
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from questions import authoring
from questions.exporting import guide_yaml as exported
from questions.importing import guide_yaml
from questions.importing.check import bank_for, check
from questions.importing.records import FileRecord
from questions.importing.write import Writer
from questions.models import Guide, Question, Status

# The texts of a question in which somebody would read the company's name.
TEXTS = ["prompt", "expected_answer", "why_it_matters"]


class NotPossible(ValueError):
    """The guide cannot be copied so; the message says why."""


@dataclass(frozen=True)
class Copy:
    """What the copy is called: `key` (its slug too) and the `prefix` of its questions' keys are new to the bank."""

    key: str
    prefix: str
    title: str
    company: str
    role: str
    level: str


@dataclass(frozen=True)
class Unadapted:
    """A question of a copy with the names of its texts that are the original's, and those that name its company."""

    question: Question
    same: list = field(default_factory=list)
    named: list = field(default_factory=list)


def prefix_of(keys):
    """Return what all `keys` begin with, in whole words: `acme-pm-` of acme-pm-one and acme-pm-two; "" of none."""
    keys = list(keys)
    if not keys:
        return ""
    words = [key.split("-")[:-1] for key in keys]
    common = []
    for position, word in enumerate(words[0]):
        if any(len(other) <= position or other[position] != word for other in words):
            break
        common.append(word)
    return "".join(f"{word}-" for word in common)


def copy_guide(guide, copy, change):
    """
    Make the Copy of a public guide, its published questions and all else as drafts, and return it.

    Raises NotPossible where a key or prefix is taken, or where the questions' keys have no prefix to replace.
    """
    record = guide_yaml.parse(guide.key, exported(guide)).guide
    prefix = prefix_of(question.key for _topic, question in record.questions())
    if record.questions() and not prefix:
        raise NotPossible(_("The keys of this guide’s questions have no common beginning that could be replaced."))
    if Guide.objects.filter(key=copy.key).exists() or Guide.objects.filter(owner=None, slug=copy.key).exists():
        raise NotPossible(_("Another guide has this key."))
    if Question.objects.filter(key__startswith=f"{copy.prefix}-").exists():
        raise NotPossible(_("Questions of another guide begin with this prefix."))
    file = FileRecord(copy.key, guide=_renamed(record, copy, prefix))
    problems = check([file], bank_for([file], overwrite=False))
    if problems:
        raise NotPossible(" ".join(str(problem) for problem in problems[:5]))
    Writer(change).write([file])
    made = Guide.objects.get(key=copy.key)
    made.copied_from = guide
    authoring.save(made)
    authoring.written_here(made)
    return made


def _renamed(record, copy, prefix):
    """Return the record of the copy: new names and keys, everything a draft, related within the guide alone."""
    own = {question.key for _topic, question in record.questions()}

    def renamed(key):
        return f"{copy.prefix}-{key.removeprefix(prefix)}"

    def is_published(question):
        return question.status == Status.PUBLISHED

    def question_of(question):
        related = tuple(renamed(key) for key in question.related if key in own)
        return replace(question, key=renamed(question.key), status=Status.DRAFT, related=related)

    def topic_of(topic):
        return replace(topic, questions=tuple(map(question_of, filter(is_published, topic.questions))))

    def round_of(a_round):
        return replace(a_round, topics=tuple(map(topic_of, a_round.topics)))

    return replace(
        record,
        key=copy.key,
        slug=copy.key,
        title=copy.title,
        short_title="",
        company=copy.company,
        role=copy.role,
        level=copy.level,
        status=Status.DRAFT,
        rounds=tuple(map(round_of, record.rounds)),
    )


def unadapted(copy, original):
    """
    Return (total, list of Unadapted): which questions of `copy` still hold texts of `original` or name its company.

    Two queries. Where both have the same company, only the texts are compared.
    """
    rows, before = (list(guide.questions.order_by("position", "pk")) for guide in (copy, original))
    prefix, old = prefix_of(row.key for row in rows), prefix_of(row.key for row in before)
    sources = {row.key.removeprefix(old): row for row in before}
    company = original.company.strip()
    names = re.compile(rf"\b{re.escape(company)}\b", re.IGNORECASE) if company and company != copy.company else None
    found = []
    for row in rows:
        source = sources.get(row.key.removeprefix(prefix))
        same = [name for name in TEXTS if source and getattr(row, name) and getattr(row, name) == getattr(source, name)]
        named = [name for name in TEXTS if names and names.search(getattr(row, name))]
        if same or named:
            found.append(Unadapted(row, same, named))
    return len(rows), found
