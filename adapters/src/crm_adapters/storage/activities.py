"""Activities in their table."""

from datetime import datetime, timedelta

from sqlalchemy import RowMapping, bindparam, case, func, literal, select

from crm_adapters.storage import tables
from crm_adapters.storage.entity_store import EntityStore
from crm_adapters.storage.kept_wrongly import known
from crm_adapters.storage.ledger import Row
from crm_core.activities import (
    Activity,
    ActivityFilter,
    ActivityNotFound,
    ActivityOutcome,
    ActivitySummary,
    ActivityType,
)
from crm_core.identity import EntityKind, EntityRef
from crm_core.values import Listed

RECENT = timedelta(days=30)

_table = tables.activities
_INTERACTIONS = [literal(kind.value) for kind in ActivityType if kind.is_interaction]
_MEETINGS = [literal(ActivityType.MEETING.value), literal(ActivityType.DEMO.value)]
_happened = func.coalesce(_table.c.completed_at, _table.c.created_at)
_is_interaction = _table.c.activity_type.in_(_INTERACTIONS)
_SUMMARY = select(
    func.count().label("total"),
    func.sum(case((_is_interaction, 1), else_=0)).label("interactions"),
    func.sum(case((_happened > bindparam("since", type_=_table.c.created_at.type), 1), else_=0)).label("recent"),
    func.sum(case((_table.c.activity_type.in_(_MEETINGS), 1), else_=0)).label("meetings"),
    func.max(_happened).label("last_at"),
).where(
    _table.c.tenant_id == bindparam("tenant"),
    _table.c.related_entity_type == bindparam("kind"),
    _table.c.related_entity_id == bindparam("related_id"),
    _happened <= bindparam("until", type_=_table.c.created_at.type),
)


class SqlActivities(EntityStore[Activity]):
    table = tables.activities
    kind = EntityKind.ACTIVITY

    def find(self, wanted: ActivityFilter) -> Listed[Activity]:
        table = self.table
        query = select(table).where(table.c.tenant_id == self._ledger.tenant_id).order_by(table.c.id)
        if wanted.related is not None:
            query = query.where(
                table.c.related_entity_type == wanted.related.kind.value,
                table.c.related_entity_id == wanted.related.id,
            )
        if wanted.assigned_to is not None:
            query = query.where(table.c.assigned_to == wanted.assigned_to)
        if wanted.overdue_at is not None:
            query = query.where(table.c.completed_at.is_(None), table.c.due_date < wanted.overdue_at)
        if wanted.after_id is not None:
            query = query.where(table.c.id > wanted.after_id)
        return self._listed(query.limit(wanted.limit))

    def summary(self, related: EntityRef, at: datetime) -> ActivitySummary:
        keys = {"tenant": self._ledger.tenant_id, "kind": related.kind.value, "related_id": related.id}
        row = self._ledger.connection.execute(_SUMMARY, {**keys, "since": at - RECENT, "until": at}).mappings().one()
        if not row["total"]:
            return ActivitySummary()
        return ActivitySummary(
            total=row["total"],
            interactions=int(row["interactions"]),
            recent=int(row["recent"]),
            meetings=int(row["meetings"]),
            last_at=row["last_at"],
        )

    def _row_of(self, activity: Activity) -> Row:
        row = dict(activity.__dict__)
        row["related_entity_type"] = activity.related_entity_type.value
        row["activity_type"] = activity.activity_type.value
        row["outcome"] = activity.outcome.value if activity.outcome else None
        return row

    def _entity_of(self, row: RowMapping | Row) -> Activity:
        values = dict(row)
        del values["history_hash"]
        values["related_entity_type"] = known(EntityKind, values, "related_entity_type")
        values["activity_type"] = known(ActivityType, values, "activity_type")
        values["outcome"] = known(ActivityOutcome, values, "outcome") if values["outcome"] else None
        return Activity.model_construct(**values)

    def _not_found(self, entity_id: str) -> ActivityNotFound:
        return ActivityNotFound.because_unknown_activity(entity_id)
