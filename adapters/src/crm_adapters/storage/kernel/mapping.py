"""Tables and rows from the fields of an entity, which are read once; a field that no column can hold fails at import.

A nested value is one column a field, an enumeration its value, a mapping or a tuple JSON, whatever values they hold.
What is read back is built without validation, which it passed as input.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import partial
from operator import attrgetter
from types import NoneType, UnionType
from typing import Annotated, Any, Generic, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime, StringConstraints, TypeAdapter
from pydantic.fields import FieldInfo
from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, RowMapping, Table, UniqueConstraint
from sqlalchemy.types import TypeEngine

from crm_adapters.storage.kernel.corrupt_values import from_json, known
from crm_adapters.storage.kernel.nested_json import reader
from crm_adapters.storage.kernel.tables import NUMBER_KIND, entity_columns, metadata
from crm_adapters.storage.kernel.types import ExactDecimal, Moment, key, text
from crm_core.entities import Entity
from crm_core.identity import NumberKind
from crm_core.values import Value
from crm_core.vocabulary import LARGEST_COUNT

E = TypeVar("E", bound=Entity)
Row = dict[str, Any]

LONGEST_KEY = 512
"""Characters of a text that is compared and indexed; a longer one is only kept."""
WORD_LENGTH = 50
"""Characters of an enumeration's value."""
_DERIVED = "derived"


def derived(name: str, kind: TypeEngine[Any], value: Callable[[Any], Any], *, nullable: bool = True) -> Column[Any]:
    """A column that follows from the entity, for keys and filters; it is written and never read back."""
    return Column(name, kind, nullable=nullable, info={_DERIVED: value})


class _Field(NamedTuple):
    """How one field becomes columns. ``write`` puts its value into the row, ``read`` takes it out of one."""

    columns: tuple[Column[Any], ...]
    write: Callable[[Row], None] | None = None
    read: Callable[[Row], None] | None = None


class EntityMapping(Generic[E]):
    """``besides`` are fields with a table of their own; their store writes and reads them."""

    def __init__(self, entity: type[E], table: str, *more: Column[Any] | Index, besides: tuple[str, ...] = ()) -> None:
        hints = get_type_hints(entity, include_extras=True)
        own = [name for name in entity.model_fields if name not in {*Entity.model_fields, *besides}]
        fields = [_field(entity, name, hints[name]) for name in own]
        columns = (column for field in fields for column in field.columns)
        unique = (UniqueConstraint("tenant_id", *fields) for fields in entity.unique)
        self.entity: type[E] = entity
        self.table = Table(table, metadata, *entity_columns(), *columns, *more, *unique)
        self._besides = besides
        self._derived = {column.name: column.info[_DERIVED] for column in self.table.c if _DERIVED in column.info}
        self._never_read = ("history_hash", *self._derived)
        self._write = [field.write for field in fields if field.write is not None]
        self._read = [field.read for field in fields if field.read is not None]

    def row_of(self, entity: E) -> Row:
        row = dict(entity.__dict__)
        for name in self._besides:
            del row[name]
        for write in self._write:
            write(row)
        for name, value in self._derived.items():
            row[name] = value(entity)
        return row

    def entity_of(self, row: RowMapping | Row, **besides: Any) -> E:
        """The entity of a row. Raises CorruptValue for a value that another program wrote."""
        values: Row = {**row, **besides}
        for name in self._never_read:
            del values[name]
        for read in self._read:
            read(values)
        return cast(E, self.entity.model_construct(**values))


def _field(entity: type[Entity], name: str, hint: Any) -> _Field:
    try:
        return _field_of(name, hint, nullable=False)
    except TypeError as problem:
        raise TypeError(f"{entity.__name__}.{name}: {problem}; give it a table of its own, or another type") from None


def _field_of(name: str, hint: Any, *, nullable: bool) -> _Field:
    base, notes = _unwrapped(hint)
    if get_origin(base) in {Union, UnionType} and len(parts := set(get_args(base)) - {NoneType}) == 1:
        return _field_of(name, Annotated[parts.pop(), *notes] if notes else parts.pop(), nullable=True)
    if isinstance(base, type) and issubclass(base, Value):
        return _nested(name, base, nullable=nullable)
    if isinstance(base, type) and issubclass(base, StrEnum):
        column = Column(name, key(WORD_LENGTH), nullable=nullable)
        return _Field((column,), partial(_write_word, name), partial(_read_word, base, name))
    if (container := get_origin(base)) is not None:
        return _json(name, container, base, nullable=nullable)
    number = next((note for note in notes if isinstance(note, NumberKind)), None)
    info = {} if number is None else {NUMBER_KIND: number}
    return _Field((Column(name, _type(base, notes), nullable=nullable, info=info),))


