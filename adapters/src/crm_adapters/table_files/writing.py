"""Writes tables row by row: CSV, XLSX and JSON Lines."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, BinaryIO, Protocol

from crm_adapters.extras import extra
from crm_adapters.formulas import guarded
from crm_core.errors import Invalid
from crm_core.imports import Cell

_MOST_EXACT = 10**15


class TableFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"

    @property
    def is_guarded(self) -> bool:
        """Whether texts that look like formulas have an apostrophe before them."""
        return self is not TableFormat.JSONL


class TableWriter(Protocol):
    def write(self, row: Sequence[Cell]) -> None: ...


@contextmanager
def open_writer(format: TableFormat, target: BinaryIO, columns: Sequence[str]) -> Iterator[TableWriter]:  # noqa: A002
    """Writes the header, and in the block the rows, each with a cell a column. The target stays open.

    CSV holds every cell as text, XLSX numbers, days, yes and no as such; JSON Lines all but days and moments, which are
    ISO 8601 everywhere. Raises Invalid where a format cannot hold a cell or so many rows.
    """
    match format:
        case TableFormat.CSV:
            yield _CsvWriter(target, columns)
        case TableFormat.JSONL:
            yield _JsonLinesWriter(target, columns)
        case TableFormat.XLSX:
            with extra("reports", field="format", otherwise="or take csv or jsonl"):
                import xlsxwriter
            options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
            with xlsxwriter.Workbook(target, options) as book:
                yield _SheetWriter(book, columns)


class _CsvWriter:
    def __init__(self, target: BinaryIO, columns: Sequence[str]) -> None:
        self._line: Callable[[Sequence[Cell]], bytes] = csv.writer(_Echo()).writerow
        self._target = target
        self.write(columns)

    def write(self, row: Sequence[Cell]) -> None:
        self._target.write(self._line([as_text(cell) for cell in row]))


class _JsonLinesWriter:
    def __init__(self, target: BinaryIO, columns: Sequence[str]) -> None:
        self._target, self._columns = target, columns

    def write(self, row: Sequence[Cell]) -> None:
        """What is empty is written too, so that the first line names every column."""
        values = dict(zip(self._columns, row, strict=True))
        self._target.write(f"{json.dumps(values, ensure_ascii=False, default=_in_json)}\n".encode())


class _SheetWriter:
    _MOST_ROWS = 1_048_576
    _MOST_COLUMNS = 16_384
    _LONGEST_TEXT = 32_767
    _FIRST_YEAR = 1901

    def __init__(self, book: Any, columns: Sequence[str]) -> None:
        if len(columns) > self._MOST_COLUMNS:
            raise Invalid.field("format", f"a sheet has {self._MOST_COLUMNS:,} columns", "take csv or jsonl")
        self._sheet = book.add_worksheet()
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._next = 0
        self.write(columns)

    def write(self, row: Sequence[Cell]) -> None:
        if self._next >= self._MOST_ROWS:
            raise Invalid.field("format", f"a sheet has {self._MOST_ROWS:,} rows", "take csv or jsonl")
        for column, cell in enumerate(row):
            self._write(column, cell)
        self._next += 1

    def _write(self, column: int, cell: Cell) -> None:
        match cell:
            case None:
                pass
            case bool():
                self._sheet.write_boolean(self._next, column, cell)
            case int() | float() | Decimal() if _is_exact(cell):
                self._sheet.write_number(self._next, column, float(cell))
            case date() if not isinstance(cell, datetime) and cell.year >= self._FIRST_YEAR:
                self._sheet.write_datetime(self._next, column, cell, self._day)
            case _:
                text = as_text(cell)
                if len(text) > self._LONGEST_TEXT:
                    problem = f"a cell of a sheet holds {self._LONGEST_TEXT:,} characters"
                    raise Invalid.field("format", problem, "take csv or jsonl")
                self._sheet.write_string(self._next, column, text)


class _Echo:
    def write(self, line: str) -> bytes:
        return line.encode()


def as_text(cell: Cell) -> str:
    """As CSV holds it; texts that look like formulas with an apostrophe before them."""
    match cell:
        case None:
            text = ""
        case str():
            text = guarded(cell)
        case bool() | Mapping() | list():
            text = json.dumps(cell, ensure_ascii=False, default=_in_json)
        case Decimal():
            text = f"{cell:f}"
        case date():
            text = cell.isoformat()
        case _:
            text = str(cell)
    return text


def _in_json(cell: object) -> object:
    if isinstance(cell, Decimal):
        return int(cell) if cell == cell.to_integral_value() else float(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _is_exact(number: float | Decimal) -> bool:
    """Whether the fifteen digits that a sheet shows are enough."""
    return -_MOST_EXACT < number < _MOST_EXACT and Decimal(f"{float(number):.15G}") == Decimal(str(number))
