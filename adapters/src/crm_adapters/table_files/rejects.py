"""Rows that were not taken, as a file that is mended and imported again: first what is wrong, then the row itself."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from crm_adapters.table_files.columns import PLACE
from crm_adapters.table_files.json_tables import JsonTable
from crm_adapters.table_files.writing import TableFormat, open_writer
from crm_adapters.whole_files import written_whole
from crm_core.imports import Cell, RowProblem, SourceTable

Reject = Callable[[RowProblem, Sequence[Cell]], None]


def rejects_format(table: SourceTable) -> TableFormat:
    """JSON Lines for a table of JSON; CSV, which a program of spreadsheets opens too, for any other."""
    return TableFormat.JSONL if isinstance(table, JsonTable) else TableFormat.CSV


@contextmanager
def open_rejects(path: Path, table: SourceTable) -> Iterator[Reject]:
    """Give it each row's problem and cells; surplus cells of CSV follow behind the columns.

    Raises OSError, and then a former file stands as it was.
    """
    width = len(table.columns)
    form = rejects_format(table)
    with (
        written_whole(path) as target,
        open_writer(form, target, [*PLACE, *table.columns]) as writer,
    ):

        def reject(problem: RowProblem, cells: Sequence[Cell]) -> None:
            place = (problem.file, problem.line, problem.column, problem.value, problem.problem, problem.remedy)
            whole = [*cells, *[None] * (width - len(cells))]
            writer.write([*place, *(whole if form is TableFormat.CSV else whole[:width])])

        yield reject
