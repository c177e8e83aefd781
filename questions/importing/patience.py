"""
Reading ends in time: what takes longer than anybody waits is refused.

Sizes are limited where they are known; this is for texts of an allowed size that are shaped like no list of questions.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from time import thread_time

from questions.importing.decoding import Unreadable

# Of the processor, so that a busy machine refuses nothing that a calm one reads.
MOST_SECONDS = 25
_end = ContextVar("end", default=None)


@contextmanager
def limited(seconds=MOST_SECONDS):
    """Let what is done inside take so many seconds of the processor; `check` ends it after that."""
    token = _end.set(thread_time() + seconds)
    try:
        yield
    finally:
        _end.reset(token)


def check():
    """Raise Unreadable where the time is over. Cheap: to be called for every line."""
    end = _end.get()
    if end is not None and thread_time() > end:
        raise Unreadable("Reading this file takes too long: split it, or leave out what is no question.")
