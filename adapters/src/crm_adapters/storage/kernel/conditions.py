"""The conditions of filters in SQL, and the indexes by which they find their pages."""

from collections.abc import Iterable, Mapping, Sequence
from operator import eq
from typing import Any

from sqlalchemy import ColumnElement, Index, Table, UniqueConstraint

from crm_adapters.storage.kernel.statements import Among
from crm_core.stores import Compared, Condition, Empty, Filled, OneOf

_OF_MOST = "what is active, or is there at all, is mostly what there is, so a page is soon full"
_IN_NO_ORDER = "a range is not in the order of ids"


TWO_INDEXES = "another index begins with it, so a server may rather look through the primary key for a short page"


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


def scanned(asked: Mapping[str, Sequence[Condition]]) -> Mapping[str, str]:
    """Fields of a filter without an index, each with the reason; PostgreSQL has none for NULL in the order of ids."""
    fields = (name for name, conditions in asked.items() if len(conditions) == 1)
    return {name: _OF_MOST for name in fields if isinstance(asked[name][0], Empty | Filled)}


def sorted_by(asked: Mapping[str, Sequence[Condition]]) -> Mapping[str, str]:
    """Fields of a filter whose index is not in the order of ids, each with the reason."""
    return {name: _IN_NO_ORDER for name, conditions in asked.items() if any(map(_is_range, conditions))}


def add_indexes(table: Table, asked: Iterable[Sequence[Condition]]) -> None:
    """Adds an index for each filter field with a single condition, unless its column has one or is a key."""
    indexed = {tuple(column.name for column in index.columns) for index in table.indexes}
    keys = {tuple(key.columns.keys()) for key in table.constraints if isinstance(key, UniqueConstraint)}
    for conditions in asked:
        column = conditions[0].field if len(conditions) == 1 else None
        if column is not None and ("tenant_id", column, "id") not in indexed and ("tenant_id", column) not in keys:
            Index(None, table.c.tenant_id, table.c[column], table.c.id)
            indexed.add(("tenant_id", column, "id"))


def _is_range(condition: Condition) -> bool:
    return isinstance(condition, Compared) and condition.operator is not eq
