"""`manage.py tick`, run every minute: what has to happen although nobody looks."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts import outbox
from questions.importing import arrivals
from sessions.transitions import interviews, reviews


class Command(BaseCommand):
    """End overdue interviews and lapsed claims, warn of claims about to lapse, drop old lists, send messages."""

    help = "End overdue interviews and lapsed claims, and send waiting messages. Run it every minute; it may run twice."

    def handle(self, *, verbosity, **options):
        """Do everything that is due, and report it in one line; with --verbosity 0 only where there was something."""
        now = timezone.now()
        closed = interviews.close_overdue(now)
        ended = reviews.end_leases(now)
        warned = reviews.warn_of_ending(now)
        dropped = arrivals.drop_old(now)
        sent = outbox.send_waiting(now)
        if verbosity == 0 and not (closed or ended or warned or dropped or sent):
            return
        self.stdout.write(
            f"{closed} interviews ended, {ended} claims lapsed, {warned} coaches warned, {sent} messages sent"
            + (f", {dropped} old lists dropped" if dropped else "")
        )
