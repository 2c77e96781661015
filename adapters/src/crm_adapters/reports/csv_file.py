"""A report as comma separated values: bare numbers, and texts that no spreadsheet takes for a formula.

One table stands alone, as programs expect it; several follow each other, each under its title and after a blank line.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from crm_adapters.amounts import as_decimal
from crm_adapters.formulas import harmless
from crm_adapters.reports.json_file import in_iso
from crm_core.money import Money
from crm_core.pipelines import Rate
from crm_operations.pipeline_analytics import Cell, Column, ColumnKind, ReportContents, Row

_DAY = timedelta(days=1)


def csv_parts(contents: ReportContents, rows: Iterable[Row] | None) -> Iterator[bytes]:
    """Line by line; ``rows`` are those of the only table, where they are not in the contents."""
    line = csv.writer(CsvEcho()).writerow
    alone = len(contents.tables) == 1
    for place, table in enumerate(contents.tables, start=1):
        if place > 1:
            yield line(())
        if not alone:
            yield line((harmless(table.title),))
        yield line([harmless(title_of(column)) for column in table.columns])
        kinds = [column.kind for column in table.columns]
        for row in table.rows if rows is None else rows:
            yield line([_written(cell, kind) for cell, kind in zip(row, kinds, strict=True)])


class CsvEcho:
    """For a writer of CSV, which answers what writing answers: the line itself."""

    def write(self, line: str) -> bytes:
        return line.encode()


def title_of(column: Column) -> str:
    return f"{column.title} (days)" if column.kind is ColumnKind.DURATION else column.title


def in_days(length: timedelta) -> float:
    return round(length / _DAY, 4)


def _written(cell: Cell, kind: ColumnKind) -> str | int | float | None:
    match cell:
        case str():
            return harmless(cell)
        case Money():
            return f"{as_decimal(cell):f}"
        case Rate():
            return None if cell.value is None else round(cell.value, 6)
        case timedelta():
            return in_days(cell)
        case date():
            return in_iso(cell, kind)
    return cell
