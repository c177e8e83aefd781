"""The outbox: nothing is told that did not happen, nothing twice, a refusal is tried again."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.db import transaction

from accounts import outbox
from accounts.models import Message, MessageKind


@pytest.fixture
def put(alice, now):
    """Leave a message for Alice."""

    def put(key="one", **fields):
        values = {"user": alice, "kind": MessageKind.CLAIMED, "subject": "A subject", "body": "A body."}
        return outbox.put(**(values | {"path": "/inbox/", "dedupe_key": key, "now": now} | fields))

    return put


def refuse(monkeypatch, error=None):
    """Let the mail server refuse everything; returns the list of what was tried."""
    tried = []

    def send_mail(subject, *args, **kwargs):
        tried.append(subject)
        raise error or ConnectionRefusedError("no mail server")

    monkeypatch.setattr(mail, "send_mail", send_mail)
    return tried


def test_a_message_is_sent_to_its_person_with_its_address(put, alice, now, settings):
    put()
    assert outbox.send_waiting(now) == 1
    (sent,) = mail.outbox
    assert (sent.to, sent.subject) == ([alice.email], "A subject")
    assert sent.body.startswith(f"A body.\n\n{settings.SITE_URL}/inbox/\n")


def test_every_e_mail_says_where_its_kind_is_switched_off(put, now, settings):
    put()
    outbox.send_waiting(now)
    (sent,) = mail.outbox
    assert sent.body.splitlines()[-1].endswith(f"{settings.SITE_URL}/account/messages/#claimed")


def test_a_kind_that_is_switched_off_stays_in_the_app(put, alice, now):
    put("before")
    outbox.switch(alice, MessageKind.CLAIMED, by_email=False)
    put("after")
    put("another", kind=MessageKind.REPLIED)
    assert outbox.send_waiting(now) == 1
    assert (alice.inbox.count(), [sent.subject for sent in mail.outbox]) == (3, ["A subject"])
    outbox.switch(alice, MessageKind.CLAIMED, by_email=True)
    # What came meanwhile is read by now, or at least old.
    assert outbox.send_waiting(now + timedelta(days=1)) == 0
    put("at last")
    assert outbox.send_waiting(now) == 1


def test_a_message_is_never_sent_twice(put, now):
    put()
    assert [outbox.send_waiting(now), outbox.send_waiting(now)] == [1, 0]
    assert len(mail.outbox) == 1


def test_the_same_key_leaves_no_second_message(put):
    assert [put(), put()] == [True, False]
    assert Message.objects.count() == 1


def test_what_was_rolled_back_is_not_told(put, now):
    with transaction.atomic():
        put()
        transaction.set_rollback(True)
    assert outbox.send_waiting(now) == 0
    assert mail.outbox == []


def test_a_refusal_is_tried_again_after_growing_pauses(put, now, monkeypatch):
    put()
    tried = refuse(monkeypatch)
    times = [now, now + timedelta(seconds=59), now + timedelta(minutes=1), now + timedelta(minutes=2)]
    for at in times:
        outbox.send_waiting(at)
    assert len(tried) == 2
    outbox.send_waiting(now + timedelta(minutes=3))
    assert len(tried) == 3


def test_a_refusal_says_why_and_is_sent_when_the_server_is_back(put, now, monkeypatch):
    put()
    with monkeypatch.context() as patched:
        refuse(patched, SMTPServerDisconnected("gone"))
        assert outbox.send_waiting(now) == 0
    assert Message.objects.get().last_error == "gone"
    assert outbox.send_waiting(now + timedelta(minutes=1)) == 1
    assert Message.objects.get().last_error == ""


def test_one_refusal_does_not_hold_up_the_others(put, now, monkeypatch, bob):
    put("first", subject="First")
    put("second", subject="Second", user=bob)
    real = mail.send_mail

    def send_mail(subject, *args, **kwargs):
        if subject == "First":
            raise TimeoutError
        return real(subject, *args, **kwargs)

    monkeypatch.setattr(mail, "send_mail", send_mail)
    assert outbox.send_waiting(now) == 1
    assert [sent.subject for sent in mail.outbox] == ["Second"]


def test_after_eight_attempts_it_is_left(put, now, monkeypatch):
    put()
    tried = refuse(monkeypatch)
    for day in range(20):
        outbox.send_waiting(now + timedelta(days=day))
    assert len(tried) == outbox.MOST_ATTEMPTS


def test_a_crash_between_claim_and_result_is_not_sent_again(put, now, monkeypatch):
    put()

    class Killed(BaseException):
        pass

    def send_mail(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(mail, "send_mail", send_mail)
        with pytest.raises(Killed):
            outbox.send_waiting(now)
    message = Message.objects.get()
    assert (message.claimed_at, message.sent_at) == (now, None)
    assert outbox.send_waiting(now + timedelta(days=1)) == 0


def test_a_message_that_another_process_has_claimed_is_left_to_it(put, now):
    put()
    Message.objects.update(claimed_at=now)
    assert outbox.send_waiting(now) == 0


def test_a_message_for_later_waits(put, now):
    put(now=now + timedelta(hours=1))
    assert outbox.send_waiting(now) == 0
    assert outbox.send_waiting(now + timedelta(hours=1)) == 1


def test_a_line_end_in_a_name_ends_no_header(put, alice, now):
    put(subject="One\nBcc: everybody@example.org")
    assert outbox.send_waiting(now) == 1
    (sent,) = mail.outbox
    assert (sent.subject, sent.recipients()) == ("One Bcc: everybody@example.org", [alice.email])


def test_a_subject_that_is_too_long_is_cut(put):
    put(subject="word " * 100)
    assert len(Message.objects.get().subject) == 200


def test_an_address_that_cannot_be_written_to_holds_up_nothing(put, alice, bob, now):
    put("first")
    put("second", user=bob)
    type(alice).objects.filter(pk=alice.pk).update(email="alice@example.org\nBcc: x@example.org")
    assert outbox.send_waiting(now) == 1
    assert [sent.to for sent in mail.outbox] == [[bob.email]]
