"""What an OrderProvider promises."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from crm_core.testing import START, answers, at_once, expect, expect_refusal, refusals
from crm_operations.providers import (
    OrderProvider,
    Quotation,
    QuotationDraft,
    QuotationNotFound,
    QuotationProvider,
    QuotationRefused,
)
from crm_operations.testing.contracts.quotations import LAST_DAY, LINES, OPPORTUNITY, UNKNOWN
from crm_operations.testing.contracts.strange_answers import HOOK, STRANGE_NUMBERS, STRANGE_TEXTS, expect_fit
from crm_operations.testing.contracts.suite import PartnerContract

LATER = START + timedelta(hours=1)


@pytest.mark.requirement("PLAN-020")
class OrderProviderContract(PartnerContract):
    """A subclass overrides ``orders`` and ``quotations``, both of one sales system."""

    watched: ClassVar[Mapping[str, type[Any]]] = {"quotations": QuotationProvider, "orders": OrderProvider}

    @pytest.fixture
    def orders(self) -> OrderProvider:
        """The order provider under test."""
        raise NotImplementedError("override the fixture `orders` and return your OrderProvider")

    @pytest.fixture
    def quotations(self) -> QuotationProvider:
        """The provider of quotations beside it."""
        raise NotImplementedError("override the fixture `quotations` and return your QuotationProvider")

    def change_there(self, orders: OrderProvider, tenant: str, order_id: str, field: str, value: object) -> bool:
        """Writes it in the partner, past the adapter; False where the partner cannot store the value, or computes it.

        ``number`` or ``total_minor``.
        """
        raise NotImplementedError(HOOK)

    @pytest.fixture
    def customer_id(self) -> str:
        return "00000000-0000-7000-8000-0000000000cc"

    @pytest.fixture
    def quotation(self, quotations: QuotationProvider, tenant: str, customer_id: str) -> Quotation:
        """Not accepted yet."""
        draft = QuotationDraft(
            opportunity_id=OPPORTUNITY, customer_id=customer_id, currency_code="USD", lines=LINES, valid_until=LAST_DAY
        )
        return quotations.create_from_opportunity(tenant, draft, key="p/quotation")

    def test_an_accepted_quotation_becomes_an_order(
        self, orders: OrderProvider, quotations: QuotationProvider, tenant: str, quotation: Quotation
    ) -> None:
        quotations.mark_as_accepted(tenant, quotation.id, LATER)

        order = orders.create_from_quotation(tenant, quotation.id, key="p/order")

        facts = (order.quotation_id, order.opportunity_id, order.customer_id, order.total)
        expected = (quotation.id, quotation.opportunity_id, quotation.customer_id, quotation.total)
        expect(facts, expected, asked="create_from_quotation")
        expect(bool(order.number), True, asked="whether the order has a number")
        expect(orders.find_by_id(tenant, order.id), order, asked="find_by_id afterwards")

    def test_a_quotation_becomes_one_order_however_often_asked(
        self, orders: OrderProvider, quotations: QuotationProvider, tenant: str, quotation: Quotation
    ) -> None:
        quotations.mark_as_accepted(tenant, quotation.id, LATER)
        first = orders.create_from_quotation(tenant, quotation.id, key="p/order")

        again = orders.create_from_quotation(tenant, quotation.id, key="p/order")
        expect(again, first, asked="create_from_quotation with the same key again")
        expect(orders.create_from_quotation(tenant, quotation.id, key="p/2"), first, asked="that with another key")

    def test_a_deal_won_anew_has_an_order_for_each_quotation_newest_first(
        self, orders: OrderProvider, quotations: QuotationProvider, tenant: str, quotation: Quotation
    ) -> None:
        draft = QuotationDraft(
            opportunity_id=OPPORTUNITY,
            customer_id=quotation.customer_id,
            currency_code="USD",
            lines=LINES[:1],
            valid_until=LAST_DAY,
        )
        expect(list(orders.find_by_opportunity_id(tenant, OPPORTUNITY)), [], asked="find_by_opportunity_id before any")
        placed = []
        for accepted in (quotation, quotations.create_from_opportunity(tenant, draft, key="p/anew")):
            quotations.mark_as_accepted(tenant, accepted.id, LATER)
            placed.append(orders.create_from_quotation(tenant, accepted.id, key=f"p/{accepted.id}"))

        expect(list(orders.find_by_opportunity_id(tenant, OPPORTUNITY)), placed[::-1], asked="find_by_opportunity_id")
        expect(len({order.number for order in placed}), 2, asked="how many numbers two orders have")
        expect(list(orders.find_by_opportunity_id(tenant, UNKNOWN)), [], asked="find_by_opportunity_id of another deal")

    def test_ten_at_once_get_the_same_order(
        self, orders: OrderProvider, quotations: QuotationProvider, tenant: str, quotation: Quotation
    ) -> None:
        quotations.mark_as_accepted(tenant, quotation.id, LATER)

        outcomes = at_once([lambda: orders.create_from_quotation(tenant, quotation.id, key="p/order")] * 10)

        expect(refusals(outcomes), [], asked="refusals of ten calls for one quotation")
        expect(len({order.id for order in answers(outcomes)}), 1, asked="ids of ten calls for one quotation")

    def test_only_an_accepted_quotation_can_be_ordered(
        self, orders: OrderProvider, quotations: QuotationProvider, tenant: str, quotation: Quotation
    ) -> None:
        with expect_refusal(QuotationRefused, asked="create_from_quotation of a draft"):
            orders.create_from_quotation(tenant, quotation.id, key="p/order")
        quotations.mark_as_rejected(tenant, quotation.id, "too dear", LATER)
        with expect_refusal(QuotationRefused, asked="create_from_quotation of a rejected one"):
            orders.create_from_quotation(tenant, quotation.id, key="p/order")

    def test_an_unknown_quotation_cannot_be_ordered(self, orders: OrderProvider, tenant: str) -> None:
        with expect_refusal(QuotationNotFound, asked="create_from_quotation of an unknown id"):
            orders.create_from_quotation(tenant, UNKNOWN, key="p/order")
        expect(orders.find_by_id(tenant, UNKNOWN), None, asked="find_by_id of an unknown id")

    @pytest.mark.parametrize("text", STRANGE_TEXTS.values(), ids=STRANGE_TEXTS)
    def test_a_number_somebody_wrote_over_there_is_cleaned_and_cut(
        self, orders: OrderProvider, quotations: QuotationProvider, tenant: str, quotation: Quotation, text: str
    ) -> None:
        """It is never a reason to refuse the order, nor the others of its deal."""
        quotations.mark_as_accepted(tenant, quotation.id, LATER)
        order = orders.create_from_quotation(tenant, quotation.id, key="p/order")

        if self.change_there(orders, tenant, order.id, "number", text):
            [found] = orders.find_by_opportunity_id(tenant, OPPORTUNITY)
            expect(orders.find_by_id(tenant, order.id), found, asked=f"find_by_id of an order numbered {text[:20]!a}")
            expect_fit(found.number, asked=f"the number that was {text[:20]!a}")

    @pytest.mark.parametrize("number", STRANGE_NUMBERS.values(), ids=STRANGE_NUMBERS)
    def test_a_total_nobody_here_would_write_is_told(
        self, orders: OrderProvider, quotations: QuotationProvider, tenant: str, quotation: Quotation, number: int
    ) -> None:
        quotations.mark_as_accepted(tenant, quotation.id, LATER)
        order = orders.create_from_quotation(tenant, quotation.id, key="p/order")

        if self.change_there(orders, tenant, order.id, "total_minor", number):
            found = orders.find_by_id(tenant, order.id)
            expect(found and found.total.minor, number, asked=f"the total of an order worth {number}")

    @pytest.mark.requirement("PLAN-029")
    def test_another_tenants_order_is_answered_like_an_unknown_one(
        self,
        orders: OrderProvider,
        quotations: QuotationProvider,
        tenant: str,
        other_tenant: str,
        quotation: Quotation,
    ) -> None:
        quotations.mark_as_accepted(tenant, quotation.id, LATER)
        order = orders.create_from_quotation(tenant, quotation.id, key="p/order")

        expect(orders.find_by_id(other_tenant, order.id), None, asked="find_by_id by another tenant")
        theirs = list(orders.find_by_opportunity_id(other_tenant, OPPORTUNITY))
        expect(theirs, [], asked="find_by_opportunity_id by another tenant")
        with expect_refusal(QuotationNotFound, asked="create_from_quotation by another tenant"):
            orders.create_from_quotation(other_tenant, quotation.id, key="p/order")