def _type(base: Any, notes: tuple[Any, ...]) -> TypeEngine[Any]:
    if base is bool:
        return Boolean()
    if base is int:
        return BigInteger() if _bound(notes, "le", LARGEST_COUNT + 1) > LARGEST_COUNT else Integer()
    if base is str:
        length = _bound(notes, "max_length", LONGEST_KEY + 1)
        return key(length) if length <= LONGEST_KEY else text()
    if base in {datetime, AwareDatetime}:
        return Moment()
    if base is date:
        return Date()
    if base is Decimal:
        return ExactDecimal()
    raise TypeError(f"no column holds {base!r}")


def _nested(name: str, kind: type[Value], *, nullable: bool) -> _Field:
    hints = get_type_hints(kind, include_extras=True)
    fields = {part: _field_of(f"{name}_{part}", hints[part], nullable=nullable) for part in kind.model_fields}
    columns = tuple(column for field in fields.values() for column in field.columns)
    if any(len(field.columns) != 1 for field in fields.values()):
        raise TypeError(f"{kind.__name__} holds values that hold values")
    names = {part: field.columns[0].name for part, field in fields.items()}
    values_of = attrgetter(*names)
    inner_write = [field.write for field in fields.values() if field.write is not None]
    inner_read = [field.read for field in fields.values() if field.read is not None]

    def write(row: Row) -> None:
        value = row.pop(name)
        parts = (None,) * len(names) if value is None else values_of(value) if len(names) > 1 else (values_of(value),)
        row.update(zip(names.values(), parts, strict=True))
        for each in inner_write:
            each(row)

    def read(row: Row) -> None:
        for each in inner_read:
            each(row)
        parts = {part: row.pop(column) for part, column in names.items()}
        row[name] = None if nullable and not any(map(_is_there, parts.values())) else kind.model_construct(**parts)

    return _Field(columns, write, read)


def _json(name: str, container: Any, hint: Any, *, nullable: bool) -> _Field:
    make: Callable[[Any], Any] = tuple if container is tuple else dict
    shape = list if container is tuple else dict
    if container not in {tuple, dict, Mapping}:
        raise TypeError(f"no column holds {hint!r}")
    held = [part for part in map(_base, get_args(hint)) if isinstance(part, type)]
    holds_values = any(issubclass(part, Value | StrEnum) for part in held)
    adapter: TypeAdapter[Any] = TypeAdapter(hint)
    read_value = reader(hint) if holds_values else make

    def write(row: Row) -> None:
        if (value := row[name]) is not None:
            plain = adapter.dump_python(value, mode="json") if holds_values else make(value)
            row[name] = json.dumps(plain, sort_keys=True) if value or make is dict else _NOTHING

    def read(row: Row) -> None:
        if (value := row[name]) is not None:
            row[name] = () if value == _NOTHING else read_value(from_json(value, shape))

    return _Field((Column(name, text(), nullable=nullable),), write, read)


_NOTHING = "[]"


def _write_word(name: str, row: Row) -> None:
    if (value := row[name]) is not None:
        row[name] = value.value


def _read_word(words: type[StrEnum], name: str, row: Row) -> None:
    if row[name] is not None:
        row[name] = known(words, row, name)


def _is_there(value: object) -> bool:
    return value is not None


def _base(hint: Any) -> Any:
    return _unwrapped(hint)[0]


def _unwrapped(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """The bare type and what is noted beside it, ``StringConstraints`` and ``Field(...)`` taken apart."""
    if get_origin(hint) is not Annotated:
        return hint, ()
    base, *notes = get_args(hint)
    return base, tuple(part for note in notes for part in _parts(note))


def _parts(note: object) -> Iterator[object]:
    if isinstance(note, FieldInfo):
        yield from note.metadata
    elif isinstance(note, StringConstraints):
        yield from note
    else:
        yield note


def _bound(notes: tuple[Any, ...], name: str, default: int) -> int:
    return next((value for note in notes if (value := getattr(note, name, None)) is not None), default)
