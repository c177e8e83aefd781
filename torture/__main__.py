"""
`python -m torture [--kills 50] [--database-kills 20] [--saves 20000] [--only app-sqlite]`

Writers save without pause, from several tabs, while something is killed with SIGKILL and started again:

  app-sqlite       the app server, on SQLite
  app-postgresql   the app server, on PostgreSQL
  postgresql       PostgreSQL itself, by turns `pg_ctl stop -m immediate` and SIGKILL of the postmaster

Afterwards every answer is compared with what was sent and what was acknowledged. Ends with 1 where anything is lost.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from torture import check, servers, writers

SCENARIOS = {"app-sqlite": "app server", "app-postgresql": "app server", "postgresql": "PostgreSQL"}
CANDIDATES = 4
# Without a single acknowledgement for so long, something does not come back by itself.
PATIENCE = 180


def main():
    """Run the scenarios and say what was found; return the exit code."""
    # Asked to end, by whatever signal, it takes its servers along.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name), lambda number, frame: sys.exit(f"Stopped by signal {number}."))
    parser = argparse.ArgumentParser(prog="python -m torture")
    parser.add_argument("--kills", type=int, default=50, help="how often the app server is killed")
    parser.add_argument("--database-kills", type=int, default=20, help="how often PostgreSQL is killed")
    parser.add_argument("--saves", type=int, default=20_000, help="acknowledged saves in each scenario, at least")
    parser.add_argument("--only", choices=SCENARIOS, help="one scenario instead of all")
    parser.add_argument("--seed", type=int, default=None, help="of the random choices; named in the report")
    options = parser.parse_args()
    seed = random.randrange(10**6) if options.seed is None else options.seed
    problems = 0
    for name in [options.only] if options.only else SCENARIOS:
        kills = options.database_kills if name == "postgresql" else options.kills
        problems += len(run(name, kills, options.saves, seed))
    return 1 if problems else 0


def run(name, kills, saves, seed):
    """Run one scenario and print its figures; return the problems found."""
    chosen = random.Random(seed)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="interviewprep-torture-", ignore_cleanup_errors=True) as folder:
        app = database = None
        try:
            if name != "app-sqlite":
                database = servers.Database(Path(folder) / "postgresql")
            env = servers.environment(folder, database)
            app = servers.App(env)
            places = servers.prepare(env, CANDIDATES)
            app.start()
            victim = app if SCENARIOS[name] == "app server" else database
            desk = writers.Desk(app.port, places, seed)
            pauses = torment(desk, victim, kills, saves, chosen)
            app.kill()
            if victim is database:
                database.start()
            stored = servers.stored(env)
        finally:
            if app is not None:
                app.kill()
            if database is not None:
                database.remove()
    problems = desk.problems + check.compare(desk.records, stored)
    tell(name, victim, kills, desk, stored, pauses, seed, time.monotonic() - begun, problems)
    return problems


def torment(desk, victim, kills, saves, chosen):
    """Kill and restart `victim` while the writers save; return how long each time nothing was acknowledged."""
    pauses = []
    desk.begin()
    try:
        for _kill in range(kills):
            wait_for(desk, desk.acknowledged + round(saves / (kills + 1) * chosen.uniform(0.5, 1.5)))
            time.sleep(chosen.uniform(0, 0.05))
            killed = time.monotonic()
            victim.kill()
            victim.start()
            wait_for(desk, desk.acknowledged + 1)
            pauses.append(time.monotonic() - killed)
        wait_for(desk, saves)
    finally:
        desk.end()
    return pauses


def wait_for(desk, count):
    """Wait until `count` saves are acknowledged."""
    before, since = desk.acknowledged, time.monotonic()
    while desk.acknowledged < count and not desk.problems:
        time.sleep(0.005)
        if desk.acknowledged != before:
            before, since = desk.acknowledged, time.monotonic()
        if time.monotonic() - since > PATIENCE:
            raise RuntimeError(f"No save was acknowledged for {PATIENCE} seconds. Last answer: {desk.last_failure}")


def tell(name, victim, kills, desk, stored, pauses, seed, seconds, problems):
    """Print the figures of a scenario."""
    total = desk.counts()
    print(f"{name}: {victim} killed {kills} times with {victim.signals}; seed {seed}, {seconds:.0f} s")
    print(
        f"  {desk.acknowledged} saves acknowledged on {len(stored['answers'])} answers from {total['tabs']} tabs; "
        f"{total['cut']} acknowledgements cut by the writers, {total['failed']} requests failed, "
        f"all sent again; {total['conflicts']} conflicts between two tabs, {total['already']} saves known already"
    )
    if pauses:
        pauses = sorted(pauses)
        print(f"  saving again after {pauses[len(pauses) // 2]:.1f} s (median), {pauses[-1]:.1f} s (longest)")
    print(f"  database afterwards: {stored['database']}")
    lost = sum("LOST" in problem for problem in problems)
    print(f"  lost: {lost} of {desk.acknowledged}; other problems: {len(problems) - lost}", flush=True)
    for problem in problems[:20]:
        print(f"    {problem}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (RuntimeError, subprocess.CalledProcessError) as error:
        sys.exit(str(error))
