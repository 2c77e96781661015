"""The base of all entities: id, tenant, version, and a kind used by history, stores and messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Self

from crm_core.identity import EntityKind, EntityRef
from crm_core.values import Utc, Value, as_utc
from crm_core.vocabulary import Count, Id, TenantId


class Entity(Value):
    """Belongs to one tenant, and counts its versions for optimistic locking.

    A subclass names its ``kind``, and in ``unique`` the groups of fields no two entities of a tenant may share.
    """

    kind: ClassVar[EntityKind]
    unique: ClassVar[Sequence[tuple[str, ...]]] = ()

    id: Id
    tenant_id: TenantId
    version: Count = 0
    created_at: Utc
    updated_at: Utc

    @property
    def ref(self) -> EntityRef:
        """The kind and id by which history, events and messages refer to it."""
        return EntityRef.unchecked(self.kind, self.id)

    def changed(self, at: datetime, **changes: object) -> Self:
        """A copy with these fields changed at this moment; the rules that allow it belong to the caller."""
        return self.model_copy(update={**changes, "updated_at": as_utc(at)})
