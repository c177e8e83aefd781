"""
The outbox: a message is a row first, an e-mail later.

`put` runs inside the transaction of what it tells of, so there is no message of something that did not happen.
`send_waiting`, called by `manage.py tick`, claims each row in a transaction of its own before it speaks to the
mail server. A refusal is tried again with growing pauses. Where the process died between claim and result nobody
knows whether the mail went; such a row is not sent again (never twice), and stays claimed for the administrators.

Everybody chooses of which kinds they want e-mails. A message of another kind stays in the app and waits for nothing.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.core import mail
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Message, MessageKind, User

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(minutes=1)
# What concerns coaches alone; all other kinds concern everybody, for everybody can be a candidate.
FOR_COACHES = {MessageKind.HANDED_IN, MessageKind.REDO_DONE, MessageKind.LEASE_ENDING}


def one_line(text):
    """Return `text` on one line, no longer than a subject may be."""
    return " ".join(str(text).split())[:200]


def put(*, user, kind, subject, body, path, dedupe_key, now):
    """
    Leave a message for `user`; the same `dedupe_key` leaves none a second time. Returns whether it was left.

    `path` is the page that it is about, from the root of the site; `now` an aware datetime.
    """
    _message, made = Message.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "user": user,
            "kind": kind,
            # Names stand in subjects, and a line end in one would be the end of a header.
            "subject": one_line(subject),
            "body": body,
            "path": path,
            "created_at": now,
            "next_attempt_at": None if kind in user.kinds_without_email else now,
        },
    )
    return made


def send_waiting(now):
    """Send every message that waits and is due at `now`. Returns how many went out."""
    due = Message.objects.filter(
        sent_at=None, claimed_at=None, attempts__lt=MOST_ATTEMPTS, next_attempt_at__lte=now
    ).values_list("pk", flat=True)
    return sum(_send(pk, now) for pk in list(due.order_by("created_at")[:200]))


def _send(pk, now):
    claimed = Message.objects.filter(pk=pk, sent_at=None, claimed_at=None).update(
        claimed_at=now, attempts=models.F("attempts") + 1
    )
    if not claimed:
        return 0
    message = Message.objects.select_related("user").get(pk=pk)
    if message.kind in message.user.kinds_without_email:
        Message.objects.filter(pk=pk).update(claimed_at=None, next_attempt_at=None, attempts=message.attempts - 1)
        return 0
    try:
        mail.send_mail(
            message.subject,
            f"{message.body}\n\n{settings.SITE_URL}{message.path}\n\n{_foot(message)}\n",
            settings.DEFAULT_FROM_EMAIL,
            [message.user.email],
        )
    # smtplib's errors are OSErrors, and so is a host that cannot be reached; an address or a header that cannot be
    # written is a ValueError.
    except (OSError, ValueError) as error:
        logger.warning("Message %s not sent: %s", pk, error)
        pause = FIRST_PAUSE * 2 ** (message.attempts - 1)
        Message.objects.filter(pk=pk).update(claimed_at=None, next_attempt_at=now + pause, last_error=str(error)[:300])
        return 0
    Message.objects.filter(pk=pk).update(sent_at=now, claimed_at=None, last_error="")
    return 1


def _foot(message):
    """Return what stands at the end of an e-mail: why it came, and where such e-mails are switched off."""
    switches = f"{settings.SITE_URL}{reverse('message_switches')}#{message.kind}"
    return "-- \n" + _("You are told this by e-mail: %(kind)s.\nSwitch e-mails of this kind off: %(address)s") % {
        "kind": message.get_kind_display(),
        "address": switches,
    }


def kinds_for(is_coach):
    """Return the kinds of message that concern a person, in their order."""
    return [kind for kind in MessageKind if is_coach or kind not in FOR_COACHES]


def switch(user, kind, by_email):
    """Let messages of a kind come to `user` by e-mail, or in the app alone; what waits for the mail server follows."""
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=user.pk)
        without = set(person.kinds_without_email) - {kind}
        person.kinds_without_email = sorted(without if by_email else without | {kind})
        person.save(update_fields=["kinds_without_email"])
    user.kinds_without_email = person.kinds_without_email
