"""Where activities are kept, and what they add up to."""

from datetime import datetime
from typing import Protocol, Self

from crm_core.activities.activity import Activity
from crm_core.errors import NotFound
from crm_core.identity import EntityRef
from crm_core.values import Listed, Utc, Value
from crm_core.vocabulary import Id, Limit, Total, UserId


class ActivityNotFound(NotFound):
    @classmethod
    def because_unknown_activity(cls, activity_id: str) -> Self:
        return cls.because_unknown("activity", activity_id)


class ActivityFilter(Value):
    related: EntityRef | None = None
    assigned_to: UserId | None = None
    overdue_at: Utc | None = None
    """Only what is still to do and was due before this moment."""
    after_id: Id | None = None
    limit: Limit = 50


class ActivitySummary(Value):
    """How lively an entity is, as of a moment: ``recent`` counts the 30 days before it."""

    total: Total = 0
    interactions: Total = 0
    recent: Total = 0
    meetings: Total = 0
    last_at: Utc | None = None


class ActivityStore(Protocol):
    def get(self, activity_id: str) -> Activity:
        """Raises ActivityNotFound."""
        ...

    def find(self, wanted: ActivityFilter) -> Listed[Activity]:
        """At most ``limit`` activities, oldest first."""
        ...

    def summary(self, related: EntityRef, at: datetime) -> ActivitySummary:
        """Counts what happened up to that moment; an activity dated later does not count."""
        ...

    def add(self, activity: Activity) -> Activity: ...

    def save(self, activity: Activity) -> Activity:
        """Raises Conflict when it changed since it was loaded."""
        ...
