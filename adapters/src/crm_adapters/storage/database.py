"""One database, opened the way its kind wants it; transactions that know their tenant's actor."""

import math
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    DisconnectionError,
    IntegrityError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.pool import ConnectionPoolEntry

from crm_core.errors import Conflict, Invalid, Refused, Unavailable

BUSY_SECONDS = 30
"""How long SQLite waits for another writer before it gives up."""

REST_SECONDS = 2.0
"""How long a server's connection may rest in the pool before it is asked whether it still lives."""


class DatabaseUnavailable(Unavailable):
    @classmethod
    def because_it_failed(cls, cause: Exception) -> Self:
        return cls("the database did not do it: {cause}", {"cause": str(cause).partition("\n")[0]})


class DatabaseNotReady(Refused):
    @classmethod
    def because_tables_are_missing(cls) -> Self:
        return cls("the database has not the tables this version works with; run `crm init`, or crm.initialise(actor)")


class DatabaseConflict(Conflict):
    @classmethod
    def because_key_is_taken(cls, cause: Exception) -> Self:
        return cls("somebody else wrote the same key first: {cause}", {"cause": str(cause).partition("\n")[0]})


class TogetherFailed(Conflict):
    @classmethod
    def because_a_part_failed(cls) -> Self:
        return cls("a part of what should happen together failed, so none of it was kept; repeat all of it")


class Joint:
    """A transaction that others join: what they share, what is still to be written, and whether one of them failed."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.shared: dict[object, Any] = {}
        self.before_commit: list[Callable[[], None]] = []
        self.failed = False


class Database:
    """Hands out transactions; within ``together`` every transaction of this thread joins the one around it."""

    def __init__(self, url: str) -> None:
        self.url = _driver_named(url)
        self.engine = _engine(self.url)
        self._joint: ContextVar[Joint | None] = ContextVar("joint", default=None)

    @property
    def joint(self) -> Joint | None:
        """The transaction this thread's work is part of, within ``together``."""
        return self._joint.get()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Commits on leaving, rolls back on an error. Raises Conflict or Unavailable for the database's own errors."""
        if (joint := self.joint) is not None:
            try:
                with _translated:
                    yield joint.connection
            except BaseException:
                joint.failed = True  # what it wrote so far must not be kept, even if the caller goes on
                raise
            return
        with _translated, self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view, without a write lock; whatever is written in it is not kept."""
        if (joint := self.joint) is not None:
            with _translated:
                yield joint.connection
            return
        with _translated, self.engine.connect() as connection:
            reader = connection.execution_options(**_READING.get(self.engine.dialect.name, {}))
            transaction = reader.begin()
            try:
                yield reader
            finally:
                transaction.rollback()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything this thread does on this database until the block ends is one commit, or nothing.

        Raises TogetherFailed when a part failed and the caller carried on.
        """
        if self.joint is not None:
            yield
            return
        with self.writing() as connection:
            joint = Joint(connection)
            token = self._joint.set(joint)
            try:
                yield
                for write in joint.before_commit:
                    write()
                if joint.failed:
                    raise TogetherFailed.because_a_part_failed()
            finally:
                self._joint.reset(token)

    @property
    def kind(self) -> str:
        """``sqlite``, ``postgresql`` or ``mysql`` (MariaDB included)."""
        return "mysql" if self.engine.dialect.name == "mariadb" else self.engine.dialect.name

    def close(self) -> None:
        self.engine.dispose()


_READING: dict[str, dict[str, Any]] = {
    "sqlite": {"crm_reading": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    "mariadb": {"isolation_level": "REPEATABLE READ"},
}


def _driver_named(url: str) -> URL:
    """``postgresql://`` and ``mariadb://`` mean the drivers we ship with. Raises Invalid."""
    try:
        parsed = make_url(url)
    except ArgumentError as cause:
        raise Invalid.field("database", f"{url!r} is not a database address", "write sqlite:///crm.db") from cause
    drivers = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    drivers |= {"mysql": "mariadb+pymysql", "mariadb": "mariadb+pymysql", "mysql+pymysql": "mariadb+pymysql"}
    return parsed.set(drivername=drivers.get(parsed.drivername, parsed.drivername))


def _engine(url: URL) -> Engine:
    kind = url.get_backend_name()
    try:
        if kind == "sqlite":
            if url.database in {None, "", ":memory:"}:
                raise Invalid.field("database", "an in-memory SQLite lives in one connection only", "name a file")
            Path(str(url.database)).expanduser().parent.mkdir(parents=True, exist_ok=True)
            engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
            event.listen(engine, "connect", _open_sqlite)
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        if kind == "postgresql":
            return _asking_after_a_rest(create_engine(url, **_POOL))
        if kind in {"mysql", "mariadb"}:
            return _asking_after_a_rest(create_engine(url, isolation_level="READ COMMITTED", **_POOL))
    except ArgumentError as cause:
        raise Invalid.field("database", "that address names no database", "write sqlite:///crm.db") from cause
    except (NoSuchModuleError, ModuleNotFoundError) as cause:
        remedy = f"pip install 'crm-adapters[{_EXTRAS.get(kind, 'all')}]'"
        raise Invalid.field("database", f"the driver for {kind} is not installed", remedy) from cause
    raise Invalid.field("database", f"{kind} is not supported", "use sqlite, postgresql or mariadb")


_POOL: dict[str, Any] = {"pool_size": 10, "max_overflow": 50}
_EXTRAS = {"postgresql": "postgres", "mysql": "mariadb", "mariadb": "mariadb"}


def _asking_after_a_rest(engine: Engine) -> Engine:
    """A connection that rested is asked whether it still lives; one that was just used is not, to save a round trip."""

    def note(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = time.monotonic()

    def ask(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        if time.monotonic() - record.info.get("rests_since", -math.inf) < REST_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as cause:
            raise DisconnectionError from cause

    event.listen(engine, "checkin", note)
    event.listen(engine, "checkout", ask)
    return engine


def _open_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: a reader that turns writer later could only fail."""
    reading = connection.get_execution_options().get("crm_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


class _Translation:
    """Says the database's own errors in our words; it keeps nothing, so one serves all."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, DBAPIError):
            return
        if isinstance(error, IntegrityError):
            raise DatabaseConflict.because_key_is_taken(error) from error
        if _NO_SUCH_TABLE.search(str(error.orig)):
            raise DatabaseNotReady.because_tables_are_missing() from error
        if error.connection_invalidated or isinstance(error, OperationalError):
            raise DatabaseUnavailable.because_it_failed(error) from error


_translated = _Translation()
_NO_SUCH_TABLE = re.compile(r"no such table|relation .* does not exist|Table .* doesn't exist")
