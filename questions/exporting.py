"""A guide as one YAML file in the format of docs/curating.md, which loads again to the identical guide."""

import yaml

from questions import authoring
from questions.models import Guide, Rubric, SampleAnswer, Standing

_STANDINGS = list(Standing.values)


class _Dumper(yaml.SafeDumper):
    """Writes texts as people do: as blocks where they have lines; and never an alias, which is not read."""

    def ignore_aliases(self, data):
        return True


def _text(dumper, text):
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)
# A choice that was just set is a text of a class of its own.
_Dumper.add_multi_representer(str, _text)


def guide_yaml(guide):
    """
    Return `guide` with everything in it as UTF-8 YAML.

    Sample answers that wait to be checked are left out: they stand on an earlier content of their question. A comment
    in the first lines counts them.
    """
    rows = list(authoring.whole_questions(guide.questions.order_by("position", "pk")))
    waiting = SampleAnswer.objects.filter(
        version__question__guide=guide, replaced_at=None, needs_checking=True
    ).values_list("version__question__key", "standing", "text")
    left_out = set(waiting)
    tips = authoring.in_order(guide.tips.select_related("round", "topic"))
    value = {"key": guide.key} | _filled(guide, authoring.FIELDS[Guide])
    value["tips"] = [_tip(tip) for tip in tips if not tip.round_id and not tip.topic_id]
    for name, fields in authoring.PARTS.items():
        parts = [_filled(part, fields) for part in authoring.in_order(getattr(guide, name).all())]
        value["frequently_asked" if name == "frequentlyaskeds" else name] = parts
    value["rounds"] = [
        _round(a_round, tips, rows, left_out) for a_round in authoring.in_order(guide.rounds.prefetch_related("topics"))
    ]
    return _head(len(left_out)) + as_yaml({"guide": _without_empty(value)})


def rubrics_yaml():
    """Return all rubrics as UTF-8 YAML, in the format of `fixtures/rubrics.yaml`."""
    rubrics = [
        _filled(rubric, ["key", "name", "kind", "description"])
        | {
            "criteria": [
                _filled(criterion, ["key", "name", "question", "weight"])
                | {"anchors": {level: getattr(criterion, f"anchor_{level}") for level in range(1, 5)}}
                for criterion in authoring.in_order(rubric.criteria.all())
            ]
        }
        for rubric in authoring.in_order(Rubric.objects.prefetch_related("criteria"))
    ]
    return as_yaml({"rubrics": rubrics})


def as_yaml(value):
    """Return plain values as UTF-8 YAML, in the order in which they are given."""
    text = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)
    return text.encode()


def _head(left_out):
    if not left_out:
        return b""
    count = (
        "1 sample answer that waits to be checked is"
        if left_out == 1
        else (f"{left_out} sample answers that wait to be checked are")
    )
    return f"# {count} left out.\n".encode()


def _round(a_round, tips, rows, left_out):
    value = _filled(a_round, ["key", "name", "format", "least_minutes", "most_minutes", "what_to_expect"])
    value["tips"] = [_tip(tip) for tip in tips if tip.round_id == a_round.pk and not tip.topic_id]
    value["topics"] = [_topic(topic, tips, rows, left_out) for topic in authoring.in_order(a_round.topics.all())]
    return _without_empty(value)


def _topic(topic, tips, rows, left_out):
    value = _filled(topic, ["key", "name", "description", "expected_at_level", "example"])
    value["tips"] = [_tip(tip) for tip in tips if tip.topic_id == topic.pk]
    value["questions"] = [_question(row, left_out) for row in rows if row.topic_id == topic.pk]
    return _without_empty(value)


def _question(row, left_out):
    value = _filled(row, ["key", "number"]) | {"kind": row.rubric.kind}
    value |= _filled(row, ["difficulty", "minutes", "status", "prompt", "expected_answer", "why_it_matters"])
    value["key_points"] = [
        {"key": point.key, "text": point.text, "why": point.why} for point in authoring.points_of(row)
    ]
    value["criteria"] = [criterion.key for criterion in authoring.in_order(row.criteria.all())]
    value["probes"] = list(row.probes)
    value["related"] = sorted(other.key for other in row.related.all())
    samples = [one for one in authoring.samples_of(row) if (row.key, one.standing, one.text) not in left_out]
    value["samples"] = [
        {"standing": one.standing, "text": one.text, "marks": one.marks, "levels": one.levels}
        for one in sorted(samples, key=lambda one: _STANDINGS.index(one.standing), reverse=True)
    ]
    return _without_empty(value)


def _tip(tip):
    return _filled(tip, ["key", "title", "body", "batch"])


def _filled(row, names):
    return _without_empty({name: getattr(row, name) for name in names})


def _without_empty(value):
    return {name: inner for name, inner in value.items() if inner not in ("", None, [], {})}
