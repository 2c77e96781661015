"""What every store of entities does alike: load, add, save with a version check, and write the history of it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy import RowMapping, Table, Update, bindparam, insert, select, update

from crm_adapters.storage.ledger import Ledger, Loaded, Row
from crm_core.errors import Conflict, NotFound
from crm_core.identity import EntityKind, EntityRef
from crm_core.values import Entity

E = TypeVar("E", bound=Entity)

_STATEMENTS: dict[tuple[str, ...], Any] = {}
"""Statements by table and shape: built once, since building costs more than running."""


class EntityStore(ABC, Generic[E]):
    """A subclass says how its entity becomes a row and back."""

    table: ClassVar[Table]
    kind: ClassVar[EntityKind]

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def get(self, entity_id: str, *, lock: bool = False) -> E:
        row = self._row(entity_id, lock)
        if row is None:
            raise self._not_found(entity_id)
        return self._taken_in(row)

    def add(self, entity: E) -> E:
        ref = EntityRef(kind=self.kind, id=entity.id)
        first = entity.model_copy(update={"version": 1})
        digest = self._ledger.chain(ref, None, first)
        row = self._row_of(first)
        self._ledger.connection.execute(self._insert(), {**row, "history_hash": digest})
        self._ledger.remember(ref, Loaded(first, row, digest))
        self._after_write(first, None)
        return first

    def save(self, entity: E) -> E:
        ref = EntityRef(kind=self.kind, id=entity.id)
        before = self._ledger.recall(ref) or self._load(entity.id)
        if before.entity.version != entity.version:
            raise Conflict.because_changed_meanwhile(self.kind, entity.id, entity.version)
        after = entity.model_copy(update={"version": entity.version + 1})
        digest = self._ledger.chain(ref, before, after)
        row = self._row_of(after)
        changed = {column: value for column, value in row.items() if before.row.get(column) != value}
        values = {f"new_{column}": value for column, value in changed.items()}
        keys = {"tenant": self._ledger.tenant_id, "entity_id": entity.id, "version": entity.version}
        result = self._ledger.connection.execute(self._update(tuple(changed)), {**values, **keys, "new_hash": digest})
        if result.rowcount != 1:
            raise Conflict.because_changed_meanwhile(self.kind, entity.id, entity.version)
        self._ledger.remember(ref, Loaded(after, row, digest))
        self._after_write(after, before.entity)
        return after

    @abstractmethod
    def _row_of(self, entity: E) -> Row: ...

    @abstractmethod
    def _entity_of(self, row: RowMapping) -> E: ...

    @abstractmethod
    def _not_found(self, entity_id: str) -> NotFound: ...

    def _after_write(self, entity: E, before: Any) -> None:
        """For entities with rows of their own below them."""

    def _taken_in(self, row: RowMapping) -> E:
        entity = self._entity_of(row)
        ref = EntityRef(kind=self.kind, id=entity.id)
        self._ledger.remember(ref, Loaded(entity, self._row_of(entity), row["history_hash"]))
        return entity

    def _all_taken_in(self, rows: Sequence[RowMapping]) -> list[E]:
        return [self._taken_in(row) for row in rows]

    def _load(self, entity_id: str) -> Loaded:
        self.get(entity_id)
        loaded = self._ledger.recall(EntityRef(kind=self.kind, id=entity_id))
        if loaded is None:
            raise self._not_found(entity_id)
        return loaded

    def _row(self, entity_id: str, lock: bool) -> RowMapping | None:
        shape = (self.table.name, "get", "lock" if lock else "look")
        if (statement := _STATEMENTS.get(shape)) is None:
            statement = select(self.table).where(
                self.table.c.tenant_id == bindparam("tenant"), self.table.c.id == bindparam("entity_id")
            )
            _STATEMENTS[shape] = statement = statement.with_for_update() if lock else statement
        keys = {"tenant": self._ledger.tenant_id, "entity_id": entity_id}
        return self._ledger.connection.execute(statement, keys).mappings().first()

    def _insert(self) -> Any:
        return _STATEMENTS.setdefault((self.table.name, "add"), insert(self.table))

    def _update(self, columns: tuple[str, ...]) -> Update:
        shape = (self.table.name, "save", *columns)
        if (statement := _STATEMENTS.get(shape)) is None:
            table = self.table
            values: dict[str, Any] = {column: bindparam(f"new_{column}") for column in columns}
            statement = (
                update(table)
                .where(
                    table.c.tenant_id == bindparam("tenant"),
                    table.c.id == bindparam("entity_id"),
                    table.c.version == bindparam("version"),
                )
                .values(**values, history_hash=bindparam("new_hash"))
            )
            _STATEMENTS[shape] = statement
        result: Update = statement
        return result
