"""What `make run` rests on: finding Python, preparing twice, refusing what cannot work."""

import io
import os
import socket
import subprocess
import sys

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.cache import cache
from django.core.management import call_command

from accounts.models import User
from accounts.roles import is_coach, is_curator
from questions.management.commands import load_bank
from questions.models import Guide
from sessions.management.commands import prepare


@pytest.fixture
def demo(db, settings, tmp_path, monkeypatch):
    """A demo installation in `tmp_path` that nothing has been done for."""
    settings.DEMO = True
    settings.VAR_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    cache.clear()
    yield
    cache.clear()


BANK = """
guide:
  key: small-guide
  slug: small-guide
  title: A small guide
  company: Acme
  role: Product Manager
  status: published
  rounds:
  - key: only
    name: The only round
    least_minutes: 20
    most_minutes: 30
    topics: []
"""


@pytest.fixture
def small_bank(tmp_path, monkeypatch):
    """A bank of one guide in place of the real one, which takes its time."""
    folder = tmp_path / "fixtures"
    folder.mkdir()
    (folder / "rubrics.yaml").write_text("rubrics: []\n")
    (folder / "small-guide.yaml").write_text(BANK)
    monkeypatch.setattr(load_bank, "FIXTURES", folder)


def said_by_prepare():
    """Run `manage.py prepare` and return what it says."""
    said = io.StringIO()
    call_command("prepare", stdout=said)
    return said.getvalue()


def everything():
    """Return all rows of our apps and their users' addresses, as text."""
    labels = ["accounts", "questions", "mock_sessions", "account"]
    models = [model for label in labels for model in apps.get_app_config(label).get_models()]
    return [serializers.serialize("json", model.objects.order_by("pk")) for model in models]


def test_preparing_makes_the_bank_and_the_demo_accounts_once(demo, small_bank):
    first = said_by_prepare()
    assert Guide.objects.get().title == "A small guide"
    password = (settings.VAR_DIR / "demo_password").read_text().strip()
    accounts = [
        "Demo accounts: candidate@example.com, coach@example.com, curator@example.com",
        f"Their password: {password}",
    ]
    assert first.splitlines()[-2:] == accounts
    before = everything()
    assert said_by_prepare().splitlines() == accounts
    assert everything() == before


def test_the_demo_accounts_have_their_roles(demo, roles):
    prepare.make_demo_accounts("chosen by hand")
    candidate, coach, curator = (User.objects.get(email=email) for email, _, _ in prepare.DEMO)
    assert [is_coach(candidate), is_coach(coach), is_coach(curator)] == [False, True, False]
    assert [is_curator(candidate), is_curator(coach), is_curator(curator)] == [False, False, True]
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == 3


def test_the_printed_password_works_whatever_was_changed(demo, roles):
    prepare.make_demo_accounts("chosen first")
    coach = User.objects.get(email="coach@example.com")
    coach.set_password("changed in the app")
    coach.save()
    prepare.make_demo_accounts("chosen first")
    assert [user.check_password("chosen first") for user in User.objects.all()] == [True, True, True]


def test_the_demo_password_is_made_once_and_kept_for_its_owner_alone(demo):
    password = prepare.demo_password()
    assert prepare.demo_password() == password
    assert len(password) >= 12
    assert (settings.VAR_DIR / "demo_password").stat().st_mode & 0o777 == 0o600


def test_the_demo_password_can_be_given(demo, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "chosen by hand")
    assert prepare.demo_password() == "chosen by hand"
    assert not (settings.VAR_DIR / "demo_password").exists()


def test_a_changed_file_of_the_bank_is_loaded(demo, small_bank):
    said_by_prepare()
    file = load_bank.FIXTURES / "small-guide.yaml"
    file.write_text(file.read_text().replace("A small guide", "A changed guide"))
    assert said_by_prepare().startswith("Loading the question bank.\n")
    assert Guide.objects.get().title == "A changed guide"


def test_without_demo_there_are_no_demo_accounts(demo, small_bank, settings):
    settings.DEMO = False
    assert "password" not in said_by_prepare()
    assert User.objects.count() == 0


