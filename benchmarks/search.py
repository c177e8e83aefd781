"""How much longer the study pages take on a bank of 20,000 questions than on one of 200."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (200, 20_000)
# What p95 may grow by from the small bank to the large one.
MOST_GROWTH = 3


def measure(env):
    """Return what `benchmarks.study_pages` finds on the empty database of `env`: {size: {page: figures}}."""
    command = [sys.executable, "-m", "benchmarks.study_pages", *map(str, SIZES)]
    run = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
    return json.loads(run.stdout)


def compare_banks(kind, installation, options):
    """Return and print what the study pages took on both sizes of the bank, in a new installation on `kind`."""
    found = measure(installation("search"))
    tell(kind, found)
    return found


def tell(database, found):
    """Print the table of one database."""
    small, large = (found[str(size)] for size in SIZES)
    print(f"{'':12}{'study pages':28}{'found':>8}{'p50 ms':>9}{'p95 ms':>9}{'statements':>12}{'growth of p95':>15}")
    for name in small:
        for size, values in zip(SIZES, (small[name], large[name]), strict=True):
            growth = large[name]["p95"] / small[name]["p95"] if size == SIZES[1] else None
            print(
                f"{database:12}{f'{name}, {size}':28}{values['found']:8}{values['p50']:9.1f}{values['p95']:9.1f}"
                f"{values['statements']:12}" + (f"{growth:15.1f}" if growth else "")
            )
