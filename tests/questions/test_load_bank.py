"""`manage.py load_bank` on good files: what stands in the database afterwards."""

import pytest
from django.core.management import call_command

from questions import authoring
from questions.authoring import Change
from questions.models import (
    Criterion,
    FocusTopic,
    FrequentlyAsked,
    Guide,
    KeyPoint,
    Question,
    QuestionChange,
    QuestionVersion,
    Resource,
    Round,
    SampleAnswer,
    Source,
    Status,
    Tip,
)
from questions.rubrics import content_of
from tests import making
from tests.questions import banks

MODELS = [Guide, Round, FocusTopic, Question, KeyPoint, QuestionVersion, QuestionChange, SampleAnswer, Tip]


def counts():
    return {model.__name__: model.objects.count() for model in MODELS}


def edited(key, now, by=None, **values):
    """Change a question as a curator would."""
    question = Question.objects.get(key=key)
    for name, value in values.items():
        setattr(question, name, value)
    return authoring.save_question(question, Change(by=by, now=now))


def one_question(**fields):
    return banks.guide(rounds=[banks.a_round("screening", banks.topic("past", banks.question("q-1", **fields)))])


def test_everything_of_a_file_stands_in_the_bank(bank):
    bank.load(banks.guide())
    guide = Guide.objects.get(key="acme-pm")
    assert [(row.key, row.position) for row in guide.rounds.all()] == [("screening", 1), ("panel", 2)]
    assert list(guide.questions.values_list("key", "topic__key", "position")) == [
        ("q-1", "past", 1),
        ("q-2", "present", 2),
        ("q-3", "future", 3),
    ]
    assert guide.questions_to_ask == ["What is hard here?"]
    assert Resource.objects.get().url == "https://example.org/memo"
    assert Source.objects.get().verified_on.isoformat() == "2026-11-03"
    assert FrequentlyAsked.objects.get().answer == "Weeks."
    assert Tip.objects.get().title == "Breathe"


def test_a_loaded_question_has_its_content(bank):
    bank.load(banks.guide())
    content = content_of(Question.objects.get(key="q-1"))
    assert [point["slug"] for point in content["key_points"]] == ["point-1", "point-2", "point-3"]
    assert [criterion["slug"] for criterion in content["criteria"]] == ["behavioural-one", "behavioural-two"]
    assert content["probes"] == ["And then?", "Why?"]


def test_a_loaded_question_has_one_version_and_one_change(bank):
    bank.load(banks.guide())
    question = Question.objects.get(key="q-1")
    assert question.versions.get().content == content_of(question)
    assert question.changes.get().reason == "Loaded from file-1.yaml"


def test_loading_twice_changes_nothing(bank):
    bank.load(one_question(samples=[banks.sample()]))
    before = counts()
    assert "0 added, 0 updated, 0 retired, 0 removed, 0 left" in bank.load(one_question(samples=[banks.sample()]))
    assert counts() == before


def test_an_edited_file_makes_a_second_version(bank):
    bank.load(one_question())
    bank.load(one_question(prompt="Another prompt?"))
    question = Question.objects.get()
    assert [version.content["prompt"] for version in question.versions.all()] == ["Prompt of q-1?", "Another prompt?"]


def test_going_back_reuses_the_version(bank):
    bank.load(one_question())
    bank.load(one_question(prompt="Another prompt?"))
    bank.load(one_question())
    question = Question.objects.get()
    assert question.versions.count() == 2
    assert [change.version.number for change in question.changes.all()] == [1, 2, 1]


def test_a_question_moves_to_another_topic_without_a_twin(bank):
    bank.load(banks.guide())
    moved = banks.a_round("panel", banks.topic("future", banks.question("q-3"), banks.question("q-1")))
    stays = banks.a_round("screening", banks.topic("past"), banks.topic("present", banks.question("q-2")))
    bank.load(banks.guide(rounds=[stays, moved]))
    assert Question.objects.get(key="q-1").topic.key == "future"
    assert Question.objects.count() == 3
    assert Question.objects.get(key="q-1").versions.count() == 1


