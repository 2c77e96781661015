"""Rows as a mapping understood them, on their way into the stores."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from crm_core.imports.records import Record
from crm_core.imports.tables import RowProblem


class Write(StrEnum):
    """What a row may do to a field of a record that is there already."""

    OVERWRITE = "overwrite"
    FILL = "fill"
    """Only where it is empty."""
    NEVER = "never"


class MappedRow(NamedTuple):
    """``record`` has the fields set that the row says; an empty cell that keeps what there is sets none."""

    line: int
    record: Record


class SkippedRow(NamedTuple):
    """A row that the mapping does not take."""

    line: int


class Chunk(NamedTuple):
    """Rows of one file that are written together, at most 500.

    ``problems`` are of rows that could not be understood, ``skipped`` the lines of those that nobody asked for.
    ``file`` is its place in the batch. ``key`` names the fields a record is found again by, tried in order.
    """

    batch_id: str
    batch_number: str
    file: int
    rows: Sequence[MappedRow]
    problems: Sequence[RowProblem] = ()
    skipped: Sequence[int] = ()
    key: Sequence[str] = ("external_id",)
    policy: Mapping[str, Write] = MappingProxyType({})
    announce: bool = False

    def may_write(self, field: str, present: object) -> bool:
        """Whether the policy of the field lets a row replace this value."""
        write = self.policy.get(field, Write.OVERWRITE)
        return write is Write.OVERWRITE or (write is Write.FILL and present in (None, "", (), {}))
