"""
The only door to ratings, and to the end of an interview's own rating.

A rating is a draft until it is sealed; drafts are saved as one goes. A sealed rating never changes: a correction
is a new revision with a reason.
"""

from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sessions.models import (
    CriterionLevel,
    Evidence,
    InterviewStatus,
    KeyPointMark,
    MockInterview,
    Prediction,
    Rating,
    Role,
    Verdict,
)
from sessions.passages import locate
from sessions.queries.stops import open_to_judge
from sessions.transitions.trail import NotAllowed, leave_event

# The level of a criterion that the answer gave no chance to show, as forms and addresses write it.
NO_CHANCE = "none"


class Incomplete(NotAllowed):
    """Something is still to be judged; `missing` maps the position of an answer to what is open in it."""

    def __init__(self, missing):
        super().__init__(_("Something is still to be judged."))
        self.missing = missing


@dataclass(frozen=True)
class Tie:
    """A passage of the answer and what it is evidence of: one of the two slugs."""

    quote: str
    position: int
    key_point: str = ""
    criterion: str = ""


@dataclass
class Judgement:
    """
    What a rater says of one answer. Only what is named is written, so that a page may save one choice at a time.

    `marks`: {key point slug: 0..2}; `levels`: {criterion slug: 1..4 or None for no chance}; `note` and
    `strong_point`: None leaves them. `ties` are passages to be tied as evidence, `unties` primary keys of evidence to
    be taken off again.
    """

    marks: dict = field(default_factory=dict)
    levels: dict = field(default_factory=dict)
    note: str | None = None
    strong_point: str | None = None
    ties: list = field(default_factory=list)
    unties: list = field(default_factory=list)


def predict(interview, verdict, now):
    """
    Note which verdict the candidate expects from the coach, once, before the first expected answer is shown.

    Raises NotAllowed when it is too late, or for another verdict than the one given before; returns the Prediction.
    """
    if verdict not in Verdict.values:
        raise ValueError(f"No verdict: {verdict!r}")
    with transaction.atomic():
        interview.refresh_from_db(from_queryset=MockInterview.objects.select_for_update(of=("self",)))
        if interview.status != InterviewStatus.RATING or interview.answers.filter(revealed_at__isnull=False).exists():
            raise NotAllowed(_("A prediction comes before the first expected answer is shown. It is too late for one."))
        prediction, _is_new = Prediction.objects.get_or_create(
            interview=interview, defaults={"verdict": verdict, "made_at": now}
        )
    if prediction.verdict != verdict:
        raise NotAllowed(_("You gave your prediction already. It does not change any more."))
    return prediction


def begin(interview, now):
    """Open the rating of a finished interview: from here its expected answers are seen, and no text comes in time."""
    if interview.status not in {InterviewStatus.RATING, InterviewStatus.RATED}:
        raise NotAllowed(_("This interview cannot be rated: it is %s.") % interview.get_status_display())
    interview.answers.filter(revealed_at=None).update(revealed_at=now)


def judge(answer, judgement, *, rater, role, now, review=None):
    """
    Write `judgement` into the rater's draft for `answer`, made where there is none, and return the Rating.

    Raises NotAllowed once it is sealed or where nothing was answered, ValueError for a slug, mark or level that the
    answer's version does not have, and for a passage that is not in its text.
    """
    if not answer.is_answered:
        raise NotAllowed(_("This question was not answered: there is nothing to rate."))
    check_judgement(answer.content, judgement)
    _check_ties(answer, judgement)
    with transaction.atomic():
        if role == Role.SELF:
            _check_rating(answer.interview_id)
        rating = _draft(answer, rater, role, review, now)
        if rating.sealed_at is not None:
            raise NotAllowed(_("This rating is sealed and does not change any more."))
        _write(rating, judgement.marks, judgement.levels)
        # In this order, so that a passage can be taken off and put back in one go.
        untie(rating, judgement.unties)
        for passage in judgement.ties:
            tie(rating, answer.text, passage)
        if judgement.note is not None:
            rating.note = judgement.note
        if judgement.strong_point is not None:
            rating.strong_point = judgement.strong_point
        rating.changed_at = now
        rating.save(update_fields=["note", "strong_point", "changed_at"])
    return rating


def tie(rating, text, passage):
    """Tie a passage (a Tie) of the answer's `text` to a draft; one that begins at the same place is replaced."""
    start, end = locate(text, passage.quote, passage.position)
    Evidence.objects.update_or_create(
        rating=rating,
        key_point=passage.key_point,
        criterion=passage.criterion,
        position=start,
        defaults={"quote": text[start:end]},
    )


def untie(rating, evidence):
    """Take evidence, given by primary keys, off a draft; what is not (any more) tied to it is left alone."""
    if evidence:
        rating.evidence.filter(pk__in=evidence).delete()


