"""The only door to preparations: beginning one, giving it another date or none, stopping."""

from sessions.models import Preparation


def prepare(candidate, guide, date, now):
    """
    Note that `candidate` prepares `guide` toward `date` (None without one) and return the Preparation.

    There is one per guide: where it exists it takes the new date and keeps the day it was begun.
    """
    preparation, _ = Preparation.objects.update_or_create(
        candidate=candidate,
        guide=guide,
        defaults={"date": date},
        create_defaults={"date": date, "begun_at": now},
    )
    return preparation


def stop(candidate, guide):
    """
    Take the preparation of `guide` back and return it as it was, or None where there is none (any more).

    Nothing else goes with it: interviews, ratings and study marks stay.
    """
    preparation = Preparation.objects.filter(candidate=candidate, guide=guide).first()
    if preparation is not None:
        Preparation.objects.filter(pk=preparation.pk).delete()
    return preparation
