"""Orders in memory."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from crm_core.clock import Clock
from crm_core.identity import NewId, NumberKind, business_number
from crm_operations.providers import Order, QuotationRefused, QuotationStatus
from crm_operations.testing.quotations import FakeQuotations
from crm_operations.testing.recording import RecordedCall, RecordingFake, command, query


class FakeOrders(RecordingFake):
    """An OrderProvider beside FakeQuotations, as both are one sales system.

    Features: everything of RecordingFake; one order per quotation, whatever the key; ``changed_there`` changes
    one in the partner itself.
    """

    partner: ClassVar[str] = "orders"
    state_attributes: ClassVar[tuple[str, ...]] = ("_orders",)

    def __init__(
        self, quotations: FakeQuotations, clock: Clock, new_id: NewId, journal: list[RecordedCall] | None = None
    ) -> None:
        super().__init__(journal)
        self._quotations = quotations
        self._clock = clock
        self._new_id = new_id
        self._orders: dict[tuple[str, str], Order] = {}

    def changed_there(self, tenant_id: str, order_id: str, field: str, value: object) -> None:
        """Changes a field of Order, or ``total_minor``; answers have it cleaned and cut, as an adapter's do."""
        order = self._orders[tenant_id, order_id]
        if field == "total_minor":
            field, value = "total", {**order.total.model_dump(), "minor": value}
        self._orders[tenant_id, order_id] = Order.model_validate({**order.model_dump(), field: value})

    def picture(self) -> Mapping[str, Any]:
        """All orders, to be compared with another moment."""
        return {"orders": {order_id: order.to_dict() for (_, order_id), order in self._orders.items()}}

    @query
    def find_by_id(self, tenant_id: str, order_id: str) -> Order | None:
        return self._orders.get((tenant_id, order_id))

    @query
    def find_by_opportunity_id(self, tenant_id: str, opportunity_id: str) -> Sequence[Order]:
        ours = (order for (tenant, _), order in reversed(self._orders.items()) if tenant == tenant_id)
        return [order for order in ours if order.opportunity_id == opportunity_id]

    @command
    def create_from_quotation(self, tenant_id: str, quotation_id: str, *, key: str) -> Order:
        quotation = self._quotations.look(tenant_id, quotation_id)
        ours = (order for (tenant, _), order in self._orders.items() if tenant == tenant_id)
        if there := next((order for order in ours if order.quotation_id == quotation_id), None):
            return there
        if quotation.status is not QuotationStatus.ACCEPTED:
            raise QuotationRefused.because_status(quotation_id, quotation.status, "ordered")
        order = Order(
            id=self._new_id(),
            number=business_number(NumberKind.ORDER, self._clock.now().year, len(self._orders) + 1),
            quotation_id=quotation_id,
            opportunity_id=quotation.opportunity_id,
            customer_id=quotation.customer_id,
            total=quotation.total,
            tax_minor=quotation.tax_minor,
            created_at=self._clock.now(),
        )
        self._orders[tenant_id, order.id] = order
        return order
