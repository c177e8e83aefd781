"""The only door to a candidate's study marks; every write is one statement, so that presses at once do no harm."""

from sessions.models import StudyMark


def note_reading(candidate, question, now):
    """Note that `candidate` has read the expected answer of `question`; the latest reading counts."""
    _note(candidate, question, read_at=now)


def mark(candidate, question, value, now):
    """Keep how well `candidate` knows `question` (a StudyMark.Mark). Raises ValueError for anything else."""
    if value not in StudyMark.Mark.values:
        raise ValueError(f"No study mark: {value!r}")
    _note(candidate, question, mark=value, marked_at=now)


def take_mark_away(candidate, question, value):
    """Take away the mark `value` where it is still that one. Raises ValueError for what is no StudyMark.Mark."""
    if value not in StudyMark.Mark.values:
        raise ValueError(f"No study mark: {value!r}")
    _notes(candidate, question).filter(mark=value).update(mark="", marked_at=None)


def flag(candidate, question):
    """Flag `question` for `candidate`, to be found again."""
    _note(candidate, question, is_flagged=True)


def take_flag_off(candidate, question):
    """Take the flag of `candidate` off `question`."""
    _notes(candidate, question).update(is_flagged=False)


def _notes(candidate, question):
    return StudyMark.objects.filter(candidate=candidate, question=question)


def _note(candidate, question, **fields):
    """Write `fields` of the one StudyMark that a candidate has on a question, whether it is there yet or not."""
    StudyMark.objects.bulk_create(
        [StudyMark(candidate=candidate, question=question, **fields)],
        update_conflicts=True,
        unique_fields=["candidate", "question"],
        update_fields=list(fields),
    )
