"""The state of one tenant in memory; a unit of work changes a copy, which replaces it at commit."""

import copy
from dataclasses import dataclass, field, fields, replace
from typing import NamedTuple

from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.commissions import Entry
from crm_core.credits import Credit
from crm_core.entities import Entity
from crm_core.events import DomainEvent
from crm_core.forecasts import SnapshotDeal
from crm_core.identity import EntityKind, EntityRef, NewId, NumberKind
from crm_core.imports import ImportLine
from crm_core.leads import ScoringModel
from crm_core.opportunities import OpportunityStageChanged, StagePassed
from crm_core.tombstones import Tombstone
from crm_operations.lead_routing import QueueEntry, RuleSet, Turn
from crm_operations.providers import Notice
from crm_operations.records import Decision, Origin, OutboxMessage, StoredDecision, StoredEntry, Timer


class FakeSession(NamedTuple):
    """What the stores of one unit of work in memory share."""

    state: "TenantState"
    actor: Actor
    clock: Clock
    new_id: NewId
    announced: list[DomainEvent]
    origin: Origin | None = None


@dataclass
class TenantState:
    entities: dict[tuple[EntityKind, str], Entity] = field(default_factory=dict)
    history: dict[tuple[EntityKind, str], tuple[StoredEntry, ...]] = field(default_factory=dict)
    tombstones: dict[tuple[EntityKind, str], Tombstone] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    decision_chains: dict[tuple[EntityKind, str], tuple[StoredDecision, ...]] = field(default_factory=dict)
    policies: dict[str, str] = field(default_factory=dict)
    """What decisions were taken by, by digest."""
    outbox: list[OutboxMessage] = field(default_factory=list)
    events: list[DomainEvent] = field(default_factory=list)
    """What the outbox announces, before it became JSON."""
    notices: list[Notice] = field(default_factory=list)
    moves: list[OpportunityStageChanged] = field(default_factory=list)
    passed: list[StagePassed] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    commission_entries: list[Entry] = field(default_factory=list)
    import_lines: list[ImportLine] = field(default_factory=list)
    snapshot_deals: dict[str, tuple[SnapshotDeal, ...]] = field(default_factory=dict)
    """By the id of the snapshot."""
    scoring_models: list[ScoringModel] = field(default_factory=list)
    facts: dict[tuple[EntityKind, str], int] = field(default_factory=dict)
    """How many messages there were about each entity."""
    numbers: dict[tuple[NumberKind, int], int] = field(default_factory=dict)
    rule_sets: list[RuleSet] = field(default_factory=list)
    last_turn: int = 0
    turns: dict[tuple[str, str], Turn] = field(default_factory=dict)
    queue: dict[str, QueueEntry] = field(default_factory=dict)
    timers: dict[str, Timer] = field(default_factory=dict)

    def copied(self) -> "TenantState":
        """Copies lists and mappings; their contents are frozen."""
        return replace(self, **{each.name: copy.copy(getattr(self, each.name)) for each in fields(self)})

    def history_of(self, entity: EntityRef) -> tuple[StoredEntry, ...]:
        return self.history.get((entity.kind, entity.id), ())
