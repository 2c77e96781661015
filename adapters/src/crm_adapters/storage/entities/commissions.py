"""Commission plans and their periods in their tables."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from crm_adapters.storage.kernel import statements
from crm_adapters.storage.kernel.entity_store import SqlEntityStore
from crm_adapters.storage.kernel.mapping import EntityMapping
from crm_adapters.storage.kernel.prepared import Prepared
from crm_core.commissions import CommissionPeriod, CommissionPeriodFilter, CommissionPlan, CommissionPlanFilter

_plans = EntityMapping(CommissionPlan, "crm_commission_plans")
_table = _plans.table
_REVISIONS = Prepared(
    select(_table)
    .where(_table.c.tenant_id == bindparam("tenant"), _table.c.name == bindparam("name"))
    .order_by(_table.c.revision)
)
_CURRENT = Prepared(
    select(_table).where(
        _table.c.tenant_id == bindparam("tenant"), _table.c.name == bindparam("name"), _table.c.replaced_at.is_(None)
    )
)
_FEW = "a tenant has few plans, and one is run at a time"


class SqlCommissionPlans(SqlEntityStore[CommissionPlan, CommissionPlanFilter]):
    mapping = _plans
    scans = {"name": _FEW}  # noqa: RUF012

    def current(self, name: str) -> CommissionPlan | None:
        return next(iter(self._found(_CURRENT, {"tenant": self._session.tenant_id, "name": name})), None)

    def revisions(self, name: str) -> Sequence[CommissionPlan]:
        return self._found(_REVISIONS, {"tenant": self._session.tenant_id, "name": name})


class SqlCommissionPeriods(SqlEntityStore[CommissionPeriod, CommissionPeriodFilter]):
    mapping = EntityMapping(CommissionPeriod, "crm_commission_periods")
    scans = {"plan": _FEW, "period": _FEW, "status": _FEW}  # noqa: RUF012

    def of(self, plan: str, period: str, *, lock: bool = False) -> CommissionPeriod | None:
        keys = {"tenant": self._session.tenant_id, "value_plan": plan, "value_period": period}
        statement = statements.select_one(self.table, ("plan", "period"), lock=lock)
        return next(iter(self._found(statement, keys)), None)