def test_a_topic_moves_to_another_round_with_its_questions(bank):
    bank.load(banks.guide())
    screening = banks.a_round("screening", banks.topic("past", banks.question("q-1")))
    panel = banks.a_round(
        "panel", banks.topic("future", banks.question("q-3")), banks.topic("present", banks.question("q-2"))
    )
    bank.load(banks.guide(rounds=[screening, panel]))
    assert FocusTopic.objects.get(key="present").round.key == "panel"
    assert FocusTopic.objects.count() == 3


def test_a_dropped_key_point_goes(bank):
    bank.load(one_question(key_points=[*banks.question("q-1")["key_points"], {"key": "four", "text": "4", "why": "w"}]))
    bank.load(one_question())
    assert list(KeyPoint.objects.values_list("key", flat=True)) == ["point-1", "point-2", "point-3"]


def test_key_points_follow_the_order_of_the_file(bank):
    bank.load(one_question())
    bank.load(one_question(key_points=banks.question("q-1")["key_points"][::-1]))
    content = Question.objects.get().versions.last().content
    assert [point["slug"] for point in content["key_points"]] == ["point-3", "point-2", "point-1"]


def test_two_questions_exchange_their_numbers(bank):
    def numbered(first, second):
        questions = [banks.question("q-1", number=first), banks.question("q-2", number=second)]
        return banks.guide(rounds=[banks.a_round("screening", banks.topic("past", *questions))])

    bank.load(numbered(1, 2))
    bank.load(numbered(2, 1))
    assert dict(Question.objects.values_list("key", "number")) == {"q-1": 2, "q-2": 1}
    assert "0 updated" in bank.load(numbered(2, 1))


def test_a_question_that_the_file_dropped_is_retired(bank):
    bank.load(banks.guide())
    out = bank.load(one_question())
    assert dict(Question.objects.values_list("key", "status")) == {
        "q-1": Status.PUBLISHED,
        "q-2": Status.RETIRED,
        "q-3": Status.RETIRED,
    }
    assert "retired: question q-2" in out
    assert "0 updated, 0 retired" in bank.load(one_question())


def test_a_retired_question_comes_back_with_the_file(bank):
    bank.load(banks.guide())
    bank.load(one_question())
    bank.load(banks.guide())
    assert set(Question.objects.values_list("status", flat=True)) == {Status.PUBLISHED}


def test_a_retired_question_gives_its_number_to_another(bank):
    bank.load(one_question(number=1))
    other = banks.topic("past", banks.question("q-9", number=1))
    bank.load(banks.guide(rounds=[banks.a_round("screening", other)]))
    assert dict(Question.objects.values_list("key", "number")) == {"q-1": None, "q-9": 1}


def test_a_question_written_by_a_curator_is_no_business_of_the_file(bank):
    bank.load(banks.guide())
    making.question(FocusTopic.objects.get(key="past"), "by-hand", kind="strategy")
    bank.load(banks.guide())
    assert Question.objects.get(key="by-hand").status == Status.PUBLISHED


def test_an_empty_topic_that_the_file_dropped_goes(bank):
    bank.load(banks.guide(rounds=[banks.a_round("screening", banks.topic("past"), banks.topic("present"))]))
    bank.load(banks.guide(rounds=[banks.a_round("screening", banks.topic("past"))]))
    assert [topic.key for topic in FocusTopic.objects.all()] == ["past"]


def test_a_topic_that_holds_retired_questions_is_kept_and_named(bank):
    bank.load(banks.guide())
    assert "kept: topic future: no longer in the file" in bank.load(one_question())
    assert FocusTopic.objects.filter(key="future").exists()


