"""The history of entities, and the proof that nobody touched it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, func, select, tuple_

from crm_adapters.storage import record_tables, tables
from crm_adapters.storage.ledger import Ledger
from crm_core.identity import EntityKind, EntityRef
from crm_operations.records import GENESIS, HistoryEntry, HistoryFlaw, Verification, entry_hash

_CHAINED: dict[EntityKind, Table] = {
    EntityKind.LEAD: tables.leads,
    EntityKind.OPPORTUNITY: tables.opportunities,
    EntityKind.PIPELINE: tables.pipelines,
    EntityKind.ACTIVITY: tables.activities,
    EntityKind.JOURNEY: tables.journeys,
    EntityKind.SOURCE: tables.sources,
}


class SqlHistory:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def of(self, entity: EntityRef) -> Sequence[HistoryEntry]:
        self._ledger.flush()
        table = record_tables.history
        query = (
            select(table)
            .where(
                table.c.tenant_id == self._ledger.tenant_id,
                table.c.entity_kind == entity.kind.value,
                table.c.entity_id == entity.id,
            )
            .order_by(table.c.sequence)
        )
        rows = self._ledger.connection.execute(query).mappings()
        return [_entry(row) for row in rows]

    def verify(self, sample: int | None = None) -> Verification:
        """Reads the history once in order of entity and sequence, and each entity table's chain ends once."""
        self._ledger.flush()
        chosen = None if sample is None else self._chosen(sample)
        table = record_tables.history
        query = (
            select(table)
            .where(table.c.tenant_id == self._ledger.tenant_id)
            .order_by(table.c.entity_kind, table.c.entity_id, table.c.sequence)
        )
        if chosen is not None:
            pairs = [(kind.value, entity_id) for kind, ids in chosen.items() for entity_id in ids]
            query = query.where(tuple_(table.c.entity_kind, table.c.entity_id).in_(pairs))
        entries = 0
        flaws: list[HistoryFlaw] = []
        ends: dict[tuple[str, str], tuple[int, str]] = {}
        for row in self._ledger.connection.execute(query).mappings():
            entry = _entry(row)
            entries += 1
            end = ends.get((entry.entity.kind, entry.entity.id), (0, GENESIS))
            flaws += self._flaws(entry, *end)
            ends[entry.entity.kind, entry.entity.id] = (entry.sequence, entry.hash)
        flaws += self._cut_chains(ends, chosen)
        return Verification(entities=len(ends), entries=entries, flaws=tuple(flaws))

    def _chosen(self, sample: int) -> Mapping[EntityKind, Sequence[str]]:
        """The ids of so many entities of each kind."""
        return {
            kind: self._ledger.connection.scalars(
                select(table.c.id)
                .where(table.c.tenant_id == self._ledger.tenant_id)
                .order_by(func.random())
                .limit(sample)
            ).all()
            for kind, table in _CHAINED.items()
        }

    def _flaws(self, entry: HistoryEntry, sequence: int, previous_hash: str) -> list[HistoryFlaw]:
        problems = []
        if entry.sequence != sequence + 1:
            problems.append(f"entry {sequence + 1} is missing")
        if entry.previous_hash != previous_hash:
            problems.append("it does not follow the entry before it")
        expected = entry_hash(
            entry.previous_hash,
            self._ledger.tenant_id,
            entry.entity,
            entry.sequence,
            entry.at,
            entry.user_id,
            entry.changes,
        )
        if entry.hash != expected:
            problems.append("its content was changed after it was written")
        return [HistoryFlaw(entity=entry.entity, sequence=entry.sequence, problem=problem) for problem in problems]

    def _cut_chains(
        self, ends: dict[tuple[str, str], tuple[int, str]], chosen: Mapping[EntityKind, Sequence[str]] | None
    ) -> list[HistoryFlaw]:
        flaws = []
        unmatched = dict(ends)
        for kind, table in _CHAINED.items():
            query = select(table.c.id, table.c.version, table.c.history_hash).where(
                table.c.tenant_id == self._ledger.tenant_id
            )
            if chosen is not None:
                query = query.where(table.c.id.in_(chosen[kind]))
            for entity_id, version, history_hash in self._ledger.connection.execute(query):
                end = unmatched.pop((kind, entity_id), (0, GENESIS))
                if end != (version, history_hash):
                    ref = EntityRef(kind=kind, id=entity_id)
                    problem = f"the entity is at version {version}, its history ends at {end[0]}"
                    flaws.append(HistoryFlaw(entity=ref, sequence=version, problem=problem))
        for (kind_name, entity_id), (sequence, _) in unmatched.items():
            ref = EntityRef(kind=EntityKind(kind_name), id=entity_id)
            flaws.append(HistoryFlaw(entity=ref, sequence=sequence, problem="the entity itself is gone"))
        return flaws


def _entry(row: Any) -> HistoryEntry:
    return HistoryEntry.model_construct(
        entity=EntityRef(kind=EntityKind(row["entity_kind"]), id=row["entity_id"]),
        sequence=row["sequence"],
        at=row["at"],
        user_id=row["user_id"],
        changes=row["changes"],
        previous_hash=row["previous_hash"],
        hash=row["hash"],
    )
