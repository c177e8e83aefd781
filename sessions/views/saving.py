"""What the room answers to a save: JSON for the page's script."""

from http import HTTPStatus

from django.http import JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sessions.models import InterviewStatus
from sessions.transitions.answers import Outcome, closing_time

STATUS = {
    Outcome.SAVED: HTTPStatus.OK,
    Outcome.ALREADY_SAVED: HTTPStatus.OK,
    Outcome.CONFLICT: HTTPStatus.CONFLICT,
    Outcome.EMPTY_REFUSED: HTTPStatus.UNPROCESSABLE_ENTITY,
    Outcome.TOO_LATE: HTTPStatus.GONE,
}


def milliseconds(moment):
    """Return an aware datetime as the milliseconds since 1970 that scripts count in."""
    return round(moment.timestamp() * 1000)


def clock_time(moment):
    """Return a moment as 14:32 in the zone of the person who looks."""
    return f"{timezone.localtime(moment):%H:%M}"


def address_of(interview):
    """Return where the candidate belongs: the room while the interview runs, its end afterwards."""
    return reverse("room" if interview.status == InterviewStatus.RUNNING else "ended", args=[interview.pk])


def standing(answer):
    """Return what the page has to know of an answer as it is stored."""
    return {
        "position": answer.position,
        "revision": answer.revision,
        "words": answer.words,
        "saved_time": clock_time(answer.saved_at) if answer.saved_at else "",
        "server_time": milliseconds(timezone.now()),
    }


def reply(saved, request, url=""):
    """Return the outcome of a save as JSON; `url` says where to go on after it, if anywhere."""
    answer = saved.answer
    body = {"outcome": saved.outcome.value, "url": url, **standing(answer)}
    if saved.superseded:
        body["superseded"] = True
    if closing_time(answer, timezone.now()) is not None:
        body |= {"closed": True, "url": url or address_of(answer.interview)}
    if saved.outcome == Outcome.CONFLICT:
        body |= {
            "theirs": answer.text,
            "html": render_to_string("sessions/room_conflict.html#conflict", both(saved), request),
        }
    elif saved.outcome == Outcome.EMPTY_REFUSED:
        body |= {"text": answer.text, "message": empty_refused(answer)}
    elif saved.outcome == Outcome.TOO_LATE:
        body |= {"kept": saved.aside is not None, "message": why_not(saved), "url": address_of(answer.interview)}
    return JsonResponse(body, status=STATUS[saved.outcome])


def refused(problem):
    """Return why a text cannot be stored or read: 413 where it is too long, else 422 or 400, as JSON."""
    too_long = getattr(problem, "too_long", False)
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_long else HTTPStatus.UNPROCESSABLE_ENTITY
    return JsonResponse({"outcome": "refused", "message": str(problem)}, status=status)


def unreadable(message):
    """Return that the request is not one of a room, as JSON."""
    return JsonResponse({"outcome": "unreadable", "message": str(message)}, status=HTTPStatus.BAD_REQUEST)


def both(saved):
    """Return what the choice between two texts shows."""
    return {"answer": saved.answer, "aside": saved.aside, "interview": saved.answer.interview}


def empty_refused(answer):
    """Say that an empty text did not replace the stored one."""
    return ngettext(
        "The field came in empty, but %(words)d word is stored. It stands in the field again.",
        "The field came in empty, but %(words)d words are stored. They stand in the field again.",
        answer.words,
    ) % {"words": answer.words}


def why_not(saved):
    """Say why a text that came from elsewhere than the open question does not count, and where it is."""
    closed_at = closing_time(saved.answer, timezone.now())
    if closed_at is None:
        return _("The field came in empty; the stored text stays.")
    closed = _("This question was closed at %(time)s.") % {"time": clock_time(closed_at)}
    if saved.aside is None:
        return closed
    return f"{closed} {_('The text that came afterwards is kept apart and does not count.')}"
