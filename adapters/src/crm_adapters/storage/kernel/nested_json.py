"""Values within a column of JSON: written as they are shown, and read back without validation, by their annotations."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime

from crm_adapters.storage.kernel.corrupt_values import CorruptValue
from crm_core.values import Value, as_utc

Read = Callable[[Any], Any]


def reader(hint: Any) -> Read:
    """What builds a value of this type from JSON. Raises TypeError for a type that JSON has no one form of."""
    base = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    origin, parts = get_origin(base), get_args(base)
    if origin in {Union, UnionType} and len(present := [part for part in parts if part is not NoneType]) == 1:
        return _optional(reader(present[0]))
    if origin in {Union, UnionType}:
        return _one_of(parts)
    if origin is Annotated or base is not hint:
        return reader(base)
    if origin is tuple:
        return _each(reader(parts[0]))
    if origin in {dict, Mapping}:
        return _by_name(reader(parts[1]))
    return _scalar(base)


def _scalar(kind: Any) -> Read:
    if kind in _PLAIN:
        return lambda stored: stored
    if kind in _TEXTS:
        return _parsed(_TEXTS[kind], kind.__name__)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _parsed(kind, kind.__name__)
    if isinstance(kind, type) and issubclass(kind, Value):
        return lambda stored: _built(kind, stored)
    raise TypeError(f"no column holds {kind!r}")


_PLAIN = frozenset({bool, int, str, float})


def _moment(stored: str) -> datetime:
    return as_utc(datetime.fromisoformat(stored))


_TEXTS: Mapping[Any, Read] = {
    datetime: _moment,
    AwareDatetime: _moment,
    date: date.fromisoformat,
    Decimal: Decimal,
}


def _parsed(parse: Read, name: str) -> Read:
    def read(stored: Any) -> Any:
        try:
            return parse(stored)
        except (TypeError, ValueError, ArithmeticError):
            raise CorruptValue.because_it_is_no(name) from None

    return read


def _optional(read: Read) -> Read:
    return lambda stored: None if stored is None else read(stored)


def _one_of(parts: tuple[Any, ...]) -> Read:
    """Of several plain types, which JSON tells apart."""
    for part in parts:
        if part is not NoneType and (get_args(part)[0] if get_origin(part) is Annotated else part) not in _PLAIN:
            raise TypeError(f"no column holds {part!r}")
    return lambda stored: stored


def _each(read: Read) -> Read:
    return lambda stored: tuple(map(read, stored))


def _by_name(read: Read) -> Read:
    return lambda stored: {name: read(each) for name, each in stored.items()}


def _built(kind: type[Value], stored: Any) -> Value:
    if not isinstance(stored, dict):
        raise CorruptValue.because_it_is_no(kind.__name__)
    readers = _readers_of(kind)
    return kind.model_construct(**{name: readers[name](each) for name, each in stored.items() if name in readers})


@cache
def _readers_of(kind: type[Value]) -> Mapping[str, Read]:
    hints = get_type_hints(kind, include_extras=True)
    return {name: reader(hints[name]) for name in kind.model_fields}
