"""Forms of the bank in the admin."""

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from questions import publishing
from questions.admin.criteria import CriteriaField
from questions.models import Criterion, FocusTopic, Guide, KeyPoint, Question, Round, Status, Tip
from questions.rubrics import content_of, digest_of

MOST_REASON = 300


class LinesField(forms.CharField):
    """A list of texts, edited as one line each."""

    widget = forms.Textarea(attrs={"rows": 5, "cols": 100, "class": "vLargeTextField"})

    def prepare_value(self, value):
        """Show a list as lines."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value):
        """Return the lines that are not empty."""
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def validate(self, value):
        """Ask for a line where the field is required."""
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value):
        """A list has no length as text."""

    def has_changed(self, initial, data):
        """Compare lists."""
        return (initial or []) != self.to_python(data)


class BankForm(forms.ModelForm):
    """A form whose key is fixed once the row exists."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "key" in self.fields:
            self.fields["key"].disabled = True
            self.fields["key"].help_text = _("Stays, whatever else changes.")

    def least_first(self, least, most):
        """Complain where the least is more than the most."""
        low, high = self.cleaned_data.get(least), self.cleaned_data.get(most)
        if low is not None and high is not None and low > high:
            self.add_error(least, _("The least is more than the most."))


class GuideForm(BankForm):
    """A public guide."""

    questions_to_ask = LinesField(
        label=_("Questions to ask the interviewer"), required=False, help_text=_("One on each line.")
    )

    class Meta:
        model = Guide
        exclude = ["owner"]  # noqa: DJ006 - the private guides' owner alone is left out

    def _get_validation_exclusions(self):
        # Without the owner the rule "one public guide per slug" would not be asked.
        return super()._get_validation_exclusions() - {"owner"}

    def clean(self):
        """Check the weeks."""
        super().clean()
        self.least_first("least_weeks", "most_weeks")


class RoundForm(BankForm):
    """A round."""

    class Meta:
        model = Round
        fields = ["guide", "key", "name", "format", "least_minutes", "most_minutes", "what_to_expect", "position"]

    def clean(self):
        """Check the minutes; a round stays in its guide."""
        super().clean()
        if self.cleaned_data.get("least_minutes") == 0:
            self.add_error("least_minutes", _("A round takes at least one minute."))
        self.least_first("least_minutes", "most_minutes")
        guide = self.cleaned_data.get("guide")
        if self.instance.pk and guide and Round.objects.get(pk=self.instance.pk).guide_id != guide.pk:
            self.add_error("guide", _("A round stays in its guide: interviews were held on it."))


class TopicForm(BankForm):
    """A focus topic."""

    class Meta:
        model = FocusTopic
        fields = ["round", "key", "name", "description", "expected_at_level", "example", "position"]

    def clean(self):
        """A topic stays in its guide, and its key is unique there."""
        super().clean()
        a_round = self.cleaned_data.get("round")
        if a_round is None:
            return
        if self.instance.pk:
            stored = FocusTopic.objects.select_related("round").get(pk=self.instance.pk)
            if stored.round.guide_id != a_round.guide_id:
                self.add_error("round", _("A topic stays in its guide. Choose one of the guide's rounds."))
        others = FocusTopic.objects.filter(round__guide=a_round.guide_id).exclude(pk=self.instance.pk)
        if others.filter(key=self.cleaned_data.get("key")).exists():
            self.add_error("key", _("Another topic of this guide has this key."))


class TipForm(BankForm):
    """A tip of a guide, or of a round, topic or batch in it."""

    class Meta:
        model = Tip
        fields = ["guide", "round", "topic", "batch", "key", "title", "body", "position"]

    def clean(self):
        """The tip's round and topic are of its guide; it has one place."""
        super().clean()
        guide, a_round, topic = (self.cleaned_data.get(name) for name in ("guide", "round", "topic"))
        if guide and a_round and a_round.guide_id != guide.pk:
            self.add_error("round", _("This round is of another guide."))
        if guide and topic and topic.round.guide_id != guide.pk:
            self.add_error("topic", _("This topic is of another guide."))
        if a_round and topic:
            self.add_error("topic", _("Choose the round or the topic, not both."))


