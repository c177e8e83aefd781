"""Keeping the words by which questions are found."""

from questions import search
from questions.models import SearchEntry

# Entries that are written in one statement.
BATCH = 500


def write_entries(questions):
    """Write the SearchEntry of each of `questions` (rows whose key points are as stored)."""
    SearchEntry.objects.bulk_create(
        (SearchEntry(question=question, words=search.words_of(question)) for question in questions),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["question"],
        update_fields=["words"],
    )
