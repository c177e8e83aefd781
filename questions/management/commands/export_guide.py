"""`manage.py export_guide KEY`: a guide, or the rubrics, as YAML on standard output."""

from django.core.management.base import BaseCommand, CommandError

from questions.exporting import guide_yaml, rubrics_yaml
from questions.models import Guide

RUBRICS = "rubrics"


class Command(BaseCommand):
    """Writes what `load_bank` reads; see docs/curating.md."""

    help = "Prints a guide, by its key, or the rubrics, as the YAML file that load_bank reads."

    def add_arguments(self, parser):
        """Add the key."""
        parser.add_argument("key", metavar="KEY", help=f"the guide's key, or “{RUBRICS}”")

    def handle(self, *args, key, **options):
        """Print."""
        if key == RUBRICS:
            data = rubrics_yaml()
        else:
            guides = Guide.objects.filter(owner=None)
            guide = guides.filter(key=key).first()
            if guide is None:
                known = ", ".join(guides.values_list("key", flat=True)) or "none"
                raise CommandError(f"There is no guide with the key {key}. Known are: {known}.")
            data = guide_yaml(guide)
        self.stdout.write(data.decode(), ending="")
