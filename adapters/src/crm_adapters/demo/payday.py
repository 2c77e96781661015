"""What people are paid for the quarter: a quota each, two plans, a line that is contested, and the payout."""

from datetime import date, timedelta
from typing import NamedTuple

from crm_adapters.demo.company import DIRECTOR, MANAGER, MANAGERS, SELLERS, TENANT
from crm_adapters.wiring import Crm
from crm_core.actor import Actor, Role
from crm_core.commissions import (
    AddCommissionPlan,
    AssignCommissionPlan,
    CommissionStatementFilter,
    Scheme,
    StatementStatus,
    Tier,
)
from crm_core.quotas import AssignQuota
from crm_core.splits import SplitFilter
from crm_operations.commissions import ApproveStatement, ExplainCommission, PlanPeriod, RunCommissions

PAID_QUARTER = "2026-Q1"
CURRENCY = "USD"
QUOTA = 6_000_000
"""Minor units: what a seller is to bring in the quarter."""

SELLING = AddCommissionPlan(
    name="Selling",
    scheme=Scheme.MARGINAL,
    currency=CURRENCY,
    tiers=(
        Tier(from_minor=0, rate_basis_points=300),
        Tier(from_minor=2_000_000, rate_basis_points=500),
        Tier(from_minor=QUOTA, rate_basis_points=700),
    ),
)
LEADING = AddCommissionPlan(
    name="Leading", scheme=Scheme.FLAT, currency=CURRENCY, rate_basis_points=0, override_basis_points=100
)
PLANS = (SELLING, LEADING)
_MANY = 1_000
_WHY_CONTESTED = "We had agreed on half of it."


class Contested(NamedTuple):
    """The line that its payee does not agree with."""

    payee: str
    deal: str
    reason: str


def set_up_pay(crm: Crm, admin: Actor) -> None:
    """The plans, who is paid by which, and what each seller is to bring."""
    manager = _acting(MANAGER)
    for plan in PLANS:
        crm.commission_plans.add(admin, plan)
    crm.commission_assignments.assign(admin, AssignCommissionPlan(plan=LEADING.name, user_id=MANAGER))
    for seller in SELLERS:
        mine = AssignCommissionPlan(plan=SELLING.name, user_id=seller.person.id)
        crm.commission_assignments.assign(admin, mine)
        quota = AssignQuota(period=PAID_QUARTER, user_id=seller.person.id, amount_minor=QUOTA, currency_code=CURRENCY)
        crm.performance.assign_quota(manager, quota)


def post(crm: Crm, day: date) -> None:
    """At the end of every month, what has been earned until now; what changes later is corrected by the next run."""
    if (day + timedelta(days=1)).month == day.month:
        return
    for plan in PLANS:
        crm.commissions.run(_acting(DIRECTOR), RunCommissions(plan=plan.name, period=PAID_QUARTER))


def contest(crm: Crm) -> Contested | None:
    """The first who is paid for a shared deal does not agree with the line, which waits until that is resolved."""
    director = _acting(DIRECTOR)
    shared = {split.opportunity_id for split in crm.splits.list(director, SplitFilter(limit=_MANY))}
    for seller in SELLERS:
        asked = ExplainCommission(user=seller.person.id, plan=SELLING.name, period=PAID_QUARTER)
        for line in crm.commissions.explain(director, asked):
            if line.opportunity_id in shared and line.amount_minor > 0:
                crm.commission_disputes.open(_acting(seller.person.id), line.number, _WHY_CONTESTED)
                return Contested(seller.person.id, line.deal, _WHY_CONTESTED)
    return None


def pay_out(crm: Crm) -> None:
    """Submitted, approved one by one by who is asked, locked and paid."""
    director = _acting(DIRECTOR)
    for plan in PLANS:
        period = PlanPeriod(plan=plan.name, period=PAID_QUARTER)
        crm.commission_settlement.submit(director, period)
        asked = CommissionStatementFilter(plan=plan.name, status=StatementStatus.SUBMITTED, limit=_MANY)
        for statement in list(crm.commission_settlement.list(director, asked)):
            yes = ApproveStatement(plan=plan.name, period=PAID_QUARTER, user=statement.payee_id)
            crm.commission_settlement.approve(_acting(statement.approver_id or DIRECTOR), yes)
        crm.commission_settlement.lock(director, period)
        crm.commission_settlement.pay(director, period)


def _acting(user: str) -> Actor:
    roles = next((each.roles for each in MANAGERS if each.id == user), frozenset({Role.REP}))
    return Actor(tenant_id=TENANT, user_id=user, roles=roles)
