"""The form in which a candidate says what they want to sit."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sessions.models import Pacing, Scope

COUNTS = (1, 2, 3, 5, 7, 10)
ALLOWANCES = (100, 125, 150, 200, 300)
MOST = 1000
NO_PLACE = _("This guide has no such round or topic. Choose one of these.")


class PlanForm(forms.Form):
    """
    What to draw from, how many questions, pacing, time allowance.

    `scope` reads `round:<key>`, `topic:<key>` or `mix`; in `cleaned_data` it is a queries.planning.Place.
    """

    scope = forms.CharField(
        error_messages={"required": _("Choose a round, a topic, or mixed."), "null_characters_not_allowed": NO_PLACE}
    )
    count = forms.IntegerField(
        min_value=1,
        max_value=MOST,
        error_messages={
            "required": _("Choose how many questions."),
            "invalid": _("Choose how many questions: a whole number."),
            "min_value": _("An interview has at least one question."),
            "max_value": _("There are not that many questions. Choose fewer."),
        },
    )
    pacing = forms.ChoiceField(
        choices=Pacing.choices,
        error_messages={
            "required": _("Choose a pacing: realistic or open."),
            "invalid_choice": _("Choose a pacing: realistic or open."),
        },
    )
    allowance = forms.IntegerField(
        min_value=100,
        max_value=300,
        error_messages={
            "required": _("Choose a time allowance."),
            "invalid": _("The time allowance is a whole number of percent, from 100 to 300."),
            "min_value": _("The time allowance is at least %(limit_value)d %%."),
            "max_value": _("The time allowance is at most %(limit_value)d %%."),
        },
    )

    def __init__(self, places, *args, **kwargs):
        """`places` is what can be chosen: {value of `scope`: queries.planning.Place}."""
        super().__init__(*args, **kwargs)
        self.places = places

    def clean_scope(self):
        """Find the place; one without published questions cannot be practised."""
        place = self.places.get(self.cleaned_data["scope"])
        if place is None:
            raise forms.ValidationError(NO_PLACE)
        if not place.questions:
            raise forms.ValidationError(
                _("There are no published questions for “%(name)s” yet. Choose another round or topic.")
                % {"name": place.name}
            )
        return place

    def clean(self):
        """There must be as many questions as are wished for."""
        cleaned = super().clean()
        place, count = cleaned.get("scope"), cleaned.get("count")
        if place is not None and count is not None and count > place.questions:
            self.add_error("count", too_few(place))
        return cleaned


def too_few(place):
    """Say how many questions there are where more were asked for."""
    named = {"name": place.name, "n": place.questions}
    if place.scope == Scope.MIX:
        return (
            ngettext(
                "This guide has only %(n)d published question. What will happen with it stands below.",
                "This guide has only %(n)d published questions. What will happen with all of them stands below.",
                place.questions,
            )
            % named
        )
    return (
        ngettext(
            "There is only %(n)d published question for “%(name)s”. What will happen with it stands below.",
            "There are only %(n)d published questions for “%(name)s”. What will happen with all of them stands below.",
            place.questions,
        )
        % named
    )


def counts(available, *more):
    """Return the numbers of questions to choose from: the usual ones that there are, and `more` (may hold None)."""
    return sorted({n for n in (*COUNTS, *more) if n and n <= available})


def allowances(*more):
    """Return the allowances to choose from: the usual ones and `more` (may hold None)."""
    return sorted({*ALLOWANCES, *(n for n in more if n)})
