"""Leads wait until they are contacted, and again when nobody was in touch for long."""

from sqlalchemy import and_, case, or_

from crm_adapters.storage.entities.leads import leads
from crm_adapters.storage.entities.service_levels import sla_clocks
from crm_adapters.storage.work_queue.part import LEAD, NEVER, Part, is_owned, is_untouched, moment, part, reasons, word
from crm_core.approvals import DelegationScope
from crm_core.leads import ACTIVE_STATUSES, LeadStatus
from crm_core.service_levels import ClockStatus, Target
from crm_operations.work_queue import AskedWork, WorkKind, WorkReason


def waiting_leads(tenant_id: str, asked: AskedWork) -> Part:
    """A new one is due when its first contact is; one of a target runs at a time."""
    lead, clock = leads.c, sla_clocks.c
    is_new = lead.status == LeadStatus.NEW.value
    is_stale = is_untouched(LEAD, lead, moment(asked.stale_since), lead.created_at)
    promised = and_(
        clock.tenant_id == lead.tenant_id,
        clock.subject_id == lead.id,
        clock.target == Target.FIRST_CONTACT.value,
        clock.status == ClockStatus.RUNNING.value,
    )
    return (
        part(
            WorkKind.LEAD,
            word(DelegationScope.LEADS),
            word(LEAD),
            lead.id,
            lead.lead_number,
            lead.name,
            lead.assigned_to,
            case((is_new, clock.due_at), else_=NEVER),
            lead.created_at,
            reasons((WorkReason.TO_CONTACT, is_new), (WorkReason.STALE, is_stale)),
        )
        .select_from(leads.outerjoin(sla_clocks, promised))
        .where(
            lead.tenant_id == tenant_id,
            lead.status.in_(sorted(ACTIVE_STATUSES)),
            is_owned(lead.assigned_to, asked, DelegationScope.LEADS),
            or_(is_new, is_stale),
        )
    )
