"""What is chosen in the preview of a list: question by question, several at once, and the names of their places."""

import json

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from questions.importing.compare import COMPARED
from questions.importing.deciding import decide_on, do_with, tick
from questions.importing.placing import rename
from questions.importing.proposal import IMPORT, SKIP, UPDATE
from questions.models import Round
from sessions.forms.imports import kind_choices

DETAILS = ("title", "company", "role", "level")
DOING = [(IMPORT, _("Import")), (UPDATE, _("Merge into what is shown")), (SKIP, _("Skip"))]
LONGEST_NAME = Round._meta.get_field("name").max_length
THE_TICKED, THE_PAGE, ALL_SHOWN = "ticked", "page", "shown"


def given_choices(data, preview):
    """
    Return (decisions, guide) as a page of the preview was sent, on top of those so far; unknown values change nothing.

    A page sends its own questions alone ("row"): those of the other pages keep what was decided.
    """
    one = preview.one
    decisions = {**one.decisions}
    for name in DETAILS:
        if name in data:
            decisions[name] = _line(data[name])[:200]
    rows = {question.index: question for question in preview.proposal.questions}
    sent = {int(index) for index in data.getlist("row") if index.isdecimal()} & rows.keys()
    decisions = tick(decisions, sent, {int(index) for index in data.getlist("tick") if index.isdecimal()})
    doing = {}
    for index in sent:
        decided = decisions.get("questions", {}).get(str(index), {})
        wish, kind = data.get(f"do-{index}"), data.get(f"kind-{index}")
        if wish in (IMPORT, UPDATE, SKIP) and (wish != preview.doing[index][0] or "do" in decided):
            doing[index] = wish
        if kind in preview.kinds and (kind != rows[index].kind or "kind" in decided):
            decisions = decide_on(decisions, index, kind=kind)
        # A question that shows no differences sends no fields: what was left stays left.
        shown = set(data.get(f"differs-{index}", "").split()) & set(COMPARED)
        if shown:
            left = (set(rows[index].leave) - shown) | (shown - set(data.getlist(f"take-{index}")))
            if left != set(rows[index].leave):
                decisions = decide_on(decisions, index, leave=sorted(left))
    decisions = do_with(decisions, doing, _into(preview, doing))
    wanted, guide = data.get("target"), one.guide
    if wanted is not None:
        guide = next((guide for guide in preview.targets if str(guide.pk) == wanted), None)
    return decisions, guide


