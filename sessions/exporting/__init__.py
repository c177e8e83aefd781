"""Everything that is somebody's own as one ZIP of Markdown and JSON: records from the database, texts, the archive."""

from sessions.exporting.archive import file_name, write

__all__ = ["file_name", "write"]
