"""Cells of a table, and what cannot be read of them."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Self, TypeAlias

from crm_core.errors import Invalid
from crm_core.imports.tables import Cell

Reading: TypeAlias = Callable[[Cell], Any]

_MOST_CACHED = 20_000


class CellUnreadable(Invalid):
    """A cell that is no value of its field."""

    @classmethod
    def because(cls, problem: str, remedy: str) -> Self:
        return cls("{problem}; {remedy}", {"problem": problem, "remedy": remedy})


def text_of(cell: Cell) -> str:
    """What a person would read in the cell, without blanks around it; a number with no more digits than it has."""
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    return next((write(cell) for kind, write in _WRITTEN if isinstance(cell, kind)), str(cell))


def cached_reading(read: Reading) -> Reading:
    """For fields whose texts occur again and again."""
    known: dict[str, Any] = {}

    def reading(cell: Cell) -> Any:
        if type(cell) is not str:
            return read(cell)
        if (value := known.get(cell)) is None:
            if len(known) >= _MOST_CACHED:
                known.clear()
            value = known[cell] = read(cell)
        return value

    return reading


def _float(cell: float) -> str:
    return f"{cell:.0f}" if cell.is_integer() else repr(cell)


_WRITTEN: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda cell: "true" if cell else "false"),
    (float, _float),
    (Decimal, lambda cell: format(cell, "f")),
    (date, lambda cell: cell.isoformat()),
    (Mapping, lambda cell: json.dumps(dict(cell), ensure_ascii=False, default=str)),
    (list, lambda cell: json.dumps(cell, ensure_ascii=False, default=str)),
)
