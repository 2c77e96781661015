"""Promises at risk or broken, one for each lead or deal with its targets as reasons; a paused one is not at risk."""

from functools import reduce

from sqlalchemy import ColumnElement, and_, case, func, or_

from crm_adapters.storage.entities.leads import leads
from crm_adapters.storage.entities.opportunities import opportunities
from crm_adapters.storage.entities.service_levels import sla_clocks
from crm_adapters.storage.work_queue.part import LEAD, Condition, Part, is_owned_by_kind, moment, part, word
from crm_core.approvals import DelegationScope
from crm_core.service_levels import ClockStatus, Target
from crm_operations.work_queue import AT_RISK, BREACHED, AskedWork, WorkKind


def clocks_at_risk(tenant_id: str, asked: AskedWork) -> Part:
    clock, lead, deal = sla_clocks.c, leads.c, opportunities.c
    at = moment(asked.at)
    of_lead = clock.subject_kind == LEAD
    about = sla_clocks.outerjoin(
        leads, and_(of_lead, lead.tenant_id == clock.tenant_id, lead.id == clock.subject_id)
    ).outerjoin(opportunities, and_(~of_lead, deal.tenant_id == clock.tenant_id, deal.id == clock.subject_id))
    subject = (clock.subject_kind, clock.subject_id, clock.number, func.coalesce(lead.name, deal.name), clock.owner)
    is_breached = clock.due_at <= at
    return (
        part(
            WorkKind.CLOCK,
            case((of_lead, word(DelegationScope.LEADS)), else_=word(DelegationScope.DEALS)),
            *subject,
            func.min(clock.due_at),
            func.min(clock.started_at),
            reduce(lambda text, more: text.concat(more), (_promised(target, is_breached) for target in Target)),
        )
        .select_from(about)
        .where(
            clock.tenant_id == tenant_id,
            clock.status == ClockStatus.RUNNING.value,
            clock.warn_at <= at,  # no later than what is due
            or_(is_breached, clock.paused_until <= at),
            is_owned_by_kind(of_lead, clock.owner, asked),
        )
        .group_by(*subject)
    )


def _promised(target: Target, is_breached: Condition) -> ColumnElement[str]:
    """What is to be said of this target, within a group of clocks."""
    is_it = sla_clocks.c.target == target.value
    return case(
        (_any(and_(is_it, is_breached)), word(f"{target}_{BREACHED}\n")),
        (_any(is_it), word(f"{target}_{AT_RISK}\n")),
        else_=word(""),
    )


def _any(condition: Condition) -> Condition:
    return func.max(case((condition, 1), else_=0)) == 1
