"""Forms of the account pages."""

import zoneinfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import invitations
from accounts.models import User


class SignupDetailsForm(forms.Form):
    """What signing up asks for besides e-mail and password (allauth puts its own fields in front)."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("How your coach will address you."))
    time_zone = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    invitation = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_time_zone(self):
        """Take the browser's time zone where it is one; a page without script sends none."""
        name = self.cleaned_data["time_zone"]
        return name if name in zoneinfo.available_timezones() else "UTC"

    def clean(self):
        """An invitation is for the address it was sent to."""
        cleaned = super().clean()
        invited = invitations.email_of(cleaned.get("invitation", ""))
        email = (cleaned.get("email") or "").lower()
        if cleaned.get("invitation") and invited != email:
            self.add_error(
                None, _("This invitation is for another e-mail address, or it has run out. Ask for a new one.")
            )
        return cleaned

    def signup(self, request, user):
        """Called by allauth with the new user, before it is saved for good."""
        user.name = self.cleaned_data["name"]
        user.time_zone = self.cleaned_data["time_zone"]
        user.save(update_fields=["name", "time_zone"])


class ProfileForm(forms.ModelForm):
    """What a person may change about themselves."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=lambda: [(name, name) for name in sorted(zoneinfo.available_timezones())]
    )

    class Meta:
        model = User
        fields = ["name", "time_zone", "allowance"]
