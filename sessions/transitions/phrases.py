"""The only door to a coach's own comment bank: kept, changed, deleted, used."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from sessions.models import Phrase
from sessions.transitions.trail import NotAllowed

LONGEST = Phrase._meta.get_field("text").max_length
MOST = 200


def keep(coach, text, now, used=0):
    """
    Keep `text` as a phrase of `coach` and return it; one that says the same is returned as it is.

    Raises NotAllowed for an empty or too long text, or where the bank is full.
    """
    text = _checked(text)
    with transaction.atomic():
        # One person's phrases come one after the other: two presses make one.
        User.objects.select_for_update(no_key=True).get(pk=coach.pk)
        same = Phrase.objects.filter(coach=coach, text=text).first()
        if same:
            return same
        if Phrase.objects.filter(coach=coach).count() >= MOST:
            raise NotAllowed(_("You have %d phrases, and that is the most there may be. Delete one first.") % MOST)
        return Phrase.objects.create(coach=coach, text=text, used=used, created_at=now)


def change(phrase, text):
    """Give a phrase another text. Raises NotAllowed as `keep`, and where another phrase says the same."""
    text = _checked(text)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=phrase.coach_id)
        if Phrase.objects.filter(coach=phrase.coach_id, text=text).exclude(pk=phrase.pk).exists():
            raise NotAllowed(_("You have a phrase with these words already."))
        phrase.text = text
        phrase.save(update_fields=["text"])


def delete(phrase):
    """Delete a phrase; what was written with it stays."""
    phrase.delete()


def note_use(coach, pks, now):
    """Count that the phrases `pks` of `coach` went into something that was saved."""
    if pks:
        Phrase.objects.filter(coach=coach, pk__in=pks).update(used=F("used") + 1, used_at=now)


def _checked(text):
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise NotAllowed(_("Write the phrase first."))
    if len(text) > LONGEST:
        raise NotAllowed(
            _("A phrase holds %(most)d characters; this one has %(length)d.") % {"most": LONGEST, "length": len(text)}
        )
    return text
