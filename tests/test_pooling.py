"""A pooled connection is looked at before it is used, and asked only where the server has said something."""

import socket

import pytest
from psycopg import OperationalError

from interviewprep import pooling


class Line:
    """What the pool has of a connection, with the server's end in our hand."""

    def __init__(self):
        self.here, self.server = socket.socketpair()
        self.asked = []

    def fileno(self):
        return self.here.fileno()

    def execute(self, statement):
        self.asked.append(statement)
        if not self.here.recv(100):
            raise OperationalError("the server closed the connection")

    def rollback(self):
        self.asked.append("rollback")


@pytest.fixture
def line():
    line = Line()
    yield line
    line.here.close()
    line.server.close()


def test_a_quiet_connection_is_not_asked(line):
    pooling.check(line)
    assert line.asked == []


def test_a_connection_that_the_server_closed_is_given_up(line):
    line.server.close()
    with pytest.raises(OperationalError):
        pooling.check(line)


def test_a_connection_on_which_something_was_said_is_asked(line):
    line.server.send(b"a notice")
    pooling.check(line)
    assert line.asked == ["", "rollback"]
