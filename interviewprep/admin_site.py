"""The admin site of curators and administrators."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from questions.reporting import open_reports


class AutocompleteView(AutocompleteJsonView):
    """Offers choices under the names that their admin page gives them: two guides may both have a topic "Metrics"."""

    def serialize_result(self, obj, to_field_name):
        """Return the choice for the list."""
        label = getattr(self.model_admin, "autocomplete_label", str)
        return super().serialize_result(obj, to_field_name) | {"text": label(obj)}


class BankAdminSite(AdminSite):
    """The admin, named after what is kept in it."""

    site_title = _("Interviewprep bank")
    site_header = _("Interviewprep: the bank")
    index_title = _("Question bank and accounts")

    def index(self, request, extra_context=None):
        """Say on the first page how many problem reports wait."""
        may_see = request.user.has_perm("questions.view_problemreport")
        waiting = open_reports().count() if may_see else 0
        return super().index(request, {**(extra_context or {}), "open_reports": waiting})

    # The admin's own login page knows nothing of second factors: sign in through the account pages.
    @method_decorator(login_not_required)
    def login(self, request, extra_context=None):
        """Send whoever is not signed in to the account pages and back."""
        return secure_admin_login(super().login)(request, extra_context=extra_context)

    def password_change(self, request, extra_context=None):
        """Send to the account pages, which ask for the second factor where there is one."""
        return redirect("account_change_password")

    def autocomplete_view(self, request):
        """Answer what somebody types into a choice."""
        return AutocompleteView.as_view(admin_site=self)(request)
