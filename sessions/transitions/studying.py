"""The only door to a candidate's study marks."""

from sessions.models import StudyMark


def note_reading(candidate, question, now):
    """Note that `candidate` has read the expected answer of `question`; the latest reading counts."""
    StudyMark.objects.update_or_create(candidate=candidate, question=question, defaults={"read_at": now})


def mark(candidate, question, value, now):
    """Keep how well `candidate` knows `question` (a StudyMark.Mark). Raises ValueError for anything else."""
    if value not in StudyMark.Mark.values:
        raise ValueError(f"No study mark: {value!r}")
    StudyMark.objects.update_or_create(
        candidate=candidate, question=question, defaults={"mark": value, "marked_at": now}
    )
