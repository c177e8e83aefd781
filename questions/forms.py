"""The form in which somebody says what is wrong with a question."""

from django import forms
from django.utils.translation import gettext_lazy as _

from questions.models import ProblemReport
from questions.reporting import LONGEST


class WordsField(forms.CharField):
    """A text whose line ends count as one character each, as they do in the browser."""

    def to_python(self, value):
        """Return the text with plain line ends."""
        return super().to_python((value or "").replace("\r\n", "\n"))


class ReportForm(forms.Form):
    """The problem, and words about it. `already`: the person's open ProblemReport, to which the words are added."""

    problem = forms.ChoiceField(
        # A missing strong point comes out of a review, with the answer before one's eyes
        choices=[one for one in ProblemReport.Problem.choices if one[0] != ProblemReport.Problem.STRONG_POINT],
        error_messages={
            "required": _("Say what is the matter."),
            "invalid_choice": _("Say what is the matter: choose one of these."),
        },
    )
    words = WordsField(
        required=False,
        max_length=LONGEST,
        error_messages={"max_length": _("Say it in at most %(limit_value)d characters; this has %(show_value)d.")},
    )

    def __init__(self, *args, already=None, **kwargs):
        self.already = already
        super().__init__(*args, **kwargs)

    def clean(self):
        """“Something else” says nothing without words."""
        super().clean()
        has_words = self.cleaned_data.get("words") or (self.already and self.already.words)
        is_other = self.cleaned_data.get("problem") == ProblemReport.Problem.OTHER
        if is_other and not has_words and "words" not in self.errors:
            self.add_error("words", _("Say in your words what it is."))
