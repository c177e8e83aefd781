"""What `make bench` runs: the cost of saving an answer and of the room page, on both databases."""

import os
import tempfile

# Where the embedded PostgreSQL keeps its locks; without it there is a warning on machines without a desktop.
os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
