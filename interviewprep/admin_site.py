"""The admin site of curators and administrators."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class BankAdminSite(AdminSite):
    """The admin, named after what is kept in it."""

    site_title = _("Interviewprep bank")
    site_header = _("Interviewprep: the bank")
    index_title = _("Question bank and accounts")

    # The admin's own login page knows nothing of second factors: sign in through the account pages.
    def login(self, request, extra_context=None):
        """Send whoever is not signed in to the account pages and back."""
        return secure_admin_login(super().login)(request, extra_context=extra_context)
