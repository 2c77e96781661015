"""The stored chains of history and decisions, read page by page in order of entity and sequence.

Pages begin after the last row of the one before (keyset), so that any number of chains takes the memory of a page, also
where the driver has one open cursor at a time.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, select, tuple_

from crm_adapters.storage.kernel import record_tables
from crm_operations.records import DECISION, ENTRY, Mark, StoredDecision, StoredEntry

_COLUMNS = {"kind": "entity_kind", "decision": "kind"}
"""Where a field's column has another name."""


def _columns_of(table: Table, stored: type[StoredEntry] | type[StoredDecision]) -> list[ColumnElement[Any]]:
    return [table.c[_COLUMNS.get(field, field)] for field in stored._fields]


_ENTRIES = select(*_columns_of(record_tables.history, StoredEntry))
_DECISIONS = select(*_columns_of(record_tables.decisions, StoredDecision))
_TABLES = {ENTRY: record_tables.history, DECISION: record_tables.decisions}
_counters = record_tables.entity_counters


class ChainPages:
    def __init__(self, connection: Connection, tenant_id: str, size: int) -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._size = size

    def entries(
        self, kind: str, after: str | None = None, until: str | None = None, ids: Sequence[str] | None = None
    ) -> Iterator[StoredEntry]:
        """Of entities whose id comes after the one and not after the other; of these ids alone, if any are given."""
        query = self._within(_ENTRIES, record_tables.history, kind, after, until, ids)
        for row in self._rows(query, record_tables.history):
            yield StoredEntry._make(row)

    def decisions(
        self, kind: str, after: str | None = None, until: str | None = None, ids: Sequence[str] | None = None
    ) -> Iterator[StoredDecision]:
        query = self._within(_DECISIONS, record_tables.decisions, kind, after, until, ids)
        for row in self._rows(query, record_tables.decisions):
            yield StoredDecision._make(row)

    def decision_ends(
        self, kind: str, after: str | None, ids: Sequence[str] | None = None
    ) -> Sequence[tuple[str, int, str]]:
        """Of each entity about which something was decided: its id, how many decisions, the hash of the last."""
        query = select(_counters.c.entity_id, _counters.c.decisions, _counters.c.decision_hash)
        query = self._within(query, _counters, kind, after, None, ids).where(_counters.c.decisions > 0)
        rows = self._connection.execute(query.order_by(_counters.c.entity_id).limit(self._size))
        return [(row.entity_id, row.decisions, row.decision_hash) for row in rows]

    def hashes(self, marks: Sequence[Mark]) -> Mapping[tuple[str, str, str, int], str]:
        """By record, kind, id and sequence, those that are there."""
        found: dict[tuple[str, str, str, int], str] = {}
        for record, table in _TABLES.items():
            keys = [(mark.kind, mark.entity_id, mark.sequence) for mark in marks if mark.record == record]
            if keys:
                key = (table.c.entity_kind, table.c.entity_id, table.c.sequence)
                query = select(*key, table.c.hash).where(table.c.tenant_id == self._tenant_id, tuple_(*key).in_(keys))
                for kind, entity_id, sequence, end in self._connection.execute(query):
                    found[record, kind, entity_id, sequence] = end
        return found

    def _within(
        self,
        query: Select[Any],
        table: Table,
        kind: str,
        after: str | None,
        until: str | None,
        ids: Sequence[str] | None,
    ) -> Select[Any]:
        query = query.where(table.c.tenant_id == self._tenant_id, table.c.entity_kind == kind)
        if after is not None:
            query = query.where(table.c.entity_id > after)
        if until is not None:
            query = query.where(table.c.entity_id <= until)
        return query if ids is None else query.where(table.c.entity_id.in_(ids))

    def _rows(self, query: Select[Any], table: Table) -> Iterator[Any]:
        entity_id, sequence = table.c.entity_id, table.c.sequence
        ordered = query.order_by(entity_id, sequence).limit(self._size)
        page = self._connection.execute(ordered).all()
        while page:
            yield from page
            if len(page) < self._size:
                return
            last = page[-1]
            # Spelled out: MariaDB finds no index for a comparison of pairs.
            beyond = (entity_id >= last.entity_id, (entity_id > last.entity_id) | (sequence > last.sequence))
            page = self._connection.execute(ordered.where(*beyond)).all()
