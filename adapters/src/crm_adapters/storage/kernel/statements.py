"""Statements on an entity's table, each built once, since building costs more than running."""

from collections.abc import Sequence
from functools import cache
from itertools import product
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, bindparam, delete, insert, select, union_all, update

from crm_adapters.storage.kernel.insert_if_absent import InsertIfAbsent
from crm_adapters.storage.kernel.prepared import Prepared


class Among(NamedTuple):
    """A column that is one of these values; an index has each of them in the order of ids, and not all together."""

    column: ColumnElement[Any]
    values: Sequence[Any]


def page(
    table: Table,
    tenant_id: str,
    conditions: Sequence[ColumnElement[bool]],
    among: Sequence[Among],
    limit: int,
    *,
    ids_first: bool,
) -> Select[Any]:
    """The first so many by id; where columns are one of several values, out of a page of each.

    With ``ids_first`` an index finds the ids before any row is read, as it does for several values anyway.
    """
    mine, by_id = table.c.tenant_id == tenant_id, table.c.id
    if not (among or ids_first):
        return select(table).where(mine, *conditions).order_by(by_id).limit(limit)
    ids = select(by_id).where(mine, *conditions).order_by(by_id).limit(limit)
    each = (
        ids.where(*(one.column == value for one, value in zip(among, values, strict=True))).subquery()
        for values in product(*(one.values for one in among))
    )
    found = union_all(*(select(of_one.c.id) for of_one in each)).subquery()
    return select(table).join(found, found.c.id == by_id).where(mine).order_by(by_id).limit(limit)


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
def select_among(table: Table, column: str) -> Select[Any]:
    condition = table.c[column].in_(bindparam("among", expanding=True))
    return select(table).where(table.c.tenant_id == bindparam("tenant"), condition).order_by(table.c.id)


@cache
def insert_row(table: Table) -> Prepared:
    return Prepared(insert(table), by_row=True)


@cache
def insert_if_absent(table: Table) -> InsertIfAbsent:
    return InsertIfAbsent(table)


@cache
def delete_version(table: Table) -> Prepared:
    mine = (
        table.c.tenant_id == bindparam("tenant"),
        table.c.id == bindparam("entity_id"),
        table.c.version == bindparam("version"),
    )
    return Prepared(delete(table).where(*mine))


@cache
def update_version(table: Table, columns: tuple[str, ...]) -> Prepared:
    values: dict[str, Any] = {column: bindparam(f"new_{column}") for column in columns}
    mine = (
        table.c.tenant_id == bindparam("tenant"),
        table.c.id == bindparam("entity_id"),
        table.c.version == bindparam("version"),
    )
    return Prepared(update(table).where(*mine).values(**values, history_hash=bindparam("new_hash")))
