"""Tryton keeps the promises of a party master, a quotation desk and an order book."""

from zoneinfo import ZoneInfo

import pytest

from crm_adapters.tryton import Tryton, TrytonCustomers, TrytonOrders, TrytonQuotations
from crm_core.testing import VirtualClock
from crm_operations.providers import CustomerDraft
from crm_operations.testing.contracts import (
    CustomerProviderContract,
    OrderProviderContract,
    QuotationProviderContract,
)


class Tenants:
    """Each has a database of its own."""

    @pytest.fixture
    def tenant(self) -> str:
        return "acme"

    @pytest.fixture
    def other_tenant(self) -> str:
        return "globex"


class Sales(Tenants):
    @pytest.fixture
    def quotations(self, tryton: Tryton) -> TrytonQuotations:
        return TrytonQuotations(tryton, VirtualClock(), lambda _: ZoneInfo("America/New_York"))

    @pytest.fixture
    def customer_id(self, tryton: Tryton, tenant: str) -> str:
        draft = CustomerDraft(name="Analytical Engines", email="ada@example.com")
        return TrytonCustomers(tryton).create_from_lead(tenant, draft, key="p/customer").id


@pytest.mark.requirement("TST-CRMOP-0098")
class TestTrytonCustomers(Tenants, CustomerProviderContract):
    @pytest.fixture
    def customers(self, tryton: Tryton) -> TrytonCustomers:
        return TrytonCustomers(tryton)


@pytest.mark.requirement("TST-CRMOP-0098")
class TestTrytonQuotations(Sales, QuotationProviderContract):
    pass


@pytest.mark.requirement("TST-CRMOP-0098")
class TestTrytonOrders(Sales, OrderProviderContract):
    @pytest.fixture
    def orders(self, quotations: TrytonQuotations) -> TrytonOrders:
        return TrytonOrders(quotations)
