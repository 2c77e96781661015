"""Where activities are stored, and their counts."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from operator import lt
from typing import Annotated, Protocol

from pydantic import Field

from crm_core.activities.activity import Activity
from crm_core.activities.human import Happening
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
    waiting_for: UserId | None = Field(
        default=None, description="Only tasks of several people that wait for this person's answer."
    )
    overdue_at: Annotated[Utc | None, Empty("completed_at"), Compared("due_date", lt)] = None
    """Only what is still to do and was due before this moment."""


class ActivitySummary(Value):
    """The counts of an entity's activities up to a moment.

    ``total`` counts all, also what is still to do; the others only human ones, ``recent`` those of the 30 days before.
    """

    total: Total = 0
    interactions: Total = 0
    recent: Total = 0
    meetings: Total = 0
    last_at: Utc | None = None
    """When the last human activity happened."""

    @classmethod
    def of(cls, logged: Iterable[tuple[Happening, datetime]], at: datetime) -> "ActivitySummary":
        """Counts what happened up to that moment; what is still to do counts from the moment beside it."""
        until = [(each, moment) for each, created_at in logged if (moment := each.happened_at or created_at) <= at]
        human = [(each, moment) for each, moment in until if each.is_human]
        return cls(
            total=len(until),
            interactions=len(human),
            recent=sum(moment > at - RECENT for _, moment in human),
            meetings=sum(each.activity_type.is_meeting for each, _ in human),
            last_at=max((moment for _, moment in human), default=None),
        )


class ActivityStore(EntityStore[Activity, ActivityFilter], Protocol):
    """Stores activities, and counts them for scoring."""

    def summary(self, related: EntityRef, at: datetime) -> ActivitySummary:
        """Counts what happened up to that moment; an activity dated later does not count."""
        ...
