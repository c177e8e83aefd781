"""
The life of an Import: received, read, matched with what is there, decided upon, written; or discarded.

Reading and matching are steps of their own, so that a long list can be worked off in several requests, whichever
process answers them; each does nothing where it is done already.
"""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from questions.authoring import Change
from questions.importing.compare import Match, compare, pool_of
from questions.importing.decoding import MOST_BYTES, Unreadable, decode
from questions.importing.enter import NotPossible, enter, known_kinds
from questions.importing.formats import understand
from questions.importing.proposal import propose
from questions.importing.sheets import is_workbook
from questions.models import Guide, Import, Status

# How long a text waits in the preview, and how many of one person do: the oldest goes.
KEPT = timedelta(days=1)
MOST_WAITING = 5
# As many questions of one list are somebody's own business; more belong into the bank.
MOST_PRIVATE = 2_000
LONGEST_NAME = 200
# A text of fewer characters with fewer questions is read and compared while its sender waits; others in steps.
SHORT_TEXT, SHORT_LIST = 30_000, 500


def receive(user, name, data, now, *, is_private, guide=None):
    """Keep the bytes of a file for the preview; return the Import. Raises Unreadable for what is no text."""
    # A workbook is no text that could be kept; what is in it is read at once, and bounded by its reader.
    understood = _understood(data, is_private).as_dict() if len(data) <= MOST_BYTES and is_workbook(data) else None
    text = decode(data) if understood is None else ""
    with transaction.atomic():
        waiting = Import.objects.owned_by(user).waiting().order_by("-at", "-pk").values_list("pk", flat=True)
        Import.objects.filter(pk__in=list(waiting)[MOST_WAITING - 1 :]).delete()
        # A path is nobody's business: the last part of the name is kept.
        short = name.replace("\\", "/").rsplit("/", 1)[-1].strip()[:LONGEST_NAME]
        return Import.objects.create(
            by=user, is_private=is_private, name=short, at=now, text=text, understood=understood, guide=guide
        )


def is_short(one):
    """Whether reading and comparing an Import takes no longer than somebody waits for a page."""
    if len(one.text) > SHORT_TEXT:
        return False
    rounds = one.understood["rounds"] if one.understood else []
    return sum(len(topic["questions"]) for a_round in rounds for topic in a_round["topics"]) <= SHORT_LIST


def read(one):
    """Read the text of an Import, once. Raises Unreadable where it is nothing that could be imported."""
    if one.understood is not None:
        return
    one.understood = _understood(one.text.encode(), one.is_private).as_dict()
    one.guide = one.guide or _same_title(one)
    Import.objects.filter(pk=one.pk, written_at=None).update(understood=one.understood, guide=one.guide)


def _understood(data, is_private):
    found = understand(data)
    if found.is_empty:
        raise Unreadable(_("Nothing in this text was understood as a question, tip or guide."))
    if is_private and len(found.questions) > MOST_PRIVATE:
        raise Unreadable(
            _("The list has %(n)s questions; a private guide takes at most %(most)s: split it.")
            % {"n": f"{len(found.questions):,}", "most": f"{MOST_PRIVATE:,}"}
        )
    return found


def _same_title(one):
    """Return the guide that the list was probably imported into before: the one that is called the same, or None."""
    guides = Guide.objects.filter(owner=one.by if one.is_private else None).exclude(status=Status.RETIRED)
    return guides.filter(title=proposal_of(one).guide["title"]).order_by("pk").first()


def proposal_of(one, kinds=None):
    """
    Return the Proposal of an Import that was read, with the decisions so far. Raises NotPossible without rubrics.

    `kinds` are the known ones where they were asked for already.
    """
    return propose(one.understood, one.decisions, known_kinds() if kinds is None else kinds, one.name)


def match(one):
    """Compare an Import that was read with what is there, once."""
    if one.matches is not None:
        return
    found = compare(proposal_of(one), one.guide, pool_of(one.by, one.is_private))
    one.matches = [a_match.as_dict() for a_match in found]
    Import.objects.filter(pk=one.pk, written_at=None).update(matches=one.matches)


def matches_of(one):
    """Return the Matches of an Import, as they were found last."""
    return [Match(**values) for values in one.matches]


def decide(one, decisions, guide):
    """Keep what was chosen in the preview; where anything that is compared changed, it is compared anew."""
    before = (one.guide_id, _compared(one.decisions))
    one.decisions, one.guide = decisions, guide
    fields = {"decisions": decisions, "guide": guide}
    if before != (guide.pk if guide else None, _compared(decisions)):
        one.matches = None
        fields["matches"] = None
    Import.objects.filter(pk=one.pk, written_at=None).update(**fields)


def _compared(decisions):
    """What of the decisions is part of the questions: all but what is done with them."""
    return {
        index: {name: value for name, value in decided.items() if name != "do"}
        for index, decided in decisions.get("questions", {}).items()
        if set(decided) - {"do"}
    }


def write(one, order, now):
    """Write an Import into the bank; return the Outcome. Twice is the same as once: the second finds it written."""
    with transaction.atomic():
        one = Import.objects.select_for_update().get(pk=one.pk)
        if one.written_at is not None:
            raise NotPossible(_("This list is imported already."))
        reason = _("Imported from %(name)s") % {"name": one.name} if one.name else _("Imported from a list")
        outcome = enter(proposal_of(one), order, Change(by=one.by, now=now, reason=reason[:300]))
        one.guide, one.counts, one.made, one.written_at = outcome.guide, outcome.counts, outcome.made, now
        # What was not understood stays in the report; the text itself is not needed any more.
        one.counts["not_understood"] = len(one.understood["not_understood"])
        one.text, one.understood, one.matches, one.decisions = "", None, None, {}
        one.save()
    return outcome


def drop_old(now):
    """Delete the texts that have waited for a day; return how many."""
    return Import.objects.waiting().filter(at__lt=now - KEPT).delete()[0]
