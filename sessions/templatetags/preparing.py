"""A preparation in words: how long there is left, and why questions are due."""

from django import template
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions.models import StudyMark
from sessions.templatetags.days import days_ago

register = template.Library()


@register.filter
def days_to(date):
    """Return the whole days from today, where the person is, to a date; None without one and after it."""
    if date is None:
        return None
    days = (date - timezone.localdate()).days
    return days if days >= 0 else None


@register.filter
def days_left(days):
    """Return "12 days left", "tomorrow" or "today" for a number of days."""
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


@register.filter
def in_days(days):
    """Return "in 12 days", "tomorrow" or "today" for a number of days."""
    if days < 2:
        return days_left(days)
    return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}


@register.filter
def reason(why):
    """Return a sentence for a queries.preparing.Why: "You marked 2 of them shaky, the last one 4 days ago."."""
    return {StudyMark.Mark.NOT_YET: _not_yet, StudyMark.Mark.SHAKY: _shaky}.get(why.kind, _weak)(why)


def _shaky(why):
    said = {"n": why.count, "when": days_ago(why.at)}
    if why.total == 1:
        return _("You marked it shaky %(when)s.") % said
    if why.count == why.total:
        return _("You marked them shaky, the last one %(when)s.") % said
    if why.count == 1:
        return _("You marked 1 of them shaky %(when)s.") % said
    return _("You marked %(n)d of them shaky, the last one %(when)s.") % said


def _not_yet(why):
    said = {"n": why.count, "when": days_ago(why.at)}
    if why.total == 1:
        return _("You marked it “not yet” %(when)s.") % said
    if why.count == why.total:
        return _("You marked them “not yet”, the last one %(when)s.") % said
    if why.count == 1:
        return _("You marked 1 of them “not yet” %(when)s.") % said
    return _("You marked %(n)d of them “not yet”, the last one %(when)s.") % said


def _weak(why):
    said = {"n": why.count, "when": days_ago(why.at), "score": _score(why.score)}
    if why.total == 1:
        return _("Your last answer was rated weak %(when)s: %(score)s.") % said
    if why.count == 1:
        return _("Your last answer to 1 of them was rated weak %(when)s: %(score)s.") % said
    if why.count == why.total:
        return _("Your last answers were rated under 50 %% coverage or quality 2.5, the last one %(when)s.") % said
    return (
        _("Your last answers to %(n)d of them were rated under 50 %% coverage or quality 2.5, the last one %(when)s.")
        % said
    )


def _score(score):
    if score is None:
        return ""
    parts = []
    if score.coverage is not None:
        parts.append(_("coverage %(n)d %%") % {"n": round(score.coverage)})
    if score.quality is not None:
        parts.append(_("quality %(n)s") % {"n": localize(round(score.quality, 1))})
    return ", ".join(parts)
