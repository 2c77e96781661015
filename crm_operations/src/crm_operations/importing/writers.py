"""Who writes the rows of each kind: the coordinator of what they are."""

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeAlias

from crm_core.actor import Actor
from crm_core.imports import Chunk, ImportKind, ImportLine
from crm_operations.bulk import Undone


class Writer(Protocol):
    """A coordinator whose entities come from files too."""

    def import_rows(self, actor: Actor, chunk: Chunk) -> Sequence[ImportLine]:
        """Writes a chunk and its lines in one commit."""
        ...

    def undo_rows(self, actor: Actor, lines: Sequence[ImportLine]) -> Undone:
        """Takes back what these lines wrote, in one commit."""
        ...


Writers: TypeAlias = Mapping[ImportKind, Writer]
