"""What everybody who sells earned by a plan, over the whole of a replayed history."""

from collections.abc import Collection
from datetime import date

from crm_adapters.replay.coordinators import ReplayCoordinators
from crm_core.actor import Actor
from crm_core.commissions import (
    AddCommissionPlan,
    AssignCommissionPlan,
    CommissionAssignmentFilter,
    CommissionPlanExists,
    EditCommissionPlan,
)
from crm_core.roles import Role
from crm_operations.commissions import CommissionsRun, RunCommissions


def pay_commissions(
    crm: ReplayCoordinators, actor: Actor, plan: AddCommissionPlan, closed_on: Collection[date]
) -> list[CommissionsRun]:
    """Each period in which a deal was closed is run once, and left open; again, a run posts what has changed.

    A plan that is there is revised where it differs.
    """
    try:
        crm.commission_plans.add(actor, plan)
    except CommissionPlanExists:
        named = {name: value for name, value in dict(plan).items() if name not in EditCommissionPlan.fixed}
        crm.commission_plans.edit(actor, plan.name, EditCommissionPlan(**named))
    if not crm.commission_assignments.list(actor, CommissionAssignmentFilter(plan=plan.name, limit=1)):
        crm.commission_assignments.assign(actor, AssignCommissionPlan(plan=plan.name, for_role=Role.REP))
    calendar = crm.settings_for(actor.tenant_id).fiscal
    periods = sorted({calendar.containing(day, plan.frequency).id for day in closed_on})
    return [crm.commissions.run(actor, RunCommissions(plan=plan.name, period=period)) for period in periods]
