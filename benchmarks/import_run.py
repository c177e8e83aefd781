"""
Import a list of many questions into a bank of as many: `python -m benchmarks.import_run 10000`, on an empty database.

Prints JSON: seconds and processor seconds of each step, and the most memory used, in MB. Writing compares once more,
since the bank may have changed since the preview.
"""

import json
import os
import random
import re
import resource
import sys
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import bank  # noqa: E402
from questions.importing import arrivals  # noqa: E402
from questions.importing.enter import Order  # noqa: E402
from questions.models import Criterion, Import, Question, Rubric  # noqa: E402


def a_list(size):
    """Return the text of a list of `size` questions; every hundredth is nearly one of the bank."""
    draw = random.Random(size)
    # Without what would be a label or Markdown of its own.
    texts = [re.sub(r"[^\w\s,.'-]", "", text) for text in bank.sentences()]
    there = list(Question.objects.order_by("pk").values_list("prompt", flat=True)[: size // 100])
    lines = ["# A long list"]
    for number in range(size):
        if number % 250 == 0:
            lines.append(f"\n## Topic {number // 250 + 1}")
        prompt = " ".join(draw.sample(texts, 2)) if number % 100 else there[number // 100] + " Really"
        lines.append(f"\n**{number + 1}. {' '.join(prompt.split()).rstrip('.?!')}?**\n")
        lines.append(f"**Expected answer:** {' '.join(draw.sample(texts, 3))}\n")
        lines.append(f"**Why it matters:** {draw.choice(texts)}")
    return "\n".join(lines)


def main(size):
    """Fill the bank, make the list, import it."""
    call_command("migrate", verbosity=0)
    bank.fill(size)
    rubric = Rubric.objects.get(key="bench")
    for n in range(3):
        anchors = {f"anchor_{level}": f"Level {level}" for level in range(1, 5)}
        Criterion.objects.create(rubric=rubric, key=f"bench-{n}", name=f"Criterion {n}", question="?", **anchors)
    data = a_list(size).encode()
    took, worked, started = {}, {}, (time.perf_counter(), time.process_time())

    def lap(name):
        nonlocal started
        now = time.perf_counter(), time.process_time()
        took[name], worked[name] = (round(end - start, 1) for end, start in zip(now, started, strict=True))
        started = now

    one = Import.objects.create(is_private=False, name="long.md", at=timezone.now(), text=data.decode())
    arrivals.read(one)
    lap("read")
    arrivals.match(one)
    lap("compare")
    outcome = arrivals.write(one, Order(), timezone.now())
    lap("compare again and write")
    took["total"], worked["total"] = round(sum(took.values()), 1), round(sum(worked.values()), 1)
    states = {state: sum(match.state == state for match in outcome.matches) for state in ("new", "similar")}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "seconds": took,
                "processor seconds": worked,
                "imported": outcome.counts["imported"],
                "states": states,
                "list kB": len(data) // 1024,
                "memory MB": round(memory),
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
