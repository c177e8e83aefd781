"""What can be drawn for a sitting, and what this candidate has had to do with it."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from questions.models import FocusTopic, Question, Round, Status
from questions.rubrics import with_content
from sessions import selection
from sessions.models import Pacing, Scope
from sessions.queries.records import records

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
        """Return the nominal length of a sitting of `count` questions (of which there are some), in minutes."""
        return selection.nominal_minutes(count, self.length, [minutes for _, _, minutes in self.questions])


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
    """Return the Offer of a scope to `candidate`, in three queries whatever the number of questions."""
    questions = list(questions_of(guide, scope, place).values_list("pk", "topic_id", "minutes"))
    known = records(candidate, guide, quality=False)
    return Offer(
        questions,
        [_candidate(pk, topic, known.get(pk)) for pk, topic, _minutes in questions],
        length_of(scope, place, [minutes for _, _, minutes in questions]),
    )


def _candidate(pk, topic, record):
    if record is None:
        return selection.Candidate(pk, topic)
    return selection.Candidate(
        pk,
        topic,
        answered=record.answered_at is not None,
        read=record.read_at is not None,
        rated=record.score.coverage if record.score else None,
        seen_at=record.seen_at,
    )


@dataclass(frozen=True)
class Place:
    """
    Something to practise: `value` is what the form calls it, `questions` how many published ones it has.

    `round_name` is the name of a topic's round, empty for anything else.
    """

    value: str
    scope: str
    place: Round | FocusTopic | None
    name: str
    questions: int
    round_name: str = ""


def places(guide):
    """Return {value: Place} of everything that can be chosen on `guide`, mixed last; in two queries."""
    published = Count("questions", filter=Q(questions__status=Status.PUBLISHED))
    topics = list(
        FocusTopic.objects.filter(round__guide=guide)
        .annotate(question_count=published)
        .order_by("round__position", "round_id", "position", "pk")
    )
    in_round = {}
    for topic in topics:
        in_round[topic.round_id] = in_round.get(topic.round_id, 0) + topic.question_count
    rounds = list(guide.rounds.order_by("position", "pk"))
    names = {a_round.pk: a_round.name for a_round in rounds}
    found = [
        Place(f"round:{a_round.key}", Scope.ROUND, a_round, a_round.name, in_round.get(a_round.pk, 0))
        for a_round in rounds
    ]
    found += [
        Place(f"topic:{topic.key}", Scope.TOPIC, topic, topic.name, topic.question_count, names[topic.round_id])
        for topic in topics
    ]
    found.append(Place("mix", Scope.MIX, None, _("Mixed"), sum(in_round.values())))
    return {place.value: place for place in found}


@dataclass(frozen=True)
class Proposal:
    """What would happen: the choice, what there is to draw from, and the clock that follows."""

    place: Place
    offer: Offer
    count: int
    pacing: str
    allowance: int

    @property
    def is_realistic(self):
        """Whether a clock runs."""
        return self.pacing == Pacing.REALISTIC

    @property
    def minutes(self):
        """The length of the clock with the allowance, in minutes, as MockInterview.minutes counts it."""
        return round(self.offer.minutes_for(self.count) * self.allowance / 100)

    @property
    def each(self):
        """The minutes for each question, rounded."""
        return max(1, round(self.minutes / self.count))

    @property
    def available(self):
        """How many published questions there are."""
        return len(self.offer.questions)


def propose(candidate, guide, place, count, pacing, allowance):
    """Return the Proposal of a choice; `count` is cut to what there is, None takes what the place proposes."""
    what = offer(candidate, guide, place.scope, place.place)
    wanted = what.proposed if count is None else min(count, len(what.questions))
    return Proposal(place, what, wanted, pacing, allowance)


def questions_with_content(pks):
    """Return {pk: Question} with everything that freezing them into versions reads, and their topics."""
    questions = with_content(Question.objects.filter(pk__in=pks)).select_related("rubric", "topic")
    return {question.pk: question for question in questions}
