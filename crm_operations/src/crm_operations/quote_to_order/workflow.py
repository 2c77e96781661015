"""A deal becomes a quotation, and a won one an order (PLAN-008)."""

from crm_core.actor import Actor
from crm_core.clock import Clock
from crm_core.pipelines import Outcome
from crm_core.quotations import VersionStatus
from crm_operations.credits import CreditedPeople, DealCredits
from crm_operations.process import Saga
from crm_operations.providers import Order, OrderProvider, QuotationProvider
from crm_operations.quote_to_order.case import OpportunityCase
from crm_operations.quote_to_order.errors import OpportunityNotClosable
from crm_operations.quote_to_order.quotations import OpportunityQuotations, QuotationForOpportunity
from crm_operations.quote_to_order.request import Ordered, OrderOpportunity, Quoted, QuoteOpportunity
from crm_operations.quote_to_order.versions import QuotationVersions
from crm_operations.records import Records
from crm_operations.settings import SettingsFor


class QuoteOpportunityWorkflow:
    """load -> obtain quotation -> note it."""

    name = process = "deal-quotation"
    command = QuoteOpportunity
    answers = (OpportunityCase, QuotationForOpportunity, Quoted)

    def __init__(
        self,
        records: Records,
        quotations: QuotationProvider,
        quotation_versions: QuotationVersions,
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        self._records = records
        self._quotations = OpportunityQuotations(quotations, settings_for, "say what it is quoted at")
        self._versions = quotation_versions
        self._settings_for = settings_for
        self._clock = clock

    def require_subject(self, actor: Actor, command: QuoteOpportunity) -> None:
        """Raises OpportunityNotFound."""
        with self._records.reading(actor) as work:
            work.opportunities.get(command.opportunity_id)

    def run(self, saga: Saga, actor: Actor, command: QuoteOpportunity) -> Quoted:
        """Raises OpportunityNotClosable, OpportunityCurrencyDiffers, Unavailable."""
        case = saga.step("load opportunity", lambda: self._load(actor, command.opportunity_id))
        if not case.opportunity.is_open:
            raise OpportunityNotClosable.because_closed_otherwise(case.opportunity)
        key = saga.key(f"quotation/{case.opportunity.version}")
        obtained = self._quotations.obtain(saga, actor, case, command.value, None, key)
        return saga.commit_step("commit", lambda: self._note(actor, case, obtained))

    def _load(self, actor: Actor, opportunity_id: str) -> OpportunityCase:
        with self._records.reading(actor) as work:
            case = OpportunityCase.load(work, opportunity_id, self._clock.now(), self._settings_for(actor.tenant_id))
            versions = self._versions.of_deal(work, case.opportunity.id)
        void = tuple(each.quotation_id for each in versions if each.status is VersionStatus.SUPERSEDED)
        return case.model_copy(update={"void_quotation_ids": void})

    def _note(self, actor: Actor, case: OpportunityCase, obtained: QuotationForOpportunity) -> Quoted:
        quotation = obtained.quotation
        with self._records.writing(actor) as work:
            opportunity = work.opportunities.get(case.opportunity.id, lock=True)
            if opportunity.converted_to_quote_id != quotation.id:
                self._versions.noted(work, opportunity, quotation, case.at)
                quoted, event = opportunity.quoted(quotation.id, at=case.at)
                work.opportunities.save(self._versions.priced(work, quoted, case.at))
                work.outbox.announce(event)
        return Quoted(
            opportunity_id=opportunity.id,
            quotation_id=quotation.id,
            quotation_number=quotation.number,
            total=quotation.total,
            created=obtained.created,
        )


class OrderOpportunityWorkflow:
    """load -> place the order -> note it. An order is never undone: a repeated run finds it by its quotation."""

    name = process = "deal-order"
    command = OrderOpportunity
    answers = (OpportunityCase, Order, Ordered)

    def __init__(
        self,
        records: Records,
        orders: OrderProvider,
        deal_credits: DealCredits,
        credited_people: CreditedPeople,
        quotation_versions: QuotationVersions,
        settings_for: SettingsFor,
        clock: Clock,
    ) -> None:
        self._records = records
        self._orders = orders
        self._versions = quotation_versions
        self._credits = deal_credits
        self._people = credited_people
        self._settings_for = settings_for
        self._clock = clock

    def require_subject(self, actor: Actor, command: OrderOpportunity) -> None:
        """Raises OpportunityNotFound."""
        with self._records.reading(actor) as work:
            work.opportunities.get(command.opportunity_id)

    def run(self, saga: Saga, actor: Actor, command: OrderOpportunity) -> Ordered:
        """Raises OpportunityNotClosable, QuotationRefused, Unavailable."""
        case = saga.step("load opportunity", lambda: self._load(actor, command.opportunity_id))
        opportunity = case.opportunity
        if opportunity.outcome is not Outcome.WON:
            raise OpportunityNotClosable.because_it_is_not_won(opportunity)
        quotation_id = opportunity.converted_to_quote_id or ""
        key = saga.key("order")
        order = saga.step(
            "place order", lambda: self._orders.create_from_quotation(actor.tenant_id, quotation_id, key=key)
        )
        return saga.commit_step("commit", lambda: self._note(actor, case, order))

    def _load(self, actor: Actor, opportunity_id: str) -> OpportunityCase:
        with self._records.reading(actor) as work:
            case = OpportunityCase.load(work, opportunity_id, self._clock.now(), self._settings_for(actor.tenant_id))
            sharing = self._people.sharing(work, case.opportunity)
        return case.model_copy(update={"people": self._people.look_up(actor.tenant_id, sharing)})

    def _note(self, actor: Actor, case: OpportunityCase, order: Order) -> Ordered:
        with self._records.writing(actor) as work:
            opportunity = work.opportunities.get(case.opportunity.id)
            if (
                opportunity.converted_to_quote_id == order.quotation_id
                and opportunity.converted_to_order_id != order.id
            ):
                ordered, event = opportunity.ordered(order.id, at=case.at)
                self._credits.ordered(work, ordered, case.people, case.at, case.today)
                self._versions.ordered(work, order.quotation_id, order.id, case.at)
                work.opportunities.save(ordered)
                work.outbox.announce(event)
        return Ordered(
            opportunity_id=opportunity.id,
            quotation_id=order.quotation_id,
            order_id=order.id,
            order_number=order.number,
            total=order.total,
        )
