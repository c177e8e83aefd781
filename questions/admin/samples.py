"""Sample answers: replaced rather than edited."""

import re

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from questions import authoring
from questions.admin.base import BankAdmin, PublicGuideFilter, place_of
from questions.models import Question, QuestionVersion, SampleAnswer
from questions.rubrics import content_of


class JudgedField(forms.CharField):
    """Marks or levels, edited as one line each: key, number, reason."""

    widget = forms.Textarea(attrs={"rows": 5, "cols": 100, "class": "vLargeTextField"})

    def __init__(self, *, what, **kwargs):
        self.what = what
        super().__init__(**kwargs)

    def prepare_value(self, value):
        """Show a mapping as lines."""
        if not isinstance(value, dict):
            return value
        return "\n".join(
            f"{key} {judged[self.what]} {judged.get('reason', '')}".rstrip() for key, judged in value.items()
        )

    def clean(self, value):
        """Return {key: {what: number, reason: text}}."""
        judged = {}
        for number, line in enumerate(super().clean(value).splitlines(), start=1):
            if not line.strip():
                continue
            match = re.fullmatch(r"(\S+)\s+(\d)(?:\s+(.*))?", line.strip())
            if not match:
                raise ValidationError(
                    _("Line %(number)d is not of the form “key number reason”."), params={"number": number}
                )
            key, given, reason = match.groups()
            if key in judged:
                raise ValidationError(_("“%(key)s” stands here twice."), params={"key": key})
            judged[key] = {self.what: int(given), "reason": reason or ""}
        return judged

    def has_changed(self, initial, data):
        """Compare mappings; what cannot be read has changed."""
        try:
            return (initial or {}) != self.clean(data)
        except ValidationError:
            return True


class SampleForm(forms.ModelForm):
    """A sample answer to a question as it is now."""

    question = forms.ModelChoiceField(
        label=_("Question"),
        queryset=Question.objects.none(),
        widget=AutocompleteSelect(QuestionVersion._meta.get_field("question"), admin.site),
    )
    marks = JudgedField(
        what="mark",
        label=_("Marks"),
        help_text=_("One line for each key point: its key, 0 (absent), 1 (in general) or 2 (specifically), a reason."),
    )
    levels = JudgedField(
        what="level",
        label=_("Levels"),
        help_text=_("One line for each criterion: its key, a level from 1 to 4, a reason."),
    )

    class Meta:
        model = SampleAnswer
        fields = ["question", "standing", "text", "marks", "levels"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["question"]
        field.queryset = Question.objects.filter(guide__owner=None).select_related("guide")
        field.label_from_instance = place_of
        if self.instance.pk:
            self.initial["question"] = self.instance.version.question_id
            field.disabled = True

    def clean(self):
        """Check that every key point and criterion of the present content is judged, and nothing else."""
        super().clean()
        question = self.cleaned_data.get("question")
        if question is None:
            return
        content = content_of(question)
        self._complete("marks", "mark", content["key_points"], range(3))
        self._complete("levels", "level", content["criteria"], range(1, 5))

    def _complete(self, name, what, rows, allowed):
        judged = self.cleaned_data.get(name)
        if judged is None:
            return
        keys = [row["slug"] for row in rows]
        missing = [key for key in keys if key not in judged]
        strange = [key for key in judged if key not in keys]
        if missing:
            self.add_error(name, _("Missing: %(keys)s.") % {"keys": ", ".join(missing)})
        if strange:
            self.add_error(name, _("Not of this question: %(keys)s.") % {"keys": ", ".join(strange)})
        if any(value[what] not in allowed for value in judged.values()):
            self.add_error(
                name, _("Numbers go from %(least)d to %(most)d.") % {"least": allowed[0], "most": allowed[-1]}
            )


@admin.register(SampleAnswer)
class SampleAnswerAdmin(BankAdmin):
    """Sample answers to questions of public guides."""

    owner_path = "version__question__guide__owner"
    form = SampleForm
    list_display = ["beginning", "key", "version_number", "standing", "needs_checking", "replaced_at"]
    list_filter = [
        "needs_checking",
        ("replaced_at", admin.EmptyFieldListFilter),
        "standing",
        ("version__question__guide", PublicGuideFilter),
    ]
    list_select_related = ["version__question"]
    search_fields = ["text", "version__question__key", "version__question__prompt"]
    ordering = ["-pk"]
    actions = ["checked"]

    def get_queryset(self, request):
        """Load the question."""
        return super().get_queryset(request).select_related("version__question__guide")

    def lookup_allowed(self, lookup, value, request):
        """Let the question's page link to its samples."""
        return lookup == "version__question__id__exact" or super().lookup_allowed(lookup, value, request)

    def has_change_permission(self, request, obj=None):
        """What was replaced stays as it was."""
        return super().has_change_permission(request, obj) and (obj is None or obj.replaced_at is None)

    def has_delete_permission(self, request, obj=None):
        """Samples are replaced; what candidates were shown stays."""
        return False

    def get_fields(self, request, obj=None):
        """Show a replaced one with its dates."""
        if obj and obj.replaced_at:
            return ["key", "version_number", "standing", "text", "marks", "levels", "replaced_at"]
        return ["question", "standing", "text", "marks", "levels"]

    def get_readonly_fields(self, request, obj=None):
        """Show a replaced one read-only."""
        return ["key", "version_number", "replaced_at"] if obj and obj.replaced_at else []

    def save_model(self, request, obj, form, change):
        """Write a new row on the question's present version, in place of the old one."""
        if change and not form.has_changed():
            return
        given = form.cleaned_data
        sample = authoring.Sample(given["standing"], given["text"], given["marks"], given["levels"])
        old = SampleAnswer.objects.get(pk=obj.pk) if change else None
        made = authoring.replace_sample(sample, given["question"], self.change_of(request), old=old)
        obj.__dict__.update(made.__dict__)

    @admin.action(description=_("Note as checked against the present question"), permissions=["change"])
    def checked(self, request, queryset):
        """Take the flag off."""
        count = authoring.samples_checked(queryset)
        self.message_user(request, _("Checked: %(count)d.") % {"count": count})

    @admin.display(description=_("sample answer"))
    def beginning(self, sample):
        """Return the beginning of the text."""
        return f"{sample.text[:80]}…"

    @admin.display(description=_("question"), ordering="version__question__key")
    def key(self, sample):
        """Return the question's key."""
        return sample.version.question.key

    @admin.display(description=_("version"))
    def version_number(self, sample):
        """Return the version's number."""
        return sample.version.number
