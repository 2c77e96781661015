"""How each kind of database is opened: its driver, its pool, and how a transaction begins."""

import math
import os
import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry
from tenacity import Retrying, retry_if_exception, stop_after_delay, wait_random

from crm_adapters.storage.kernel.corrupt_values import refusing_corrupt_values
from crm_adapters.storage.kernel.prepared import changed
from crm_core.errors import Invalid

BUSY_SECONDS = 30
"""How long SQLite waits for another writer before it gives up."""

SQLITE_CACHE_KIB = 32 * 1024
"""Of pages a connection keeps, and of what it sorts in memory; the rest of a sort goes to a temporary file."""

REST_SECONDS = 2.0
"""How long a server's connection may rest in the pool before it is asked whether it still lives."""

READING: dict[str, dict[str, Any]] = {
    "sqlite": {"crm_reading": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    "mariadb": {"isolation_level": "REPEATABLE READ"},
}
"""Execution options of a connection that only looks."""


PRAGMAS = {"journal_mode": "WAL", "synchronous": "FULL", "foreign_keys": "ON"}
"""Of every connection to SQLite: what is committed is on the disk, and readers wait for nobody."""


def driver_named(url: str) -> URL:
    """``postgresql://`` and ``mariadb://`` mean the drivers we ship with. Raises Invalid."""
    try:
        parsed = make_url(url)
    except ArgumentError as cause:
        raise Invalid.field("database", f"{url!r} is not a database address", "write sqlite:///crm.db") from cause
    drivers = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
    drivers |= {"mysql": "mariadb+pymysql", "mariadb": "mariadb+pymysql", "mysql+pymysql": "mariadb+pymysql"}
    return parsed.set(drivername=drivers.get(parsed.drivername, parsed.drivername))


def open_engine(url: URL) -> Engine:
    """Raises Invalid for a kind we do not know, or whose driver is not installed."""
    kind = url.get_backend_name()
    try:
        if kind == "sqlite":
            if url.database in {None, "", ":memory:"}:
                raise Invalid.field("database", "an in-memory SQLite lives in one connection only", "name a file")
            engine = open_sqlite(url, isolation_level=None, pragmas=(f"cache_size=-{SQLITE_CACHE_KIB}",))
            event.listen(engine, "begin", _begin_sqlite)
            return engine
        if kind == "postgresql":
            engine = create_engine(url, **_POOL)
            event.listen(engine, "begin", _forget_plans_now_and_then)
            _set_on_connect(engine, "jit = off")  # compiling a long statement takes seconds, running it a tenth of that
            return _pinging_after_a_rest(engine)
        if kind in {"mysql", "mariadb"}:
            return _pinging_after_a_rest(create_engine(url, isolation_level="READ COMMITTED", **_POOL))
    except ArgumentError as cause:
        raise Invalid.field("database", "that address names no database", "write sqlite:///crm.db") from cause
    except (NoSuchModuleError, ModuleNotFoundError) as cause:
        remedy = f"pip install 'crm-adapters[{_EXTRAS.get(kind, 'all')}]'"
        raise Invalid.field("database", f"the driver for {kind} is not installed", remedy) from cause
    raise Invalid.field("database", f"{kind} is not supported", "use sqlite, postgresql or mariadb")


def open_sqlite(url: URL, *, isolation_level: str | None, pragmas: Sequence[str] = ()) -> Engine:
    """With ``isolation_level`` None the driver begins no transactions of its own. A new file is its owner's alone."""
    Path(str(url.database)).expanduser().parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False}
    )

    def make_the_file(_dialect: Any, _record: Any, arguments: Sequence[Any], _options: Any) -> None:
        # SQLite would make it for whoever may look into the folder; its logs take the mode of the file.
        with suppress(FileExistsError):
            if not str(arguments[0]).startswith("file:"):  # an address has a mode of its own
                os.close(os.open(arguments[0], os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

    def configure(connection: Any, _record: object) -> None:
        connection.isolation_level = isolation_level
        for pragma in (*(f"{name}={value}" for name, value in PRAGMAS.items()), *pragmas):
            _UNTIL_FREE(connection.execute, f"PRAGMA {pragma}")

    refusing_corrupt_values(engine.dialect)
    event.listen(engine, "do_connect", make_the_file)
    event.listen(engine, "connect", configure)
    return engine


def _is_locked(error: BaseException) -> bool:
    """Of those who open a new file at once one turns its log on, and SQLite lets the others not wait for that."""
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


_UNTIL_FREE = Retrying(
    retry=retry_if_exception(_is_locked), stop=stop_after_delay(BUSY_SECONDS), wait=wait_random(0.01, 0.1), reraise=True
)
_POOL: dict[str, Any] = {"pool_size": 10, "max_overflow": 50, "hide_parameters": True}
_EXTRAS = {"postgresql": "postgres", "mysql": "mariadb", "mariadb": "mariadb"}


def _pinging_after_a_rest(engine: Engine) -> Engine:
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


def plan_anew(engine: Engine) -> None:
    """On PostgreSQL connections opened from now on plan each statement for the tables as they are by then.

    For whoever fills tables within a minute: a prepared plan is kept until the server analyses them (decision 46).
    """
    if engine.dialect.name == "postgresql":
        _set_on_connect(engine, "plan_cache_mode = force_custom_plan")


def _set_on_connect(engine: Engine, setting: str) -> None:
    def configure(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET {setting}")
        connection.commit()

    event.listen(engine, "connect", configure)


def _forget_plans_now_and_then(connection: Connection) -> None:
    """A prepared plan is for tables as they were, and kept until the server analyses them, a minute later at best.

    Where a connection has begun twice as many transactions, tables may have twice as many rows: plans are made anew
    (decision 46).
    """
    begun = connection.info[_BEGUN] = connection.info.get(_BEGUN, 0) + 1
    if begun % _PLANS_LAST == 0 or (begun >= _FIRST_PLANS_LAST and begun.bit_count() == 1):
        # A connection that is gone is told of by the transaction's own statements.
        with suppress(connection.dialect.loaded_dbapi.Error):
            connection.connection.cursor().execute("DISCARD PLANS")


_BEGUN = "transactions begun"
_FIRST_PLANS_LAST, _PLANS_LAST = 16, 1_024


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: a reader that turns writer later could only fail."""
    reading = connection.get_execution_options().get("crm_reading", False)
    changed(connection, "BEGIN" if reading else "BEGIN IMMEDIATE", ())
