"""
What a person decides about the questions of a list: decisions -> decisions (see `proposal`), none changed in place.
"""

from questions.importing.proposal import UPDATE


def decide_on(decisions, index, **values):
    """Return decisions in which the question at `index` has `values` beside what was decided of it."""
    questions = {**decisions.get("questions", {})}
    questions[str(index)] = questions.get(str(index), {}) | values
    return {**decisions, "questions": questions}


def do_with(decisions, doing, into):
    """
    Return decisions that do with each question what `doing` says, {index: import, update or skip}.

    `into`: {index: the key of the question that is shown beside it}; what has none is not merged, but left as it was.
    """
    questions = {**decisions.get("questions", {})}
    for index, wish in doing.items():
        kept = {name: value for name, value in questions.get(str(index), {}).items() if name not in ("do", "into")}
        if wish != UPDATE:
            questions[str(index)] = kept | {"do": wish}
        elif into.get(index):
            questions[str(index)] = kept | {"do": wish, "into": into[index]}
    return {**decisions, "questions": questions}


def tick(decisions, shown, ticked):
    """Return decisions in which, of the questions `shown` (their indices), those in `ticked` are ticked."""
    return {**decisions, "ticked": sorted(set(decisions.get("ticked", [])) - set(shown) | set(ticked) & set(shown))}
