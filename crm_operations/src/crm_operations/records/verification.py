"""Verifies that a chain holds, and that its result equals the stored entity."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, get_type_hints

from pydantic import TypeAdapter, ValidationError

from crm_core.entities import Entity
from crm_core.errors import CrmError
from crm_core.identity import EntityKind, EntityRef
from crm_operations.records.chain import (
    BOOKKEEPING,
    CHAIN_FORMAT,
    DECISION_FORMAT,
    GENESIS,
    StoredDecision,
    StoredEntry,
    canonical,
    field_defaults,
    opened,
)
from crm_operations.records.digest import DECISION, ENTRY
from crm_operations.records.history import HistoryEntry, HistoryFlaw, Verification
from crm_operations.records.policies import policy_digest

POLICY = "policy"
_NEWEST = {ENTRY: CHAIN_FORMAT, DECISION: DECISION_FORMAT}


class StoredEntity(NamedTuple):
    """An entity as stored, the end of its chain as stored beside it, and the flaw of its row, if any.

    Of what is no longer there its tombstone says how the chain ended, and ``entity`` is None.
    """

    id: str
    entity: Entity | None
    version: int
    history_hash: str
    problem: str | None = None


class ChainEnd(NamedTuple):
    """How many decisions there are about an entity, and the hash of the last one."""

    last: int = 0
    hash: str = GENESIS


class Verifier:
    """Checks one chain after the other; holds figures and flaws, not entries."""

    def __init__(self, tenant_id: str) -> None:
        self._tenant_id = tenant_id
        self._entities = 0
        self._entries = 0
        self._decisions = 0
        self._removed = 0
        self._policies: set[str] = set()
        self._flaws: list[HistoryFlaw] = []

    def check_entity(
        self, kind: str, entity_id: str, entries: Iterable[StoredEntry], stored: StoredEntity | None
    ) -> None:
        """``entries`` are one entity's, oldest first; ``stored`` is None when its row is missing."""
        self._entities += 1
        known: dict[str, Any] = {}
        unknown: set[str] = set()
        last: StoredEntry | None = None
        count = 0
        for entry in entries:
            count += 1
            values, removed = self._checked_link(entry, last, ENTRY)
            known |= values
            unknown = (unknown - values.keys()) | set(removed)
            last = entry
        self._entries += count
        self._check_end(kind, entity_id, last, stored)
        if stored is not None and stored.entity is not None and last is not None and last.sequence == count:
            self._compare(kind, stored.entity, last, known, unknown)

    def check_decisions(self, kind: str, entity_id: str, decisions: Iterable[StoredDecision], end: ChainEnd) -> None:
        """``decisions`` are those about one entity, oldest first; ``end`` is the stored end of that chain."""
        last: StoredDecision | None = None
        for decision in decisions:
            self._decisions += 1
            self._checked_link(decision, last, DECISION)
            if decision.policy is not None:
                self._policies.add(decision.policy)
            last = decision
        found = ChainEnd(last.sequence, last.hash) if last else ChainEnd()
        if found != end:
            problem = f"{end.last} decisions were counted, the last one kept is {found.last}"
            if found.last == end.last:
                problem = "it is not the last decision that was counted"
            self.flaw(kind, entity_id, end.last, problem, DECISION)

    @property
    def policies(self) -> Collection[str]:
        """The digests that the decisions so far name: few, however many decisions there are."""
        return self._policies

    def check_policies(self, stored: Iterable[tuple[str, str]]) -> None:
        """Of stored policies, digest and content; each policy a decision names must be among them."""
        gone = set(self._policies)
        for digest, content in stored:
            gone.discard(digest)
            if policy_digest(content) != digest:
                self.flaw(POLICY, digest, 0, "it was changed after decisions were taken by it")
        for digest in sorted(gone):
            self.flaw(POLICY, digest, 0, "decisions were taken by it, and it is gone")

    def flaw(self, kind: str, entity_id: str, sequence: int, problem: str, record: str = ENTRY) -> None:
        """Adds a flaw; ``sequence`` 0 when it is about the record as a whole."""
        self._flaws.append(
            HistoryFlaw(kind=kind, entity_id=entity_id, record=record, sequence=sequence, problem=problem)
        )

    @property
    def result(self) -> Verification:
        """Figures and flaws so far."""
        return Verification(
            entities=self._entities,
            entries=self._entries,
            decisions=self._decisions,
            removed=self._removed,
            flaws=tuple(self._flaws),
        )

    def _checked_link(
        self, link: StoredEntry | StoredDecision, last: StoredEntry | StoredDecision | None, record: str
    ) -> tuple[Mapping[str, Any], Sequence[str]]:
        """The values of an entry, and the fields whose value was removed."""

        def flaw(problem: str) -> None:
            self.flaw(link.kind, link.entity_id, link.sequence, problem, record)

        expected = last.sequence + 1 if last else 1
        if link.sequence != expected:
            flaw(f"{record} {expected} is missing")
        if link.previous_hash != (last.hash if last else GENESIS):
            flaw(f"it does not follow the {record} before it")
        if link.format > (newest := _NEWEST[record]):
            flaw(f"its format is {link.format}, this release reads up to {newest}; use a newer one")
            return {}, ()
        try:
            content = opened(link.salted, link.commitments)
        except (ValueError, TypeError, AttributeError):
            flaw("it cannot be read")
            return {}, ()
        if content.false or link.hash != link.hash_for(self._tenant_id):
            flaw("its content was changed after it was written")
        self._removed += len(content.removed)
        return content.values, (*content.removed, *content.false)

    def _check_end(self, kind: str, entity_id: str, last: StoredEntry | None, stored: StoredEntity | None) -> None:
        end = (last.sequence, last.hash) if last else (0, GENESIS)
        if stored is None:
            self.flaw(kind, entity_id, end[0], "the entity itself is gone")
            return
        if stored.problem is not None:
            self.flaw(kind, entity_id, stored.version, stored.problem)
        if (stored.version, stored.history_hash) != end:
            problem = f"the entity is at version {stored.version}, its history ends at {end[0]}"
            self.flaw(kind, entity_id, stored.version, problem)

    def _compare(
        self, kind: str, entity: Entity, last: StoredEntry, known: Mapping[str, Any], unknown: set[str]
    ) -> None:
        if entity.version != last.sequence:
            return
        folded = {**_defaults(type(entity)), **known}
        current = entity.model_dump(mode="json", exclude=set(BOOKKEEPING), warnings=False)
        differing = [
            name
            for name in current
            if name not in unknown
            and folded.get(name) != current[name]
            and _read_today(type(entity), name, folded.get(name)) != current[name]
        ]
        if entity.updated_at != last.at:
            differing.append("updated_at")
        if differing:
            problem = f"{', '.join(sorted(differing))} of the entity: not what its history says"
            self.flaw(kind, entity.id, entity.version, problem)


