"""What the requirements ask of closing a deal, each with every part it names."""

from datetime import timedelta
from typing import Any

import pytest

from crm_core.actor import Role
from crm_core.money import Money
from crm_core.opportunities import Opportunity
from crm_core.pipelines import Outcome
from crm_core.testing import PARTY, a_pipeline, an_activity, an_opportunity
from crm_operations.deal_closing import (
    CloseAsLost,
    CloseAsLostWorkflow,
    CloseAsWon,
    CloseAsWonWorkflow,
    Closings,
    OpportunityCloseCoordinator,
    OpportunityContextProvider,
)
from crm_operations.providers import QuotationDraft, QuotationLine, QuotationStatus
from crm_operations.testing import FakeWorld


@pytest.mark.requirement("CRD-CRMOP-0072")
def test_winning_takes_the_quotation_that_is_there_and_makes_one_where_there_is_none(crm_world: FakeWorld) -> None:
    quoted, bare = open_opportunity(crm_world, 1), open_opportunity(crm_world, 2)
    draft = QuotationDraft(
        opportunity_id=quoted.id,
        customer_id=PARTY,
        currency_code="EUR",
        lines=(QuotationLine(description="Engine", unit_price_minor=90_000),),
        valid_until=crm_world.clock.now().date() + timedelta(days=10),
    )
    quotation = crm_world.quotations.create_from_opportunity(quoted.tenant_id, draft, key="before")

    existing, created = (
        closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity.id))
        for opportunity in (quoted, bare)
    )

    assert (existing.quotation_id, existing.value) == (quotation.id, Money(minor=90_000, currency="EUR"))
    assert created.quotation_id not in {None, quotation.id}
    for answer in (existing, created):
        status = crm_world.quotations.get_status(quoted.tenant_id, answer.quotation_id or "")
        assert status is QuotationStatus.ACCEPTED


@pytest.mark.requirement("CRD-CRMOP-0074")
def test_a_deal_is_marked_won_at_its_actual_value_or_lost_at_none(crm_world: FakeWorld) -> None:
    won, lost = open_opportunity(crm_world, 1), open_opportunity(crm_world, 2)
    value = Money(minor=87_654, currency="EUR")

    closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=won.id, value=value))
    closing(crm_world).close_as_lost(crm_world.actor, CloseAsLost(opportunity_id=lost.id, reason="too dear"))

    won, lost = stored(crm_world, won), stored(crm_world, lost)
    assert (won.outcome, won.stage, won.actual_value_minor) == (Outcome.WON, "closed_won", 87_654)
    assert (lost.outcome, lost.stage, lost.actual_value_minor, lost.lost_reason) == (
        Outcome.LOST,
        "closed_lost",
        None,
        "too dear",
    )


@pytest.mark.requirement("CRD-CRMOP-0075")
def test_owner_and_managers_hear_of_a_deal_that_is_won_and_of_one_that_is_lost(crm_world: FakeWorld) -> None:
    won, lost = open_opportunity(crm_world, 1, assigned_to="mara"), open_opportunity(crm_world, 2, assigned_to="ben")

    closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=won.id))
    closing(crm_world).close_as_lost(crm_world.actor, CloseAsLost(opportunity_id=lost.id, reason="too dear"))

    of_won, of_lost = crm_world.records.notices
    assert [(notice.users, notice.role) for notice in (of_won, of_lost)] == [
        (("mara",), Role.MANAGER),
        (("ben",), Role.MANAGER),
    ]
    assert won.opportunity_number in of_won.message.title
    assert lost.opportunity_number in of_lost.message.title
    assert "too dear" in of_lost.message.body


@pytest.mark.requirement("IFC-CRMOP-0040", "IFC-CRMOP-0041")
def test_the_context_of_a_deal_is_enriched_and_closing_is_given_what_it_goes_by(crm_world: FakeWorld) -> None:
    opportunity = open_opportunity(crm_world, 1)
    at = crm_world.clock.now()
    crm_world.preload(
        an_activity(
            id="call",
            related_entity_type=opportunity.ref.kind,
            related_entity_id=opportunity.id,
            completed_at=at - timedelta(days=1),
        )
    )
    settings = crm_world.settings_for(opportunity.tenant_id)

    with crm_world.records.reading(crm_world.actor) as work:
        context = OpportunityContextProvider().get_context(work, opportunity.id, at, settings)
        data = OpportunityContextProvider().get_opportunity_data_for_closing(work, opportunity.id, at, settings)

    assert (context.opportunity.id, context.pipeline.id, context.at) == (opportunity.id, opportunity.pipeline_id, at)
    assert (context.activities.total, context.activities.last_at) == (1, at - timedelta(days=1))
    assert (data.opportunity.id, data.pipeline.id, data.at, data.today) == (
        opportunity.id,
        opportunity.pipeline_id,
        at,
        at.date(),
    )


def closing(world: FakeWorld) -> OpportunityCloseCoordinator:
    contexts = OpportunityContextProvider()
    parts = (
        world.records,
        world.quotations,
        contexts,
        world.approval_requests,
        world.deal_credits,
        world.credited_people,
        world.quotation_versions,
        world.settings_for,
        world.clock,
    )
    workflows = (CloseAsWonWorkflow(Closings(*parts)), CloseAsLostWorkflow(Closings(*parts)))
    return OpportunityCloseCoordinator(
        world.runner,
        *workflows,
        world.records,
        world.quotations,
        contexts,
        world.people,
        world.deal_credits,
        world.quotation_versions,
        world.settings_for,
        world.clock,
    )


def open_opportunity(world: FakeWorld, number: int, **changes: Any) -> Opportunity:
    pipeline = a_pipeline()
    with world.records.reading(world.actor) as work:
        is_there = bool(work.pipelines.all())
    facts = {
        "pipeline_id": pipeline.id,
        "stage": "negotiation",
        "expected_revenue_minor": 100_000,
        "currency_code": "EUR",
    }
    opportunity = an_opportunity(number, **{**facts, **changes})
    world.preload(*(() if is_there else (pipeline,)), opportunity)
    return opportunity


def stored(world: FakeWorld, opportunity: Opportunity) -> Opportunity:
    with world.records.reading(world.actor) as work:
        return work.opportunities.get(opportunity.id)
