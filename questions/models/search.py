"""The words by which a question is found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from questions.models.question import Question


class SearchEntryManager(models.Manager):
    """Finds entries by natural key."""

    def get_by_natural_key(self, question_key):
        """Find an entry by its question's key."""
        return self.get(question__key=question_key)


class SearchEntry(models.Model):
    """
    The words of a question as `questions/search.py` compares them: no case, no accents, each once, parted by spaces.

    Kept by `questions/authoring/` with every change of content. Both databases index this one text, so both find
    the same questions. Its indexes are made in the migration 0004; on SQLite they hang on triggers, which a later
    migration that remakes this table has to lay again.
    """

    question = models.OneToOneField(Question, on_delete=models.CASCADE, related_name="search_entry")
    words = models.TextField()

    objects = SearchEntryManager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self):
        return self.words

    def natural_key(self):
        """Return the question's key."""
        return (self.question.key,)

    natural_key.dependencies = ["questions.question"]
