"""Who may make an account, for the pages that offer it."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def signup_mode():
    """Return `open`, `invite` or `closed`, as the installation is set."""
    return settings.SIGNUP
