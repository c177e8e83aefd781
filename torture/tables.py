"""
The tables before and after: `python -m torture.tables make CANDIDATES` and `python -m torture.tables dump`.

Both print JSON and run beside the server, on the database that the environment names.
"""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "interviewprep.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from sessions.models import Answer, Pacing  # noqa: E402
from sessions.transitions import interviews  # noqa: E402
from tests import making  # noqa: E402

QUESTIONS = 3


def make(candidates):
    """Make candidates who sit in open pacing with all questions opened; return each answer's addresses and cookies."""
    call_command("migrate", verbosity=0)
    guide, places = making.guide(), []
    for number in range(candidates):
        user, now = making.person(f"candidate-{number}@example.org"), timezone.now()
        interview = making.running(user, guide, now, count=QUESTIONS, pacing=Pacing.OPEN)
        for position in range(2, QUESTIONS + 1):
            interviews.move(interview, position - 1, position, None, now)
        client = Client(HTTP_HOST="127.0.0.1")
        client.force_login(user)
        room = reverse("room", args=[interview.pk])
        # A page with a form hands out the key that every save has to bring.
        client.get(room, {"answer": 1})
        cookies = {name: cookie.value for name, cookie in client.cookies.items()}
        for answer in interview.answers.order_by("position"):
            places.append(
                {
                    "answer": answer.pk,
                    "save": reverse("save_answer", args=[interview.pk, answer.position]),
                    "look": f"{room}?answer={answer.position}",
                    "cookies": cookies,
                }
            )
    return places


def dump():
    """Return every answer with its set-aside texts, and what the database says of itself."""
    answers = {
        answer.pk: {
            "text": answer.text,
            "revision": answer.revision,
            "tab": answer.saved_by_tab,
            "seq": answer.saved_seq,
            "aside": [[one.kind, one.text, one.revision] for one in answer.revisions.all()],
        }
        for answer in Answer.objects.prefetch_related("revisions")
    }
    return {"answers": answers, "database": _says()}


def _says():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            checked = cursor.fetchone()[0]
            cursor.execute("PRAGMA synchronous")
            return f"SQLite, integrity_check {checked}, synchronous {cursor.fetchone()[0]}"
        found = []
        for setting in ("server_version", "fsync", "synchronous_commit", "full_page_writes"):
            cursor.execute(f"SHOW {setting}")
            found.append(f"{setting} {cursor.fetchone()[0]}")
        return "PostgreSQL, " + ", ".join(found)


if __name__ == "__main__":
    json.dump(make(int(sys.argv[2])) if sys.argv[1] == "make" else dump(), sys.stdout)
