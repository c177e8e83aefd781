"""`manage.py import_bank FILE`: a list of questions that somebody has, into the bank or into a private guide."""

import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from accounts.models import User
from questions.authoring import Change
from questions.importing import arrivals
from questions.importing.compare import SIMILAR
from questions.importing.decoding import MOST_BYTES, Unreadable
from questions.importing.enter import NotPossible, Order, dry_run, known_kinds
from questions.importing.formats import understand
from questions.importing.proposal import propose
from questions.importing.understood import Problem, Understood
from questions.models import Guide, Import, Question

NOTHING, UNREADABLE, REFUSED = 1, 2, 3


class Command(BaseCommand):
    """Ends with 0 where something was understood, 1 where nothing was, 2 where the file cannot be read, 3 refused."""

    help = (
        "Reads a list of questions (transcript, guide, table, Moodle XML, GIFT, Anki), prints what was understood of "
        "it, with what was not and its lines, and writes it into the bank as a draft. See docs/curating.md."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        """Add the file, where it goes, and what is printed."""
        parser.add_argument("file", type=Path, metavar="FILE", help="the file to read, - for what is piped in")
        parser.add_argument("--dry-run", action="store_true", help="read, check and report, write nothing")
        parser.add_argument("--json", action="store_true", help="print what was understood as JSON, no summary")
        parser.add_argument("--guide", metavar="KEY", help="write into the guide with this key instead of a new one")
        parser.add_argument("--owner", metavar="EMAIL", help="make a guide that is private to this person")
        parser.add_argument("--publish", action="store_true", help="publish the questions that are complete")

    def handle(self, *args, file, **options):
        """Read, print, and write unless it is a dry run."""
        found, refusal = _read(file)
        if options["json"]:
            self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
        elif refusal is None:
            self._print(found)
        if refusal is not None:
            raise CommandError(refusal, returncode=UNREADABLE)
        if found.is_empty:
            raise CommandError(found.problems[-1].message, returncode=NOTHING)
        if options["json"] and options["dry_run"]:
            return
        say = self.stderr.write if options["json"] else self.stdout.write
        try:
            self._import(found, "" if str(file) == "-" else file.name, options, say)
        except NotPossible as refused:
            raise CommandError(str(refused), returncode=REFUSED) from None
        except DatabaseError as error:
            raise CommandError(
                f"The bank cannot be reached: {error}. Run `manage.py migrate` first.", returncode=REFUSED
            ) from None

    def _import(self, found, name, options, say):
        """Write, or find out what writing would do, and say so."""
        order, now = _order(options), timezone.now()
        there = None if order.guide else arrivals.guide_called(found.guide.title, order.owner)
        if there is not None:
            say(f"A guide with this title is there already. To compare with it and add to it: --guide {there.key}")
        if options["dry_run"]:
            change = Change(by=order.owner, now=now, reason="Dry run")
            outcome = dry_run(propose(found.as_dict(), {}, known_kinds(), name), order, change)
            self._tell("Would be written", outcome, say)
            return
        arrived = Import.objects.create(
            by=order.owner,
            is_private=order.owner is not None,
            name=name[: arrivals.LONGEST_NAME],
            at=now,
            understood=found.as_dict(),
        )
        try:
            outcome = arrivals.write(arrived, order, now)
        except NotPossible:
            arrived.delete()
            raise
        self._tell("Written", outcome, say)
        say(f"Guide: {outcome.guide.key}" if outcome.guide else "No guide was made: nothing is new.")

    def _tell(self, what, outcome, say):
        counts = [f"{count} {name.replace('_', ' ')}" for name, count in outcome.counts.items() if count]
        say(f"{what}: {', '.join(counts) or 'nothing'}.")
        if outcome.incomplete:
            say(f"{outcome.incomplete} of the questions lack something that a published one needs.")
        similar = [match for match in outcome.matches if match.state == SIMILAR]
        prompts = dict(Question.objects.filter(key__in=[match.key for match in similar]).values_list("key", "prompt"))
        for match in similar:
            say(f"{match.likeness} % like {match.key}: {prompts.get(match.key, '')[:100]}")

    def _print(self, found):
        topics = [topic for a_round in found.rounds for topic in a_round.topics]
        self.stdout.write(found.guide.title or "No title")
        counts = (
            (len([a_round for a_round in found.rounds if a_round.name]), "rounds"),
            (len([topic for topic in topics if topic.name]), "topics"),
            (len(found.questions), "questions"),
            (len([one for one in found.questions if one.expected_answer]), "with an expected answer"),
            (len(found.frequently_asked), "asked often"),
            (len(found.tips), "tips"),
            (len(found.resources), "resources"),
            (len(found.sources), "sources"),
            (len(found.repeated), "repeated"),
        )
        self.stdout.write(", ".join(f"{count} {what}" for count, what in counts if count) or "nothing understood")
        for problem in found.problems:
            self.stdout.write(f"line {problem.line}: {problem.message}" if problem.line else problem.message)
        if found.not_understood:
            self.stdout.write("Not understood:")
        for part in found.not_understood:
            self.stdout.write(f"line {part['line']}: {' '.join(part['text'].split())[:100]}")


def _read(path):
    """Return (what was understood, why the file cannot be read or None)."""
    refusal = None
    try:
        found = understand(_data(path))
    except Unreadable as error:
        refusal = str(error)
    except OSError as error:
        refusal = f"{path} cannot be read: {error.strerror}."
    if refusal is not None:
        return Understood(problems=[Problem(None, refusal)]), refusal
    if found.is_empty:
        found.problems.append(Problem(None, "Nothing in this file was understood as a question, tip or guide."))
    return found, None


def _order(options):
    """Return the Order that the options make. Raises CommandError where they name nobody or nothing."""
    owner = guide = None
    if options["owner"] and options["publish"]:
        raise CommandError(
            "A private guide is open to its owner at once: take either --owner or --publish.", returncode=REFUSED
        )
    if options["owner"]:
        owner = User.objects.filter(email__iexact=options["owner"]).first()
        if owner is None:
            raise CommandError(f"Nobody has the e-mail address {options['owner']}.", returncode=REFUSED)
    if options["guide"]:
        guide = Guide.objects.filter(key=options["guide"], owner=owner).first()
        if guide is None:
            whose = f" of {options['owner']}" if owner else ""
            raise CommandError(f"There is no such guide{whose}: {options['guide']}.", returncode=REFUSED)
    return Order(guide=guide, owner=owner, publish=options["publish"])


def _data(path):
    """Return the bytes of a file, or of what is piped in; of too large a one only as many as show that it is."""
    if str(path) == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)
