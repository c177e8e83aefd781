"""What the database itself holds to: versions never change, rows keep their places, whole banks can be moved."""

import json
import threading
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from questions import authoring
from questions.authoring import Change, Sample
from questions.models import FocusTopic, Guide, Question, QuestionChange, QuestionVersion, Rubric, SampleAnswer
from questions.rubrics import content_of, digest_of, version_of, versions_of, with_content
from tests import making


@pytest.fixture
def question(guide):
    """A question of the guide, without a version yet."""
    return Question.objects.get(key="acme-pm-1-1-1")


def test_the_database_refuses_to_change_a_version(question, now):
    version = version_of(question, now)
    with (
        pytest.raises(DatabaseError, match="a question version never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE questions_questionversion SET content = '{}'")
    assert QuestionVersion.objects.get(pk=version.pk).content == content_of(question)


def test_a_version_is_not_deleted_with_its_question(question, now):
    version_of(question, now)
    with pytest.raises(ProtectedError):
        question.delete()


def test_two_questions_of_a_guide_have_two_numbers(guide):
    Question.objects.filter(key="acme-pm-1-1-1").update(number=7)
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(key="acme-pm-1-1-2").update(number=7)


def test_a_private_guide_may_have_the_slug_of_a_public_one(guide, alice):
    making.guide("mine", owner=alice, rounds=0)
    Guide.objects.filter(key="mine").update(slug=guide.slug)
    assert Guide.objects.filter(slug=guide.slug).count() == 2


def test_two_public_guides_have_two_slugs(guide):
    making.guide("other", rounds=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Guide.objects.filter(key="other").update(slug=guide.slug)


# Content and digest


def test_the_digest_is_the_same_wherever_it_is_made():
    content = {"prompt": "Où est né “x”?", "minutes": 6, "key_points": [{"slug": "a", "text": "b"}]}
    assert digest_of(content) == "6d1c4671896030d4c7d3d1f160dbe30abdb2c472ffd363e2d75209569f992f1f"
    assert digest_of(json.loads(json.dumps(content))) == digest_of(dict(reversed(content.items())))


def test_content_and_digest_survive_the_database(question, now):
    version = version_of(question, now)
    stored = QuestionVersion.objects.get(pk=version.pk)
    assert digest_of(stored.content) == stored.digest == digest_of(content_of(Question.objects.get(pk=question.pk)))


def test_the_same_content_finds_the_same_version(question, now):
    assert version_of(question, now) == version_of(Question.objects.get(pk=question.pk), now)


def test_versions_of_many_questions_take_one_query(guide, now, django_assert_num_queries):
    for question in guide.questions.all():
        version_of(question, now)
    questions = list(with_content(guide.questions.all()))
    with django_assert_num_queries(1):
        assert len(versions_of(questions, now)) == 8


def at_once(jobs):
    """Run functions at once; one after the other on SQLite in memory, which has one connection and one writer."""
    if connection.vendor == "sqlite":
        for job in jobs:
            job()
        return
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
def test_freezing_at_once_makes_one_version(now):
    question = Question.objects.get(pk=making.guide(rounds=1, topics=1, questions=1).questions.get().pk)
    made, errors = [], []

    def freeze():
        try:
            mine = Question.objects.get(pk=question.pk)
            made.append(version_of(mine, now).pk)
        except Exception as error:
            errors.append(error)
        finally:
            if threading.current_thread() is not threading.main_thread():
                connection.close()

    at_once([freeze] * 4)
    assert errors == []
    assert len(made) == 4
    assert set(made) == {question.versions.get().pk}


# Moving a whole bank


def emptied():
    """Empty the bank's tables."""
    for model in (QuestionChange, SampleAnswer, QuestionVersion, Question, Guide, Rubric):
        model.objects.all().delete()


def dumped(path, *labels):
    """Dump into a file by natural keys."""
    call_command("dumpdata", *labels, natural_foreign=True, natural_primary=True, output=str(path), verbosity=0)
    return str(path)


def test_a_dumped_bank_loads_into_an_empty_one_with_its_history(guide, erin, now, tmp_path):
    first, second = Question.objects.get(key="acme-pm-1-1-1"), Question.objects.get(key="acme-pm-1-1-2")
    first.prompt = "Changed?"
    authoring.save_question(first, Change(by=erin, now=now, reason="Clearer"), related=[second])
    authoring.replace_sample(Sample("strong", "A text.", {}, {}), first, Change(by=erin, now=now))
    states = {row.key: authoring.state_of(row) for row in authoring.whole_questions(Question.objects.all())}
    path = dumped(tmp_path / "bank.json", "questions")
    emptied()
    call_command("loaddata", path, verbosity=0, stdout=StringIO())
    assert {row.key: authoring.state_of(row) for row in authoring.whole_questions(Question.objects.all())} == states
    assert QuestionChange.objects.get().by == erin
    assert SampleAnswer.objects.get().version == version_of(Question.objects.get(key="acme-pm-1-1-1"), now)


def test_a_dumped_bank_loads_beside_other_rows(guide, tmp_path):
    path = dumped(tmp_path / "bank.json", "questions")
    emptied()
    making.guide("other", rounds=1)
    call_command("loaddata", path, verbosity=0)
    assert FocusTopic.objects.get(round__guide__key="acme-pm", key="topic-2-2").questions.count() == 2
    assert Question.objects.filter(guide__key="other").count() == 4
