"""Files of the bank for tests: plain values in the format of docs/curating.md, changed at will and written as YAML."""

from io import StringIO

import yaml
from django.core.management import call_command


def rubrics():
    """Two rubrics of three criteria each."""
    return {
        "rubrics": [
            {
                "key": kind,
                "name": kind.title(),
                "kind": kind,
                "description": f"What {kind} asks for.",
                "criteria": [
                    {
                        "key": f"{kind}-{name}",
                        "name": f"{kind.title()} {name}",
                        "question": "What stands there?",
                        "weight": 1,
                        "anchors": {level: f"{name}, level {level}" for level in (1, 2, 3, 4)},
                    }
                    for name in ("one", "two", "three")
                ],
            }
            for kind in ("behavioural", "strategy")
        ]
    }


def question(key, /, **fields):
    """A question with three key points."""
    return {
        "key": key,
        "kind": "behavioural",
        "difficulty": "medium",
        "minutes": 6,
        "prompt": f"Prompt of {key}?",
        "expected_answer": f"Expected of {key}.",
        "why_it_matters": f"Why of {key}.",
        "key_points": [
            {"key": f"point-{number}", "text": f"Point {number} of {key}", "why": "Because."} for number in (1, 2, 3)
        ],
        "criteria": ["behavioural-one", "behavioural-two"],
        "probes": ["And then?", "Why?"],
    } | fields


def sample(text="A strong answer."):
    """A strong sample answer to a question as `question` makes it."""
    return {
        "standing": "strong",
        "text": text,
        "marks": {f"point-{number}": {"mark": 2, "reason": "Says so."} for number in (1, 2, 3)},
        "levels": {f"behavioural-{name}": {"level": 4, "reason": "Says so."} for name in ("one", "two")},
    }


def topic(key, *questions, **fields):
    """A topic with questions."""
    return {"key": key, "name": key.title(), "description": "What it is.", "questions": list(questions)} | fields


def a_round(key, *topics, **fields):
    """A round with topics."""
    values = {"key": key, "name": key.title(), "format": "Video", "least_minutes": 30, "most_minutes": 45}
    return values | {"what_to_expect": "Questions.", "topics": list(topics)} | fields


def guide(key="acme-pm", rounds=None, **fields):
    """A guide; without `rounds` two of them, with three topics and a question in each: q-1, q-2, q-3."""
    if rounds is None:
        rounds = [
            a_round("screening", topic("past", question("q-1")), topic("present", question("q-2"))),
            a_round("panel", topic("future", question("q-3"))),
        ]
    return {
        "guide": {
            "key": key,
            "slug": key,
            "title": f"Guide {key}",
            "company": "Acme",
            "status": "published",
            "tips": [{"key": "tip-guide", "title": "Breathe", "body": "In and out."}],
            "resources": [{"key": "memo", "title": "A memo", "medium": "page", "url": "https://example.org/memo"}],
            "sources": [{"key": "source", "title": "A source", "verified_on": "2026-11-03"}],
            "frequently_asked": [{"key": "how-long", "question": "How long?", "answer": "Weeks."}],
            "questions_to_ask": ["What is hard here?"],
            "rounds": rounds,
        }
        | fields
    }


class Dumper(yaml.SafeDumper):
    """Writes a value that stands in two places out twice: the loader reads no aliases."""

    def ignore_aliases(self, data):
        """Never an alias."""
        return True


def as_yaml(values):
    """Return values as the text of a file."""
    return yaml.dump(values, Dumper=Dumper, allow_unicode=True)


class Bank:
    """A folder of files and the loading of it."""

    def __init__(self, folder):
        self.folder = folder

    def write(self, name, values):
        """Write values, or text as it stands, into a file."""
        path = self.folder / name
        path.write_text(values if isinstance(values, str) else as_yaml(values))
        return path

    def load(self, *files, **options):
        """
        Write dicts of values into files, `rubrics()` first unless some are given, and load them all.

        Returns what the command prints, with one line for every row that it touched.
        """
        has_rubrics = any("rubrics" in values for values in files)
        files = files if has_rubrics else (rubrics(), *files)
        paths = [self.write(f"file-{number}.yaml", values) for number, values in enumerate(files)]
        out = StringIO()
        call_command("load_bank", *map(str, paths), verbosity=2, stdout=out, **options)
        return out.getvalue()
