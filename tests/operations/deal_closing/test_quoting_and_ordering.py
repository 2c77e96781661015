"""A deal becomes a quotation, and a won one an order: once each, and noted on the deal."""

from datetime import timedelta

import pytest

from crm_core.actor import Actor, Role
from crm_core.errors import Unavailable
from crm_core.money import Money
from crm_core.opportunities import OpportunityCurrencyDiffers, OpportunityNotFound
from crm_core.testing import a_pipeline, an_opportunity
from crm_operations.deal_closing import (
    CloseAsLostWorkflow,
    CloseAsWon,
    CloseAsWonWorkflow,
    Closings,
    OpportunityCloseCoordinator,
    OpportunityContextProvider,
)
from crm_operations.process import ProcessRunner
from crm_operations.providers import QuotationStatus
from crm_operations.quote_to_order import (
    OpportunityNotClosable,
    OrderDeals,
    OrderOpportunity,
    OrderOpportunityWorkflow,
    QuoteOpportunity,
    QuoteOpportunityWorkflow,
    QuoteToOrderCoordinator,
)
from crm_operations.testing import BrokenOff, FailingRunner, FakeWorld


def coordinator(world: FakeWorld, runner: ProcessRunner | None = None) -> QuoteToOrderCoordinator:
    after = (world.quotation_versions, world.settings_for, world.clock)
    ordering = OrderOpportunityWorkflow(world.records, world.orders, world.deal_credits, world.credited_people, *after)
    return QuoteToOrderCoordinator(
        runner or world.runner,
        QuoteOpportunityWorkflow(world.records, world.quotations, *after),
        OrderDeals(runner or world.runner, ordering, world.records),
        world.records,
        world.quotations,
        world.orders,
    )


def the_closing(world: FakeWorld) -> OpportunityCloseCoordinator:
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
    return OpportunityCloseCoordinator(
        world.runner,
        CloseAsWonWorkflow(Closings(*parts)),
        CloseAsLostWorkflow(Closings(*parts)),
        world.records,
        world.quotations,
        contexts,
        world.people,
        world.deal_credits,
        world.quotation_versions,
        world.settings_for,
        world.clock,
    )


def open_opportunity(world: FakeWorld, expected_revenue_minor: int | None = 100_000) -> str:
    pipeline = a_pipeline()
    opportunity = an_opportunity(
        pipeline_id=pipeline.id,
        stage="negotiation",
        expected_revenue_minor=expected_revenue_minor,
        currency_code="EUR",
    )
    world.preload(pipeline, opportunity)
    return opportunity.id


@pytest.mark.requirement("PLAN-008", "PLAN-020", "QOW-CRMOP-0116")
def test_a_deal_is_quoted_over_its_expected_revenue_and_the_live_quotation_is_taken_again(crm_world: FakeWorld) -> None:
    opportunity_id = open_opportunity(crm_world)

    first = coordinator(crm_world).convert_to_quotation(
        crm_world.actor, QuoteOpportunity(opportunity_id=opportunity_id)
    )
    again = coordinator(crm_world).convert_to_quotation(
        crm_world.actor, QuoteOpportunity(opportunity_id=opportunity_id)
    )

    assert (first.total, first.created) == (Money(minor=100_000, currency="EUR"), True)
    assert (again.quotation_id, again.created) == (first.quotation_id, False)
    with crm_world.records.reading(crm_world.actor) as work:
        assert work.opportunities.get(opportunity_id).converted_to_quote_id == first.quotation_id


def test_after_a_rejection_there_is_another_quotation(crm_world: FakeWorld) -> None:
    opportunity_id = open_opportunity(crm_world)
    first = coordinator(crm_world).convert_to_quotation(
        crm_world.actor, QuoteOpportunity(opportunity_id=opportunity_id)
    )
    crm_world.quotations.mark_as_rejected(
        crm_world.actor.tenant_id, first.quotation_id, "too dear", crm_world.clock.now()
    )

    request = QuoteOpportunity(opportunity_id=opportunity_id, value=Money(minor=90_000, currency="EUR"))
    second = coordinator(crm_world).convert_to_quotation(crm_world.actor, request)

    assert second.quotation_id != first.quotation_id
    assert second.total.minor == 90_000


def test_quoting_broken_off_after_the_quotation_withdraws_it(crm_world: FakeWorld) -> None:
    opportunity_id = open_opportunity(crm_world)
    before = crm_world.snapshot()

    with pytest.raises(BrokenOff):
        coordinator(crm_world, FailingRunner(crm_world.runner, after="create quotation")).convert_to_quotation(
            crm_world.actor, QuoteOpportunity(opportunity_id=opportunity_id)
        )

    assert crm_world.snapshot() == before


