"""What is stored of a data set's deals, read in pages rather than deal by deal."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from crm_adapters.replay.coordinators import ReplayCoordinators
from crm_core.actor import Actor
from crm_core.leads import Lead, LeadFilter
from crm_core.opportunities import Opportunity, OpportunityFilter

PAGE = 2_000


class KnownDeal(NamedTuple):
    lead: Lead
    opportunity: Opportunity | None


def known_deals(coordinators: ReplayCoordinators, actor: Actor, external_ids: Collection[str]) -> dict[str, KnownDeal]:
    """By external id; a deal nothing is stored of is missing."""
    leads = {lead.external_id: lead for lead in _leads(coordinators, actor) if lead.external_id in external_ids}
    opportunity_ids = {lead.converted_to_opportunity_id for lead in leads.values()} - {None}
    opportunities = (
        {
            opportunity.id: opportunity
            for opportunity in _opportunities(coordinators, actor)
            if opportunity.id in opportunity_ids
        }
        if opportunity_ids
        else {}
    )
    return {
        external_id: KnownDeal(lead, opportunities.get(lead.converted_to_opportunity_id or ""))
        for external_id, lead in leads.items()
        if external_id is not None
    }


def _leads(coordinators: ReplayCoordinators, actor: Actor) -> Iterator[Lead]:
    opportunity_ids = LeadFilter(limit=PAGE)
    while (page := coordinators.leads.list(actor, opportunity_ids)).last_id:
        yield from page
        opportunity_ids = opportunity_ids.model_copy(update={"after_id": page.last_id})


def _opportunities(coordinators: ReplayCoordinators, actor: Actor) -> Iterator[Opportunity]:
    opportunity_ids = OpportunityFilter(limit=PAGE)
    while (page := coordinators.deals.get_opportunities_by_stage(actor, opportunity_ids)).last_id:
        yield from page
        opportunity_ids = opportunity_ids.model_copy(update={"after_id": page.last_id})
