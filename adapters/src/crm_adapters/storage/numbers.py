"""Numbers without gaps or doubles: one counter row per tenant, kind and year, raised in the caller's transaction."""

from sqlalchemy import Connection, bindparam, func, literal_column, select, update
from sqlalchemy.dialects import mysql, postgresql, sqlite

from crm_adapters.storage import tables
from crm_adapters.storage.ledger import Ledger
from crm_core.identity import NumberKind, business_number

_table = tables.numbers
_FIRST = {
    "tenant_id": bindparam("tenant"),
    "kind": bindparam("kind"),
    "year": bindparam("year"),
    "last": literal_column("1"),
}
_KEY = ["tenant_id", "kind", "year"]
_RAISED = {"last": _table.c.last + 1}
_SQLITE = sqlite.insert(_table).values(**_FIRST).on_conflict_do_update(index_elements=_KEY, set_=_RAISED)
_POSTGRESQL = postgresql.insert(_table).values(**_FIRST).on_conflict_do_update(index_elements=_KEY, set_=_RAISED)
_MARIADB = mysql.insert(_table).values(**_FIRST).on_duplicate_key_update(last=func.last_insert_id(_table.c.last + 1))
_STATEMENTS = {
    "sqlite": _SQLITE.returning(_table.c.last),
    "postgresql": _POSTGRESQL.returning(_table.c.last),
}
_GIVE_BACK = (
    update(_table)
    .where(
        _table.c.tenant_id == bindparam("tenant"),
        _table.c.kind == bindparam("of_kind"),
        _table.c.year == bindparam("of_year"),
    )
    .values(last=_table.c.last - 1)
)


class SqlNumbers:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def next(self, kind: NumberKind, year: int) -> str:
        return next_number(self._ledger.connection, self._ledger.tenant_id, kind, year)


def next_number(connection: Connection, tenant_id: str, kind: NumberKind, year: int) -> str:
    keys = {"tenant": tenant_id, "kind": kind.value, "year": year}
    statement = _STATEMENTS.get(connection.dialect.name)
    if statement is not None:
        return business_number(kind, year, connection.execute(statement, keys).scalar_one())
    # The first row of a counter sets no last_insert_id; two affected rows mean an existing one was raised.
    raised = connection.execute(_MARIADB, keys).rowcount == 2
    count = connection.execute(select(func.last_insert_id())).scalar_one() if raised else 1
    return business_number(kind, year, count)


def give_back_number(connection: Connection, tenant_id: str, kind: NumberKind, year: int) -> None:
    """For a number just taken in this transaction and not used: its counter is locked, so nobody took a later one."""
    connection.execute(_GIVE_BACK, {"tenant": tenant_id, "of_kind": kind.value, "of_year": year})