def test_an_empty_round_on_which_interviews_were_held_is_kept_and_named(bank, alice, now):
    bank.load(banks.guide())
    panel = Round.objects.get(key="panel")
    making.planned(alice, panel.guide, now, scope="round", place=panel, count=1)
    screening = banks.a_round(
        "screening",
        banks.topic("past", banks.question("q-1")),
        banks.topic("present", banks.question("q-2")),
        banks.topic("future", banks.question("q-3")),
    )
    out = bank.load(banks.guide(rounds=[screening]))
    assert "kept: round panel: no longer in the file, but interviews were held on it" in out
    assert Round.objects.filter(key="panel").exists()


def test_parts_that_the_file_dropped_go(bank):
    bank.load(banks.guide())
    bank.load(banks.guide(tips=[], resources=[], sources=[], frequently_asked=[]))
    assert [model.objects.count() for model in (Tip, Resource, Source, FrequentlyAsked)] == [0, 0, 0, 0]


def test_a_tip_has_the_place_where_the_file_has_it(bank):
    tips = {"tips": [{"key": "tip-topic", "title": "Here"}]}
    rounds = [
        banks.a_round("screening", banks.topic("past", **tips), tips=[{"key": "tip-round", "title": "There"}]),
    ]
    bank.load(banks.guide(rounds=rounds))
    assert set(Tip.objects.values_list("key", "round__key", "topic__key")) == {
        ("tip-guide", None, None),
        ("tip-round", "screening", None),
        ("tip-topic", None, "past"),
    }


# What curators edited


def test_what_a_curator_edited_is_left_and_named(bank, now):
    bank.load(banks.guide())
    edited("q-1", now, prompt="The curator's prompt?")
    out = bank.load(banks.guide())
    assert "left, because a curator has edited it: question q-1" in out
    assert Question.objects.get(key="q-1").prompt == "The curator's prompt?"


def test_overwrite_takes_the_file(bank, now):
    bank.load(banks.guide())
    edited("q-1", now, prompt="The curator's prompt?")
    bank.load(banks.guide(), overwrite=True)
    assert Question.objects.get(key="q-1").prompt == "Prompt of q-1?"
    assert "0 left" in bank.load(banks.guide())


def test_an_edit_that_the_file_has_taken_over_is_no_edit_any_more(bank, now):
    bank.load(one_question())
    edited("q-1", now, prompt="The curator's prompt?")
    assert "0 left" in bank.load(one_question(prompt="The curator's prompt?"))
    assert "1 updated" in bank.load(one_question(prompt="A third prompt?"))


def test_an_edited_question_that_the_file_dropped_is_left(bank, now):
    bank.load(banks.guide())
    edited("q-3", now, prompt="The curator's prompt?")
    assert "left, because a curator has edited it: question q-3" in bank.load(one_question())
    assert Question.objects.get(key="q-3").status == Status.PUBLISHED


@pytest.mark.parametrize(
    ("model", "key", "field"),
    [
        (Guide, "acme-pm", "summary"),
        (Round, "panel", "what_to_expect"),
        (FocusTopic, "past", "description"),
        (Tip, "tip-guide", "body"),
    ],
)
def test_other_edited_rows_are_left_too(bank, model, key, field):
    bank.load(banks.guide())
    row = model.objects.get(key=key)
    setattr(row, field, "The curator's words.")
    authoring.save(row)
    assert f"left, because a curator has edited it: {row._meta.verbose_name.split()[-1]} {key}" in bank.load(
        banks.guide(summary="The file's words.")
    )
    assert getattr(model.objects.get(key=key), field) == "The curator's words."


def test_an_edited_criterion_is_left_with_its_rubric(bank):
    bank.load(banks.guide())
    criterion = Criterion.objects.get(key="behavioural-one")
    values = [
        {name: getattr(row, name) for name in authoring.CRITERION_FIELDS} for row in criterion.rubric.criteria.all()
    ]
    values[0]["anchor_4"] = "The curator's anchor."
    authoring.save_rubric(criterion.rubric, values)
    out = bank.load(banks.guide())
    assert "left, because a curator has edited it: rubric behavioural" in out
    assert "question" not in "".join(line for line in out.splitlines() if line.startswith("left"))
    assert Criterion.objects.get(key="behavioural-one").anchor_4 == "The curator's anchor."