def revise(rating, judgement, reason, now):
    """
    Put a new revision in the place of a sealed rating, because of `reason`, and return it; its evidence goes along.

    Raises NotAllowed unless the rating is sealed and current, and where nothing would change; ValueError without a
    reason and as `judge`.
    """
    if not reason.strip():
        raise ValueError("A revision needs a reason.")
    with transaction.atomic():
        old = Rating.objects.select_for_update(of=("self",)).select_related("answer__version").get(pk=rating.pk)
        if old.sealed_at is None or old.superseded_at is not None:
            raise NotAllowed(_("This rating was changed meanwhile. Load the page again to see how it stands now."))
        check_judgement(old.answer.content, judgement)
        marks = dict(old.marks.values_list("key_point", "mark"))
        levels = dict(old.levels.values_list("criterion", "level"))
        note = old.note if judgement.note is None else judgement.note
        after = marks | judgement.marks, levels | judgement.levels, note
        if after == (marks, levels, old.note):
            raise NotAllowed(_("Nothing is different from the rating as it stands, so nothing was changed."))
        Rating.objects.filter(pk=old.pk).update(superseded_at=now)
        new = Rating.objects.create(
            answer=old.answer,
            rater=old.rater,
            role=old.role,
            review_id=old.review_id,
            note=note,
            strong_point=old.strong_point,
            revision=old.revision + 1,
            reason=reason.strip(),
            changed_at=now,
            sealed_at=now,
        )
        _write(new, after[0], after[1])
        for one in old.evidence.all():
            one.pk, one.rating = None, new
            one.save(force_insert=True)
        leave_event(
            "rating_changed", actor=old.rater, interview=old.answer.interview, now=now, answer=old.answer.position
        )
    return new


def conclude(interview, verdict, reflection, now):
    """
    Seal the candidate's ratings with a verdict and a reflection: rating -> rated.

    Raises Incomplete while an answered question is not fully judged, NotAllowed from any other state.
    """
    with transaction.atomic():
        interview.refresh_from_db(from_queryset=MockInterview.objects.select_for_update(of=("self",)))
        if interview.status != InterviewStatus.RATING:
            raise NotAllowed(_("This interview is %s already.") % interview.get_status_display())
        if verdict not in Verdict.values:
            raise ValueError(f"No verdict: {verdict!r}")
        missing = missing_in(interview, Rating.objects.by_candidate())
        if missing:
            raise Incomplete(missing)
        Rating.objects.by_candidate().filter(answer__interview=interview, sealed_at=None).update(sealed_at=now)
        interview.status = InterviewStatus.RATED
        interview.rated_at = now
        interview.verdict = verdict
        interview.reflection = reflection
        interview.save(update_fields=["status", "rated_at", "verdict", "reflection"])
        leave_event("rated", actor=interview.candidate, interview=interview, now=now)


def keep_reflection(interview, verdict, reflection):
    """Keep the verdict (may be empty) and the reflection as a draft while the interview is being rated."""
    with transaction.atomic():
        interview.refresh_from_db(from_queryset=MockInterview.objects.select_for_update(of=("self",)))
        if interview.status != InterviewStatus.RATING:
            raise NotAllowed(_("This interview is %s already.") % interview.get_status_display())
        interview.verdict = verdict if verdict in Verdict.values else ""
        interview.reflection = reflection
        interview.save(update_fields=["verdict", "reflection"])


def missing_in(interview, ratings):
    """Return {position: open slugs} over the interview's answered questions; `ratings` is whose ratings count."""
    by_answer = {
        rating.answer_id: rating
        for rating in ratings.filter(answer__interview=interview).prefetch_related("marks", "levels")
    }
    missing = {}
    for answer in interview.answers.select_related("version"):
        if answer.is_answered:
            still_open = open_to_judge(answer.content, by_answer.get(answer.pk))
            if still_open:
                missing[answer.position] = still_open
    return missing


def _check_rating(interview_pk):
    interview = MockInterview.objects.select_for_update(of=("self",)).get(pk=interview_pk)
    if interview.status != InterviewStatus.RATING:
        raise NotAllowed(_("This interview is %s: its ratings do not change.") % interview.get_status_display())


def _draft(answer, rater, role, review, now):
    mine = Rating.objects.current().filter(answer=answer, review=review)
    if role == Role.SELF:
        mine = mine.filter(role=Role.SELF)
    found = mine.select_for_update(of=("self",)).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return Rating.objects.create(answer=answer, rater=rater, role=role, review=review, changed_at=now)
    except IntegrityError:  # the other of two first choices, made at once, was faster
        return mine.select_for_update(of=("self",)).get()


def _write(rating, marks, levels):
    KeyPointMark.objects.bulk_create(
        [KeyPointMark(rating=rating, key_point=slug, mark=mark) for slug, mark in marks.items()],
        update_conflicts=True,
        unique_fields=["rating", "key_point"],
        update_fields=["mark"],
    )
    CriterionLevel.objects.bulk_create(
        [CriterionLevel(rating=rating, criterion=slug, level=level) for slug, level in levels.items()],
        update_conflicts=True,
        unique_fields=["rating", "criterion"],
        update_fields=["level"],
    )


def _check_ties(answer, judgement):
    points = {point["slug"] for point in answer.content["key_points"]}
    criteria = {criterion["slug"] for criterion in answer.content["criteria"]}
    for one in judgement.ties:
        if (one.key_point not in points or one.criterion) and (one.criterion not in criteria or one.key_point):
            raise ValueError(f"Not part of this question: {one.key_point!r}, {one.criterion!r}")
        if locate(answer.text, one.quote, one.position) is None:
            raise ValueError("A passage is not in the answer.")


def check_judgement(content, judgement):
    """Raise ValueError for a slug, mark or level in `judgement` that a version's `content` does not have."""
    points = {point["slug"] for point in content["key_points"]}
    criteria = {criterion["slug"] for criterion in content["criteria"]}
    unknown = (judgement.marks.keys() - points) | (judgement.levels.keys() - criteria)
    if unknown:
        raise ValueError(f"Not part of this question: {sorted(unknown)}")
    if any(mark not in (0, 1, 2) for mark in judgement.marks.values()):
        raise ValueError("A mark is 0, 1 or 2.")
    if any(level not in (None, 1, 2, 3, 4) for level in judgement.levels.values()):
        raise ValueError("A level is 1 to 4, or no chance to show.")
