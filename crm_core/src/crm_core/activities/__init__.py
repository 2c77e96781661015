"""Activities: calls, mails, meetings, tasks and notes around leads and deals."""

from crm_core.activities.activity import (
    Activity,
    ActivityAlreadyCompleted,
    ActivityCompleted,
    ActivityLogged,
    ActivityNote,
    ActivityNotFound,
    HappenedAt,
    HappensLater,
    LogActivity,
)
from crm_core.activities.human import Happening
from crm_core.activities.kinds import ActivityDirection, ActivityOutcome, ActivityType
from crm_core.activities.store import RECENT, ActivityFilter, ActivityStore, ActivitySummary

__all__ = [
    "RECENT",
    "Activity",
    "ActivityAlreadyCompleted",
    "ActivityCompleted",
    "ActivityDirection",
    "ActivityFilter",
    "ActivityLogged",
    "ActivityNotFound",
    "ActivityNote",
    "ActivityOutcome",
    "ActivityStore",
    "ActivitySummary",
    "ActivityType",
    "HappenedAt",
    "Happening",
    "HappensLater",
    "LogActivity",
]
