"""The built-in partners pass the suites that any party master, sales system and notifier must pass."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import pytest
from direct_writes import ChangesInRows

from crm_adapters.embedded import EmbeddedCustomers, EmbeddedOrders, EmbeddedQuotations
from crm_adapters.identifiers import new_id
from crm_adapters.notifiers import ConsoleNotifications, FanOutNotifications, Inbox
from crm_adapters.storage import Database
from crm_core.actor import Role
from crm_core.testing import VirtualClock
from crm_operations.providers import NotificationProvider
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


class Roles:
    """Who holds a role in which tenant."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, Role], list[str]] = {}

    def __call__(self, tenant_id: str, role: Role) -> Sequence[str]:
        return self._held.get((tenant_id, role), [])

    def give(self, tenant_id: str, user_id: str, role: Role) -> None:
        self._held.setdefault((tenant_id, role), []).append(user_id)


class WithRoles(NotificationProviderContract):
    @pytest.fixture(autouse=True)
    def roles(self) -> Roles:
        self._roles = Roles()
        return self._roles

    def assign_role(self, notifications: NotificationProvider, tenant: str, user_id: str, role: Role) -> None:
        self._roles.give(tenant, user_id, role)


class TestInbox(WithRoles):
    @pytest.fixture
    def notifications(self, database: Database, roles: Roles) -> Inbox:
        return Inbox(database, VirtualClock(), new_id, roles)


class TestInboxAndScreen(WithRoles):
    @pytest.fixture
    def notifications(self, database: Database, roles: Roles) -> FanOutNotifications:
        return FanOutNotifications(Inbox(database, VirtualClock(), new_id, roles), ConsoleNotifications())
