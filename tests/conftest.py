"""Fixtures for every test: the people, a small guide, a fixed clock."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from hypothesis import HealthCheck
from hypothesis import settings as examples

from accounts.roles import ensure_roles
from tests import making

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def pytest_configure():
    """What makes tests fast and keeps them off the disk."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    # How long an example takes says something of the machine alone; the same examples in every run, so that a change
    # is judged by what it changes.
    examples.register_profile("patient", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    examples.load_profile("patient")


@pytest.fixture
def now():
    """A fixed moment; time is an argument of every rule."""
    return NOON


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The database of the whole run, with the groups in it: nearly every test asks for them."""
    with django_db_blocker.unblock():
        ensure_roles()


@pytest.fixture
def roles(db):
    """The groups with their permissions; a test with real transactions has emptied the tables before this one."""
    if not Group.objects.exists():
        ensure_roles()


@pytest.fixture
def alice(roles):
    """A candidate."""
    return making.person("alice@example.org", "Alice")


@pytest.fixture
def bob(roles):
    """Another candidate: the stranger."""
    return making.person("bob@example.org", "Bob")


@pytest.fixture
def carol(roles):
    """A coach."""
    return making.coach("carol@example.org", "Carol")


@pytest.fixture
def dave(roles):
    """Another coach."""
    return making.coach("dave@example.org", "Dave")


@pytest.fixture
def erin(roles):
    """A curator."""
    return making.curator("erin@example.org", "Erin")


@pytest.fixture
def guide(db):
    """A published guide: two rounds of two topics with two questions each."""
    return making.guide()
