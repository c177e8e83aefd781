"""Settings as the environment gives them, each in a process of its own."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "DATABASE_URL": "postgres://user:password@db.example.org/interviewprep",
    "SECRET_KEY": "y7QJ8mVtq2Zr5Lw9XcPkB3nDfGhAs6UeRtYiOpLkJmNbVcXzQwErTyUiOpAsDfGh",
    "ALLOWED_HOSTS": "prep.example.org",
    "EMAIL_URL": "smtp+tls://user:password@mail.example.org:587",
}


def python(tmp_path, *arguments, **environment):
    """Run Python in an environment that holds nothing but `environment`; return what came of it."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path / "var"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def value(tmp_path, name, **environment):
    """Return the value that a setting has in `environment`, as it is printed."""
    done = python(tmp_path, "-c", f"from interviewprep import settings; print(repr(settings.{name}))", **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_deployment_check_is_clean_in_production(tmp_path):
    done = python(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n")


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_what_is_missing_in_production_is_named(tmp_path, missing):
    environment = {name: text for name, text in PRODUCTION.items() if name != missing}
    done = python(tmp_path, "-m", "interviewprep.settings", **environment)
    assert done.returncode == 1
    assert f"{missing} is missing: set it to" in done.stderr


def test_the_embedded_installation_keeps_a_key_for_its_owner_alone(tmp_path):
    first = value(tmp_path, "SECRET_KEY")
    assert value(tmp_path, "SECRET_KEY") == first
    kept = tmp_path / "var/secret_key"
    assert repr(kept.read_text()) == first
    assert kept.stat().st_mode & 0o777 == 0o600


def test_demo_accounts_are_for_the_embedded_database(tmp_path):
    assert value(tmp_path, "DEMO") == "True"
    assert value(tmp_path, "DEMO", **PRODUCTION) == "False"
    assert value(tmp_path, "DEMO", DEMO="1", **PRODUCTION) == "True"


def test_debug_is_off_unless_asked_for(tmp_path):
    assert value(tmp_path, "DEBUG") == "False"
    assert value(tmp_path, "DEBUG", DEBUG="1") == "True"


def test_an_unknown_way_of_signing_up_is_refused(tmp_path):
    done = python(tmp_path, "-m", "interviewprep.settings", SIGNUP="anybody")
    assert done.returncode == 1
    assert "SIGNUP is 'anybody': set it to open, invite or closed." in done.stderr


@pytest.mark.django_db
def test_a_probe_of_health_is_not_sent_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 301


def test_the_readme_lists_every_variable():
    source = (settings.BASE_DIR / "interviewprep/settings.py").read_text()
    read = set(re.findall(r"env\.\w+\(\"(\w+)\"", source))
    listed = set(re.findall(r"^\| `(\w+)` \|", (settings.BASE_DIR / "README.md").read_text(), re.MULTILINE))
    assert listed == read | {"DEMO_PASSWORD", "PORT"}
