"""Tryton keeps the promises of a party master, a quotation desk and an order book."""

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tryton_backend import TrytonBackend

from crm_adapters.tryton import Tryton, TrytonCustomers, TrytonOrders, TrytonQuotations
from crm_adapters.tryton.tryton import their_id
from crm_core.testing import VirtualClock
from crm_operations.providers import CustomerDraft
from crm_operations.testing.contracts import (
    CustomerProviderContract,
    OrderProviderContract,
    QuotationProviderContract,
)

OF_A_PARTY = {
    "name": "UPDATE party_party SET name = ? WHERE id = ?",
    "email": "UPDATE party_contact_mechanism SET value = ? WHERE party = ? AND type = 'email'",
    "phone": "UPDATE party_contact_mechanism SET value = ? WHERE party = ? AND type = 'phone'",
    "contact_name": "UPDATE party_contact_mechanism SET value = ? WHERE party = ? AND name = 'Contact person'",
    "industry": "UPDATE party_contact_mechanism SET value = ? WHERE party = ? AND name = 'Industry'",
}
OF_A_SALE = {
    "number": "UPDATE sale_sale SET reference = ? WHERE id = ?",
    "description": "UPDATE sale_line SET description = ? WHERE sale = ? AND sequence = 1",
    "quantity": "UPDATE sale_line SET quantity = ? WHERE sale = ? AND sequence = 1",
    "unit_price_minor": "UPDATE sale_line SET unit_price = ? WHERE sale = ? AND sequence = 1",
    "rejection_reason": "UPDATE ir_note SET message = substr(message, 1, instr(message, char(10))) || ?"
    " WHERE resource = 'sale.sale,' || ? AND message LIKE 'CRM: rejected%'",
}
"""Totals and last days Tryton works out itself."""


class Tenants:
    """Each has a database of its own, and somebody who writes into it past Tryton."""

    written: dict[str, str] = OF_A_SALE

    @pytest.fixture(autouse=True)
    def behind(self, backend: TrytonBackend) -> None:
        self.backend = backend

    def change_there(self, _: Any, tenant: str, entity_id: str, field: str, value: Any) -> bool:
        if (statement := self.written.get(field)) is None:
            return False
        record = str(Decimal(value).scaleb(-2)) if field == "unit_price_minor" else value
        return self.backend.write(tenant, statement, record, their_id(tenant, entity_id))

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
    written = OF_A_PARTY

    @pytest.fixture
    def customers(self, tryton: Tryton) -> TrytonCustomers:
        return TrytonCustomers(tryton)


@pytest.mark.requirement("TST-CRMOP-0098")
class TestTrytonQuotations(Sales, QuotationProviderContract):
    keeps_discounts = False


@pytest.mark.requirement("TST-CRMOP-0098")
class TestTrytonOrders(Sales, OrderProviderContract):
    @pytest.fixture
    def orders(self, quotations: TrytonQuotations) -> TrytonOrders:
        return TrytonOrders(quotations)
