"""The built-in partners pass the suites that any party master, sales system and notifier must pass."""

from zoneinfo import ZoneInfo

import pytest
from direct_writes import ChangesInRows
from inbox_only import inbox_only

from crm_adapters.embedded import EmbeddedCustomers, EmbeddedOrders, EmbeddedQuotations
from crm_adapters.identifiers import new_id
from crm_adapters.notifiers.router import NotificationRouter
from crm_adapters.storage import Database
from crm_core.actor import Role
from crm_core.testing import VirtualClock
from crm_operations.providers import NotificationProvider
from crm_operations.testing import FakePeople
from crm_operations.testing.contracts import (
    CustomerProviderContract,
    NotificationProviderContract,
    OrderProviderContract,
    QuotationProviderContract,
)

pytestmark = pytest.mark.requirement("TST-CRMOP-0098")


@pytest.fixture
def quotations(database: Database) -> EmbeddedQuotations:
    return EmbeddedQuotations(database, VirtualClock(), new_id, lambda _: ZoneInfo("America/New_York"))


class TestEmbeddedCustomers(ChangesInRows, CustomerProviderContract):
    there = "crm_customers"

    @pytest.fixture
    def customers(self, database: Database) -> EmbeddedCustomers:
        self.database = database
        return EmbeddedCustomers(database, VirtualClock(), new_id)


class TestEmbeddedQuotations(ChangesInRows, QuotationProviderContract):
    there = "crm_quotations"

    @pytest.fixture
    def quotations(self, quotations: EmbeddedQuotations, database: Database) -> EmbeddedQuotations:
        self.database = database
        return quotations


class TestEmbeddedOrders(ChangesInRows, OrderProviderContract):
    there = "crm_orders"

    @pytest.fixture
    def quotations(self, quotations: EmbeddedQuotations) -> EmbeddedQuotations:
        return quotations

    @pytest.fixture
    def orders(self, database: Database) -> EmbeddedOrders:
        self.database = database
        return EmbeddedOrders(database, VirtualClock(), new_id, lambda _: ZoneInfo("UTC"))


class TestNotificationRouter(NotificationProviderContract):
    @pytest.fixture(autouse=True)
    def people(self) -> FakePeople:
        self._people = FakePeople()
        return self._people

    @pytest.fixture
    def notifications(self, database: Database, people: FakePeople) -> NotificationRouter:
        return inbox_only(database, VirtualClock(), people)

    def assign_role(self, notifications: NotificationProvider, tenant: str, user_id: str, role: Role) -> None:
        self._people.known(tenant, user_id, roles=frozenset({role}))
