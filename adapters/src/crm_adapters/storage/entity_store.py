"""What every store of entities does alike: load, add, save with a version check, and write the history of it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar, Generic, TypeVar, cast

from sqlalchemy import Result, RowMapping, Select, Table, UniqueConstraint, Update, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from crm_adapters.storage import record_tables
from crm_adapters.storage.kept_wrongly import UNREADABLE, as_unreadable
from crm_adapters.storage.ledger import Ledger, Loaded, Row
from crm_adapters.storage.unless_taken import UnlessTaken
from crm_core.errors import ChangedMeanwhile, Forbidden, KeyTaken, NotFound
from crm_core.identity import EntityKind, EntityRef
from crm_core.values import Entity, Listed
from crm_operations.records import KeptEntity

E = TypeVar("E", bound=Entity)

CANNOT_BE_READ = "its row cannot be read"

_STATEMENTS: dict[tuple[str, ...], Any] = {}
"""Statements by table and shape: built once, since building costs more than running."""


class EntityStore(ABC, Generic[E]):
    """A subclass says how its entity becomes a row and back.

    A refused write leaves no trace, and the unit of work may go on after it.
    """

    table: ClassVar[Table]
    kind: ClassVar[EntityKind]

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def get(self, entity_id: str, *, lock: bool = False) -> E:
        """What this unit of work loaded already is not read again; a save still finds out when it has changed since."""
        known = None if lock else self._ledger.recall(EntityRef.kept(self.kind, entity_id))
        if known is not None:
            return cast(E, known.entity)
        row = self._row(entity_id, lock)
        if row is None:
            raise self._not_found(entity_id)
        return self._taken_in(row)

    def add(self, entity: E) -> E:
        self._must_be_ours(entity)
        ref = EntityRef.kept(self.kind, entity.id)
        first = entity.model_copy(update={"version": 1})
        entry = self._ledger.chained(ref, None, first)
        row = self._row_of(first)
        if not self._insert().write(self._ledger.connection, {**row, "history_hash": entry["hash"]}):
            raise self._conflict(entity, row, ("id",), *_keys(self.table))
        self._ledger.append(record_tables.history, entry)
        self._ledger.remember(ref, Loaded(first, row, entry["hash"]))
        self._after_write(first, None)
        return first

    def save(self, entity: E) -> E:
        self._must_be_ours(entity)
        ref = EntityRef.kept(self.kind, entity.id)
        before = self._ledger.recall(ref) or self._load(entity.id)
        if before.entity.version != entity.version:
            raise ChangedMeanwhile.because_version_moved_on(self.kind, entity.id, entity.version)
        after = entity.model_copy(update={"version": entity.version + 1})
        entry = self._ledger.chained(ref, before, after)
        row = self._row_of(after)
        changed = {column: value for column, value in row.items() if before.row.get(column) != value}
        if not self._overwritten(entity, changed, entry["hash"]):
            raise ChangedMeanwhile.because_version_moved_on(self.kind, entity.id, entity.version)
        self._ledger.append(record_tables.history, entry)
        self._ledger.remember(ref, Loaded(after, row, entry["hash"]))
        self._after_write(after, before.entity)
        return after

    def page(self, after_id: str | None, limit: int, ids: Sequence[str] | None = None) -> Sequence[KeptEntity]:
        """In order of id, as they stand and not remembered; of these ids alone, if any are given."""
        try:
            return [self._kept(row) for row in self._page_rows(after_id, limit, ids)]
        except UNREADABLE:
            return [self._kept_alone(*end) for end in self._ends(after_id, limit, ids)]

    def ends(self, after_id: str | None, limit: int) -> Sequence[Any]:
        """In order of id, each with its version and the end of its chain."""
        return self._ends(after_id, limit, None)

    def _ends(self, after_id: str | None, limit: int, ids: Sequence[str] | None) -> Sequence[Any]:
        table = self.table
        query = select(table.c.id, table.c.version, table.c.history_hash)
        return self._ledger.connection.execute(self._paged(query, after_id, limit, ids)).all()

    def _page_rows(self, after_id: str | None, limit: int, ids: Sequence[str] | None) -> Sequence[RowMapping | Row]:
        return self._ledger.connection.execute(self._paged(select(self.table), after_id, limit, ids)).mappings().all()

    def _paged(self, query: Select[Any], after_id: str | None, limit: int, ids: Sequence[str] | None) -> Select[Any]:
        table = self.table
        query = query.where(table.c.tenant_id == self._ledger.tenant_id).order_by(table.c.id).limit(limit)
        if after_id is not None:
            query = query.where(table.c.id > after_id)
        return query if ids is None else query.where(table.c.id.in_(ids))

    def _kept(self, row: RowMapping | Row) -> KeptEntity:
        """A row somebody wrote past us may be no entity at all, or say the same thing twice and differently."""
        entity, problem = None, None
        try:
            entity = self._entity_of(row)
            differing = [column for column, value in self._row_of(entity).items() if row[column] != value]
            if differing:
                problem = f"{', '.join(differing)} of its row: not what follows from the rest of it"
        except UNREADABLE:
            problem = CANNOT_BE_READ
        return KeptEntity(row["id"], entity, row["version"], row["history_hash"], problem)

    def _kept_alone(self, entity_id: str, version: int, history_hash: str) -> KeptEntity:
        try:
            return self._kept(self._page_rows(None, 1, [entity_id])[0])
        except UNREADABLE:
            return KeptEntity(entity_id, None, version, history_hash, CANNOT_BE_READ)

    @abstractmethod
    def _row_of(self, entity: E) -> Row: ...

    @abstractmethod
    def _entity_of(self, row: RowMapping | Row) -> E: ...

    @abstractmethod
    def _not_found(self, entity_id: str) -> NotFound: ...

    def _after_write(self, entity: E, before: Any) -> None:
        """For entities with rows of their own below them."""

    def _must_be_ours(self, entity: E) -> None:
        if entity.tenant_id != self._ledger.tenant_id:
            raise Forbidden.because_of_another_tenant(self.kind, entity.id)

    def _overwritten(self, entity: E, changed: Row, history_hash: str) -> bool:
        connection = self._ledger.connection
        values = {f"new_{column}": value for column, value in changed.items()}
        keys = {"tenant": self._ledger.tenant_id, "entity_id": entity.id, "version": entity.version}
        statement = self._update(tuple(changed))
        parameters = {**values, **keys, "new_hash": history_hash}
        if _unique_columns(self.table).isdisjoint(changed):
            return connection.execute(statement, parameters).rowcount == 1
        try:
            # A taken key ends PostgreSQL's transaction; the savepoint keeps the one around us alive.
            with connection.begin_nested():
                return connection.execute(statement, parameters).rowcount == 1
        except IntegrityError:
            raise self._conflict(entity, self._row_of(entity), *_keys(self.table)) from None

    def _conflict(self, entity: E, row: Row, *keys: tuple[str, ...]) -> KeyTaken:
        """Which of these keys it is; where the rival is gone again, any of them may have been it."""
        columns = self.table.c
        is_id = keys[0] == ("id",)
        for key in keys:
            query = select(columns.id).where(
                columns.tenant_id == self._ledger.tenant_id, *(columns[name] == row[name] for name in key)
            )
            owner = self._ledger.connection.execute(query).scalar()
            if owner is not None and (is_id or owner != entity.id):
                return KeyTaken.because_taken(self.kind, entity.id, ", ".join(key), _in_words(row, key))
        names, values = zip(*((", ".join(key), _in_words(row, key)) for key in keys), strict=True)
        return KeyTaken.because_taken(self.kind, entity.id, " or ".join(names), " or ".join(values))

    def _taken_in(self, row: RowMapping | Row) -> E:
        entity = self._entity_of(row)
        ref = EntityRef.kept(self.kind, entity.id)
        self._ledger.remember(ref, Loaded(entity, self._row_of(entity), row["history_hash"]))
        return entity

    def _all_taken_in(self, rows: Sequence[RowMapping | Row]) -> list[E]:
        return [self._taken_in(row) for row in rows]

    def _listed(self, query: Select[Any], keys: Mapping[str, Any] | None = None) -> Listed[E]:
        """What the query finds; where a row cannot be read, each is read by itself, so that the others are listed."""
        found = self._ledger.connection.execute(query, keys)
        try:
            return Listed.of(self._all_taken_in(self._rows(found)))
        except UNREADABLE:
            found.close()
        ids = self._ledger.connection.execute(query.with_only_columns(self.table.c.id), keys).scalars()
        return self._one_by_one(list(dict.fromkeys(ids)))

    def _one_by_one(self, ids: Sequence[str]) -> Listed[E]:
        read, unreadable = [], []
        for entity_id in ids:
            try:
                read.append(self.get(entity_id))
            except UNREADABLE as problem:
                unreadable.append(as_unreadable(entity_id, problem))
        return Listed(read, unreadable=unreadable, last_id=ids[-1] if ids else None)

    def _rows(self, found: Result[Any]) -> Sequence[RowMapping | Row]:
        return found.mappings().all()

    def _load(self, entity_id: str) -> Loaded:
        self.get(entity_id)
        loaded = self._ledger.recall(EntityRef.kept(self.kind, entity_id))
        if loaded is None:
            raise self._not_found(entity_id)
        return loaded

    def _row(self, entity_id: str, lock: bool) -> RowMapping | Row | None:
        shape = (self.table.name, "get", "lock" if lock else "look")
        if (statement := _STATEMENTS.get(shape)) is None:
            statement = select(self.table).where(
                self.table.c.tenant_id == bindparam("tenant"), self.table.c.id == bindparam("entity_id")
            )
            _STATEMENTS[shape] = statement = statement.with_for_update() if lock else statement
        keys = {"tenant": self._ledger.tenant_id, "entity_id": entity_id}
        return self._ledger.connection.execute(statement, keys).mappings().first()

    def _insert(self) -> UnlessTaken:
        shape = (self.table.name, "add")
        if (statement := _STATEMENTS.get(shape)) is None:
            _STATEMENTS[shape] = statement = UnlessTaken(self.table)
        result: UnlessTaken = statement
        return result

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


@cache
def _keys(table: Table) -> tuple[tuple[str, ...], ...]:
    """The columns of each key besides the entity's id, the tenant's left out, in the order of the table's."""
    order = list(table.c.keys())
    keys = [
        tuple(column.name for column in constraint.columns if column.name != "tenant_id")
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    return tuple(sorted(keys, key=lambda key: order.index(key[0])))


@cache
def _unique_columns(table: Table) -> frozenset[str]:
    """Those that a key is made of, besides the entity's own id."""
    return frozenset(column for key in _keys(table) for column in key)


def _in_words(row: Row, key: tuple[str, ...]) -> str:
    return ", ".join(str(row[name]) for name in key)
