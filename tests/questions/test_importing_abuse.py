"""Broken and wicked files: refused in words or read harmlessly, by command and by upload; never half an import."""

import io
import json
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from questions.importing import arrivals
from questions.importing.decoding import Unreadable
from questions.importing.formats import understand
from questions.models import Guide, Import, Question, QuestionVersion
from tests import making

ROOT = Path(__file__).resolve().parents[2]
NS = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
BROKEN = "The workbook is broken: open it in a spreadsheet program and save it again."
TOO_MUCH = "The workbook unpacks to more than any list of questions holds: save it as CSV."
DECLARED = "The XML declares entities or a document type, which is not read: export it again."


def archive(parts):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts:
            made.writestr(name, content)
    return data.getvalue()


def workbook(**changed):
    """A workbook with one question, and parts of it changed: `styles`, `workbook`, `sheet`; `more` parts beside."""
    book, data = openpyxl.Workbook(), io.BytesIO()
    for row in (["Question", "Answer"], ["Why us?", "Because."]):
        book.active.append(row)
    book.save(data)
    names = {"styles": "xl/styles.xml", "workbook": "xl/workbook.xml", "sheet": "xl/worksheets/sheet1.xml"}
    wanted = {names[name]: change for name, change in changed.items() if name in names}
    with zipfile.ZipFile(data) as opened:
        parts = [(name, opened.read(name)) for name in opened.namelist()]
    parts = [(name, wanted[name](part) if name in wanted else part) for name, part in parts]
    return archive(parts + changed.get("more", []))


def declared(part):
    """Put entities that grow into the beginning of a part, and name one in it."""
    start = part.index(b"?>") + 2 if part.startswith(b"<?xml") else 0
    return part[:start] + LAUGHS.encode() + b"]>" + part[start:].replace(b"</", b"&a11;</", 1)


def lying():
    """A workbook whose sheet unpacks to 60 MB and says that it has 1,000 bytes."""
    big = NS + b"<row><c><v>1</v></c></row>" * 2_300_000
    data = bytearray(workbook(sheet=lambda _part: big))
    size = struct.pack("<I", len(big))
    while (at := data.find(size)) != -1:
        data[at : at + 4] = struct.pack("<I", 1000)
    return bytes(data)


