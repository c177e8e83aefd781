"""The forms of judging an answer: key points, criteria, note; and of the verdict. Candidate and coach share them."""

import hashlib
import re
from dataclasses import dataclass, field

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sessions.models import Mark, Verdict
from sessions.passages import locate, sentences
from sessions.transitions.ratings import NO_CHANCE, Judgement, Tie

LONGEST_NOTE = 5_000
LONGEST_REFLECTION = 10_000
LONGEST_REASON = 300
KEY_POINT = "kp-"
CRITERION = "c-"
NOTE = "note"
NOTE_BASE = "note_base"
TIE = "tie-"
SENTENCES = "sentences-"
UNTIE = "untie-"
STAY = "stay-"

_MARKS = [(str(value), label) for value, label in Mark.choices]
_LEVELS = ["1", "2", "3", "4"]
_NUMBERS = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?", re.ASCII)


@dataclass(frozen=True)
class Passage:
    """A passage tied to a row: `number` finds it in the text, None where the text does not hold it any more."""

    pk: int
    number: int | None
    quote: str

    @property
    def id(self):
        """The id of the element that shows it; the passage in the text is `#passage-<id>`."""
        return f"evidence-{self.pk}"


@dataclass(frozen=True)
class Row:
    """
    One thing to judge, as the page shows it. `value` is what was chosen, as a form writes it, or None.

    `choices` are (value, words) pairs: the three marks of a key point, or the four levels of a criterion with
    their anchors. `hint` is why the key point matters, or the question that the criterion asks. `passages` are those
    tied to it, `sentences` what was written to tie more and could not be read.
    """

    name: str
    number: int
    title: str
    hint: str
    choices: list
    value: str | None
    errors: list
    passages: list = field(default_factory=list)
    sentences: str = ""

    @property
    def is_open(self):
        """Whether it is still to be judged."""
        return self.value is None


