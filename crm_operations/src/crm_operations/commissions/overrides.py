"""What managers are paid for: the revenue their reports are credited, by the manager that is kept with the credit.

Further levels are those of the directory above that manager. A shared deal counts by its shares, so once in all; what
stands beside the revenue never counts.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from operator import itemgetter

from crm_core.commissions import Clawback, CommissionPlan, EventCredit, Payees, Price, added_up, net_by_event
from crm_core.credits import REVENUE, CreditQuery, CreditRow
from crm_core.fiscal import FiscalPeriod
from crm_operations.commissions.payees import is_within
from crm_operations.commissions.staff import Staff
from crm_operations.records import UnitOfWork


def credit_of_reports(
    work: UnitOfWork,
    plan: CommissionPlan,
    period: FiscalPeriod,
    payees: Payees,
    staff: Staff,
    price_of: Callable[[str], Price],
    clawback: Callable[[], Clawback | None],
) -> Mapping[str, Sequence[EventCredit]]:
    """By manager who is paid by the plan, in the order in which it is paid."""
    levels = _paid_by_manager(staff, payees, plan.override_depth)
    if not levels:
        return {}
    days = (period.start, period.end + timedelta(days=1))
    query = CreditQuery(plan.basis, days, kinds=(REVENUE,), managers=levels.keys())
    found: dict[str, list[Sequence[EventCredit]]] = defaultdict(list)
    for _, rows in groupby(work.credits.stream(query), itemgetter(0)):
        for manager, of_manager in _by_manager(rows).items():
            for payee in levels[manager]:
                paid = [row for row in of_manager if is_within(payees[payee], row.credit_date)]
                found[payee].append(net_by_event(paid, price_of(payee), clawback()))
    return {payee: added_up(of_people) for payee, of_people in found.items()}


def _paid_by_manager(staff: Staff, payees: Collection[str], depth: int) -> Mapping[str, Sequence[str]]:
    """By each manager that a credit may name: who is paid for it, being that manager or standing above."""
    levels: dict[str, list[str]] = {payee: [payee] for payee in payees}
    for manager in staff.managers if depth > 1 else ():
        for above in staff.managers_above(manager, depth - 1):
            if above in payees:
                levels.setdefault(manager, []).append(above)
    return levels


def _by_manager(rows: Iterator[CreditRow]) -> Mapping[str, Sequence[CreditRow]]:
    found: dict[str, list[CreditRow]] = defaultdict(list)
    for row in rows:
        found[row.manager_id or ""].append(row)
    return found
