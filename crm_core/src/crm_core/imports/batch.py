"""An import as it is kept: what files went in with what mapping, and what became of each line."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar, NamedTuple, Protocol, TypeAlias

from pydantic import Field

from crm_core.entities import Entity
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind, NumberKind
from crm_core.imports.records import ImportKind
from crm_core.imports.tables import RowProblem
from crm_core.personal import IMPERSONAL
from crm_core.stores import Filter
from crm_core.values import Utc, Value
from crm_core.vocabulary import Count, ForeignId, FreeText, Number, ShortText, Total, UserId


class ImportState(StrEnum):
    PLANNED = "planned"
    """What would be: nothing is kept of it."""
    RUNNING = "running"
    DONE = "done"
    INTERRUPTED = "interrupted"
    UNDONE = "undone"


class Outcome(StrEnum):
    """What became of a line."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    REFUSED = "refused"


class FileResult(Value):
    """What became of the lines of one file; ``duplicates`` are those of ``changed`` whose key an earlier line had."""

    file: ShortText
    kind: ImportKind
    encoding: ShortText | None = None
    delimiter: ShortText | None = None
    rows: Count = 0
    created: Count = 0
    changed: Count = 0
    unchanged: Count = 0
    skipped: Count = 0
    refused: Count = 0
    duplicates: Count = 0
    unwrapped: Count = 0
    mapping: Mapping[ShortText, ShortText] = {}
    dropped: tuple[ShortText, ...] = ()


class ImportStarted(Value):
    """``digest`` is of files and mapping: the same again is the same batch."""

    digest: Annotated[ForeignId, IMPERSONAL] | None = None
    mapping: FreeText | None = None
    files: Annotated[tuple[FileResult, ...], IMPERSONAL] = ()


class ImportFinished(DomainEvent):
    """Announced once a batch, when its last line is written."""

    name: ClassVar = "import.finished"
    import_number: Number
    created: Total
    changed: Total
    unchanged: Total
    skipped: Total
    refused: Total


class ImportBatch(ImportStarted, Entity):
    """Undone, its ``digest`` is free again, so that the same files may go in anew."""

    kind = EntityKind.IMPORT
    unique = (("import_number",), ("digest",))

    import_number: Annotated[Number, NumberKind.IMPORT]
    state: ImportState = ImportState.RUNNING
    started_by: UserId
    finished_at: Utc | None = None
    undone_at: Utc | None = None


class ImportBatchFilter(Filter):
    """The batches of a tenant."""

    state: ImportState | None = None


class ImportLine(NamedTuple):
    """What became of a line of a file: ``version`` is that of the entity after it was written."""

    batch_id: str
    file: int
    line: int
    kind: ImportKind
    outcome: Outcome
    entity_id: str | None = None
    version: int = 0
    is_duplicate: bool = False
    problem: RowProblem | None = None


Lines: TypeAlias = Annotated[Sequence[ImportLine], Field(min_length=1)]


class LineCount(NamedTuple):
    """How many lines of a file came out so, and the last of them."""

    file: int
    outcome: Outcome
    lines: int
    duplicates: int
    last_line: int


class ImportLineStore(Protocol):
    """The lines of batches of one tenant, within a unit of work; nothing is ever changed or removed."""

    def add(self, lines: Sequence[ImportLine]) -> None:
        """Stores these, by one statement."""
        ...

    def counts(self, batch_id: str) -> Sequence[LineCount]:
        """By one statement, in the order of files."""
        ...

    def of(self, batch_id: str, file: int, *, after: int = 0, limit: int = 500) -> Sequence[ImportLine]:
        """Of one file those after a line, in their order."""
        ...

    def written(self, batch_id: str, entity_ids: Sequence[str]) -> frozenset[str]:
        """Those of these entities that a line of the batch wrote."""
        ...
