"""Whether a connection of the pool still leads anywhere: PostgreSQL may have been started anew since its last use."""

import selectors


def check(connection):
    """
    Raise an OperationalError where the server has hung up: the pool then takes another connection.

    To an idle connection the server has nothing to say but that it goes. So only where there is something to read the
    server is asked; all others cost no statement.
    """
    with selectors.DefaultSelector() as waiting:
        waiting.register(connection.fileno(), selectors.EVENT_READ)
        if waiting.select(0):
            connection.execute("")
            connection.rollback()
