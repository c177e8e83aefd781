"""What the check of the bank's files finds, one fault at a time in a file that is good otherwise."""

import json
from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from questions.importing.guide_yaml import parse
from questions.importing.quality import examine
from tests.questions import banks

EXPECTED = " ".join(f"word{number}" for number in range(80))
SAMPLE = " ".join(f"said{number}" for number in range(150))


def good_question(key="q-1", prompt="Which number of yours moved, and by how much?", **fields):
    """A question that nothing is to be said against, with a strong sample."""
    return banks.question(
        key,
        prompt=prompt,
        expected_answer=EXPECTED,
        key_points=[
            {"key": f"point-{number}", "text": sha256(f"{key}{number}".encode()).hexdigest(), "why": "Because."}
            for number in (1, 2, 3)
        ],
        samples=[banks.sample(SAMPLE)],
        **fields,
    )


def good_guide(*questions, **fields):
    """A guide that nothing is to be said against."""
    topic = banks.topic(
        "past", *(questions or [good_question()]), expected_at_level="A case.", example="*One night in March.*"
    )
    tips = [{"key": "tip-round", "title": "Sleep", "body": "Long."}]
    values = banks.guide(rounds=[banks.a_round("screening", topic, tips=tips)])
    texts = {"summary": "Two talks.", "audience": "For people.", "overview": "How it goes."}
    return {"guide": values["guide"] | texts | fields}


def good_rubrics():
    """Rubrics whose anchors differ."""
    values = banks.rubrics()
    for rubric in values["rubrics"]:
        for number, criterion in enumerate(rubric["criteria"]):
            for level in (1, 2, 3, 4):
                name = f"{rubric['kind']}{number}{level}"
                criterion["anchors"][level] = sha256(name.encode()).hexdigest()
    return values


def findings(guide=None, rubrics=None):
    """The findings on a guide and rubrics, as text without the name of the file."""
    files = [
        parse(name, banks.as_yaml(values).encode())
        for name, values in (("rubrics.yaml", rubrics or good_rubrics()), ("guide.yaml", guide or good_guide()))
    ]
    assert [problem for file in files for problem in file.problems] == []
    return [f"{finding.place}: {finding.message}" for finding in examine(files).findings]


QUESTION = "guide.rounds[0].topics[0].questions[0]"


def test_nothing_is_found_in_a_good_bank():
    assert findings() == []


@pytest.mark.parametrize(
    ("guide", "found"),
    [
        (good_guide(overview=""), "guide.overview: is missing."),
        (good_guide(sources=[]), "guide.sources: is empty."),
        (
            good_guide(resources=[{"key": "memo", "title": "Memo", "url": "https://memo"}]),
            "guide.resources[0].url: 'https://memo' is no web address.",
        ),
        (good_guide(overview="See [it](javascript:alert)."), "guide.overview: 'javascript:alert' is no web address."),
        (
            good_guide(good_question() | {"expected_answer": "Too short."}),
            f"{QUESTION}.expected_answer: has 2 words; 60 to 150 are expected.",
        ),
        (
            good_guide(good_question() | {"samples": [banks.sample("Too short.")]}),
            f"{QUESTION}.samples[0].text: has 2 words; 120 to 350 are expected.",
        ),
        (
            good_guide(good_question() | {"samples": []}),
            "guide.rounds[0].topics[0].questions: hold no strong sample answer.",
        ),
    ],
)
def test_a_fault_is_found_with_its_place(guide, found):
    assert findings(guide) == [found]


def test_a_topic_without_questions_is_found():
    guide = good_guide()
    guide["guide"]["rounds"][0]["topics"].append(
        banks.topic("future", expected_at_level="A plan.", example="*Next year.*")
    )
    assert findings(guide) == ["guide.rounds[0].topics[1].questions: are missing."]


def test_prompts_that_are_nearly_the_same_are_found():
    guide = good_guide(good_question(), good_question("q-2", prompt="Which number of yours moved and by how much."))
    assert findings(guide) == [
        "guide.rounds[0].topics[0].questions[1].prompt: the prompt is 100 % like that of 'q-1'; "
        "mark them as related or ask something else."
    ]


