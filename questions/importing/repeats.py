"""Questions that a file holds twice: a list of all of them at its end or its beginning, in the same words or others."""

from rapidfuzz import fuzz, process, utils

ALIKE = 90  # from here on a bare question is taken for another one that has an answer
IN_LIST = 72  # from here on, where it stands in a list at least half of which repeats
SAME_PLACE = 55  # from here on, where it also has the other's number in a list that repeats
MOST_PAIRS = 3_000_000


def find(questions, has_content):
    """
    Return [(index of the repeated question, index of the one that it repeats)].

    A question without any answer repeats one that has an answer; where none of two has one, the later repeats the
    earlier in the same words only.
    """
    texts = [utils.default_process(question.prompt) for question in questions]
    whole = [index for index in range(len(questions)) if has_content[index]]
    bare = [index for index in range(len(questions)) if not has_content[index] and texts[index]]
    found = _same_words(questions, texts, whole)
    first = {}
    for index in whole:
        first.setdefault(texts[index], index)
    left = []
    for index in bare:
        if texts[index] in first:
            found[index] = first[texts[index]]
        else:
            left.append(index)
    if whole and left and len(whole) * len(left) <= MOST_PAIRS:
        choices = {index: texts[index] for index in whole}
        for index in left:
            match = process.extractOne(texts[index], choices, scorer=fuzz.ratio, score_cutoff=ALIKE)
            if match:
                found[index] = match[2]
    _same_places(questions, texts, whole, bare, found)
    seen = {}
    for index in bare:
        if index in found:
            continue
        if texts[index] in seen:
            found[index] = seen[texts[index]]
        else:
            seen[texts[index]] = index
    return sorted(found.items())


def _same_words(questions, texts, whole):
    """Questions with the same words and the same answer."""
    found, seen = {}, {}
    for index in whole:
        question = questions[index]
        if not texts[index]:
            continue
        said = (texts[index], question.expected_answer, question.why_it_matters, tuple(question.sample_answers))
        if said in seen:
            found[index] = seen[said]
        else:
            seen[said] = index
    return found


def _same_places(questions, texts, whole, bare, found):
    """Those that a repeating list tells in words of its own: the list and the numbers say which are meant."""
    numbered = {}
    for index in whole:
        if questions[index].number is not None:
            numbered.setdefault(questions[index].number, index)
    run = []
    for index in [*bare, None]:
        if index is not None and (not run or index == run[-1] + 1):
            run.append(index)
            continue
        repeated = sum(1 for one in run if one in found)
        if len(run) > 1 and repeated and repeated * 2 >= len(run):
            _in_list(questions, texts, whole, [one for one in run if one not in found], numbered, found, len(run) > 2)
        run = [index] if index is not None else []


def _in_list(questions, texts, whole, left, numbered, found, by_number):
    taken = set(found.values())
    for one in left:
        other = numbered.get(questions[one].number) if by_number else None
        if other is not None and fuzz.ratio(texts[one], texts[other]) >= SAME_PLACE:
            found[one] = other
            continue
        choices = {index: texts[index] for index in whole if index not in taken} if len(left) <= 200 else {}
        match = process.extractOne(texts[one], choices, scorer=fuzz.token_sort_ratio, score_cutoff=IN_LIST)
        if match:
            found[one] = match[2]
