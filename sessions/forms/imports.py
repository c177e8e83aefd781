"""Forms of making one's own list: the text, the preview's choices, a question, a guide."""

from django import forms
from django.utils.translation import gettext_lazy as _

from questions.importing import key_points
from questions.importing.decoding import MOST_BYTES
from questions.importing.enter import known_kinds
from questions.importing.proposal import MOST_QUESTION_MINUTES
from questions.models import Difficulty, Guide, KeyPoint, Kind

# A longer text comes as a file: what is pasted arrives with all else that a form holds.
LONGEST_PASTED = 500_000
MOST_POINTS, MOST_PROBES = 10, 20
LONGEST_POINT = KeyPoint._meta.get_field("text").max_length

# What a chat assistant is asked for: a form that the importer reads without losses (tests/sessions/test_imports.py).
PROMPT = """\
Write a list of interview questions for this interview: [company, role, level].

Group the questions by interview round and by topic. Keep exactly this form, in Markdown, without any text around it:

# Company: Role interview questions

**Company:** the company
**Role:** the role
**Level:** the level

Two or three sentences on how this company interviews.

## Round 1: name of the round

**Format:** how it is held
**Length:** 45 minutes

### What to expect

Two or three sentences.

### Tips

- **Short title**: one sentence of advice.

### Name of the topic

**1. The question?**

**Expected answer:** what a strong answer does, in three to five sentences.

**Why it matters:** one or two sentences.

**Key points:**

- one thing that a strong answer contains
- a second one
- a third one

**Follow-ups:**

- a follow-up question?
- another one?

**Difficulty:** easy, medium or hard

**Time:** 6 minutes

Number the questions through from 1. Write at least 20 questions.
"""


class Lines(forms.CharField):
    """Several short texts, one on each line of a text area."""

    widget = forms.Textarea

    def __init__(self, *, most, longest, **kwargs):
        self.most, self.longest = most, longest
        super().__init__(required=False, **kwargs)

    def prepare_value(self, value):
        """Show a list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value):
        """Return the list of lines that hold anything."""
        lines = [" ".join(line.split()) for line in (super().clean(value) or "").splitlines() if line.strip()]
        if len(lines) > self.most:
            raise forms.ValidationError(_("At most %(most)d, one on each line.") % {"most": self.most})
        for line in lines:
            if len(line) > self.longest:
                raise forms.ValidationError(
                    _("“%(line)s…” has more than %(longest)d characters.")
                    % {"line": line[:40], "longest": self.longest}
                )
        return list(dict.fromkeys(lines))


class ListForm(forms.Form):
    """A pasted text or a file, one of both."""

    text = forms.CharField(
        required=False,
        max_length=LONGEST_PASTED,
        strip=False,
        label=_("Paste your list"),
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"max_length": _("This is a very long text: save it as a file, and upload the file.")},
    )
    file = forms.FileField(
        required=False,
        allow_empty_file=True,
        label=_("Or upload a file"),
        help_text=_(
            "Text, Markdown, a saved web page, a table (CSV, XLSX), JSON or YAML, at most 10 MB. "
            "Bring it as you have it."
        ),
        widget=forms.FileInput(
            attrs={"accept": ".md,.markdown,.txt,.text,.html,.htm,.csv,.tsv,.xlsx,.json,.yaml,.yml,.xml,.gift"}
        ),
    )

    def clean_file(self):
        """Refuse at once what is larger than the reader takes."""
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file has more than 10 MB: split it."))
        return file

    def clean(self):
        """One of both is needed, and one alone."""
        super().clean()
        text, file = self.cleaned_data.get("text", "").strip(), self.cleaned_data.get("file")
        if not self.errors and not text and file is None:
            self.add_error("text", _("Paste your list here, or choose a file."))
        if not self.errors and text and file is not None:
            self.add_error("file", _("Take either the text or the file, not both."))

    def source(self):
        """Return (name, bytes) of what was given."""
        file = self.cleaned_data["file"]
        if file is not None:
            return file.name, file.read(MOST_BYTES + 1)
        return "", self.cleaned_data["text"].encode()


class GuideForm(forms.ModelForm):
    """What a private guide is called."""

    class Meta:
        model = Guide
        fields = ["title", "company", "role", "level", "summary"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}


class QuestionForm(forms.Form):
    """A question, in the preview of a list or in a private guide; `kinds` are those that have a rubric."""

    prompt = forms.CharField(label=_("Question"), max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))
    expected_answer = forms.CharField(
        label=_("Expected answer"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What a strong answer does. Markdown."),
    )
    why_it_matters = forms.CharField(
        label=_("Why it matters"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    key_points = Lines(
        most=MOST_POINTS,
        longest=LONGEST_POINT,
        label=_("Key points"),
        help_text=_(
            "One on each line: things that one can point at in an answer, three or four of them. Coverage counts them."
        ),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    probes = Lines(
        most=MOST_PROBES,
        longest=1000,
        label=_("Probes"),
        help_text=_("Follow-up questions, one on each line."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    kind = forms.ChoiceField(label=_("Kind"), help_text=_("It decides the rubric by which answers are rated."))
    difficulty = forms.ChoiceField(label=_("Difficulty"), choices=Difficulty.choices)
    minutes = forms.IntegerField(
        label=_("Suggested minutes"),
        min_value=1,
        max_value=MOST_QUESTION_MINUTES,
        error_messages={
            "min_value": _("From 1 to 120 minutes."),
            "max_value": _("From 1 to 120 minutes."),
            "invalid": _("Write the minutes as a number."),
        },
    )

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices(kinds)


def with_proposed(data):
    """Return a QuestionForm as it was sent, with key points made from its expected answer, where that suggests any."""
    values = {name: data.get(name, "") for name in QuestionForm.base_fields}
    values["key_points"] = key_points.proposed(values["expected_answer"]) or values["key_points"]
    return QuestionForm(initial=values, kinds=known_kinds())


def kind_choices(kinds):
    """Return the choices of the kinds that have a rubric."""
    return [choice for choice in Kind.choices if choice[0] in kinds]
