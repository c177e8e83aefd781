"""The words by which a question is found."""

from django.db import models

from questions.models.question import Question


class SearchEntry(models.Model):
    """
    The words of a question as `questions/search.py` compares them: no case, no accents, parted by single spaces.

    Kept by `questions/authoring/` with every change of content. Both databases index this one text, so both find
    the same questions.
    """

    question = models.OneToOneField(Question, on_delete=models.CASCADE, primary_key=True, related_name="search_entry")
    words = models.TextField()

    def __str__(self):
        return self.words
