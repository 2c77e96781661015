"""The columns of an export: how a record becomes cells, and the mapping by which an import reads them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from typing import Any, NamedTuple

from crm_core.currencies import is_currency, minor_digits
from crm_core.errors import Invalid
from crm_core.imports.fields import ATTRIBUTES, OPEN, ImportField, Shape, did_you_mean, field_of, fields_of
from crm_core.imports.mapping import ColumnRule, TableMapping
from crm_core.imports.records import ImportKind, Record
from crm_core.imports.tables import Cell

OpenNames = Mapping[str, type]
"""Names of attributes and custom fields, ``attributes.region``, with the type of all their values; else str."""


class ExportColumn(NamedTuple):
    name: str
    rule: ColumnRule
    cell: Callable[[Record], Cell]


def columns_of(kind: ImportKind, opened: OpenNames, chosen: Sequence[str] | None = None) -> Sequence[ExportColumn]:
    """All columns of the kind, or those that are chosen, in that order. Raises Invalid for one that there is not."""
    known = {name: _column(field) for name, field in fields_of(kind).items()}
    for name, values in opened.items():
        known[name] = _open_column(name, values)
    for name in chosen or ():
        if name not in known:
            raise Invalid.field("columns", f"there is no {name!r}", did_you_mean(name, list(known)))
    return [known[name] for name in chosen] if chosen else list(known.values())


def mapping_of(kind: ImportKind, file: str, columns: Sequence[ExportColumn], *, guarded: bool) -> TableMapping:
    """By which an import reads the file back; ``guarded``, where formulas have an apostrophe before them."""
    rules = {column.name: column.rule for column in columns}
    return TableMapping(kind=kind, file=file, columns=rules, guarded=guarded)


def open_names(kind: ImportKind, records: Iterable[Record]) -> OpenNames:
    """The names of attributes and custom fields that these records have, sorted."""
    found: dict[str, set[type]] = {}
    for record in records:
        for opened in OPEN:
            for name, value in (vars(record).get(opened) or {}).items():
                found.setdefault(f"{opened}.{name}", set()).add(type(value))
    known = {name: types for name, types in found.items() if field_of(kind, name)}
    return {name: _common(known[name]) for name in sorted(known)}


def _common(types: set[type]) -> type:
    if types == {bool}:
        return bool
    return float if types <= {int, float} else str


def _open_column(name: str, values: type) -> ExportColumn:
    opened, _, inner = name.partition(".")
    kinds: Mapping[type, str] = {bool: "yes_no", float: "number"}
    typed = kinds.get(values) if opened == ATTRIBUTES else None
    rule = ColumnRule.model_validate({"column": name, "type": typed})
    return ExportColumn(name, rule, lambda record: vars(record)[opened].get(inner))


def _column(field: ImportField) -> ExportColumn:
    by = field.refers.by[0] if field.refers else None
    if field.refers and "id" in field.refers.by:
        by = "id"
    rule = ColumnRule(column=field.name, by=by)
    target = field.target
    if field.shape is Shape.AMOUNT:
        return ExportColumn(field.name, rule, lambda record: _amount(vars(record), target))
    write = _WRITTEN.get(field.shape)
    if write is None:
        return ExportColumn(field.name, rule, lambda record: vars(record)[target])
    return ExportColumn(field.name, rule, lambda record: _written(write, vars(record)[target]))


def _written(write: Callable[[Any], Cell], value: Any) -> Cell:
    return None if value is None else write(value)


def _amount(record: Mapping[str, Any], target: str) -> Cell:
    """In major units, with the digits of its currency."""
    minor, code = record[target], record.get("currency_code")
    if minor is None:
        return None
    return Decimal(minor).scaleb(-minor_digits(code) if code and is_currency(code) else -2)


def _several(values: Iterable[Any]) -> str:
    """Each ends with a semicolon, so that one that has commas is not taken for several."""
    texts = [str(each.value) if isinstance(each, Enum) else str(each) for each in values]
    return "".join(f"{each};" for each in (texts if isinstance(values, tuple) else sorted(texts)))


_WRITTEN: Mapping[Shape, Callable[[Any], Cell]] = {
    Shape.PERCENT: lambda points: Decimal(points).scaleb(-2),
    Shape.REFERENCE: lambda reference: reference.value,
    Shape.CHOICE: lambda choice: str(choice.value) if isinstance(choice, Enum) else str(choice),
    Shape.SEVERAL: _several,
}
