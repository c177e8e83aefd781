"""The admin site of curators and administrators."""

from functools import update_wrapper

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _

from questions.reporting import open_reports
from sessions.views.running import running_interview


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

    def admin_view(self, view, cacheable=False):
        """Close the bank's pages, which show expected answers, to whoever sits in a realistic interview now."""
        opened = super().admin_view(view, cacheable)

        def page(request, *args, **kwargs):
            if request.resolver_match.url_name.startswith("questions_") and self.has_permission(request):
                interview = running_interview(request.user, timezone.now())
                if interview is not None and interview.is_realistic:
                    context = {**self.each_context(request), "interview": interview}
                    return render(request, "admin/bank_closed.html", context, status=403)
            return opened(request, *args, **kwargs)

        return update_wrapper(page, opened)

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
