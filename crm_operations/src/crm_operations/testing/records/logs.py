"""What a unit of work in memory says about its changes: history, decisions and the outbox."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.events import DomainEvent
from crm_core.identity import EntityKind, EntityRef, NewId
from crm_core.values import Value
from crm_operations.providers import Notice
from crm_operations.records import (
    GENESIS,
    NOTICE_TOPIC,
    Decision,
    DecisionKind,
    HistoryEntry,
    HistoryFlaw,
    OutboxMessage,
    Verification,
    entry_hash,
    event_body,
)
from crm_operations.testing.records.state import TenantState


class FakeHistory:
    def __init__(self, state: TenantState, actor: Actor) -> None:
        self._state = state
        self._actor = actor

    def of(self, entity: EntityRef) -> Sequence[HistoryEntry]:
        return self._state.history_of(entity)

    def verify(self, sample: int | None = None) -> Verification:
        seen: Counter[EntityKind] = Counter()
        chains = []
        for (kind, _), chain in self._state.history.items():
            if sample is None or seen[kind] < sample:
                seen[kind] += 1
                chains.append(chain)
        return Verification(
            entities=len(chains),
            entries=sum(len(chain) for chain in chains),
            flaws=tuple(flaw for chain in chains for flaw in self._flaws(chain)),
        )

    def _flaws(self, chain: Sequence[HistoryEntry]) -> list[HistoryFlaw]:
        flaws = []
        previous = GENESIS
        for entry in chain:
            said = (entry.entity, entry.sequence, entry.at, entry.user_id, entry.changes)
            if entry.hash != entry_hash(previous, self._actor.tenant_id, *said):
                flaws.append(HistoryFlaw(entity=entry.entity, sequence=entry.sequence, problem="the chain is broken"))
            previous = entry.hash
        return flaws


class FakeDecisions:
    def __init__(self, state: TenantState, actor: Actor, new_id: NewId) -> None:
        self._state = state
        self._actor = actor
        self._new_id = new_id

    def record(
        self,
        kind: DecisionKind,
        subject: EntityRef,
        *,
        policy_version: str,
        case: Value,
        verdict: Value,
        reasons: Sequence[str],
        at: datetime,
    ) -> None:
        decision = Decision(
            id=self._new_id(),
            kind=kind,
            subject=subject,
            policy_version=policy_version,
            case=case.model_dump_json(),
            verdict=verdict.model_dump_json(),
            reasons=tuple(reasons),
            user_id=self._actor.user_id,
            at=at,
        )
        self._state.decisions.append(decision)

    def of(self, subject: EntityRef, kind: DecisionKind | None = None) -> Sequence[Decision]:
        newest_first = reversed(self._state.decisions)
        return [each for each in newest_first if each.subject == subject and kind in {None, each.kind}]


class FakeOutbox:
    def __init__(self, state: TenantState, actor: Actor, clock: Clock, new_id: NewId) -> None:
        self._state = state
        self._actor = actor
        self._clock = clock
        self._new_id = new_id

    def announce(self, *events: DomainEvent) -> None:
        for event in events:
            self._put(event.subject, event.name, event_body(event), event.at)
            self._state.events.append(event)

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
