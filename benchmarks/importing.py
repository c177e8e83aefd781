"""How long it takes to import a list of 10,000 questions into a bank of 10,000."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZE = 10_000
# Seconds that reading, comparing and writing may take together.
MOST_SECONDS = 60


def time_import(kind, installation, options):
    """Return and print what `benchmarks.import_run` finds in a new installation on `kind`."""
    command = [sys.executable, "-m", "benchmarks.import_run", str(SIZE)]
    run = subprocess.run(command, cwd=ROOT, env=installation("import"), check=True, stdout=subprocess.PIPE)
    found = json.loads(run.stdout)
    print(f"{kind:12}importing {SIZE:,} questions into {SIZE:,}, in seconds (to stay under {MOST_SECONDS} in all)")
    for name, seconds in found["seconds"].items():
        work = found["processor seconds"][name]
        print(f"{'':12}{name:24}{seconds:8.1f}, of the processor {work:.1f}")
    print(f"{'':12}Where the machine does other things, the processor's figure is the one to look at.")
    print(f"{'':12}{found['states']}, a list of {found['list kB']} kB, at most {found['memory MB']} MB of memory")
    return found
