"""The door by which bank content is written: versions, changes, samples, what may not be."""

import pytest
from django.core.exceptions import ValidationError

from questions import authoring
from questions.authoring import Change, Point, Sample
from questions.models import Criterion, FocusTopic, Question, QuestionChange, QuestionVersion, Round, SampleAnswer, Tip
from questions.rubrics import content_of, version_of
from tests import making


@pytest.fixture
def question(guide, now):
    """A question of the guide, with its first version."""
    question = Question.objects.get(key="acme-pm-1-1-1")
    version_of(question, now)
    return question


def change(now, **fields):
    return Change(by=None, now=now, **fields)


def sampled(question, now, text="A strong answer."):
    return authoring.replace_sample(Sample("strong", text, {}, {}), question, change(now))


def test_a_new_question_gets_version_and_change(guide, erin, now):
    topic = FocusTopic.objects.get(key="topic-1-1")
    made = Question(key="new", topic=topic, rubric=making.rubric(), prompt="New?")
    authoring.save_question(
        made,
        Change(by=erin, now=now, reason="Wanted", is_typo=False),
        key_points=[Point("", "Says how much it cost"), Point("", "Says how much it cost")],
        criteria=list(Criterion.objects.filter(rubric=made.rubric)),
    )
    assert (made.guide, made.position) == (guide, 223)
    assert [point.key for point in made.key_points.all()] == ["says-how-much-it-cost", "says-how-much-it-cost-2"]
    assert made.versions.get().content == content_of(Question.objects.get(pk=made.pk))
    assert list(made.changes.values_list("by", "at", "reason", "version__number")) == [(erin.pk, now, "Wanted", 1)]


def test_a_saved_change_of_content_leaves_version_and_change(question, erin, now):
    question.prompt = "Changed?"
    authoring.save_question(question, Change(by=erin, now=now, reason="Clearer", is_typo=True))
    latest = question.changes.first()
    assert (latest.version.content["prompt"], latest.reason, latest.is_typo) == ("Changed?", "Clearer", True)
    assert question.versions.count() == 2


def test_saving_without_a_change_of_content_leaves_nothing(question, now):
    question.difficulty = "hard"
    authoring.save_question(question, change(now))
    assert Question.objects.get(pk=question.pk).difficulty == "hard"
    assert (question.versions.count(), question.changes.count()) == (1, 0)


def test_going_back_to_an_old_content_reuses_its_version(question, now):
    old = question.prompt
    for prompt in ("Changed?", old):
        question.prompt = prompt
        authoring.save_question(question, change(now))
    assert question.versions.count() == 2
    assert [entry.version.number for entry in question.changes.order_by("pk")] == [2, 1]


def test_key_points_keep_their_keys_when_their_texts_change(question, now):
    points = [Point("point-2", "Another text", "Why"), Point("point-1", "First", "Why")]
    authoring.save_question(question, change(now), key_points=points)
    assert list(question.key_points.values_list("key", "text")) == [("point-2", "Another text"), ("point-1", "First")]


def test_a_question_stays_in_its_guide(question, now):
    question.topic = FocusTopic.objects.filter(round__guide=making.guide("other")).first()
    with pytest.raises(ValidationError, match="cannot move to another guide"):
        authoring.save_question(question, change(now))


def test_a_question_elicits_criteria_of_its_own_rubric(question, now):
    other = making.rubric("technical").criteria.all()
    with pytest.raises(ValidationError, match="belong to its rubric"):
        authoring.save_question(question, change(now), criteria=list(other))
    assert QuestionVersion.objects.filter(question=question).count() == 1


def test_a_round_stays_in_its_guide(guide):
    a_round = Round.objects.filter(guide=guide).first()
    a_round.guide = making.guide("other")
    with pytest.raises(ValidationError, match="cannot move to another guide"):
        authoring.save(a_round)


def test_a_topic_moves_within_its_guide_alone(guide):
    topic = FocusTopic.objects.get(key="topic-1-1")
    topic.round = Round.objects.get(guide=guide, key="round-2")
    authoring.save(topic)
    topic.round = making.guide("other").rounds.first()
    with pytest.raises(ValidationError, match="cannot move to another guide"):
        authoring.save(topic)
    assert FocusTopic.objects.get(pk=topic.pk).round.key == "round-2"


