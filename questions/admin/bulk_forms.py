"""The forms of changing many questions at once."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from questions import publishing
from questions.admin.criteria import CriteriaField
from questions.admin.forms import MOST_REASON
from questions.models import Difficulty, FocusTopic, Rubric


class TopicChoice(forms.ModelChoiceField):
    """The topics of the guides at hand, in the order of their guides, under their rounds."""

    class Rounds(forms.models.ModelChoiceIterator):
        """Puts the topics of a round together."""

        def __iter__(self):
            yield "", self.field.empty_label
            groups = {}
            for topic in self.queryset:
                groups.setdefault(f"{topic.round.guide.short} › {topic.round}", []).append(self.choice(topic))
            yield from groups.items()

    iterator = Rounds


class BulkForm(forms.Form):
    """
    What every change of many asks for.

    Each change has `values(question)`: what a question is given, by the names of authoring.write_many, or a sentence
    that refuses; and `said(count)`: the sentence that says what was done.
    """

    reason = forms.CharField(
        label=_("Reason for this change"),
        max_length=MOST_REASON,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("Kept in the admin's log, and in the history of every question whose content changes."),
    )

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = questions


class MoveForm(BulkForm):
    """Another topic of the same guide."""

    title = _("Move questions to a topic")
    about = _("A question stays in its guide. Its content stays as well, so there is no new version.")
    changes_content = False

    topic = TopicChoice(label=_("Topic"), queryset=FocusTopic.objects.none(), empty_label=_("Choose a topic"))
    field_order = ["topic", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        guides = {question.guide_id for question in self.questions}
        self.fields["topic"].queryset = (
            FocusTopic.objects.filter(round__guide__in=guides, round__guide__owner=None)
            .select_related("round__guide")
            .order_by("round__guide__position", "round__guide", "round__position", "round", "position", "pk")
        )

    def values(self, question):
        """Give the topic within its guide."""
        topic = self.cleaned_data["topic"]
        if question.guide_id != topic.round.guide_id:
            return _("of another guide: a question stays in its guide")
        return {"topic_id": topic.pk}

    def said(self, count):
        """Say where they are."""
        return ngettext(
            "%(count)d question was moved to “%(topic)s”.", "%(count)d questions were moved to “%(topic)s”.", count
        ) % {"count": count, "topic": self.cleaned_data["topic"]}


class RubricForm(BulkForm):
    """Another rubric, with the criteria that are elicited instead."""

    title = _("Assign a rubric to questions")
    about = _("The kind of the questions is that of the rubric. Criteria of the rubrics that they have now drop.")
    changes_content = True

    rubric = forms.ModelChoiceField(
        label=_("Rubric"), queryset=Rubric.objects.order_by("position", "name"), empty_label=_("Choose a rubric")
    )
    criteria = CriteriaField(
        required=True, help_text=_("2 or 3 of the rubric."), error_messages={"required": _("Choose 2 or 3 criteria.")}
    )
    field_order = ["rubric", "criteria", "reason"]

    def clean(self):
        """The criteria are 2 or 3 of the rubric."""
        super().clean()
        rubric, criteria = self.cleaned_data.get("rubric"), self.cleaned_data.get("criteria")
        if not rubric or criteria is None:
            return
        strange = [criterion.name for criterion in criteria if criterion.rubric_id != rubric.pk]
        if strange:
            words = _("Not of the rubric %(rubric)s: %(names)s.") % {"rubric": rubric, "names": ", ".join(strange)}
            self.add_error("criteria", words)
        elif len(criteria) not in publishing.CRITERIA:
            self.add_error("criteria", _("Choose 2 or 3 criteria."))

    def values(self, question):
        """Give the rubric and its criteria."""
        return {
            "rubric_id": self.cleaned_data["rubric"].pk,
            "criteria": sorted(criterion.pk for criterion in self.cleaned_data["criteria"]),
        }

    def said(self, count):
        """Say what rates them."""
        return ngettext(
            "%(count)d question is rated by “%(rubric)s” now.",
            "%(count)d questions are rated by “%(rubric)s” now.",
            count,
        ) % {"count": count, "rubric": self.cleaned_data["rubric"]}


class ValuesForm(BulkForm):
    """Another difficulty, other minutes, or both."""

    title = _("Set difficulty and minutes of questions")
    about = _("What is left as it is stays as it is. Other minutes are a change of the content.")
    changes_content = True

    difficulty = forms.ChoiceField(
        label=_("Difficulty"), choices=[("", _("as it is")), *Difficulty.choices], required=False
    )
    minutes = forms.IntegerField(
        label=_("Suggested minutes"), required=False, min_value=1, max_value=120, help_text=_("Empty: as they are.")
    )
    field_order = ["difficulty", "minutes", "reason"]

    def clean(self):
        """Something is to be set."""
        super().clean()
        if not self.errors and not self._given():
            raise ValidationError(_("Choose a difficulty, or write the minutes."))

    def _given(self):
        names = ("difficulty", "minutes")
        return {name: value for name in names if (value := self.cleaned_data.get(name)) not in ("", None)}

    def values(self, question):
        """Give what was chosen."""
        return self._given()

    def said(self, count):
        """Say how many."""
        return ngettext("%(count)d question was changed.", "%(count)d questions were changed.", count) % {
            "count": count
        }


FORMS = {"move": MoveForm, "rubric": RubricForm, "values": ValuesForm}
