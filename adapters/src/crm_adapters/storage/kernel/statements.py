"""Statements on an entity's table, each built once, since building costs more than running."""

from functools import cache
from typing import Any

from sqlalchemy import Select, Table, bindparam, insert, select, update

from crm_adapters.storage.kernel.insert_if_absent import InsertIfAbsent
from crm_adapters.storage.kernel.prepared import Prepared


@cache
def select_one(table: Table, columns: tuple[str, ...], *, lock: bool = False) -> Prepared:
    conditions = (table.c[name] == bindparam(f"value_{name}") for name in columns)
    query = select(table).where(table.c.tenant_id == bindparam("tenant"), *conditions)
    return Prepared(query.with_for_update() if lock else query)


@cache
def select_many(table: Table, lock: bool) -> Select[Any]:
    condition = table.c.id.in_(bindparam("entity_ids", expanding=True))
    query = select(table).where(table.c.tenant_id == bindparam("tenant"), condition).order_by(table.c.id)
    return query.with_for_update() if lock else query


@cache
def insert_row(table: Table) -> Prepared:
    return Prepared(insert(table), by_row=True)


@cache
def insert_if_absent(table: Table) -> InsertIfAbsent:
    return InsertIfAbsent(table)


@cache
def update_version(table: Table, columns: tuple[str, ...]) -> Prepared:
    values: dict[str, Any] = {column: bindparam(f"new_{column}") for column in columns}
    mine = (
        table.c.tenant_id == bindparam("tenant"),
        table.c.id == bindparam("entity_id"),
        table.c.version == bindparam("version"),
    )
    return Prepared(update(table).where(*mine).values(**values, history_hash=bindparam("new_hash")))
