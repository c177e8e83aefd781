"""`manage.py grant_role EMAIL coach|curator`: make somebody a coach or a curator."""

from django.core.management.base import BaseCommand, CommandError

from accounts import roles
from accounts.models import User

ROLES = {"coach": roles.COACHES, "curator": roles.CURATORS}


class Command(BaseCommand):
    """Put a user into the group of a role, or take them out of it."""

    help = "Make the owner of an e-mail address a coach or a curator, or with --revoke no longer one."

    def add_arguments(self, parser):
        """Add EMAIL, the role and --revoke."""
        parser.add_argument("email")
        parser.add_argument("role", choices=sorted(ROLES))
        parser.add_argument("--revoke", action="store_true", help="take the role away")

    def handle(self, *, email, role, revoke, **options):
        """Grant or revoke, and say what was done."""
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Nobody has the e-mail address {email}. They have to sign up first.")
        roles.ensure_roles()
        if revoke:
            roles.revoke(user, ROLES[role])
            self.stdout.write(f"{user.email} is no {role} any more.")
        else:
            roles.grant(user, ROLES[role])
            self.stdout.write(f"{user.email} is a {role}.")