REFUSED = {
    "empty": (lambda: b"", "The file is empty."),
    "only a mark": (lambda: b"\xef\xbb\xbf", "The file is empty."),
    "blank lines": (lambda: b"\n" * 1_000_000, "The file is empty."),
    "50 MB": (lambda: b"Why us?\n" * 6_500_000, "The file has more than 10 MB: split it."),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "The file is a picture, not text"),
    "zeros": (lambda: bytes(100_000), "The file is no text"),
    "old xls": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000),
        "The file is an Office document of the old kind",
    ),
    "nested lists": (lambda: b"".join(b" " * n + b"- Why?\n" for n in range(0, 1000, 2)), "Line"),
    "nested quotes": (lambda: b">" * 1000 + b" Why?\n", "Line 1: lists or quotes are nested more than 40 levels"),
    "nested tags": (lambda: b"<html>" + b"<ul><li>" * 1000 + b"Why?</html>", "Line 1: lists or quotes are nested"),
    "nested JSON": (lambda: b"[" * 1000 + b"]" * 1000, "The file is nested too deeply."),
    "nested objects": (lambda: b'{"a":' * 1000 + b"1" + b"}" * 1000, "The file is nested too deeply."),
    "JSON cut off": (lambda: b'[{"question": "Why us?"},]', "The JSON is broken or cut off at line 1"),
    "JSON lines cut off": (lambda: b'{"q": "Why us?"}\n{"q": "Wh}\n', "The JSON is broken or cut off at line 2"),
    "too many questions": (lambda: json.dumps(["Why?"] * 20_001).encode(), "The list has more than 20,000 questions"),
    "too many rows": (lambda: b"Question,Answer\n" + b"Why?,So.\n" * 20_002, "The table has more than 20,000 rows"),
    "endless cell": (lambda: b'Question,Answer\nWhy?,"' + b"a" * 200_000, "The table cannot be read from line"),
    "laughing XML": (lambda: f"<?xml version='1.0'?>{LAUGHS}]><quiz>&a11;</quiz>".encode(), DECLARED),
    "XML names a file": (
        lambda: b'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY f SYSTEM "file:///etc/passwd">]><quiz>&f;</quiz>',
        DECLARED,
    ),
    "XML names an address": (
        lambda: b'<?xml version="1.0"?><!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/x.dtd"><quiz/>',
        DECLARED,
    ),
    "XML with parameters": (
        lambda: b'<?xml version="1.0"?><!DOCTYPE quiz [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]><quiz/>',
        DECLARED,
    ),
    "XML in UTF-16": (lambda: f"<?xml version='1.0'?>{LAUGHS}]><quiz>&a11;</quiz>".encode("utf-16"), DECLARED),
    "XML cut off": (lambda: b"<quiz>\n<question type='essay'>\n<name>", "The XML is broken or cut off at line 3"),
    "zip": (lambda: archive([("a.txt", b"x")]), "The file is a ZIP archive or an Office document"),
    "nested zip": (lambda: archive([("xl/workbook.xml", archive([("xl/workbook.xml", b"x")]))]), BROKEN),
    "zip of many": (
        lambda: archive([("xl/workbook.xml", b"<workbook/>"), *((f"a{n}", b"") for n in range(3000))]),
        TOO_MUCH,
    ),
    "workbook cut off": (lambda: workbook()[:-300], "The file is a ZIP archive or an Office document"),
    "laughing workbook": (lambda: workbook(workbook=declared), BROKEN),
    "laughing sheet": (lambda: workbook(sheet=declared), BROKEN),
    "laughing styles": (lambda: workbook(styles=declared), BROKEN),
    "large styles": (lambda: workbook(styles=lambda part: part + b" " * 5_000_000), TOO_MUCH),
    "lying size": (lying, BROKEN),
    "far row": (
        lambda: workbook(
            sheet=lambda _part: (
                NS + b'<row r="2000000000"><c t="inlineStr"><is><t>Question</t></is></c></row></sheetData></worksheet>'
            )
        ),
        "The sheet “Sheet” has more than 100,000 rows: split it.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_words(name):
    make, words = REFUSED[name]
    with pytest.raises(Unreadable) as refused:
        understand(make())
    assert str(refused.value)[: len(words)] == words


HARMLESS = {
    "YAML that runs a program": (
        b'- question: !!python/object/apply:os.system ["false"]\n  answer: Because.\n',
        1,
    ),
    "YAML bomb": (b'a: &a ["x","x"]\nb: &b [*a,*a,*a]\nquestions: [*b,*b]\n', 0),
    "halves of characters": (rb'[{"question": "Why \ud83d us?", "answer": "a\u0000b"}]', 1),
    "NUL": (b"Question,Answer\nWhy\x00 us?,Beca\x00use.\n", 1),
    "two encodings": ("Question,Answer\nWhy é?,Because.\n".encode() + "Who ü?,Größe\n".encode("cp1252"), 2),
    "unclosed quotation mark": (b'Question,Answer\nWhy us?,"Because.\nWhat?,No.\nWho?,Me.\n', 1),
    "10,000 columns": (("Question," + "c," * 9999 + "\nWhy us?" + ",x" * 9999).encode(), 1),
    "ragged rows": (b"Question,Answer\nWhy us?\nWhy?,a,b,c\n,,,,\nWhat?,\n", 3),
    "a path in a workbook": (workbook(more=[("../../../../tmp/pwned", b"x")]), 1),
    "a file cut off in UTF-16": ("Q: Why us?\nA: Because.\n".encode("utf-16")[:-1], 1),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_looks_wicked_and_can_be_read_is_read(name):
    data, count = HARMLESS[name]
    found = understand(data)
    text = json.dumps(found.as_dict(), ensure_ascii=False)
    assert (len(found.questions), "\0" in text, text.encode("utf-8", "ignore").decode() == text) == (count, False, True)


MEASURED = """
import json, resource, sys, time
from questions.importing.decoding import MOST_BYTES, Unreadable
from questions.importing.formats import understand
took = {}
for path in sys.argv[1:]:
    with open(path, "rb") as file:
        data = file.read(MOST_BYTES + 1)
    start = time.process_time()
    try:
        understand(data)
    except Unreadable:
        pass
    took[path] = time.process_time() - start
print(json.dumps([resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, *took.values()]))
"""
HEAVY = {
    "50 MB": REFUSED["50 MB"][0],
    "elements": lambda: b"<quiz>" + b"<a/>" * 1_500_000 + b"</quiz>",
    "texts of a workbook": lambda: workbook(more=[("xl/sharedStrings.xml", b"<sst>" + b"<si/>" * 13_000_000)]),
    "lying size": lying,
    "attributes": lambda: b"<html>" + b"".join(b"<p " + b"a=b " * 400_000 + b">Why?</p>" for _ in range(6)),
    "objects": lambda: b"[" + b"[]," * 1_000_000 + b"[]]",
}


def test_the_heaviest_are_done_with_in_time_and_memory(tmp_path):
    """In a process of its own: what a process once used it keeps."""
    for name, make in HEAVY.items():
        (tmp_path / name).write_bytes(make())
    run = subprocess.run(
        [sys.executable, "-c", MEASURED, *sorted(map(str, tmp_path.iterdir()))],
        cwd=ROOT,
        check=True,
        capture_output=True,
        env={"DJANGO_SETTINGS_MODULE": "interviewprep.settings", "DEBUG": "1", "PYTHONPATH": str(ROOT)},
    )
    memory, *seconds = json.loads(run.stdout)
    assert (memory < 500, len(seconds), max(seconds) < 30) == (True, len(HEAVY), True), (memory, seconds)


# By command and by upload


@pytest.fixture
def rubrics(db):
    return [making.rubric("behavioural")]


@pytest.fixture
def signed_in(client, alice, rubrics):
    client.force_login(alice)
    return client


def counts():
    return [model.objects.count() for model in (Guide, Question, QuestionVersion, Import)]


TRIED = ("empty", "50 MB", "picture", "nested lists", "JSON cut off", "laughing XML", "laughing sheet", "lying size")


@pytest.mark.parametrize("name", TRIED)
def test_an_upload_that_is_refused_says_why_and_leaves_nothing(signed_in, name):
    make, words = REFUSED[name]
    before = counts()
    response = signed_in.post(reverse("make_list"), {"file": SimpleUploadedFile("list.md", make())})
    for one in Import.objects.all():
        # What is long is read after the upload.
        response = signed_in.post(reverse("read_import", args=[one.pk]), follow=True)
    assert (response.status_code in (200, 422), counts(), words in response.content.decode()) == (True, before, True)


@pytest.mark.parametrize("name", TRIED)
def test_a_command_that_refuses_says_why_and_leaves_nothing(rubrics, tmp_path, name):
    make, words = REFUSED[name]
    path = tmp_path / "list.csv"
    path.write_bytes(make())
    before = counts()
    with pytest.raises(CommandError) as refused:
        call_command("import_bank", path, stdout=io.StringIO())
    assert (refused.value.returncode, counts(), str(refused.value)[: len(words)]) == (2, before, words)


def test_more_text_than_a_form_takes_is_refused_in_words(signed_in):
    response = signed_in.post(reverse("make_list"), {"text": "Why us?\n" * 300_000})
    assert (response.status_code, "A text that is pasted may have 500,000 characters" in response.content.decode()) == (
        413,
        True,
    )


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\x.md",
        "a\0b.md",
        "x" * 10_000 + ".md",
        "\u202efdp.md",
        "\r\nSet-Cookie: a=b",
        "<b>.md",
    ],
    ids=["path", "backslashes", "NUL", "long", "turned", "line end", "tag"],
)
def test_a_hostile_file_name_is_only_a_name(signed_in, alice, name):
    one = arrivals.receive(alice, name, b"Q: Why us?\nA: Because.\n", timezone.now(), is_private=True)
    arrivals.read(one)
    page = signed_in.get(reverse("import", args=[one.pk]))
    assert (len(one.name) <= 200, bool(re.search(r"[/\\\x00-\x1f\u202a-\u202e]", one.name))) == (True, False)
    assert (page.status_code, b"<b>.md" in page.content) == (200, False)


