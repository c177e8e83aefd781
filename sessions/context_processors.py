"""What the head of every page shows: a running interview, how many messages are new, how many interviews wait."""

from django.db.models import Count, IntegerField, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.functional import SimpleLazyObject

from accounts.models import Message, User
from accounts.roles import is_coach, is_curator
from sessions.models import MockInterview, ReviewRequest


def mast(request):
    """
    Return what `templates/base.html` needs, each found only if the page shows it.

    `running_interview`: the signed-in candidate's running MockInterview or None; `unread_messages`: a number;
    `may_review`, `may_curate`: whether the links to the queue and the bank are shown; `waiting_reviews`: how many
    interviews wait that this coach may claim.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"running_interview": None, "unread_messages": 0, "may_review": False, "may_curate": False}
    counts = SimpleLazyObject(lambda: _counts(user))
    return {
        "running_interview": SimpleLazyObject(lambda: MockInterview.objects.owned_by(user).running().first()),
        "unread_messages": SimpleLazyObject(lambda: counts["unread"]),
        "waiting_reviews": SimpleLazyObject(lambda: counts["waiting"]),
        "may_review": SimpleLazyObject(lambda: is_coach(user)),
        "may_curate": SimpleLazyObject(lambda: is_curator(user)),
    }


def _counts(user):
    """Return the number of unread messages and, for a coach, of waiting interviews, in one statement."""
    unread = Message.objects.filter(user=user, read_at=None)
    if not is_coach(user):
        return {"unread": unread.count(), "waiting": 0}
    waiting = ReviewRequest.objects.waiting().for_coach(user)
    person = User.objects.filter(pk=user.pk).values(unread=_number_of(unread), waiting=_number_of(waiting))
    return person.first() or {"unread": 0, "waiting": 0}


def _number_of(rows):
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
