"""What the pages of an interview's own rating show."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from sessions.models import Answer, AnswerRevision, InterviewStatus, Mark, Rating, Review, ReviewRequest, Role
from sessions.queries.peeking import with_hidden


def open_to_judge(content, rating):
    """
    Return what is still open in `rating` (may be None) of a version's `content`: slugs of key points, then criteria.

    `rating` should have its marks and levels prefetched.
    """
    marks = {mark.key_point for mark in rating.marks.all()} if rating else set()
    levels = {level.criterion for level in rating.levels.all()} if rating else set()
    return [point["slug"] for point in content["key_points"] if point["slug"] not in marks] + [
        criterion["slug"] for criterion in content["criteria"] if criterion["slug"] not in levels
    ]


@dataclass(frozen=True)
class Stop:
    """One answer of the interview under rating: its own Rating or None, and how many choices are open of how many."""

    answer: Answer
    rating: Rating | None
    open: int
    total: int
    is_hidden: bool

    @property
    def position(self):
        """Its place in the interview."""
        return self.answer.position

    @property
    def is_answered(self):
        """Whether there is anything to rate."""
        return self.answer.is_answered

    @property
    def is_done(self):
        """Whether nothing is left to judge."""
        return self.open == 0

    @property
    def is_untouched(self):
        """Whether nothing has been judged yet."""
        return self.open == self.total


class Sheet:
    """All answers of an interview under rating."""

    def __init__(self, interview, stops):
        self.interview = interview
        self.stops = stops

    @cached_property
    def has_begun(self):
        """Whether the rating is open: every expected answer may be seen, and no text comes in time any more."""
        return self.interview.status == InterviewStatus.RATING and all(
            stop.answer.revealed_at is not None for stop in self.stops
        )

    def elsewhere(self, position):
        """How many choices are made in the answers other than that at `position`."""
        return self.judged - sum(
            stop.total - stop.open for stop in self.stops if stop.is_answered and stop.position == position
        )

    def at(self, position):
        """Return the Stop at `position`, or None."""
        return next((stop for stop in self.stops if stop.position == position), None)

    @property
    def still_open(self):
        """The stops that are still to be judged."""
        return [stop for stop in self.stops if not stop.is_done]

    @property
    def total(self):
        """How many choices there are to make in the whole interview."""
        return sum(stop.total for stop in self.stops if stop.is_answered)

    @property
    def judged(self):
        """How many of them are made."""
        return self.total - sum(stop.open for stop in self.stops)

    def next_after(self, position):
        """Return the next Stop to judge after `position`, from the start again; None where all are judged."""
        later = [stop for stop in self.still_open if stop.position > position]
        return next(iter(later + self.still_open), None)


def sheet(interview, candidate):
    """Return the Sheet of the candidate's `interview`, in five queries whatever the number of answers."""
    ratings = {
        rating.answer_id: rating
        for rating in Rating.objects.by_candidate()
        .filter(answer__interview=interview)
        .prefetch_related("marks", "levels", "evidence")
    }
    stops = []
    for answer in with_hidden(interview.answers, candidate).select_related("version").order_by("position"):
        content = answer.content
        rating = ratings.get(answer.pk)
        is_open = len(open_to_judge(content, rating)) if answer.is_answered else 0
        total = len(content["key_points"]) + len(content["criteria"])
        stops.append(Stop(answer, rating, is_open, total, answer.is_hidden))
    return Sheet(interview, stops)


def set_aside_texts(answer):
    """Return (late, earlier): the texts that arrived after the end, and how many others were set aside."""
    revisions = list(answer.revisions.all())
    late = [revision for revision in revisions if revision.kind == AnswerRevision.Kind.LATE]
    return late, len(revisions) - len(late)


def is_reviewed(interview):
    """Whether the candidate can read a review of `interview`."""
    return _read_reviews(interview).exists()


@dataclass(frozen=True)
class Change:
    """
    One change of a sealed own rating: when, why, and what became of what, (title, before, after) each.

    `is_after_review`: the candidate could read a coach's rating by then, so that no score or gap follows it.
    """

    at: datetime
    reason: str
    is_after_review: bool
    differences: list


def changes_of(answer):
    """Return the Changes of the own rating of `answer`, oldest first: one query, four where there are any."""
    own = answer.ratings.filter(role=Role.SELF, sealed_at__isnull=False).order_by("revision")
    revisions = list(own.prefetch_related("marks", "levels")) if own.filter(revision__gt=1).exists() else []
    if not revisions:
        return []
    first = _read_reviews(answer.interview_id).order_by("submitted_at").first()
    return [
        Change(
            at=after.sealed_at,
            reason=after.reason,
            is_after_review=first is not None and after.sealed_at >= first.submitted_at,
            differences=_differences(answer.content, before, after),
        )
        for before, after in zip(revisions, revisions[1:], strict=False)
    ]


def _differences(content, before, after):
    old, new = _words(before), _words(after)
    titles = [(f"kp-{point['slug']}", point["text"]) for point in content["key_points"]]
    titles += [(f"c-{criterion['slug']}", criterion["name"]) for criterion in content["criteria"]]
    found = [(title, old.get(name), new.get(name)) for name, title in titles if old.get(name) != new.get(name)]
    if before.note != after.note:
        found.append((_("Your note"), before.note, after.note))
    return found


def _words(rating):
    words = {f"kp-{one.key_point}": Mark(one.mark).label for one in rating.marks.all()}
    for one in rating.levels.all():
        words[f"c-{one.criterion}"] = _("no chance to show") if one.level is None else str(one.level)
    return words


def _read_reviews(interview):
    of_it = Review.objects.submitted().filter(request__interview=interview)
    return of_it.exclude(request__kind=ReviewRequest.Kind.SECOND)
