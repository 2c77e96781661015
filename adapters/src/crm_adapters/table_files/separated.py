"""A table of separated values, read row by row."""

from collections.abc import Callable, Iterator, Sequence

from crm_adapters.formulas import unguarded
from crm_adapters.table_files.columns import columns_of, leading
from crm_adapters.table_files.delimiters import delimiter_of, delimiter_wished
from crm_adapters.table_files.encodings import encoding_of, what_does_not_fit
from crm_adapters.table_files.limits import ReadingLimits
from crm_adapters.table_files.source_file import SourceFile
from crm_adapters.table_files.text_lines import Split, cells_of, lines_of, split_rows
from crm_core.errors import Invalid
from crm_core.imports import Cell, RowProblem, SourceRow

_SAMPLE = 64 * 1024
_SHOWN = 200


class SeparatedTable:
    def __init__(
        self,
        source: SourceFile,
        known_header: Callable[[Sequence[str]], bool],
        limits: ReadingLimits,
        *,
        encoding: str | None = None,
        delimiter: str | None = None,
        guarded: bool = False,
    ) -> None:
        """``guarded``: an apostrophe before what looks like a formula is no part of the text. Raises Invalid."""
        self._source, self._limits, self._guarded = source, limits, guarded
        self.file, self.digest = source.name, source.digest
        self.encoding = encoding_of(source, encoding)
        with lines_of(source, self.encoding, limits) as lines:
            if next(lines, None) is None:
                raise Invalid.field(self.file, "is empty", "its first line names the columns")
        self.delimiter = (
            delimiter_wished(delimiter)
            if delimiter
            else delimiter_of(self.file, self._header, known_header, self._sample)
        )
        self._columns = columns_of(self.file, self._header(self.delimiter), limits)
        self._leading = leading(self._columns)
        self._guarded = guarded or self._leading > 0
        self.columns = self._columns[self._leading :]
        self.unwrapped = 0

    def rows(self) -> Iterator[SourceRow]:
        """Rows without any value are left out."""
        self.unwrapped = 0
        with lines_of(self._source, self.encoding, self._limits) as lines:
            splits = split_rows(lines, self.delimiter, self._limits, len(self._columns))
            next(splits)
            for split in splits:
                row = self._row(split)
                if row.problem or any(cell is not None for cell in row.cells):
                    yield row

    def _row(self, split: Split) -> SourceRow:
        if split.problem:
            return self._refused(split.line, split.cells, "", split.cells[0], split.problem, split.remedy)
        cells = self._unwrapped(split.cells)
        for place, cell in enumerate(cells):
            if found := what_does_not_fit(cell, self.encoding):
                column = self._columns[place] if place < len(self._columns) else ""
                return self._refused(split.line, cells, column, *found)
        if len(cells) < len(self._columns):
            problem = "the row ends before this column"
            return self._refused(split.line, cells, self._columns[len(cells)], "", problem, "add what is missing")
        if len(cells) > len(self._columns):
            problem = f"has {len(cells)} values for {len(self._columns)} columns"
            remedy = f"a value with {self.delimiter!r} in it stands in quotation marks"
            surplus = self.delimiter.join(cells[len(self._columns) :])
            return self._refused(split.line, cells, "", surplus, problem, remedy)
        return SourceRow(split.line, self._read(cells))

    def _read(self, cells: Sequence[str]) -> list[Cell]:
        cut = cells[self._leading :]
        if self._guarded:
            return [unguarded(cell) or None for cell in cut]
        return [cell or None for cell in cut]

    def _refused(
        self, line: int, cells: Sequence[str], column: str, value: str, problem: str, remedy: str
    ) -> SourceRow:
        shown = what_does_not_fit(value, self.encoding)
        value = (shown[0] if shown else value)[:_SHOWN]
        row_problem = RowProblem(file=self.file, line=line, column=column, value=value, problem=problem, remedy=remedy)
        meant = [fixed[0] if (fixed := what_does_not_fit(cell, self.encoding)) else cell for cell in cells]
        return SourceRow(line, self._read(meant), row_problem)

    def _unwrapped(self, cells: Sequence[str]) -> Sequence[str]:
        """Some programs put a whole line in quotation marks, as one cell."""
        if len(cells) == 1 < len(self._columns):
            inner = cells_of(cells[0], self.delimiter)
            if inner is not None and len(inner) == len(self._columns):
                self.unwrapped += 1
                return inner
        return cells

    def _header(self, delimiter: str) -> Sequence[str]:
        with lines_of(self._source, self.encoding, self._limits) as lines:
            first = next(split_rows(lines, delimiter, self._limits), None)
        if first is None:
            return ()
        if first.problem:
            raise Invalid.field(self.file, f"its header {first.problem}", first.remedy)
        cells = first.cells
        if len(cells) == 1 and delimiter in cells[0]:
            cells = cells_of(cells[0], delimiter) or cells
        return [unguarded(cell) for cell in cells] if self._guarded or leading(cells) else cells

    def _sample(self) -> str:
        return self._source.start(_SAMPLE).decode(self.encoding, errors="replace")
