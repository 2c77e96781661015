"""Activities in their table."""

import json
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Index, and_, bindparam, case, false, func, literal, or_, select, true
from sqlalchemy import text as sql

from crm_adapters.storage.kernel.conditions import TWO_INDEXES
from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping, derived
from crm_adapters.storage.kernel.prepared import Prepared
from crm_adapters.storage.kernel.types import text
from crm_core.activities import (
    RECENT,
    Activity,
    ActivityDirection,
    ActivityFilter,
    ActivityOutcome,
    ActivitySummary,
    ActivityType,
)
from crm_core.identity import EntityRef

_OPEN_ONLY: Any = {f"{database}_where": sql("completed_at IS NULL") for database in ("sqlite", "postgresql")}
"""An index holds these alone, where the database can."""
_mapping = EntityMapping(
    Activity,
    "crm_activities",
    derived("open_seats", text(), lambda activity: json.dumps(seats) if (seats := activity.open_seats) else None),
    derived("waits_for_answers", Boolean(), lambda activity: bool(activity.open_seats), nullable=False),
    Index("ix_crm_activities_waits_for_answers", "tenant_id", "waits_for_answers", "id"),
    Index("ix_crm_activities_related", "tenant_id", "related_entity_type", "related_entity_id", "id"),
    Index("ix_crm_activities_due", "tenant_id", "due_date", "completed_at", **_OPEN_ONLY),
    Index("ix_crm_activities_due_of", "tenant_id", "assigned_to", "completed_at", "due_date", **_OPEN_ONLY),
)
activities = _mapping.table
_INTERACTIONS = [literal(kind.value) for kind in ActivityType if kind.is_interaction]
_MEETINGS = [literal(kind.value) for kind in ActivityType if kind.is_meeting]
_NOT_TAKEN_PLACE = [literal(outcome.value) for outcome in ActivityOutcome if outcome.did_not_take_place]
happened = func.coalesce(activities.c.completed_at, activities.c.created_at)
is_human = and_(
    activities.c.completed_at.is_not(None),
    activities.c.activity_type.in_(_INTERACTIONS),
    activities.c.direction != literal(ActivityDirection.INTERNAL.value),
    activities.c.automated == false(),
    or_(activities.c.outcome.is_(None), activities.c.outcome.not_in(_NOT_TAKEN_PLACE)),
)
"""``Happening.is_human`` of a row."""
waits_for_answers = activities.c.waits_for_answers == true()
"""Whether it is an open task of several people; its index finds these alone."""


def names_seat(user_id: str) -> ColumnElement[bool]:
    """Whether this person is among those whose answer is waited for."""
    return activities.c.open_seats.contains(json.dumps(user_id), autoescape=True)


_is_recent = and_(is_human, happened > bindparam("since", type_=activities.c.created_at.type))
_is_meeting = and_(is_human, activities.c.activity_type.in_(_MEETINGS))
_SUMMARY = Prepared(
    select(
        func.count().label("total"),
        func.sum(case((is_human, 1), else_=0)).label("interactions"),
        func.sum(case((_is_recent, 1), else_=0)).label("recent"),
        func.sum(case((_is_meeting, 1), else_=0)).label("meetings"),
        func.max(case((is_human, activities.c.completed_at))).label("last_at"),
    ).where(
        activities.c.tenant_id == bindparam("tenant"),
        activities.c.related_entity_type == bindparam("kind"),
        activities.c.related_entity_id == bindparam("related_id"),
        happened <= bindparam("until", type_=activities.c.created_at.type),
    )
)


class SqlActivities(SqlEntityStore[Activity, ActivityFilter]):
    mapping = _mapping
    sorts = MappingProxyType({"assigned_to": TWO_INDEXES})

    def where_related(self, related: EntityRef) -> ColumnElement[bool]:
        return (activities.c.related_entity_type == related.kind.value) & (activities.c.related_entity_id == related.id)

    def where_waiting_for(self, user_id: str) -> ColumnElement[bool]:
        return waits_for_answers & names_seat(user_id)

    def summary(self, related: EntityRef, at: datetime) -> ActivitySummary:
        keys = {"tenant": self._session.tenant_id, "kind": related.kind.value, "related_id": related.id}
        row = _SUMMARY.first(self._session.connection, {**keys, "since": at - RECENT, "until": at})
        if row is None or not row["total"]:
            return ActivitySummary()
        return ActivitySummary(
            total=row["total"],
            interactions=int(row["interactions"]),
            recent=int(row["recent"]),
            meetings=int(row["meetings"]),
            last_at=row["last_at"],
        )
