"""The form that makes sure that it is the person themselves who deletes their account."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DeleteAccountForm(forms.Form):
    """Asks for the password; of somebody who signs in without one, for the e-mail address in their own hand."""

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if user.has_usable_password():
            self.fields["password"] = forms.CharField(
                label=_("Your password"),
                strip=False,
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
                error_messages={"required": _("Give your password, so that nobody else deletes your account.")},
            )
        else:
            self.fields["email"] = forms.CharField(
                label=_("Your e-mail address"),
                help_text=_("Written out, so that it does not happen by chance."),
                widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
                error_messages={"required": _("Write your e-mail address, so that it does not happen by chance.")},
            )

    def clean_password(self):
        """The password has to be the right one."""
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("This is not your password. Nothing was deleted."))
        return self.cleaned_data["password"]

    def clean_email(self):
        """The address has to be one's own; capitals do not matter."""
        if self.cleaned_data["email"].strip().lower() != self.user.email.lower():
            raise forms.ValidationError(_("This is not the address of your account. Nothing was deleted."))
        return self.cleaned_data["email"]
