"""Activities in their table."""

from datetime import datetime

from sqlalchemy import ColumnElement, Index, bindparam, case, func, literal, select, text

from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping
from crm_adapters.storage.kernel.prepared import Prepared
from crm_core.activities import RECENT, Activity, ActivityFilter, ActivitySummary, ActivityType
from crm_core.identity import EntityRef

_mapping = EntityMapping(
    Activity,
    "crm_activities",
    Index("ix_crm_activities_related", "tenant_id", "related_entity_type", "related_entity_id", "id"),
    Index(
        "ix_crm_activities_due",
        "tenant_id",
        "due_date",
        "completed_at",
        sqlite_where=text("completed_at IS NULL"),
        postgresql_where=text("completed_at IS NULL"),
    ),
)
activities = _mapping.table
_INTERACTIONS = [literal(kind.value) for kind in ActivityType if kind.is_interaction]
_MEETINGS = [literal(kind.value) for kind in ActivityType if kind.is_meeting]
happened = func.coalesce(activities.c.completed_at, activities.c.created_at)
_is_interaction = activities.c.activity_type.in_(_INTERACTIONS)
_SUMMARY = Prepared(
    select(
        func.count().label("total"),
        func.sum(case((_is_interaction, 1), else_=0)).label("interactions"),
        func.sum(case((happened > bindparam("since", type_=activities.c.created_at.type), 1), else_=0)).label("recent"),
        func.sum(case((activities.c.activity_type.in_(_MEETINGS), 1), else_=0)).label("meetings"),
        func.max(happened).label("last_at"),
    ).where(
        activities.c.tenant_id == bindparam("tenant"),
        activities.c.related_entity_type == bindparam("kind"),
        activities.c.related_entity_id == bindparam("related_id"),
        happened <= bindparam("until", type_=activities.c.created_at.type),
    )
)


class SqlActivities(SqlEntityStore[Activity, ActivityFilter]):
    mapping = _mapping

    def where_related(self, related: EntityRef) -> ColumnElement[bool]:
        return (activities.c.related_entity_type == related.kind.value) & (activities.c.related_entity_id == related.id)

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
