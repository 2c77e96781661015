"""A partner that did what it was asked, and whose answer never came: what may have happened is taken back."""

import pytest

from crm_core.errors import Unavailable
from crm_core.leads import LeadScore
from crm_core.testing import a_lead, a_pipeline, an_activity, an_opportunity
from crm_operations.deal_closing import CloseAsWon, CloseAsWonWorkflow, Closings, OpportunityContextProvider
from crm_operations.lead_conversion import ConvertLead, LeadContextProvider, LeadToOpportunityWorkflow
from crm_operations.testing import FakeWorld


@pytest.mark.requirement("BUS-CRMOP-0013")
@pytest.mark.parametrize("method", ["create_from_lead", "link_to_opportunity"])
def test_of_a_conversion(crm_world: FakeWorld, method: str) -> None:
    world = crm_world
    lead = a_lead(score=LeadScore(total=80))
    calls = [an_activity(n, related_entity_type=lead.ref.kind, related_entity_id=lead.id) for n in (1, 2)]
    world.preload(lead, a_pipeline(), *calls)
    workflow = LeadToOpportunityWorkflow(
        world.records,
        world.customers,
        world.people,
        LeadContextProvider(),
        world.settings_for,
        world.clock,
        world.new_id,
    )
    before = world.snapshot()
    world.customers.fail(method, Unavailable("no line"), times=None, after=True)

    with pytest.raises(Unavailable, match="no line"):
        world.runner.start(workflow, "conversion", world.actor, ConvertLead(lead_id=lead.id))

    world.customers.recover()
    assert world.snapshot() == before


@pytest.mark.requirement("BUS-CRMOP-0013")
@pytest.mark.parametrize("method", ["create_from_opportunity", "mark_as_accepted"])
def test_of_a_closing(crm_world: FakeWorld, method: str) -> None:
    world = crm_world
    pipeline = a_pipeline()
    opportunity = an_opportunity(stage="negotiation", expected_revenue_minor=100_00)
    world.preload(pipeline, opportunity)
    workflow = CloseAsWonWorkflow(
        Closings(
            world.records,
            world.quotations,
            OpportunityContextProvider(),
            world.approval_requests,
            world.deal_credits,
            world.credited_people,
            world.quotation_versions,
            world.settings_for,
            world.clock,
        )
    )
    before = world.snapshot()
    world.quotations.fail(method, Unavailable("no line"), times=None, after=True)

    with pytest.raises(Unavailable, match="no line"):
        world.runner.start(workflow, "closing", world.actor, CloseAsWon(opportunity_id=opportunity.id))

    world.quotations.recover()
    assert world.snapshot() == before
