"""A table as a reader sees it: every cell in words, money with its sign instead of a column of codes."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from crm_adapters.reports.wording import in_words
from crm_operations.pipeline_analytics import Cell, ColumnKind, Table

_NUMBERS = {ColumnKind.COUNT, ColumnKind.MONEY, ColumnKind.RATE, ColumnKind.DURATION}


@dataclass(frozen=True, slots=True)
class ShownCell:
    text: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """``again`` marks a row about the same thing as the row above, in another currency; its name is shown faintly."""

    again: bool
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table without the currency codes: its money shows the sign."""

    title: str
    empty: str
    heads: tuple[ShownCell, ...]
    rows: tuple[ShownRow, ...]


def shown_table(table: Table, zone: ZoneInfo) -> ShownTable:
    places = [place for place, column in enumerate(table.columns) if column.kind is not ColumnKind.CURRENCY]
    heads = tuple(ShownCell(table.columns[place].title, table.columns[place].kind in _NUMBERS) for place in places)
    names = _leading_names(table)
    rows = []
    above: tuple[Cell, ...] | None = None
    for row in table.rows:
        again = above is not None and row[:names] == above[:names]
        cells = tuple(_shown_cell(row[place], table.columns[place].kind, zone, again=again) for place in places)
        rows.append(ShownRow(again, cells))
        above = row
    return ShownTable(table.title, table.empty, heads, tuple(rows))


def _leading_names(table: Table) -> int:
    """How many columns say what a row is about before its figures begin."""
    figures = _NUMBERS | {ColumnKind.CURRENCY}
    return next((place for place, column in enumerate(table.columns) if column.kind in figures), len(table.columns))


def _shown_cell(cell: Cell, kind: ColumnKind, zone: ZoneInfo, *, again: bool) -> ShownCell:
    text = "" if again and cell is None else in_words(cell, kind, zone)
    return ShownCell(text, kind in _NUMBERS)
