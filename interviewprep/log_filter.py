"""What is never written into a log."""

import re

# What stands behind it is a key: whoever reads it may rate somebody's interview.
_KEYS = re.compile(r"(/asked/)[^/\s?#\"']+")


def _without_keys(value):
    return _KEYS.sub(r"\1...", value) if isinstance(value, str) else value


class WithoutKeys:
    """Takes the keys of links out of what is logged: an address that is not found is logged as it was asked for."""

    def filter(self, record):
        """Change `record` in place, and let it through."""
        record.msg = _without_keys(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(_without_keys(value) for value in record.args)
        return True