class SeveralForm(forms.Form):
    """One change for several questions: what is done with them, their kind, their round and topic."""

    which = forms.ChoiceField(label=_("Which questions"))
    do = forms.ChoiceField(label=_("Do"), required=False, choices=[("", _("as it is")), *DOING])
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    place = forms.ChoiceField(label=_("Round and topic"), required=False)
    new_round = forms.CharField(label=_("Or a new round"), required=False, max_length=LONGEST_NAME)
    new_topic = forms.CharField(label=_("Or a new topic"), required=False, max_length=LONGEST_NAME)

    def __init__(self, *args, preview, **kwargs):
        super().__init__(*args, prefix="several", **kwargs)
        self.preview = preview
        ticked = len(preview.ticked & {question.index for question in preview.proposal.questions})
        self.fields["which"].choices = [
            (THE_TICKED, format_lazy(_("the ticked ones ({n})"), n=ticked)),
            (THE_PAGE, format_lazy(_("all on this page ({n})"), n=len(preview.rows))),
            (ALL_SHOWN, format_lazy(_("all that are found ({n})"), n=preview.page.paginator.count)),
        ]
        self.fields["kind"].choices = [("", _("as it is")), *kind_choices(preview.kinds)]
        there = [place for place in preview.places_there if place not in set(preview.places_here)]
        groups = [(_("In the list"), preview.places_here)]
        if there:
            groups.append((format_lazy(_("In {guide}"), guide=preview.one.guide.short), there))
        options = [(name, [(json.dumps(place), " · ".join(place)) for place in places]) for name, places in groups]
        self.fields["place"].choices = [("", _("as it is")), *options]

    def clean_new_round(self):
        """A name is one line."""
        return _line(self.cleaned_data["new_round"])

    def clean_new_topic(self):
        """A name is one line."""
        return _line(self.cleaned_data["new_topic"])

    def clean(self):
        """Something is chosen for at least one question."""
        given = super().clean()
        if self.errors:
            return given
        if given["new_topic"] and not (given["new_round"] or given["place"]):
            self.add_error("new_round", _("Name the round of the new topic, or choose a place in it above."))
        elif given["new_round"] and not given["new_topic"]:
            self.add_error("new_topic", _("Name a topic of the new round."))
        elif not any(given[name] for name in ("do", "kind", "place", "new_topic", "new_round")):
            self.add_error("do", _("Choose what is to change."))
        if not self.chosen:
            self.add_error("which", _("No question is ticked: tick some, or choose all."))
        return given

    @property
    def chosen(self):
        """The indices of the questions that are meant."""
        which = self.cleaned_data["which"]
        if which == THE_TICKED:
            return sorted(self.preview.ticked & {question.index for question in self.preview.proposal.questions})
        if which == THE_PAGE:
            return [row.question.index for row in self.preview.rows]
        return [question.index for question in self.preview.shown]

    @property
    def place_wanted(self):
        """[round name, topic name], or None where questions stay where they are."""
        given = self.cleaned_data
        there = json.loads(given["place"]) if given["place"] else None
        if not given["new_topic"]:
            return there
        return [given["new_round"] or there[0], given["new_topic"]]

    def decided(self, decisions):
        """Return (decisions with the change, how many questions could not be merged)."""
        given, into = self.cleaned_data, {}
        for index in self.chosen:
            values = {"kind": given["kind"]} if given["kind"] else {}
            if self.place_wanted:
                values["place"] = self.place_wanted
            if values:
                decisions = decide_on(decisions, index, **values)
        if given["do"]:
            into = _into(self.preview, self.chosen)
            decisions = do_with(decisions, dict.fromkeys(self.chosen, given["do"]), into)
        lonely = [index for index in self.chosen if not into.get(index)] if given["do"] == UPDATE else []
        return decisions, len(lonely)


class PlacesForm(forms.Form):
    """The names of rounds and topics, each beside what it is called now; the same number of each comes in lists."""

    def __init__(self, data, *, proposal):
        super().__init__(data)
        self.proposal = proposal

    def clean(self):
        """Every round and topic keeps a name, and none is too long."""
        names = [*self.data.getlist("round"), *self.data.getlist("topic"), *self.data.getlist("in")]
        if not all(_line(name) for name in names):
            raise forms.ValidationError(_("Nothing is changed: a name is missing."))
        if any(len(_line(name)) > LONGEST_NAME for name in names):
            raise forms.ValidationError(
                _("Nothing is changed: a name has more than %(n)d characters.") % {"n": LONGEST_NAME}
            )
        return super().clean()

    def decided(self, decisions):
        """Return decisions with the new names."""
        data = self.data
        rounds = zip(data.getlist("was-round"), data.getlist("round"), strict=False)
        topics = zip(
            zip(data.getlist("was-in"), data.getlist("was-topic"), strict=False),
            zip(data.getlist("in"), data.getlist("topic"), strict=False),
            strict=False,
        )
        return rename(
            decisions,
            self.proposal,
            {was: _line(name) for was, name in rounds},
            {was: tuple(map(_line, place)) for was, place in topics},
        )


def _into(preview, indices):
    """Return {index: the key of the question that is shown beside it, where there is one}."""
    into = {question.index: question.into for question in preview.proposal.questions if question.into}
    return {index: into.get(index) or preview.matches[index].key for index in indices}


def _line(text):
    return " ".join(text.replace("\x00", "").split())
