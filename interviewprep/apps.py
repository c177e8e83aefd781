"""The admin site as an app of this project."""

from django.contrib.admin.apps import AdminConfig


class BankAdminConfig(AdminConfig):
    """Django's admin with our own site: curators get in by their group's permissions and with their second factor."""

    default_site = "interviewprep.admin_site.BankAdminSite"
