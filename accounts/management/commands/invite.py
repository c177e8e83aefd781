"""`manage.py invite EMAIL`: make a link with which its owner signs up."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from accounts import invitations
from accounts.models import User


class Command(BaseCommand):
    """Print the link of an invitation, and send it where asked to."""

    help = "Print a link with which the owner of an e-mail address makes an account, for two weeks."

    def add_arguments(self, parser):
        """Add EMAIL and --send."""
        parser.add_argument("email")
        parser.add_argument("--send", action="store_true", help="send the link by e-mail as well")

    def handle(self, *, email, send, **options):
        """Print the link, and send it with --send."""
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email!r} is no e-mail address.") from None
        if settings.SIGNUP == "closed":
            raise CommandError("Signing up is closed: set SIGNUP to invite or open first.")
        if User.objects.filter(email__iexact=email).exists():
            raise CommandError(f"{email} has an account already.")
        token = invitations.token_for(email)
        self.stdout.write(invitations.link_for(token))
        if send and not invitations.send(email, token):
            raise CommandError("The mail server did not take the invitation. Pass the link on by hand.")
