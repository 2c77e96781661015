"""Reads a CSV file line by line: each line is a row, or a bad row with the reason.

A value never goes over several lines here, so a forgotten quotation mark spoils its own line and no other.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from crm_core.errors import Invalid
from crm_core.texts import fit
from crm_core.values import Value

LONGEST_STORED = 20_000
"""Characters of a line that is no row; the rest stands in the file it came from."""

_DELIMITERS = ",;\t|"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NOT_UTF_8 = re.compile("[\udc80-\udcff]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


class BadRow(Value):
    """A line that cannot be used: which value of it, why, and the line itself. An empty column means the whole line."""

    file: str
    line: int
    column: str
    value: str
    reason: str
    cells: tuple[str, ...]


class TableRow(Value):
    file: str
    line: int
    cells: tuple[str, ...]
    values: Mapping[str, str]
    """By the name of the column, as written."""

    def text(self, column: str) -> str:
        """Without the blanks around it; nothing where the file has no such column."""
        return self.values.get(column, "").strip()

    def bad(self, column: str, reason: str) -> BadRow:
        value = self.values.get(column, "")
        return BadRow(file=self.file, line=self.line, column=column, value=value, reason=reason, cells=self.cells)


class TableFile:
    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        """Reads the header. Raises Invalid when the file or one of the columns is missing."""
        self.path = path
        self.name = path.name
        self._needed = columns
        self.delimiter, self.columns = self._header()
        self._positions = {column.strip().casefold(): position for position, column in enumerate(self.columns)}

    def rows(self) -> Iterator[TableRow | BadRow]:
        """Empty lines are left out."""
        with self._open() as lines:
            next(lines)
            for number, ending_line in enumerate(lines, start=2):
                if line := ending_line.removesuffix("\n"):
                    yield self._row(number, line)

    def _row(self, number: int, line: str) -> TableRow | BadRow:
        def bad(column: str, value: str, reason: str) -> BadRow:
            stored = tuple(_as_windows_1252(cell) for cell in cells)
            return BadRow(file=self.name, line=number, column=column, value=value, reason=reason, cells=stored)

        try:
            cells = _cells(line, self.delimiter)
        except csv.Error as problem:
            cells = (fit(line, LONGEST_STORED),)
            return bad("", cells[0], _why(problem))
        for position, cell in enumerate(cells):
            column = self.columns[position] if position < len(self.columns) else ""
            if odd := _NOT_UTF_8.search(cell):
                byte, guess = ord(odd[0]) - 0xDC00, _as_windows_1252(cell)
                return bad(column, guess, f"byte {byte:#04x} is not UTF-8; as Windows-1252 it would read {guess!r}")
            if _CONTROL.search(cell):
                return bad(column, cell, "has a control character; take it out")
        if len(cells) < len(self.columns):
            return bad(self.columns[len(cells)], "", "the line ends before this column; add what is missing")
        if len(cells) > len(self.columns):
            surplus = self.delimiter.join(cells[len(self.columns) :])
            quoting = f"a value with {self.delimiter!r} in it stands in quotation marks"
            return bad("", surplus, f"has {len(cells)} values for {len(self.columns)} columns; {quoting}")
        values = {column: cells[position] for column, position in self._positions.items()}
        return TableRow(file=self.name, line=number, cells=cells, values=values)

    def _header(self) -> tuple[str, tuple[str, ...]]:
        with self._open() as lines:
            first = next(lines, "").removesuffix("\n")
        if not first.strip():
            raise Invalid.field(self.name, "has no header", f"its first line names the columns: {self._name_required}")
        headers = [(delimiter, _header_cells(first, delimiter)) for delimiter in _DELIMITERS]
        delimiter, columns = max(headers, key=lambda header: len(self._found(header[1])))
        found = self._found(columns)
        if missing := [column for column in self._needed if column not in found]:
            problem = f"has no column {', '.join(missing)}"
            raise Invalid.field(self.name, problem, f"its first line has to name them; it reads {first[:200]!r}")
        if doubled := [column for column in found if found.count(column) > 1]:
            raise Invalid.field(self.name, f"has two columns {doubled[0]}", "take one of them out")
        return delimiter, columns

    def _found(self, columns: Sequence[str]) -> list[str]:
        names = [column.strip().casefold() for column in columns]
        return [name for name in names if name in self._needed]

    def _open(self) -> "_Lines":
        return _Lines(self.path, self._name_required)

    @property
    def _name_required(self) -> str:
        return ", ".join(self._needed)


class _Lines:
    """The lines of a file that is open; bytes that are not UTF-8 come as lone surrogates."""

    def __init__(self, path: Path, name_required: str) -> None:
        try:
            with path.open("rb") as raw:
                if raw.read(2) in _UTF_16:
                    raise Invalid.field(path.name, "is UTF-16", "save it as UTF-8")
            self._text = path.open(encoding="utf-8-sig", errors="surrogateescape")
        except FileNotFoundError as cause:
            problem, remedy = f"is not in {path.parent}", f"put it there, with the columns {name_required}"
            raise Invalid.field(path.name, problem, remedy) from cause
        except OSError as cause:
            raise Invalid.field(path.name, f"cannot be read: {cause.strerror}", "make it readable") from cause

    def __enter__(self) -> Iterator[str]:
        return self._text

    def __exit__(self, *_: object) -> None:
        self._text.close()


def _cells(line: str, delimiter: str) -> tuple[str, ...]:
    """Raises csv.Error for a line that is not well quoted."""
    return tuple(next(csv.reader((line,), delimiter=delimiter, strict=True)))


def _why(problem: csv.Error) -> str:
    """The reason in our own words, for the three errors that the csv module reports."""
    text = str(problem)
    if "field limit" in text:
        return f"has a value of more than {csv.field_size_limit():,} characters; shorten it"
    if "unexpected end" in text:
        return "a quotation mark is open at the end of the line; close it, or leave it out"
    return "a quotation mark stands within a value; write it twice, or leave it out"


def _header_cells(line: str, delimiter: str) -> tuple[str, ...]:
    try:
        return _cells(line, delimiter)
    except csv.Error:
        return (line,)


def _as_windows_1252(cell: str) -> str:
    return _NOT_UTF_8.sub(lambda odd: bytes([ord(odd[0]) - 0xDC00]).decode("cp1252", errors="replace"), cell)
