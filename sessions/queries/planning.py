"""What can be drawn for a sitting, and what this candidate has had to do with it."""

from dataclasses import dataclass

from django.db.models import Max, OuterRef, Subquery

from questions.models import Question
from questions.rubrics import with_content
from sessions import scoring, selection
from sessions.models import Answer, InterviewStatus, KeyPointMark, Rating, Scope, StudyMark

# How long a sitting over a topic, or over a whole guide, proposes to be. A round knows its own length.
TOPIC_MINUTES = 16
MIX_MINUTES = 45


@dataclass(frozen=True)
class Offer:
    """What a scope offers: `questions` are (pk, topic pk, suggested minutes); `length` is its proposed minutes."""

    questions: list
    candidates: list
    length: int

    @property
    def proposed(self):
        """The number of questions that the scope proposes; 0 without questions."""
        return selection.proposed_count(self.length, [minutes for _, _, minutes in self.questions])

    @property
    def fresh(self):
        """How many of the questions were neither answered nor read."""
        return sum(record.is_fresh for record in self.candidates)

    def minutes_for(self, count):
        """Return the nominal length of a sitting of `count` questions, in minutes."""
        return selection.nominal_minutes(count, self.length, self.proposed)


def questions_of(guide, scope, place):
    """Return the published questions of a guide that a scope draws from; `place` is its Round, FocusTopic or None."""
    questions = Question.objects.published().filter(guide=guide)
    if scope == Scope.ROUND:
        return questions.filter(topic__round=place)
    if scope == Scope.TOPIC:
        return questions.filter(topic=place)
    return questions


def length_of(scope, place, minutes):
    """Return the proposed length in minutes of a scope whose questions suggest `minutes` (a list of numbers)."""
    if scope == Scope.ROUND:
        return place.least_minutes
    return min(TOPIC_MINUTES if scope == Scope.TOPIC else MIX_MINUTES, sum(minutes))


def offer(candidate, guide, scope, place):
    """Return the Offer of a scope to `candidate`, in four queries whatever the number of questions."""
    questions = list(questions_of(guide, scope, place).values_list("pk", "topic_id", "minutes"))
    answered = _answered(candidate, guide)
    read = dict(
        StudyMark.objects.filter(candidate=candidate, question__guide=guide, read_at__isnull=False).values_list(
            "question_id", "read_at"
        )
    )
    records = []
    for pk, topic, _minutes in questions:
        last, rated = answered.get(pk, (None, None))
        seen = max((time for time in (last, read.get(pk)) if time is not None), default=None)
        records.append(selection.Candidate(pk, topic, last is not None, pk in read, rated, seen))
    return Offer(questions, records, length_of(scope, place, [minutes for _, _, minutes in questions]))


def _answered(candidate, guide):
    """Return {question pk: (when it was last answered, coverage of its last sealed rating in percent or None)}."""
    seen = dict(
        Answer.objects.filter(interview__candidate=candidate, interview__guide=guide, opened_at__isnull=False)
        .exclude(interview__status=InterviewStatus.ABANDONED)
        .values_list("version__question")
        .annotate(last=Max("opened_at"))
    )
    latest = (
        Rating.objects.sealed()
        .filter(answer__interview__candidate=candidate, answer__version__question=OuterRef("answer__version__question"))
        .order_by("-sealed_at", "-pk")
        .values("pk")[:1]
    )
    last_ratings = Rating.objects.sealed().filter(
        answer__interview__candidate=candidate, answer__interview__guide=guide, pk=Subquery(latest)
    )
    marks = {}
    for question, mark, key_points in KeyPointMark.objects.filter(rating__in=last_ratings).values_list(
        "rating__answer__version__question", "mark", "rating__answer__version__content__key_points"
    ):
        marks.setdefault(question, (len(key_points), []))[1].append(mark)
    rated = {question: scoring.coverage(given, count) for question, (count, given) in marks.items()}
    return {question: (last, rated.get(question)) for question, last in seen.items()}


def questions_with_content(pks):
    """Return {pk: Question} with everything that freezing them into versions reads, and their topics."""
    questions = with_content(Question.objects.filter(pk__in=pks)).select_related("rubric", "topic")
    return {question.pk: question for question in questions}