# Related questions


def related(key):
    return sorted(Question.objects.get(key=key).related.values_list("key", flat=True))


def test_one_side_relates_two_questions_over_files(bank):
    first = one_question(related=["q-other"])
    topic = banks.topic("past", banks.question("q-other"))
    second = banks.guide("other", rounds=[banks.a_round("screening", topic)])
    bank.load(first, second)
    assert (related("q-1"), related("q-other")) == (["q-other"], ["q-1"])
    assert "0 updated" in bank.load(first, second)
    assert "0 updated" in bank.load(second)
    assert related("q-other") == ["q-1"]


def test_a_dropped_relation_goes(bank):
    def pair(**fields):
        questions = [banks.question("q-1", **fields), banks.question("q-2")]
        return banks.guide(rounds=[banks.a_round("screening", banks.topic("past", *questions))])

    bank.load(pair(related=["q-2"]))
    bank.load(pair())
    assert related("q-1") == []
    assert "0 updated, 0 retired, 0 removed, 0 left" in bank.load(pair())


def test_a_relation_that_a_curator_made_is_left(bank, now):
    bank.load(banks.guide())
    first, second = Question.objects.get(key="q-1"), Question.objects.get(key="q-2")
    authoring.save_question(first, Change(by=None, now=now), related=[second])
    out = bank.load(banks.guide())
    assert "question q-1" in out
    assert related("q-1") == ["q-2"]


# Rubrics and samples


def test_a_changed_anchor_makes_no_version_and_flags_the_samples(bank):
    bank.load(one_question(samples=[banks.sample()]))
    rubrics = banks.rubrics()
    rubrics["rubrics"][0]["criteria"][0]["anchors"][1] = "Another description."
    bank.load(rubrics, one_question(samples=[banks.sample()]))
    assert QuestionVersion.objects.count() == 1
    assert SampleAnswer.objects.get().needs_checking is True


def test_a_dropped_criterion_that_no_question_elicits_goes(bank):
    bank.load(banks.guide())
    rubrics = banks.rubrics()
    del rubrics["rubrics"][0]["criteria"][2]
    assert "removed: criterion behavioural-three" in bank.load(rubrics, banks.guide())
    assert not Criterion.objects.filter(key="behavioural-three").exists()
    assert "0 updated, 0 retired, 0 removed, 0 left" in bank.load(rubrics, banks.guide())


def test_samples_stand_on_the_present_version(bank):
    bank.load(one_question(samples=[banks.sample()]))
    row = SampleAnswer.objects.get()
    assert (row.version.number, row.marks["point-1"]) == (1, {"mark": 2, "reason": "Says so."})


def test_a_changed_sample_is_replaced(bank):
    bank.load(one_question(samples=[banks.sample()]))
    bank.load(one_question(samples=[banks.sample("A better answer.")]))
    old, new = SampleAnswer.objects.order_by("pk")
    assert old.replaced_at is not None
    assert (new.text, new.replaced_at, new.needs_checking) == ("A better answer.", None, False)


def test_a_sample_waits_for_checking_when_the_question_moved_on(bank):
    bank.load(one_question(samples=[banks.sample()]))
    bank.load(one_question(samples=[banks.sample()], prompt="Another prompt?"))
    row = SampleAnswer.objects.get()
    assert (row.version.number, row.needs_checking) == (1, True)


def test_a_sample_that_a_curator_wrote_is_left(bank, now):
    bank.load(one_question())
    question = Question.objects.get()
    sample = authoring.Sample("strong", "By the curator.", {}, {})
    authoring.replace_sample(sample, question, Change(by=None, now=now))
    assert "question q-1" in bank.load(one_question(samples=[banks.sample()]))
    assert SampleAnswer.objects.get().replaced_at is None


def test_what_is_in_the_repository_loads_and_loads_again(db):
    call_command("load_bank", verbosity=0)
    before = counts()
    call_command("load_bank", verbosity=0)
    assert counts() == before
    assert before["Question"] >= 20
