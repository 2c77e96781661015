"""All or nothing for local facts: what one actor changes together is kept together or not at all (REL-001, BR-002)."""

from contextlib import AbstractContextManager
from typing import Protocol

from crm_core.actor import Actor
from crm_core.all_stores import Stores
from crm_core.entities import Entity
from crm_core.identity import EntityRef
from crm_operations.records.decisions import DecisionLog
from crm_operations.records.history import History
from crm_operations.records.outbox import Outbox


class UnitOfWork(Stores, Protocol):
    """Opened for an actor; reaches the rows of that actor's tenant and no others."""

    @property
    def actor(self) -> Actor: ...
    def get(self, entity: EntityRef) -> Entity:
        """Of whatever kind. Raises NotFound of its kind."""
        ...

    @property
    def history(self) -> History: ...
    @property
    def decisions(self) -> DecisionLog: ...
    @property
    def outbox(self) -> Outbox: ...


class Records(Protocol):
    """Opens units of work. Leaving the block commits; an exception rolls everything back."""

    @property
    def is_joined(self) -> bool:
        """Whether this thread's units of work are parts of one transaction around them."""
        ...

    def reading(self, actor: Actor) -> AbstractContextManager[UnitOfWork]:
        """A consistent view; it takes no write lock."""
        ...

    def writing(self, actor: Actor) -> AbstractContextManager[UnitOfWork]:
        """Raises Conflict on leaving when somebody else was faster; Unavailable when the database did not answer."""
        ...
