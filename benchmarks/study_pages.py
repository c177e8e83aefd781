"""
Fill an empty database and time the study pages: `python -m benchmarks.study_pages 200 20000`.

Asks through the test client and prints JSON: for each size and page the number of questions found, p50 and p95 in
milliseconds, and the statements.
"""

import json
import os
import statistics
import sys
import time

import django
from django.conf import settings

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import User  # noqa: E402
from benchmarks import bank  # noqa: E402

TIMES, WARM_UP = 60, 5


def pages():
    """Return {name: address} of what is asked for."""
    everywhere = reverse("search") + "?guide="
    return {
        "a common word": f"{everywhere}&text={bank.COMMON}",
        "a rare word": f"{everywhere}&text={bank.RARE}",
        "a common word, a late page": f"{everywhere}&text={bank.COMMON}&page=5",
        "all questions": everywhere,
        "one guide": reverse("study", args=["bench-1"]),
        "one guide, a word": reverse("study", args=["bench-1"]) + f"?text={bank.COMMON}",
    }


def timed(client, address):
    """Return the figures of one address."""
    for _turn in range(WARM_UP):
        client.get(address)
    times = []
    for _turn in range(TIMES):
        begun = time.perf_counter()
        response = client.get(address)
        times.append((time.perf_counter() - begun) * 1000)
        assert response.status_code == 200, response.status_code
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    cuts = statistics.quantiles(times, n=20)
    return {
        "found": response.context["deck"].total,
        "p50": round(statistics.median(times), 1),
        "p95": round(cuts[-1], 1),
        "statements": len(queries),
    }


def main(sizes):
    """Fill the bank to each size and measure."""
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    call_command("migrate", verbosity=0)
    client = Client(HTTP_X_FORWARDED_PROTO="https", HTTP_HOST="127.0.0.1")
    setup_test_environment(debug=False)
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "127.0.0.1"]
    client.force_login(User.objects.create_user("bench-search@example.org"))
    found = {}
    for size in sizes:
        bank.fill(size)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
        found[size] = {name: timed(client, address) for name, address in pages().items()}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
