"""A deal becomes a quotation, and a won one an order: once each, and noted on the deal."""

import pytest

from crm_core.errors import Unavailable
from crm_core.money import Money
from crm_core.testing import a_pipeline, an_opportunity
from crm_operations.deal_closing import (
    CloseAsWon,
    CloseAsWonWorkflow,
    DealNotClosable,
    OpportunityContextProvider,
    OpportunityConverter,
    OrderDeal,
    OrderDealWorkflow,
    QuoteDeal,
    QuoteDealWorkflow,
)
from crm_operations.process import ProcessRunner
from crm_operations.providers import QuotationStatus
from crm_operations.testing import BrokenOff, FailingRunner, FakeWorld


def converter(world: FakeWorld, runner: ProcessRunner | None = None) -> OpportunityConverter:
    contexts = OpportunityContextProvider()
    return OpportunityConverter(
        runner or world.runner,
        QuoteDealWorkflow(world.records, world.quotations, contexts, world.settings_for, world.clock),
        OrderDealWorkflow(world.records, world.quotations, world.orders, contexts, world.settings_for, world.clock),
    )


def a_deal(world: FakeWorld) -> str:
    pipeline = a_pipeline()
    deal = an_opportunity(
        pipeline_id=pipeline.id, stage="negotiation", expected_revenue_minor=100_000, currency_code="EUR"
    )
    world.given(pipeline, deal)
    return deal.id


@pytest.mark.requirement("PLAN-008", "PLAN-020")
def test_a_deal_is_quoted_over_its_expected_revenue_and_the_live_quotation_is_taken_again(crm_world: FakeWorld) -> None:
    deal_id = a_deal(crm_world)

    first = converter(crm_world).convert_to_quotation(crm_world.actor, QuoteDeal(opportunity_id=deal_id))
    again = converter(crm_world).convert_to_quotation(crm_world.actor, QuoteDeal(opportunity_id=deal_id))

    assert (first.total, first.created) == (Money(minor=100_000, currency="EUR"), True)
    assert (again.quotation_id, again.created) == (first.quotation_id, False)
    with crm_world.records.reading(crm_world.actor) as work:
        assert work.opportunities.get(deal_id).converted_to_quote_id == first.quotation_id


def test_after_a_rejection_there_is_another_quotation(crm_world: FakeWorld) -> None:
    deal_id = a_deal(crm_world)
    first = converter(crm_world).convert_to_quotation(crm_world.actor, QuoteDeal(opportunity_id=deal_id))
    crm_world.quotations.mark_as_rejected(
        crm_world.actor.tenant_id, first.quotation_id, "too dear", crm_world.clock.now()
    )

    wish = QuoteDeal(opportunity_id=deal_id, value=Money(minor=90_000, currency="EUR"))
    second = converter(crm_world).convert_to_quotation(crm_world.actor, wish)

    assert second.quotation_id != first.quotation_id
    assert second.total.minor == 90_000


def test_quoting_broken_off_after_the_quotation_withdraws_it(crm_world: FakeWorld) -> None:
    deal_id = a_deal(crm_world)
    before = crm_world.snapshot()

    with pytest.raises(BrokenOff):
        converter(crm_world, FailingRunner(crm_world.runner, after="create quotation")).convert_to_quotation(
            crm_world.actor, QuoteDeal(opportunity_id=deal_id)
        )

    assert crm_world.snapshot() == before


@pytest.mark.requirement("PLAN-008", "PLAN-020")
def test_a_won_deal_is_ordered_once_even_when_answers_get_lost(crm_world: FakeWorld) -> None:
    deal_id = a_deal(crm_world)
    won = CloseAsWonWorkflow(
        crm_world.records,
        crm_world.quotations,
        OpportunityContextProvider(),
        crm_world.settings_for,
        crm_world.clock,
    )
    crm_world.runner.start(won, "won", crm_world.actor, CloseAsWon(opportunity_id=deal_id))
    crm_world.orders.fail("create_from_quotation", Unavailable("no line"), times=2, after=True)

    first = converter(crm_world).convert_to_order(crm_world.actor, OrderDeal(opportunity_id=deal_id))
    again = converter(crm_world).convert_to_order(crm_world.actor, OrderDeal(opportunity_id=deal_id))

    assert again == first
    with crm_world.records.reading(crm_world.actor) as work:
        deal = work.opportunities.get(deal_id)
    assert (deal.converted_to_order_id, deal.converted_to_quote_id) == (first.order_id, first.quotation_id)
    assert [event.name for event in crm_world.records.announced].count("opportunity.ordered") == 1
    status = crm_world.quotations.get_status(crm_world.actor.tenant_id, first.quotation_id)
    assert status is QuotationStatus.ACCEPTED


def test_only_a_won_deal_is_ordered_and_only_an_open_one_quoted(crm_world: FakeWorld) -> None:
    deal_id = a_deal(crm_world)
    with pytest.raises(DealNotClosable, match="only a won one is ordered"):
        converter(crm_world).convert_to_order(crm_world.actor, OrderDeal(opportunity_id=deal_id))

    assert not crm_world.orders.asked