WICKED = """<!doctype html><html><head><title>Acme</title><meta http-equiv="refresh" content="0;url=//evil.example">
<style>body{background:url(//evil.example/style)}</style></head><body onload="evil()">
<h1>Acme questions</h1><h2>Topic <img src=x onerror="evil()"></h2>
<h3>1. Why us <a href="javascript:evil()">here</a>?<svg><script>evil()</script></svg></h3>
<p onclick="evil()">Because <a href="javascript:evil()">of this</a> <iframe src="//evil.example/frame"></iframe>
<a href="data:text/html,<script>evil()</script>">and that</a> &lt;script&gt;evil()&lt;/script&gt; it is good.</p>
<script>evil()</script></body></html>"""
WICKED_MARKDOWN = """# Acme questions

## <img src=x onerror=evil()> Topic

**1. Why us? <script>evil()</script>**

**Expected answer:** Because [of this](javascript:evil()) <svg onload=evil()> ![x](javascript:evil()) it is good.
<iframe src="//evil.example/frame"></iframe> <a href="javascript:evil()">so</a> <style>@import "//evil.example"</style>
"""
RENDERED_EVIL = re.compile(
    r"<(?:script|svg|iframe|style|meta|img)\b[^>]*evil|<[a-z]+\b[^>]*\son\w+\s*=|(?:href|src)=\"?\s*(?:javascript|data):|"
    r"<script>evil|<iframe|<style>",
    re.IGNORECASE,
)


