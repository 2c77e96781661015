"""What coordinators do with one kind of entity, each in a unit of work: get, find, add, change."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.entities import Entity
from crm_core.events import DomainEvent
from crm_core.identity import NewId
from crm_core.stores import EntityStore, Filter, Listed
from crm_core.values import Value
from crm_operations.records.lost_races import repeats_lost_races
from crm_operations.records.unit_of_work import Records, UnitOfWork
from crm_operations.settings import SettingsFor

E = TypeVar("E", bound=Entity)
F = TypeVar("F", bound=Filter)

Result: TypeAlias = E | tuple[E, DomainEvent | Sequence[DomainEvent]]
"""What a transition answers: the entity after it, alone or with its event or events."""


def _nothing(*_: object) -> None:
    """The default check, which refuses nothing."""


class EntityRecords(Generic[E, F]):
    """The entities of one kind; what is added or changed is announced and saved in the same commit.

    A write that lost a race is repeated from the start. What asks a partner is asked before, never within.
    """

    def __init__(
        self,
        records: Records,
        settings_for: SettingsFor,
        clock: Clock,
        new_id: NewId,
        store: Callable[[UnitOfWork], EntityStore[E, F]],
    ) -> None:
        """``store`` names it: ``lambda work: work.leads``."""
        self._records = records
        self._settings_for = settings_for
        self._clock = clock
        self._new_id = new_id
        self._store = store

    def get(self, actor: Actor, entity_id: str) -> E:
        """Raises NotFound of its kind."""
        with self._records.reading(actor) as work:
            return self._store(work).get(entity_id)

    def find(self, actor: Actor, filters: F) -> Listed[E]:
        """In the order of ids, which is that of their creation."""
        with self._records.reading(actor) as work:
            return self._store(work).find(filters)

    @repeats_lost_races
    def add(
        self,
        actor: Actor,
        create: Callable[..., Result[E]],
        request: Value,
        *,
        check: Callable[[UnitOfWork], object] = _nothing,
        **fields: Any,
    ) -> E:
        """``create`` is given the request, ``entity_id``, ``tenant_id``, ``at`` and the fields. Raises KeyTaken.

        ``check`` is called first, in the same unit of work: whatever the request names exists.
        """
        with self._records.writing(actor) as work:
            check(work)
            entity_id, at = self._new_id(), self._clock.now()
            created = create(request, entity_id=entity_id, tenant_id=actor.tenant_id, at=at, **fields)
            return self._store(work).add(_announced(work, created))

    @repeats_lost_races
    def change(
        self,
        actor: Actor,
        entity_id: str,
        transition: Callable[[E, datetime], Result[E]],
        *,
        check: Callable[[UnitOfWork, E], object] = _nothing,
    ) -> E:
        """``transition`` is given the entity, locked, and the moment. Raises NotFound of its kind, KeyTaken.

        ``check`` is called before it, in the same unit of work, with the entity as it was.
        """
        with self._records.writing(actor) as work:
            store = self._store(work)
            entity = store.get(entity_id, lock=True)
            check(work, entity)
            return store.save(_announced(work, transition(entity, self._clock.now())))


def _announced(work: UnitOfWork, result: Result[E]) -> E:
    if not isinstance(result, tuple):
        return result
    entity, events = result
    work.outbox.announce(*((events,) if isinstance(events, DomainEvent) else events))
    return entity
