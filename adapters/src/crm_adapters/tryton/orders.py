"""Orders: a confirmed sale in Tryton is an order already, so nothing is created."""

from collections.abc import Sequence

from crm_adapters.tryton.quotations import TrytonQuotations
from crm_operations.providers import Order, Quotation, QuotationNotFound, QuotationRefused, QuotationStatus


class TrytonOrders:
    """An OrderProvider. The order of a quotation has the quotation's id: it is the same sale, further on."""

    def __init__(self, quotations: TrytonQuotations) -> None:
        self._quotations = quotations

    def find_by_id(self, tenant_id: str, order_id: str) -> Order | None:
        found = self._quotations.find_by_id(tenant_id, order_id)
        return _order(found) if found is not None and found.status is QuotationStatus.ACCEPTED else None

    def find_by_opportunity_id(self, tenant_id: str, opportunity_id: str) -> Sequence[Order]:
        found = self._quotations.find_by_opportunity_id(tenant_id, opportunity_id)
        return [_order(quotation) for quotation in found if quotation.status is QuotationStatus.ACCEPTED]

    def create_from_quotation(self, tenant_id: str, quotation_id: str, *, key: str) -> Order:  # noqa: ARG002  one sale is one order
        found = self._quotations.find_by_id(tenant_id, quotation_id)
        if found is None:
            raise QuotationNotFound.because_unknown_quotation(quotation_id)
        if found.status is not QuotationStatus.ACCEPTED:
            raise QuotationRefused.because_status(quotation_id, found.status, "ordered")
        return _order(found)


def _order(quotation: Quotation) -> Order:
    return Order(
        id=quotation.id,
        number=quotation.number,
        quotation_id=quotation.id,
        opportunity_id=quotation.opportunity_id,
        customer_id=quotation.customer_id,
        total=quotation.total,
        created_at=quotation.decided_at or quotation.created_at,
    )
