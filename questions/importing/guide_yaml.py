"""Parses the format of docs/curating.md: the text of a YAML file into records. Knows nothing of the database."""

from questions.importing import safe_yaml
from questions.importing.reader import Problems, Reader, checked_text, kind_of
from questions.importing.records import (
    AskedRecord,
    CriterionRecord,
    FileRecord,
    GuideRecord,
    KeyPointRecord,
    QuestionRecord,
    ResourceRecord,
    RoundRecord,
    RubricRecord,
    SampleRecord,
    SourceRecord,
    TipRecord,
    TopicRecord,
)


def parse(name, data):
    """Return the FileRecord of `data`, the bytes of the file called `name`, with all its problems."""
    problems = Problems(name)
    rubrics, guide = (), None
    try:
        value = safe_yaml.read(data)
    except safe_yaml.Malformed as error:
        problems.add("", str(error))
        return FileRecord(name, problems=tuple(problems.found))
    if not isinstance(value, dict) or len(value.keys() & {"rubrics", "guide"}) != 1:
        problems.add("", "A file of the bank holds either `rubrics:` or `guide:` at its top.")
        return FileRecord(name, problems=tuple(problems.found))
    top = Reader(value, "", problems)
    if "rubrics" in value:
        rubrics = top.records("rubrics", _rubric, required=True)
    else:
        top.asked.add("guide")
        reader = Reader(value["guide"], "guide", problems)
        if reader.value is not None:
            guide = _guide(reader)
            reader.finish()
    top.finish()
    return FileRecord(name, rubrics, guide, tuple(problems.found))


def _rubric(reader):
    return RubricRecord(
        place=reader.place,
        key=reader.text("key", required=True),
        name=reader.text("name", required=True),
        kind=reader.text("kind", required=True),
        description=reader.text("description"),
        criteria=reader.records("criteria", _criterion, required=True),
    )


def _criterion(reader):
    return CriterionRecord(
        place=reader.place,
        key=reader.text("key", required=True),
        name=reader.text("name", required=True),
        question=reader.text("question", required=True),
        weight=reader.whole("weight", default=1),
        anchors=_anchors(reader),
    )


def _anchors(reader):
    found = {str(level): text for level, text in reader.mapping("anchors", required=True).items()}
    anchors = []
    for level in ("1", "2", "3", "4"):
        place = f"{reader.at('anchors')}.{level}"
        if found.get(level) is None:
            if reader.value and reader.value.get("anchors") is not None:
                reader.problems.add(place, "is missing: each of the four levels is described.")
            anchors.append("")
        else:
            anchors.append(checked_text(found[level], place, reader.problems) or "")
    for level in found.keys() - {"1", "2", "3", "4"}:
        reader.problems.add(f"{reader.at('anchors')}.{level}", "is no level; levels are 1 to 4.")
    if list(found) != sorted(found):
        reader.problems.add(reader.at("anchors"), "stand out of order; level 1 comes first.")
    return tuple(anchors)


def _guide(reader):
    return GuideRecord(
        place=reader.place,
        key=reader.text("key", required=True),
        slug=reader.text("slug", required=True),
        title=reader.text("title", required=True),
        short_title=reader.text("short_title"),
        company=reader.text("company"),
        role=reader.text("role"),
        level=reader.text("level"),
        audience=reader.text("audience"),
        summary=reader.text("summary"),
        overview=reader.text("overview"),
        least_weeks=reader.whole("least_weeks"),
        most_weeks=reader.whole("most_weeks"),
        status=reader.text("status", required=True),
        tips=reader.records("tips", _tip),
        resources=reader.records("resources", _resource),
        sources=reader.records("sources", _source),
        frequently_asked=reader.records("frequently_asked", _asked),
        questions_to_ask=reader.texts("questions_to_ask"),
        rounds=reader.records("rounds", _round, required=True),
    )


def _tip(reader):
    return TipRecord(
        place=reader.place,
        key=reader.text("key", required=True),
        title=reader.text("title", required=True),
        body=reader.text("body"),
        batch=reader.whole("batch"),
    )


def _resource(reader):
    return ResourceRecord(
        place=reader.place,
        key=reader.text("key", required=True),
        title=reader.text("title", required=True),
        author=reader.text("author"),
        medium=reader.text("medium", default="page"),
        url=reader.text("url"),
        note=reader.text("note"),
    )


def _source(reader):
    return SourceRecord(
        place=reader.place,
        key=reader.text("key", required=True),
        title=reader.text("title", required=True),
        url=reader.text("url"),
        note=reader.text("note"),
        verified_on=reader.day("verified_on"),
    )


def _asked(reader):
    return AskedRecord(
        place=reader.place,
        key=reader.text("key", required=True),
        question=reader.text("question", required=True),
        answer=reader.text("answer", required=True),
    )


def _round(reader):
    return RoundRecord(
        place=reader.place,
        key=reader.text("key", required=True),
        name=reader.text("name", required=True),
        format=reader.text("format"),
        least_minutes=reader.whole("least_minutes", required=True),
        most_minutes=reader.whole("most_minutes", required=True),
        what_to_expect=reader.text("what_to_expect"),
        tips=reader.records("tips", _tip),
        topics=reader.records("topics", _topic, required=True),
    )


def _topic(reader):
    return TopicRecord(
        place=reader.place,
        key=reader.text("key", required=True),
        name=reader.text("name", required=True),
        description=reader.text("description"),
        expected_at_level=reader.text("expected_at_level"),
        example=reader.text("example"),
        tips=reader.records("tips", _tip),
        questions=reader.records("questions", _question),
    )


def _question(reader):
    status = reader.text("status", default="published")
    # What candidates do not see yet may be incomplete.
    whole = status == "published"
    return QuestionRecord(
        place=reader.place,
        key=reader.text("key", required=True),
        number=reader.whole("number"),
        kind=reader.text("kind", required=True),
        difficulty=reader.text("difficulty", default="medium"),
        minutes=reader.whole("minutes", required=True),
        status=status,
        prompt=reader.text("prompt", required=True),
        expected_answer=reader.text("expected_answer", required=whole),
        why_it_matters=reader.text("why_it_matters", required=whole),
        key_points=reader.records("key_points", _key_point, required=whole),
        criteria=reader.texts("criteria", required=whole),
        probes=reader.texts("probes"),
        related=reader.texts("related"),
        samples=reader.records("samples", _sample),
    )


def _key_point(reader):
    return KeyPointRecord(
        place=reader.place,
        key=reader.text("key", required=True),
        text=reader.text("text", required=True),
        why=reader.text("why"),
    )


def _sample(reader):
    return SampleRecord(
        place=reader.place,
        standing=reader.text("standing", required=True),
        text=reader.text("text", required=True),
        marks=_judged(reader, "marks", "mark"),
        levels=_judged(reader, "levels", "level"),
    )


def _judged(reader, name, what):
    """Return {key: {what: number, "reason": text}} of a mapping such as `marks: {baseline: {mark: 2, reason: ...}}`."""
    judged = {}
    for key, value in reader.mapping(name, required=True).items():
        place = f"{reader.at(name)}.{key}"
        if not isinstance(value, dict):
            reader.problems.add(place, f"is {kind_of(value)}; {{{what}: ..., reason: ...}} is expected.")
            continue
        inner = Reader(value, place, reader.problems)
        judged[str(key)] = {what: inner.whole(what, required=True), "reason": inner.text("reason")}
        inner.finish()
    return judged
