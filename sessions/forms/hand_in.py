"""The form in which a candidate hands an interview in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions.models import ReviewRequest

LONGEST_WISH = ReviewRequest._meta.get_field("note").max_length


class HandInForm(forms.Form):
    """Whom to ask (a coach's primary key, empty for whoever is free), and what they should look at."""

    coach = forms.ChoiceField(
        required=False,
        error_messages={"invalid_choice": _("This person does not review at the moment. Choose another coach.")},
    )
    note = forms.CharField(
        required=False,
        max_length=LONGEST_WISH,
        error_messages={"max_length": _("Say it in at most %(limit_value)d characters; this has %(show_value)d.")},
    )

    def __init__(self, *args, coaches, **kwargs):
        """`coaches` are the people who may be asked."""
        super().__init__(*args, **kwargs)
        self.coaches = {str(coach.pk): coach for coach in coaches}
        self.fields["coach"].choices = [
            ("", _("Whoever is free")),
            *((pk, str(coach)) for pk, coach in self.coaches.items()),
        ]

    def clean_coach(self):
        """Return the person asked, or None for whoever is free."""
        return self.coaches.get(self.cleaned_data["coach"])
