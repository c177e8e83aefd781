"""`manage.py import_bank FILE --dry-run`: what a list of questions that somebody has would become."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from questions.importing.decoding import MOST_BYTES, Unreadable
from questions.importing.formats import understand
from questions.importing.understood import Problem, Understood

NOTHING, UNREADABLE = 1, 2


class Command(BaseCommand):
    """Ends with 0 where something was understood, 1 where nothing was, 2 where the file cannot be read."""

    help = (
        "Reads a list of questions (transcript, guide, table, Moodle XML, GIFT, Anki) and prints "
        "what was understood of it, with what was not and its lines. See docs/curating.md."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        """Add the file, --dry-run and --json."""
        parser.add_argument("file", type=Path, metavar="FILE", help="the file to read")
        parser.add_argument("--dry-run", action="store_true", required=True, help="read and report, write nothing")
        parser.add_argument("--json", action="store_true", help="print all of it as JSON instead of a summary")

    def handle(self, *args, file, **options):
        """Read, and print."""
        refusal = None
        try:
            found = understand(_data(file))
        except Unreadable as error:
            refusal = str(error)
            found = Understood(problems=[Problem(None, refusal)])
        except OSError as error:
            refusal = f"{file} cannot be read: {error.strerror}."
            found = Understood(problems=[Problem(None, refusal)])
        if refusal is None and found.is_empty:
            found.problems.append(Problem(None, "Nothing in this file was understood as a question, tip or guide."))
        if options["json"]:
            self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
        elif refusal is None:
            self._print(found)
        if refusal is not None:
            raise CommandError(refusal, returncode=UNREADABLE)
        if found.is_empty:
            raise CommandError(found.problems[-1].message, returncode=NOTHING)

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


def _data(path):
    """Return the bytes of a file; of one that is too large only as many as show that it is."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)
