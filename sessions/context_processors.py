"""What the head of every page shows: a running interview, the number of unread messages."""

from django.utils.functional import SimpleLazyObject

from accounts.models import Message
from accounts.roles import is_coach, is_curator
from sessions.models import MockInterview


def mast(request):
    """
    Return what `templates/base.html` needs, each found only if the page shows it.

    `running_interview`: the signed-in candidate's running MockInterview or None; `unread_messages`: a number;
    `may_review`, `may_curate`: whether the links to the queue and the bank are shown.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"running_interview": None, "unread_messages": 0, "may_review": False, "may_curate": False}
    return {
        "running_interview": SimpleLazyObject(lambda: MockInterview.objects.owned_by(user).running().first()),
        "unread_messages": SimpleLazyObject(lambda: Message.objects.filter(user=user, read_at=None).count()),
        "may_review": SimpleLazyObject(lambda: is_coach(user)),
        "may_curate": SimpleLazyObject(lambda: is_curator(user)),
    }
