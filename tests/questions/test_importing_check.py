"""What is wrong with whole files: refused with every place, and nothing is written."""

import pytest
from django.core.management import CommandError, call_command

from questions import authoring
from questions.authoring import Change
from questions.models import Guide, Question, Rubric
from tests import making
from tests.questions import banks


def with_question(**fields):
    return banks.guide(rounds=[banks.a_round("screening", banks.topic("past", banks.question("q-1", **fields)))])


def refused(bank, *files, **options):
    """Load files that must be refused; return the lines of the message without the folder."""
    with pytest.raises(CommandError) as error:
        bank.load(*files, **options)
    assert error.value.returncode == 1
    return str(error.value).replace(f"{bank.folder}/", "").splitlines()


QUESTION = "file-1.yaml: guide.rounds[0].topics[0].questions[0]"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"key": "no key"}, ".key: Enter a valid"),
        ({"key": "q" * 121}, ".key: Ensure this value has at most 120 characters"),
        ({"difficulty": "fiendish"}, ".difficulty: Value 'fiendish' is not a valid choice."),
        ({"status": "done"}, ".status: Value 'done' is not a valid choice."),
        ({"minutes": 121}, ".minutes: is 121; 1 to 120 are expected."),
        ({"number": -1}, ".number: Ensure this value is greater than or equal to 0."),
        ({"kind": "technical"}, ".kind: no rubric is for the kind 'technical'. There are: behavioural, strategy."),
        ({"criteria": ["behavioural-one"]}, ".criteria: 1 criteria; 2 to 3 are expected."),
        ({"criteria": ["behavioural-one"] * 2}, ".criteria: 'behavioural-one' stands here 2 times."),
        (
            {"criteria": ["behavioural-one", "strategy-one"]},
            ".criteria[1]: 'strategy-one' is no criterion of the rubric",
        ),
        ({"key_points": banks.question("q")["key_points"][:2]}, ".key_points: 2 key points; 3 to 4 are expected."),
        (
            {"key_points": banks.question("q")["key_points"][:1] * 3},
            ".key_points[1].key: the key point 'point-1' stands",
        ),
        ({"probes": ["And?"] * 5}, ".probes: 5 probes; 0 to 4 are expected."),
        ({"related": ["q-1"]}, ".related[0]: is the question itself."),
        ({"related": ["q-unknown"]}, ".related[0]: 'q-unknown' is no question of these files or of the bank."),
        ({"samples": [{**banks.sample(), "standing": "good"}]}, ".samples[0].standing: Value 'good' is not"),
        ({"samples": [{**banks.sample(), "marks": {}}]}, ".samples[0].marks: 'point-1' is missing."),
        (
            {
                "samples": [
                    {**banks.sample(), "marks": banks.sample()["marks"] | {"point-1": {"mark": 3, "reason": ""}}}
                ]
            },
            ".samples[0].marks.point-1.mark: is 3; 0 to 2 are expected.",
        ),
        (
            {
                "samples": [
                    {**banks.sample(), "levels": banks.sample()["levels"] | {"other": {"level": 1, "reason": ""}}}
                ]
            },
            ".samples[0].levels.other: is not of this question.",
        ),
    ],
)
def test_a_wrong_question_is_refused_with_its_place(bank, fields, problem):
    lines = refused(bank, with_question(**fields))
    assert any(line.startswith(QUESTION + problem) for line in lines), lines


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"least_weeks": 6, "most_weeks": 3}, "guide.least_weeks: is 6, more than most_weeks (3)."),
        ({"status": "finished"}, "guide.status: Value 'finished' is not a valid choice."),
        ({"tips": [{"key": "t", "title": "A"}] * 2}, "guide.tips[1].key: the tip 't' stands in "),
        (
            {"resources": [{"key": "r", "title": "A", "url": "no address"}]},
            "guide.resources[0].url: Enter a valid URL.",
        ),
        (
            {"resources": [{"key": "r", "title": "A", "medium": "film"}]},
            "guide.resources[0].medium: Value 'film' is not",
        ),
        ({"rounds": [banks.a_round("a"), banks.a_round("a")]}, "guide.rounds[1].key: the round 'a' stands in "),
        ({"rounds": [banks.a_round("a", least_minutes=0)]}, "guide.rounds[0].least_minutes: is 0; at least 1"),
        ({"rounds": [banks.a_round("a", least_minutes=60)]}, "guide.rounds[0].least_minutes: is 60, more than "),
        (
            {"rounds": [banks.a_round("a", banks.topic("t")), banks.a_round("b", banks.topic("t"))]},
            "guide.rounds[1].topics[0].key: the topic 't' stands in ",
        ),
    ],
)
def test_a_wrong_guide_is_refused_with_its_place(bank, fields, problem):
    lines = refused(bank, banks.guide(**fields))
    assert any(line.startswith(f"file-1.yaml: {problem}") for line in lines), lines


