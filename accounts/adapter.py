"""How allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings

from accounts import invitations


class AccountAdapter(DefaultAccountAdapter):
    """Who may sign up, as SIGNUP says."""

    def is_open_for_signup(self, request):
        """Open: anybody. Invite: with a link that is still good. Closed: nobody."""
        if settings.SIGNUP == "invite":
            return invitations.email_of(request.GET.get("invitation") or request.POST.get("invitation", "")) is not None
        return settings.SIGNUP == "open"
