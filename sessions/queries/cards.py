"""The card of a question on the study page: what is shown of it, and what only after revealing."""

from dataclasses import dataclass, field

from questions.models import Question, SampleAnswer, Standing
from sessions.queries.peeking import hidden_questions


@dataclass
class Card:
    """
    The question in front of the reader.

    `is_hidden`: a realistic interview of theirs runs; `reveals`: the expected answer is shown, only then are
    `key_points` and `sample` (a strong SampleAnswer or None) loaded.
    """

    question: Question
    is_hidden: bool
    reveals: bool
    key_points: list = field(default_factory=list)
    sample: SampleAnswer | None = None


def card(user, entry, running, shown=False):
    """
    Return the Card of a deck's Entry in at most three queries; `running` is the interview that `user` sits in or None.

    The expected answer is shown only where `shown` is asked for, its reading was noted before, and it is not hidden.
    """
    question = Question.objects.select_related("topic__round", "rubric").get(pk=entry.pk)
    is_hidden = hides(user, question, running)
    if not shown or is_hidden or entry.note is None or entry.note.read_at is None:
        return Card(question, is_hidden, reveals=False)
    samples = SampleAnswer.objects.filter(
        version__question=question, standing=Standing.STRONG, replaced_at=None, needs_checking=False
    )
    return Card(
        question,
        is_hidden,
        reveals=True,
        key_points=list(question.key_points.order_by("position", "pk")),
        sample=samples.order_by("-pk").first(),
    )


def hides(user, question, running):
    """
    Whether the expected answer of `question` is hidden from `user`, who sits in the interview `running` (or None).

    While a realistic interview runs, all of its guide is hidden: hiding its own questions alone would tell which
    ones are still to come.
    """
    if running is None or not running.is_realistic:
        return False
    return running.guide_id == question.guide_id or question.pk in hidden_questions(user)
