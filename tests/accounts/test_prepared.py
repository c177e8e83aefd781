"""Prepared statements find, lock and write what Django's own would."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Message, User
from accounts.prepared import Prepared, PreparedUpdate

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BY_KEY = Prepared(
    lambda slot: Message.objects.select_related("user").filter(
        dedupe_key=slot("key", models.CharField()), created_at__gt=slot("after", models.DateTimeField())
    )
)
LOCKED = Prepared(
    lambda slot: User.objects.select_for_update().filter(pk=slot("pk", models.BigIntegerField()), is_active=True)
)
OF_USER = Prepared(
    lambda slot: Message.objects.filter(user=slot("user", models.BigIntegerField())).order_by("-subject")
)
READ = PreparedUpdate(Message, ["read_at", "attempts"])


@pytest.fixture
def message(alice):
    return Message.objects.create(user=alice, subject="S", dedupe_key="one", created_at=NOON)


def values_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_it_finds_what_the_queryset_finds(message, alice):
    with CaptureQueriesContext(connection) as queries:
        found = BY_KEY.get(key="one", after=NOON.replace(hour=11))
        assert (found, found.user, values_of(found.user)) == (message, alice, values_of(alice))
    assert len(queries) == 1
    assert values_of(found) == values_of(Message.objects.get())


def test_the_values_of_one_call_are_not_those_of_the_next(message):
    Message.objects.create(user=message.user, subject="T", dedupe_key="two", created_at=NOON)
    found = [BY_KEY.get(key=key, after=NOON.replace(hour=11)).subject for key in ("one", "two", "one")]
    assert found == ["S", "T", "S"]


def test_it_finds_all_in_their_order(message, alice, bob):
    Message.objects.create(user=alice, subject="T", dedupe_key="two", created_at=NOON)
    Message.objects.create(user=bob, subject="U", dedupe_key="three", created_at=NOON)
    assert [one.subject for one in OF_USER.list(user=alice.pk)] == ["T", "S"]


def test_it_finds_nothing(message):
    assert BY_KEY.get(key="one", after=NOON) is None
    assert BY_KEY.get(key="' OR 1=1 --", after=NOON.replace(hour=11)) is None


def test_a_number_that_no_column_holds_finds_nothing(db):
    with transaction.atomic():
        assert LOCKED.get(pk=10**30) is None


def test_what_is_found_is_one_s_own_to_change_and_save(alice):
    with transaction.atomic():
        found = LOCKED.get(pk=alice.pk)
        found.name = "Alicia"
        found.save(update_fields=["name"])
    assert User.objects.get(pk=alice.pk).name == "Alicia"


def test_it_writes_the_named_fields_alone(message):
    message.read_at, message.attempts, message.subject = NOON, 3, "Not written"
    READ.write(message)
    stored = Message.objects.get()
    assert (stored.read_at, stored.attempts, stored.subject) == (NOON, 3, "S")


def test_a_row_that_is_gone_is_not_written(message):
    Message.objects.all().delete()
    with pytest.raises(Message.NotUpdated):
        READ.write(message)


def put_beside(message, number):
    message.attempts = number
    beside = Message(user=message.user, subject="T", dedupe_key=f"key {number}", created_at=NOON, kind="claimed")
    READ.write(message, beside=beside)


def test_what_is_written_beside_it_stands_beside_it(message):
    put_beside(message, 1)
    with CaptureQueriesContext(connection) as queries:
        put_beside(message, 2)
    assert len(queries) == 1
    stored = Message.objects.order_by("pk").values_list("subject", "attempts", "dedupe_key", "created_at", "kind")
    assert list(stored) == [
        ("S", 2, "one", NOON, ""),
        ("T", 0, "key 1", NOON, "claimed"),
        ("T", 0, "key 2", NOON, "claimed"),
    ]


def test_it_is_written_beside_after_all_that_was_taken_back(message):
    with transaction.atomic():
        put_beside(message, 1)
        transaction.set_rollback(True)
    put_beside(message, 2)
    assert list(Message.objects.order_by("pk").values_list("attempts", "dedupe_key")) == [(2, "one"), (0, "key 2")]


def test_what_may_not_stand_beside_it_is_not_written(message):
    put_beside(message, 1)
    message.attempts = 2
    beside = Message(user=message.user, subject="T", dedupe_key="key 1", created_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        READ.write(message, beside=beside)
    assert list(Message.objects.order_by("pk").values_list("attempts", flat=True)) == [1, 0]


def test_nothing_stands_beside_a_row_that_is_gone(message, alice):
    message.delete()
    message.pk = 1
    beside = Message(user=alice, subject="T", dedupe_key="two", created_at=NOON)
    with pytest.raises(Message.NotUpdated), transaction.atomic():
        READ.write(message, beside=beside)
    assert Message.objects.count() == 0


def test_rows_are_found_as_well(message, alice):
    rows = Prepared(
        lambda slot: Message.objects.filter(user=slot("user", models.BigIntegerField())).values_list(
            "subject", "created_at"
        )
    )
    assert [tuple(row) for row in rows.list(user=alice.pk)] == [("S", NOON)]