def test_prompts_that_are_marked_as_related_may_be_alike():
    twin = good_question("q-2", prompt="Which number of yours moved and by how much.", related=["q-1"])
    assert findings(good_guide(good_question(), twin)) == []


def test_a_key_point_that_stands_twice_is_found():
    twin = good_question("q-2", prompt="Whom did you disappoint last winter?")
    first = good_question()
    twin["key_points"][2]["text"] = first["key_points"][0]["text"].upper() + "."
    assert findings(good_guide(first, twin)) == [
        "guide.rounds[0].topics[0].questions[1].key_points[2].text: "
        "is 100 % like guide.rounds[0].topics[0].questions[0].key_points[0]."
    ]


def test_a_key_point_that_restates_a_criterion_is_found():
    rubrics = good_rubrics()
    rubrics["rubrics"][0]["criteria"][0]["question"] = good_question()["key_points"][0]["text"]
    assert findings(rubrics=rubrics) == [f"{QUESTION}.key_points[0].text: restates the criterion 'behavioural-one'."]


def test_anchors_that_are_alike_are_found():
    rubrics = good_rubrics()
    anchors = rubrics["rubrics"][0]["criteria"][0]["anchors"]
    anchors[3] = anchors[2]
    assert findings(rubrics=rubrics) == [
        "rubrics[0].criteria[0].anchors.3: is 100 % like rubrics[0].criteria[0].anchors.2; "
        "a rater cannot tell them apart."
    ]


def test_anchors_out_of_order_are_a_problem_of_the_file():
    rubrics = good_rubrics()
    criterion = rubrics["rubrics"][0]["criteria"][0]
    criterion["anchors"] = dict(reversed(criterion["anchors"].items()))
    text = banks.yaml.dump(rubrics, sort_keys=False)
    problems = parse("rubrics.yaml", text.encode()).problems
    assert [(problem.place, problem.message) for problem in problems] == [
        ("rubrics[0].criteria[0].anchors", "stand out of order; level 1 comes first.")
    ]


def test_a_weak_sample_rated_as_high_as_a_strong_one_is_found():
    weak = banks.sample(SAMPLE) | {"standing": "weak"}
    question = good_question() | {"samples": [weak, banks.sample(SAMPLE)]}
    assert findings(good_guide(question)) == [
        f"{QUESTION}.samples[0].levels: the weak sample is not rated below the strong one."
    ]


def test_a_sample_without_reasons_is_found():
    sample = banks.sample(SAMPLE)
    sample["marks"]["point-1"] = {"mark": 2, "reason": ""}
    assert findings(good_guide(good_question() | {"samples": [sample]})) == [
        f"{QUESTION}.samples[0].marks.point-1.reason: is missing."
    ]


def check_bank(tmp_path, guide, **options):
    """Run the command over files and return what it prints."""
    bank = banks.Bank(tmp_path)
    paths = [bank.write("rubrics.yaml", good_rubrics()), bank.write("guide.yaml", guide)]
    out = StringIO()
    call_command("check_bank", *map(str, paths), stdout=out, **options)
    return out.getvalue()


def test_the_command_prints_counts_and_ends_well_where_nothing_is_to_mend(tmp_path):
    printed = check_bank(tmp_path, good_guide())
    assert "acme-pm: 1 rounds, 1 topics, 1 questions" in printed
    assert printed.endswith("Nothing to mend.\n")


def test_the_command_ends_with_an_error_where_something_is_found(tmp_path):
    with pytest.raises(CommandError, match=r"^1 finding\.$"):
        check_bank(tmp_path, good_guide(overview=""))


def test_the_command_finds_what_loading_would_refuse(tmp_path):
    with pytest.raises(CommandError, match="finding"):
        check_bank(tmp_path, good_guide(good_question(criteria=["behavioural-one", "strategy-one"])))


def test_the_command_prints_json_for_programs(tmp_path):
    report = json.loads(check_bank(tmp_path, good_guide(), json=True))
    assert report["guides"][0]["questions"] == 1
    assert report["findings"] == []


def test_a_missing_file_is_said_in_words(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        call_command("check_bank", str(tmp_path / "away.yaml"))
