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
    OpportunityCloseCoordinator,
    OpportunityContextProvider,
)
from crm_operations.providers import QuotationDraft, QuotationLine, QuotationStatus
from crm_operations.testing import FakeWorld


@pytest.mark.requirement("CRD-CRMOP-0072")
def test_winning_takes_the_quotation_that_is_there_and_makes_one_where_there_is_none(crm_world: FakeWorld) -> None:
    quoted, bare = a_deal(crm_world, 1), a_deal(crm_world, 2)
    draft = QuotationDraft(
        opportunity_id=quoted.id,
        customer_id=PARTY,
        currency_code="EUR",
        lines=(QuotationLine(description="Engine", unit_price_minor=90_000),),
        valid_until=crm_world.clock.now().date() + timedelta(days=10),
    )
    there = crm_world.quotations.create_from_opportunity(quoted.tenant_id, draft, key="before")

    taken, made = (
        closing(crm_world).close_as_won(crm_world.actor, CloseAsWon(opportunity_id=deal.id)) for deal in (quoted, bare)
    )

    assert (taken.quotation_id, taken.value) == (there.id, Money(minor=90_000, currency="EUR"))
    assert made.quotation_id not in {None, there.id}
    for answer in (taken, made):
        status = crm_world.quotations.get_status(quoted.tenant_id, answer.quotation_id or "")
        assert status is QuotationStatus.ACCEPTED


@pytest.mark.requirement("CRD-CRMOP-0074")
def test_a_deal_is_marked_won_at_its_actual_value_or_lost_at_none(crm_world: FakeWorld) -> None:
    won, lost = a_deal(crm_world, 1), a_deal(crm_world, 2)
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
    won, lost = a_deal(crm_world, 1, assigned_to="mara"), a_deal(crm_world, 2, assigned_to="ben")

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
    deal = a_deal(crm_world, 1)
    at = crm_world.clock.now()
    crm_world.given(
        an_activity(
            id="call", related_entity_type=deal.ref.kind, related_entity_id=deal.id, completed_at=at - timedelta(days=1)
        )
    )
    settings = crm_world.settings_for(deal.tenant_id)

    with crm_world.records.reading(crm_world.actor) as work:
        context = OpportunityContextProvider().get_context(work, deal.id, at, settings)
        data = OpportunityContextProvider().get_opportunity_data_for_closing(work, deal.id, at, settings)

    assert (context.opportunity.id, context.pipeline.id, context.at) == (deal.id, deal.pipeline_id, at)
    assert (context.activities.total, context.activities.last_at) == (1, at - timedelta(days=1))
    assert (data.opportunity.id, data.pipeline.id, data.at, data.today) == (deal.id, deal.pipeline_id, at, at.date())


def closing(world: FakeWorld) -> OpportunityCloseCoordinator:
    contexts = OpportunityContextProvider()
    parts = (world.records, world.quotations, contexts, world.settings_for, world.clock)
    workflows = (CloseAsWonWorkflow(*parts), CloseAsLostWorkflow(*parts))
    return OpportunityCloseCoordinator(
        world.runner, *workflows, world.records, world.quotations, contexts, world.settings_for, world.clock
    )


def a_deal(world: FakeWorld, number: int, **changes: Any) -> Opportunity:
    pipeline = a_pipeline()
    with world.records.reading(world.actor) as work:
        is_there = bool(work.pipelines.all())
    facts = {
        "pipeline_id": pipeline.id,
        "stage": "negotiation",
        "expected_revenue_minor": 100_000,
        "currency_code": "EUR",
    }
    deal = an_opportunity(number, **{**facts, **changes})
    world.given(*(() if is_there else (pipeline,)), deal)
    return deal


def stored(world: FakeWorld, deal: Opportunity) -> Opportunity:
    with world.records.reading(world.actor) as work:
        return work.opportunities.get(deal.id)
