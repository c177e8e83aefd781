"""The forms of a review: the judgement of an answer, and the conclusion; and of a correction afterwards."""

from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _

from questions.models import FocusTopic
from sessions.forms.rating import JudgementForm
from sessions.models import Answer, Rating, Verdict

LONGEST_SUMMARY = 10_000
# As long as a report to the curators may be: that is what it becomes.
LONGEST_STRONG_POINT = 2_000
LONGEST_REASON = Rating._meta.get_field("reason").max_length


class ReviewJudgementForm(JudgementForm):
    """A coach's judgement of one answer: what the rubric asks, and what the answer does well that it lacks."""

    strong_point = forms.CharField(
        required=False,
        max_length=LONGEST_STRONG_POINT,
        strip=False,
        error_messages={
            "max_length": _("A strong point holds %(limit_value)d characters; this one has %(show_value)d.")
        },
    )

    def judgement(self):
        """Return the Judgement with the strong point, where that was sent."""
        judgement = super().judgement()
        if "strong_point" not in self.data:
            return judgement
        return replace(judgement, strong_point=self.cleaned_data["strong_point"].replace("\r\n", "\n").strip())

    @property
    def strong_point_text(self):
        """The strong point as it stands: what was sent, else what was saved."""
        if self.is_bound and "strong_point" in self.data:
            return self.data["strong_point"]
        return self.rating.strong_point if self.rating else ""


class CorrectionForm(JudgementForm):
    """A coach's judgement after submitting: the same, with the reason why it is corrected."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        error_messages={
            "required": _("Say why: the candidate reads the reason beside the corrected rating."),
            "max_length": _("A reason holds %(limit_value)d characters; this one has %(show_value)d."),
        },
    )

    @property
    def reason_text(self):
        """The reason as it was sent."""
        return self.data.get("reason", "")


class ConclusionForm(forms.Form):
    """
    What a coach says of the whole interview.

    `topics` are those that can be named to practise next, `answers` those that can be asked for again.
    """

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

    redo_answers = forms.ModelMultipleChoiceField(
        Answer.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": _("One of the answers is not in this interview. Choose among those shown."),
            "invalid_pk_value": _("One of the answers is not in this interview. Choose among those shown."),
        },
    )

    def __init__(self, *args, topics, answers=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["practise_next"].queryset = topics
        if answers is not None:
            self.fields["redo_answers"].queryset = answers

    def clean_summary(self):
        """Store line ends as the browser shows them."""
        return self.cleaned_data["summary"].replace("\r\n", "\n")

    @property
    def chosen_topics(self):
        """The primary keys of the topics that are ticked, as text."""
        return self._ticked("practise_next")

    @property
    def chosen_answers(self):
        """The primary keys of the answers that are to be given again, as text; None where the draft says it."""
        return self._ticked("redo_answers") if self.is_bound else None

    def _ticked(self, name):
        if self.is_bound:
            return set(self[name].value() or [])
        return {str(one.pk) for one in self.fields[name].queryset if one.is_named}


class ConclusionDraftForm(ConclusionForm):
    """The same while the coach is still thinking: no verdict is needed yet."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verdict"].required = False