class QuestionForm(BankForm):
    """A question, with the reason for the change."""

    criteria = CriteriaField(help_text=_("2 or 3 of the rubric; a draft may do without."))
    probes = LinesField(label=_("Probes"), required=False, help_text=_("Follow-up questions, one on each line."))
    reason = forms.CharField(
        label=_("Reason for this change"),
        max_length=MOST_REASON,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Kept in the history of the question."),
    )
    is_typo = forms.BooleanField(
        label=_("Only a slip of the pen is corrected"),
        required=False,
        help_text=_("The meaning stays: sample answers need not be checked again."),
    )
    # What the question said when the page was opened
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Question
        fields = [
            "topic",
            "key",
            "number",
            "status",
            "rubric",
            "criteria",
            "difficulty",
            "minutes",
            "prompt",
            "expected_answer",
            "why_it_matters",
            "probes",
            "related",
            "position",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.is_bound:
            self.initial["base"] = _said_by(self.instance)

    def clean_base(self):
        """Say who changed the question meanwhile. The page then speaks of the new text: saving again replaces it."""
        base = self.cleaned_data["base"]
        if not base or base == (now := _said_by(Question.objects.get(pk=self.instance.pk))):
            return base
        self.data = self.data.copy()
        self.data["base"] = now
        last = self.instance.changes.select_related("by").order_by("at", "pk").last()
        refusal = ValidationError(
            _(
                "Not saved: %(who)s changed this question while you had it open. What you wrote stands here; "
                "“versions”, under history, shows what it says now. Save again to put yours in its place."
            ),
            params={"who": (last and last.by) or _("somebody")},
        )
        self.add_error(None, refusal)  # nobody sees what is said at a hidden field
        return now

    def clean_minutes(self):
        """The database holds to the same."""
        minutes = self.cleaned_data["minutes"]
        if not 1 <= minutes <= 120:
            raise ValidationError(_("A question takes 1 to 120 minutes."))
        return minutes

    def clean(self):
        """A question stays in its guide, and elicits criteria of its own rubric."""
        super().clean()
        topic = self.cleaned_data.get("topic")
        if topic:
            if self.instance.pk and self.instance.guide_id != topic.round.guide_id:
                self.add_error("topic", _("A question stays in its guide. Choose one of the guide's topics."))
            else:
                self._check_number(topic.round.guide)
        rubric, criteria = self.cleaned_data.get("rubric"), self.cleaned_data.get("criteria")
        if rubric and criteria:
            strange = [criterion.name for criterion in criteria if criterion.rubric_id != rubric.pk]
            if strange:
                self.add_error(
                    "criteria",
                    _("Not of the rubric %(rubric)s: %(names)s.") % {"rubric": rubric, "names": ", ".join(strange)},
                )
        if self.cleaned_data.get("status") == Status.PUBLISHED:
            self._check_complete(criteria)
            self._check_approved()
        if self.instance.pk and self.instance in self.cleaned_data.get("related", []):
            self.add_error("related", _("A question is not related to itself."))

    def _check_complete(self, criteria):
        for name in ("expected_answer", "why_it_matters"):
            if not (self.cleaned_data.get(name) or "").strip():
                self.add_error(name, _("A published question has this text. Or keep the question as a draft."))
        if len(criteria or []) not in publishing.CRITERIA:
            self.add_error("criteria", _("A published question elicits 2 or 3 criteria."))

    def _check_approved(self):
        """With SECOND_APPROVAL nobody publishes a change of their own."""
        if not settings.SECOND_APPROVAL or self.cleaned_data.get("is_typo"):
            return
        stored = Question.objects.filter(pk=self.instance.pk).first()
        changes_more = bool(set(self.changed_data) - {"status", "reason", "is_typo", "position", "number", "related"})
        goes_public = stored is None or stored.status != Status.PUBLISHED
        if stored is None or changes_more or (goes_public and publishing.needs_another(stored, self.curator)):
            self.add_error("status", _("Another curator publishes what you write: save it as “in review”."))

    def _check_number(self, guide):
        number = self.cleaned_data.get("number")
        holder = Question.objects.filter(guide=guide, number=number).exclude(pk=self.instance.pk).first()
        if number is not None and holder:
            self.add_error("number", _("%(key)s has this number.") % {"key": holder.key})


def _said_by(question):
    """Return a digest of what a stored question says, its status among it."""
    return digest_of([content_of(question), question.status])


class KeyPointForm(forms.ModelForm):
    """A key point; a new one without words is none."""

    class Meta:
        model = KeyPoint
        fields = ["text", "why", "position"]
        widgets = {
            "text": AdminTextareaWidget(attrs={"rows": 2}),
            "why": AdminTextareaWidget(attrs={"rows": 2}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # A new one that gets no place comes last.
        self.fields["position"].required = False

    def has_changed(self):
        """An empty one that has a place only is not meant."""
        if self.instance.pk is None:
            return any((self[name].value() or "").strip() for name in ("text", "why"))
        return super().has_changed()

    def clean_text(self):
        """One line, however it was written."""
        return " ".join(self.cleaned_data["text"].split())

    def clean_why(self):
        """One line, however it was written."""
        return " ".join(self.cleaned_data["why"].split())

    def clean_position(self):
        """No place is the last one."""
        return self.cleaned_data["position"] or 0


class KeyPointFormSet(forms.BaseInlineFormSet):
    """The key points of a question."""

    def clean(self):
        """A published question has 3 or 4 key points."""
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms and form.cleaned_data.get("text")]
        if self.instance.status == Status.PUBLISHED and len(kept) not in publishing.KEY_POINTS:
            raise ValidationError(
                _("A published question has 3 or 4 key points; there are %(count)d. Or keep it as a draft."),
                params={"count": len(kept)},
            )


class CriterionForm(BankForm):
    """A criterion with its four anchors."""

    class Meta:
        model = Criterion
        fields = ["key", "name", "question", "weight", "anchor_1", "anchor_2", "anchor_3", "anchor_4", "position"]

    def clean_name(self):
        """Names are unique over all rubrics."""
        name = self.cleaned_data["name"]
        if Criterion.objects.filter(name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Another criterion has this name."))
        return name


class CriterionFormSet(forms.BaseInlineFormSet):
    """The criteria of a rubric."""

    def clean(self):
        """A criterion that questions elicit stays."""
        super().clean()
        for form in self.deleted_forms:
            count = form.instance.questions.count() if form.instance.pk else 0
            if count:
                raise ValidationError(
                    _("%(count)d questions elicit “%(name)s”. Take it off them first."),
                    params={"count": count, "name": form.instance.name},
                )
