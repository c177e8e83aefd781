"""What `make bench` runs: the cost of saving an answer and of the room page, on both databases."""

import os
import tempfile

# Where the embedded PostgreSQL keeps its locks, asked for on import; it warns on machines without a desktop.
if "XDG_RUNTIME_DIR" not in os.environ:
    locks = tempfile.TemporaryDirectory(prefix="interviewprep-locks-")
    os.environ["XDG_RUNTIME_DIR"] = locks.name
