"""The base of all entity stores: loads, finds, adds, saves with a version check, and writes the history."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from types import MappingProxyType, new_class
from typing import Any, ClassVar, Generic, Self, TypeVar, cast, get_args, get_origin

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, Table
from sqlalchemy.exc import IntegrityError

from crm_adapters.storage.kernel import record_tables, statements
from crm_adapters.storage.kernel.conditions import add_indexes, in_sql, scanned, sorted_by
from crm_adapters.storage.kernel.corrupt_values import UNREADABLE, as_unreadable
from crm_adapters.storage.kernel.mapping import EntityMapping
from crm_adapters.storage.kernel.prepared import Prepared
from crm_adapters.storage.kernel.session import Loaded, Row, Session
from crm_adapters.storage.kernel.statements import Among
from crm_adapters.storage.kernel.taken_key import taken_by_another, taken_key
from crm_adapters.storage.kernel.tombstones import tombstone_of, tombstone_row
from crm_adapters.storage.kernel.write_list import Write
from crm_core.custom_fields import fitted
from crm_core.entities import Entity
from crm_core.errors import ChangedMeanwhile, Forbidden, NotFound
from crm_core.identity import EntityKind
from crm_core.stores import Condition, DeclaredStore, Filter, Listed, asked_by, conditions_of
from crm_core.tombstones import Became
from crm_core.values import as_utc

E = TypeVar("E", bound=Entity)
F = TypeVar("F", bound=Filter)


class SqlEntityStore(Generic[E, F]):
    """A subclass names the mapping of its entity, and defines ``where_<field>`` for fields without a single condition.

    Each field of the filter has an index, followed by the id, or is named in ``scans`` or ``sorts``; what a single
    condition needs is derived. A refused write is rolled back, and the
    unit of work may continue; a race that only the database detects is raised when the writes are sent,
    and ends it.
    """

    is_configuration: ClassVar[bool] = False
    """Asked often and changed seldom: what is found by id or key is read once a process."""
    mapping: ClassVar[EntityMapping[Any]]
    scans: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Fields of the filter without an index, each with the reason: a page of theirs reads whatever lies between."""
    sorts: ClassVar[Mapping[str, str]] = MappingProxyType({})
    """Fields whose index is not in the order of ids, each with the reason: a page sorts all that is found."""
    table: ClassVar[Table]
    kind: ClassVar[EntityKind]
    filter: ClassVar[type[Filter]]
    _unique: ClassVar[frozenset[str]]
    _asked_for: ClassVar[Mapping[str, Sequence[Condition]]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        for base in getattr(cls, "__orig_bases__", ()):
            if get_origin(base) is SqlEntityStore:
                _, cls.filter = get_args(base)
                cls.table, cls.kind = cls.mapping.table, cls.mapping.entity.kind
                cls._unique = frozenset(field for key in cls.mapping.entity.unique for field in key)
                special = {name for name in cls.filter.model_fields if hasattr(cls, f"where_{name}")}
                cls._asked_for = conditions_of(cls.filter, cls.table.c.keys(), special)
                if unknown := {*cls.scans, *cls.sorts} - {*cls._asked_for}:
                    raise TypeError(
                        f"{cls.__name__} scans or sorts by {sorted(unknown)}; {cls.filter.__name__} has no such field"
                    )
                cls.scans = {**scanned(cls._asked_for), **cls.scans}
                cls.sorts = {**sorted_by(cls._asked_for), **cls.sorts}
                add_indexes(cls.table, (asked for name, asked in cls._asked_for.items() if name not in cls.scans))

    @classmethod
    def derived(cls, declared: DeclaredStore) -> type[Self]:
        """A store for an entity without queries of its own, in a table of the store's name."""
        mapping = EntityMapping(declared.entity, f"crm_{declared.name}")
        base: Any = cls
        bases = (base[declared.entity, declared.filter],)
        return new_class(f"Sql{declared.entity.__name__}", bases, exec_body=lambda body: body.update(mapping=mapping))

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, entity_id: str, *, lock: bool = False) -> E:
        """An entity this unit of work loaded already is not read again; a save still detects a change since."""
        known = None if lock else self._session.cached(self.kind, entity_id)
        if known is not None:
            return cast(E, known.entity)
        found = self._by_id(entity_id, lock)
        if not found:
            raise self._not_found(entity_id)
        return found[0]

    def get_many(self, entity_ids: Sequence[str], *, lock: bool = False) -> Sequence[E]:
        keys = {"tenant": self._session.tenant_id, "entity_ids": list(entity_ids)}
        return self._tracked(self._rows(statements.select_many(self.table, lock), keys))

    def get_many_by(self, field: str, values: Sequence[str]) -> Sequence[E]:
        keys = {"tenant": self._session.tenant_id, "among": list(values)}
        return self._tracked(self._rows(statements.select_among(self.table, field), keys))

    def find(self, query: F) -> Listed[E]:
        columns = self.table.c
        conditions: list[ColumnElement[bool]] = []
        among: list[Among] = []
        for field, value in asked_by(query, self._asked_for).items():
            asked = [in_sql(each, self.table, value) for each in self._asked_for[field]]
            for condition in asked or [getattr(self, f"where_{field}")(value)]:
                if isinstance(condition, Among):
                    among.append(condition)
                else:
                    conditions.append(condition)
        # MariaDB reads every row that a filter finds before it cuts the page, unless the index alone answers.
        is_mariadb = self._session.beside_writes.dialect.name == "mariadb"
        ids_first = is_mariadb and bool(conditions) and query.after_id is not None
        if query.after_id is not None:
            conditions.append(columns.id > query.after_id)
        tenant_id = self._session.tenant_id
        return self._listed(statements.page(self.table, tenant_id, conditions, among, query.limit, ids_first=ids_first))

    def add(self, entity: E) -> E:
        self._must_be_ours(entity)
        entity = fitted(entity, None, self._session.fields_of)
        first = entity.model_copy(update={"version": 1})
        entry = self._session.chained(self.kind, None, first)
        row = self.mapping.row_of(first)
        if not statements.insert_if_absent(self.table).write(
            self._session.beside_writes, {**row, "history_hash": entry["hash"]}
        ):
            raise taken_key(self._session, self.table, entity, row, ("id",), *entity.unique)
        self._session.append(record_tables.history, entry)
        self._session.track(self.kind, Loaded(first, entry["hash"]))
        self._after_write(first, None)
        self._note_change()
        return first

    def add_many(self, lives: Sequence[Sequence[E]]) -> Sequence[E]:
        """A refused insert ends the unit of work, since all of them are one statement."""
        added: list[Loaded] = []
        entries: list[Row] = []
        for life in lives:
            known: Loaded | None = None
            for version, state in enumerate(life, 1):
                self._must_be_ours(state)
                current = fitted(state, None, self._session.fields_of).model_copy(update={"version": version})
                entry = self._session.chained(self.kind, known, current)
                entries.append(entry)
                known = Loaded(current, entry["hash"])
            if known is not None:
                added.append(known)
        self._insert_all(added)
        for entry in entries:
            self._session.append(record_tables.history, entry)
        for loaded in added:
            self._session.track(self.kind, loaded)
            self._after_write(cast(E, loaded.entity), None)
        self._note_change()
        return [cast(E, loaded.entity) for loaded in added]

    def save(self, entity: E) -> E:
        before, after, changed, entry = self._next_version(entity)
        self._overwrite(entity, changed, entry["hash"])
        self._session.append(record_tables.history, entry)
        self._session.track(self.kind, Loaded(after, entry["hash"]))
        self._after_write(after, before.entity)
        self._note_change()
        return after

    def save_many(self, entities: Sequence[E]) -> None:
        """One statement for all in which the same fields changed; no key of theirs may change, nor rows below them."""
        rows: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for entity in entities:
            _, after, changed, entry = self._next_version(entity)
            self._session.append(record_tables.history, entry)
            self._session.track(self.kind, Loaded(after, entry["hash"]))
            rows[tuple(changed)].append(self._parameters(entity, changed, entry["hash"]))
        self._note_change()
        for columns, parameters in rows.items():
            written = statements.update_version(self.table, columns).write(self._session.connection, *parameters)
            if written != len(parameters):
                first = parameters[0]
                raise ChangedMeanwhile.because_version_moved_on(self.kind, first["entity_id"], first["version"])

    def remove_many(self, entities: Sequence[E], became: Became, *, at: datetime) -> None:
        parameters: list[Row] = []
        for entity in entities:
            before = self._same_version(entity)
            removed = entity.model_copy(update={"version": entity.version + 1, "updated_at": as_utc(at)})
            entry = self._session.ended(self.kind, before.history_hash, removed, became)
            self._session.append(record_tables.history, entry)
            self._session.append(record_tables.tombstones, tombstone_row(entry, entity, became))
            self._session.forget(self.kind, entity.id)
            parameters.append({"tenant": self._session.tenant_id, "entity_id": entity.id, "version": entity.version})
            self._before_removal(entity)
        self._note_change()
        if not parameters:
            return
        written = statements.delete_version(self.table).write(self._session.connection, *parameters)
        if written != len(parameters):
            first = parameters[0]
            raise ChangedMeanwhile.because_version_moved_on(self.kind, first["entity_id"], first["version"])

    def rows(self, query: Select[Any]) -> Sequence[RowMapping | Row]:
        """The entities as stored, not tracked for changes."""
        return self._completed(self._rows(query))

    def entity_of(self, row: RowMapping | Row) -> E:
        entity: E = self.mapping.entity_of(row)
        return entity

    def _completed(self, rows: Sequence[RowMapping | Row]) -> Sequence[RowMapping | Row]:
        """In order of id, each with its dependent rows, for entities that have such."""
        return rows

    def _after_write(self, entity: E, before: Any) -> None:
        """Writes the dependent rows."""

    def _before_removal(self, entity: E) -> None:
        """Removes the dependent rows."""

    def _insert_all(self, added: Sequence[Loaded]) -> None:
        rows = [{**self.mapping.row_of(cast(E, each.entity)), "history_hash": each.history_hash} for each in added]
        if not rows:
            return
        try:
            with self._session.connection.begin_nested():
                statements.insert_row(self.table).write(self._session.beside_writes, *rows)
        except IntegrityError:
            keys = (("id",), *self.mapping.entity.unique)
            for each, row in zip(added, rows, strict=True):
                if (taken := taken_by_another(self._session, self.table, each.entity, row, *keys)) is not None:
                    raise taken from None
            raise taken_key(self._session, self.table, added[0].entity, rows[0], *keys) from None

    def _not_found(self, entity_id: str) -> NotFound:
        """Says what became of one that was there."""
        stone = tombstone_of(self._session.connection, self._session.tenant_id, self.kind, entity_id)
        error: type[NotFound] = self.mapping.entity.not_found
        if stone is None:
            return error.because_unknown(self.kind, entity_id)
        name = stone["number"] or entity_id
        return error.because_it_became(self.kind, name, stone["became"], stone["batch_id"])

    def _one(self, **values: str) -> E | None:
        """The only one with these values in its columns."""
        return next(iter(self._found(statements.select_one(self.table, tuple(values)), self._keys(**values))), None)

    def _by_id(self, entity_id: str, lock: bool) -> Sequence[E]:
        return self._found(statements.select_one(self.table, ("id",), lock=lock), self._keys(id=entity_id), lock)

    def _listed(self, query: Select[Any], keys: Mapping[str, Any] | None = None) -> Listed[E]:
        """What the query finds; where a row cannot be read, each is read by itself, so that the others are listed."""
        try:
            return Listed.of(self._tracked(self._rows(query, keys)))
        except UNREADABLE:
            ids = self._session.connection.execute(query.with_only_columns(self.table.c.id), keys).scalars().all()
        read, unreadable = [], []
        for entity_id in ids:
            try:
                read.append(self.get(entity_id))
            except UNREADABLE as problem:
                unreadable.append(as_unreadable(entity_id, problem))
        return Listed(read, unreadable=unreadable, last_id=ids[-1] if ids else None)

    def _keys(self, **values: str) -> Mapping[str, str]:
        return {"tenant": self._session.tenant_id, **{f"value_{name}": value for name, value in values.items()}}

    def _found(self, statement: Prepared, keys: Mapping[str, Any], lock: bool = False) -> list[E]:
        def look() -> Sequence[Loaded]:
            connection = self._session.connection if lock else self._own_connection
            rows = self._completed(statement.all(connection, keys))
            return [self._loaded(row) for row in rows]

        if lock or not self.is_configuration:
            found = look()
        else:
            found = self._session.cached_configuration((self.kind, statement, *keys.values()), look)
        for loaded in found:
            self._session.track(self.kind, loaded)
        return [cast(E, loaded.entity) for loaded in found]

    @property
    def _own_connection(self) -> Connection:
        """For statements that read rows of this kind alone: writes of others need not be sent before."""
        is_waiting = self._session.writes.touches(self.kind)
        return self._session.connection if is_waiting else self._session.beside_writes

    def _rows(self, query: Select[Any], keys: Mapping[str, Any] | None = None) -> Sequence[RowMapping]:
        return self._session.connection.execute(query, keys).mappings().all()

    def _tracked(self, rows: Sequence[RowMapping | Row]) -> list[E]:
        return [self._track(row) for row in self._completed(rows)]

    def _must_be_ours(self, entity: E) -> None:
        if entity.tenant_id != self._session.tenant_id:
            raise Forbidden.because_of_another_tenant(self.kind, entity.id)

    def _next_version(self, entity: E) -> tuple[Loaded, E, Row, Row]:
        """The loaded entity, its next version, the columns that change, and the entry of the history."""
        before = self._same_version(entity)
        entity = fitted(entity, before.entity, self._session.fields_of)
        after = entity.model_copy(update={"version": entity.version + 1})
        known = self.mapping.row_of(cast(E, before.entity))
        changed = {column: value for column, value in self.mapping.row_of(after).items() if known.get(column) != value}
        return before, after, changed, self._session.chained(self.kind, before, after)

    def _same_version(self, entity: E) -> Loaded:
        """As it was loaded. Raises ChangedMeanwhile."""
        self._must_be_ours(entity)
        before = self._session.cached(self.kind, entity.id) or self._load(entity.id)
        if before.entity.version != entity.version:
            raise ChangedMeanwhile.because_version_moved_on(self.kind, entity.id, entity.version)
        return before

    def _parameters(self, entity: E, changed: Row, history_hash: str) -> Row:
        keys = {"tenant": self._session.tenant_id, "entity_id": entity.id, "version": entity.version}
        return {**keys, "new_hash": history_hash, **{f"new_{column}": value for column, value in changed.items()}}

    def _overwrite(self, entity: E, changed: Row, history_hash: str) -> None:
        """Adds the update to the pending writes, or executes it at once where a unique key may be taken."""
        statement = statements.update_version(self.table, tuple(changed))
        parameters = self._parameters(entity, changed, history_hash)
        refusal = partial(ChangedMeanwhile.because_version_moved_on, self.kind, entity.id, entity.version)
        if self._unique.isdisjoint(changed):
            self._session.writes.add(Write(statement, parameters, refusal), (self.kind, entity.id))
            return
        connection = self._session.connection
        try:
            # A taken key ends PostgreSQL's transaction; the savepoint keeps the one around us alive.
            with connection.begin_nested():
                is_overwritten = statement.write(connection, parameters) == 1
        except IntegrityError:
            row = self.mapping.row_of(entity)
            raise taken_key(self._session, self.table, entity, row, *entity.unique) from None
        if not is_overwritten:
            raise refusal()

    def _track(self, row: RowMapping | Row) -> E:
        loaded = self._loaded(row)
        self._session.track(self.kind, loaded)
        return cast(E, loaded.entity)

    def _loaded(self, row: RowMapping | Row) -> Loaded:
        entity = self.entity_of(row)
        return Loaded(entity, row["history_hash"])

    def _note_change(self) -> None:
        if self.is_configuration:
            self._session.invalidate_configuration()

    def _load(self, entity_id: str) -> Loaded:
        self.get(entity_id)
        loaded = self._session.cached(self.kind, entity_id)
        if loaded is None:
            raise self._not_found(entity_id)
        return loaded
