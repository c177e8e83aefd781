"""Who is here and what they may open."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, roles, login sessions and messages."""

    name = "accounts"
    verbose_name = _("Accounts")
