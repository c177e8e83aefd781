"""The addresses of the app, `/hello/` behind all its middlewares; before these `/bare/` and `/floor/`."""

import json

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import include, path

from benchmarks.data import BASE, RECORDED, REVISION, SEQ, TEXT

recorded = {}


def bare(get_response):
    """Middleware that answers what is compared with before this app does anything."""

    def answer(request):
        if request.path == "/bare/":
            return HttpResponse("hello", headers={"Content-Length": "5"})
        if request.path.startswith("/floor/"):
            return floor(request, int(request.path.removeprefix("/floor/")))
        return get_response(request)

    return answer


def floor(request, number):
    """Run the statements of a save of candidate `number` through a cursor, in a transaction where the save has one."""
    if not recorded:
        recorded.update(enumerate(json.loads((settings.VAR_DIR / RECORDED).read_text())))
    save = json.loads(request.body)
    values = {TEXT: save["text"], SEQ: save["seq"], BASE: save["base"], REVISION: save["base"] + 1}
    before, within, after = recorded[number]
    run(before, values)
    if within:
        with transaction.atomic():
            run(within, values)
    run(after, values)
    body = json.dumps({"outcome": "saved", "revision": values[REVISION]})
    return HttpResponse(body, headers={"Content-Type": "application/json", "Content-Length": str(len(body))})


def run(statements, values):
    """Run the recorded statements with the values of this save in the places of those of the recorded one."""
    with connection.cursor() as cursor:
        for sql, parameters in statements:
            cursor.execute(sql, [values.get(one, one) for one in parameters])
            if sql.startswith("SELECT"):
                cursor.fetchone()
            elif cursor.rowcount != 1:
                raise RuntimeError(f"{cursor.rowcount} rows: {sql}")


def hello(request):
    """Greet whoever is signed in, and do nothing else."""
    return HttpResponse("hello")


urlpatterns = [path("hello/", hello), path("", include("interviewprep.urls"))]
