"""A lock for setting up a database, held by one process and thread at a time."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text

from crm_adapters.storage.kernel.errors import DatabaseUnavailable

PATIENCE_SECONDS = 600
"""How long somebody waits for another who sets the same database up."""

_KEY = 0x63726D5F696E6974
"""Of the lock on PostgreSQL, where each database has its own: ``crm_init`` in ASCII."""
_in_this_process = threading.Lock()
"""One for all databases, since Alembic keeps what it works on in its module."""


@contextmanager
def alone_on(engine: Engine) -> Iterator[Connection]:
    """Takes a connection outside a transaction. SQLite needs no lock of its own, since it has one writer at a time.

    Raises DatabaseUnavailable when the holder takes too long. The lock ends with the connection, so that a process
    that dies leaves none behind.
    """
    if not _in_this_process.acquire(timeout=PATIENCE_SECONDS):
        raise DatabaseUnavailable.because_somebody_sets_it_up(PATIENCE_SECONDS)
    try:
        with engine.connect() as connection:
            _lock(connection)
            try:
                yield connection
            except BaseException:
                connection.invalidate()  # the lock goes with it, whatever state it is in
                raise
            _unlock(connection)
    finally:
        _in_this_process.release()


def _lock(connection: Connection) -> None:
    match connection.dialect.name:
        case "postgresql":
            with connection.begin():
                connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE_SECONDS}s'"))
                connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _KEY})
        case "mysql" | "mariadb":
            with connection.begin():
                named = {"name": _name_of(connection), "seconds": PATIENCE_SECONDS}
                if connection.execute(text("SELECT GET_LOCK(:name, :seconds)"), named).scalar_one() != 1:
                    raise DatabaseUnavailable.because_somebody_sets_it_up(PATIENCE_SECONDS)


def _unlock(connection: Connection) -> None:
    match connection.dialect.name:
        case "postgresql":
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _KEY})
        case "mysql" | "mariadb":
            with connection.begin():
                connection.execute(text("SELECT RELEASE_LOCK(:name)"), {"name": _name_of(connection)})


def _name_of(connection: Connection) -> str:
    """MariaDB's locks are the server's, and their names short."""
    database = str(connection.engine.url.database)
    return f"crm_init_{hashlib.sha256(database.encode()).hexdigest()[:32]}"
