"""`manage.py check_bank`: whether the bank's files can be loaded and are good enough to practise on."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from questions.importing.check import Bank, check
from questions.importing.guide_yaml import parse
from questions.importing.quality import examine
from questions.management.commands.load_bank import default_paths


class Command(BaseCommand):
    """Reports counts and findings; ends with an error where there is any finding. Asks no database."""

    help = "Checks the bank's files (all of fixtures/ unless files are named) without loading them."
    requires_system_checks = ()

    def add_arguments(self, parser):
        """Add the files and --json."""
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="files to check instead of fixtures/")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args, files, **options):
        """Check, and print."""
        try:
            records = [parse(path.name, path.read_bytes()) for path in files or default_paths()]
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from None
        problems = check(records, Bank())
        report = examine(records)
        findings = [*problems, *report.findings]
        if options["json"]:
            self.stdout.write(json.dumps(asdict(report) | {"findings": [asdict(one) for one in findings]}, indent=1))
        else:
            self._print(report, findings)
        if findings:
            raise CommandError(f"{len(findings)} finding{'' if len(findings) == 1 else 's'}.")

    def _print(self, report, findings):
        self.stdout.write(f"{report.rubrics} rubrics with {report.criteria} criteria")
        for guide in report.guides:
            self.stdout.write(
                f"\n{guide.key}: {guide.rounds} rounds, {len(guide.topics)} topics, {guide.questions} questions, "
                f"{guide.tips} tips, {guide.resources} resources, {guide.sources} sources, "
                f"{guide.frequently_asked} questions asked often"
            )
            self.stdout.write(f"  questions by kind: {_counts(guide.kinds)}")
            self.stdout.write(f"  samples: {_counts(guide.samples)}; all three: {_counts(guide.complete_sets)}")
            last = None
            for topic in guide.topics:
                if topic.round != last:
                    self.stdout.write(f"  {topic.round}")
                    last = topic.round
                self.stdout.write(f"    {topic.questions:3} {topic.topic} ({_counts(topic.samples)})")
        self.stdout.write("")
        for finding in findings:
            self.stdout.write(str(finding))
        if not findings:
            self.stdout.write("Nothing to mend.")


def _counts(counts):
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in sorted(counts.items()) if count) or "none"
