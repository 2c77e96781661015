"""Records: units of work, history, decisions, policies, timers and the outbox."""

from crm_operations.records.chain import (
    CHAIN_FORMAT,
    DECISION_FORMAT,
    GENESIS,
    Origin,
    SealedValues,
    StoredDecision,
    StoredEntry,
    canonical,
    entry_of,
    last_entry_of,
    opened,
    part_of,
    seal,
    sealed_decision,
)
from crm_operations.records.decisions import BY_HAND, Decision, DecisionLog, DecisionNotFound
from crm_operations.records.digest import DECISION, ENTRY, NUMBER, DigestUnreadable, DigestWriter, Mark, marks_in
from crm_operations.records.entity_records import EntityRecords
from crm_operations.records.followers import Follower, Prefetches, follow_all
from crm_operations.records.history import (
    History,
    HistoryDigest,
    HistoryEntry,
    HistoryFlaw,
    Verification,
    WriteLine,
)
from crm_operations.records.lost_races import LOST_RACES, repeats_lost_races
from crm_operations.records.outbox import NOTICE_TOPIC, Outbox, OutboxMessage, event_body
from crm_operations.records.policies import StoredPolicy, policy_digest, stored_policy
from crm_operations.records.rules import AnyRule, CaseT, PolicyT, Rule, Rules, VerdictT
from crm_operations.records.stand_ins import acting_for
from crm_operations.records.stores import Stores, entity_stores, store
from crm_operations.records.timers import (
    Timer,
    TimerFilter,
    TimerLost,
    TimerNotFound,
    TimerNotWaiting,
    TimerState,
    TimerStore,
    timer_id,
)
from crm_operations.records.unit_of_work import Records, UnitOfWork
from crm_operations.records.verification import ChainEnd, StoredEntity, Verifier, with_previous_values

__all__ = [
    "BY_HAND",
    "CHAIN_FORMAT",
    "DECISION",
    "DECISION_FORMAT",
    "ENTRY",
    "GENESIS",
    "LOST_RACES",
    "NOTICE_TOPIC",
    "NUMBER",
    "AnyRule",
    "CaseT",
    "ChainEnd",
    "Decision",
    "DecisionLog",
    "DecisionNotFound",
    "DigestUnreadable",
    "DigestWriter",
    "EntityRecords",
    "Follower",
    "History",
    "HistoryDigest",
    "HistoryEntry",
    "HistoryFlaw",
    "Mark",
    "Origin",
    "Outbox",
    "OutboxMessage",
    "PolicyT",
    "Prefetches",
    "Records",
    "Rule",
    "Rules",
    "SealedValues",
    "StoredDecision",
    "StoredEntity",
    "StoredEntry",
    "StoredPolicy",
    "Stores",
    "Timer",
    "TimerFilter",
    "TimerLost",
    "TimerNotFound",
    "TimerNotWaiting",
    "TimerState",
    "TimerStore",
    "UnitOfWork",
    "VerdictT",
    "Verification",
    "Verifier",
    "WriteLine",
    "acting_for",
    "canonical",
    "entity_stores",
    "entry_of",
    "event_body",
    "follow_all",
    "last_entry_of",
    "marks_in",
    "opened",
    "part_of",
    "policy_digest",
    "repeats_lost_races",
    "seal",
    "sealed_decision",
    "store",
    "stored_policy",
    "timer_id",
    "with_previous_values",
]
