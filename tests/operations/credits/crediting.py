"""Deals that are won, ordered, paid, paid back and reopened in memory, and what people are credited with."""

from typing import Any

from crm_core.credits import CreditBasis
from crm_core.money import Money
from crm_core.opportunities import Opportunity
from crm_core.testing import USER, a_pipeline, an_opportunity
from crm_operations.credits import CreditCoordinator, RecordPayment, RefundDeal
from crm_operations.deal_closing import (
    CloseAsLostWorkflow,
    CloseAsWon,
    CloseAsWonWorkflow,
    Closings,
    OpportunityCloseCoordinator,
    OpportunityContextProvider,
)
from crm_operations.quote_to_order import (
    OrderDeals,
    OrderOpportunity,
    OrderOpportunityWorkflow,
    QuoteOpportunityWorkflow,
    QuoteToOrderCoordinator,
)
from crm_operations.testing import FakeWorld


class Crediting:
    """A deal of the owner's over 1,000.00 dollars, and those around them."""

    def __init__(self, *, knows_people: bool = True) -> None:
        self.world = world = FakeWorld()
        contexts = OpportunityContextProvider()
        of_credits = (world.deal_credits, world.credited_people)
        of_settings = (world.settings_for, world.clock)
        after = (world.quotation_versions, world.settings_for, world.clock)
        parts = (world.records, world.quotations, contexts, world.approval_requests, *of_credits)
        closings = Closings(*parts, world.quotation_versions, world.settings_for, world.clock)
        self.closing = OpportunityCloseCoordinator(
            world.runner,
            CloseAsWonWorkflow(closings),
            CloseAsLostWorkflow(closings),
            world.records,
            world.quotations,
            contexts,
            world.people,
            world.deal_credits,
            *after,
        )
        self.ordering = QuoteToOrderCoordinator(
            world.runner,
            QuoteOpportunityWorkflow(world.records, world.quotations, *after),
            OrderDeals(
                world.runner,
                OrderOpportunityWorkflow(
                    world.records, world.orders, *of_credits, world.quotation_versions, world.settings_for, world.clock
                ),
                world.records,
            ),
            world.records,
            world.quotations,
            world.orders,
        )
        self.credits = CreditCoordinator(world.records, *of_credits, *of_settings)
        self.actor = world.actor
        if knows_people:
            places = frozenset({"Nordics", "DACH"})
            world.people.known(self.actor.tenant_id, USER, team="North", manager_id="max", territories=places)
        pipeline = a_pipeline()
        self.deal = an_opportunity(
            pipeline_id=pipeline.id, stage="negotiation", expected_revenue_minor=100_000, currency_code="USD"
        )
        world.preload(pipeline, self.deal)

    def win(self) -> Opportunity:
        self.closing.close_as_won(self.actor, CloseAsWon(opportunity_id=self.deal.id))
        return self.world.records.now(self.deal)

    def order(self) -> None:
        self.ordering.convert_to_order(self.actor, OrderOpportunity(opportunity_id=self.deal.id))

    def refund(self, minor: int, refund_id: str = "R-1", **changes: Any) -> Opportunity:
        request = RefundDeal(amount=Money(minor=minor, currency="USD"), refund_id=refund_id, reason="broken", **changes)
        return self.credits.refund_deal(self.actor, self.deal.id, request)

    def pay(self, minor: int, payment_id: str = "P-1", **changes: Any) -> Opportunity:
        request = RecordPayment(amount=Money(minor=minor, currency="USD"), payment_id=payment_id, **changes)
        return self.credits.record_payment(self.actor, self.deal.id, request)

    def reverse(self, entry_id: str) -> Opportunity:
        return self.credits.reverse(self.actor, self.deal.id, entry_id, "a typing error")

    def total(self, basis: CreditBasis = CreditBasis.WON, user: str | None = None, kind: str = "revenue") -> int:
        return sum(
            credit.amount_minor
            for credit in self.world.records.credits
            if credit.basis is basis and credit.kind == kind and user in {None, credit.user_id}
        )
