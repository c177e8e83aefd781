"""What a candidate is offered: what counts as answered, read and rated; numbers and lengths; number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questions.models import FocusTopic, Question, Round, Status
from sessions.models import Pacing, Role, Scope
from sessions.queries import planning
from sessions.queries.records import records
from sessions.transitions import interviews, ratings, studying
from tests import making


def offer(candidate, guide, scope=Scope.MIX, place=None):
    return planning.offer(candidate, guide, scope, place)


def known(candidate, guide):
    """The records of the questions that the candidate has had to do with."""
    return [record for record in offer(candidate, guide).candidates if not record.is_fresh]


def test_everything_is_fresh_for_somebody_new(alice, guide):
    found = offer(alice, guide)
    assert (len(found.questions), found.fresh) == (8, 8)


def test_an_answered_question_counts_as_answered(alice, guide, now):
    interview = making.finished(alice, guide, now, texts=("Something.",))
    question = interview.answers.get().version.question_id
    record = next(record for record in offer(alice, guide).candidates if record.question == question)
    assert (record.answered, record.read, record.seen_at) == (True, False, now)
    assert offer(alice, guide).fresh == 7


@pytest.mark.parametrize("text", ["", "  \n\t "])
def test_an_empty_answer_is_no_answer(alice, guide, now, text):
    making.finished(alice, guide, now, texts=(text,))
    assert known(alice, guide) == []


def test_a_question_that_was_never_opened_stays_fresh(alice, guide, now):
    making.running(alice, guide, now, count=3)
    assert offer(alice, guide).fresh == 8


def test_what_others_answered_and_read_does_not_count(alice, bob, guide, now):
    making.rated(bob, guide, now)
    studying.note_reading(bob, Question.objects.first(), now)
    assert offer(alice, guide).fresh == 8


def test_a_read_expected_answer_counts_as_read(alice, guide, now):
    question = Question.objects.get(key="acme-pm-1-1-1")
    studying.note_reading(alice, question, now)
    assert [(r.question, r.answered, r.read, r.seen_at) for r in known(alice, guide)] == [
        (question.pk, False, True, now)
    ]


def test_a_mark_alone_is_no_reading(alice, guide, now):
    studying.mark(alice, Question.objects.first(), "know", now)
    assert known(alice, guide) == []


def test_a_question_left_empty_counts_as_read_once_the_rating_has_shown_its_expected_answer(alice, guide, now):
    interview = making.finished(alice, guide, now, texts=("",))
    ratings.begin(interview, now + timedelta(minutes=5))
    assert [(r.answered, r.read) for r in known(alice, guide)] == [(False, True)]


def test_an_abandoned_interview_answers_nothing(alice, guide, now):
    interview = making.finished(alice, guide, now)
    interviews.abandon(interview, now + timedelta(minutes=5))
    assert known(alice, guide) == []


def test_what_was_seen_in_an_abandoned_interview_has_been_seen(alice, guide, now):
    interview = making.finished(alice, guide, now)
    ratings.begin(interview, now + timedelta(minutes=4))
    interviews.abandon(interview, now + timedelta(minutes=5))
    assert [(r.answered, r.read, r.rated) for r in known(alice, guide)] == [(False, True, None)] * 2


def test_the_rating_is_the_coverage_of_the_last_sealed_one(alice, guide, now):
    making.rated(alice, guide, now, mark=1, texts=("Once.",))
    assert [record.rated for record in known(alice, guide)] == [50]


def test_a_draft_of_a_rating_does_not_count(alice, guide, now):
    interview = making.finished(alice, guide, now, texts=("Once.",))
    answer = interview.answers.select_related("version").get()
    ratings.judge(answer, making.judgement(answer.content, mark=2), rater=alice, role=Role.SELF, now=now)
    assert [record.rated for record in known(alice, guide)] == [None]


def test_the_coachs_rating_goes_before_ones_own(alice, carol, guide, now):
    making.submitted(alice, carol, guide, now, mark=0, coach_mark=2)
    assert [record.rated for record in known(alice, guide)] == [100, 100]


def test_a_rating_that_the_coach_has_not_submitted_does_not_show(alice, carol, guide, now):
    making.claimed(alice, carol, guide, now, mark=0)
    assert [record.rated for record in known(alice, guide)] == [0, 0]


def test_a_later_rating_of_the_same_question_replaces_the_earlier(alice, now):
    guide = making.guide("small", rounds=1, topics=1, questions=1)
    making.rated(alice, guide, now, mark=0, texts=("Once.",))
    making.rated(alice, guide, now + timedelta(days=2), mark=2, texts=("Twice.",))
    record = records(alice, guide)[Question.objects.get(guide=guide).pk]
    assert (record.score.coverage, record.answered_at) == (100, now + timedelta(days=2))


def test_a_question_without_key_points_has_no_coverage(alice, now):
    guide = making.guide("bare", rounds=1, topics=1, questions=0)
    making.question(FocusTopic.objects.get(round__guide=guide), "bare-one", key_points=0)
    making.rated(alice, guide, now, texts=("Once.",))
    score = records(alice, guide)[Question.objects.get(guide=guide).pk].score
    assert (score.coverage, score.quality) == (None, 3.0)


def test_only_published_questions_are_offered(alice, guide):
    Question.objects.filter(key="acme-pm-1-1-1").update(status=Status.DRAFT)
    Question.objects.filter(key="acme-pm-1-1-2").update(status=Status.RETIRED)
    assert len(offer(alice, guide).questions) == 6


def test_a_round_offers_its_own_questions_and_length(alice, guide):
    a_round = Round.objects.get(key="round-1")
    found = offer(alice, guide, Scope.ROUND, a_round)
    assert (len(found.questions), found.length, found.proposed) == (4, a_round.least_minutes, 2)
    assert {topic for _pk, topic, _minutes in found.questions} == {topic.pk for topic in a_round.topics.all()}


def test_a_topic_offers_its_own_questions(alice, guide):
    topic = FocusTopic.objects.get(key="topic-2-1")
    found = offer(alice, guide, Scope.TOPIC, topic)
    assert (len(found.questions), found.length, found.proposed) == (2, 16, 2)


def test_a_mix_offers_everything(alice, guide):
    found = offer(alice, guide)
    assert (len(found.questions), found.length, found.proposed) == (8, 45, 6)


def test_a_short_topic_is_as_long_as_its_questions(alice, now):
    guide = making.guide("one", rounds=1, topics=1, questions=1)
    found = offer(alice, guide, Scope.TOPIC, FocusTopic.objects.get(round__guide=guide))
    assert (found.length, found.proposed, found.minutes_for(1)) == (8, 1, 8)


def test_a_round_with_few_questions_makes_a_short_sitting(alice):
    guide = making.guide("thin", rounds=1, topics=1, questions=1)
    Round.objects.filter(guide=guide).update(least_minutes=45, most_minutes=60)
    found = offer(alice, guide, Scope.ROUND, Round.objects.get(guide=guide))
    assert (found.proposed, found.minutes_for(1)) == (1, 8)


def test_nothing_is_proposed_where_there_is_nothing(alice):
    guide = making.guide("empty", questions=0)
    found = offer(alice, guide)
    assert (found.questions, found.proposed, found.fresh) == ([], 0, 0)


def test_an_offer_takes_three_queries_whatever_there_is(alice, now):
    small, large = making.guide("small", questions=1), making.guide("large", questions=5)
    making.rated(alice, large, now, mark=1)
    making.rated(alice, large, now + timedelta(days=1), seed=9)
    numbers = []
    for guide in (small, large):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            offer(alice, guide)
        numbers.append(len(queries))
    assert numbers == [3, 3]


def test_the_places_of_a_guide_come_in_order_with_their_numbers(guide):
    Question.objects.filter(key="acme-pm-1-1-1").update(status=Status.DRAFT)
    found = planning.places(guide)
    assert [(place.value, place.questions) for place in found.values()] == [
        ("round:round-1", 3),
        ("round:round-2", 4),
        ("topic:topic-1-1", 1),
        ("topic:topic-1-2", 2),
        ("topic:topic-2-1", 2),
        ("topic:topic-2-2", 2),
        ("mix", 7),
    ]


def test_a_proposal_says_what_the_interview_will_be(alice, guide, now):
    place = planning.places(guide)["round:round-1"]
    proposal = planning.propose(alice, guide, place, 3, Pacing.REALISTIC, 150)
    interview = making.planned(
        alice, guide, now, count=3, scope=Scope.ROUND, place=place.place, allowance=150, pacing=Pacing.REALISTIC
    )
    assert (proposal.minutes, proposal.each, proposal.count) == (36, 12, 3)
    assert proposal.minutes == interview.minutes


def test_a_proposal_is_cut_to_what_there_is(alice, guide):
    place = planning.places(guide)["topic:topic-1-1"]
    proposal = planning.propose(alice, guide, place, 10, Pacing.REALISTIC, 100)
    assert (proposal.count, proposal.available) == (2, 2)
