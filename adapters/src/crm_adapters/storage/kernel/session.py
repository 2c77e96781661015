"""The state of a unit of work: its actor, the entities it loaded, and the rows it will append.

History, decisions, stage moves and outbox rows are collected and written together, one statement a table.
"""

import secrets
from collections.abc import Callable, Hashable, Mapping
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Table

from crm_adapters.storage.kernel import entity_counters, record_tables
from crm_adapters.storage.kernel.configuration_cache import ConfigurationCache
from crm_adapters.storage.kernel.statements import insert_row
from crm_adapters.storage.kernel.write_list import Write, WriteList
from crm_core.actor import Actor
from crm_core.custom_fields import FieldsOf
from crm_core.entities import Entity
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind, NewId
from crm_core.tombstones import Became
from crm_operations.records import GENESIS, Origin, StoredEntry, entry_of, last_entry_of

A = TypeVar("A")
Row = dict[str, Any]

ENTRY_COLUMNS = tuple("entity_kind" if name == "kind" else name for name in StoredEntry._fields)
"""The columns of the history in the order of StoredEntry."""


class Loaded(NamedTuple):
    """An entity as the database has it, and the end of its history chain."""

    entity: Entity
    history_hash: str


class Session:
    def __init__(
        self,
        writes: WriteList,
        configuration_cache: ConfigurationCache,
        actor: Actor,
        new_id: NewId,
        origin: Origin | None = None,
    ) -> None:
        self.writes = writes
        self._configuration_cache = configuration_cache
        self.actor = actor
        self.tenant_id = actor.tenant_id
        self.new_id = new_id
        self.origin = origin
        self.fields_of: FieldsOf = lambda _: ()
        """Of the tenant; the unit of work says where they are."""
        self._loaded: dict[tuple[str, str], Loaded] = {}
        self._pending: dict[Table, list[Row]] = {}
        self.announced: list[DomainEvent] = []

    @property
    def connection(self) -> Connection:
        """The connection for statements that may touch rows of pending writes, which are sent first."""
        self.writes.send()
        return self.writes.connection

    @property
    def beside_writes(self) -> Connection:
        """The connection for statements that touch no row of pending writes."""
        return self.writes.connection

    def cached_configuration(self, key: Hashable, look: Callable[[], A]) -> A:
        """The frozen result of ``look``, cached in this process until ``invalidate_configuration`` is committed."""
        return self._configuration_cache.cached(self.beside_writes, self.tenant_id, key, look)

    def invalidate_configuration(self) -> None:
        self._configuration_cache.invalidate(self.beside_writes, self.tenant_id)

    def append(self, table: Table, row: Mapping[str, Any]) -> None:
        self._pending.setdefault(table, []).append({"tenant_id": self.tenant_id, **row})

    def flush(self) -> None:
        pending, self._pending = self._pending, {}
        facts, decisions = (pending.get(table, []) for table in (record_tables.outbox, record_tables.decisions))
        entity_counters.number(self.writes, facts, decisions)
        self.writes.send()  # a lost race is raised before its history entry collides with the winner's
        for table, rows in pending.items():
            insert = insert_row(table)
            for row in rows:
                self.writes.add(Write(insert, row))
        self.writes.send()

    def track(self, kind: EntityKind, loaded: Loaded) -> None:
        self._loaded[kind, loaded.entity.id] = loaded

    def forget(self, kind: EntityKind, entity_id: str) -> None:
        self._loaded.pop((kind, entity_id), None)

    def cached(self, kind: EntityKind, entity_id: str) -> Loaded | None:
        return self._loaded.get((kind, entity_id))

    def chained(self, kind: EntityKind, before: Loaded | None, after: Entity) -> Row:
        """The history entry of a change, to be appended once the change is written; its hash is the chain's new end."""
        previous, known = (before.history_hash, before.entity) if before else (GENESIS, None)
        entry = entry_of(previous, kind.value, known, after, self.actor.user_id, secrets.token_bytes, self.origin)
        return dict(zip(ENTRY_COLUMNS, entry, strict=True))

    def ended(self, kind: EntityKind, history_hash: str, removed: Entity, became: Became) -> Row:
        """The history entry that ends a chain, to be appended as another."""
        user_id = self.actor.user_id
        entry = last_entry_of(history_hash, kind.value, removed, became, user_id, secrets.token_bytes, self.origin)
        return dict(zip(ENTRY_COLUMNS, entry, strict=True))
