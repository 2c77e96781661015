"""Hands rejected rows back as a CSV file: what is wrong with each, then the row itself, to be mended and fed again."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from crm_adapters.replay.reading import DEALS
from crm_adapters.replay.table_file import BadRow

_OURS = ("file", "line", "column", "value", "reason")


def write_rejects(path: Path, bad_rows: Iterable[BadRow], columns: Sequence[str]) -> None:
    """``columns`` are those of the file of deals, in whose place the mended file can stand. Raises OSError.

    Of a bad row of another file, which is mended there, only its place and value are told.
    """
    kept = [position for position, column in enumerate(columns) if column.strip().casefold() not in _OURS]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*_OURS, *(columns[position] for position in kept)])
        for row in bad_rows:
            told = (row.file, row.line, row.column, row.value, row.reason)
            writer.writerow([*told, *(_cells(row, kept, len(columns)) if row.file == DEALS else ())])


def _cells(row: BadRow, kept: Sequence[int], width: int) -> list[str]:
    """As many as there are columns; what a row has too many stands behind them, for whoever mends it."""
    cells = [*row.cells, *[""] * (width - len(row.cells))]
    return [*(cells[position] for position in kept), *cells[width:]]
