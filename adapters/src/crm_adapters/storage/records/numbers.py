"""Numbers without gaps or doubles: one counter row per tenant, kind and year, raised in the caller's transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Integer, bindparam, create_engine, func, literal_column, select, update
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.pool import NullPool

from crm_adapters.storage.kernel import record_tables
from crm_adapters.storage.kernel.prepared import Prepared
from crm_adapters.storage.kernel.session import Session
from crm_core.identity import NumberKind, business_number

_table = record_tables.numbers
_FIRST: dict[str, Any] = {
    "tenant_id": bindparam("tenant"),
    "kind": bindparam("kind"),
    "year": bindparam("year"),
    "last": bindparam("count", type_=Integer),
}
_KEY = ["tenant_id", "kind", "year"]
_RAISED = {"last": _table.c.last + bindparam("count", type_=Integer)}
_SQLITE = sqlite.insert(_table).values(**_FIRST).on_conflict_do_update(index_elements=_KEY, set_=_RAISED)
_POSTGRESQL = postgresql.insert(_table).values(**_FIRST).on_conflict_do_update(index_elements=_KEY, set_=_RAISED)
_STARTED_ON_MARIADB = mysql.insert(_table).values({**_FIRST, "last": literal_column("0")}).prefix_with("IGNORE")
_STATEMENTS = {
    "sqlite": Prepared(_SQLITE.returning(_table.c.last)),
    "postgresql": Prepared(_POSTGRESQL.returning(_table.c.last)),
}
_COUNTER = update(_table).where(
    _table.c.tenant_id == bindparam("tenant"),
    _table.c.kind == bindparam("of_kind"),
    _table.c.year == bindparam("of_year"),
)
_RAISED_ON_MARIADB = _COUNTER.values(last=func.last_insert_id(_table.c.last + bindparam("count", type_=Integer)))
_RELEASE = _COUNTER.values(last=_table.c.last - 1)


class SqlNumbers:
    def __init__(self, session: Session) -> None:
        self._session = session

    def next(self, kind: NumberKind, year: int) -> str:
        return next_number(self._session.connection, self._session.tenant_id, kind, year)

    def next_many(self, kind: NumberKind, year: int, count: int) -> Sequence[str]:
        if count == 0:
            return ()
        last = _raised(self._session.connection, self._session.tenant_id, kind, year, count)
        return [business_number(kind, year, number) for number in range(last - count + 1, last + 1)]


def next_number(connection: Connection, tenant_id: str, kind: NumberKind, year: int) -> str:
    return business_number(kind, year, _raised(connection, tenant_id, kind, year, 1))


def _raised(connection: Connection, tenant_id: str, kind: NumberKind, year: int, count: int) -> int:
    """The last number after the counter was raised by so many."""
    keys = {"tenant": tenant_id, "kind": kind.value, "year": year, "count": count}
    statement = _STATEMENTS.get(connection.dialect.name)
    if statement is None:
        return _raised_on_mariadb(connection, keys)
    last: int = statement.scalar(connection, keys)
    return last


def _raised_on_mariadb(connection: Connection, keys: dict[str, Any]) -> int:
    """Creates a counter in its own commit: transactions that wait for a new row that is rolled back would deadlock."""
    counter = {"tenant": keys["tenant"], "of_kind": keys["kind"], "of_year": keys["year"], "count": keys["count"]}
    if connection.execute(_RAISED_ON_MARIADB, counter).rowcount == 0:
        with _beside(connection.engine) as beside:
            beside.execute(_STARTED_ON_MARIADB, {**keys, "count": 0})
        connection.execute(_RAISED_ON_MARIADB, counter)
    last: int = connection.execute(select(func.last_insert_id())).scalar_one()
    return last


@contextmanager
def _beside(engine: Engine) -> Iterator[Connection]:
    """A connection that is none of the pool's: all of those may be held by others who are about to begin a counter."""
    own = create_engine(engine.url, poolclass=NullPool, hide_parameters=True)
    try:
        with own.begin() as connection:
            yield connection
    finally:
        own.dispose()


def release_number(connection: Connection, tenant_id: str, kind: NumberKind, year: int) -> None:
    """Returns a number drawn in this transaction and not used; its counter is locked, so no later one was drawn."""
    connection.execute(_RELEASE, {"tenant": tenant_id, "of_kind": kind.value, "of_year": year})
