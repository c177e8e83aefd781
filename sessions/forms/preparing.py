"""The form in which a candidate says toward which date they prepare a guide."""

from django import forms
from django.utils.translation import gettext_lazy as _

MOST_YEARS = 3


class PreparationForm(forms.Form):
    """The date of the interview, or nothing where none is known; from today to three years from now."""

    date = forms.DateField(
        required=False,
        label=_("Interview date, if you know it"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "invalid": _("Write the date as year-month-day, 2027-01-31 for instance, or leave it empty."),
            "past": _("This day has passed. Choose today or a later day, or leave it empty."),
            "far": _("This is more than three years away. Choose an earlier day, or leave it empty."),
        },
    )

    def __init__(self, today, *args, **kwargs):
        """`today` is the day where the candidate is."""
        super().__init__(*args, **kwargs)
        self.today, self.latest = today, latest_from(today)
        self.fields["date"].widget.attrs.update(min=today.isoformat(), max=self.latest.isoformat())

    def clean_date(self):
        """Return the date, or None; it lies neither in the past nor too far ahead."""
        field, date = self.fields["date"], self.cleaned_data["date"]
        if date is not None and date < self.today:
            raise forms.ValidationError(field.error_messages["past"], "past")
        if date is not None and date > self.latest:
            raise forms.ValidationError(field.error_messages["far"], "far")
        return date


def latest_from(today):
    """Return the last day that can be chosen: the same day three years later, 1 March for a 29 February."""
    try:
        return today.replace(year=today.year + MOST_YEARS)
    except ValueError:
        return today.replace(year=today.year + MOST_YEARS, month=3, day=1)
