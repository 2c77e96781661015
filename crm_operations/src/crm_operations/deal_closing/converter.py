"""The door from a deal to its quotation and its order (PLAN-008, PLAN-020)."""

from crm_core.actor import Actor, Permission
from crm_operations.deal_closing.conversion import OrderDealWorkflow, QuoteDealWorkflow
from crm_operations.deal_closing.request import OrderDeal, Ordered, Quoted, QuoteDeal
from crm_operations.process import ProcessRunner, process_id


class OpportunityConverter:
    def __init__(self, runner: ProcessRunner, quoting: QuoteDealWorkflow, ordering: OrderDealWorkflow) -> None:
        self._runner = runner
        self._quoting = quoting
        self._ordering = ordering

    def convert_to_quotation(self, actor: Actor, command: QuoteDeal) -> Quoted:
        """The quotation still to be decided, or a new draft over the value.

        Raises NotPermitted, OpportunityNotFound, DealNotClosable; CompensationFailed.
        """
        actor.require(Permission.DEAL_MOVE)
        quoting = process_id(self._quoting.process, actor.tenant_id, command.opportunity_id)
        return self._runner.start(self._quoting, quoting, actor, command)

    def convert_to_order(self, actor: Actor, command: OrderDeal) -> Ordered:
        """The order of a won deal, one per accepted quotation however often asked.

        Raises NotPermitted, OpportunityNotFound, DealNotClosable, QuotationRefused.
        """
        actor.require(Permission.DEAL_CLOSE)
        ordering = process_id(self._ordering.process, actor.tenant_id, command.opportunity_id)
        return self._runner.start(self._ordering, ordering, actor, command)
