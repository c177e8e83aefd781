"""
The life of an Import: received, read, matched with what is there, decided upon, written; or discarded.

Reading and matching are steps of their own, so that a long list can be worked off in several requests, whichever
process answers them; each does nothing where it is done already.
"""

import base64
import json
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from questions.authoring import Change
from questions.importing.compare import Match, Seen, compare, compare_again, pool_of, standing_of
from questions.importing.decoding import MOST_BYTES, Unreadable, decode
from questions.importing.enter import NotPossible, enter, known_kinds
from questions.importing.formats import understand
from questions.importing.proposal import ABOUT, add_guesses, propose
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
# A workbook waits as this and its bytes in base 64; being packed, it holds some ten times its size.
WORKBOOK = "data:workbook;base64,"
SHORT_WORKBOOK = 12_000
# What a small machine gets done.
_TEXT_A_SECOND, _WORKBOOK_A_SECOND, _COMPARED_A_SECOND, _WRITTEN_A_SECOND = 100_000, 40_000, 1_500, 600


def receive(user, name, data, now, *, is_private, guide=None):
    """Keep the bytes of a file for the preview; return the Import. Raises Unreadable for what is no text."""
    # A workbook is no text: it is kept as one until it is read.
    is_book = len(data) <= MOST_BYTES and is_workbook(data)
    text = WORKBOOK + base64.b64encode(data).decode() if is_book else decode(data)
    with transaction.atomic():
        waiting = Import.objects.owned_by(user).waiting().order_by("-at", "-pk").values_list("pk", flat=True)
        Import.objects.filter(pk__in=list(waiting)[MOST_WAITING - 1 :]).delete()
        # A path is nobody's business: the last part of the name is kept.
        short = name.replace("\\", "/").rsplit("/", 1)[-1]
        short = "".join(sign for sign in short if sign.isprintable()).strip()[:LONGEST_NAME]
        return Import.objects.create(by=user, is_private=is_private, name=short, at=now, text=text, guide=guide)


def is_short(one):
    """Whether reading and comparing an Import takes no longer than somebody waits for a page."""
    if len(one.text) > (SHORT_WORKBOOK if one.text.startswith(WORKBOOK) else SHORT_TEXT):
        return False
    return _question_count(one) <= SHORT_LIST


def expected(one):
    """Return in how many seconds the next step with an Import is probably done, for the progress that is shown."""
    if one.understood is None:
        per_second = _WORKBOOK_A_SECOND if one.text.startswith(WORKBOOK) else _TEXT_A_SECOND
        return max(1, len(one.text) // per_second)
    return max(1, _question_count(one) // (_COMPARED_A_SECOND if one.matches is None else _WRITTEN_A_SECOND))


def _question_count(one):
    rounds = one.understood["rounds"] if one.understood else []
    return sum(len(topic["questions"]) for a_round in rounds for topic in a_round["topics"])


def read(one):
    """Read the text of an Import, once. Raises Unreadable where it is nothing that could be imported."""
    if one.understood is not None:
        return
    one.understood = _understood(_data(one.text), one.is_private).as_dict()
    add_guesses(one.understood, known_kinds())
    one.guide = one.guide or _same_title(one)
    Import.objects.filter(pk=one.pk, written_at=None).update(understood=one.understood, guide=one.guide)


def _data(text):
    """Return the bytes that a text was kept for."""
    if text.startswith(WORKBOOK):
        try:
            return base64.b64decode(text.removeprefix(WORKBOOK), validate=True)
        except ValueError:
            # Somebody pasted what only looks like it.
            pass
    return text.encode()


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
    return guide_called(proposal_of(one).guide["title"], one.by if one.is_private else None)


def guide_called(title, owner):
    """Return the guide of `owner` (None: the bank's) that is called `title`, or None."""
    guides = Guide.objects.filter(owner=owner, title=title).exclude(status=Status.RETIRED)
    return guides.order_by("pk").first()


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
    pool = pool_of(one.by, one.is_private)
    one.compared_with = standing_of(pool)
    found = compare(proposal_of(one), one.guide, pool)
    one.matches = [a_match.as_dict() for a_match in found]
    one.decisions = _into_what_is_seen(one.decisions, found)
    fields = {name: getattr(one, name) for name in ("matches", "decisions", "compared_with")}
    Import.objects.filter(pk=one.pk, written_at=None).update(**fields)


def _into_what_is_seen(decisions, matches):
    """Let questions that are to be merged go into those that they are shown with now; without one they are imported."""
    questions = {}
    for index, decided in decisions.get("questions", {}).items():
        kept = {name: value for name, value in decided.items() if name not in ("do", "into", "leave")}
        if "into" not in decided or decided["into"] == matches[int(index)].key:
            questions[index] = decided
        elif matches[int(index)].key:
            questions[index] = kept | {"do": decided["do"], "into": matches[int(index)].key}
        elif kept:
            questions[index] = kept
    return {**decisions, "questions": questions} if "questions" in decisions else decisions


def matches_of(one):
    """Return the Matches of an Import, as they were found last."""
    return [Match(**values) for values in one.matches]


def decide(one, decisions, guide):
    """
    Keep what was chosen in the preview.

    Questions that say something else now are compared anew, and all of them where the list goes into another guide.
    """
    before, goes_elsewhere = one.decisions, one.guide_id != (guide.pk if guide else None)
    one.decisions, one.guide = decisions, guide
    fields = {"decisions": decisions, "guide": guide}
    if goes_elsewhere:
        one.matches = None
    elif one.matches is not None:
        changed = {int(index) for index, _values in _said(before).items() ^ _said(decisions).items()}
        if changed:
            found = compare_again(proposal_of(one), matches_of(one), changed, guide, pool_of(one.by, one.is_private))
            one.matches = [a_match.as_dict() for a_match in found]
    Import.objects.filter(pk=one.pk, written_at=None).update(**fields, matches=one.matches)


def _said(decisions):
    """Return {index: what is decided that the question says}, to be compared."""
    found = {}
    for index, decided in decisions.get("questions", {}).items():
        values = {name: value for name, value in decided.items() if name not in ABOUT}
        if values:
            found[index] = json.dumps(values, sort_keys=True)
    return found


def take_back_wish(one):
    """Let a list that was to be written wait in the preview again."""
    one.decisions = {name: value for name, value in one.decisions.items() if name != "wish"}
    Import.objects.filter(pk=one.pk, written_at=None).update(decisions=one.decisions)


def write(one, order, now):
    """Write an Import into the bank; return the Outcome. Twice is the same as once: the second finds it written."""
    with transaction.atomic():
        one = Import.objects.select_for_update().get(pk=one.pk)
        if one.written_at is not None:
            raise NotPossible(_("This list is imported already."))
        reason = _("Imported from %(name)s") % {"name": one.name} if one.name else _("Imported from a list")
        seen = Seen(matches_of(one), one.compared_with) if one.matches and one.guide == order.guide else None
        outcome = enter(proposal_of(one), order, Change(by=one.by, now=now, reason=reason[:300]), seen)
        one.guide, one.counts, one.made, one.written_at = outcome.guide, outcome.counts, outcome.made, now
        # What was not understood stays in the report; the text itself is not needed any more.
        one.counts["not_understood"] = len(one.understood["not_understood"])
        one.text, one.understood, one.matches, one.decisions = "", None, None, {}
        one.save()
    return outcome


def drop_old(now):
    """Delete the texts that have waited for a day; return how many."""
    return Import.objects.waiting().filter(at__lt=now - KEPT).delete()[0]