def serve(tmp_path, **environment):
    """Run what `make run` runs, where it is expected to refuse."""
    return subprocess.run(
        [sys.executable, "scripts/serve.py"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_taken_port_is_said_in_one_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = serve(tmp_path, PORT=str(port))
    assert done.returncode == 1
    assert done.stderr == (
        f"Port {port} cannot be used (Address already in use). Choose another one: make run PORT={port + 1}\n"
    )


def test_a_port_that_is_no_port_is_said_in_one_sentence(tmp_path):
    done = serve(tmp_path, PORT="eighty")
    assert (done.returncode, done.stderr) == (1, "PORT is 'eighty': set it to a number from 1 to 65535.\n")


def test_a_missing_setting_is_said_in_one_sentence(tmp_path):
    done = serve(tmp_path, DATABASE_URL="postgres://user@db.example.org/x", SECRET_KEY="x")
    assert done.returncode == 1
    assert done.stderr == "ALLOWED_HOSTS is missing: set it to the host names people use, parted by commas.\n"


@pytest.fixture
def clone(tmp_path):
    """A folder with the set-up script and locks that name nothing, and a path on which no Python is found."""
    for name in ("scripts", "requirements", "bin"):
        (tmp_path / name).mkdir()
    (tmp_path / "scripts/setup.sh").write_text((settings.BASE_DIR / "scripts/setup.sh").read_text())
    for name in ("app", "dev"):
        (tmp_path / f"requirements/{name}.txt").write_text("")
    for tool in ("sh", "dirname", "cat", "ls", "sort", "sed", "cmp", "cp", "rm", "mkdir"):
        found = subprocess.run(["which", tool], capture_output=True, text=True, check=True).stdout.strip()
        (tmp_path / "bin" / tool).symlink_to(found)
    return tmp_path


# Answers as Python does where it is asked for its version, for venv and for pip, and makes .venv of itself.
WORKING = """
case "$*" in
  --version) echo Python 3.13.0;;
  "-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python;;
  *pip*install*) echo "$*" >> installed; exit ${PIP_FAILS:-0};;
esac
"""


def put_python(clone, name, script):
    """Put a command called `name` on the path."""
    command = clone / "bin" / name
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(0o755)


def set_up(clone, **environment):
    """Run the set-up script in `clone`."""
    return subprocess.run(
        ["sh", "scripts/setup.sh", "app"],
        cwd=clone,
        env={"PATH": str(clone / "bin"), "HOME": str(clone), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_python_is_said_in_one_sentence(clone):
    put_python(clone, "python3", "exit 1")
    done = set_up(clone)
    assert (done.returncode, done.stderr) == (
        1,
        "Python 3.12 or newer is needed and was not found: install it, or name one with PYTHON=/path/to/python3.\n",
    )


def test_a_python_without_venv_is_said_in_one_sentence(clone):
    put_python(clone, "python3.12", 'case "$2" in *ensurepip*) exit 1;; esac')
    done = set_up(clone)
    assert (done.returncode, done.stderr) == (
        1,
        "python3.12 cannot make virtual environments: install its venv package (on Debian: python3-venv).\n",
    )


def test_a_command_that_does_not_run_is_passed_over(clone):
    put_python(clone, "python3.14", "echo 'not installed' >&2; exit 127")
    put_python(clone, "python3.13", WORKING)
    done = set_up(clone)
    assert (done.returncode, done.stderr) == (0, "")
    assert (clone / "installed").read_text().endswith(" --require-hashes -r requirements/app.txt\n")


def test_the_chosen_version_comes_before_a_newer_one(clone):
    put_python(clone, "python3.14", "exit 0")
    put_python(clone, "python3.13", WORKING)
    (clone / ".python-version").write_text("3.13\n")
    assert set_up(clone).returncode == 0
    assert (clone / ".venv/bin/python").read_text() == (clone / "bin/python3.13").read_text()


def test_the_second_set_up_does_nothing(clone):
    put_python(clone, "python3", WORKING)
    set_up(clone)
    done = set_up(clone)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len((clone / "installed").read_text().splitlines()) == 1


def test_a_changed_lock_is_installed(clone):
    put_python(clone, "python3", WORKING)
    set_up(clone)
    (clone / "requirements/app.txt").write_text("# changed\n")
    set_up(clone)
    assert len((clone / "installed").read_text().splitlines()) == 2


def test_a_failed_installation_is_said_and_tried_again(clone):
    put_python(clone, "python3", WORKING)
    done = set_up(clone, PIP_FAILS="1")
    assert (done.returncode, done.stderr) == (
        1,
        "Installing requirements/app.txt failed: see the lines above, check the network connection, then try again.\n",
    )
    assert set_up(clone).returncode == 0
    assert len((clone / "installed").read_text().splitlines()) == 2


def test_the_locks_hold_no_address():
    for name in ("app", "dev"):
        lock = (settings.BASE_DIR / f"requirements/{name}.txt").read_text()
        assert "://" not in lock
        assert "--index" not in lock
