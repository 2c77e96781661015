"""Activities: calls, mails, meetings, tasks and notes around leads and deals."""

from crm_core.activities.activity import (
    Activity,
    ActivityAlreadyCompleted,
    ActivityNote,
    ActivityNotFound,
    AnsweredBySeveral,
    HappenedAt,
    HappensLater,
    LogActivity,
)
from crm_core.activities.events import (
    ActivityCompleted,
    ActivityLogged,
    TaskAnswered,
    TaskAnswerWithdrawn,
    TaskAssigneesChanged,
)
from crm_core.activities.human import Happening
from crm_core.activities.kinds import ActivityDirection, ActivityOutcome, ActivityType, TaskAnswer
from crm_core.activities.shared_task import (
    ChangeAssignees,
    NothingToWithdraw,
    NotShared,
    SharedTaskChanged,
    answered,
    reassigned,
    require_open,
    withdrawn,
)
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
    "AnsweredBySeveral",
    "ChangeAssignees",
    "HappenedAt",
    "Happening",
    "HappensLater",
    "LogActivity",
    "NotShared",
    "NothingToWithdraw",
    "SharedTaskChanged",
    "TaskAnswer",
    "TaskAnswerWithdrawn",
    "TaskAnswered",
    "TaskAssigneesChanged",
    "answered",
    "reassigned",
    "require_open",
    "withdrawn",
]
