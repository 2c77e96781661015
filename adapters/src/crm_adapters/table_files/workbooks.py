"""The sheets of an XLSX file as tables, each under its first row that is not empty."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from crm_adapters.extras import extra
from crm_adapters.formulas import unguarded
from crm_adapters.table_files.columns import columns_of, leading
from crm_adapters.table_files.limits import ReadingLimits
from crm_adapters.table_files.source_file import SourceFile
from crm_adapters.table_files.workbook_check import Place, empty_formulas
from crm_core.errors import Invalid
from crm_core.imports import Cell, RowProblem, SourceRow

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

Stored = str | int | float | bool | date | datetime | time | timedelta
_EXACT = 2**53


def workbook_tables(source: SourceFile, limits: ReadingLimits, *, guarded: bool = False) -> Sequence["SheetTable"]:
    """Named ``book.xlsx#Sheet``, and where there is but one ``book.xlsx``. Raises Invalid."""
    with extra("import", field=source.name, otherwise="or save it as CSV"):
        from python_calamine import CalamineError, CalamineWorkbook
    content = source.whole(limits.workbook_bytes)
    empty = empty_formulas(content, source.name, limits)
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = [book.get_sheet_by_name(name) for name in empty]
    except (CalamineError, ValueError, OSError) as cause:
        raise Invalid.field(source.name, "is no XLSX workbook", "save it as XLSX anew, or as CSV") from cause
    filled = [sheet for sheet in sheets if sheet.start is not None]
    if not filled:
        raise Invalid.field(source.name, "is empty", "its first row names the columns")
    names = [source.name] if len(filled) == 1 else [f"{source.name}#{sheet.name}" for sheet in filled]
    return [
        SheetTable(source, name, sheet, empty[sheet.name], limits, guarded=guarded)
        for name, sheet in zip(names, filled, strict=True)
    ]


class SheetTable:
    encoding = "utf-8"
    delimiter: None = None
    unwrapped = 0

    def __init__(
        self,
        source: SourceFile,
        name: str,
        sheet: "CalamineSheet",
        empty: set[Place],
        limits: ReadingLimits,
        *,
        guarded: bool,
    ) -> None:
        self.file, self.digest = name, source.digest
        self._sheet, self._empty = sheet, empty
        self._left = sheet.start[1] if sheet.start else 0
        number, header = next(
            (at, cells) for at, cells in self._rows() if any(cell not in {"", None} for cell in cells)
        )
        self._header = number
        columns = columns_of(name, [_title(cell) for cell in header], limits)
        self._leading = leading(columns)
        self._guarded = guarded or self._leading > 0
        if self._guarded:
            columns = tuple(map(unguarded, columns))
        self.columns: Sequence[str] = columns[self._leading :]

    def rows(self) -> Iterator[SourceRow]:
        """Rows without any value are left out; a formula counts by the value that is stored with it."""
        for number, stored in self._rows():
            if number <= self._header:
                continue
            cells = [self._cell(one) for one in stored[self._leading :]]
            left = self._left + self._leading
            without = next((at for at in range(len(cells)) if (number - 1, left + at) in self._empty), None)
            if without is not None:
                column = self.columns[without]
                problem, remedy = "is a formula without a stored value", "open the file, let it compute, and save it"
                row_problem = RowProblem(file=self.file, line=number, column=column, problem=problem, remedy=remedy)
                yield SourceRow(number, cells, row_problem)
            elif any(cell is not None for cell in cells):
                yield SourceRow(number, cells)

    def _rows(self) -> Iterator[tuple[int, Sequence[Stored]]]:
        """By their numbers. Calamine ends with the last value, and formulas without any may follow."""
        number = 0
        for number, stored in enumerate(self._sheet.iter_rows(), start=1):
            yield number, stored
        for later in sorted({row + 1 for row, _ in self._empty if row >= number}):
            yield later, [""] * self._sheet.width

    def _cell(self, stored: Stored) -> Cell:
        if isinstance(stored, str):
            return (unguarded(stored) if self._guarded else stored) or None
        if isinstance(stored, float):
            whole = stored.is_integer() and abs(stored) < _EXACT
            return int(stored) if whole else Decimal(f"{stored:.15g}")  # the digits that a spreadsheet shows
        if isinstance(stored, time):
            return stored.isoformat()
        if isinstance(stored, timedelta):
            return str(stored)
        return stored


def _title(cell: Stored) -> str:
    whole = isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT
    return str(int(cell)) if whole and isinstance(cell, float) else str(cell)
