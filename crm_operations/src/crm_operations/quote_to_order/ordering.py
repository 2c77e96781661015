"""Places the order of a won deal under its business id."""

from crm_core.actor import Actor
from crm_operations.process import ProcessRunner, process_id
from crm_operations.quote_to_order.request import Ordered, OrderOpportunity
from crm_operations.quote_to_order.workflow import OrderOpportunityWorkflow
from crm_operations.records import Records


class OrderDeals:
    """Once a deal however often asked; a deal won again is ordered again."""

    def __init__(self, runner: ProcessRunner, ordering: OrderOpportunityWorkflow, records: Records) -> None:
        self._runner = runner
        self._ordering = ordering
        self._records = records

    def order(self, actor: Actor, command: OrderOpportunity) -> Ordered:
        """Raises OpportunityNotFound, OpportunityNotClosable, QuotationRefused, Unavailable."""

        def ordering() -> str:
            with self._records.reading(actor) as work:
                reopened = work.opportunities.get(command.opportunity_id).reopened_count
            again = (str(reopened + 1),) if reopened else ()
            return process_id(self._ordering.process, actor.tenant_id, command.opportunity_id, *again)

        return self._runner.start(self._ordering, ordering, actor, command)
