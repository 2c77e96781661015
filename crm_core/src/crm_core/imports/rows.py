"""Rows as a mapping understood them, on their way into the stores."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from crm_core.errors import Invalid
from crm_core.imports.mapper import MappedRow
from crm_core.imports.mapping import Write
from crm_core.imports.records import Record
from crm_core.imports.tables import RowProblem


class Chunk(NamedTuple):
    """Rows of one file that are written together, at most 500.

    ``problems`` are of rows that could not be understood, ``skipped`` the lines of those that nobody asked for.
    ``file`` is its place in the batch. ``key`` names the fields a record is found again by, tried in order.
    ``policy`` is by the fields of the record.
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

    def require(self, record: type[Record]) -> None:
        """Raises Invalid where a row is of another kind."""
        for row in self.rows:
            if not isinstance(row.record, record):
                problem = f"line {row.line} is a {type(row.record).__name__}"
                raise Invalid.field("rows", problem, f"give rows of {record.__name__} to this writer")

    def may_write(self, field: str, present: object) -> bool:
        """Whether the policy of the field lets a row replace this value."""
        write = self.policy.get(field, Write.OVERWRITE)
        return write is Write.OVERWRITE or (write is Write.FILL and present in (None, "", (), {}))
