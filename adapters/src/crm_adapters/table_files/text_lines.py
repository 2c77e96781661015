"""The lines of a file, and the rows of separated values they make."""

import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from crm_adapters.table_files.limits import ReadingLimits
from crm_adapters.table_files.source_file import SourceFile
from crm_core.errors import Invalid

_ENDS = ("\n", "\r")


class Split(NamedTuple):
    """The cells of a row that starts at a line; with a ``problem`` and its remedy the line is one cell."""

    line: int
    cells: Sequence[str]
    problem: str = ""
    remedy: str = ""


@contextmanager
def lines_of(source: SourceFile, encoding: str, limits: ReadingLimits) -> Iterator[Iterator[str]]:
    """With their ends; bytes that do not fit come as halves of surrogate pairs. A line that is too long is cut."""
    with io.TextIOWrapper(source.open(), encoding=encoding, errors="surrogateescape", newline="") as text:
        yield _lines(text, source.name, encoding, limits.line_characters)


def split_rows(
    lines: Iterator[str], delimiter: str, limits: ReadingLimits, width: int | None = None
) -> Iterator[Split]:
    """Empty lines are left out. A quotation mark that is never closed spoils its own line and no other.

    A row of several lines is one only where it has ``width`` cells, if that is known.
    """
    waiting: deque[str] = deque()
    number = 0
    while (line := waiting.popleft() if waiting else next(lines, None)) is not None:
        number += 1
        if len(line) >= limits.line_characters:
            problem = f"has {limits.line_characters:,} characters or more"
            yield Split(number, (line[:200],), problem, "shorten it")
        elif '"' not in line:
            if text := line.rstrip("\r\n"):
                yield Split(number, text.split(delimiter))
        else:
            more: list[str] = []
            split = _quoted(number, line, _further(waiting, lines, more, limits), delimiter)
            if more and (split.problem or (width is not None and len(split.cells) != width)):
                waiting.extendleft(reversed(more))
                split = _refused(number, line, "a quotation mark is open at the end of the line")
            else:
                number += len(more)
            yield split


def cells_of(text: str, delimiter: str) -> Sequence[str] | None:
    """The cells of a whole row, None where it is not well quoted."""
    split = _quoted(1, text, iter(()), delimiter)
    return None if split.problem else split.cells


def _quoted(number: int, line: str, more: Iterator[str], delimiter: str) -> Split:
    def fed() -> Iterator[str]:
        yield line
        yield from more

    try:
        return Split(number, next(csv.reader(fed(), delimiter=delimiter, strict=True)))
    except csv.Error as problem:
        text = str(problem)
    if "field limit" in text:
        return Split(
            number, (line[:200],), f"has a value of more than {csv.field_size_limit():,} characters", "shorten it"
        )
    if "unexpected end" in text:
        return _refused(number, line, "a quotation mark is open at the end of the line")
    return _refused(number, line, "a quotation mark stands within a value")


def _refused(number: int, line: str, problem: str) -> Split:
    return Split(number, (line.rstrip("\r\n"),), problem, "write it twice and close the value, or leave it out")


def _further(waiting: deque[str], lines: Iterator[str], taken: list[str], limits: ReadingLimits) -> Iterator[str]:
    characters = 0
    while len(taken) < limits.row_lines and characters < limits.line_characters:
        line = waiting.popleft() if waiting else next(lines, None)
        if line is None:
            return
        taken.append(line)
        characters += len(line)
        yield line


def _lines(text: io.TextIOWrapper, name: str, encoding: str, longest: int) -> Iterator[str]:
    try:
        while line := text.readline(longest):
            yield line
            while len(line) == longest and not line.endswith(_ENDS):
                line = text.readline(longest)
    except UnicodeDecodeError as cause:
        raise Invalid.field(
            name, f"is not {encoding} throughout", "save it as UTF-8, or name its --encoding"
        ) from cause
