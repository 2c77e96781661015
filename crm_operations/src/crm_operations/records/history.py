"""Who changed what, when: append-only, and chained by hash so that tampering shows (SR-005, INT-002)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from crm_core.identity import EntityRef
from crm_core.values import Entity, Utc, Value
from crm_core.vocabulary import AnyText, Total

GENESIS = "0" * 64
"""What the first entry of an entity is chained to."""

_BOOKKEEPING = frozenset({"version", "updated_at"})


class HistoryEntry(Value):
    """``sequence`` is the entity's version after the change; ``changes`` is canonical JSON {field: [before, after]}."""

    entity: EntityRef
    sequence: Total
    at: Utc
    user_id: AnyText
    changes: AnyText
    previous_hash: AnyText
    hash: AnyText

    @property
    def fields(self) -> dict[str, tuple[Any, Any]]:
        return {field: (before, after) for field, (before, after) in json.loads(self.changes).items()}


class HistoryFlaw(Value):
    """Where a chain does not hold, and what is wrong with it."""

    entity: EntityRef
    sequence: Total
    problem: AnyText


class Verification(Value):
    entities: Total
    entries: Total
    flaws: tuple[HistoryFlaw, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.flaws


class History(Protocol):
    """Read side; entries are written by the stores themselves, so that no change can forget its own."""

    def of(self, entity: EntityRef) -> Sequence[HistoryEntry]:
        """Oldest first; nothing for an entity of another tenant."""
        ...

    def verify(self, sample: int | None = None) -> Verification:
        """Recomputes every chain of the tenant and holds its end against the entity itself.

        With ``sample`` those of at most so many entities of each kind, drawn by chance.
        """
        ...


def changes_between(before: Entity | None, after: Entity) -> str:
    """Only what changed, as canonical JSON; a new entity shows each field that says something."""
    new = after.model_dump(mode="json", exclude=set(_BOOKKEEPING))
    if before is None:
        changed = {field: [None, value] for field, value in new.items() if value is not None}
    else:
        old = before.model_dump(mode="json", exclude=set(_BOOKKEEPING))
        changed = {field: [old[field], value] for field, value in new.items() if old[field] != value}
    return canonical(changed)


def entry_hash(
    previous_hash: str, tenant_id: str, entity: EntityRef, sequence: int, at: datetime, user_id: str, changes: str
) -> str:
    """SHA-256 over the previous hash and everything the entry says."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = (previous_hash, tenant_id, entity.kind, entity.id, str(sequence), moment, user_id, changes)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def canonical(content: Mapping[str, object]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
