"""Where activities are stored, and their counts."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from operator import lt
from typing import Annotated, Protocol

from pydantic import Field

from crm_core.activities.activity import Activity, ActivityType
from crm_core.identity import EntityRef
from crm_core.stores import Compared, Empty, EntityStore, Filter
from crm_core.values import Utc, Value
from crm_core.vocabulary import Total, UserId

RECENT = timedelta(days=30)
"""How far back a summary calls something recent."""


class ActivityFilter(Filter):
    """Everything named must hold; ``related`` is a lead or a deal."""

    related: EntityRef | None = None
    assigned_to: UserId | None = Field(default=None, description="Only what this person has.")
    overdue_at: Annotated[Utc | None, Empty("completed_at"), Compared("due_date", lt)] = None
    """Only what is still to do and was due before this moment."""


class ActivitySummary(Value):
    """The counts of an entity's activities up to a moment: ``recent`` counts the 30 days before it."""

    total: Total = 0
    interactions: Total = 0
    recent: Total = 0
    meetings: Total = 0
    last_at: Utc | None = None

    @classmethod
    def of(cls, happened: Iterable[tuple[ActivityType, datetime]], at: datetime) -> "ActivitySummary":
        """Counts what happened up to that moment."""
        until = [(kind, moment) for kind, moment in happened if moment <= at]
        return cls(
            total=len(until),
            interactions=sum(kind.is_interaction for kind, _ in until),
            recent=sum(moment > at - RECENT for _, moment in until),
            meetings=sum(kind.is_meeting for kind, _ in until),
            last_at=max((moment for _, moment in until), default=None),
        )


class ActivityStore(EntityStore[Activity, ActivityFilter], Protocol):
    """Stores activities, and counts them for scoring."""

    def summary(self, related: EntityRef, at: datetime) -> ActivitySummary:
        """Counts what happened up to that moment; an activity dated later does not count."""
        ...
