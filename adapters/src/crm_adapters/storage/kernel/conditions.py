"""The conditions of filters in SQL, and the indexes by which they find their pages."""

from collections.abc import Iterable, Sequence
from operator import eq
from typing import Any

from sqlalchemy import ColumnElement, Index, Table, UniqueConstraint

from crm_adapters.storage.kernel.statements import Among
from crm_core.stores import Compared, Condition, Empty, Filled, OneOf


def in_sql(condition: Condition, table: Table, value: Any) -> ColumnElement[bool] | Among:
    """As a condition of a statement on the entity's table."""
    column: ColumnElement[Any] = table.c[condition.field]
    match condition:
        case Compared():
            compared: ColumnElement[bool] = condition.operator(column, value)
            return compared
        case Empty():
            return column.is_(None)
        case Filled():
            return column.is_not(None)
        case OneOf():
            return Among(column, sorted(map(str, condition.values)))


def is_range(condition: Condition) -> bool:
    """Whether what it finds lies in many places of its index, so that ids are in no order there."""
    return isinstance(condition, Filled) or (isinstance(condition, Compared) and condition.operator is not eq)


def add_indexes(table: Table, asked: Iterable[Sequence[Condition]]) -> None:
    """For each field of a filter with a single condition, unless its column has an index or is a key."""
    indexed = {tuple(column.name for column in index.columns) for index in table.indexes}
    keys = {tuple(key.columns.keys()) for key in table.constraints if isinstance(key, UniqueConstraint)}
    for conditions in asked:
        column = conditions[0].field if len(conditions) == 1 else None
        if column is not None and ("tenant_id", column, "id") not in indexed and ("tenant_id", column) not in keys:
            Index(None, table.c.tenant_id, table.c[column], table.c.id)
