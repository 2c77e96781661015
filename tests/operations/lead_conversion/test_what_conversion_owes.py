"""What the requirements ask of converting a lead, each with every part it names."""

from datetime import timedelta

import pytest

from crm_core.leads import LeadNotFound, LeadStatus
from crm_core.money import Money
from crm_core.testing import a_lead, a_pipeline, an_activity
from crm_operations.lead_conversion import Conversion, ConvertLead, LeadContextProvider, LeadToOpportunityWorkflow
from crm_operations.providers import Customer
from crm_operations.testing import FakeWorld, WatchingRunner


@pytest.mark.requirement("FUN-CRMOP-0030", "WFL-CRMOP-0050")
def test_the_conversion_is_a_process_of_several_steps_that_begins_by_loading_the_lead(crm_world: FakeWorld) -> None:
    lead = a_lead(status=LeadStatus.QUALIFIED)
    crm_world.preload(lead, a_pipeline(is_default=True))
    runner = WatchingRunner(crm_world.runner)
    command = ConvertLead(lead_id=lead.id, override_reason="a friend")

    answer = runner.start(workflow(crm_world), "conversion", crm_world.actor, command)

    assert isinstance(answer, Conversion)
    assert next(step.name for step in runner.steps).startswith("load")
    assert len(runner.steps) > 3
    with pytest.raises(LeadNotFound):
        runner.start(workflow(crm_world), "other", crm_world.actor, ConvertLead(lead_id="nobody"))


@pytest.mark.requirement("IFC-CRMOP-0038", "IFC-CRMOP-0039")
def test_the_context_of_a_lead_is_enriched_and_tells_what_the_deal_is_made_of(crm_world: FakeWorld) -> None:
    lead = a_lead(estimated_value_minor=125_000, currency_code="EUR", assigned_to="mara")
    at = lead.created_at + timedelta(days=3, hours=5)
    crm_world.preload(
        lead,
        an_activity(
            id="call",
            completed_at=at - timedelta(hours=1),
            related_entity_type=lead.ref.kind,
            related_entity_id=lead.id,
        ),
    )
    provider = LeadContextProvider()

    with crm_world.records.reading(crm_world.actor) as work:
        context = provider.get_context(work, lead.id, at)
    opportunity = provider.get_lead_data_for_conversion(
        lead,
        Customer(id="c-1", name="Analytical", contact_id="p-1"),
        ConvertLead(lead_id=lead.id),
        crm_world.settings_for(lead.tenant_id),
        "somebody",
    )

    assert (context.lead.id, context.activities.total, context.age_days) == (lead.id, 1, 3)
    assert (opportunity.party_id, opportunity.contact_id, opportunity.lead_id, opportunity.assigned_to) == (
        "c-1",
        "p-1",
        lead.id,
        "mara",
    )
    assert Money(minor=opportunity.expected_revenue_minor or 0, currency=opportunity.currency_code) == Money(
        minor=125_000, currency="EUR"
    )


def workflow(world: FakeWorld) -> LeadToOpportunityWorkflow:
    contexts = LeadContextProvider()
    return LeadToOpportunityWorkflow(
        world.records, world.customers, world.people, contexts, world.settings_for, world.clock, world.new_id
    )
