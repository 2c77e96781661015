"""Stored entities page by page, for their comparison with the history."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, select

from crm_adapters.storage.kernel.corrupt_values import UNREADABLE
from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.session import Row, Session
from crm_adapters.storage.kernel.tombstones import ends_of_chains
from crm_operations.records import StoredEntity

CANNOT_BE_READ = "its row cannot be read"


class EntityPages:
    """Of one kind and tenant, in order of id."""

    def __init__(self, store: SqlEntityStore[Any, Any], session: Session, length: int) -> None:
        self._store = store
        self._connection: Connection = session.connection
        self._tenant_id = session.tenant_id
        self._length = length

    def entities(self, after_id: str | None, ids: Sequence[str] | None = None) -> Sequence[StoredEntity]:
        """Of these ids alone, if any are given; with the tombstones of those that are gone."""
        gone = [StoredEntity(end[0], None, *end[1:]) for end in self._gone(after_id, ids)]
        try:
            rows = self._store.rows(self._page(select(self._store.table), after_id, ids))
            there = [_stored(self._store, row) for row in rows]
        except UNREADABLE:
            there = [self._alone(*end) for end in self._there(after_id, ids)]
        return self._merged(gone, there)

    def ends(self, after_id: str | None, ids: Sequence[str] | None = None) -> Sequence[Any]:
        """Each id, of what is gone too, with its version and the end of its chain."""
        return self._merged(self._gone(after_id, ids), self._there(after_id, ids))

    def _there(self, after_id: str | None, ids: Sequence[str] | None) -> Sequence[Any]:
        columns = self._store.table.c
        query = select(columns.id, columns.version, columns.history_hash)
        return self._connection.execute(self._page(query, after_id, ids)).all()

    def _gone(self, after_id: str | None, ids: Sequence[str] | None) -> Sequence[Any]:
        kind = self._store.kind.value
        rows = ends_of_chains(self._connection, self._tenant_id, kind, after_id, self._length, ids)
        return [(row["id"], row["version"], row["history_hash"]) for row in rows]

    def _merged(self, gone: Sequence[Any], there: Sequence[Any]) -> Sequence[Any]:
        """A page of both, in the order of ids; where one is there all the same, it comes last and counts."""
        return sorted([*gone, *there], key=itemgetter(0))[: self._length] if gone else there

    def some(self, count: int) -> Sequence[str]:
        """The ids of so many, drawn by lot."""
        columns = self._store.table.c
        query = select(columns.id).where(columns.tenant_id == self._tenant_id).order_by(func.random()).limit(count)
        return self._connection.scalars(query).all()

    def _alone(self, entity_id: str, version: int, history_hash: str) -> StoredEntity:
        try:
            rows = self._store.rows(self._page(select(self._store.table), None, [entity_id]))
            return _stored(self._store, rows[0])
        except UNREADABLE:
            return StoredEntity(entity_id, None, version, history_hash, CANNOT_BE_READ)

    def _page(self, query: Select[Any], after_id: str | None, ids: Sequence[str] | None = None) -> Select[Any]:
        columns = self._store.table.c
        query = query.where(columns.tenant_id == self._tenant_id).order_by(columns.id).limit(self._length)
        if after_id is not None:
            query = query.where(columns.id > after_id)
        return query if ids is None else query.where(columns.id.in_(ids))


def _stored(store: SqlEntityStore[Any, Any], row: RowMapping | Row) -> StoredEntity:
    """The entity of a row, or its flaw: a row that another program wrote may be no entity, or contradict itself."""
    entity, problem = None, None
    try:
        entity = store.entity_of(row)
        differing = [column for column, value in store.mapping.row_of(entity).items() if row[column] != value]
        if differing:
            problem = f"{', '.join(differing)} of its row: not what follows from the rest of it"
    except UNREADABLE:
        problem = CANNOT_BE_READ
    return StoredEntity(row["id"], entity, row["version"], row["history_hash"], problem)
