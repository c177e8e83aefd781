"""The comments on an answer or a review as one side reads them: numbered, at their passages, with their threads."""

from dataclasses import dataclass, field

from django.db.models import Q

from sessions import passages
from sessions.models import ACCESS_AFTER_SUBMITTING, Comment, Phrase, Rating, Review, Role


@dataclass
class Thread:
    """
    A comment with the replies to it. `number` is its label; `place` its (start, end) in the text or None.

    `is_remark`: it was written after the review was submitted. `can_reply`: the reader may answer, and is read.
    """

    comment: Comment
    number: int
    place: tuple | None
    can_reply: bool
    replies: list = field(default_factory=list)

    @property
    def is_remark(self):
        """Whether it came after the review was submitted."""
        submitted_at = self.comment.review.submitted_at
        return submitted_at is not None and self.comment.created_at > submitted_at

    @property
    def anchor(self):
        """The id of the element that shows it."""
        return f"comment-{self.comment.pk}"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of an answer as Segments, with the threads whose passages begin in it."""

    pieces: list
    threads: list


@dataclass(frozen=True)
class Annotated:
    """An answer's text with its threads: at their paragraphs, and those on the whole answer apart."""

    paragraphs: list
    on_the_whole: list
    threads: list
    sentences: list


@dataclass(frozen=True)
class Before:
    """The answer that a coach asked to be given again, with the Threads that they wrote on it then."""

    shown: Annotated


@dataclass(frozen=True)
class Said:
    """What a coach says of one answer beside marks and levels: a strong point, and why a rating was corrected."""

    by: str
    strong_point: str
    corrected_at: object
    reason: str


def of_review(review, now=None):
    """Return the Threads of the coach's `review` on the whole of it; one query."""
    found = list(Comment.objects.filter(review=review, answer=None).select_related("author"))
    for comment in found:
        comment.review = review
    return _threads(found, "", now)


def beside(review, answer, now, spans=()):
    """
    Return (Annotated, Before or None): `answer` as the coach of `review` has commented it, and what they read before.

    One query. `answer` is a Desk's, which knows whether they may still read what they asked to be given again.
    """
    asked_in = review.request.interview.asked_in_id
    mine = Q(review=review, answer=answer)
    if asked_in is not None:
        mine |= Q(review=asked_in, answer__version__question=answer.version.question_id)
    found = {review.pk: [], asked_in: []}
    for comment in Comment.objects.filter(mine).select_related("author", "review__request"):
        found[comment.review_id].append(comment)
    shown = annotated(answer.text, _threads(found[review.pk], answer.text, now), spans)
    if asked_in is None or answer.before_text is None:
        return shown, None
    old = answer.before_text
    return shown, Before(annotated(old, _threads(found[asked_in], old, None)))


def for_candidate(interview, now, answer=None):
    """
    Return the Threads on `answer` that its candidate may read, or, without one, all of the interview's; one query.

    Those of a review in work never, those of a second opinion only where it was released.
    """
    comments = Comment.objects.filter(
        review__in=Review.objects.for_candidate().filter(request__interview=interview)
    ).select_related("author", "review__request", "answer")
    if answer is not None:
        comments = comments.filter(answer=answer)
    return _threads(list(comments), answer.text if answer else "", now)


@dataclass(frozen=True)
class Heard:
    """What a candidate reads of coaches on one answer, beside marks and levels: its text with Threads, and Said."""

    shown: Annotated
    said: list


def heard_on(answer, now):
    """Return what its candidate has Heard on `answer`; two queries."""
    return Heard(annotated(answer.text, for_candidate(answer.interview, now, answer)), said_of(answer))


def heard_in(interview, hidden, now):
    """Return the Threads that the candidate of `interview` reads; `hidden` are answers of which nothing is said now."""
    return [thread for thread in for_candidate(interview, now) if thread.comment.answer_id not in hidden]


def annotated(text, threads, spans=()):
    """Return the Annotated `text`: the threads at their passages, beside other `spans` (passages.Span) of it."""
    marked = [
        passages.Span(*thread.place, thread.anchor, str(thread.number))
        for thread in threads
        if thread.place is not None
    ]
    by_anchor = {thread.anchor: thread for thread in threads}
    paragraphs, begins = [], set()
    for pieces in passages.segments(text, [*marked, *spans], numbered=True):
        begun = [span.id for piece in pieces for span in piece.opening if span.id in by_anchor]
        begins.update(begun)
        paragraphs.append(Paragraph(pieces, [by_anchor[anchor] for anchor in begun]))
    rest = [thread for thread in threads if thread.anchor not in begins]
    return Annotated(paragraphs, rest, threads, passages.sentences(text))


def said_of(answer):
    """Return what coaches Said of `answer` in submitted reviews, for its candidate; one query."""
    ratings = (
        Rating.objects.sealed()
        .filter(answer=answer, role=Role.COACH, review__in=Review.objects.for_candidate())
        .select_related("rater")
        .order_by("sealed_at", "pk")
    )
    return [
        Said(
            by=str(rating.rater or ""),
            strong_point=rating.strong_point,
            corrected_at=rating.sealed_at if rating.revision > 1 else None,
            reason=rating.reason,
        )
        for rating in ratings
        if rating.strong_point or rating.revision > 1
    ]


def phrases_of(coach):
    """Return the phrases of `coach`, the most used first; one query."""
    return list(Phrase.objects.filter(coach=coach))


def find_phrases(coach, wanted):
    """Return those phrases of `coach` in which every word of `wanted` stands, the most used first; one query."""
    words = wanted.casefold().split()
    return [phrase for phrase in phrases_of(coach) if all(word in phrase.text.casefold() for word in words)]


def _threads(comments, text, now):
    roots = [comment for comment in comments if comment.parent_id is None]
    roots.sort(key=lambda one: (one.answer_id or 0, one.position is None, one.position or 0, one.created_at, one.pk))
    found = {}
    for number, comment in enumerate(roots, start=1):
        place = passages.locate(text, comment.quote, comment.position) if comment.quote and text else None
        found[comment.pk] = Thread(comment, number, place, now is not None and can_be_answered(comment.review, now))
    for comment in sorted(comments, key=lambda one: (one.created_at, one.pk)):
        if comment.parent_id in found:
            found[comment.parent_id].replies.append(comment)
    return list(found.values())


def can_be_answered(review, now):
    """Whether both sides still read the threads of `review` at `now`: its coach is here, and their access lasts."""
    return (
        review.submitted_at is not None
        and review.coach_id is not None
        and review.request.withdrawn_at is None
        and review.submitted_at >= now - ACCESS_AFTER_SUBMITTING
    )
