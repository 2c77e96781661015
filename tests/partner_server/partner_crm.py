"""A CRM whose partners live elsewhere, so that its workflows run step by step; and something for them to do.

Nothing here needs pytest: a worker process puts this folder on its path.
"""

from typing import Any

from client import ANSWER_SECONDS, Address, remote_partners
from faults import PARTNERS
from invariants import check

from crm_adapters.wiring import Crm, administrator, open_crm
from crm_core.activities import ActivityType, LogActivity
from crm_core.actor import Actor
from crm_core.leads import CreateLead, Lead
from crm_core.opportunities import Opportunity
from crm_core.vocabulary import LeadSource
from crm_operations.lead_conversion import Conversion, ConvertLead

__all__ = ["check", "conversion", "open_crm_with_partners", "open_tenant", "ready_lead", "ready_opportunity"]


def open_crm_with_partners(
    database_url: str, partner_address: Address, authkey: str, *, answer_seconds: float = ANSWER_SECONDS, **more: Any
) -> Crm:
    """``more`` is what ``open_crm`` takes; settings given there must name the database themselves."""
    partners = remote_partners(partner_address, authkey, answer_seconds)
    elsewhere: dict[str, Any] = {name: getattr(partners, name) for name in PARTNERS}
    return open_crm(database_url, **elsewhere | more)


def open_tenant(crm: Crm, tenant_id: str) -> Actor:
    """Somebody who may do everything, in a tenant with its default pipeline."""
    actor = administrator(tenant_id)
    crm.initialise(actor)
    return actor


def ready_lead(crm: Crm, actor: Actor, email: str | None = "ada@example.com") -> Lead:
    """Captured, met twice, scored and qualified: it passes the gate of conversion."""
    request = CreateLead(
        name="Ada Lovelace",
        company="Analytical Engines",
        industry="machines",
        email=email,
        phone="+44 20 7946 0000",
        source=LeadSource.REFERRAL,
        estimated_value_minor=100_000,
        currency_code="EUR",
    )
    lead = crm.leads.capture(actor, request).lead
    for subject in ("First talk", "Second talk"):
        crm.activities.log(actor, LogActivity(related=lead.ref, activity_type=ActivityType.MEETING, subject=subject))
    crm.leads.score(actor, lead.id)
    return crm.leads.qualify(actor, lead.id)


def conversion(crm: Crm, actor: Actor, lead: Lead) -> Conversion:
    """What the lead becomes. Raises what ``convert_lead`` raises; RuntimeError for one that does not pass."""
    answer = crm.conversion.convert_lead(actor, ConvertLead(lead_id=lead.id))
    if not isinstance(answer, Conversion):
        raise RuntimeError(f"lead {lead.lead_number} does not pass: {'; '.join(answer.reasons)}")
    return answer


def ready_opportunity(crm: Crm, actor: Actor, email: str | None = "ada@example.com") -> Opportunity:
    """In the last open stage, with a value and without a quotation."""
    converted = conversion(crm, actor, ready_lead(crm, actor, email))
    return crm.deals.advance_to_stage(actor, converted.opportunity_id, "negotiation")
