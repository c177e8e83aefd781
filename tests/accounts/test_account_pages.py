"""One's own account, the inbox, and inviting somebody."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import invitations, outbox
from accounts.models import Message, MessageKind, User


@pytest.fixture
def signed_in(client, alice):
    """A browser in which Alice is signed in."""
    client.force_login(alice)
    return client


def tell(user, now, number=1, **fields):
    """Leave `number` messages for a person, a minute apart."""
    for n in range(number):
        values = {"kind": MessageKind.CLAIMED, "subject": f"Subject {n}", "body": "Body.", "path": "/interviews/"}
        outbox.put(**values | fields, user=user, dedupe_key=f"{user.pk}-{n}-{now}", now=now + timedelta(minutes=n))


def subjects(response):
    """The subjects that the inbox shows, in its order."""
    return [message.subject for message in response.context["page"]]


def test_name_time_zone_and_allowance_can_be_changed(signed_in, alice):
    data = {"name": "Alice Munro", "time_zone": "America/Toronto", "allowance": 150}
    assert signed_in.post(reverse("account"), data).url == reverse("account")
    alice.refresh_from_db()
    assert (alice.name, alice.time_zone, alice.allowance) == ("Alice Munro", "America/Toronto", 150)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "x" * 101),
        ("time_zone", "Mars/Olympus"),
        ("allowance", "99"),
        ("allowance", "301"),
        ("allowance", "much"),
        ("allowance", ""),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(signed_in, alice, field, value):
    data = {"name": "Alice", "time_zone": "UTC", "allowance": 100} | {field: value}
    response = signed_in.post(reverse("account"), data)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert response.context["user"].name == "Alice"
    alice.refresh_from_db()
    assert (alice.name, alice.time_zone, alice.allowance) == ("Alice", "UTC", 100)


def test_nobody_gives_themselves_a_role_or_another_address(signed_in, alice):
    data = {"name": "Alice", "time_zone": "UTC", "allowance": 100}
    signed_in.post(reverse("account"), data | {"is_superuser": "on", "email": "x@example.org", "groups": "1"})
    alice.refresh_from_db()
    assert (alice.is_superuser, alice.email, alice.groups.count()) == (False, "alice@example.org", 0)


def test_an_empty_inbox_says_what_will_come(signed_in):
    assert "No message yet." in signed_in.get(reverse("inbox")).content.decode()


def test_new_messages_come_first_then_the_newest(signed_in, alice, now):
    tell(alice, now, 4)
    Message.objects.filter(subject__in=["Subject 1", "Subject 3"]).update(read_at=now)
    assert subjects(signed_in.get(reverse("inbox"))) == ["Subject 2", "Subject 0", "Subject 3", "Subject 1"]


def test_the_messages_of_others_are_not_shown(signed_in, bob, now):
    tell(bob, now)
    assert subjects(signed_in.get(reverse("inbox"))) == []


def test_opening_a_message_marks_it_read_and_goes_to_its_page(signed_in, alice, now):
    tell(alice, now)
    message = Message.objects.get()
    assert signed_in.get(reverse("open_message", args=[message.pk])).url == "/interviews/"
    message.refresh_from_db()
    first = message.read_at
    assert first is not None
    signed_in.get(reverse("open_message", args=[message.pk]))
    message.refresh_from_db()
    assert message.read_at == first


def test_a_message_about_no_page_leads_back_to_the_inbox(signed_in, alice, now):
    tell(alice, now, path="")
    assert signed_in.get(reverse("open_message", args=[Message.objects.get().pk])).url == reverse("inbox")


def test_the_message_of_somebody_else_is_not_found(signed_in, bob, now):
    tell(bob, now)
    assert signed_in.get(reverse("open_message", args=[Message.objects.get().pk])).status_code == 404
    assert Message.objects.get().read_at is None


def test_all_can_be_marked_read_at_once(signed_in, alice, bob, now):
    tell(alice, now, 2)
    tell(bob, now)
    signed_in.post(reverse("mark_all_read"))
    assert list(Message.objects.filter(read_at=None).values_list("user", flat=True)) == [bob.pk]


def test_marking_all_read_needs_a_post(signed_in, alice, now):
    tell(alice, now)
    assert signed_in.get(reverse("mark_all_read")).status_code == 405
    assert Message.objects.get().read_at is None


def test_the_inbox_has_pages_of_25(signed_in, alice, now):
    tell(alice, now, 26)
    assert len(subjects(signed_in.get(reverse("inbox")))) == 25
    assert len(subjects(signed_in.get(reverse("inbox"), {"page": 2}))) == 1
    assert len(subjects(signed_in.get(reverse("inbox"), {"page": "nonsense"}))) == 25


def test_what_a_message_says_is_shown_as_text(signed_in, alice, now):
    tell(alice, now, subject="<b>Bold</b>", body="<script>alert(1)</script>")
    page = signed_in.get(reverse("inbox")).content.decode()
    assert "&lt;b&gt;Bold" in page
    assert "<script>alert" not in page


def test_the_inbox_asks_the_database_as_often_for_three_as_for_one(signed_in, alice, now):
    tell(alice, now)
    with CaptureQueriesContext(connection) as one:
        signed_in.get(reverse("inbox"))
    tell(alice, now + timedelta(hours=1), 2)
    with CaptureQueriesContext(connection) as three:
        signed_in.get(reverse("inbox"))
    assert len(one) == len(three)
    assert len(three) <= 12


def test_a_message_is_marked_read_and_new_again_without_opening_it(signed_in, alice, bob, now):
    tell(alice, now)
    tell(bob, now)
    mine, other = alice.inbox.get(), bob.inbox.get()
    assert signed_in.post(reverse("mark_message", args=[mine.pk]), {"read": "1", "page": "2"}).url == "/inbox/?page=2"
    mine.refresh_from_db()
    assert mine.read_at is not None
    signed_in.post(reverse("mark_message", args=[mine.pk]), {"read": "0"})
    mine.refresh_from_db()
    assert mine.read_at is None
    assert signed_in.post(reverse("mark_message", args=[other.pk]), {"read": "1"}).status_code == 404


def test_each_kind_is_switched_by_one_press(signed_in, alice):
    address = reverse("switch_messages", args=[MessageKind.CLAIMED])
    page = signed_in.post(address, {"email": "0"}, follow=True).content.decode()
    alice.refresh_from_db()
    assert alice.kinds_without_email == ["claimed"]
    assert page.count("In the app alone") == 1
    signed_in.post(address, {"email": "1"})
    alice.refresh_from_db()
    assert alice.kinds_without_email == []


def test_kinds_that_concern_coaches_are_offered_to_coaches(client, signed_in, carol):
    assert "handed in and asked of me" not in signed_in.get(reverse("message_switches")).content.decode().lower()
    assert signed_in.post(reverse("switch_messages", args=["handed_in"]), {"email": "0"}).status_code == 404
    assert signed_in.post(reverse("switch_messages", args=["nonsense"]), {"email": "0"}).status_code == 404
    client.force_login(carol)
    assert "handed in and asked of me" in client.get(reverse("message_switches")).content.decode()


@pytest.mark.parametrize("who", ["alice", "carol", "erin"])
def test_there_is_no_page_of_invitations_for_whoever_may_not_grant_roles(client, request, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("invite")).status_code == 404
    assert client.post(reverse("invite"), {"email": "ines@example.org"}).status_code == 404
    assert mail.outbox == []


@pytest.fixture
def host(client, alice):
    """A browser of somebody who may invite."""
    alice.user_permissions.add(Permission.objects.get(codename="grant_roles"))
    client.force_login(User.objects.get(pk=alice.pk))
    return client


def test_an_invitation_is_sent_and_shown(host, settings):
    settings.SIGNUP = "invite"
    page = host.post(reverse("invite"), {"email": "Ines@example.org"}, follow=True).content.decode()
    (sent,) = mail.outbox
    (link,) = [line for line in sent.body.splitlines() if line.startswith(settings.SITE_URL)]
    assert sent.to == ["ines@example.org"]
    assert link in page
    assert invitations.email_of(link.split("invitation=")[1].replace("%3A", ":")) == "ines@example.org"


def test_a_mail_server_that_is_away_is_said_and_the_link_is_shown(host, monkeypatch):
    def refuse(*args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr(mail, "send_mail", refuse)
    page = host.post(reverse("invite"), {"email": "ines@example.org"}, follow=True).content.decode()
    assert "Pass the link on by hand." in page
    assert "?invitation=" in page


@pytest.mark.parametrize("email", ["nonsense", "", "ALICE@example.org"])
def test_an_invitation_that_makes_no_sense_is_refused_at_its_field(host, email):
    response = host.post(reverse("invite"), {"email": email})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["email"])
    assert mail.outbox == []


def test_nobody_is_invited_where_signing_up_is_closed(host, settings):
    settings.SIGNUP = "closed"
    assert "Signing up is closed" in host.get(reverse("invite")).content.decode()
    host.post(reverse("invite"), {"email": "ines@example.org"})
    assert mail.outbox == []


def test_a_forged_token_shows_no_link(host):
    assert "?invitation=" not in host.get(reverse("invite"), {"made": "forged"}).content.decode()
