"""The history of entities, and the verification that neither it nor the entities were tampered with."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from sqlalchemy import func, select

from crm_adapters.storage.kernel import record_tables
from crm_adapters.storage.kernel.entity_pages import EntityPages
from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.session import Session
from crm_adapters.storage.kernel.tombstones import find_tombstone
from crm_adapters.storage.records.chain_pages import ChainPages
from crm_adapters.storage.records.missing_numbers import assigned_numbers, missing_numbers
from crm_adapters.storage.records.policies import SqlPolicies
from crm_core.clock import Clock
from crm_core.identity import EntityKind, EntityRef
from crm_core.tombstones import Tombstone
from crm_operations.records import (
    DECISION,
    ENTRY,
    NUMBER,
    ChainEnd,
    DigestWriter,
    HistoryDigest,
    HistoryEntry,
    Mark,
    StoredEntity,
    Verification,
    Verifier,
    WriteLine,
    marks_in,
    with_previous_values,
)

PAGE = 500
"""How many rows of a kind are in memory at a time."""


def _paged(look: Callable[[str | None], Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Page after page; each row begins with its id."""
    after = None
    while page := look(after):
        yield page
        after = page[-1][0]


class SqlHistory:
    """Of the entities that these stores hold."""

    def __init__(
        self,
        session: Session,
        clock: Clock,
        stores: Sequence[type[SqlEntityStore[Any, Any]]],
        policies: SqlPolicies,
    ) -> None:
        self._session = session
        self._policies = policies
        self._clock = clock
        self._stores = [(make.kind.value, EntityPages(make(session), session, PAGE)) for make in stores]
        self._pages = ChainPages(session.connection, session.tenant_id, PAGE)

    def of(self, entity: EntityRef) -> Sequence[HistoryEntry]:
        self._session.flush()
        return list(with_previous_values(self._pages.entries(entity.kind.value, ids=[entity.id])))

    def tombstone(self, reference: str) -> Tombstone | None:
        return find_tombstone(self._session.connection, self._session.tenant_id, reference)

    def verify(self, sample: int | None = None, *, against: Iterable[str] | None = None) -> Verification:
        """Reads everything once, page by page in order of id, with a page of each in memory."""
        self._session.flush()
        verifier = Verifier(self._session.tenant_id)
        for kind, entities in self._stores:
            ids = None if sample is None else entities.some(sample)
            self._verify_entities(verifier, kind, entities, ids)
            self._verify_decisions(verifier, kind, ids)
        self._find_unknown_kinds(verifier)
        among = verifier.policies
        verifier.check_policies(self._policies.all() if sample is None else self._policies.among(among))
        if sample is None:
            for number in missing_numbers(self._session.connection, self._session.tenant_id):
                verifier.flaw("number", number, 0, "it was handed out, and no record bears it")
        if against is not None:
            self._compare(verifier, against)
        return verifier.result

    def digest(self, write: WriteLine) -> HistoryDigest:
        self._session.flush()
        writer = DigestWriter(self._session.tenant_id, self._clock.now(), write)
        for kind, entities in self._stores:
            for page in _paged(entities.ends):
                for entity_id, version, end in page:
                    writer.mark(Mark(ENTRY, kind, entity_id, version, end))
            for counters in _paged(partial(self._pages.decision_ends, kind)):
                for entity_id, count, end in counters:
                    writer.mark(Mark(DECISION, kind, entity_id, count, end))
        for kind, year, last in assigned_numbers(self._session.connection, self._session.tenant_id):
            writer.mark(Mark(NUMBER, kind, str(year), last, ""))
        return writer.close()

    def _verify_entities(self, verifier: Verifier, kind: str, entities: EntityPages, ids: Sequence[str] | None) -> None:
        """Pages of entities, each beside the part of the history that belongs to it; what is left over is a flaw."""
        after = None
        while True:
            page = entities.entities(after, ids)
            stored_by_id: dict[str, StoredEntity] = {stored.id: stored for stored in page}
            until = page[-1].id if len(page) == PAGE else None
            entries = self._pages.entries(kind, after, until, ids)
            for entity_id, chain in groupby(entries, key=lambda entry: entry.entity_id):
                verifier.check_entity(kind, entity_id, chain, stored_by_id.pop(entity_id, None))
            for stored in stored_by_id.values():
                verifier.check_entity(kind, stored.id, (), stored)
            if until is None:
                return
            after = until

    def _verify_decisions(self, verifier: Verifier, kind: str, ids: Sequence[str] | None) -> None:
        after = None
        while True:
            page = self._pages.decision_ends(kind, after, ids)
            ends = {entity_id: ChainEnd(count, end) for entity_id, count, end in page}
            until = page[-1][0] if len(page) == PAGE else None
            decisions = self._pages.decisions(kind, after, until, ids)
            for entity_id, chain in groupby(decisions, key=lambda decision: decision.entity_id):
                verifier.check_decisions(kind, entity_id, chain, ends.pop(entity_id, ChainEnd()))
            for entity_id, end in ends.items():
                verifier.check_decisions(kind, entity_id, (), end)
            if until is None:
                return
            after = until

    def _find_unknown_kinds(self, verifier: Verifier) -> None:
        known = [kind.value for kind in EntityKind]
        for table, record in ((record_tables.history, "entries"), (record_tables.decisions, "decisions")):
            query = (
                select(table.c.entity_kind, func.count())
                .where(table.c.tenant_id == self._session.tenant_id, table.c.entity_kind.not_in(known))
                .group_by(table.c.entity_kind)
            )
            for kind, count in self._session.connection.execute(query):
                verifier.flaw(kind, "", 0, f"{count} {record} are about a kind this release does not know")

    def _compare(self, verifier: Verifier, lines: Iterable[str]) -> None:
        """Compares with a digest: every chain still contains its end of then, and no number is issued again."""
        batch: list[Mark] = []
        for mark in marks_in(lines, self._session.tenant_id):
            batch.append(mark)
            if len(batch) == PAGE:
                self._compare_all(verifier, batch)
                batch = []
        self._compare_all(verifier, batch)

    def _compare_all(self, verifier: Verifier, marks: Sequence[Mark]) -> None:
        found = self._pages.hashes([mark for mark in marks if mark.record != NUMBER])
        numbers = {(kind, str(year)): last for kind, year, last in self._numbers(marks)}
        for mark in marks:
            record, kind, entity_id, sequence, _ = mark
            if record == NUMBER:
                if numbers.get((kind, entity_id), 0) < sequence:
                    problem = f"{sequence} were handed out when the digest was made, and fewer are now"
                    verifier.flaw("number", f"{kind}-{entity_id}", 0, problem)
            elif (stored := found.get((record, kind, entity_id, sequence))) is None:
                verifier.flaw(kind, entity_id, sequence, "it is in the digest, and gone", record)
            elif stored != mark.hash:
                verifier.flaw(kind, entity_id, sequence, "it is another one than in the digest", record)

    def _numbers(self, marks: Sequence[Mark]) -> Iterable[tuple[str, int, int]]:
        if not any(mark.record == NUMBER for mark in marks):
            return []
        return assigned_numbers(self._session.connection, self._session.tenant_id)
