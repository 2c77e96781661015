"""Which period of the fiscal calendar a plan pays by, and which one is posted into."""

from datetime import datetime

from crm_core.clock import local_date
from crm_core.commissions import CommissionPeriod, CommissionPlan
from crm_core.errors import Invalid
from crm_core.fiscal import FiscalCalendar, FiscalPeriod, PeriodLength
from crm_core.identity import NewId
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings


def period_of(calendar: FiscalCalendar, plan: CommissionPlan, period_id: str) -> FiscalPeriod:
    """Raises Invalid where the calendar has none, or one of another length than the plan pays by."""
    period = calendar.period(period_id)
    if period.length is not plan.frequency:
        example = calendar.containing(period.start, plan.frequency).id
        raise Invalid.field(
            "period",
            f"plan {plan.name} pays by the {plan.frequency}, and {period.id} is a {period.length}",
            f"name one like {example}",
        )
    return period


def asked_period(settings: OperationsSettings, period_id: str | None, now: datetime) -> FiscalPeriod:
    """That one, else the quarter it is now in the tenant's zone. Raises Invalid where the calendar has none."""
    if period_id is not None:
        return settings.fiscal.period(period_id)
    return settings.fiscal.containing(local_date(now, settings.zone), PeriodLength.QUARTER)


def open_period(
    work: UnitOfWork,
    calendar: FiscalCalendar,
    plan: CommissionPlan,
    period: FiscalPeriod,
    *,
    at: datetime,
    new_id: NewId,
    also_retired: bool = False,
) -> CommissionPeriod:
    """That period while it is open, else the next one that is; it opens by itself, and is held until the commit.

    Raises CommissionPlanRetired where one would be opened for a retired plan, unless ``also_retired``.
    """
    while (known := work.commission_periods.of(plan.name, period.id, lock=True)) is not None:
        if known.is_open:
            return known
        period = calendar.next(period)
    if not also_retired:
        plan.require_in_use()
    opened = CommissionPeriod.open(plan.name, period, plan.pays_in, entity_id=new_id(), tenant_id=plan.tenant_id, at=at)
    return work.commission_periods.add(opened)
