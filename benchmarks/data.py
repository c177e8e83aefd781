"""
Make candidates in the room and count the statements of their requests: `python -m benchmarks.data COUNT`.

Prints JSON: `candidates` (cookies and addresses of each), `statements` (of each kind of request).
"""

import itertools
import json
import os
import sys

import django
from django.conf import settings

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from questions.models import Guide  # noqa: E402
from sessions.models import Pacing, Scope  # noqa: E402
from sessions.transitions import interviews  # noqa: E402

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")
SECURE = {"HTTP_X_FORWARDED_PROTO": "https", "HTTP_HOST": "127.0.0.1", "HTTP_REFERER": "https://127.0.0.1/"}


def candidate(name):
    """Return a client that is signed in and sits in an interview of five questions, and the interview."""
    now = timezone.now()
    user = User.objects.create_user(f"bench-{name}@example.org", name=f"Candidate {name}")
    wish = interviews.Plan(Guide.objects.order_by("pk").first(), Scope.MIX, None, 5, Pacing.REALISTIC)
    interview = interviews.plan(user, wish, 1, now)
    interviews.start(interview, now)
    client = Client(**SECURE)
    client.force_login(user)
    return client, interview


def statements(ask):
    """Return how many SQL statements a request runs, apart from those that begin and end transactions."""
    ask()
    with CaptureQueriesContext(connection) as captured:
        response = ask()
    assert response.status_code == 200, response.status_code
    return sum(not query["sql"].startswith(CONTROL) for query in captured)


def counted():
    """Return the statements of a save and of the room page, asked for by a candidate who is not under load."""
    client, interview = candidate("counted")
    room, save = reverse("room", args=[interview.pk]), reverse("save_answer", args=[interview.pk, 1])
    numbers = itertools.count(1)

    def put():
        seq = next(numbers)
        body = {"text": f"Words, {seq} times.", "base": 0, "tab": "counted", "seq": seq, "cleared": False}
        return client.post(save, body, content_type="application/json")

    return {"save": statements(put), "room": statements(lambda: client.get(room))}


def main(count):
    """Make `count` candidates and print what the load needs to know of them."""
    made = []
    for number in range(count):
        client, interview = candidate(number)
        room = reverse("room", args=[interview.pk])
        client.get(room)
        cookies = {name: cookie.value for name, cookie in client.cookies.items()}
        save = reverse("save_answer", args=[interview.pk, 1])
        made.append({"room": room, "save": save, "cookies": cookies, "csrf": settings.CSRF_COOKIE_NAME})
    json.dump({"candidates": made, "statements": counted()}, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))
