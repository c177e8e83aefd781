"""A text on its way from the room: as JSON from the page's script, or as a plain form."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django import forms
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sessions.transitions.answers import Incoming

# What the columns hold that count saves.
MOST_SAVES = 2_147_483_647
TAB = r"\A[A-Za-z0-9-]{1,40}\Z"
IS_TAB = re.compile(TAB)


class Unreadable(Exception):
    """The body of a request cannot be read; the message says why, `too_long` whether it was too long to be read."""

    def __init__(self, message, too_long=False):
        super().__init__(message)
        self.too_long = too_long


class ExactText(forms.Field):
    """Text as it came: not stripped, not cut. What cannot be stored is refused by the verb, in its own words."""

    default_error_messages = {"required": gettext_lazy("The text is missing."), "invalid": gettext_lazy("No text.")}

    def to_python(self, value):
        """Return `value`, which may be empty but has to be there."""
        if value is None:
            raise forms.ValidationError(self.error_messages["required"])
        if not isinstance(value, str):
            raise forms.ValidationError(self.error_messages["invalid"])
        return value

    def validate(self, value):
        """Accept an empty text."""


class AnswerForm(forms.Form):
    """
    One save, as sessions/transitions/answers.py reads it.

    `exact` says that the text came as JSON and is stored as it is; browsers send the line ends of a form as CRLF.
    """

    text = ExactText()
    base = forms.IntegerField(min_value=0, max_value=MOST_SAVES)
    tab = forms.RegexField(TAB)
    seq = forms.IntegerField(min_value=1, max_value=MOST_SAVES)
    cleared = forms.BooleanField(required=False)
    chosen = forms.BooleanField(required=False)
    typed_at = forms.Field(required=False)

    def __init__(self, data, exact):
        super().__init__(data)
        self.exact = exact

    def clean_text(self):
        """Bring the line ends of a form back to what was typed."""
        text = self.cleaned_data["text"]
        return text if self.exact else text.replace("\r\n", "\n")

    def clean_typed_at(self):
        """Return milliseconds since 1970 as an aware datetime; None where they make no time: the text counts more."""
        return moment(self.cleaned_data["typed_at"])

    @property
    def incoming(self):
        """The Incoming of a valid form."""
        names = ("text", "base", "tab", "seq", "cleared", "typed_at", "chosen")
        return Incoming(**{name: self.cleaned_data[name] for name in names})


@dataclass(frozen=True)
class WellFormed:
    """A save with every value of the right kind, which is what the page's script sends: it needs no form."""

    incoming: Incoming

    def is_valid(self):
        """Say so."""
        return True


class MoveForm(AnswerForm):
    """A save that goes somewhere: `go` names where to."""

    position = forms.IntegerField(min_value=1, max_value=32_767)
    go = forms.RegexField(r"\A(next|previous|skip|save|texts|finish|goto-[0-9]{1,4})\Z")

    @property
    def to(self):
        """The position to go to; None where the text is saved and the candidate stays at the question."""
        position, go = self.cleaned_data["position"], self.cleaned_data["go"]
        if go.startswith("goto-"):
            return int(go.removeprefix("goto-"))
        return {"next": position + 1, "skip": position + 1, "previous": position - 1}.get(go)


class FinishForm(AnswerForm):
    """The end with the text under way."""

    position = forms.IntegerField(min_value=1, max_value=32_767)


class ChoiceForm(forms.Form):
    """Which of two texts counts: `mine` is the one set aside as `aside`, `theirs` the stored one of revision `base`."""

    keep = forms.ChoiceField(choices=[("mine", "mine"), ("theirs", "theirs")])
    aside = forms.IntegerField(min_value=1)
    base = forms.IntegerField(min_value=0, max_value=MOST_SAVES)
    tab = forms.RegexField(TAB)

    @property
    def incoming(self):
        """The Incoming of a valid form; its text is read from what was set aside."""
        return Incoming(text="", base=self.cleaned_data["base"], tab=self.cleaned_data["tab"], seq=1)


def is_json(request):
    """Whether the page's script speaks, and understands JSON."""
    return request.content_type == "application/json"


def moment(milliseconds):
    """Return milliseconds since 1970 as an aware datetime, None where they make none."""
    try:
        return datetime.fromtimestamp(float(milliseconds) / 1000, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def bound_save(request):
    """
    Return the save in the body of `request` as WellFormed or as a bound AnswerForm; raises Unreadable.

    A form costs as much as everything else that a save does, so it is left to say what is wrong with a save.
    """
    if not is_json(request):
        return AnswerForm(request.POST, exact=False)
    data = _object_in(request)
    return _well_formed(data) or AnswerForm(data, exact=True)


def _well_formed(data):
    text, base, tab, seq = (data.get(name) for name in ("text", "base", "tab", "seq"))
    cleared, chosen = data.get("cleared", False), data.get("chosen", False)
    if (
        type(text) is str
        and type(base) is type(seq) is int
        and 0 <= base <= MOST_SAVES
        and 1 <= seq <= MOST_SAVES
        and type(tab) is str
        and IS_TAB.match(tab)
        and type(cleared) is type(chosen) is bool
    ):
        return WellFormed(Incoming(text, base, tab, seq, cleared, moment(data.get("typed_at")), chosen))
    return None


def bound(form_class, request):
    """Return `form_class` bound to the body of `request`; raises Unreadable."""
    if not is_json(request):
        return form_class(request.POST, exact=False)
    return form_class(_object_in(request), exact=True)


def _object_in(request):
    try:
        data = json.loads(request.body)
    except RequestDataTooBig:
        raise Unreadable(_("This text is too long to be read. Shorten it; nothing was cut."), too_long=True) from None
    except (ValueError, RecursionError):
        raise Unreadable(_("The page sent something that is no JSON. Reload the page.")) from None
    if not isinstance(data, dict):
        raise Unreadable(_("The page sent something that is no save. Reload the page."))
    return data
