"""Rows of several tables read side by side, so that the largest export holds one interview in memory at a time."""

from itertools import groupby
from operator import itemgetter

CHUNK = 500


class Beside:
    """
    The rows of a queryset, taken key by key; keys are asked for in rising order.

    One statement, read as it goes: `key` is the field whose values order the rows.
    """

    def __init__(self, queryset, key, *fields, **expressions):
        rows = queryset.order_by(key, "pk").values(key, *fields, **expressions).iterator(chunk_size=CHUNK)
        self._key = key
        self._groups = groupby(rows, itemgetter(key))
        self._ahead = None

    def of(self, wanted):
        """Return the rows of the key `wanted`, as dicts without it."""
        while self._ahead is None or self._ahead[0] < wanted:
            found = next(self._groups, None)
            if found is None:
                return []
            key, rows = found
            self._ahead = key, [{name: value for name, value in row.items() if name != self._key} for row in rows]
        return self._ahead[1] if self._ahead[0] == wanted else []


def by(rows, key):
    """Return {value of `key`: rows without it} of dicts, in their order."""
    found = {}
    for row in rows:
        found.setdefault(row.pop(key), []).append(row)
    return found
