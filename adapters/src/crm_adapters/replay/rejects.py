"""Writes rejected rows as a CSV file: the problem of each, then the row itself, to be corrected and replayed."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

from crm_adapters.replay.reading import DEALS, PLACE
from crm_adapters.replay.table_file import BadRow
from crm_adapters.whole_files import write_whole


def write_rejects(path: Path, bad_rows: Iterable[BadRow], columns: Sequence[str]) -> None:
    """``columns`` are those of the file of deals, in whose place the mended file can stand. Raises OSError.

    Of a bad row of another file, which is corrected there, only its place and value are written.
    """
    positions = [position for position, column in enumerate(columns) if column.strip().casefold() not in PLACE]
    page = StringIO(newline="")
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow([*PLACE, *(columns[position] for position in positions)])
    for row in bad_rows:
        place = (row.file, row.line, row.column, row.value, row.reason)
        writer.writerow([*place, *(_cells(row, positions, len(columns)) if row.file == DEALS else ())])
    write_whole(path, page.getvalue().encode(errors="replace"))


def _cells(row: BadRow, positions: Sequence[int], width: int) -> list[str]:
    """The row's cells by column; surplus cells follow behind them."""
    cells = [*row.cells, *[""] * (width - len(row.cells))]
    return [*(cells[position] for position in positions), *cells[width:]]
