"""The form of a review's conclusion: verdict, summary, what to practise next."""

from django import forms
from django.utils.translation import gettext_lazy as _

from questions.models import FocusTopic
from sessions.models import Verdict

LONGEST_SUMMARY = 10_000


class ConclusionForm(forms.Form):
    """What a coach says of the whole interview. `topics` are those that can be named to practise next."""

    verdict = forms.ChoiceField(
        choices=Verdict,
        error_messages={
            "required": _("Choose one of the four: would this interview be passed?"),
            "invalid_choice": _("Choose one of the four: would this interview be passed?"),
        },
    )
    summary = forms.CharField(
        required=False,
        max_length=LONGEST_SUMMARY,
        strip=False,
        error_messages={"max_length": _("A summary holds %(limit_value)d characters; this one has %(show_value)d.")},
    )
    practise_next = forms.ModelMultipleChoiceField(
        FocusTopic.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": _("One of the topics is not in this guide any more. Choose among those shown."),
            "invalid_pk_value": _("One of the topics is not in this guide any more. Choose among those shown."),
        },
    )

    def __init__(self, *args, topics, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practise_next"].queryset = topics

    def clean_summary(self):
        """Store line ends as the browser shows them."""
        return self.cleaned_data["summary"].replace("\r\n", "\n")

    @property
    def chosen_topics(self):
        """The primary keys of the topics that are ticked, as text."""
        values = self["practise_next"].value() or []
        return {str(getattr(value, "pk", value)) for value in values}


class ConclusionDraftForm(ConclusionForm):
    """The same while the coach is still thinking: no verdict is needed yet."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verdict"].required = False
