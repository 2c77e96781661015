"""What everybody is to bring in the period of a plan's quotas, in the plan's currency."""

from collections.abc import Mapping

from crm_core.calendars import current_calendar
from crm_core.commissions import CommissionPlan
from crm_core.currency_rates import RatesInto
from crm_core.fiscal import FiscalPeriod
from crm_core.quotas import Employment, QuotaHolder, effective_quotas, periods_within, working_days_of
from crm_operations.commissions.staff import Staff
from crm_operations.records import UnitOfWork
from crm_operations.settings import OperationsSettings


def quotas_of(
    work: UnitOfWork, settings: OperationsSettings, plan: CommissionPlan, period: FiscalPeriod, staff: Staff
) -> Mapping[str, int]:
    """By user id, in minor units, prorated and ramped; empty for a plan that asks for none.

    Quotas for one product do not count. One in another currency is converted by the newest rate not after the first day
    of its period; without such a rate it is unknown, as where there is none. Raises CalendarNotFound where the setting
    ``performance.calendar`` names one that is not there.
    """
    if not plan.asks_for_quotas:
        return {}
    calendar, working = settings.fiscal, settings.performance.calendar
    whole = calendar.around(period, plan.quota_length)
    holding = work.quotas.holding([each.id for each in periods_within(calendar, whole)])
    employments = {user: Employment(each.joined_on, each.left_on) for user, each in staff.employed.items()}
    is_working = working_days_of(None if working is None else current_calendar(work.working_calendars, working))
    rates, found = RatesInto(work.currency_rates, plan.currency), {}
    for subject, quota in effective_quotas(holding, whole, calendar, employments, is_working).items():
        if subject.kind is QuotaHolder.PERSON and subject.product is None:
            amounts = [
                rates.converted(part.amount_minor, part.quota.currency_code, part.period.start) for part in quota.parts
            ]
            known = [amount for amount in amounts if amount is not None]
            if len(known) == len(amounts):
                found[subject.holder] = sum(known)
    return found
