"""What was acknowledged against what is stored."""


def compare(records, stored):
    """Return a sentence for everything that is not as it was promised; it begins with LOST where a save is lost."""
    answers = {int(key): answer for key, answer in stored["answers"].items()}
    return [
        f"answer {record.answer}: {problem}"
        for record in records
        for problem in _problems(record, answers[record.answer])
    ]


def _problems(record, answer):
    revision, text, number = record.best
    if answer["revision"] < revision:
        yield f"LOST: revision {answer['revision']} is stored, {revision} was acknowledged"
    if answer["text"] not in record.sent and (answer["text"] or record.acknowledged):
        yield "the stored text was never sent"
    elif answer["revision"] == revision and answer["text"] != text:
        yield f"LOST: revision {revision} holds another text than was acknowledged"
    elif answer["revision"] > revision and record.sent.get(answer["text"], 0) < number:
        yield "LOST: the stored text is older than the one that was acknowledged"
    for kind, aside, at in answer["aside"]:
        if aside not in record.sent:
            yield f"a text was set aside ({kind}) that was never sent"
        if kind == "history" and record.saved.get(at, aside) != aside:
            yield f"LOST: revision {at} stands in the history with another text than was acknowledged"
        if at > answer["revision"]:
            yield f"a text was set aside at revision {at}, after {answer['revision']}"
