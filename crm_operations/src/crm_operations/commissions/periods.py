"""Which period of the fiscal calendar a plan pays by."""

from datetime import datetime

from crm_core.clock import local_date
from crm_core.commissions import CommissionPlan
from crm_core.errors import Invalid
from crm_core.fiscal import FiscalCalendar, FiscalPeriod, PeriodLength
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
