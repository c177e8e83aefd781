"""
Prepare this installation and serve it until it is stopped: what `make run` and `make dev` do.

`serve.py` runs the production server, `serve.py --dev` Django's autoreloading one; beside either, `manage.py tick`
every minute. Stopping this process (Ctrl-C, SIGTERM, SIGHUP) stops all of it.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from environs.exceptions import EnvError

ROOT = Path(__file__).resolve().parent.parent
MANAGE = [sys.executable, str(ROOT / "manage.py")]
HOST = "127.0.0.1"
WORKERS = 2
TICK_EVERY = 60
READY_WITHIN = 30
STOP_WITHIN = 10


def main(dev):
    """Check what can be wrong, prepare, serve. Returns the exit code."""
    port = port_of(os.environ.get("PORT", "8000"))
    if dev:
        os.environ["DEBUG"] = "1"
    check_settings()
    check_free(port)
    prepared = subprocess.run([*MANAGE, "prepare"], check=False)  # noqa: S603
    if prepared.returncode:
        return prepared.returncode
    for name in ("SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), stop)
    server = subprocess.Popen(development(port) if dev else production(port), cwd=ROOT)  # noqa: S603
    try:
        announce(server, port)
        return keep(server)
    except (KeyboardInterrupt, SystemExit):
        return 0
    finally:
        end(server)


def port_of(text):
    """Return the port as a number, or end with a sentence."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        sys.exit(f"PORT is {text!r}: set it to a number from 1 to 65535.")
    return int(text)


def check_settings():
    """End with the sentence of the settings where something is missing in the environment."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interviewprep.settings")
    try:
        settings.INSTALLED_APPS  # noqa: B018 - reading one setting loads them all
    except (ImproperlyConfigured, EnvError) as error:
        sys.exit(str(error))


def check_free(port):
    """End with a sentence where something listens on the port already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            sys.exit(f"Port {port} cannot be used ({error.strerror}). Choose another one: make run PORT={port + 1}")


def production(port):
    """Return the command of the production server."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(port)]
    command += ["--workers", str(WORKERS), "--blocking-threads", "1", "--respawn-failed-workers"]
    return [*command, "--no-ws", "--log-level", "warning", "interviewprep.wsgi:application"]


def development(port):
    """Return the command of the autoreloading server."""
    return [*MANAGE, "runserver", f"{HOST}:{port}"]


def announce(server, port):
    """Say where the app is, once it answers."""
    until = time.monotonic() + READY_WITHIN
    while server.poll() is None and time.monotonic() < until:
        try:
            with urlopen(f"http://{HOST}:{port}/healthz", timeout=2):  # noqa: S310 - our own address
                print(f"Interview Prep is at http://{HOST}:{port} (Ctrl-C stops it).", flush=True)
                if settings.HTTPS:
                    print("It expects HTTPS from a web server in front; set HTTPS=0 to try it without.", flush=True)
                return
        except (URLError, OSError):
            time.sleep(0.1)


def keep(server):
    """Tick every minute for as long as the server runs; return its exit code."""
    while True:
        # A tick that fails says why by itself; the next one tries again.
        subprocess.run([*MANAGE, "tick", "--verbosity", "0"], check=False)  # noqa: S603
        try:
            return server.wait(timeout=TICK_EVERY)
        except subprocess.TimeoutExpired:
            continue


def stop(signum, frame):
    """Leave by way of `finally` when asked to end."""
    sys.exit(0)


def end(server):
    """Stop the server: kindly, then not."""
    server.terminate()
    try:
        server.wait(timeout=STOP_WITHIN)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        server.kill()
        server.wait()


if __name__ == "__main__":
    sys.exit(main(dev="--dev" in sys.argv[1:]))
