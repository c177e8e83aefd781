"""The form in which a curator says what the copy of a guide is called."""

from django import forms
from django.utils.translation import gettext_lazy as _

from questions.importing.copying import Copy


class CopyForm(forms.Form):
    """Title, company, role, level, and the keys of the copy."""

    title = forms.CharField(label=_("Title"), max_length=200)
    company = forms.CharField(label=_("Company"), max_length=100, required=False)
    role = forms.CharField(label=_("Role"), max_length=100, required=False)
    level = forms.CharField(label=_("Level"), max_length=100, required=False)
    key = forms.SlugField(
        label=_("Key"),
        max_length=80,
        help_text=_("In the address of the guide, such as acme-product-manager. It stays."),
    )
    prefix = forms.SlugField(
        label=_("Prefix of the questions"),
        max_length=40,
        help_text=_("What the keys of the questions begin with, such as acme-pm. They stay, too."),
    )

    def clean_prefix(self):
        """A key has no two dashes in a row."""
        return self.cleaned_data["prefix"].rstrip("-")

    @property
    def copy(self):
        """The Copy that a valid form describes."""
        return Copy(**{name: self.cleaned_data[name] for name in Copy.__dataclass_fields__})
