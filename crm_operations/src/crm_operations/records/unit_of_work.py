"""Units of work: what one actor changes together is stored together or not at all (REL-001, BR-002)."""

from contextlib import AbstractContextManager
from typing import Protocol

from crm_core.actor import Actor
from crm_core.all_stores import Stores
from crm_core.entities import Entity
from crm_core.identity import EntityRef
from crm_operations.records.decisions import DecisionLog
from crm_operations.records.history import History
from crm_operations.records.outbox import Outbox
from crm_operations.records.timers import TimerStore


class UnitOfWork(Stores, Protocol):
    """Opened for an actor; reaches the rows of that actor's tenant and no others."""

    @property
    def actor(self) -> Actor:
        """The actor it was opened for; recorded with every change."""
        ...

    def get(self, entity: EntityRef) -> Entity:
        """An entity of any kind. Raises NotFound of its kind."""
        ...

    @property
    def history(self) -> History:
        """Reads the changes of the tenant's entities."""
        ...

    @property
    def decisions(self) -> DecisionLog:
        """Records decisions, and reads the tenant's."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Takes the messages that are delivered after the commit."""
        ...

    @property
    def timers(self) -> TimerStore:
        """Sets and cancels what falls due later."""
        ...


class Records(Protocol):
    """Opens units of work. Leaving the block commits; an exception rolls everything back."""

    @property
    def is_joined(self) -> bool:
        """Whether the units of work of this thread are parts of one enclosing transaction."""
        ...

    def reading(self, actor: Actor) -> AbstractContextManager[UnitOfWork]:
        """A consistent view; it takes no write lock."""
        ...

    def writing(self, actor: Actor, *, batch: str | None = None) -> AbstractContextManager[UnitOfWork]:
        """With a ``batch`` what is written happened before, and its history names that import beside.

        Raises Conflict on leaving when the data changed meanwhile; Unavailable when the database does not answer.
        """
        ...
