"""Finds stored values beyond the bounds of their type, one statement a table: mostly written by other programs.

Such a row is listed, shown and changed like any other, since only input is checked against the bounds. One with an
unknown value of an enumeration cannot be read: lists name it and leave it out.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import AfterValidator, AwareDatetime, StringConstraints
from sqlalchemy import Column, ColumnElement, Connection, Select, Table, bindparam, case, func, literal, or_, select

from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.unit_of_work import ENTITY_STORES
from crm_core.currencies import KNOWN_CURRENCIES
from crm_core.entities import Entity
from crm_core.money import OfIso4217
from crm_core.texts import NOT_IN_A_LINE, NOT_IN_LINES
from crm_core.values import Value
from crm_core.vocabulary import NEVER_IN, AnAddress, AnyText, ManyLines, OneLine, Total

TENANT = "tenant"
_SCALARS = {str, int, date, AwareDatetime}


class BeyondBounds(Value):
    """``first_id`` is the least of the ids of the rows whose ``field`` is beyond its bounds."""

    entity: AnyText
    field: AnyText
    rows: Total
    first_id: AnyText


def beyond_bounds(connection: Connection, tenant_id: str) -> Iterator[BeyondBounds]:
    """Field by field, of one tenant."""
    for store in ENTITY_STORES:
        # PostgreSQL stores no NUL, and accepts none in a query.
        nul = "" if connection.dialect.name == "postgresql" else r"\x00"
        names, query = _counting(store, nul)  # type: ignore[arg-type]  # a class is hashable
        found = connection.execute(query, {TENANT: tenant_id}).one()
        for place, name in enumerate(names):
            rows, first_id = found[2 * place], found[2 * place + 1]
            if rows:
                yield BeyondBounds(entity=store.kind.value, field=name, rows=int(rows), first_id=first_id)


@cache
def _counting(store: type[SqlEntityStore[Any, Any]], nul: str) -> tuple[Sequence[str], Select[Any]]:
    """The fields, and the statement with two columns for each; hundreds of conditions, so it is put together once."""
    table = store.table
    conditions = {name: or_(*beyond) for name, beyond in _conditions(store.mapping.entity, table, nul) if beyond}
    counts = (
        column
        for condition in conditions.values()
        for column in (func.count(case((condition, 1))), func.min(case((condition, table.c.id))))
    )
    return tuple(conditions), select(*counts).where(table.c.tenant_id == bindparam(TENANT))


def _conditions(entity: type[Entity], table: Table, nul: str) -> Iterator[tuple[str, list[ColumnElement[bool]]]]:
    hints = get_type_hints(entity, include_extras=True)
    for name in entity.model_fields:
        hint = _without_none(hints[name])
        if name in table.c and isinstance(hint, type) and issubclass(hint, StrEnum):
            yield name, [table.c[name].not_in([word.value for word in hint])]
        elif name in table.c and get_origin(hint) is Annotated and get_args(hint)[0] in _SCALARS:
            yield name, [each for note in _notes(hint) for each in _beyond(table.c[name], note, nul)]


def _beyond(column: Column[Any], note: object, nul: str) -> Iterator[ColumnElement[bool]]:
    if (longest := getattr(note, "max_length", None)) is not None:
        yield func.char_length(column) > longest
    elif (least := getattr(note, "ge", None)) is not None:
        yield column < literal(least, column.type)
    elif (most := getattr(note, "le", None)) is not None:
        yield column > literal(most, column.type)
    elif note is OneLine or note is ManyLines:
        yield column.regexp_match(f"[{nul}{NOT_IN_A_LINE if note is OneLine else NOT_IN_LINES}]")
    elif note is OfIso4217:
        yield column.not_in(sorted(KNOWN_CURRENCIES))
    elif note is AnAddress:
        yield ~column.regexp_match("^[^@ ]+@[^@ ]+$")
    elif isinstance(note, AfterValidator) and note in NEVER_IN:
        yield column.regexp_match(NEVER_IN[note])


def _without_none(hint: Any) -> Any:
    """A column holds one scalar; what is a mapping or a tuple lies there as JSON, bounded in its parts."""
    parts = [part for part in get_args(hint) if part is not NoneType]
    return parts[0] if get_origin(hint) in {Union, UnionType} and len(parts) == 1 else hint


def _notes(hint: Any) -> Iterator[object]:
    for note in getattr(hint, "__metadata__", ()):
        yield from note if isinstance(note, StringConstraints) else getattr(note, "metadata", (note,))
    for part in get_args(hint):
        yield from _notes(part)
