"""Records: how facts are kept, and what is kept about them."""

from crm_operations.records.decisions import Decision, DecisionKind, DecisionLog
from crm_operations.records.history import (
    GENESIS,
    History,
    HistoryEntry,
    HistoryFlaw,
    Verification,
    canonical,
    changes_between,
    entry_hash,
)
from crm_operations.records.lost_races import repeats_lost_races
from crm_operations.records.outbox import NOTICE_TOPIC, Outbox, OutboxMessage, event_body
from crm_operations.records.unit_of_work import Records, UnitOfWork

__all__ = [
    "GENESIS",
    "NOTICE_TOPIC",
    "Decision",
    "DecisionKind",
    "DecisionLog",
    "History",
    "HistoryEntry",
    "HistoryFlaw",
    "Outbox",
    "OutboxMessage",
    "Records",
    "UnitOfWork",
    "Verification",
    "canonical",
    "changes_between",
    "entry_hash",
    "event_body",
    "repeats_lost_races",
]
