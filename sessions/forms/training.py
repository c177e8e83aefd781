"""The form of rating a sample answer: the same as that of an own answer."""

from collections import namedtuple

from sessions.forms.rating import JudgementForm

Marked = namedtuple("Marked", "key_point mark")
Levelled = namedtuple("Levelled", "criterion level")


class _Rows(list):
    """Rows as a related manager gives them."""

    def all(self):
        """Return them all."""
        return self


class _AsRating:
    """A SampleRating in the shape of a Rating, with its marks and levels as rows; it has no evidence and no note."""

    note = ""

    def __init__(self, sample):
        self.marks = _Rows(Marked(*one) for one in sample.marks.items())
        self.levels = _Rows(Levelled(*one) for one in sample.levels.items())
        self.evidence = _Rows()


def sample_form(sample, content, data=None):
    """Return the JudgementForm of a SampleRating, whose version has `content`; its note is not kept."""
    return JudgementForm(data, content=content, rating=_AsRating(sample))
