"""Numbers that were issued and that neither a record nor a tombstone of our own database has (INT-004)."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, Select, and_, func, or_, select

from crm_adapters.storage.kernel import record_tables
from crm_adapters.storage.kernel.tables import NUMBER_KIND, metadata
from crm_core.identity import NumberKind, business_number

_numbers = record_tables.numbers
_NAMED = 20
"""How many missing numbers of a sequence are named, at most."""
_AT_A_TIME = 500


def assigned_numbers(connection: Connection, tenant_id: str) -> Sequence[tuple[str, int, int]]:
    """Kind, year and last number of each sequence."""
    query = select(_numbers.c.kind, _numbers.c.year, _numbers.c.last).where(_numbers.c.tenant_id == tenant_id)
    rows = connection.execute(query.order_by(_numbers.c.kind, _numbers.c.year))
    return [(kind, year, last) for kind, year, last in rows]


def missing_numbers(connection: Connection, tenant_id: str) -> Iterator[str]:
    """The first missing number of each sequence, which is read only where its count is short."""
    bearers = {
        column.info[NUMBER_KIND]: column
        for table in metadata.tables.values()
        for column in table.columns
        if NUMBER_KIND in column.info
    }
    for name, year, last in assigned_numbers(connection, tenant_id):
        kind = NumberKind(name) if name in set(NumberKind) else None
        if kind is None or (column := bearers.get(kind)) is None:
            continue
        columns = (column, record_tables.tombstones.c.number)
        if sum(connection.execute(_counted(each, tenant_id, kind, year, last)).scalar_one() for each in columns) < last:
            yield from islice(_missing(connection, columns, tenant_id, kind, year, last), _NAMED)


def _missing(
    connection: Connection, columns: Sequence[Column[Any]], tenant_id: str, kind: NumberKind, year: int, last: int
) -> Iterator[str]:
    of_tenant = [select(each).where(each.table.c.tenant_id == tenant_id).where for each in columns]
    for first in range(1, last + 1, _AT_A_TIME):
        assigned = [business_number(kind, year, count) for count in range(first, min(first + _AT_A_TIME, last + 1))]
        found = (of(each.in_(assigned)) for of, each in zip(of_tenant, columns, strict=True))
        borne = {number for query in found for number in connection.scalars(query)}
        yield from (number for number in assigned if number not in borne)


def _counted(column: Column[Any], tenant_id: str, kind: NumberKind, year: int, last: int) -> Select[int]:
    """How many numbers of the sequence up to its last are in use: of the same width and not greater, or narrower."""
    end = business_number(kind, year, last)
    width = func.length(column)
    within = or_(width < len(end), and_(width == len(end), column <= end))
    of_tenant = (column.table.c.tenant_id == tenant_id, column.startswith(f"{kind}-{year}-"))
    return select(func.count()).select_from(column.table).where(*of_tenant, within)
