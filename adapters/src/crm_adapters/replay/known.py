"""What is stored of a data set's deals, read in pages rather than deal by deal."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from crm_adapters.replay.doors import Doors
from crm_core.actor import Actor
from crm_core.leads import Lead, LeadFilter
from crm_core.opportunities import Opportunity, OpportunityFilter

PAGE = 2_000


class KnownDeal(NamedTuple):
    lead: Lead
    opportunity: Opportunity | None


def known_deals(doors: Doors, actor: Actor, external_ids: Collection[str]) -> dict[str, KnownDeal]:
    """By external id; a deal nothing is stored of is missing."""
    leads = {lead.external_id: lead for lead in _leads(doors, actor) if lead.external_id in external_ids}
    wanted = {lead.converted_to_opportunity_id for lead in leads.values()} - {None}
    opportunities = {deal.id: deal for deal in _opportunities(doors, actor) if deal.id in wanted} if wanted else {}
    return {
        external_id: KnownDeal(lead, opportunities.get(lead.converted_to_opportunity_id or ""))
        for external_id, lead in leads.items()
        if external_id is not None
    }


def _leads(doors: Doors, actor: Actor) -> Iterator[Lead]:
    wanted = LeadFilter(limit=PAGE)
    while (page := doors.leads.list(actor, wanted)).last_id:
        yield from page
        wanted = wanted.model_copy(update={"after_id": page.last_id})


def _opportunities(doors: Doors, actor: Actor) -> Iterator[Opportunity]:
    wanted = OpportunityFilter(limit=PAGE)
    while (page := doors.deals.get_opportunities_by_stage(actor, wanted)).last_id:
        yield from page
        wanted = wanted.model_copy(update={"after_id": page.last_id})
