"""What is imported: files as their mapping understands them, cut into chunks."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import NamedTuple

from crm_core.imports import (
    Chunk,
    FileResult,
    ImportBatch,
    ImportStarted,
    Mapped,
    MappedRow,
    RowProblem,
    SkippedRow,
    Write,
)

CHUNK_ROWS = 500
"""Rows that are one commit."""


class StartImport(ImportStarted):
    """``announce`` tells what rows create; ``all_or_nothing`` writes nothing when a row would be refused."""

    announce: bool = False
    all_or_nothing: bool = False


class ImportSource(NamedTuple):
    """A file; each call of ``rows`` reads it from the start, and ``unwrapped`` counts the lines unwrapped so far."""

    file: FileResult
    rows: Callable[[], Iterator[Mapped]]
    key: Sequence[str] = ("external_id",)
    policy: Mapping[str, Write] = MappingProxyType({})
    unwrapped: Callable[[], int] = int


def chunks(batch: ImportBatch, place: int, source: ImportSource, after: int, *, announce: bool) -> Iterator[Chunk]:
    """The rows of a file after this line, at most 500 at a time."""
    rows = (row for row in source.rows() if row.line > after)
    while read := list(islice(rows, CHUNK_ROWS)):
        yield Chunk(
            batch.id,
            batch.import_number,
            place,
            [row for row in read if isinstance(row, MappedRow)],
            [row for row in read if isinstance(row, RowProblem)],
            [row.line for row in read if isinstance(row, SkippedRow)],
            source.key,
            source.policy,
            announce,
        )
