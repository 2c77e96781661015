"""What a row holds that its column cannot mean, because somebody wrote past the application."""

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
    """That field of the row as one of the words. Raises CorruptValue."""
    try:
        return words(row[field])
    except ValueError:
        raise CorruptValue.because_nobody_knows(field, row[field], row.get("id", "a row"), words) from None


def from_json(stored: str, shape: type[S]) -> S:
    """What a column of JSON holds. Raises CorruptValue."""
    try:
        read = json.loads(stored)
    except (TypeError, ValueError, RecursionError):
        raise CorruptValue.because_it_is_no("JSON") from None
    if isinstance(read, shape):
        return read
    raise CorruptValue.because_it_is_no(f"{_SHAPES[shape]} in JSON")


def as_unreadable(entity_id: str, problem: Exception) -> Unreadable:
    """What is wrong with the row, in our words."""
    error = problem if isinstance(problem, CrmError) else CorruptValue.because_it_is_no("entity")
    return Unreadable(id=fit(entity_id, LONGEST_SHOWN), problem=str(error))


def refusing_corrupt_values(dialect: Dialect) -> None:
    """SQLite keeps anything in any column: what is no day, or no moment, raises CorruptValue when it is read."""
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
