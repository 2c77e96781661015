"""A deal becomes a quotation, and a won one an order (PLAN-008)."""

from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.pipelines import Outcome
from crm_operations.deal_closing.context import ClosingData, OpportunityContextProvider
from crm_operations.deal_closing.errors import OpportunityNotClosable
from crm_operations.deal_closing.request import Ordered, OrderOpportunity, Quoted, QuoteOpportunity
from crm_operations.deal_closing.workflow import DealClosing, QuotationForOpportunity
from crm_operations.process import Saga
from crm_operations.providers import Order, OrderProvider, QuotationProvider
from crm_operations.records import Records
from crm_operations.settings import SettingsFor


class QuoteOpportunityWorkflow(DealClosing):
    """load -> obtain quotation -> note it."""

    name = process = "deal-quotation"
    command = QuoteOpportunity
    answers = (ClosingData, QuotationForOpportunity, Quoted)
    value_required = "say what it is quoted at"

    def run(self, saga: Saga, actor: Actor, command: QuoteOpportunity) -> Quoted:
        data = saga.step("load opportunity", lambda: self._load(actor, command.opportunity_id))
        if not data.opportunity.is_open:
            raise OpportunityNotClosable.because_closed_otherwise(data.opportunity)
        key = saga.key(f"quotation/{data.opportunity.version}")
        obtained = self._obtain(saga, actor, data, command.value, None, key)
        return saga.commit_step("commit", lambda: self._note(actor, data, obtained))

    def _note(self, actor: Actor, data: ClosingData, obtained: QuotationForOpportunity) -> Quoted:
        quotation = obtained.quotation
        with self._records.writing(actor) as work:
            opportunity = work.opportunities.get(data.opportunity.id)
            if opportunity.converted_to_quote_id != quotation.id:
                work.opportunities.save(opportunity.quoted(quotation.id, at=data.at))
        return Quoted(
            opportunity_id=opportunity.id,
            quotation_id=quotation.id,
            quotation_number=quotation.number,
            total=quotation.total,
            created=obtained.created,
        )


class OrderOpportunityWorkflow(DealClosing):
    """load -> place the order -> note it. An order is not taken back: asked again, it is found by its quotation."""

    name = process = "deal-order"
    command = OrderOpportunity
    answers = (ClosingData, Order, Ordered)

    def __init__(
        self,
        records: Records,
        quotations: QuotationProvider,
        orders: OrderProvider,
        contexts: OpportunityContextProvider,
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        super().__init__(records, quotations, contexts, settings_for, clock)
        self._orders = orders

    def run(self, saga: Saga, actor: Actor, command: OrderOpportunity) -> Ordered:
        data = saga.step("load opportunity", lambda: self._load(actor, command.opportunity_id))
        opportunity = data.opportunity
        if opportunity.outcome is not Outcome.WON:
            raise OpportunityNotClosable.because_it_is_not_won(opportunity)
        quotation_id = opportunity.converted_to_quote_id or ""
        key = saga.key("order")
        order = saga.step(
            "place order", lambda: self._orders.create_from_quotation(actor.tenant_id, quotation_id, key=key)
        )
        return saga.commit_step("commit", lambda: self._note(actor, data, order))

    def _note(self, actor: Actor, data: ClosingData, order: Order) -> Ordered:
        with self._records.writing(actor) as work:
            opportunity = work.opportunities.get(data.opportunity.id)
            if (
                opportunity.converted_to_quote_id == order.quotation_id
                and opportunity.converted_to_order_id != order.id
            ):
                ordered, event = opportunity.ordered(order.id, at=data.at)
                work.opportunities.save(ordered)
                work.outbox.announce(event)
        return Ordered(
            opportunity_id=opportunity.id,
            quotation_id=order.quotation_id,
            order_id=order.id,
            order_number=order.number,
            total=order.total,
        )
