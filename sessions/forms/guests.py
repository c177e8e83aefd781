"""The forms of asking somebody one knows, and of what they say of the whole interview."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.forms.rating import VerdictForm
from sessions.models import GuestLink

LONGEST_SUMMARY = 10_000
LONGEST_NAME = GuestLink._meta.get_field("name").max_length


class AskForm(forms.Form):
    """Whom to ask."""

    name = forms.CharField(
        label=_("Their name"),
        max_length=LONGEST_NAME,
        help_text=_("As they will be greeted, and as their rating will be marked."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Say whom you ask: the link is for one person."),
            "max_length": _("Say it in at most %(limit_value)d characters; this has %(show_value)d."),
        },
    )

    def clean_name(self):
        """A name stands on one line: it goes into subjects."""
        return " ".join(self.cleaned_data["name"].split())


class GuestConclusionForm(VerdictForm):
    """What a guest says of the whole interview."""

    reflection = None
    summary = forms.CharField(
        required=False,
        max_length=LONGEST_SUMMARY,
        strip=False,
        error_messages={"max_length": _("A summary holds %(limit_value)d characters; this one has %(show_value)d.")},
    )

    def clean_summary(self):
        """Store line ends as the browser shows them."""
        return self.cleaned_data["summary"].replace("\r\n", "\n")


class GuestConclusionDraftForm(GuestConclusionForm):
    """The same while the guest is still thinking: no verdict is needed yet."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verdict"].required = False
