"""The audit trail, and what all verbs raise."""

from sessions.models import Event


class NotAllowed(Exception):
    """The move is not allowed from the present state; the message says why, in words for the person."""


def leave_event(verb, *, actor, interview, now, **details):
    """Leave an Event: `actor` did `verb` to `interview` at `now`; `details` are JSON values, never anybody's text."""
    Event.objects.create(verb=verb, actor=actor, interview=interview, at=now, details=details)
