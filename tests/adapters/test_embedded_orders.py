"""The built-in order book: an accepted quotation becomes one order, however many ask at once."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from crm_adapters.embedded import EmbeddedOrders, EmbeddedQuotations
from crm_adapters.identifiers import new_id
from crm_adapters.storage import Database
from crm_core.money import Money
from crm_core.testing import START, VirtualClock, answers, at_once
from crm_operations.providers import (
    Order,
    OrderProvider,
    Quotation,
    QuotationDraft,
    QuotationLine,
    QuotationNotFound,
    QuotationRefused,
    QuotationStatus,
)

LATER = START + timedelta(hours=1)
DRAFT = QuotationDraft(
    opportunity_id="deal",
    customer_id="customer",
    currency_code="EUR",
    lines=(QuotationLine(description="Analytical engine", quantity=Decimal(3), unit_price_minor=999),),
    valid_until=date(2026, 3, 31),
)


@pytest.fixture
def tenant() -> str:
    return new_id()


@pytest.fixture
def quotations(database: Database) -> EmbeddedQuotations:
    return EmbeddedQuotations(database, VirtualClock(), new_id, lambda _: ZoneInfo("UTC"))


@pytest.fixture
def orders(database: Database) -> EmbeddedOrders:
    return EmbeddedOrders(database, VirtualClock(LATER), new_id, lambda _: ZoneInfo("UTC"))


@pytest.fixture
def draft(quotations: EmbeddedQuotations, tenant: str) -> Quotation:
    return quotations.create_from_opportunity(tenant, DRAFT, key="key")


@pytest.mark.requirement("PLAN-008", "PLAN-020")
def test_an_accepted_quotation_becomes_one_order(
    quotations: EmbeddedQuotations, orders: EmbeddedOrders, tenant: str, draft: Quotation
) -> None:
    provider: OrderProvider = orders
    quotations.mark_as_accepted(tenant, draft.id, LATER)

    placed = provider.create_from_quotation(tenant, draft.id, key="key")
    again = provider.create_from_quotation(tenant, draft.id, key="another key")

    assert placed == Order(
        id=placed.id,
        number="ORDER-2026-0001",
        quotation_id=draft.id,
        opportunity_id="deal",
        customer_id="customer",
        total=Money(minor=2_997, currency="EUR"),
        created_at=LATER,
    )
    assert again == placed
    assert provider.find_by_id(tenant, placed.id) == placed
    assert orders.find_by_quotation(tenant, draft.id) == placed


@pytest.mark.requirement("PLAN-020")
def test_only_an_accepted_quotation_is_ordered(
    quotations: EmbeddedQuotations, orders: EmbeddedOrders, tenant: str, draft: Quotation
) -> None:
    with pytest.raises(QuotationRefused, match="is draft and cannot be ordered"):
        orders.create_from_quotation(tenant, draft.id, key="key")
    quotations.mark_as_rejected(tenant, draft.id, "too dear", LATER)
    with pytest.raises(QuotationRefused, match="is rejected and cannot be ordered"):
        orders.create_from_quotation(tenant, draft.id, key="key")
    quotations.withdraw(tenant, draft.id, key="key")
    with pytest.raises(QuotationNotFound):
        orders.create_from_quotation(tenant, draft.id, key="key")

    assert orders.find_by_quotation(tenant, draft.id) is None


@pytest.mark.requirement("PLAN-020")
def test_tenants_do_not_order_each_others_quotations(
    quotations: EmbeddedQuotations, orders: EmbeddedOrders, tenant: str, draft: Quotation
) -> None:
    quotations.mark_as_accepted(tenant, draft.id, LATER)
    placed = orders.create_from_quotation(tenant, draft.id, key="key")

    with pytest.raises(QuotationNotFound):
        orders.create_from_quotation(new_id(), draft.id, key="key")
    assert orders.find_by_id(new_id(), placed.id) is None


@pytest.mark.requirement("PLAN-020")
def test_of_ten_who_order_at_once_all_get_the_same_order(
    quotations: EmbeddedQuotations, orders: EmbeddedOrders, tenant: str, draft: Quotation
) -> None:
    quotations.mark_as_accepted(tenant, draft.id, LATER)

    order = orders.create_from_quotation
    placed = answers(at_once([partial(order, tenant, draft.id, key=f"key {number}") for number in range(10)]))

    assert placed == [orders.find_by_quotation(tenant, draft.id)] * 10


@pytest.mark.requirement("PLAN-020", "BUS-CRMOP-0013")
def test_ordering_and_reverting_at_once_never_leave_an_order_for_a_draft(
    quotations: EmbeddedQuotations, orders: EmbeddedOrders, tenant: str
) -> None:
    for round_number in range(10):
        quotation = quotations.create_from_opportunity(tenant, DRAFT, key=f"round {round_number}")
        quotations.mark_as_accepted(tenant, quotation.id, LATER)

        order = partial(orders.create_from_quotation, tenant, quotation.id, key="key")
        revert = partial(quotations.revert, tenant, quotation.id, QuotationStatus.DRAFT)
        calls: list[Callable[[], object]] = [order, revert]
        at_once(calls)

        is_ordered = orders.find_by_quotation(tenant, quotation.id) is not None
        assert quotations.get_status(tenant, quotation.id) is (
            QuotationStatus.ACCEPTED if is_ordered else QuotationStatus.DRAFT
        )
