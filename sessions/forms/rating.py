"""The forms of judging an answer: key points, criteria, note; and of the verdict. Candidate and coach share them."""

from dataclasses import dataclass

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sessions.models import Mark, Verdict
from sessions.transitions.ratings import NO_CHANCE, Judgement

LONGEST_NOTE = 5_000
LONGEST_REFLECTION = 10_000
KEY_POINT = "kp-"
CRITERION = "c-"
NOTE = "note"

_MARKS = [(str(value), label) for value, label in Mark.choices]
_LEVELS = ["1", "2", "3", "4"]


@dataclass(frozen=True)
class Row:
    """
    One thing to judge, as the page shows it. `value` is what was chosen, as a form writes it, or None.

    `choices` are (value, words) pairs: the three marks of a key point, or the four levels of a criterion with
    their anchors. `hint` is why the key point matters, or the question that the criterion asks.
    """

    name: str
    number: int
    title: str
    hint: str
    choices: list
    value: str | None
    errors: list

    @property
    def is_open(self):
        """Whether it is still to be judged."""
        return self.value is None


class JudgementForm(forms.Form):
    """
    A judgement of one answer, built from the content of its question version.

    `content` is a version's content; `rating` the Rating so far or None, best with `marks` and `levels` prefetched.
    Nothing is required: a draft is saved as one goes. Fields: `kp-<slug>` (0 to 2), `c-<slug>` (1 to 4, or `none`
    for no chance to show), `note`. `read_only` shows what was chosen and lets nothing be changed.
    `templates/parts/judge.html` draws it.
    """

    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        strip=False,
        error_messages={"max_length": _("A note holds %(limit_value)d characters; this one has %(show_value)d.")},
    )

    def __init__(self, data=None, *, content, rating=None, read_only=False):
        super().__init__(data)
        self.content = content
        self.rating = rating
        self.read_only = read_only
        for point in content["key_points"]:
            self.fields[KEY_POINT + point["slug"]] = _choice(_MARKS)
        for criterion in content["criteria"]:
            self.fields[CRITERION + criterion["slug"]] = _choice(
                [(level, level) for level in _LEVELS] + [(NO_CHANCE, _("No chance to show"))]
            )

    def clean(self):
        """Refuse a key point or criterion that the question does not have, rather than drop it."""
        for name in self.data:
            if name.startswith((KEY_POINT, CRITERION)) and name not in self.fields:
                raise forms.ValidationError(
                    _("“%(name)s” is not part of this question. Load the page again; what was saved is kept."),
                    params={"name": name},
                )
        return super().clean()

    def judgement(self):
        """Return the ratings.Judgement of a valid form. Only what was sent is named in it."""
        sent = {name: value for name, value in self.cleaned_data.items() if name in self.data and value != ""}
        return Judgement(
            marks={
                name.removeprefix(KEY_POINT): int(value) for name, value in sent.items() if name.startswith(KEY_POINT)
            },
            levels={
                name.removeprefix(CRITERION): None if value == NO_CHANCE else int(value)
                for name, value in sent.items()
                if name.startswith(CRITERION)
            },
            note=_line_ends(self.cleaned_data[NOTE]) if NOTE in self.data else None,
        )

    @cached_property
    def points(self):
        """The key points as Rows."""
        given = {mark.key_point: str(mark.mark) for mark in self.rating.marks.all()} if self.rating else {}
        return [
            self._row(KEY_POINT, number, point["slug"], point["text"], point["why"], _MARKS, given)
            for number, point in enumerate(self.content["key_points"], start=1)
        ]

    @cached_property
    def criteria(self):
        """The criteria as Rows; each has one choice more than its `choices` show: NO_CHANCE."""
        given = {}
        if self.rating:
            for level in self.rating.levels.all():
                given[level.criterion] = NO_CHANCE if level.level is None else str(level.level)
        return [
            self._row(
                CRITERION,
                number,
                criterion["slug"],
                criterion["name"],
                criterion["question"],
                list(zip(_LEVELS, criterion["anchors"], strict=True)),
                given,
            )
            for number, criterion in enumerate(self.content["criteria"], start=1)
        ]

    @property
    def note_text(self):
        """The note as it stands: what was sent, else what was saved."""
        if self.is_bound and NOTE in self.data:
            return self.data[NOTE]
        return self.rating.note if self.rating else ""

    @property
    def rubric_name(self):
        """The name of the rubric that the criteria belong to."""
        return self.content["rubric"]["name"]

    @property
    def total(self):
        """How many choices there are to make."""
        return len(self.points) + len(self.criteria)

    @property
    def open(self):
        """What is still to be judged, as words: “key point 2”, or the name of a criterion."""
        return [str(_("key point %d") % row.number) for row in self.points if row.is_open] + [
            row.title for row in self.criteria if row.is_open
        ]

    @property
    def progress(self):
        """
        What is left, in numbers and words, as the page and `static/js/rating.js` show it.

        judged, total: numbers; words: “7 of 9 judged.”; still: what is open; label: the same, short, for the list
        of answers.
        """
        still = self.open
        total = self.total
        judged = total - len(still)
        if not still:
            label = _("done")
        elif judged == 0:
            label = _("open")
        else:
            label = _("%d open") % len(still)
        return {
            "judged": judged,
            "total": total,
            "words": _("%(judged)d of %(total)d judged.") % {"judged": judged, "total": total},
            "still": _("Still open: %s") % ", ".join(still) if still else _("Nothing is open in this answer."),
            "label": label,
        }

    def _row(self, prefix, number, slug, title, hint, choices, given):
        name = prefix + slug
        value = given.get(slug)
        if self.is_bound:
            value = self.data.get(name) or value
        return Row(name, number, title, hint, choices, value, self.errors.get(name, []))


class VerdictForm(forms.Form):
    """The candidate's own verdict on the whole interview, with a reflection."""

    verdict = forms.ChoiceField(
        choices=Verdict,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of the four: would this interview be passed?"),
            "invalid_choice": _("Choose one of the four: would this interview be passed?"),
        },
    )
    reflection = forms.CharField(
        required=False,
        max_length=LONGEST_REFLECTION,
        strip=False,
        error_messages={"max_length": _("A reflection holds %(limit_value)d characters; this one has %(show_value)d.")},
    )

    def clean_reflection(self):
        """Store line ends as the browser shows them."""
        return _line_ends(self.cleaned_data["reflection"])


class VerdictDraftForm(VerdictForm):
    """The same while one is still thinking: no verdict is needed yet."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["verdict"].required = False


def _choice(choices):
    return forms.ChoiceField(
        required=False,
        choices=choices,
        error_messages={"invalid_choice": _("“%(value)s” is none of the choices. Choose one of those shown.")},
    )


def _line_ends(text):
    return text.replace("\r\n", "\n")
