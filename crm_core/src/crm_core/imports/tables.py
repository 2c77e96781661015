"""Tables of files as they are read, before anything is known of what their columns mean."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, Protocol, TypeAlias

from crm_core.values import Value
from crm_core.vocabulary import AnyText, Total

Cell: TypeAlias = str | int | float | Decimal | bool | date | datetime | Mapping[str, object] | list[object] | None
"""A text of CSV; XLSX and JSON also know numbers, dates, yes and no. An empty cell is None."""


class RowProblem(Value):
    """Why a row is not taken: where it stands, what is wrong, and what to do. ``column`` is empty for a whole row."""

    file: AnyText = ""
    line: Total
    column: AnyText = ""
    value: AnyText = ""
    problem: AnyText
    remedy: AnyText


class SourceRow(NamedTuple):
    """``line`` counts from 1 as an editor shows it, the first one of a row that spans several; the header is line 1.

    ``cells`` are in the order of the table's columns. A row that could not be read has a ``problem``, and its cells
    as far as they could be.
    """

    line: int
    cells: Sequence[Cell]
    problem: RowProblem | None = None


class SourceTable(Protocol):
    """One table of a file; each call of ``rows`` reads it from the start, a row at a time."""

    @property
    def file(self) -> str:
        """The name by which a mapping finds it: ``deals.csv``, ``book.xlsx#Sheet 2``."""
        ...

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal."""
        ...

    @property
    def encoding(self) -> str:
        """By the name that Python has for it: ``utf-8``, ``cp1252``."""
        ...

    @property
    def delimiter(self) -> str | None:
        """None where columns are not separated by a character."""
        ...

    @property
    def columns(self) -> Sequence[str]:
        """As they are written, each once."""
        ...

    @property
    def unwrapped(self) -> int:
        """How many lines, of those read so far, were one quoted cell that held the whole row."""
        ...

    def rows(self) -> Iterator[SourceRow]:
        """From the first one on; what cannot be read is answered as a problem."""
        ...
