"""How long ago something was, in whole days as people count them."""

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def days_ago(moment, now=None):
    """Return "today", "yesterday" or "5 days ago" for an aware datetime, counted in the person's time zone."""
    days = (timezone.localdate(now) - timezone.localdate(moment)).days
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}
