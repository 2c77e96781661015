"""Who is paid by a plan for which days of a period, and for how many of them they are there."""

from collections.abc import Sequence
from datetime import date, timedelta

from crm_core.commissions import CommissionAssignmentFilter, Payees, Span, payees_of
from crm_core.fiscal import FiscalPeriod
from crm_core.stores import find_all
from crm_core.vocabulary import FIRST_DAY, LAST_DAY, PAGE_LENGTH
from crm_operations.commissions.staff import Employed, Staff
from crm_operations.records import UnitOfWork


def plan_payees(work: UnitOfWork, plan: str, period: FiscalPeriod, staff: Staff) -> Payees:
    """By user id, in their order."""
    filters = CommissionAssignmentFilter(plan=plan, limit=PAGE_LENGTH)
    return payees_of(find_all(work.commission_assignments, filters), staff.roles, period)


def is_within(spans: Sequence[Span], day: date) -> bool:
    return any(first <= day <= last for first, last in spans)


def days_paid(spans: Sequence[Span], employed: Employed | None, period: FiscalPeriod) -> tuple[int, int]:
    """How many days of the period somebody is there and paid by the plan, and how many it has."""
    first = (employed and employed.joined_on) or FIRST_DAY
    last = (employed and employed.left_on) or LAST_DAY
    days = (period.start + timedelta(days=count) for count in range((period.end - period.start).days + 1))
    counted = sum(first <= day <= last and is_within(spans, day) for day in days)
    return counted, (period.end - period.start).days + 1