def test_a_tip_belongs_to_places_of_its_guide(guide):
    tip = Tip(guide=guide, key="tip", title="Breathe", round=making.guide("other").rounds.first())
    with pytest.raises(ValidationError, match="belong to the tip's guide"):
        authoring.save(tip)


# Samples


def test_samples_wait_for_checking_when_the_content_moves_on(question, now):
    sample = sampled(question, now)
    question.prompt = "Changed?"
    authoring.save_question(question, change(now))
    sample.refresh_from_db()
    assert sample.needs_checking is True


def test_samples_fit_again_when_the_content_is_back(question, now):
    sample, old = sampled(question, now), question.prompt
    for prompt in ("Changed?", old):
        question.prompt = prompt
        authoring.save_question(question, change(now))
    sample.refresh_from_db()
    assert sample.needs_checking is False


def test_a_typo_leaves_the_samples_alone(question, now):
    sample = sampled(question, now)
    question.prompt = "Changed?"
    authoring.save_question(question, change(now, is_typo=True))
    sample.refresh_from_db()
    assert sample.needs_checking is False


def test_a_sample_is_replaced_and_not_edited(question, now):
    old = sampled(question, now)
    new = authoring.replace_sample(Sample("solid", "Better.", {}, {}), question, change(now), old=old)
    old.refresh_from_db()
    assert (old.text, old.replaced_at, new.text, new.replaced_at) == ("A strong answer.", now, "Better.", None)


def test_checked_samples_lose_their_flag(question, now):
    sampled(question, now)
    SampleAnswer.objects.update(needs_checking=True)
    assert authoring.samples_checked(SampleAnswer.objects.all()) == 1
    assert SampleAnswer.objects.get().needs_checking is False


# Rubrics


def criteria_of(rubric, **changed):
    """The values of a rubric's criteria, the first of them changed."""
    values = [{name: getattr(row, name) for name in authoring.CRITERION_FIELDS} for row in rubric.criteria.all()]
    values[0] |= changed
    return values


def test_an_anchor_changes_the_content_when_next_drawn_and_no_sooner(question, now):
    authoring.save_rubric(question.rubric, criteria_of(question.rubric, anchor_1="Another description."))
    assert (question.versions.count(), QuestionChange.objects.count()) == (1, 0)
    assert version_of(Question.objects.get(pk=question.pk), now).number == 2


def test_an_anchor_flags_the_samples_of_the_questions_that_elicit_it(question, now):
    sample = sampled(question, now)
    authoring.save_rubric(question.rubric, criteria_of(question.rubric, anchor_1="Another description."))
    sample.refresh_from_db()
    assert sample.needs_checking is True


def test_the_order_of_criteria_flags_no_sample(question, now):
    sample = sampled(question, now)
    authoring.save_rubric(question.rubric, criteria_of(question.rubric)[::-1])
    sample.refresh_from_db()
    assert sample.needs_checking is False


def test_a_criterion_that_questions_elicit_is_not_removed(question):
    criterion = question.criteria.first()
    assert authoring.remove_criterion(criterion) is False
    question.criteria.remove(criterion)
    Question.objects.exclude(pk=question.pk).get(key="acme-pm-1-1-2")
    for other in criterion.questions.all():
        other.criteria.remove(criterion)
    assert authoring.remove_criterion(criterion) is True


# What was edited since loading


def test_a_row_that_no_file_held_counts_as_edited(question):
    assert authoring.is_edited(question) is True


def test_a_loaded_row_is_edited_once_it_says_something_else(question, now):
    authoring.mark_loaded(question)
    assert authoring.is_edited(Question.objects.get(pk=question.pk)) is False
    authoring.save_question(question, change(now), related=[Question.objects.get(key="acme-pm-1-1-2")])
    assert authoring.is_edited(Question.objects.get(pk=question.pk)) is True


def test_an_anchor_is_no_edit_of_the_question(question):
    authoring.mark_loaded(question)
    authoring.save_rubric(question.rubric, criteria_of(question.rubric, anchor_1="Another description."))
    assert authoring.is_edited(Question.objects.get(pk=question.pk)) is False


def test_the_state_of_prefetched_questions_asks_nothing(guide, django_assert_num_queries):
    questions = list(authoring.whole_questions(guide.questions.all()))
    with django_assert_num_queries(0):
        assert len([authoring.state_of(question) for question in questions]) == 8
