"""
The only door to rater training: sample answers rated without their standing, then set beside the reference.

What was shown is kept as it was, since sample answers are replaced. Ratings are saved as one goes; a finished training
never changes.
"""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sessions.models import InterviewStatus, RaterTraining, SampleRating
from sessions.queries.training import COMPARED, LEARNT_FROM, open_in, sample_set
from sessions.transitions import studying
from sessions.transitions.ratings import check_judgement
from sessions.transitions.trail import NotAllowed


class StillOpen(NotAllowed):
    """Something is still to be judged; `missing` maps the position of a sample to what is open in it."""

    def __init__(self, missing):
        super().__init__(_("Something is still to be judged."))
        self.missing = missing


def begin(rater, question, random, now):
    """
    Begin to learn rating on the sample answers of `question`, in an order that `random` makes; return the training.

    One that is under way on the same version is gone on with. From now on the question counts as read, since its
    expected answer is shown beside the samples. Raises NotAllowed unless a weak, a solid and a strong sample stand on
    one version.
    """
    found = sample_set(question.pk, LEARNT_FROM)
    if found is None:
        raise NotAllowed(_("This question does not have a weak, a solid and a strong sample answer. Choose another."))
    version, samples = found
    studying.note_reading(rater, question, now)
    under_way = RaterTraining.objects.filter(
        rater=rater, version=version, purpose=RaterTraining.Purpose.LEARNING, finished_at=None
    )
    return under_way.first() or _begun(under_way, samples, random, rater=rater, version=version, begun_at=now)


def compare(answer, random, now):
    """
    Begin to compare `answer` with the sample answers of its question; return the training, the one there is if any.

    Raises NotAllowed unless its interview is rated, the question was answered and two samples stand on one version.
    """
    begun = RaterTraining.objects.filter(answer=answer)
    there = begun.first()
    if there:
        return there
    interview = answer.interview
    if interview.status != InterviewStatus.RATED:
        raise NotAllowed(_("Finish rating this interview first; then its answers can be compared."))
    if not answer.is_answered:
        raise NotAllowed(_("This question was not answered: there is nothing to compare."))
    found = sample_set(answer.version.question_id, COMPARED, prefer=answer.version_id)
    if found is None:
        raise NotAllowed(_("There are not enough sample answers of this question to compare with."))
    version, samples = found
    return _begun(
        begun,
        samples,
        random,
        rater=interview.candidate,
        version=version,
        answer=answer,
        purpose=RaterTraining.Purpose.COMPARING,
        begun_at=now,
    )


def judge(training, position, judgement, now):
    """
    Write `judgement` (a ratings.Judgement) of the sample at `position` into the training; return the SampleRating.

    Only what is named is written. Raises NotAllowed once the training is finished, ValueError for a slug, mark or
    level that the version does not have.
    """
    check_judgement(training.version.content, judgement)
    with transaction.atomic():
        _check_unfinished(training)
        rating = training.ratings.select_for_update().get(position=position)
        rating.marks |= judgement.marks
        rating.levels |= judgement.levels
        rating.changed_at = now
        rating.save(update_fields=["marks", "levels", "changed_at"])
    return rating


def finish(training, now):
    """Finish the training: from here on the reference is shown. Raises StillOpen while anything is to be judged."""
    with transaction.atomic():
        training.refresh_from_db(
            fields=["finished_at"], from_queryset=RaterTraining.objects.select_for_update(of=("self",))
        )
        if training.finished_at is not None:
            return
        content = training.version.content
        missing = {rating.position: still for rating in training.ratings.all() if (still := open_in(content, rating))}
        if missing:
            raise StillOpen(missing)
        training.finished_at = now
        training.save(update_fields=["finished_at"])


def drop(training):
    """Take an unfinished training away with what was rated in it. Raises NotAllowed once it is finished."""
    with transaction.atomic():
        _check_unfinished(training)
        training.delete()


def _check_unfinished(training):
    present = RaterTraining.objects.select_for_update(of=("self",)).filter(pk=training.pk).first()
    if present is None:
        raise NotAllowed(_("This training was taken away."))
    if present.finished_at is not None:
        raise NotAllowed(_("This training is finished: its ratings do not change any more."))


def _begun(same, samples, random, **fields):
    """Make a training over `samples` in a random order; `same` finds the one of a press that was faster."""
    shown = random.sample(samples, k=len(samples))
    try:
        with transaction.atomic():
            training = RaterTraining.objects.create(**fields)
            SampleRating.objects.bulk_create(
                SampleRating(
                    training=training,
                    position=position,
                    sample=sample,
                    standing=sample.standing,
                    text=sample.text,
                    reference_marks=sample.marks,
                    reference_levels=sample.levels,
                )
                for position, sample in enumerate(shown, start=1)
            )
    except IntegrityError:
        return same.get()
    return training
