"""Records: how facts are kept, and what is kept about them."""

from crm_operations.records.chain import (
    CHAIN_FORMAT,
    GENESIS,
    StoredDecision,
    StoredEntry,
    canonical,
    entry_of,
    opened,
    part_of,
    seal,
    sealed_decision,
)
from crm_operations.records.decisions import Decision, DecisionKind, DecisionLog
from crm_operations.records.digest import DECISION, ENTRY, NUMBER, DigestUnreadable, DigestWriter, Mark, marks_in
from crm_operations.records.history import (
    History,
    HistoryDigest,
    HistoryEntry,
    HistoryFlaw,
    Verification,
    WriteLine,
)
from crm_operations.records.lost_races import repeats_lost_races
from crm_operations.records.outbox import NOTICE_TOPIC, Outbox, OutboxMessage, event_body
from crm_operations.records.stores import entity_stores, store
from crm_operations.records.unit_of_work import Records, UnitOfWork
from crm_operations.records.verification import ChainEnd, StoredEntity, Verifier, with_previous_values

__all__ = [
    "CHAIN_FORMAT",
    "DECISION",
    "ENTRY",
    "GENESIS",
    "NOTICE_TOPIC",
    "NUMBER",
    "ChainEnd",
    "Decision",
    "DecisionKind",
    "DecisionLog",
    "DigestUnreadable",
    "DigestWriter",
    "History",
    "HistoryDigest",
    "HistoryEntry",
    "HistoryFlaw",
    "Mark",
    "Outbox",
    "OutboxMessage",
    "Records",
    "StoredDecision",
    "StoredEntity",
    "StoredEntry",
    "UnitOfWork",
    "Verification",
    "Verifier",
    "WriteLine",
    "canonical",
    "entity_stores",
    "entry_of",
    "event_body",
    "marks_in",
    "opened",
    "part_of",
    "repeats_lost_races",
    "seal",
    "sealed_decision",
    "store",
    "with_previous_values",
]
