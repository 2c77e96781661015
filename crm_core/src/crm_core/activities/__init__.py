"""Activities: calls, mails, meetings, tasks and notes around leads and deals."""

from crm_core.activities.activity import (
    Activity,
    ActivityAlreadyCompleted,
    ActivityCompleted,
    ActivityLogged,
    ActivityNote,
    ActivityNotFound,
    ActivityOutcome,
    ActivityType,
    LogActivity,
)
from crm_core.activities.store import RECENT, ActivityFilter, ActivityStore, ActivitySummary

__all__ = [
    "RECENT",
    "Activity",
    "ActivityAlreadyCompleted",
    "ActivityCompleted",
    "ActivityFilter",
    "ActivityLogged",
    "ActivityNotFound",
    "ActivityNote",
    "ActivityOutcome",
    "ActivityStore",
    "ActivitySummary",
    "ActivityType",
    "LogActivity",
]
