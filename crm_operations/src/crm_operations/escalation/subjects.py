"""The lead or deal an escalation is about, as far as escalating needs it."""

from datetime import datetime
from typing import NamedTuple

from crm_core.approvals import DelegationScope
from crm_core.identity import EntityKind, EntityRef
from crm_core.leads import Lead, UpdateLead
from crm_core.opportunities import UpdateOpportunity
from crm_core.service_levels import URGENT
from crm_core.vocabulary import Priority
from crm_operations.records import UnitOfWork


class Subject(NamedTuple):
    """Its number for people, its name, and who has it."""

    ref: EntityRef
    number: str
    name: str
    owner: str | None

    @property
    def scope(self) -> DelegationScope:
        """What a delegation must be for."""
        return DelegationScope.LEADS if self.ref.kind is EntityKind.LEAD else DelegationScope.DEALS


def subject_of(work: UnitOfWork, ref: EntityRef) -> Subject:
    """Raises NotFound of its kind."""
    if ref.kind is EntityKind.LEAD:
        lead = work.leads.get(ref.id)
        return Subject(ref, lead.lead_number, lead.name, lead.assigned_to)
    deal = work.opportunities.get(ref.id)
    return Subject(ref, deal.opportunity_number, deal.name, deal.assigned_to)


def raise_priority(work: UnitOfWork, ref: EntityRef, at: datetime) -> None:
    """To high; without an effect where it is high or urgent."""
    entity = work.get(ref)
    if isinstance(entity, Lead):
        if entity.priority not in URGENT:
            work.leads.save(entity.edited(UpdateLead(priority=Priority.HIGH), at=at))
        return
    deal = work.opportunities.get(ref.id)
    if deal.priority not in URGENT:
        raised, events = deal.update(UpdateOpportunity(priority=Priority.HIGH), at=at)
        work.outbox.announce(*events)
        work.opportunities.save(raised)
