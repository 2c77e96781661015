"""The coordinator from a deal to its quotation and its order (PLAN-008, PLAN-020)."""

from crm_core.actor import Actor, Permission
from crm_core.opportunities import Opportunity
from crm_core.vocabulary import Id
from crm_operations.operation import acts, reads
from crm_operations.process import ProcessRunner, process_id
from crm_operations.providers import OrderProvider, QuotationProvider
from crm_operations.quote_to_order.ordering import OrderDeals
from crm_operations.quote_to_order.request import Ordered, OrderOpportunity, Quoted, QuoteOpportunity, SalesDocuments
from crm_operations.quote_to_order.workflow import QuoteOpportunityWorkflow
from crm_operations.records import Records


class QuoteToOrderCoordinator:
    """Makes a deal's quotation, and its order once it is won, in the sales system.

    Each method raises NotPermitted, OpportunityNotFound, and Unavailable when that system does not answer. Asked again,
    it answers with the document there is.
    """

    def __init__(
        self,
        runner: ProcessRunner,
        quoting: QuoteOpportunityWorkflow,
        order_deals: OrderDeals,
        records: Records,
        quotations: QuotationProvider,
        orders: OrderProvider,
    ) -> None:
        self._runner = runner
        self._quoting = quoting
        self._order_deals = order_deals
        self._records = records
        self._quotations = quotations
        self._orders = orders

    @acts(Permission.DEAL_MOVE)
    def convert_to_quotation(self, actor: Actor, command: QuoteOpportunity) -> Quoted:
        """Make a quotation of a deal, over its value, or name the one that is still to be decided.

        Raises OpportunityNotClosable, OpportunityCurrencyDiffers, CompensationFailed.
        """
        quoting = process_id(self._quoting.process, actor.tenant_id, command.opportunity_id)
        return self._runner.start(self._quoting, quoting, actor, command)

    @acts(Permission.DEAL_CLOSE)
    def convert_to_order(self, actor: Actor, command: OrderOpportunity) -> Ordered:
        """Place the order of a won deal, once however often asked; a deal won again is ordered again.

        Raises OpportunityNotClosable, QuotationRefused.
        """
        return self._order_deals.order(actor, command)

    @reads(Permission.DEAL_READ)
    def documents(self, actor: Actor, opportunity_id: Id) -> SalesDocuments:
        """Every quotation and order of the deal."""
        opportunity = self._opportunity(actor, opportunity_id)
        return SalesDocuments(
            quotations=tuple(self._quotations.find_by_opportunity_id(actor.tenant_id, opportunity.id)),
            orders=tuple(self._orders.find_by_opportunity_id(actor.tenant_id, opportunity.id)),
        )

    def _opportunity(self, actor: Actor, opportunity_id: str) -> Opportunity:
        with self._records.reading(actor) as work:
            return work.opportunities.get(opportunity_id)
