"""What a unit of work in memory records about its changes: history, decisions and the outbox."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from crm_core.events import DomainEvent
from crm_core.identity import EntityKind, EntityRef, NumberKind, business_number
from crm_core.tombstones import Tombstone
from crm_core.values import Value
from crm_operations.providers import Notice
from crm_operations.records import (
    BY_HAND,
    DECISION,
    DECISION_FORMAT,
    ENTRY,
    GENESIS,
    NOTICE_TOPIC,
    NUMBER,
    AnyRule,
    CaseT,
    ChainEnd,
    Decision,
    DecisionNotFound,
    DigestWriter,
    HistoryDigest,
    HistoryEntry,
    Mark,
    OutboxMessage,
    PolicyT,
    Rule,
    StoredDecision,
    StoredEntity,
    VerdictT,
    Verification,
    Verifier,
    WriteLine,
    event_body,
    marks_in,
    sealed_decision,
    stored_policy,
    with_previous_values,
)
from crm_operations.testing.records.salts import salt
from crm_operations.testing.records.state import FakeSession

_NUMBERED: Mapping[NumberKind, tuple[EntityKind, str]] = {
    NumberKind.LEAD: (EntityKind.LEAD, "lead_number"),
    NumberKind.OPPORTUNITY: (EntityKind.OPPORTUNITY, "opportunity_number"),
}
"""Which entities bear the numbers of a sequence, and in which field."""


class FakeHistory:
    def __init__(self, session: FakeSession) -> None:
        self._state = session.state
        self._actor = session.actor
        self._clock = session.clock

    def of(self, entity: EntityRef) -> Sequence[HistoryEntry]:
        return list(with_previous_values(self._state.history_of(entity)))

    def tombstone(self, reference: str) -> Tombstone | None:
        stones = self._state.tombstones.values()
        return next((each for each in stones if reference in {each.number, each.id}), None)

    def verify(self, sample: int | None = None, *, against: Iterable[str] | None = None) -> Verification:
        verifier = Verifier(self._actor.tenant_id)
        seen: Counter[EntityKind] = Counter()
        for kind, entity_id in {**self._state.history, **self._state.entities}:
            if sample is None or seen[kind] < sample:
                seen[kind] += 1
                chain = self._state.history.get((kind, entity_id), ())
                verifier.check_entity(kind.value, entity_id, chain, self._stored(kind, entity_id))
        for (kind, entity_id), decisions in self._state.decision_chains.items():
            verifier.check_decisions(kind.value, entity_id, decisions, ChainEnd(len(decisions), decisions[-1].hash))
        policies = self._state.policies.items()
        verifier.check_policies(each for each in policies if sample is None or each[0] in verifier.policies)
        if sample is None:
            for number in self._missing_numbers():
                verifier.flaw("number", number, 0, "it was handed out, and no record bears it")
        if against is not None:
            self._compare(verifier, against)
        return verifier.result

    def digest(self, write: WriteLine) -> HistoryDigest:
        writer = DigestWriter(self._actor.tenant_id, self._clock.now(), write)
        for (kind, entity_id), entries in self._state.history.items():
            writer.mark(Mark(ENTRY, kind.value, entity_id, len(entries), entries[-1].hash))
        for (kind, entity_id), decisions in self._state.decision_chains.items():
            writer.mark(Mark(DECISION, kind.value, entity_id, len(decisions), decisions[-1].hash))
        for (sequence, year), last in self._state.numbers.items():
            writer.mark(Mark(NUMBER, sequence.value, str(year), last, ""))
        return writer.close()

    def _stored(self, kind: EntityKind, entity_id: str) -> StoredEntity | None:
        entity = self._state.entities.get((kind, entity_id))
        if entity is None:
            stone = self._state.tombstones.get((kind, entity_id))
            return None if stone is None else StoredEntity(entity_id, None, stone.version, stone.history_hash)
        chain = self._state.history.get((kind, entity_id), ())
        return StoredEntity(entity_id, entity, entity.version, chain[-1].hash if chain else GENESIS)

    def _missing_numbers(self) -> Iterator[str]:
        for (kind, year), last in self._state.numbers.items():
            if (bearer := _NUMBERED.get(kind)) is not None:
                of, field = bearer
                borne = {getattr(each, field) for (other, _), each in self._state.entities.items() if other is of}
                borne |= {stone.number for stone in self._state.tombstones.values()}
                numbers = (business_number(kind, year, count) for count in range(1, last + 1))
                yield from (number for number in numbers if number not in borne)

    def _compare(self, verifier: Verifier, lines: Iterable[str]) -> None:
        for record, kind, entity_id, sequence, end in marks_in(lines, self._actor.tenant_id):
            if record == NUMBER:
                numbers = {(str(each), str(year)): last for (each, year), last in self._state.numbers.items()}
                if numbers.get((kind, entity_id), 0) < sequence:
                    problem = f"{sequence} were handed out when the digest was made, and fewer are now"
                    verifier.flaw("number", f"{kind}-{entity_id}", 0, problem)
                continue
            hashes = self._hashes(record, kind, entity_id)
            if not 0 < sequence <= len(hashes):
                verifier.flaw(kind, entity_id, sequence, "it is in the digest, and gone", record)
            elif hashes[sequence - 1] != end:
                verifier.flaw(kind, entity_id, sequence, "it is another one than in the digest", record)

    def _hashes(self, record: str, kind: str, entity_id: str) -> Sequence[str]:
        chains = self._state.history if record == ENTRY else self._state.decision_chains
        return [link.hash for (of, its), chain in chains.items() if (of, its) == (kind, entity_id) for link in chain]


class FakeDecisions:
    def __init__(self, session: FakeSession) -> None:
        self._state = session.state
        self._actor = session.actor
        self._new_id = session.new_id

    def record(
        self,
        rule: Rule[CaseT, PolicyT, VerdictT],
        subject: EntityRef,
        *,
        policy: PolicyT,
        policy_version: str,
        case: CaseT,
        verdict: VerdictT,
        reasons: Sequence[str],
        at: datetime,
    ) -> None:
        digest, content = stored_policy(policy)
        self._state.policies[digest] = content
        self._append(rule, subject, policy_version, digest, rule.version, case, verdict, reasons, at)

    def record_by_hand(
        self, rule: AnyRule, subject: EntityRef, *, case: Value, verdict: Value, reasons: Sequence[str], at: datetime
    ) -> None:
        self._append(rule, subject, BY_HAND, None, None, case, verdict, reasons, at)

    def of(self, subject: EntityRef, kind: str | None = None) -> Sequence[Decision]:
        newest_first = reversed(self._state.decisions)
        return [each for each in newest_first if each.subject == subject and kind in {None, each.kind}]

    def get(self, decision_id: str) -> Decision:
        for decision in self._state.decisions:
            if decision.id == decision_id:
                return decision
        raise DecisionNotFound.because_unknown_id(decision_id)

    def policies(self, digests: Collection[str]) -> Mapping[str, str]:
        return {digest: content for digest, content in self._state.policies.items() if digest in digests}

    def _append(
        self,
        rule: AnyRule,
        subject: EntityRef,
        policy_version: str,
        policy: str | None,
        rule_version: int | None,
        case: Value,
        verdict: Value,
        reasons: Sequence[str],
        at: datetime,
    ) -> None:
        decision = Decision(
            id=self._new_id(),
            kind=rule.kind,
            subject=subject,
            policy_version=policy_version,
            policy=policy,
            rule_version=rule_version,
            case=case.model_dump_json(),
            verdict=verdict.model_dump_json(),
            reasons=tuple(reasons),
            user_id=self._actor.user_id,
            at=at,
        )
        self._state.decisions.append(decision)
        entity = (subject.kind, subject.id)
        chain = self._state.decision_chains.get(entity, ())
        sealed = StoredDecision(
            subject.kind.value,
            subject.id,
            len(chain) + 1,
            rule.kind,
            policy_version,
            policy,
            rule_version,
            at,
            self._actor.user_id,
            DECISION_FORMAT,
            *sealed_decision(case, verdict, reasons, salt),
            chain[-1].hash if chain else GENESIS,
            "",
        )
        linked = sealed._replace(hash=sealed.hash_for(self._actor.tenant_id))
        self._state.decision_chains[entity] = (*chain, linked)


class FakeOutbox:
    def __init__(self, session: FakeSession) -> None:
        self._state = session.state
        self._actor = session.actor
        self._clock = session.clock
        self._new_id = session.new_id
        self._announced = session.announced

    def announce(self, *events: DomainEvent) -> None:
        for event in events:
            self._put(event.subject, event.name, event_body(event), event.at)
            self._state.events.append(event)
            self._announced.append(event)

    def notify(self, notice: Notice) -> None:
        self._put(notice.message.about, NOTICE_TOPIC, notice.model_dump_json(), self._clock.now())
        self._state.notices.append(notice)

    def _put(self, about: EntityRef | None, topic: str, body: str, at: datetime) -> None:
        message = OutboxMessage(
            id=self._new_id(),
            tenant_id=self._actor.tenant_id,
            about=about,
            sequence=self._next_about(about),
            topic=topic,
            body=body,
            created_at=at,
        )
        self._state.outbox.append(message)

    def _next_about(self, about: EntityRef | None) -> int | None:
        if about is None:
            return None
        entity = (about.kind, about.id)
        self._state.facts[entity] = sequence = self._state.facts.get(entity, 0) + 1
        return sequence