@pytest.mark.parametrize("text", [WICKED, WICKED_MARKDOWN], ids=["HTML", "Markdown"])
def test_nothing_wicked_of_a_page_reaches_a_page(signed_in, alice, text):
    one = making.received(alice, text, timezone.now())
    addresses = [reverse("import", args=[one.pk]), reverse("import_question", args=[one.pk, 0])]
    pages = [signed_in.get(address) for address in addresses]
    signed_in.post(reverse("import", args=[one.pk]), {"act": "import"})
    guide = Guide.objects.get(owner=alice)
    pages += [signed_in.get(f"/my-guides/{guide.slug}/study/"), signed_in.get(addresses[0])]
    assert guide.questions.count() == 1
    assert [(page.status_code, RENDERED_EVIL.findall(page.content.decode())) for page in pages] == [(200, [])] * 4


def test_formulas_come_in_as_they_are_and_go_out_as_text(client, alice, rubrics):
    cells = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1"]
    rows = "".join(f'"{cell} why?","{cell} so."\n' for cell in cells)
    found = understand(f"Question,Answer\n{rows}".encode())
    assert [question.prompt for question in found.questions] == [f"{cell.strip()} why?" for cell in cells]
    guide = making.guide(questions=1, rounds=1, topics=1)
    topic = guide.rounds.get().topics.get()
    for number, question in enumerate(found.questions):
        making.question(topic, f"formula-{number}", prompt=question.prompt, expected_answer=question.expected_answer)
    client.force_login(alice)
    text = client.get(reverse("question_list_file", args=[guide.slug, "csv"]), {"with": "answers"}).content.decode()
    assert re.findall(r'"[ \t]*[=+@-][^"]*"', text) == []
    assert {question.prompt for question in understand(text.encode()).questions} >= {
        question.prompt for question in found.questions
    }
