"""`manage.py load_bank`: the bank's files into the database."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from questions.authoring import Change
from questions.importing.files import Refused, load

FIXTURES = settings.BASE_DIR / "fixtures"


def default_paths():
    """Return the rubrics' file and every guide beside it."""
    rubrics = FIXTURES / "rubrics.yaml"
    return [rubrics, *sorted(path for path in FIXTURES.glob("*.yaml") if path != rubrics)]


class Command(BaseCommand):
    """Loads rubrics and guides; see docs/curating.md."""

    help = (
        "Loads rubrics and guides from YAML files (docs/curating.md), all of fixtures/ unless files are named. "
        "May be run any number of times; what a curator has edited is left as it is."
    )

    def add_arguments(self, parser):
        """Add the files and --overwrite."""
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="files to load instead of fixtures/")
        parser.add_argument(
            "--overwrite", action="store_true", help="take the file's text even where a curator has edited the bank's"
        )

    def handle(self, *args, files, overwrite, verbosity, **options):
        """Load, and say what was done."""
        try:
            report = load(files or default_paths(), Change(by=None, now=timezone.now()), overwrite=overwrite)
        except Refused as refused:
            count = len(refused.problems)
            raise CommandError(f"{refused}\n{count} problem{'' if count == 1 else 's'}; nothing was loaded.") from None
        if verbosity >= 2:
            for title in ("added", "updated", "retired", "removed"):
                for noun, key in getattr(report, title):
                    self.stdout.write(f"{title}: {noun} {key}")
        for noun, key in report.left:
            self.stdout.write(f"left, because a curator has edited it: {noun} {key}")
        for noun, key in report.kept:
            self.stdout.write(f"kept: {noun} {key}")
        self.stdout.write(
            f"Bank loaded: {len(report.added)} added, {len(report.updated)} updated, {len(report.retired)} retired, "
            f"{len(report.removed)} removed, {len(report.left)} left, {report.same} unchanged."
        )
