"""`manage.py prepare`: everything between an empty folder and an app that can be served."""

import hashlib
import os
import secrets

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.cache import cache
from django.core.management import BaseCommand, call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from accounts import roles
from accounts.models import User
from questions.management.commands.load_bank import default_paths

# The demo accounts: address, name, role.
DEMO = [
    ("candidate@example.com", "Robin Candidate", None),
    ("coach@example.com", "Kim Coach", roles.COACHES),
    ("curator@example.com", "Sam Curator", roles.CURATORS),
]
# What was done last, remembered in the database itself (the cache is a table of it).
BANK_KEY = "prepare.bank"
DEMO_KEY = "prepare.demo"


class Command(BaseCommand):
    """Migrate, load the bank, make the demo accounts, collect the static files: each only where something changed."""

    help = (
        "Bring the database, the question bank, the roles, the demo accounts (DEMO) and the static files up to date. "
        "Running it again changes nothing."
    )

    def handle(self, *args, **options):
        """Do what is to be done, in the order in which each needs the one before."""
        migrated = self.migrate()
        roles.ensure_roles()
        self.load_bank(always=migrated)
        self.collect_static()
        if settings.DEMO:
            password = demo_password()
            make_demo_accounts(password)
            self.stdout.write("Demo accounts: " + ", ".join(email for email, _, _ in DEMO))
            self.stdout.write(f"Their password: {password}")

    def migrate(self):
        """Migrate where a migration is missing; return whether one was."""
        executor = MigrationExecutor(connection)
        missing = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if missing:
            self.stdout.write("Migrating the database.")
            call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        return missing

    def load_bank(self, always):
        """Load the fixtures where they are not the ones loaded last; that is remembered in the database itself."""
        present = fingerprint((path.name, path.read_bytes()) for path in default_paths())
        if always or cache.get(BANK_KEY) != present:
            self.stdout.write("Loading the question bank.")
            call_command("load_bank", stdout=self.stdout, stderr=self.stderr)
            cache.set(BANK_KEY, present, timeout=None)

    def collect_static(self):
        """Collect the static files where one has changed since; while DEBUG they are served from where they are."""
        if settings.DEBUG:
            return
        kept = settings.VAR_DIR / "static.fingerprint"
        present = fingerprint(static_files())
        if not settings.STATIC_ROOT.is_dir() or not kept.exists() or kept.read_text() != present:
            self.stdout.write("Collecting the static files.")
            call_command("collectstatic", verbosity=0, interactive=False, clear=True)
            kept.write_text(present)


def static_files():
    """Yield the name and state of every static file, as bytes that differ where the file does."""
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = os.stat(storage.path(path))
            yield path, f"{stat.st_size} {stat.st_mtime_ns}".encode()


def fingerprint(parts):
    """Return one digest over pairs of name and bytes."""
    digest = hashlib.sha256()
    for name, content in parts:
        digest.update(f"{name} {len(content)} ".encode())
        digest.update(content)
    return digest.hexdigest()


def demo_password():
    """Return DEMO_PASSWORD, or the password that was made at the first run and is kept in VAR_DIR."""
    given = os.environ.get("DEMO_PASSWORD")
    if given:
        return given
    path = settings.VAR_DIR / "demo_password"
    if not path.exists():
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(9) + "\n")
    return path.read_text().strip()


@transaction.atomic
def make_demo_accounts(password):
    """Make the demo accounts that are missing, and set their passwords where they differ: the printed one works."""
    if cache.get(DEMO_KEY) == demo_state(password):  # checking a password is slow on purpose; three are slower
        return
    for email, name, role in DEMO:
        user = User.objects.filter(email=email).first()
        if user is None:
            user = User.objects.create_user(email, password, name=name)
        elif not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])
        EmailAddress.objects.get_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
        if role is not None and not user.groups.filter(name=role).exists():
            roles.grant(user, role)
    cache.set(DEMO_KEY, demo_state(password), timeout=None)


def demo_state(password):
    """Return a digest of the demo accounts' stored passwords and the one that they should have."""
    emails = [email for email, _, _ in DEMO]
    stored = User.objects.filter(email__in=emails).order_by("email").values_list("email", "password")
    return fingerprint([(email, kept.encode()) for email, kept in stored] + [("", password.encode())])
