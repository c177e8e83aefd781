"""Forms of the account pages."""

import zoneinfo

from allauth.core import context
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import invitations
from accounts.models import User


class SignupDetailsForm(forms.Form):
    """What signing up asks for besides e-mail and password (allauth puts its own fields behind the name)."""

    field_order = ["name", "email", "password1", "time_zone", "invitation"]

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        help_text=_("How your coach will address you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    time_zone = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    invitation = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        """Fill in what the link of an invitation says."""
        token = context.request.GET.get("invitation", "") if context.request else ""
        email = invitations.email_of(token)
        if email:
            kwargs["initial"] = (kwargs.get("initial") or {}) | {"invitation": token, "email": email}
        super().__init__(*args, **kwargs)

    def clean_time_zone(self):
        """Take the browser's time zone where it is one; a page without script sends none."""
        name = self.cleaned_data["time_zone"]
        return name if name in zoneinfo.available_timezones() else "UTC"

    def clean(self):
        """An invitation is for the address it was sent to."""
        cleaned = super().clean()
        email = (cleaned.get("email") or "").lower()
        if email and cleaned.get("invitation") and invitations.email_of(cleaned["invitation"]) != email:
            self.add_error(
                "email", _("This invitation is for another e-mail address, or it has run out. Ask for a new one.")
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
        label=_("Time zone"),
        choices=lambda: [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())],
        help_text=_("Times on all pages are shown in it."),
    )

    class Meta:
        model = User
        fields = ["name", "time_zone", "allowance", "single_keys"]
        labels = {
            "name": _("Name"),
            "allowance": _("Time allowance in percent"),
            "single_keys": _("Single keys act while I study and rate"),
        }
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "allowance": forms.NumberInput(attrs={"min": 100, "max": 300, "step": 5, "inputmode": "numeric"}),
        }

    def __init__(self, *args, **kwargs):
        """Ask for a name: coaches and candidates see it."""
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["allowance"].help_text = _(
            "100 to 300. Stretches the clock of your coming interviews. Nobody else sees it."
        )
        self.fields["single_keys"].help_text = _(
            "1, 2, 3, f, space and the arrows act at once on the study pages, figures and a few letters while you "
            "rate. Switch it off if you dictate to your computer or touch keys by chance: everything has its button "
            "as well."
        )


class InvitationForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"}))

    def clean_email(self):
        """Somebody who has an account needs no invitation."""
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("Somebody with this e-mail address has an account already."))
        return email