class JudgementForm(forms.Form):
    """
    A judgement of one answer, built from the content of its question version.

    `content` is a version's content; `rating` the Rating so far or None, best with `marks` and `levels` prefetched.
    Nothing is required: a draft is saved as one goes. Fields: `kp-<slug>` (0 to 2), `c-<slug>` (1 to 4, or `none`
    for no chance to show), `note` with `note_base` (which text of the note it was written upon). `read_only` shows
    what was chosen and lets nothing be changed. With the answer's `text`, passages of it can be tied as evidence
    (`evidence` of the rating best prefetched): `tie-<row>@<position>` holds a quote, `sentences-<row>` numbers such as
    `3` or `3-4`, `untie-<pk>` takes one off. `templates/parts/judge.html` draws it.
    """

    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        strip=False,
        error_messages={"max_length": _("A note holds %(limit_value)d characters; this one has %(show_value)d.")},
    )

    def __init__(self, data=None, *, content, rating=None, read_only=False, text=""):
        super().__init__(data)
        self.content = content
        self.rating = rating
        self.read_only = read_only
        self.text = text
        self.ties = []
        self.other_note = None
        for point in content["key_points"]:
            self.fields[KEY_POINT + point["slug"]] = _choice(_MARKS)
        for criterion in content["criteria"]:
            self.fields[CRITERION + criterion["slug"]] = _choice(
                [(level, level) for level in _LEVELS] + [(NO_CHANCE, _("No chance to show"))]
            )
        rows = list(self.fields)
        for name in self.data if text and not read_only else ():
            prefix, row, _place = _tied(name)
            if prefix and row in rows:
                self.fields[name] = forms.CharField(required=False, strip=False)

    def clean(self):
        """Refuse what the question does not have, a passage that is not there, and a note over another one."""
        for name in self.data:
            if name.startswith((KEY_POINT, CRITERION, TIE, SENTENCES)) and name not in self.fields:
                raise forms.ValidationError(
                    _("“%(name)s” is not part of this question. Load the page again; what was saved is kept."),
                    params={"name": name},
                )
        for name in [name for name in self.fields if name.startswith((TIE, SENTENCES))]:
            self._clean_passage(name)
        self._clean_note()
        return super().clean()

    def _clean_passage(self, name):
        prefix, row, place = _tied(name)
        given = self.cleaned_data.get(name, "")
        if prefix == SENTENCES and not given.strip():
            return
        found = self._in_sentences(given.strip()) if prefix == SENTENCES else self._selected(given, place)
        if found is None:
            words = _("This passage is not in the answer. Select it again.")
            if prefix == SENTENCES:
                words = _("“%(given)s”: write the number of a sentence, 1 to %(last)d, or two such as 1-2.") % {
                    "given": given[:20],
                    "last": len(self.all_sentences),
                }
            self.add_error(name, words)
            return
        slug = row.removeprefix(KEY_POINT if row.startswith(KEY_POINT) else CRITERION)
        which = "key_point" if row.startswith(KEY_POINT) else "criterion"
        self.ties.append(Tie(quote=self.text[found[0] : found[1]], position=found[0], **{which: slug}))

    def _in_sentences(self, given):
        numbers = _NUMBERS.fullmatch(given)
        first, last = (int(numbers[1]), int(numbers[2] or numbers[1])) if numbers else (0, 0)
        if not 1 <= first <= last <= len(self.all_sentences):
            return None
        return self.all_sentences[first - 1].start, self.all_sentences[last - 1].end

    def _selected(self, quote, place):
        if not place.isdecimal() or len(place) > 9 or len(quote) > 2 * len(self.text):
            return None
        return locate(self.text, quote, int(place))

    def _clean_note(self):
        """A note that was changed in another tab meanwhile is not written over: its writer chooses."""
        stored = self.rating.note if self.rating else ""
        if NOTE not in self.data or NOTE not in self.cleaned_data or NOTE_BASE not in self.data or not stored.strip():
            return
        # A text that holds the stored one whole takes nothing away.
        if self.data[NOTE_BASE] != _digest(stored) and stored not in _line_ends(self.cleaned_data[NOTE]):
            self.other_note = stored
            self.add_error(NOTE, _("This note was changed in another tab. Both texts are kept: choose what stays."))

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
            ties=self.ties,
            unties=self._unties() if self.text and not self.read_only else [],
        )

    def _unties(self):
        given = [name.removeprefix(UNTIE) for name in self.data if name.startswith(UNTIE)]
        return [int(pk) for pk in given if pk.isdecimal() and len(pk) < 19]

    @property
    def stays_at(self):
        """The name of the row that the person stays at after tying a passage or taking one off; empty for going on."""
        asked = [self.data.get("go", "").removeprefix(STAY)]
        asked += [value for name, value in self.data.items() if name.startswith(UNTIE)]
        return next((name for name in asked if name.startswith((KEY_POINT, CRITERION)) and name in self.fields), "")

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
    def note_base(self):
        """What names the text of the note that was saved; sent along with a change of it."""
        return _digest(self.rating.note if self.rating else "")

    @cached_property
    def all_sentences(self):
        """The sentences of the answer."""
        return sentences(self.text)

    @cached_property
    def _evidence(self):
        """[(Evidence, number, (start, end) or None)], numbered in the order of the text."""
        if not self.text or not self.rating:
            return []
        found = [(one, locate(self.text, one.quote, one.position)) for one in self.rating.evidence.all()]
        found.sort(key=lambda one: (one[1] or (len(self.text),), one[0].pk))
        return [(one, number if place else None, place) for number, (one, place) in enumerate(found, start=1)]

    @property
    def spans(self):
        """The tied passages, as the template tag `passages` marks them in the text."""
        return [(*place, f"evidence-{one.pk}", str(number)) for one, number, place in self._evidence if place]

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
        of answers; note_base: what names a note that was sent.
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
        noted = {}
        if self.is_bound and NOTE in self.data and NOTE in self.cleaned_data:
            noted = {NOTE_BASE: _digest(_line_ends(self.cleaned_data[NOTE]))}
        return noted | {
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
        errors = [error for field in (name, SENTENCES + name) for error in self.errors.get(field, [])]
        passages = [
            Passage(one.pk, number, one.quote)
            for one, number, _place in self._evidence
            if slug == (one.key_point if prefix == KEY_POINT else one.criterion)
        ]
        tried = self.data.get(SENTENCES + name, "") if SENTENCES + name in self.errors else ""
        return Row(name, number, title, hint, choices, value, errors, passages, tried)


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


class ReasonForm(forms.Form):
    """Why a sealed rating is changed."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        error_messages={
            "required": _("Say why you change it. The reason stands beside the rating from then on."),
            "max_length": _("A reason holds %(limit_value)d characters; this one has %(show_value)d."),
        },
    )


class PredictionForm(forms.Form):
    """Which verdict the candidate expects of the coach."""

    verdict = forms.ChoiceField(choices=Verdict)


def _choice(choices):
    return forms.ChoiceField(
        required=False,
        choices=choices,
        error_messages={"invalid_choice": _("“%(value)s” is none of the choices. Choose one of those shown.")},
    )


def _tied(name):
    """Return (prefix, row, position) of the name of a field that ties a passage; the prefix is empty for others."""
    prefix = next((prefix for prefix in (TIE, SENTENCES) if name.startswith(prefix)), "")
    row, _at, place = name.removeprefix(prefix).partition("@")
    return prefix, row, place


def _digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _line_ends(text):
    return text.replace("\r\n", "\n")