def test_all_problems_of_all_files_come_at_once_and_nothing_is_written(bank):
    rubrics = banks.rubrics()
    rubrics["rubrics"][0]["name"] = None
    lines = refused(bank, rubrics, with_question(minutes=0, prompt=None), banks.guide("other", title=None))
    assert lines == [
        "file-0.yaml: rubrics[0].name: is missing.",
        f"{QUESTION}.prompt: is missing.",
        "file-2.yaml: guide.title: is missing.",
        f"{QUESTION}.minutes: is 0; 1 to 120 are expected.",
        "file-2.yaml: guide.rounds[0].topics[0].questions[0].key: the question 'q-1' stands in "
        "file-1.yaml, guide.rounds[0].topics[0].questions[0].key already.",
        "5 problems; nothing was loaded.",
    ]
    assert (Guide.objects.count(), Rubric.objects.count()) == (0, 0)


def test_a_broken_file_leaves_the_loaded_bank_as_it_was(bank):
    bank.load(banks.guide())
    values = banks.guide(title="Another title")
    values["guide"]["rounds"][1]["topics"][0]["questions"][0]["minutes"] = 999
    refused(bank, values)
    assert Guide.objects.get().title == "Guide acme-pm"


def test_a_key_of_another_guide_is_refused(bank):
    bank.load(banks.guide())
    lines = refused(bank, banks.guide("other", slug="other"))
    assert lines[0] == "file-1.yaml: guide.rounds[0].topics[0].questions[0].key: 'q-1' belongs to the guide 'acme-pm'."


def test_a_slug_of_another_guide_is_refused(bank):
    bank.load(banks.guide())
    lines = refused(bank, banks.guide("other", slug="acme-pm", rounds=[banks.a_round("a")]))
    assert "file-1.yaml: guide.slug: is the slug of the guide 'acme-pm'." in lines


def test_the_key_of_a_private_guide_is_refused(bank, alice):
    making.guide("acme-pm", owner=alice)
    assert any("is the key of somebody's private guide" in line for line in refused(bank, banks.guide()))


def test_the_number_of_a_question_that_is_left_alone_is_refused(bank, now):
    bank.load(with_question(number=1))
    question = Question.objects.get()
    question.prompt = "The curator's?"
    authoring.save_question(question, Change(by=None, now=now))
    other = banks.topic("past", banks.question("q-1", number=2), banks.question("q-2", number=1))
    lines = refused(bank, banks.guide(rounds=[banks.a_round("screening", other)]))
    assert lines[0].endswith("number: 1 is the number of 'q-1', which a curator has edited or written.")
    bank.load(banks.guide(rounds=[banks.a_round("screening", other)]), overwrite=True)
    assert dict(Question.objects.values_list("key", "number")) == {"q-1": 2, "q-2": 1}


def test_another_rubric_for_a_kind_is_refused(bank):
    bank.load(banks.guide())
    rubrics = banks.rubrics()
    rubrics["rubrics"][0]["key"] = "renamed"
    assert any("is for this kind; keep its key." in line for line in refused(bank, rubrics))


def test_a_file_that_is_not_there_is_named(db, tmp_path):
    with pytest.raises(CommandError, match=r"missing\.yaml: cannot be read: No such file or directory\."):
        call_command("load_bank", str(tmp_path / "missing.yaml"))
