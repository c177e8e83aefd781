"""
Which of many prompts are nearly the same as others, without comparing all with all.

Two prompts are alike as `quality.py` says: by their words in any order. Those that are alike share most of their
words, hence also one of the rarest of each: only prompts that share a rare word are compared.
"""

from collections import Counter
from itertools import chain
from operator import itemgetter
from zlib import crc32

from rapidfuzz import fuzz, process, utils

from questions.importing.quality import ALIKE_PROMPTS

# Of a prompt's words, the rarest part of which it shares at least one with whatever is alike to it.
_PART = 0.5
# As many of the prompts that share the most rare words are compared by their letters.
_MOST_COMPARED = 40
# A word that stands in more prompts than this tells nothing apart.
_TOO_COMMON = 300
# Of a prompt's words, the part that another one shares before their letters are compared; and how words are told.
_SHARED = 0.4
_BITS = 512
# As many prompts are compared with all others one by one.
_FEW = 20
# Rows that are written in one statement.
BATCH = 500


def words_of(prompt):
    """Return the words of a prompt as they are compared: sorted, without case and punctuation."""
    return " ".join(sorted(utils.default_process(prompt).split()))


def nearest(prompts, others, cutoff=ALIKE_PROMPTS):
    """Return for each of `prompts` (index of the most alike of `others`, likeness in percent), or None."""
    theirs = [words_of(other) for other in others]
    counts = Counter(word for text in theirs for word in set(text.split()))
    same, holding = {}, {}
    for index, text in enumerate(theirs):
        same.setdefault(text, index)
        for word in _rare(text, counts):
            holding.setdefault(word, []).append(index)
    return [_nearest(words_of(prompt), theirs, same, holding, counts, cutoff) for prompt in prompts]


def pairs(prompts, fresh, cutoff=ALIKE_PROMPTS):
    """
    Return [(index, index, likeness in percent)] of the prompts alike, the smaller index first.

    Compared are those with an index in `fresh` (a set) with all; of two others nothing is said. Two prompts are
    compared by their letters if they share one of the rarest words of each and, roughly, half of all their words.
    """
    texts = [words_of(prompt) for prompt in prompts]
    if len(fresh) <= _FEW:
        return _pairs_of_few(texts, fresh, cutoff)
    words = [set(text.split()) for text in texts]
    counts = Counter(word for of_one in words for word in of_one)
    # A bit for each word tells how many words two prompts share, and now and then one too many.
    bits = {word: 1 << crc32(word.encode()) % _BITS for word in counts}
    masks = [_mask(of_one, bits) for of_one in words]
    rare = [_rare(text, counts) if text else [] for text in texts]
    holding = {}
    for index, kept in enumerate(rare):
        for word in kept:
            holding.setdefault(word, []).append(index)
    found = []
    for index in sorted(fresh):
        mask = masks[index]
        shared = _SHARED * mask.bit_count()
        near = {other for word in rare[index] for other in holding[word]}
        for other in near:
            if other == index or (other in fresh and other > index) or (mask & masks[other]).bit_count() < shared:
                continue
            likeness = fuzz.ratio(texts[index], texts[other], score_cutoff=cutoff)
            if likeness:
                found.append((min(index, other), max(index, other), round(likeness)))
    return found


def _pairs_of_few(texts, fresh, cutoff):
    """Compare each of a few with all: quicker than finding out which words are rare."""
    found = {}
    for index in fresh:
        near = process.extract(texts[index], texts, scorer=fuzz.ratio, score_cutoff=cutoff, limit=None)
        for _text, likeness, other in near:
            if other != index and texts[index]:
                found[min(index, other), max(index, other)] = round(likeness)
    return [(*pair, likeness) for pair, likeness in sorted(found.items())]


def _mask(words, bits):
    mask = 0
    for word in words:
        mask |= bits[word]
    return mask


def _rarest(text, counts):
    words = sorted(set(text.split()), key=lambda word: (counts[word], word))
    return words[: max(3, int(len(words) * _PART) + 1)]


def _rare(text, counts):
    kept = _rarest(text, counts)
    return [word for word in kept if counts[word] <= _TOO_COMMON] or kept[:1]


def _nearest(text, theirs, same, holding, counts, cutoff):
    if not text:
        return None
    if text in same:
        return same[text], 100
    # The rarest word that two alike prompts share is one of the rare ones of both.
    shared = Counter(chain.from_iterable(holding.get(word, ()) for word in _rarest(text, counts)))
    most = max(shared.values(), default=0)
    near = [(count, index) for index, count in shared.items() if count * 2 >= most]
    if len(near) > _MOST_COMPARED:
        near = sorted(near, key=itemgetter(0), reverse=True)[:_MOST_COMPARED]
    found = None
    for _count, index in near:
        likeness = fuzz.ratio(text, theirs[index], score_cutoff=cutoff)
        if likeness and (found is None or likeness > found[1]):
            found, cutoff = (index, likeness), likeness
    return (found[0], round(found[1])) if found else None
