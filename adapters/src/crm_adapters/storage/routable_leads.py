"""Leads many at a time, as routing needs them: loaded, saved and counted by one statement each."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, or_, select

from crm_adapters.storage import record_tables, tables
from crm_adapters.storage.leads import SqlLeads
from crm_adapters.storage.ledger import Loaded, Row
from crm_core.errors import ChangedMeanwhile
from crm_core.identity import EntityRef
from crm_core.leads import ACTIVE_STATUSES, Lead
from crm_operations.lead_routing import DayBegun, GivenToday, UnassignedLeads
from crm_operations.providers import Workload

_table = tables.leads
_of_tenant = _table.c.tenant_id == bindparam("tenant")
_is_open = _table.c.status.in_(sorted(status.value for status in ACTIVE_STATUSES))
_NAMED = select(_table).where(_of_tenant, _table.c.id.in_(bindparam("lead_ids", expanding=True))).order_by(_table.c.id)
_HELD = select(_table.c.id).where(_of_tenant, _table.c.assigned_to == bindparam("holder"), _is_open)
_OPEN = (
    select(_table.c.assigned_to, func.count().label("leads"))
    .where(_of_tenant, _table.c.assigned_to.in_(bindparam("users", expanding=True)), _is_open)
    .group_by(_table.c.assigned_to)
)


class SqlRoutableLeads(SqlLeads):
    def get_many(self, lead_ids: Sequence[str], *, lock: bool = False) -> Sequence[Lead]:
        query = _NAMED.with_for_update() if lock else _NAMED
        keys = {"tenant": self._ledger.tenant_id, "lead_ids": list(lead_ids)}
        return self._all_taken_in(self._ledger.connection.execute(query, keys).mappings().all())

    def save_many(self, leads: Sequence[Lead]) -> None:
        """One statement for all leads in which the same fields changed; routing changes the same ones in each."""
        rows: dict[tuple[str, ...], list[Row]] = defaultdict(list)
        for lead in leads:
            columns, row = self._next_version(lead)
            rows[columns].append(row)
        for columns, changed in rows.items():
            if self._ledger.connection.execute(self._update(columns), changed).rowcount != len(changed):
                first = changed[0]
                raise ChangedMeanwhile.because_version_moved_on(self.kind, first["entity_id"], first["version"])

    def unassigned(self, wanted: UnassignedLeads) -> Sequence[str]:
        query = select(_table.c.id).where(_of_tenant, _table.c.assigned_to.is_(None), _is_open).order_by(_table.c.id)
        if wanted.source is not None:
            query = query.where(_table.c.source == wanted.source)
        if wanted.campaign_id is not None:
            query = query.where(_table.c.campaign_id == wanted.campaign_id)
        if wanted.after_id is not None:
            query = query.where(_table.c.id > wanted.after_id)
        keys = {"tenant": self._ledger.tenant_id}
        return self._ledger.connection.execute(query.limit(wanted.limit), keys).scalars().all()

    def held_open(self, user_id: str) -> Sequence[str]:
        keys = {"tenant": self._ledger.tenant_id, "holder": user_id}
        return self._ledger.connection.execute(_HELD.order_by(_table.c.id), keys).scalars().all()

    def captured(self, since: datetime, until: datetime, limit: int) -> Sequence[Lead]:
        query = (
            select(_table)
            .where(_of_tenant, _table.c.created_at >= since, _table.c.created_at < until)
            .order_by(_table.c.created_at, _table.c.id)
            .limit(limit)
        )
        keys = {"tenant": self._ledger.tenant_id}
        return [self._entity_of(row) for row in self._ledger.connection.execute(query, keys).mappings()]

    def open_workload(self, user_ids: Sequence[str]) -> Sequence[Workload]:
        if not user_ids:
            return []
        keys = {"tenant": self._ledger.tenant_id, "users": list(user_ids)}
        rows = self._ledger.connection.execute(_OPEN, keys)
        return [Workload(user_id=user_id, open_leads=leads) for user_id, leads in rows]

    def given_since(self, days: Sequence[DayBegun]) -> Sequence[GivenToday]:
        """People whose day began at the same moment are asked for together: there are few zones."""
        if not days:
            return []
        people: dict[datetime, list[str]] = defaultdict(list)
        for day in days:
            people[day.at].append(day.user_id)
        since = [_table.c.assigned_to.in_(users) & (_table.c.assigned_at >= at) for at, users in people.items()]
        query = select(_table.c.assigned_to, func.count()).where(_of_tenant, or_(*since)).group_by(_table.c.assigned_to)
        rows = self._ledger.connection.execute(query, {"tenant": self._ledger.tenant_id})
        return [GivenToday(user_id=user_id, leads=leads) for user_id, leads in rows]

    def _next_version(self, lead: Lead) -> tuple[tuple[str, ...], Row]:
        self._must_be_ours(lead)
        ref = EntityRef.kept(self.kind, lead.id)
        before = self._ledger.recall(ref) or self._load(lead.id)
        if before.entity.version != lead.version:
            raise ChangedMeanwhile.because_version_moved_on(self.kind, lead.id, lead.version)
        after = lead.model_copy(update={"version": lead.version + 1})
        entry = self._ledger.chained(ref, before, after)
        row = self._row_of(after)
        self._ledger.append(record_tables.history, entry)
        self._ledger.remember(ref, Loaded(after, row, entry["hash"]))
        columns = tuple(column for column, value in row.items() if before.row.get(column) != value)
        keys = {"tenant": self._ledger.tenant_id, "entity_id": lead.id, "version": lead.version}
        return columns, {**keys, "new_hash": entry["hash"], **{f"new_{column}": row[column] for column in columns}}
