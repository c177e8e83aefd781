"""The forms of comments: a new one at its passage, another text for one, a reply; and of a phrase."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions import passages
from sessions.models import LONGEST_TEXT, Phrase
from sessions.transitions import comments, phrases

# What the field `passage` says where a passage was selected rather than chosen by its number.
SELECTED = "selected"
LOST = _("This passage is not in the answer. Choose it again.")


def _too_long(what):
    return {"max_length": what}


class CommentForm(forms.Form):
    """
    A comment on an answer, on a passage of it, or, with no `answer`, on a whole review. Nothing is required: the
    box stands on a page that is about more.

    `passage` is empty for the whole, the number of a sentence, or SELECTED for `quote` at `position`. `phrase` is one
    of the coach's own, put after the text; `used` names those that went into the text already.
    """

    comment = forms.CharField(
        required=False,
        max_length=comments.LONGEST,
        strip=False,
        error_messages=_too_long(_("A comment holds %(limit_value)d characters; this one has %(show_value)d.")),
    )
    passage = forms.CharField(required=False, max_length=20)
    quote = forms.CharField(required=False, max_length=LONGEST_TEXT, strip=False)
    position = forms.IntegerField(required=False, min_value=0)
    phrase = forms.ModelChoiceField(
        Phrase.objects.none(),
        required=False,
        error_messages={"invalid_choice": _("This phrase is not among yours any more. Choose another one.")},
    )

    def __init__(self, data=None, *, coach, answer=None):
        super().__init__(data)
        self.answer = answer
        self.place = {}
        self.fields["phrase"].queryset = Phrase.objects.filter(coach=coach)

    def clean(self):
        """Find the passage in the answer."""
        cleaned = super().clean()
        passage = cleaned.get("passage", "")
        if self.text and passage and self.answer is not None and "quote" in cleaned:
            self.place = self._place(passage, cleaned)
        return cleaned

    @property
    def text(self):
        """What was written, with the phrase that was chosen; empty where there is nothing to save."""
        parts = [self.cleaned_data.get("comment", "").strip()]
        if self.cleaned_data.get("phrase"):
            parts.append(self.cleaned_data["phrase"].text)
        return "\n".join(part for part in parts if part)

    @property
    def used(self):
        """The primary keys of the phrases in it."""
        given = self.data.getlist("used") if hasattr(self.data, "getlist") else []
        found = {int(pk) for pk in given[: phrases.MOST] if pk.isascii() and pk.isdigit() and len(pk) < 19}
        return found | ({self.cleaned_data["phrase"].pk} if self.cleaned_data.get("phrase") else set())

    def _place(self, passage, cleaned):
        if passage == SELECTED:
            found = passages.locate(self.answer.text, cleaned["quote"], cleaned.get("position") or 0)
        else:
            found = next(
                ((one.start, one.end) for one in passages.sentences(self.answer.text) if str(one.number) == passage),
                None,
            )
        if found is None:
            self.add_error("passage", LOST)
            return {}
        return {"quote": self.answer.text[found[0] : found[1]], "position": found[0]}


class ChangeForm(forms.Form):
    """Another text for a comment."""

    text = forms.CharField(
        max_length=comments.LONGEST,
        error_messages={
            "required": _("Write something, or remove the comment."),
            "max_length": _("A comment holds %(limit_value)d characters; this one has %(show_value)d."),
        },
    )


class ReplyForm(forms.Form):
    """A reply to a comment."""

    text = forms.CharField(
        max_length=comments.LONGEST_REPLY,
        error_messages={
            "required": _("Write something first."),
            "max_length": _("A reply holds %(limit_value)d characters; this one has %(show_value)d."),
        },
    )


class PhraseForm(forms.Form):
    """A phrase of a coach's own."""

    text = forms.CharField(
        max_length=phrases.LONGEST,
        error_messages={
            "required": _("Write the phrase first."),
            "max_length": _("A phrase holds %(limit_value)d characters; this one has %(show_value)d."),
        },
    )
