"""What `make torture` runs: saving while the app server, or the database, is killed again and again."""

import os
import tempfile

# Where the embedded PostgreSQL keeps its locks, asked for on import; it warns on machines without a desktop.
if "XDG_RUNTIME_DIR" not in os.environ:
    locks = tempfile.TemporaryDirectory(prefix="interviewprep-locks-")
    os.environ["XDG_RUNTIME_DIR"] = locks.name
