"""The built-in orders: an accepted quotation becomes one order, however often it is requested."""

from collections.abc import Sequence
from typing import Any, Self

from sqlalchemy import RowMapping, Select, bindparam, select

from crm_adapters.embedded.fitting import fitting
from crm_adapters.embedded.quotation_statements import TERMS
from crm_adapters.embedded.tables import orders, quotations
from crm_adapters.embedded.terms import ZoneOf
from crm_adapters.storage import Database, InsertIfAbsent, Moment, next_number, release_number
from crm_core.clock import Clock, local_date
from crm_core.errors import Conflict
from crm_core.identity import NewId, NumberKind
from crm_core.money import Money
from crm_core.values import as_utc
from crm_operations.providers import Order, QuotationNotFound, QuotationRefused, QuotationStatus

_ours = orders.c.tenant_id == bindparam("tenant")
_BY_ID = select(orders).where(_ours, orders.c.id == bindparam("order"))
_BY_QUOTATION = select(orders).where(_ours, orders.c.quotation_id == bindparam("quotation"))
_BY_OPPORTUNITY = (
    select(orders)
    .where(_ours, orders.c.opportunity_id == bindparam("opportunity"))
    .order_by(orders.c.created_at.desc(), orders.c.id.desc())
)
_AS_ACCEPTED = (
    select(
        quotations.c.tenant_id,
        bindparam("order").label("id"),
        bindparam("number").label("number"),
        quotations.c.id.label("quotation_id"),
        quotations.c.opportunity_id,
        quotations.c.customer_id,
        quotations.c.currency_code,
        quotations.c.total_minor,
        quotations.c.tax_minor,
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
_CREATE = InsertIfAbsent(orders, _AS_ACCEPTED)


class OrderNumberTaken(Conflict):
    @classmethod
    def because_the_counter_lags(cls, number: str) -> Self:
        return cls("an order {number} exists already; the tenant's counter was set back", {"number": number})


class EmbeddedOrders:
    """An OrderProvider in our own database, for the built-in quotations."""

    def __init__(self, database: Database, clock: Clock, new_id: NewId, zone_of: ZoneOf) -> None:
        self._database = database
        self._clock = clock
        self._new_id = new_id
        self._zone_of = zone_of

    def find_by_id(self, tenant_id: str, order_id: str) -> Order | None:
        return self._find(_BY_ID, {"tenant": tenant_id, "order": order_id})

    def find_by_quotation(self, tenant_id: str, quotation_id: str) -> Order | None:
        return self._find(_BY_QUOTATION, {"tenant": tenant_id, "quotation": quotation_id})

    def find_by_opportunity_id(self, tenant_id: str, opportunity_id: str) -> Sequence[Order]:
        keys = {"tenant": tenant_id, "opportunity": opportunity_id}
        with self._database.reading(tenant_id) as connection:
            return [_order(row) for row in connection.execute(_BY_OPPORTUNITY, keys).mappings()]

    def create_from_quotation(self, tenant_id: str, quotation_id: str, *, key: str) -> Order:
        keys = {"tenant": tenant_id, "quotation": quotation_id}
        now = as_utc(self._clock.now())
        year = local_date(now, self._zone_of(tenant_id)).year
        number = ""
        with self._database.writing(tenant_id) as connection:
            placed = connection.execute(_BY_QUOTATION, keys).mappings().first()
            if placed is None:
                number = next_number(connection, tenant_id, NumberKind.ORDER, year)
                facts = {**keys, "order": self._new_id(), "number": number, "key": key, "moment": now}
                if not _CREATE.write(connection, facts):
                    release_number(connection, tenant_id, NumberKind.ORDER, year)
                placed = connection.execute(_BY_QUOTATION, keys).mappings().first()
            terms = None if placed else TERMS.first(connection, keys)
        if placed is not None:
            return _order(placed)
        if terms is None:
            raise QuotationNotFound.because_unknown_quotation(quotation_id)
        if terms["status"] == QuotationStatus.ACCEPTED:
            raise OrderNumberTaken.because_the_counter_lags(number)
        raise QuotationRefused.because_status(quotation_id, terms["status"], "ordered")

    def _find(self, query: Select[Any], keys: dict[str, str]) -> Order | None:
        with self._database.reading(keys["tenant"]) as connection:
            row = connection.execute(query, keys).mappings().first()
        return None if row is None else _order(row)


def _order(row: RowMapping) -> Order:
    return Order.model_construct(
        id=row["id"],
        number=fitting(row, "number", numbers=("total_minor", "tax_minor"))["number"],
        quotation_id=row["quotation_id"],
        opportunity_id=row["opportunity_id"],
        customer_id=row["customer_id"],
        total=Money.model_construct(minor=row["total_minor"], currency=row["currency_code"]),
        tax_minor=row["tax_minor"],
        created_at=row["created_at"],
    )
