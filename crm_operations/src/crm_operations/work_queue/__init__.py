"""The work queue: what waits for a person, a team or a role, of every kind, in one list."""

from crm_operations.work_queue.changes import WORK_TOPICS, WorkChange, WorkMove, work_changes
from crm_operations.work_queue.coordinator import EVERYTHING_READ, MINE, PersonsWork, WorkQueueCoordinator
from crm_operations.work_queue.item import (
    AT_RISK,
    BREACHED,
    WorkItem,
    WorkKind,
    WorkOrder,
    WorkPlace,
    WorkQuery,
    WorkReason,
)
from crm_operations.work_queue.store import AskedWork, WorkQueueStore, WorkRow

__all__ = [
    "AT_RISK",
    "BREACHED",
    "EVERYTHING_READ",
    "MINE",
    "WORK_TOPICS",
    "AskedWork",
    "PersonsWork",
    "WorkChange",
    "WorkItem",
    "WorkKind",
    "WorkMove",
    "WorkOrder",
    "WorkPlace",
    "WorkQuery",
    "WorkQueueCoordinator",
    "WorkQueueStore",
    "WorkReason",
    "WorkRow",
    "work_changes",
]