def with_previous_values(entries: Iterable[StoredEntry]) -> Iterator[HistoryEntry]:
    """The entries of a chain from the first on, each with the values before it."""
    known: dict[str, Any] = {}
    for entry in entries:
        content = opened(entry.salted, entry.commitments)
        fields = {*content.values, *content.removed, *content.false}
        changes = {field: [known.get(field), content.values.get(field)] for field in fields}
        known |= {field: content.values.get(field) for field in fields}
        yield HistoryEntry.model_construct(
            entity=EntityRef.unchecked(EntityKind(entry.kind), entry.entity_id),
            sequence=entry.sequence,
            at=entry.at,
            user_id=entry.user_id,
            changes=canonical(changes),
            removed=tuple(sorted(content.removed)),
            batch_id=entry.batch_id,
            recorded_at=entry.recorded_at,
            format=entry.format,
            previous_hash=entry.previous_hash,
            hash=entry.hash,
        )


@cache
def _defaults(kind: type[Entity]) -> Mapping[str, Any]:
    return field_defaults(kind)


def _read_today(kind: type[Entity], field: str, written: Any) -> Any:
    """A value as it is written now: what it holds may have fields, with defaults, that it had not when written."""
    hint = get_type_hints(kind, include_extras=True)[field]
    try:
        return TypeAdapter(hint).dump_python(TypeAdapter(hint).validate_python(written), mode="json")
    except (ValidationError, CrmError):
        return written
