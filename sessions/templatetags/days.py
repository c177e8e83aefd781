"""Lengths of time as people say them: how long ago something was, how long a round takes."""

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


@register.filter
def span(length):
    """Return a timedelta in words: "an hour", "5 hours", from two days on in days: "3 days"."""
    hours = max(1, round(length.total_seconds() / 3600))
    if hours == 1:
        return _("an hour")
    if hours < 48:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


@register.filter
def length_of(a_round):
    """Return the length of a round in words: "30 minutes", "45 to 60 minutes"."""
    least, most = a_round.least_minutes, a_round.most_minutes
    if least == most:
        return ngettext("%(n)d minute", "%(n)d minutes", most) % {"n": most}
    return _("%(least)d to %(most)d minutes") % {"least": least, "most": most}


@register.filter
def short_length_of(a_round):
    """Return the length of a round as a contents page has room for it: "30 min", "45–60 min"."""
    least, most = a_round.least_minutes, a_round.most_minutes
    if least == most:
        return _("%(n)d min") % {"n": most}
    return _("%(least)d–%(most)d min") % {"least": least, "most": most}
