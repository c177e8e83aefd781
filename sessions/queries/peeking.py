"""No peeking: what a candidate may not see while a realistic interview runs."""

from django.db.models import BooleanField, Case, Value, When

from sessions.models import Answer, InterviewStatus, Pacing


def hidden_questions(user):
    """
    Return the primary keys of the questions whose expected answers, key points and samples are hidden from `user`.

    These are the questions of the realistic interview that they sit in now. Every page, list, download and fragment
    that shows such content asks here first; an overdue interview hides until a view or `tick` has closed it.
    """
    if not user.is_authenticated:
        return frozenset()
    return frozenset(_hidden(user))


def with_hidden(answers, user):
    """Return the queryset `answers` with `is_hidden`: the same, asked along the way. `user` is signed in."""
    hidden = Case(
        When(version__question__in=_hidden(user), then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    return answers.annotate(is_hidden=hidden)


def hiding(questions, user):
    """Return the queryset `questions` with `is_hidden`: see `hidden_questions`. `user` is signed in."""
    hidden = Case(When(pk__in=_hidden(user), then=Value(True)), default=Value(False), output_field=BooleanField())
    return questions.annotate(is_hidden=hidden)


def _hidden(user):
    return Answer.objects.filter(
        interview__candidate=user,
        interview__status=InterviewStatus.RUNNING,
        interview__pacing=Pacing.REALISTIC,
    ).values_list("version__question_id", flat=True)
