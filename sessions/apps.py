"""The mock interviews."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MockSessionsConfig(AppConfig):
    """App `sessions` under its own label: `sessions` is the label of Django's login sessions."""

    name = "sessions"
    label = "mock_sessions"
    verbose_name = _("Mock interviews")
