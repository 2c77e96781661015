"""What was planned waits for whoever was given it, else for whoever wrote it down; a shared task for every answer."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, true

from crm_adapters.storage.entities.activities import activities, names_seat, waits_for_answers
from crm_adapters.storage.entities.leads import leads
from crm_adapters.storage.entities.opportunities import opportunities
from crm_adapters.storage.work_queue.part import (
    LEAD,
    Part,
    has_seat_by_kind,
    is_owned_by_kind,
    moment,
    part,
    reasons,
    word,
)
from crm_core.approvals import DelegationScope
from crm_core.identity import EntityKind
from crm_operations.work_queue import AskedWork, WorkKind, WorkReason

OF_LEAD = activities.c.related_entity_type == LEAD


def assigned_activities(tenant_id: str, asked: AskedWork) -> Part:
    """Overdue, and given to one person."""
    return _overdue(tenant_id, asked, activities.c.assigned_to).where(activities.c.assigned_to.is_not(None))


def unassigned_activities(tenant_id: str, asked: AskedWork) -> Part:
    """Overdue, and given to nobody."""
    return _overdue(tenant_id, asked, activities.c.created_by).where(activities.c.assigned_to.is_(None))


def shared_tasks(tenant_id: str, asked: AskedWork) -> Part:
    """Of several people, for each of them until they answered."""
    late = activities.c.due_date < moment(asked.at)
    why = reasons((WorkReason.TO_ANSWER, true()), (WorkReason.OVERDUE, late))
    waits = has_seat_by_kind(OF_LEAD, names_seat, asked)
    return _planned(tenant_id, activities.c.open_seats, why).where(waits_for_answers, waits)


def _overdue(tenant_id: str, asked: AskedWork, owner: ColumnElement[Any]) -> Part:
    return _planned(tenant_id, owner, word(WorkReason.OVERDUE)).where(
        activities.c.completed_at.is_(None),
        activities.c.due_date < moment(asked.at),
        ~waits_for_answers,
        is_owned_by_kind(OF_LEAD, owner, asked),
    )


def _planned(tenant_id: str, owner: ColumnElement[Any], why: ColumnElement[str]) -> Part:
    """With the number of the lead or deal that it is about."""
    activity, lead, deal = activities.c, leads.c, opportunities.c
    about = activities.outerjoin(
        leads, and_(OF_LEAD, lead.tenant_id == activity.tenant_id, lead.id == activity.related_entity_id)
    ).outerjoin(
        opportunities, and_(~OF_LEAD, deal.tenant_id == activity.tenant_id, deal.id == activity.related_entity_id)
    )
    columns = (
        case((OF_LEAD, word(DelegationScope.LEADS)), else_=word(DelegationScope.DEALS)),
        word(EntityKind.ACTIVITY),
        activity.id,
        func.coalesce(lead.lead_number, deal.opportunity_number),
        activity.subject,
        owner,
        activity.due_date,
        activity.created_at,
        why,
    )
    return part(WorkKind.ACTIVITY, *columns).select_from(about).where(activity.tenant_id == tenant_id)
