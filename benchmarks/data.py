"""
Make what is measured: `python -m benchmarks.data CANDIDATES ANSWERS`.

Fills the tables up to ANSWERS answers, makes candidates in the room, writes down the statements of a save for each of
them (`floor`), and prints JSON: `candidates` (cookies and addresses of each), `statements` (of each kind of request).
"""

import itertools
import json
import os
import sys
from datetime import timedelta

import django
from django.conf import settings

TEXT = "The text of the save whose statements are written down."
BASE, REVISION, SEQ = 700_000_000, 700_000_001, 600_000_000
RECORDED = "floor.json"
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
SECURE = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_HOST": "127.0.0.1", "HTTP_REFERER": "https://127.0.0.1/"}

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from benchmarks import filling  # noqa: E402
from questions.models import Guide  # noqa: E402
from sessions.models import Answer, MockInterview, Pacing, Scope  # noqa: E402
from sessions.transitions import interviews  # noqa: E402


def candidate(name):
    """Return a client that is signed in and sits in an interview of five questions, and the interview."""
    now = timezone.now()
    user = User.objects.create_user(f"bench-{name}@example.org", name=f"Candidate {name}")
    wish = interviews.Plan(Guide.objects.order_by("pk").first(), Scope.MIX, None, 5, Pacing.REALISTIC)
    interview = interviews.plan(user, wish, 1, now)
    interviews.start(interview, now)
    # A measurement may take longer than an interview.
    MockInterview.objects.filter(pk=interview.pk).update(deadline=now + timedelta(days=1))
    client = Client(**SECURE)
    client.force_login(user)
    return client, interview


def put(client, interview, text, seq, base=0, tab="counted"):
    """Save a text as the page's script does."""
    body = {"text": text, "base": base, "tab": tab, "seq": seq, "cleared": False, "chosen": False, "typed_at": None}
    return client.post(reverse("save_answer", args=[interview.pk, 1]), body, content_type="application/json")


def floor(client, interview):
    """Return the statements of a save as [before, within, after] its transaction, each as [SQL, parameters]."""
    answer = Answer.objects.get(interview=interview, position=1)
    put(client, interview, "Words before.", 1)
    Answer.objects.filter(pk=answer.pk).update(revision=BASE, set_aside_at=timezone.now() + timedelta(days=1))
    parts = [], [], []

    def write_down(execute, sql, parameters, many, context):
        if not sql.startswith(CONTROL):
            part = 1 if connection.in_atomic_block else 2 * bool(parts[1])
            parts[part].append([sql, list(parameters)])
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(write_down):
        response = put(client, interview, TEXT, SEQ, BASE)
    assert response.status_code == 200, response.status_code
    Answer.objects.filter(pk=answer.pk).update(revision=0, saved_seq=0, saved_by_tab="")
    return parts


def statements(ask, status=200):
    """Return how many SQL statements a request runs, apart from those that begin and end transactions."""
    with CaptureQueriesContext(connection) as captured:
        response = ask()
    assert response.status_code == status, response.status_code
    return sum(not query["sql"].startswith(CONTROL) for query in captured)


def counted():
    """Return the statements of a save and of the room page, asked for by a candidate who is not under load."""
    client, interview = candidate("counted")
    room = reverse("room", args=[interview.pk])
    answer = Answer.objects.filter(interview=interview, position=1)
    numbers = itertools.count(1)

    def write(**more):
        seq = next(numbers)
        return put(client, interview, f"Words, {seq} times.", seq, **more)

    write()
    found = {"save": statements(write)}
    # The first one of a connection to SQLite makes what the others write through.
    answer.update(set_aside_at=timezone.now() - timedelta(hours=1))
    write()
    answer.update(set_aside_at=timezone.now() - timedelta(hours=1))
    found["save, earlier text set aside"] = statements(write)
    found["save, another tab was first"] = statements(lambda: write(tab="another"), status=409)
    return found | {"page": statements(lambda: client.get(room))}


def main(count, answers):
    """Make `count` candidates and print what the load needs to know of them."""
    filling.fill(answers, candidate)
    made, floors = [], []
    for number in range(count):
        client, interview = candidate(number)
        floors.append(floor(client, interview))
        room = reverse("room", args=[interview.pk])
        client.get(room)
        made.append(
            {
                "room": room,
                "save": reverse("save_answer", args=[interview.pk, 1]),
                "floor": f"/floor/{number}",
                "answer": Answer.objects.get(interview=interview, position=1).pk,
                "cookies": {name: cookie.value for name, cookie in client.cookies.items()},
                "csrf": settings.CSRF_COOKIE_NAME,
            }
        )
    (settings.VAR_DIR / RECORDED).write_text(json.dumps(floors, default=str))
    json.dump({"candidates": made, "statements": counted()}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
