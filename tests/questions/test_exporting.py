"""A guide as a file, and back."""

import io
import zipfile
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from questions import authoring, exporting
from questions.authoring import Change
from questions.importing import guide_yaml, safe_yaml
from questions.models import Guide, Question, Rubric, SampleAnswer
from tests import making
from tests.questions import banks


@pytest.fixture
def bank(db, tmp_path):
    """A guide with everything that a file can hold."""
    bank = banks.Bank(tmp_path)
    numbered = banks.question("q-2", number=2, difficulty="hard", related=["q-1"])
    first = banks.question("q-1", number=1, samples=[banks.sample("A strong one:\n\n- first\n- second")])
    bank.values = banks.guide(
        rounds=[banks.a_round("screening", banks.topic("past", first, tips=[{"key": "tip-t", "title": "Look"}]))]
        + [banks.a_round("panel", banks.topic("future", numbered, banks.question("q-3", status="draft")))]
    )
    bank.load(bank.values)
    return bank


def exported(key="acme-pm"):
    return exporting.guide_yaml(Guide.objects.get(key=key))


def test_an_exported_guide_reads_as_the_file_it_came_from(bank):
    values = bank.values["guide"]["rounds"][0]["topics"][0]["questions"][0]
    values["related"] = ["q-2"]  # a file needs to name one side only
    source = banks.as_yaml(bank.values).encode()
    assert guide_yaml.parse("a", exported()) == guide_yaml.parse("a", source)


def test_loading_the_export_changes_nothing(bank):
    out = bank.load(safe_yaml.read(exporting.rubrics_yaml()), safe_yaml.read(exported()))
    assert out.splitlines()[-1].startswith("Bank loaded: 0 added, 0 updated, 0 retired, 0 removed, 0 left, ")


def test_an_export_loads_into_an_empty_bank_as_the_identical_guide(bank):
    before = exported()
    copy = safe_yaml.read(before.replace(b"q-", b"copy-q-"))
    copy["guide"] |= {"key": "copy", "slug": "copy"}
    bank.load(copy)
    again = safe_yaml.read(exported("copy").replace(b"copy-q-", b"q-"))
    again["guide"] |= {"key": "acme-pm", "slug": "acme-pm"}
    assert again == safe_yaml.read(before)


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t:#-'\"&*!|>%@`{}[],? "), min_size=1)
)
def test_any_text_comes_back_as_it_was(text):
    data = exporting.as_yaml({"guide": {"title": text, "list": [text], text: 1}})
    assert safe_yaml.read(data) == {"guide": {"title": text, "list": [text], text: 1}}


def test_samples_that_wait_to_be_checked_are_left_out_and_counted(bank):
    SampleAnswer.objects.update(needs_checking=True)
    assert exported().decode().splitlines()[0] == "# 1 sample answer that waits to be checked is left out."
    assert b"A strong one" not in exported()


def test_the_command_prints_the_file_and_nothing_else(bank):
    out = StringIO()
    call_command("export_guide", "acme-pm", stdout=out)
    assert out.getvalue().encode() == exported()


def test_the_command_names_the_guides_that_there_are_and_no_private_one(bank, roles):
    making.guide("mine", owner=making.person("ana@example.org"))
    with pytest.raises(CommandError) as raised:
        call_command("export_guide", "mine")
    assert str(raised.value) == "There is no guide with the key mine. Known are: acme-pm."


def test_rubrics_are_printed_by_their_name(bank):
    out = StringIO()
    call_command("export_guide", "rubrics", stdout=out)
    record = guide_yaml.parse("a", out.getvalue().encode())
    assert [one.key for one in record.rubrics] == list(Rubric.objects.values_list("key", flat=True))


def act(client, *guides):
    data = {"action": "export_as_yaml", "_selected_action": [guide.pk for guide in guides]}
    return client.post(reverse("admin:questions_guide_changelist"), data)


def test_a_curator_gets_one_guide_as_a_file(bank, client, roles):
    client.force_login(making.curator("curator@example.org"))
    response = act(client, Guide.objects.get())
    assert response.content == exported()
    assert response["Content-Disposition"] == 'attachment; filename="acme-pm.yaml"'


def test_several_come_packed_and_private_ones_are_not_among_them(bank, client, roles):
    client.force_login(making.curator("curator@example.org"))
    other = making.guide("other", rounds=1)
    mine = making.guide("mine", rounds=1, owner=making.person("ana@example.org"))
    packed = zipfile.ZipFile(io.BytesIO(act(client, Guide.objects.get(key="acme-pm"), other, mine).getvalue()))
    assert sorted(packed.namelist()) == ["acme-pm.yaml", "other.yaml"]


def test_an_incomplete_draft_comes_back_too(bank, now):
    question = Question.objects.get(key="q-3")
    question.expected_answer, question.why_it_matters, question.probes, question.minutes = "", "", [], 1
    authoring.save_question(
        question, Change(by=None, now=now), key_points=[authoring.Point("", "One point")], criteria=[]
    )
    out = bank.load(safe_yaml.read(exported()), overwrite=True)
    assert "updated: question q-3" not in out
    assert out.splitlines()[-1].startswith("Bank loaded: 0 added, 0 updated, ")
