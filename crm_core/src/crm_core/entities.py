"""The base of all entities: id, tenant, version, and a kind used by history, stores and messages."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, Self, TypeVar

from crm_core.errors import InvalidTransition, NotFound
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind, EntityRef
from crm_core.values import Changes, Utc, Value, as_utc
from crm_core.vocabulary import Count, Id, TenantId

Ev = TypeVar("Ev", bound=DomainEvent)


class Entity(Value):
    """Belongs to one tenant, and counts its versions for optimistic locking.

    Fields shared with the request are declared in a Value that both inherit: ``class Lead(LeadFields, Entity)``.

    A subclass names its ``kind``, in ``unique`` the groups of fields no two entities of a tenant may share, and in
    ``not_found`` the error class for a missing one, where callers distinguish it.
    """

    kind: ClassVar[EntityKind]
    unique: ClassVar[Sequence[tuple[str, ...]]] = ()
    not_found: ClassVar[type[NotFound]] = NotFound

    transitions: ClassVar[Mapping[Any, Collection[Any]]] = MappingProxyType({})
    """By ``status``, those that may follow it, for an entity that has one."""

    id: Id
    tenant_id: TenantId
    version: Count = 0
    created_at: Utc
    updated_at: Utc

    @classmethod
    def new(cls, request: Value | None, *, entity_id: str, tenant_id: str, at: datetime, **fields: Any) -> Self:
        """A new entity with the request's fields of the same names, and with ``fields``.

        Raises what ``check_fields`` raises.
        """
        asked = {} if request is None else dict(request)
        created = cls(id=entity_id, tenant_id=tenant_id, created_at=at, updated_at=at, **{**asked, **fields})
        created.check_fields()
        return created

    def check_fields(self) -> None:
        """Checks rules across fields, for new and for edited entities alike. Raises Invalid."""

    @property
    def ref(self) -> EntityRef:
        """The kind and id by which history, events and messages refer to it."""
        return EntityRef.unchecked(self.kind, self.id)

    def changed(self, at: datetime, **changes: object) -> Self:
        """A copy with these fields changed at this moment; the rules that allow it belong to the caller."""
        return self.model_copy(update={**changes, "updated_at": as_utc(at)})

    def edited(self, request: Changes, *, at: datetime) -> Self:
        """A copy with the fields changed that the request names. Raises what ``check_fields`` raises."""
        edited = self.changed(at, **request.changes)
        edited.check_fields()
        return edited

    def entered(self, status: StrEnum, *, at: datetime, **changes: object) -> Self:
        """A copy in this status, with these fields. Raises InvalidTransition unless ``transitions`` allows it."""
        former = vars(self)["status"]
        if status not in (ways := self.transitions.get(former, ())):
            name = getattr(self, self.unique[0][0]) if self.unique else self.id
            raise InvalidTransition.because_not_in_the_graph(self.kind, name, former, status, ways)
        return self.changed(at, status=status, **changes)

    def event(self, kind: type[Ev], *, at: datetime, **facts: Any) -> Ev:
        """An event about this entity, with the facts of its kind."""
        return kind(tenant_id=self.tenant_id, subject=self.ref, at=at, **facts)
