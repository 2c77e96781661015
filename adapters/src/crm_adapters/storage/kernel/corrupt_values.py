"""Values that have no meaning in their column, because another program wrote them."""

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Self, TypeVar

from sqlalchemy import Date, DateTime, Dialect, RowMapping
from sqlalchemy.exc import DataError
from sqlalchemy.types import TypeEngine

from crm_core.errors import CrmError, Invalid
from crm_core.stores import Unreadable
from crm_core.texts import fit

W = TypeVar("W", bound=StrEnum)
S = TypeVar("S")

UNREADABLE = (DataError, Invalid, ValueError, TypeError, KeyError, AttributeError)
"""What reading a row raises that somebody wrote past the application."""

LONGEST_SHOWN = 40
_SHAPES: Mapping[type, str] = {dict: "object", list: "list"}
_NAMES: Mapping[type[TypeEngine[Any]], str] = {Date: "day", DateTime: "moment"}


class CorruptValue(Invalid):
    @classmethod
    def because_it_is_no(cls, name: str) -> Self:
        return cls(
            "the database holds something that is no {name} where one must stand; somebody wrote past the application: "
            "correct the row",
            {"name": name},
        )

    @classmethod
    def because_nobody_knows(cls, field: str, stored: object, entity_id: object, words: type[StrEnum]) -> Self:
        return cls.field(
            field,
            f"{fit(str(stored), LONGEST_SHOWN)!r} is kept for {fit(str(entity_id), LONGEST_SHOWN)}, which nobody knows",
            f"correct the row; there are {', '.join(words)}",
        )


def known(words: type[W], row: Mapping[str, Any] | RowMapping, field: str) -> W:
    """The field of the row as a member of the enumeration. Raises CorruptValue."""
    try:
        return words(row[field])
    except ValueError:
        raise CorruptValue.because_nobody_knows(field, row[field], row.get("id", "a row"), words) from None


def from_json(stored: str, shape: type[S]) -> S:
    """The value of a JSON column. Raises CorruptValue."""
    try:
        read = json.loads(stored)
    except (TypeError, ValueError, RecursionError):
        raise CorruptValue.because_it_is_no("JSON") from None
    if isinstance(read, shape):
        return read
    raise CorruptValue.because_it_is_no(f"{_SHAPES[shape]} in JSON")


def as_unreadable(entity_id: str, problem: Exception) -> Unreadable:
    """The error as an entry of a list's unreadable rows."""
    error = problem if isinstance(problem, CrmError) else CorruptValue.because_it_is_no("entity")
    return Unreadable(id=fit(entity_id, LONGEST_SHOWN), problem=str(error))


def refusing_corrupt_values(dialect: Dialect) -> None:
    """Raises CorruptValue for a day or a moment that is none, since SQLite stores any value in any column."""
    dialect.colspecs = {**dialect.colspecs, **{kind: _telling(dialect.colspecs[kind], kind) for kind in _NAMES}}


def _telling(of_sqlite: type[TypeEngine[Any]], kind: type[TypeEngine[Any]]) -> type[TypeEngine[Any]]:
    class Telling(of_sqlite):  # type: ignore[valid-type,misc]
        def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
            read: Callable[[Any], Any] | None = super().result_processor(dialect, coltype)
            return None if read is None else _read_by(read, _NAMES[kind])

    return Telling


def _read_by(read: Callable[[Any], Any], name: str) -> Callable[[Any], Any]:
    def checked(stored: Any) -> Any:
        try:
            return read(stored)
        except (TypeError, ValueError):
            raise CorruptValue.because_it_is_no(name) from None

    return checked
