"""Leads as routing needs them: found and counted by one statement each."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select

from crm_adapters.storage.entities.leads import SqlLeads, leads
from crm_core.leads import ACTIVE_STATUSES, Lead
from crm_operations.lead_routing import DailyAssignments, DayStart, UnassignedLeads
from crm_operations.providers import Workload

_table = leads
_of_tenant = _table.c.tenant_id == bindparam("tenant")
_is_open = _table.c.status.in_(sorted(status.value for status in ACTIVE_STATUSES))
_HELD = select(_table.c.id).where(_of_tenant, _table.c.assigned_to == bindparam("holder"), _is_open)
_OPEN = (
    select(_table.c.assigned_to, func.count().label("leads"))
    .where(_of_tenant, _table.c.assigned_to.in_(bindparam("users", expanding=True)), _is_open)
    .group_by(_table.c.assigned_to)
)


class SqlRoutableLeads(SqlLeads):
    def unassigned(self, filters: UnassignedLeads) -> Sequence[str]:
        query = select(_table.c.id).where(_of_tenant, _table.c.assigned_to.is_(None), _is_open).order_by(_table.c.id)
        if filters.source is not None:
            query = query.where(_table.c.source == filters.source)
        if filters.campaign_id is not None:
            query = query.where(_table.c.campaign_id == filters.campaign_id)
        if filters.after_id is not None:
            query = query.where(_table.c.id > filters.after_id)
        keys = {"tenant": self._session.tenant_id}
        return self._session.connection.execute(query.limit(filters.limit), keys).scalars().all()

    def held_open(self, user_id: str) -> Sequence[str]:
        keys = {"tenant": self._session.tenant_id, "holder": user_id}
        return self._session.connection.execute(_HELD.order_by(_table.c.id), keys).scalars().all()

    def captured(self, since: datetime, until: datetime, limit: int) -> Sequence[Lead]:
        query = (
            select(_table)
            .where(_of_tenant, _table.c.created_at >= since, _table.c.created_at < until)
            .order_by(_table.c.created_at, _table.c.id)
            .limit(limit)
        )
        keys = {"tenant": self._session.tenant_id}
        return [self.entity_of(row) for row in self._session.connection.execute(query, keys).mappings()]

    def open_workload(self, user_ids: Sequence[str]) -> Sequence[Workload]:
        if not user_ids:
            return []
        keys = {"tenant": self._session.tenant_id, "users": list(user_ids)}
        rows = self._session.connection.execute(_OPEN, keys)
        return [Workload(user_id=user_id, open_leads=leads) for user_id, leads in rows]

    def assigned_since(self, days: Sequence[DayStart]) -> Sequence[DailyAssignments]:
        """People whose day began at the same moment are asked for together: there are few zones."""
        if not days:
            return []
        people: dict[datetime, list[str]] = defaultdict(list)
        for day in days:
            people[day.at].append(day.user_id)
        since = [_table.c.assigned_to.in_(users) & (_table.c.assigned_at >= at) for at, users in people.items()]
        query = select(_table.c.assigned_to, func.count()).where(_of_tenant, or_(*since)).group_by(_table.c.assigned_to)
        rows = self._session.connection.execute(query, {"tenant": self._session.tenant_id})
        return [DailyAssignments(user_id=user_id, leads=leads) for user_id, leads in rows]
