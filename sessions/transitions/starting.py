"""Plan and start in one go: a press on the button gives one running interview, or leaves nothing behind."""

from django.db import transaction

from accounts.models import User
from sessions.models import MockInterview
from sessions.transitions import interviews


def sit_down(candidate, wish, seed, now):
    """
    Draw the questions of `wish` (an interviews.Plan) with `seed`, start the clock, and return the MockInterview.

    Keeps the allowance of the wish as the candidate's own. Raises AnotherRunning where they sit in an interview
    already, NotAllowed where there is nothing to draw from; then nothing has been planned either.
    """
    other = MockInterview.objects.owned_by(candidate).running().first()
    if other is not None:
        interviews.close_if_overdue(other, now)
    with transaction.atomic():
        # The lock makes the second of two presses wait, and then find the interview of the first.
        person = User.objects.select_for_update().get(pk=candidate.pk)
        other = MockInterview.objects.owned_by(candidate).running().first()
        if other is not None:
            raise interviews.AnotherRunning(other)
        if person.allowance != wish.allowance:
            person.allowance = wish.allowance
            person.save(update_fields=["allowance"])
        interview = interviews.plan(candidate, wish, seed, now)
        interviews.start(interview, now)
    candidate.allowance = wish.allowance
    return interview
