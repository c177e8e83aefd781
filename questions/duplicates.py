"""
Which questions of the public bank ask nearly the same, and which pairs a curator has found not to be the same.

Two prompts are near as `importing/likeness.py` says. All of 20,000 questions take the better part of a minute, so what
was found is kept: only prompts that are new or changed are compared, a step at a time; one of them beside 20,000 others
takes about a second. A changed prompt loses its pairs, and with them the note that a curator made on them. Retired
questions are compared as well, so that nothing is missed when one comes back, but no pair with one is shown.

A guide that was copied for another company has every question of its original, by intention: one who practises for
one of them never meets the other, and what has to be adapted stands, question by question, on the page of the copy
("What still speaks of the original"). A hundred such pairs would hide the few that somebody wrote by accident. So pairs
between a guide and its copy, or two copies of one guide, are left out here and counted apart. So are questions that
are marked as related: that is what a curator does with two that are near and should both stay.
"""

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q

from questions.importing import likeness
from questions.models import ComparedPrompt, Guide, NearPair, Question, Status

# As many prompts are compared in one step: some seconds of work beside 20,000 others, a moment beside 1,000.
STEP = 2000


def waiting():
    """Return the public questions whose prompt, as it is now, was not compared yet; a queryset."""
    return Question.objects.filter(guide__owner=None).exclude(compared__prompt=F("prompt"), compared__isnull=False)


def compare(most=STEP):
    """Compare at most so many prompts that were not compared yet with all others; return how many still wait."""
    rows = list(Question.objects.filter(guide__owner=None).order_by("pk").values_list("pk", "prompt"))
    compared = dict(ComparedPrompt.objects.values_list("question", "prompt"))
    left = [pk for pk, prompt in rows if compared.get(pk) != prompt]
    now = set(left[:most])
    if not now:
        return 0
    # What waits for a later step is compared then, with these among all others.
    rows = [(pk, prompt) for pk, prompt in rows if pk in now or compared.get(pk) == prompt]
    fresh = {index for index, (pk, _prompt) in enumerate(rows) if pk in now}
    near = likeness.pairs([prompt for _pk, prompt in rows], fresh)
    with transaction.atomic():
        _forget(now)
        NearPair.objects.bulk_create(
            (NearPair(one_id=rows[one][0], other_id=rows[other][0], likeness=percent) for one, other, percent in near),
            batch_size=likeness.BATCH,
            ignore_conflicts=True,
        )
        ComparedPrompt.objects.bulk_create(
            (ComparedPrompt(question_id=pk, prompt=prompt) for pk, prompt in rows if pk in now),
            batch_size=likeness.BATCH,
            ignore_conflicts=True,
        )
    return len(left) - len(now)


def _forget(questions):
    """Take what was found of questions (primary keys) by their earlier prompts."""
    questions = sorted(questions)
    for start in range(0, len(questions), likeness.BATCH):
        batch = questions[start : start + likeness.BATCH]
        NearPair.objects.filter(Q(one__in=batch) | Q(other__in=batch)).delete()
        ComparedPrompt.objects.filter(question__in=batch).delete()


def pairs():
    """
    Return the pairs that a curator may look at, the most alike first: NearPairs, noted ones too.

    Both questions are in the public bank and neither is retired; they are not related, and not in two copies of one
    guide. A pair whose prompt has changed since is left out until it is compared again.
    """
    return _shown().exclude(_of_copies())


def open_pairs():
    """Return the pairs that nobody has noted as not the same."""
    return pairs().filter(noted_at=None)


def noted_pairs():
    """Return the pairs that a curator noted as not the same."""
    return pairs().filter(noted_at__isnull=False)


def copies():
    """Return [(guide, number of pairs)] of the copies with near-duplicates that are left out, each by its title."""
    found = dict(
        _shown()
        .filter(_of_copies())
        .order_by()
        .values_list("other__guide")
        .annotate(n=Count("pk"))
        .values_list("other__guide", "n")
    )
    guides = Guide.objects.filter(pk__in=found).select_related("copied_from").order_by("title")
    return [(guide, found[guide.pk]) for guide in guides]


def _shown():
    related = Question.related.through.objects.filter(from_question=OuterRef("one"), to_question=OuterRef("other"))
    found = NearPair.objects.filter(
        one__compared__prompt=F("one__prompt"),
        other__compared__prompt=F("other__prompt"),
        one__guide__owner=None,
        other__guide__owner=None,
    )
    for side in ("one", "other"):
        found = found.exclude(**{f"{side}__status": Status.RETIRED}).exclude(
            **{f"{side}__guide__status": Status.RETIRED}
        )
    return found.filter(~Exists(related)).order_by("-likeness", "one", "other")


def _of_copies():
    same = Q(one__guide=F("other__guide"))
    copied = Q(other__guide__copied_from=F("one__guide")) | Q(one__guide__copied_from=F("other__guide"))
    siblings = Q(one__guide__copied_from=F("other__guide__copied_from"), one__guide__copied_from__isnull=False)
    return (copied | siblings) & ~same
