"""
Make a bank as large as one likes: public guides of a hundred numbered questions, with the words of the bank's files.

`fill(20_000)` adds what is missing to 20,000 of its own. Sentences are drawn from `fixtures/`, so that lengths and
vocabulary, and with them the indexes, are like those of a bank that people wrote.
"""

import random
import re
from pathlib import Path

import yaml

from questions import authoring
from questions.models import FocusTopic, Guide, KeyPoint, Kind, Question, Round, Rubric, Status, Tip

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
KEY = "bench-"
PER_GUIDE, ROUNDS, TOPICS = 100, 5, 4
# In about every third question, and in one of every hundred.
COMMON, RARE = "team", "zymurgy"


def sentences():
    """Return the sentences of the bank's files."""
    found = []

    def walk(value):
        if isinstance(value, dict | list):
            for part in value.values() if isinstance(value, dict) else value:
                walk(part)
        elif isinstance(value, str):
            found.extend(one for one in re.split(r"(?<=[.?!])\s+", value) if len(one) > 30)

    for path in sorted(FIXTURES.glob("*.yaml")):
        walk(yaml.safe_load(path.read_text()))
    return found


def fill(size):
    """Add guides until `size` questions are of its own; return how many were added."""
    draw, texts = random.Random(size), sentences()
    rubric = Rubric.objects.get_or_create(key="bench", defaults={"name": "Bench", "kind": Kind.BEHAVIOURAL})[0]
    before = Question.objects.filter(guide__key__startswith=KEY).count()
    for start in range(before, size, PER_GUIDE):
        _guide(start // PER_GUIDE, min(PER_GUIDE, size - start), rubric, draw, texts)
    return size - before


def _guide(number, size, rubric, draw, texts):
    def text(count):
        return " ".join(draw.sample(texts, count))

    key = f"{KEY}{number}"
    guide = Guide.objects.create(
        key=key, slug=key, title=f"Guide {number}: Programme Manager", status=Status.PUBLISHED, position=number
    )
    rounds = Round.objects.bulk_create(
        Round(guide=guide, key=f"round-{n}", name=f"Round {n}", least_minutes=30, most_minutes=45, position=n)
        for n in range(ROUNDS)
    )
    topics = FocusTopic.objects.bulk_create(
        FocusTopic(round=of, key=f"{of.key}-{n}", name=f"Topic {n} of {of.name}", description=text(2), position=n)
        for of in rounds
        for n in range(TOPICS)
    )
    Tip.objects.bulk_create(
        Tip(guide=guide, key=f"tip-{n}", batch=n % 10 + 1, title=f"Tip {n}", body=text(2), position=n)
        for n in range(50)
    )
    questions = Question.objects.bulk_create(
        Question(
            key=f"{key}-{n}",
            guide=guide,
            topic=topics[n * len(topics) // PER_GUIDE],
            rubric=rubric,
            number=n + 1,
            position=n,
            prompt=text(2) + (f" And {RARE}?" if n == 50 else ""),
            expected_answer=text(6),
            why_it_matters=text(2),
            status=Status.PUBLISHED,
        )
        for n in range(size)
    )
    KeyPoint.objects.bulk_create(
        KeyPoint(question=of, key=f"point-{n}", text=text(1)[:250], why=text(1)[:400], position=n)
        for of in questions
        for n in range(4)
    )
    authoring.write_entries(Question.objects.filter(guide=guide).prefetch_related("key_points"))
