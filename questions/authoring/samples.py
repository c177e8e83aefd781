"""Writing sample answers: they are replaced rather than edited."""

from dataclasses import asdict

from django.db import transaction

from questions.authoring.states import Sample
from questions.models import Question, SampleAnswer
from questions.rubrics import digest_of, version_of


def current_samples(question):
    """Return the sample answers of a question that were not replaced, on whichever version."""
    return SampleAnswer.objects.filter(version__question=question, replaced_at=None)


def replace_samples(question, samples, change):
    """
    Make the sample answers of a question those of `samples`.

    What is there already stays, on the version that it was written for; the others are replaced by new rows on
    the question's present version.
    """
    current = {digest_of(asdict(_as_sample(row))): row for row in current_samples(question)}
    version = None
    for sample in samples:
        if current.pop(digest_of(asdict(sample)), None) is None:
            version = version or version_of(question, change.now)
            SampleAnswer.objects.create(version=version, **asdict(sample))
    SampleAnswer.objects.filter(pk__in=[row.pk for row in current.values()]).update(replaced_at=change.now)


def _as_sample(row):
    return Sample(row.standing, row.text, row.marks, row.levels)


def replace_sample(sample, question, change, old=None):
    """Write one sample answer on the question's present version, in place of the row `old`; return the new row."""
    with transaction.atomic():
        if old:
            SampleAnswer.objects.filter(pk=old.pk, replaced_at=None).update(replaced_at=change.now)
        return SampleAnswer.objects.create(version=version_of(question, change.now), **asdict(sample))


def samples_checked(samples):
    """Note that somebody has read these sample answers (a queryset) against the present questions; how many."""
    return samples.filter(needs_checking=True).update(needs_checking=False)


def flag_samples(criteria):
    """Flag the sample answers of all questions that elicit one of `criteria` (rows that changed) for checking."""
    SampleAnswer.objects.filter(
        version__question__in=Question.objects.filter(criteria__in=criteria), replaced_at=None
    ).update(needs_checking=True)
