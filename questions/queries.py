"""Reading the structure of the bank, apart from what people did with it."""

from django.db.models import Count, OuterRef, Q, Subquery

from questions.models import Question, QuestionChange, Status


def with_last_change(questions):
    """Return the queryset `questions` with `last_changed_at`: when the content was last changed, or None."""
    latest = QuestionChange.objects.filter(question=OuterRef("pk")).order_by("-at", "-pk")
    return questions.annotate(last_changed_at=Subquery(latest.values("at")[:1]))


def with_question_counts(rows, path):
    """
    Return the queryset `rows` with `published_count` and `question_count`.

    `path` leads from a row to its questions, such as `topics__questions`.
    """
    return rows.annotate(
        question_count=Count(path, distinct=True),
        published_count=Count(path, filter=Q(**{f"{path}__status": Status.PUBLISHED}), distinct=True),
    )


def eliciting(criteria):
    """Return the questions that elicit one of `criteria`."""
    return Question.objects.filter(criteria__in=criteria).distinct()
