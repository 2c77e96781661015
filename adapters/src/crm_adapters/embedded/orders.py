"""The built-in order book: an accepted quotation becomes one order, however often asked."""

from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, select

from crm_adapters.embedded.quotation_statements import TERMS
from crm_adapters.embedded.tables import orders, quotations
from crm_adapters.storage import Database, Moment, UnlessTaken
from crm_core.clock import Clock
from crm_core.identity import NewId
from crm_core.money import Money
from crm_operations.providers import Order, QuotationNotFound, QuotationRefused, QuotationStatus

_ours = orders.c.tenant_id == bindparam("tenant")
_BY_ID = select(orders).where(_ours, orders.c.id == bindparam("order"))
_BY_QUOTATION = select(orders).where(_ours, orders.c.quotation_id == bindparam("quotation"))
_AS_ACCEPTED = (
    select(
        quotations.c.tenant_id,
        bindparam("order").label("id"),
        quotations.c.id.label("quotation_id"),
        quotations.c.opportunity_id,
        quotations.c.customer_id,
        quotations.c.currency_code,
        quotations.c.total_minor,
        bindparam("key").label("creation_key"),
        bindparam("moment", type_=Moment).label("created_at"),
    )
    .where(
        quotations.c.tenant_id == bindparam("tenant"),
        quotations.c.id == bindparam("quotation"),
        quotations.c.status == QuotationStatus.ACCEPTED.value,
    )
    .with_for_update()
)
_CREATE = UnlessTaken(orders, _AS_ACCEPTED)


class EmbeddedOrders:
    """An OrderProvider in our own database, for the quotations of the built-in desk."""

    def __init__(self, database: Database, clock: Clock, new_id: NewId) -> None:
        self._database = database
        self._clock = clock
        self._new_id = new_id

    def find_by_id(self, tenant_id: str, order_id: str) -> Order | None:
        return self._find(_BY_ID, {"tenant": tenant_id, "order": order_id})

    def find_by_quotation(self, tenant_id: str, quotation_id: str) -> Order | None:
        return self._find(_BY_QUOTATION, {"tenant": tenant_id, "quotation": quotation_id})

    def create_from_quotation(self, tenant_id: str, quotation_id: str, *, key: str) -> Order:
        keys = {"tenant": tenant_id, "quotation": quotation_id}
        wish = {**keys, "order": self._new_id(), "key": key, "moment": self._clock.now()}
        with self._database.writing(tenant_id) as connection:
            _CREATE.write(connection, wish)
            placed = connection.execute(_BY_QUOTATION, keys).mappings().first()
            terms = None if placed else connection.execute(TERMS, keys).mappings().first()
        if placed is not None:
            return _order(placed)
        if terms is None:
            raise QuotationNotFound.because_unknown_quotation(quotation_id)
        raise QuotationRefused.because_status(quotation_id, terms["status"], "ordered")

    def _find(self, query: Select[Any], keys: dict[str, str]) -> Order | None:
        with self._database.reading(keys["tenant"]) as connection:
            row = connection.execute(query, keys).mappings().first()
        return None if row is None else _order(row)


def _order(row: RowMapping) -> Order:
    return Order.model_construct(
        id=row["id"],
        quotation_id=row["quotation_id"],
        opportunity_id=row["opportunity_id"],
        customer_id=row["customer_id"],
        total=Money.model_construct(minor=row["total_minor"], currency=row["currency_code"]),
        created_at=row["created_at"],
    )
