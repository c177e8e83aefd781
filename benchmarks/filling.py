"""Fill the tables with candidates who have sat many interviews: rows copied inside the database from a real one."""

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from sessions.models import Answer, InterviewStatus, MockInterview

INTERVIEWS_EACH = 10
ANSWERS_EACH = 5
# Four to six hundred characters: a hundred thousand answers in about 60 MB.
WORDS = "I looked at the figures first, asked two members what they saw, and changed one thing at a time. " * 5


def fill(answers, make_candidate):
    """Fill the tables up to about `answers` answers, by `make_candidate` of one of them; the statistics are renewed."""
    _client, first = make_candidate("pattern")
    first.answers.update(text=WORDS, revision=40, saved_at=timezone.now(), opened_at=first.started_at)
    interviews = max(0, (answers - Answer.objects.count()) // ANSWERS_EACH)
    people = -(-interviews // INTERVIEWS_EACH)
    if not people:
        return
    user_from, interview_from, answer_from = (_last(model) for model in (User, MockInterview, Answer))
    with transaction.atomic():
        _copy(
            User,
            f"t.id = {first.candidate_id}",
            people,
            id=f"{user_from} + n",
            email="'filled-' || n || '@example.org'",
        )
        _copy(
            MockInterview,
            f"t.id = {first.pk}",
            people * INTERVIEWS_EACH,
            id=f"{interview_from} + n",
            candidate_id=f"{user_from} + 1 + (n - 1) / {INTERVIEWS_EACH}",
            status=f"'{InterviewStatus.RATED}'",
            finished_at="started_at",
            rated_at="started_at",
        )
        _copy(
            Answer,
            f"t.interview_id = {first.pk}",
            people * INTERVIEWS_EACH,
            id=f"{answer_from} + (n - 1) * {ANSWERS_EACH} + position",
            interview_id=f"{interview_from} + n",
            closed_at="opened_at",
        )
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [User, MockInterview, Answer]):
            cursor.execute(sql)
        cursor.execute("ANALYZE")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if connection.vendor == "sqlite" else "CHECKPOINT")


def _last(model):
    return model.objects.aggregate(last=Max("pk"))["last"]


def _copy(model, which, times, **changed):
    """Copy the rows of `model` that fit `which`, `times` over, with columns computed from the number of the copy, n."""
    quoted = connection.ops.quote_name
    columns = [field.column for field in model._meta.concrete_fields]
    table = quoted(model._meta.db_table)
    values = ", ".join(changed.get(column) or f"t.{quoted(column)}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(map(quoted, columns))}) "  # noqa: S608 - our own names and numbers
            f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {times}) "
            f"SELECT {values} FROM {table} t CROSS JOIN numbers WHERE {which}"
        )
