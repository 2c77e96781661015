"""Who changed what, when: append-only, and chained by hash so that tampering shows (SR-005, INT-002)."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from crm_core.identity import EntityRef
from crm_core.tombstones import Tombstone
from crm_core.values import Utc, Value
from crm_core.vocabulary import AnyText, Total

WriteLine = Callable[[str], object]
"""Takes a line of text without its end."""


class HistoryEntry(Value):
    """``sequence`` is the entity's version after the change; ``changes`` is canonical JSON {field: [before, after]}.

    ``batch_id`` is of the import that brought it, and ``recorded_at`` when that was, where ``at`` is of the file.
    A value in ``removed`` was taken out of the history later, and nothing is known of it any more; so is the one before
    in the entry that follows.
    """

    entity: EntityRef
    sequence: Total
    at: Utc
    user_id: AnyText
    changes: AnyText
    removed: tuple[AnyText, ...] = ()
    batch_id: AnyText | None = None
    recorded_at: Utc | None = None
    format: Total
    previous_hash: AnyText
    hash: AnyText

    @property
    def fields(self) -> dict[str, tuple[Any, Any]]:
        """By field, the value before and after, as JSON has them."""
        return {field: (before, after) for field, (before, after) in json.loads(self.changes).items()}


class HistoryFlaw(Value):
    """Where a record does not hold, and what is wrong with it.

    ``record`` is ``entry`` or ``decision`` of the entity; ``kind`` is ``number`` of a number that no record bears, and
    ``policy`` of a policy, whose digest is the id.
    """

    kind: AnyText
    entity_id: AnyText
    record: AnyText = "entry"
    sequence: Total
    problem: AnyText

    def __str__(self) -> str:
        where = f"{self.kind} {self.entity_id}".strip()
        if self.sequence:
            where += f", {self.record} {self.sequence}"
        return f"{where}: {self.problem}"


class Verification(Value):
    """How many records were checked, and their flaws; ``removed`` counts values that were removed."""

    entities: Total
    entries: Total
    decisions: Total = 0
    removed: Total = 0
    flaws: tuple[HistoryFlaw, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether there is no flaw."""
        return not self.flaws


class HistoryDigest(Value):
    """Where every chain of a tenant ended at a moment; ``root`` commits to all of it, and can be published."""

    tenant_id: AnyText
    at: Utc
    chains: Total
    root: AnyText


class History(Protocol):
    """Reads the history; the stores write an entry with every change."""

    def of(self, entity: EntityRef) -> Sequence[HistoryEntry]:
        """Oldest first; nothing for an entity of another tenant."""
        ...

    def tombstone(self, reference: str) -> Tombstone | None:
        """What is left of the one with this number or id, if it was taken out."""
        ...

    def verify(self, sample: int | None = None, *, against: Iterable[str] | None = None) -> Verification:
        """Recomputes every chain of the tenant and compares its result with the entities.

        With ``sample``, chains of at most that many entities of each kind, chosen at random. With ``against``,
        the lines of a digest, every chain must still contain the end it had then. Raises Invalid for lines that
        are no whole digest of this tenant.
        """
        ...

    def digest(self, write: WriteLine) -> HistoryDigest:
        """Writes where every chain ends now, line by line, to be stored away from the database."""
        ...
