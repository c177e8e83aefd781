"""
The only door to problem reports: made, added to, taken back, settled, opened again.

Questions of public guides alone are reported: a private guide is its owner's to mend. A person has one open report on
a question; more words are added to it.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import outbox
from accounts.models import Message, MessageKind, User
from questions.models import ProblemReport, Question, Status

# How many reports of the last day may be open for one person: far above what somebody finds who reads with care.
MOST_A_DAY = 20
LONGEST = ProblemReport._meta.get_field("words").max_length
LONGEST_PATH = Message._meta.get_field("path").max_length
# The open ones first, and of these the one that waits longest.
OPEN_FIRST = [F("settled_at").desc(nulls_first=True), "reported_at", "pk"]


class NotPossible(Exception):
    """The report cannot be made or moved; the text says why, for the person who tried."""


def open_reports():
    """Return the reports that wait for a curator."""
    return ProblemReport.objects.filter(settled_at=None, question__guide__owner=None)


def own_reports(question, reporter):
    """Return what `reporter` said about `question`, the open report first, the last settled one next; one query."""
    return list(_said_by(reporter).filter(question=question).order_by(*OPEN_FIRST))


def report(question, reporter, problem, words, now):
    """
    Keep what `reporter` says is wrong with `question` and return the ProblemReport.

    Where they have an open one on it, `words` are added to it and it takes the new `problem`. Raises NotPossible where
    the guide is private, the words do not fit any more, or too many of their reports of the last day are open.
    """
    words = words.strip()
    with transaction.atomic():
        # One person's reports come one after the other: two clicks make one.
        User.objects.select_for_update(no_key=True).get(pk=reporter.pk)
        if question.guide.owner_id is not None:
            raise NotPossible(_("A private guide is its owner’s to mend."))
        already = _said_by(reporter).filter(question=question, settled_at=None).first()
        if already:
            return _add(already, problem, words)
        recent = _said_by(reporter).filter(settled_at=None, reported_at__gt=now - timedelta(days=1))
        if recent.count() >= MOST_A_DAY:
            raise NotPossible(
                ngettext(
                    "%(count)d report of yours from the last 24 hours still waits for a curator, and that is the most "
                    "there may be. Take it back, or come again tomorrow.",
                    "%(count)d reports of yours from the last 24 hours still wait for a curator, and that is the most "
                    "there may be. Take one back, or come again tomorrow.",
                    MOST_A_DAY,
                )
                % {"count": MOST_A_DAY}
            )
        return ProblemReport.objects.create(
            question=question, reporter=reporter, problem=problem, words=words, reported_at=now
        )


def report_strong_point(question, coach, words, now):
    """
    Keep a strong point that a `coach` found in an answer and that `question` lacks, and return the ProblemReport.

    It stands beside what the coach reports as a problem. One that says the same is returned as it is, even where it is
    settled; words that do not fit are shortened. Nothing is kept of a private guide's question: then None.
    """
    words = words.strip()[:LONGEST]
    if not words or question.guide.owner_id is not None:
        return None
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=coach.pk)
        made, _new = ProblemReport.objects.get_or_create(
            question=question,
            reporter=coach,
            problem=ProblemReport.Problem.STRONG_POINT,
            words=words,
            defaults={"reported_at": now},
        )
        return made


def _said_by(reporter):
    """What `reporter` wrote on the page of a question: strong points come from reviews, and stand apart."""
    return ProblemReport.objects.filter(reporter=reporter).exclude(problem=ProblemReport.Problem.STRONG_POINT)


def _add(already, problem, words):
    """Add `words` to an open report; what is in it already is not said twice."""
    if words and words not in already.words:
        together = f"{already.words}\n\n{words}".strip()
        if len(together) > LONGEST:
            left = max(0, LONGEST - len(already.words) - 2)
            raise NotPossible(
                _("A report holds %(most)d characters, and yours has %(left)d left. Say it shorter.")
                % {"most": LONGEST, "left": left}
            )
        already.words = together
    already.problem = problem
    already.save(update_fields=["words", "problem"])
    return already


def take_back(question, reporter):
    """Delete the open report of `reporter` on `question`. Returns whether there was one."""
    deleted, _by_model = _said_by(reporter).filter(question=question, settled_at=None).delete()
    return bool(deleted)


def settle(report, curator, outcome, answer, now):
    """
    Settle `report` with an `outcome` (ProblemReport.Outcome) and an `answer` to its reporter, who gets a message.

    No message where the reporter is gone or is `curator`. Raises NotPossible where it is settled already, ValueError
    for another outcome.
    """
    if outcome not in ProblemReport.Outcome.values:
        raise ValueError(f"No outcome: {outcome!r}")
    with transaction.atomic():
        report.refresh_from_db(from_queryset=ProblemReport.objects.select_for_update(of=("self",)))
        if report.settled_at is not None:
            raise NotPossible(_("This report has been settled meanwhile."))
        report.outcome = outcome
        report.answer = answer.strip()
        report.settled_at = now
        report.settled_by = curator
        report.save(update_fields=["outcome", "answer", "settled_at", "settled_by"])
        if report.reporter_id is not None and report.reporter_id != curator.pk:
            outbox.put(
                user=report.reporter,
                kind=MessageKind.PROBLEM_SETTLED,
                subject=_("Settled: a problem that you reported"),
                body=_body(report),
                path=_path(report.question),
                # It may be opened again and settled anew, which is told anew.
                dedupe_key=f"report-{report.pk}-settled-{now:%Y%m%d%H%M%S%f}",
                now=now,
            )
    return report


def reopen(report):
    """Open a settled report again; the answer stays as a draft. Raises NotPossible where it is open."""
    with transaction.atomic():
        report.refresh_from_db(from_queryset=ProblemReport.objects.select_for_update(of=("self",)))
        if report.settled_at is None:
            raise NotPossible(_("This report is open."))
        report.outcome = ""
        report.settled_at = None
        report.settled_by = None
        report.save(update_fields=["outcome", "settled_at", "settled_by"])
    return report


def _body(report):
    """Return what the reporter is told: what they reported, what became of it, the curator's answer."""
    is_praise = report.problem == ProblemReport.Problem.STRONG_POINT
    parts = [
        _("You found a strong point that this question lacks:")
        if is_praise
        else _("You reported a problem with this question:"),
        report.question.prompt,
    ]
    if not is_praise:
        parts.append(_("What you reported: %s.") % report.get_problem_display())
    if report.words:
        parts.append(_("Your words: %s") % report.words)
    if report.outcome == ProblemReport.Outcome.MENDED:
        parts.append(_("A curator has mended it. Thank you."))
    else:
        parts.append(_("A curator has looked at it and left the question as it is."))
    if report.answer:
        parts.append(_("The answer: %s") % report.answer)
    return "\n\n".join(parts)


def _path(question):
    """Return the address of the question's card, or of the guide where the question is no longer shown."""
    guide = question.guide
    if guide.status != Status.PUBLISHED:
        return reverse("guides")
    if not Question.objects.published().filter(pk=question.pk).exists():
        return reverse("guide", args=[guide.address])
    card = f"{reverse('study', args=[guide.address])}?q={question.key}"
    # Long keys: the page of the report tells of the same.
    return card if len(card) <= LONGEST_PATH else reverse("report_problem", args=[question.key])
