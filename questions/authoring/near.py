"""What a curator says of two questions that ask nearly the same."""

from questions.models import NearPair


def note_distinct(pair, change):
    """Note that the questions of a NearPair are not the same: it stays away until either prompt changes."""
    NearPair.objects.filter(pk=pair.pk, noted_at=None).update(noted_at=change.now, noted_by=change.by)


def take_note_back(pair):
    """List a NearPair again."""
    NearPair.objects.filter(pk=pair.pk).update(noted_at=None, noted_by=None)