@pytest.mark.requirement("PLAN-008", "PLAN-020", "QOW-CRMOP-0119")
def test_a_won_deal_is_ordered_once_even_when_answers_get_lost(crm_world: FakeWorld) -> None:
    opportunity_id = open_opportunity(crm_world)
    won = CloseAsWonWorkflow(
        Closings(
            crm_world.records,
            crm_world.quotations,
            OpportunityContextProvider(),
            crm_world.approval_requests,
            crm_world.deal_credits,
            crm_world.credited_people,
            crm_world.quotation_versions,
            crm_world.settings_for,
            crm_world.clock,
        )
    )
    crm_world.runner.start(won, "won", crm_world.actor, CloseAsWon(opportunity_id=opportunity_id))
    crm_world.orders.fail("create_from_quotation", Unavailable("no line"), times=2, after=True)

    first = coordinator(crm_world).convert_to_order(crm_world.actor, OrderOpportunity(opportunity_id=opportunity_id))
    again = coordinator(crm_world).convert_to_order(crm_world.actor, OrderOpportunity(opportunity_id=opportunity_id))

    assert again == first
    with crm_world.records.reading(crm_world.actor) as work:
        opportunity = work.opportunities.get(opportunity_id)
    assert (opportunity.converted_to_order_id, opportunity.converted_to_quote_id) == (
        first.order_id,
        first.quotation_id,
    )
    assert [event.name for event in crm_world.records.announced].count("opportunity.ordered") == 1
    status = crm_world.quotations.get_status(crm_world.actor.tenant_id, first.quotation_id)
    assert status is QuotationStatus.ACCEPTED


def test_only_a_won_deal_is_ordered_and_only_an_open_one_quoted(crm_world: FakeWorld) -> None:
    opportunity_id = open_opportunity(crm_world)
    with pytest.raises(OpportunityNotClosable, match="only a won one is ordered"):
        coordinator(crm_world).convert_to_order(crm_world.actor, OrderOpportunity(opportunity_id=opportunity_id))

    assert not crm_world.orders.asked


def test_an_expired_quotation_is_followed_by_a_new_one(crm_world: FakeWorld) -> None:
    opportunity_id = open_opportunity(crm_world)
    first = coordinator(crm_world).convert_to_quotation(
        crm_world.actor, QuoteOpportunity(opportunity_id=opportunity_id)
    )
    crm_world.clock.advance(timedelta(days=crm_world.settings.quotations.validity_days + 1))

    request = QuoteOpportunity(opportunity_id=opportunity_id, value=Money(minor=90_000, currency="EUR"))
    second = coordinator(crm_world).convert_to_quotation(crm_world.actor, request)

    assert (second.created, second.total.minor) == (True, 90_000)
    assert second.quotation_id != first.quotation_id


def test_quoting_asks_what_it_is_quoted_at(crm_world: FakeWorld) -> None:
    opportunity_id = open_opportunity(crm_world, expected_revenue_minor=None)

    with pytest.raises(OpportunityNotClosable, match="say what it is quoted at"):
        coordinator(crm_world).convert_to_quotation(crm_world.actor, QuoteOpportunity(opportunity_id=opportunity_id))


def test_a_deal_is_not_quoted_in_a_currency_it_cannot_be_won_in(crm_world: FakeWorld) -> None:
    opportunity_id = open_opportunity(crm_world)

    request = QuoteOpportunity(opportunity_id=opportunity_id, value=Money(minor=90_000, currency="USD"))
    with pytest.raises(OpportunityCurrencyDiffers):
        coordinator(crm_world).convert_to_quotation(crm_world.actor, request)

    assert crm_world.quotations.all_of(crm_world.actor.tenant_id) == []


def test_a_deal_won_anew_is_ordered_anew_and_both_orders_are_in_view(crm_world: FakeWorld) -> None:
    opportunity_id = open_opportunity(crm_world)
    closing = the_closing(crm_world)
    closing.close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity_id))
    first = coordinator(crm_world).convert_to_order(crm_world.actor, OrderOpportunity(opportunity_id=opportunity_id))
    closing.reopen(crm_world.actor, opportunity_id, "they want more of it")
    pipeline = a_pipeline()
    with crm_world.records.writing(crm_world.actor) as work:
        opportunity = work.opportunities.get(opportunity_id)
        for stage in pipeline.path_to(opportunity.stage, "negotiation"):
            opportunity, _ = opportunity.move(stage, pipeline, at=crm_world.clock.now())
        work.opportunities.save(opportunity)

    value = Money(minor=150_000, currency="EUR")
    closing.close_as_won(crm_world.actor, CloseAsWon(opportunity_id=opportunity_id, value=value))
    second = coordinator(crm_world).convert_to_order(crm_world.actor, OrderOpportunity(opportunity_id=opportunity_id))

    assert (second.total, second.order_id != first.order_id) == (value, True)
    documents = coordinator(crm_world).documents(crm_world.actor, opportunity_id)
    assert [order.number for order in documents.orders] == [second.order_number, first.order_number]
    assert [quotation.id for quotation in documents.quotations] == [second.quotation_id, first.quotation_id]
    with crm_world.records.reading(crm_world.actor) as work:
        assert work.opportunities.get(opportunity_id).converted_to_order_id == second.order_id


def test_documents_of_a_strangers_deal_are_answered_like_those_of_a_missing_one(crm_world: FakeWorld) -> None:
    stranger = Actor(tenant_id="stranger", user_id="s", roles=frozenset(Role))

    for opportunity_id in (open_opportunity(crm_world), "missing"):
        with pytest.raises(OpportunityNotFound, match=f"no opportunity with id {opportunity_id}"):
            coordinator(crm_world).documents(stranger, opportunity_id)
