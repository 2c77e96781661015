"""Tables of JSON: a list of objects, an object of such lists, or one object a line."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NoReturn

from crm_adapters.table_files.columns import columns_of, leading
from crm_adapters.table_files.encodings import UTF_8, encoding_of, what_does_not_fit
from crm_adapters.table_files.limits import ReadingLimits
from crm_adapters.table_files.source_file import SourceFile
from crm_adapters.table_files.text_lines import lines_of
from crm_core.errors import Invalid
from crm_core.imports import Cell, RowProblem, SourceRow

_SHOWN = 200
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_ONE_A_LINE = "write one object with a value a column"
Numbered = tuple[int, object]
"""A line, or the place in a list from 1, and what is there; a ValueError where it is no JSON."""


class JsonTable:
    """Its columns are the names of all its objects; one that an object has not is empty there."""

    delimiter: None = None
    unwrapped = 0

    def __init__(
        self,
        source: SourceFile,
        name: str,
        encoding: str,
        found: Callable[[], Iterator[Numbered]],
        limits: ReadingLimits,
    ) -> None:
        """Raises Invalid where there is no object."""
        self.file, self.digest, self.encoding = name, source.digest, encoding
        self._found = found
        names: dict[str, None] = {}
        for _, value in found():
            if isinstance(value, Mapping) and len(names) <= limits.columns:
                names |= dict.fromkeys(value)
        columns = columns_of(name, tuple(names), limits)
        self.columns: Sequence[str] = columns[leading(columns) :]

    def rows(self) -> Iterator[SourceRow]:
        """Objects without any value are left out."""
        for line, value in self._found():
            if not isinstance(value, Mapping):
                problem = str(value) if isinstance(value, ValueError) else "is no object"
                yield self._refused(line, [], "", "" if isinstance(value, ValueError) else str(value), problem)
                continue
            cells: list[Cell] = [value.get(column) for column in self.columns]
            cells = [None if cell == "" else cell for cell in cells]
            astray = next(
                ((column, cell) for column, cell in zip(self.columns, cells, strict=True) if _odd(cell)), None
            )
            if astray:
                yield self._refused(line, cells, astray[0], str(astray[1]), "has a character that no text may hold")
            elif any(cell is not None for cell in cells):
                yield SourceRow(line, cells)

    def _refused(self, line: int, cells: Sequence[Cell], column: str, value: str, problem: str) -> SourceRow:
        meant = what_does_not_fit(value, UTF_8)
        value = (meant[0] if meant else value)[:_SHOWN].encode(errors="replace").decode()
        remedy = "take it out" if column else _ONE_A_LINE
        row_problem = RowProblem(file=self.file, line=line, column=column, value=value, problem=problem, remedy=remedy)
        return SourceRow(line, cells, row_problem)


def json_lines(source: SourceFile, limits: ReadingLimits, encoding: str | None = None) -> JsonTable:
    """One object a line, read line by line. Raises Invalid."""
    read_as = encoding_of(source, encoding)

    def found() -> Iterator[Numbered]:
        with lines_of(source, read_as, limits) as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, _line(line, limits, read_as)

    return JsonTable(source, source.name, read_as, found, limits)


def json_tables(source: SourceFile, limits: ReadingLimits, encoding: str | None = None) -> Sequence[JsonTable]:
    """Of an object of lists one table each, named ``file.json#name``. Raises Invalid."""
    read_as = encoding_of(source, encoding)
    text = source.whole(limits.json_bytes).decode(read_as, errors="surrogateescape")
    value = parsed(text)
    if isinstance(value, ValueError):
        raise Invalid.field(source.name, str(value), "mend it, or save it as CSV")
    lists = {source.name: value} if isinstance(value, list) else _lists(source.name, value)
    return [
        JsonTable(source, name, read_as, lambda rows=rows: iter(enumerate(rows, start=1)), limits)  # type: ignore[misc]
        for name, rows in lists.items()
    ]


def parsed(text: str) -> object:
    """The value, with exact numbers, or the ValueError that says why it is none."""
    try:
        value: object = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except json.JSONDecodeError as problem:
        return ValueError(f"is no JSON: {problem.msg} at line {problem.lineno}, column {problem.colno}")
    except RecursionError:
        return ValueError("is no JSON that can be read: it is nested too deeply")
    except ValueError as problem:
        return ValueError(f"is no JSON that can be read: {problem}")
    return value


def _line(line: str, limits: ReadingLimits, encoding: str) -> object:
    if len(line) >= limits.line_characters:
        return ValueError(f"has {limits.line_characters:,} characters or more")
    if meant := what_does_not_fit(line, encoding):
        return ValueError(meant[1])
    return parsed(line)


def _lists(name: str, value: object) -> Mapping[str, list[object]]:
    if not isinstance(value, Mapping) or not value:
        raise Invalid.field(name, "holds no list of objects", "write a list with an object a row")
    for key, rows in value.items():
        if not isinstance(rows, list):
            raise Invalid.field(name, f"its {key[:80]!r} is no list", "write a list with an object a row")
    return {f"{name}#{key}": rows for key, rows in value.items() if rows}


def _odd(cell: Cell) -> bool:
    return isinstance(cell, str) and _UNFIT.search(cell) is not None


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")
